package files

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// isConfig accepts the files that the loader reads.
func isConfig(name string) bool {
	return (strings.HasSuffix(name, ".hcl") || strings.HasSuffix(name, ".hcl.json")) && !strings.HasSuffix(name, "_test.hcl")
}

// TestFind covers links that lead to files, folders, nowhere, out of the folder
// and in circles.
func TestFind(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "conf")
	for _, name := range []string{
		"conf/main.hcl", "conf/main_test.hcl", "conf/users.csv", "conf/sub/more.hcl.json", "conf/sub/deep/er.hcl",
		"conf/.hidden/hidden.hcl", "conf/..2026_1/teams/sre.hcl", "conf/..2026_1/teams/.hidden/a.hcl", "conf/..2026_1/org.hcl", "outside/out.hcl",
	} {
		path := filepath.Join(filepath.Dir(dir), filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{
		"..data": "..2026_1", "teams": "..data/teams", "org.hcl": "..data/org.hcl", // a ConfigMap
		"again": "sub", "folder.hcl": "sub", "sub/up": "..", "loop": "loop", "nowhere": "nothing", "out": "../outside", ".link": "..2026_1", "table": "users.csv",
	} {
		if err := os.Symlink(filepath.FromSlash(target), filepath.Join(dir, filepath.FromSlash(link))); err != nil {
			t.Fatal(err)
		}
	}
	root, err := OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	inside := []string{"main.hcl", "org.hcl", "sub/deep/er.hcl", "sub/more.hcl.json", "teams/sre.hcl"}
	for name, c := range map[string]struct {
		fsys fs.FS
		want []string
	}{
		"a root":   {root, inside},
		"a folder": {os.DirFS(dir), []string{"main.hcl", "org.hcl", "out/out.hcl", "sub/deep/er.hcl", "sub/more.hcl.json", "teams/sre.hcl"}},
		"memory": {fstest.MapFS{
			"main.hcl":  {},
			"sub/a.hcl": {},
			"sub/up":    {Data: []byte(".."), Mode: fs.ModeSymlink},
		}, []string{"main.hcl", "sub/a.hcl"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Find(t.Context(), c.fsys, ".", isConfig)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("found (-want +got):\n%s", diff)
			}
		})
	}
}
