package engine_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rolecall/rolecall/engine"
)

// TestReaders has many readers ask an engine that is reloaded all the while:
// whatever they get is what one of the configurations says.
func TestReaders(t *testing.T) {
	const readers = 64
	reloads := 60
	if testing.Short() {
		reloads = 20
	}
	dir := t.TempDir()
	main := filepath.Join(dir, "main.hcl")
	write(t, main, eveEdits)
	var observed, made atomic.Int64
	eng, err := engine.Open(t.Context(), dir, engine.WithObserver(func(_ context.Context, o engine.Observation) {
		observed.Add(1)
		if id := o.Request.Subject.ID; id == "ada" && !o.Decision.Allowed || id == "nobody" && o.Decision.Allowed {
			t.Errorf("%s: %v", id, o.Decision)
		}
	}))
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for i := range readers {
		wg.Go(func() {
			for ctx.Err() == nil {
				made.Add(readOnce(t, eng))
				if i < 4 { // which takes long
					explainOnce(t, eng)
				}
				time.Sleep(2 * time.Millisecond) // for the reloaders to get on
			}
		})
	}
	var reloaders sync.WaitGroup
	for range 2 {
		reloaders.Go(func() {
			for i := range reloads / 2 {
				content := []string{vicEdits, nobodyEdits, eveEdits}[i%3]
				// Renamed, so that the other does not read half of it.
				temporary := filepath.Join(t.TempDir(), "main")
				write(t, temporary, content)
				if err := os.Rename(temporary, main); err != nil {
					t.Error(err)
				}
				var config *engine.ConfigError
				if err := eng.Reload(ctx); err != nil && !errors.As(err, &config) {
					t.Error(err)
				}
			}
		})
	}
	reloaders.Wait()
	end()
	wg.Wait()
	if observed.Load() != made.Load() || made.Load() < readers {
		t.Errorf("%d decisions are observed, of %d", observed.Load(), made.Load())
	}
}

// explainOnce explains a decision that differs between the configurations.
func explainOnce(t *testing.T, eng *engine.Engine) {
	e, err := eng.Explain(context.Background(), edits("vic"))
	if err != nil || len(e.Ways) == 0 {
		t.Errorf("Explain: %v, %v", e, err)
		return
	}
	held := len(e.Ways[0].Needs[0].Derivations) > 0
	if e.Allowed != held || e.Allowed == (len(e.Repairs) > 0) {
		t.Errorf("Explain: allowed %v with %v and %v", e.Allowed, e.Ways, e.Repairs)
	}
}

// readOnce asks in each way, and is how many decisions were made for it.
func readOnce(t *testing.T, eng *engine.Engine) int64 {
	ctx := context.Background()
	either := func(kind, user string) {
		if user != "eve" && user != "vic" {
			t.Errorf("%s: %q", kind, user)
		}
	}
	var requests []engine.Request
	for range 100 { // long enough for a reload to come amid
		for _, user := range []string{"eve", "vic", "ada", "nobody"} {
			requests = append(requests, edits(user))
		}
	}
	decisions, err := eng.CheckAll(ctx, requests)
	if err != nil {
		t.Error(err)
		return 0
	}
	eve := decisions[0].Allowed
	for i, want := range slices.Repeat([]bool{eve, !eve, true, false}, len(decisions)/4) {
		if decisions[i].Allowed != want {
			t.Errorf("CheckAll: decision %d is %v", i, decisions[i])
		}
	}
	if d, err := eng.Check(ctx, edits("ada")); err != nil || !d.Allowed {
		t.Errorf("Check: %v, %v", d, err)
	}
	if a, err := eng.Evaluate(ctx, edits("vic")); err != nil || len(a.Reasons) != 1 ||
		a.Allowed != (a.Reasons[0][:11] == "role:Editor") {
		t.Errorf("Evaluate: %v, %v", a, err)
	}
	var who []string
	for s, why := range eng.WhoCan(edits("")).WithReasons() {
		if who = append(who, s.ID); s.ID != "ada" && why[0][:11] != "role:Editor" {
			t.Errorf("WhoCan: %s: %q", s, why)
		}
	}
	if len(who) != 2 || who[0] != "ada" {
		t.Errorf("WhoCan: %q", who)
	} else {
		either("WhoCan", who[1])
	}
	list := eng.WhatCan(edits("eve"))
	if first, second := slices.Collect(list.All()), slices.Collect(list.All()); !slices.Equal(first, second) {
		t.Errorf("WhatCan: %v, then %v", first, second)
	}
	return int64(len(requests) + 2)
}
