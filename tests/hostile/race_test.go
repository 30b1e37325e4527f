package hostile

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rolecall/rolecall/engine"
)

// Two states of one configuration, in which eve and vic are swapped.
const (
	eveEdits = `
grafana { version = "9.3" }
org "main" {
  admins  = [user.ada]
  editors = [user.eve]
  viewers = [user.vic]
}
user "ada" {}
user "eve" {}
user "vic" {}
folder "p" {}
service_account "ci" {
  role = "Editor"
  token "t" { expires = "2027-01-01T00:00:00Z" }
}
`
	vicEdits = `
grafana { version = "9.3" }
org "main" {
  admins  = [user.ada]
  editors = [user.vic]
  viewers = [user.eve]
}
user "ada" {}
user "eve" {}
user "vic" {}
user "new" {}
folder "p" {}
folder "q" {}
org_mapping {
  group = "x"
  role  = "Admin"
}
`
)

// create returns the request to create a dashboard in the folder p.
func create(s engine.Subject) engine.Request {
	return engine.Request{Subject: s, Action: "dashboards:create", Resource: engine.Resource{Type: "folder", ID: "p"}}
}

// TestRace calls all methods of one engine at the same time, while files are rewritten, broken and
// removed and the engine reloads and watches. Two requests of one CheckAll must always see the same
// state. `make race` finds the other faults.
func TestRace(t *testing.T) {
	dir := configuration(t, eveEdits)
	var observed atomic.Int64
	e, err := engine.Open(t.Context(), dir,
		engine.WithObserver(func(context.Context, engine.Observation) { observed.Add(1) }),
		engine.WithReloadObserver(func(context.Context, error) { observed.Add(1) }))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var callers sync.WaitGroup
	// run repeats a call, with a pause after each, until there are enough pairs.
	run := func(pause time.Duration, call func()) {
		callers.Go(func() {
			for ctx.Err() == nil {
				call()
				time.Sleep(pause)
			}
		})
	}
	eve, vic := create(engine.Subject{Type: "user", ID: "eve"}), create(engine.Subject{Type: "user", ID: "vic"})
	mapped := create(engine.Subject{Type: "user", ID: "eve", Groups: []string{"x"}})
	want, pairs := int64(count(8_000, 560_000)), atomic.Int64{}
	for range 3 {
		run(0, func() {
			d, err := e.CheckAll(ctx, []engine.Request{eve, vic})
			if err == nil && d[0] == d[1] {
				t.Errorf("eve and vic: %v", d)
			}
			if pairs.Add(1) == want {
				cancel()
			}
			e.Check(ctx, create(engine.Subject{Type: "service_account", ID: "ci", Token: "t"}))
			e.Check(ctx, mapped)
		})
	}
	run(0, func() { e.Evaluate(ctx, eve); e.Evaluate(ctx, mapped) })
	run(0, func() { e.Explain(ctx, eve) })
	run(0, func() {
		for range e.WhoCan(eve).WithReasons() {
		}
	})
	run(0, func() { // one list, read by two
		list := e.WhatCan(engine.Request{Subject: engine.Subject{Type: "user", ID: "ada"}})
		var readers sync.WaitGroup
		for range 2 {
			readers.Go(func() {
				n := 0
				for range list.WithReasons() {
					if n++; n > 30 {
						break
					}
				}
			})
		}
		readers.Wait()
	})
	run(3*time.Millisecond, func() { e.Reload(ctx) })
	run(7*time.Millisecond, func() { // a reload that is canceled
		short, cancel := context.WithTimeout(ctx, time.Millisecond)
		defer cancel()
		e.Reload(short)
	})
	run(50*time.Millisecond, func() { e.View().Bundle(); e.View().Revision(); e.View().Warnings(); e.View().Rules() })
	bundle := filepath.Join(t.TempDir(), "bundle")
	run(100*time.Millisecond, func() {
		if err := e.View().WriteBundle(bundle); err != nil {
			t.Error(err)
		}
	})
	other := open(t, configuration(t, eveEdits))
	run(20*time.Millisecond, func() { e.View().Compare(ctx, other.View(), time.Now()) })
	run(20*time.Millisecond, func() { disturb(dir) })
	for range 2 {
		callers.Go(func() { e.Watch(ctx) })
	}
	callers.Wait()
	t.Logf("%d pairs, %d observations", pairs.Load(), observed.Load())

	if err := os.WriteFile(filepath.Join(dir, "main.hcl"), []byte(vicEdits), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := e.Reload(t.Context()); err != nil || check(t, e, eve) || !check(t, e, vic) {
		t.Error("the engine does not recover:", err)
	}
}

// disturb rewrites, replaces or removes the configuration. The new one often does not load.
func disturb(dir string) {
	path := filepath.Join(dir, "main.hcl")
	content := []byte([]string{eveEdits, vicEdits, vicEdits, "broken", "", eveEdits[:len(eveEdits)/2]}[rand.IntN(6)])
	switch rand.IntN(4) {
	case 0:
		os.WriteFile(path, content, 0o644)
	case 1:
		os.WriteFile(path+"~", content, 0o644)
		os.Rename(path+"~", path)
	case 2:
		os.Remove(path)
	case 3:
		os.RemoveAll(dir)
		os.Mkdir(dir, 0o755)
		os.WriteFile(path, content, 0o644)
	}
}

// TestLeak watches, reloads and opens good and bad configurations again and again, and checks that no
// goroutine, descriptor or considerable memory is left.
func TestLeak(t *testing.T) {
	dir := configuration(t, eveEdits)
	path := filepath.Join(dir, "main.hcl")
	e := open(t, dir)
	places := []string{path, filepath.Join(dir, "nothing"), filepath.Join(t.TempDir(), "bundle"), filepath.Join(t.TempDir(), "bundle.tar.gz")}
	for _, bundle := range places[2:] {
		if err := e.View().WriteBundle(bundle); err != nil {
			t.Fatal(err)
		}
	}
	use := func(i int) {
		ctx, cancel := context.WithCancel(t.Context())
		var watcher sync.WaitGroup
		watcher.Go(func() { e.Watch(ctx) })
		time.Sleep(5 * time.Millisecond)
		if err := os.WriteFile(path, []byte([]string{eveEdits, vicEdits, "broken"}[i%3]), 0o644); err != nil {
			t.Error(err)
		}
		time.Sleep(5 * time.Millisecond)
		cancel()
		watcher.Wait()
		e.Reload(t.Context())
		if opened, err := engine.Open(t.Context(), places[i%len(places)]); err == nil {
			opened.Reload(t.Context())
		}
	}
	for i := range len(places) {
		use(i) // fills caches
	}
	before := measure()
	for i := range count(8, 60) {
		use(i)
	}
	after := measure()
	// Goroutines may take a moment to end.
	for end := time.Now().Add(10 * time.Second); after.goroutines > before.goroutines && time.Now().Before(end); after = measure() {
		time.Sleep(10 * time.Millisecond)
	}
	if after.goroutines > before.goroutines || after.descriptors > before.descriptors || after.heap > 2*before.heap {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

// A usage holds the open descriptors of a process, where a folder lists them, and the bytes of its
// heap.
type usage struct {
	goroutines, descriptors int
	heap                    uint64
}

func measure() usage {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	entries, _ := os.ReadDir("/proc/self/fd")
	return usage{runtime.NumGoroutine(), len(entries), m.HeapAlloc}
}
