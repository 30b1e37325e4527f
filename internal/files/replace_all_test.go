package files_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/internal/files"
)

// tree returns the files below a folder, hidden ones too.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			name, _ := filepath.Rel(dir, path)
			all[filepath.ToSlash(name)] = string(content)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestReplaceAll replaces, makes and removes files together.
func TestReplaceAll(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"a": "old", "b": "gone", "c": "same"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	root, err := files.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := root.ReplaceAll(map[string][]byte{"a": []byte("new"), "b": nil, "d/e": []byte("made"), "f": nil}); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"a": "new", "c": "same", "d/e": "made"}
	if diff := cmp.Diff(want, tree(t, dir)); diff != "" {
		t.Error(diff)
	}
	if info, err := os.Stat(filepath.Join(dir, "a")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// TestReplaceNone shows that nothing changes if one of the files cannot be written, before any is in its place or
// after some are.
func TestReplaceNone(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T, dir string) map[string][]byte{
		"a folder has the name": func(t *testing.T, dir string) map[string][]byte {
			return map[string][]byte{"a": []byte("new"), "z": []byte("new")}
		},
		"a name leads out": func(t *testing.T, dir string) map[string][]byte {
			return map[string][]byte{"a": []byte("new"), "../z": []byte("new")}
		},
		"a file stands where a folder has to be": func(t *testing.T, dir string) map[string][]byte {
			return map[string][]byte{"a": []byte("new"), "b": nil, "c/d": []byte("new")}
		},
		"a folder is removed as a file": func(t *testing.T, dir string) map[string][]byte {
			return map[string][]byte{"a": []byte("new"), "new": []byte("new"), "z": nil}
		},
		"one is found out late": func(t *testing.T, dir string) map[string][]byte {
			// The folder x is made for the file in it, so that the file x cannot be put in its place.
			return map[string][]byte{"a": []byte("new"), "b": nil, "m": []byte("new"), "x": []byte("new"), "x/y": []byte("new")}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for name, content := range map[string]string{"a": "old", "b": "old", "c": "old", "z/inside": "old"} {
				path := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			before := tree(t, dir)
			root, err := files.OpenRoot(dir)
			if err != nil {
				t.Fatal(err)
			}
			defer root.Close()
			if err := root.ReplaceAll(prepare(t, dir)); err == nil {
				t.Error("there is no error")
			}
			if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
				t.Error(strings.TrimSpace(diff))
			}
		})
	}
}
