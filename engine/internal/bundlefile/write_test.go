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

// TestWriteWithoutExchange checks that a folder is replaced where two names cannot
// be exchanged, and put back when that fails.
func TestWriteWithoutExchange(t *testing.T) {
	defer func(before func(a, b string) error) { exchange = before }(exchange)
	path := filepath.Join(t.TempDir(), "bundle")
	for _, text := range []string{"1", "2", "3"} {
		exchange = func(_, _ string) error { return errors.ErrUnsupported }
		if err := write(t, path, text, nil); err != nil {
			t.Fatal(err)
		}
		data(t, path, text)
		// What was written goes at the last moment.
		exchange = func(a, _ string) error { return errors.Join(os.RemoveAll(a), errors.ErrUnsupported) }
		if err := write(t, path, "lost", nil); err == nil {
			t.Error("written without what was written")
		}
		data(t, path, text)
	}
}

// TestWriteUnchecked checks that what does not open is not put in its place.
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

// data fails the test unless a bundle has these data, and lies alone in its
// folder.
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
