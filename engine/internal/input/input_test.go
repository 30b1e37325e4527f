package input_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/engine/internal/input"
)

// TestReadChanging checks that files which all change at once while they are read, as those of a
// ConfigMap, are read all before the change or all after it.
func TestReadChanging(t *testing.T) {
	const files = 60
	dir := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	// generation writes all files anew, each with a user whose email has the generation.
	generation := func(n int) string {
		name := fmt.Sprintf("..%d", n)
		must(os.Mkdir(filepath.Join(dir, name), 0o755))
		for i := range files {
			text := fmt.Sprintf("user \"u%d\" { email = \"u%d@generation%d.example\" }\n", i, i, n)
			if i == 0 {
				text += "grafana { version = \"13.3\" }\norg \"main\" {}\n"
			}
			must(os.WriteFile(filepath.Join(dir, name, fmt.Sprintf("%d.hcl", i)), []byte(text), 0o644))
		}
		return name
	}
	swap := func(to string) {
		must(os.Symlink(to, filepath.Join(dir, "..new")))
		must(os.Rename(filepath.Join(dir, "..new"), filepath.Join(dir, "..data")))
	}
	swap(generation(0))
	for i := range files {
		must(os.Symlink(fmt.Sprintf("..data/%d.hcl", i), filepath.Join(dir, fmt.Sprintf("%d.hcl", i))))
	}
	in, err := input.At(dir, nil, false)
	must(err)
	random := rand.New(rand.NewPCG(1, 2))
	for n := 1; n <= 12; n++ {
		next := generation(n)
		read := make(chan input.Reading, 1)
		go func() {
			r, err := in.Read(t.Context())
			if err != nil {
				t.Error(err)
			}
			read <- r
		}()
		time.Sleep(time.Duration(random.IntN(10_000)) * time.Microsecond)
		swap(next)
		r := <-read
		if r.World == nil || r.Diagnostics.HasErrors() {
			t.Fatal(r.Diagnostics)
		}
		generations := map[string]bool{}
		for _, user := range r.World.Users {
			_, of, _ := strings.Cut(user.Email.Value, "@")
			generations[of] = true
		}
		if len(r.World.Users) != files || len(generations) != 1 {
			t.Fatalf("%d users are of the generations %v", len(r.World.Users), generations)
		}
	}
}
