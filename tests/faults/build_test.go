//go:build unix

package faults

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/tests/await"
)

// TestKilledBuild kills builds with SIGKILL while they write a bundle. The bundle at the path is
// whole at each moment, a server that watches it answers from a whole one, and the next build leaves
// nothing beside it.
func TestKilledBuild(t *testing.T) {
	rounds := 40
	if testing.Short() {
		rounds = 4
	}
	other := strings.NewReplacer("user.eve", "user.vic", "user.vic", "user.eve").Replace(good)
	random := rand.New(rand.NewPCG(1, 8))
	for _, name := range []string{"bundle.tar.gz", "bundle"} {
		dir := t.TempDir()
		build := func() *exec.Cmd {
			cmd := exec.Command(program, "-C", "source", "build", "-o", name)
			cmd.Dir = dir
			return cmd
		}
		write(t, dir, "source/main.hcl", good)
		if out, err := build().CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		s := serve(t, dir, "-C", name)
		beside := filepath.Join(dir, "."+name+".rolecall-new")
		killed := 0
		for i := range rounds {
			write(t, dir, "source/main.hcl", [...]string{other, good}[i%2])
			cmd := build()
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			await.Until(t, patience, "the build writes nothing", func() bool {
				_, err := os.Lstat(beside)
				return err == nil || len(ended) > 0
			})
			time.Sleep(time.Duration(random.IntN(3000)) * time.Microsecond)
			cmd.Process.Kill()
			if err := <-ended; err != nil {
				killed++
			}
			eng, err := engine.Open(t.Context(), filepath.Join(dir, name))
			if err != nil {
				t.Fatalf("%s after build %d: %v", name, i, err)
			}
			allowed := map[string]bool{}
			for _, user := range []string{"eve", "vic"} {
				d, err := eng.Check(t.Context(), engine.Request{
					Subject: engine.Subject{Type: "user", ID: user}, Action: "folders:write", Resource: engine.Resource{Type: "folder", ID: "ops"},
				})
				if err != nil {
					t.Fatal(err)
				}
				allowed[user] = d.Allowed
			}
			if allowed["eve"] == allowed["vic"] {
				t.Errorf("%s after build %d: %v", name, i, allowed)
			}
		}
		t.Logf("%s: %d of %d builds were killed", name, killed, rounds)
		if killed == 0 {
			t.Errorf("%s: no build was killed", name)
		}
		write(t, dir, "source/main.hcl", other)
		if out, err := build().CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
		for _, ending := range []string{"new", "old"} {
			if _, err := os.Lstat(filepath.Join(dir, "."+name+".rolecall-"+ending)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: files of a killed build are left: %v", name, err)
			}
		}
		await.Until(t, patience, "the last bundle does not answer", func() bool { return s.ask(vic) && !s.ask(eve) })
		if r := s.readiness(); len(r.Failing) > 0 || r.Reloads["configuration"].Failed > 0 {
			t.Errorf("%s: %+v", name, r)
		}
		s.end()
	}
}
