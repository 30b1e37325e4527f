package bundlefile

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func write(t *testing.T, path, text string, check error) error {
	t.Helper()
	files := map[string][]byte{Data: []byte(text), "rolecall/x/x.rego": []byte("package x")}
	return Write(path, files, func(Content) error { return nil }, func(string) error { return check })
}

// TestWriteWithoutExchange checks that Write replaces a folder without exchanging
// names, and puts the old one back on failure.
func TestWriteWithoutExchange(t *testing.T) {
	defer func(before func(a, b string) error) { exchange = before }(exchange)
	path := filepath.Join(t.TempDir(), "bundle")
	for _, text := range []string{"1", "2", "3"} {
		exchange = func(_, _ string) error { return errors.ErrUnsupported }
		if err := write(t, path, text, nil); err != nil {
			t.Fatal(err)
		}
		data(t, path, text)
		// The new files disappear at the last moment.
		exchange = func(a, _ string) error { return errors.Join(os.RemoveAll(a), errors.ErrUnsupported) }
		if err := write(t, path, "lost", nil); err == nil {
			t.Error("Write succeeds without the new files")
		}
		data(t, path, text)
	}
}

// TestWriteUnchecked checks that a bundle that does not open replaces nothing.
func TestWriteUnchecked(t *testing.T) {
	for _, name := range []string{"bundle", "bundle.tar.gz"} {
		path := filepath.Join(t.TempDir(), name)
		if err := write(t, path, "1", nil); err != nil {
			t.Fatal(err)
		}
		if err := write(t, path, "2", errors.New("bad")); err == nil {
			t.Error("written unchecked")
		}
		data(t, path, "1")
	}
}

// data fails the test unless the bundle at the path has this data and nothing lies
// beside it.
func data(t *testing.T, path, text string) {
	t.Helper()
	content, err := Read(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(text, string(content.Files[Data])); diff != "" {
		t.Error(diff)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Errorf("beside %s: %v, %v", path, entries, err)
	}
}
