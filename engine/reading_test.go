package engine

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/rolecall/rolecall/engine/internal/input"
)

const (
	eveEditor = "grafana { version = \"9.3\" }\norg \"main\" { editors = [user.eve] }\nuser \"eve\" {}\nfolder \"p\" {}\n"
	eveViewer = "grafana { version = \"9.3\" }\norg \"main\" { viewers = [user.eve] }\nuser \"eve\" {}\nfolder \"p\" {}\n"
)

// hangingFS is a file system that does not answer while hang is not nil.
type hangingFS struct {
	files fstest.MapFS
	hang  atomic.Pointer[chan struct{}]
}

func (h *hangingFS) Open(name string) (fs.File, error) {
	if hang := h.hang.Load(); hang != nil {
		<-*hang
	}
	return h.files.Open(name)
}

func eveEdits(t *testing.T, e *Engine) bool {
	t.Helper()
	d, err := e.Check(t.Context(), Request{Subject: Subject{Type: "user", ID: "eve"}, Action: "dashboards:create", Resource: Resource{Type: "folder", ID: "p"}})
	if err != nil {
		t.Fatal(err)
	}
	return d.Allowed
}

// goroutines waits for the number of goroutines to come down to a number.
func goroutines(t *testing.T, want int) {
	t.Helper()
	for range 500 {
		if runtime.NumGoroutine() <= want {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("there are %d goroutines, not %d", runtime.NumGoroutine(), want)
}

// TestHungReload checks that an engine whose file system does not answer keeps
// answering, says so, reads anew although the earlier read still hangs, and
// leaves nothing behind.
func TestHungReload(t *testing.T) {
	h := &hangingFS{files: fstest.MapFS{"main.hcl": {Data: []byte(eveEditor)}}}
	var said []error
	e, err := OpenFS(t.Context(), h, WithReloadObserver(func(_ context.Context, err error) { said = append(said, err) }))
	if err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	hang := make(chan struct{})
	h.hang.Store(&hang)
	for range input.MaxReads - 1 {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		if err := e.Reload(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("a reload that hangs: %v", err)
		}
		cancel()
	}
	if len(said) != input.MaxReads-1 || !errors.Is(said[0], context.DeadlineExceeded) {
		t.Errorf("the observer is told %v", said)
	}
	if !eveEdits(t, e) {
		t.Error("the last good configuration is not answered from")
	}
	cancelled, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if err := e.Reload(cancelled); !errors.Is(err, context.Canceled) || len(said) != input.MaxReads-1 {
		t.Errorf("a reload that is cancelled: %v, the observer is told %v", err, said)
	}

	// All that may hang do, so that one has to end first.
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	h.files = fstest.MapFS{"main.hcl": {Data: []byte(eveViewer)}}
	h.hang.Store(nil)
	if err := e.Reload(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("one read too many: %v", err)
	}
	close(hang)
	if err := e.Reload(t.Context()); err != nil || eveEdits(t, e) {
		t.Errorf("the file system answers again: %v", err)
	}
	goroutines(t, before)
}

// TestOpenContext checks that nothing is opened once the context has ended, also
// what was opened before.
func TestOpenContext(t *testing.T) {
	fsys := fstest.MapFS{"main.hcl": {Data: []byte(eveEditor)}}
	if _, err := OpenFS(t.Context(), fsys); err != nil {
		t.Fatal(err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if e, err := OpenFS(ended, fsys); e != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("a file system: %v", err)
	}
	if e, err := Open(ended, t.TempDir()); e != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("a folder: %v", err)
	}
}

// TestHungWatch checks that Watch recovers by itself from a file system that did
// not answer for a while, and from a failure that no change ends, and returns
// though it hangs.
func TestHungWatch(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "changes"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	h := &hangingFS{files: fstest.MapFS{"main.hcl": {Data: []byte(eveEditor)}}}
	said := make(chan error, 100)
	in := input.FS(h, nil)
	in.Path, in.Patience, in.Again = dir, 50*time.Millisecond, 50*time.Millisecond
	e, err := openInput(t.Context(), in, []Option{WithReloadObserver(func(_ context.Context, err error) { said <- err })})
	if err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	hang := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	watching := make(chan error, 1)
	go func() { watching <- e.Watch(ctx) }()

	h.hang.Store(&hang)
	h.files = fstest.MapFS{"main.hcl": {Data: []byte("oops")}}
	if err := os.WriteFile(filepath.Join(dir, "changes"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := <-said; !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("while it hangs: %v", err)
		}
	}
	if !eveEdits(t, e) {
		t.Error("the last good configuration is not answered from")
	}
	h.hang.Store(nil) // the earlier reads still hang
	var config *ConfigError
	for err = <-said; errors.Is(err, context.DeadlineExceeded); err = <-said {
	}
	if !errors.As(err, &config) {
		t.Errorf("a broken configuration: %v", err)
	}
	if err := <-said; !errors.As(err, &config) {
		t.Errorf("it is tried again: %v", err)
	}
	h.hang.Store(&hang)
	cancel()
	select {
	case err := <-watching:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("Watch does not return")
	}
	close(hang)
	goroutines(t, before)
}
