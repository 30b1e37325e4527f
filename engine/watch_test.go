package engine_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rolecall/rolecall/engine"
)

// TestWatch changes a configuration that an engine watches.
func TestWatch(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "conf")
	main := filepath.Join(dir, "main.hcl")
	write(t, main, eveEdits)
	said, observer := outcomes()
	eng, err := engine.Open(t.Context(), dir, observer)
	if err != nil {
		t.Fatal(err)
	}
	next := func() error {
		t.Helper()
		select {
		case err := <-said:
			return err
		case <-time.After(20 * time.Second):
			t.Fatal("nothing is reloaded")
			return nil
		}
	}
	write(t, main, vicEdits) // before it is watched, but after it was read
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- eng.Watch(ctx) }()
	if err := next(); err != nil || !check(t, eng, edits("vic")).Allowed {
		t.Fatalf("the change before: %v", err)
	}
	write(t, main, nobodyEdits)
	var config *engine.ConfigError
	if err := next(); !errors.As(err, &config) || !check(t, eng, edits("vic")).Allowed {
		t.Fatalf("a broken configuration: %v", err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := next(); !errors.Is(err, fs.ErrNotExist) || !check(t, eng, edits("vic")).Allowed {
		t.Fatalf("a folder that is gone: %v", err)
	}
	write(t, filepath.Join(dir, "sub", "main.hcl"), eveEdits)
	if err := next(); err != nil || !check(t, eng, edits("eve")).Allowed {
		t.Fatalf("a folder that has come again: %v", err)
	}
	end()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestWatchConfigMap swaps files as Kubernetes does: they are links through a
// link to a hidden folder, and that link is replaced.
func TestWatchConfigMap(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "..2026_1", "main.hcl"), eveEdits)
	write(t, filepath.Join(dir, "..2026_2", "main.hcl"), vicEdits)
	link := func(target, name string) {
		t.Helper()
		if err := os.Symlink(target, filepath.Join(dir, "..new")); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(dir, "..new"), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	link("..2026_1", "..data")
	link(filepath.Join("..data", "main.hcl"), "main.hcl")
	said, observer := outcomes()
	eng, err := engine.Open(t.Context(), dir, observer)
	if err != nil {
		t.Fatal(err)
	}
	if !check(t, eng, edits("eve")).Allowed {
		t.Fatal("what the links lead to is not read")
	}
	ended := make(chan error)
	ctx, end := context.WithCancel(t.Context())
	go func() { ended <- eng.Watch(ctx) }()
	link("..2026_2", "..data")
	select {
	case err := <-said:
		if err != nil || !check(t, eng, edits("vic")).Allowed {
			t.Errorf("the files that were swapped in: %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Error("nothing is reloaded")
	}
	end()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
