package engine_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/rolecall/rolecall/engine"
)

// TestBundleChanged checks that only what was built is opened, whole and as it
// was built.
func TestBundleChanged(t *testing.T) {
	eng := open(t, configuration)
	for name, c := range map[string]struct {
		change func(dir string) error
		bad    bool
	}{
		"as it was built": {func(string) error { return nil }, false},
		"a file that is no part": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "README"), nil, 0o644)
		}, false},
		"a module is missing": {func(dir string) error {
			return os.Remove(filepath.Join(dir, "rolecall", "subjects", "subjects.rego"))
		}, true},
		"a module has come": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "rolecall", "more.rego"), []byte("package rolecall.more\n"), 0o644)
		}, true},
		"the data are changed": {func(dir string) error {
			file := filepath.Join(dir, "data.json")
			data, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			return os.WriteFile(file, bytes.Replace(data, []byte(`"Viewer"`), []byte(`"Admin"`), 1), 0o644)
		}, true},
		"the data are cut": {func(dir string) error {
			return os.Truncate(filepath.Join(dir, "data.json"), 100)
		}, true},
		"the data are missing": {func(dir string) error {
			return os.Remove(filepath.Join(dir, "data.json"))
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "bundle")
			if err := eng.View().WriteBundle(dir); err != nil {
				t.Fatal(err)
			}
			if err := c.change(dir); err != nil {
				t.Fatal(err)
			}
			again, err := engine.Open(t.Context(), dir)
			if c.bad != errors.Is(err, engine.ErrBadBundle) || c.bad != (again == nil) {
				t.Errorf("opened: %v, %v", again != nil, err)
			}
		})
	}
}
