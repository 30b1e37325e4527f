//go:build unix

package watch_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/rolecall/rolecall/internal/watch"
)

// TestUnwatchable checks that a program that can open nothing more, and so watch nothing, still finds
// changes, and gets an error as long as there are none.
func TestUnwatchable(t *testing.T) {
	name := filepath.Join(t.TempDir(), "main.hcl")
	if err := os.WriteFile(name, []byte("a"), 0o644); err != nil {
		t.Fatal(err)
	}
	s := watch.Take(name)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	set := func(files uint64) {
		t.Helper()
		none := limit
		none.Cur = files
		if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &none); err != nil {
			t.Fatal(err)
		}
	}
	defer set(limit.Cur)
	set(3)
	if changed, err := s.Wait(t.Context()); err == nil {
		t.Errorf("%q is no error", changed)
	}
	if err := os.Chtimes(name, time.Time{}, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if changed, err := s.Wait(t.Context()); changed != name || err != nil {
		t.Errorf("%q, %v", changed, err)
	}
}
