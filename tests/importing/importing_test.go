// Package importing checks what an import makes of the answers of real Grafana servers.
package importing

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/server"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/tests/records"
	"github.com/rolecall/rolecall/tests/replay"
)

// worlds returns the folders with recorded answers.
func worlds(t *testing.T) []string {
	t.Helper()
	dirs, err := filepath.Glob("testdata/*/*")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("there are no recorded answers (%v)", err)
	}
	return dirs
}

// read reads recorded answers as an import does. Every question must have been recorded.
func read(t *testing.T, path string, overlays ...string) *inventory.Inventory {
	t.Helper()
	s, err := replay.Open(path, overlays...)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	defer web.Close()
	auth, err := server.ParseAuth("admin:admin")
	if err != nil {
		t.Fatal(err)
	}
	i, err := server.Read(t.Context(), server.Options{URL: web.URL, Auth: auth})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range s.Unknown() {
		if strings.HasPrefix(q, "/api/v1/sso-settings") {
			continue // asked of releases that do not have it, and not recorded there
		}
		t.Errorf("a question was not recorded: %s", q)
	}
	return i
}

// configuration writes an Inventory and loads the files.
func configuration(t *testing.T, i *inventory.Inventory) (*schema.World, map[string][]byte) {
	t.Helper()
	files := write.PlanOf(i, write.Options{Table: write.TableFor(i)}).Files()
	fsys := fstest.MapFS{}
	for name, content := range files {
		fsys[name] = &fstest.MapFile{Data: content, Mode: 0o644}
	}
	if dir := os.Getenv("KEEP_FILES"); dir != "" {
		for name, content := range files {
			at := filepath.Join(dir, t.Name(), name)
			os.MkdirAll(filepath.Dir(at), 0o755)
			os.WriteFile(at, content, 0o644)
		}
	}
	w, diags := loader.Load(fsys)
	for _, d := range diags {
		t.Log(d)
	}
	if diags.HasErrors() {
		t.Fatal("the configuration has errors")
	}
	return w, files
}

type recorded struct {
	Request   json.RawMessage `json:"request"`
	Decision  bool            `json:"decision"`
	Operation string          `json:"operation"`
	Evidence  string          `json:"evidence"`
}

// TestDecisions asks the recorded decisions of a configuration that is imported.
func TestDecisions(t *testing.T) {
	for _, dir := range worlds(t) {
		decided := filepath.Join("../conformance", dir)
		t.Run(records.Name(dir), func(t *testing.T) {
			w, _ := configuration(t, read(t, filepath.Join(dir, "responses.jsonl.gz")))
			if _, err := os.Stat(decided); err != nil {
				return
			}
			eng, err := engine.FromWorld(t.Context(), w)
			if err != nil {
				t.Fatal(err)
			}
			asked, wrong := 0, 0
			for _, line := range records.Decisions[recorded](t, decided) {
				var request engine.Request
				if err := json.Unmarshal(line.Request, &request); err != nil {
					t.Fatal(err)
				}
				decision, err := eng.Check(context.Background(), request)
				asked++
				if err != nil || decision.Allowed != line.Decision {
					if wrong++; wrong < 10 {
						t.Errorf("%s %s\n%s\nserver %v, imported %v (%v)", line.Operation, line.Request, line.Evidence, line.Decision, decision.Allowed, err)
					}
				}
			}
			t.Logf("%d decisions, %d wrong", asked, wrong)
		})
	}
}
