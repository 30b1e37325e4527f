package importing

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/merge"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/loader"
)

// memory returns a file system of files.
func memory(files map[string][]byte) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, content := range files {
		fsys[name] = &fstest.MapFile{Data: content, Mode: 0o644}
	}
	return fsys
}

// update updates a configuration, and returns the files after it.
func update(t *testing.T, files map[string][]byte, now *inventory.Inventory) (after map[string][]byte, r merge.Result) {
	t.Helper()
	fsys := memory(files)
	w, diags := loader.Load(fsys)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	r, err := merge.Update(w, now, write.ByKind, func(name string) ([]byte, error) { return fs.ReadFile(fsys, name) })
	if err != nil {
		t.Fatal(err)
	}
	after = map[string][]byte{}
	for name, content := range files {
		after[name] = content
	}
	for name, content := range r.Files {
		if after[name] = content; content == nil {
			delete(after, name)
		}
	}
	if _, diags := loader.Load(memory(after)); diags.HasErrors() {
		t.Errorf("the updated configuration has errors: %v", diags)
	}
	return after, r
}

// declares returns what a configuration declares, in words that do not depend on labels and files.
func declares(t *testing.T, files map[string][]byte) map[string][]byte {
	t.Helper()
	w, diags := loader.Load(memory(files))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	i, _ := inventory.Of(w)
	i.Sort()
	i.SplitDefaults()
	return write.PlanOf(i, write.Options{}).Files()
}

// TestUnchanged shows that an update by the same answers changes no file.
func TestUnchanged(t *testing.T) {
	for _, dir := range some(worlds(t)) {
		t.Run(filepath.ToSlash(dir), func(t *testing.T) {
			answers := filepath.Join(dir, "responses.jsonl.gz")
			first := read(t, answers)
			files := write.PlanOf(first, write.Options{Table: write.TableFor(first)}).Files()
			_, r := update(t, files, read(t, answers))
			if len(r.Files)+len(r.Left) > 0 {
				for name, content := range r.Files {
					t.Errorf("%s (-before +after):\n%s", name, cmp.Diff(string(files[name]), string(content)))
				}
				t.Error(r.Left)
			}
		})
	}
}

// some returns every world; with -short each third.
func some(dirs []string) []string {
	var chosen []string
	for i, dir := range dirs {
		if !testing.Short() || i%3 == 0 {
			chosen = append(chosen, dir)
		}
	}
	return chosen
}

// TestUpdate makes each recorded change of a server. An update of the configuration from before declares what a
// new import does, and keeps every comment.
func TestUpdate(t *testing.T) {
	overlays, err := filepath.Glob("testdata/*/*/changes/*/responses.jsonl.gz")
	if err != nil || len(overlays) == 0 {
		t.Fatalf("there are no changes (%v)", err)
	}
	for i, overlay := range overlays {
		if testing.Short() && i%8 != 0 {
			continue
		}
		change := filepath.Dir(overlay)
		t.Run(filepath.ToSlash(change), func(t *testing.T) {
			answers := filepath.Join(filepath.Dir(filepath.Dir(change)), "responses.jsonl.gz")
			before := edited(write.PlanOf(read(t, answers), write.Options{}).Files())
			after, r := update(t, before, read(t, answers, overlay))
			if len(r.Left) > 0 {
				t.Errorf("left to do: %q", r.Left)
			}
			want := declares(t, write.PlanOf(read(t, answers, overlay), write.Options{}).Files())
			if diff := cmp.Diff(want, declares(t, after), cmp.Transformer("text", func(b []byte) string { return string(b) })); diff != "" {
				t.Errorf("declared (-imported +updated):\n%s", diff)
			}
			for name, content := range before {
				if gone := comments(content) - comments(after[name]); gone > removed(content, after[name]) {
					t.Errorf("%s lost %d comments", name, gone)
				}
			}
		})
	}
}

// edited returns files as a person may have changed them: with a comment above each block and beside each
// attribute, and all in one file but the users.
func edited(files map[string][]byte) map[string][]byte {
	var all strings.Builder
	out := map[string][]byte{}
	for name, content := range files {
		if name == "users.hcl" {
			out["people/users.hcl"] = content
			continue
		}
		for line := range strings.Lines(string(content)) {
			if strings.HasSuffix(line, "{\n") && !strings.HasPrefix(line, " ") {
				fmt.Fprintf(&all, "# keep: %s", line)
			}
			all.WriteString(line)
		}
		all.WriteString("\n")
	}
	out["all.hcl"] = []byte(all.String())
	return out
}

func comments(content []byte) int { return strings.Count(string(content), "# keep: ") }

// removed returns how many blocks are gone from a file.
func removed(before, after []byte) int {
	blocks := func(content []byte) int { return strings.Count("\n"+string(content), "\n}") }
	return max(0, blocks(before)-blocks(after))
}
