package engine_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/loader"
)

// Two configurations: who may edit in the one, may not in the other.
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
folder "production" {}
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
folder "production" {}
`
	nobodyEdits = "grafana {\n  version = \"9.3\"\n  edition = oops\n}\n"
)

func edits(user string) engine.Request {
	return engine.Request{
		Subject:  engine.Subject{Type: "user", ID: user},
		Action:   "dashboards:create",
		Resource: engine.Resource{Type: "folder", ID: "production"},
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// outcomes is an option that keeps what came of reloads.
func outcomes() (<-chan error, engine.Option) {
	said := make(chan error, 1000)
	return said, engine.WithReloadObserver(func(_ context.Context, err error) { said <- err })
}

func TestReload(t *testing.T) {
	dir := t.TempDir()
	main := filepath.Join(dir, "main.hcl")
	write(t, main, eveEdits)
	said, observer := outcomes()
	eng, err := engine.Open(t.Context(), dir, observer)
	if err != nil {
		t.Fatal(err)
	}
	before := eng.WhoCan(edits(""))
	reload := func(content string) error {
		t.Helper()
		write(t, main, content)
		err := eng.Reload(t.Context())
		if got := <-said; got != err {
			t.Errorf("the observer is told %v, not %v", got, err)
		}
		return err
	}

	if err := reload(vicEdits); err != nil {
		t.Fatal(err)
	}
	if check(t, eng, edits("eve")).Allowed || !check(t, eng, edits("vic")).Allowed {
		t.Error("the engine does not answer from what it read again")
	}
	// A list is still about what it was asked of.
	var names []string
	for s, why := range before.WithReasons() {
		names = append(names, s.String()+" "+why[0][:11])
	}
	if diff := cmp.Diff([]string{"user:ada role:Admin ", "user:eve role:Editor"}, names); diff != "" {
		t.Errorf("the list that was asked for before (-want +got):\n%s", diff)
	}

	var config *engine.ConfigError
	if err := reload(nobodyEdits); !errors.As(err, &config) || config.Files["main.hcl"] == nil {
		t.Errorf("a broken configuration: %v", err)
	}
	if check(t, eng, edits("eve")).Allowed || !check(t, eng, edits("vic")).Allowed {
		t.Error("a broken configuration is answered from")
	}
	if err := os.Remove(main); err != nil {
		t.Fatal(err)
	}
	if err := eng.Reload(t.Context()); !errors.As(err, &config) {
		t.Errorf("an empty folder: %v", err)
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if err := eng.Reload(t.Context()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is gone: %v", err)
	}
	if !check(t, eng, edits("vic")).Allowed {
		t.Error("without a folder nothing is answered from")
	}
}

// TestReloadOptions says that what was read with variables is read with them
// again, from the same folder wherever the program has gone to.
func TestReloadOptions(t *testing.T) {
	dir := t.TempDir()
	content := "variable \"editor\" {}\n" + `
grafana { version = "9.3" }
org "main" { editors = var.editor == "vic" ? [user.vic] : [user.eve] }
user "eve" {}
user "vic" {}
folder "production" {}
`
	write(t, filepath.Join(dir, "conf", "main.hcl"), content)
	t.Chdir(dir)
	eng, err := engine.Open(t.Context(), "conf", engine.WithVariables(map[string]string{"editor": "vic"}))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	write(t, filepath.Join(dir, "conf", "more.hcl"), "user \"new\" {}\n")
	if err := eng.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !check(t, eng, edits("vic")).Allowed || eng.Problem(edits("")) != "" {
		t.Error("the variable is lost")
	}
	if a := answer(t, eng, edits("new")); a.Allowed || a.Reasons[0] == `user "new" is not declared` {
		t.Errorf("a new user: %v", a)
	}
}

// TestReloadBundle says that an engine that was opened from a bundle reads the
// bundle again.
func TestReloadBundle(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bundle.tar.gz")
	bundle := func(content string) {
		t.Helper()
		if err := open(t, fstest.MapFS{"main.hcl": {Data: []byte(content)}}).WriteBundle(path); err != nil {
			t.Fatal(err)
		}
	}
	bundle(eveEdits)
	eng, err := engine.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	bundle(vicEdits)
	if err := eng.Reload(t.Context()); err != nil || !check(t, eng, edits("vic")).Allowed {
		t.Errorf("the bundle is not read again: %v", err)
	}
	write(t, path, "no bundle")
	if err := eng.Reload(t.Context()); !errors.Is(err, engine.ErrBadBundle) || !check(t, eng, edits("vic")).Allowed {
		t.Errorf("what is no bundle: %v", err)
	}
}

// TestNoSource says what an engine that was not opened from a path cannot do.
func TestNoSource(t *testing.T) {
	ctx := t.Context()
	opened := open(t, configuration)
	if err := opened.Reload(ctx); err != nil {
		t.Errorf("a file system is not read again: %v", err)
	}
	if err := opened.Watch(ctx); !errors.Is(err, engine.ErrNoSource) {
		t.Errorf("watching a file system: %v", err)
	}
	made, err := engine.New(ctx, opened.Bundle())
	if err != nil {
		t.Fatal(err)
	}
	w, _ := loader.Load(configuration)
	known, err := engine.FromWorld(ctx, w)
	if err != nil {
		t.Fatal(err)
	}
	for name, eng := range map[string]*engine.Engine{"bundle": made, "world": known} {
		if err := eng.Reload(ctx); !errors.Is(err, engine.ErrNoSource) {
			t.Errorf("reload of a %s: %v", name, err)
		}
		if err := eng.Watch(ctx); !errors.Is(err, engine.ErrNoSource) {
			t.Errorf("watching a %s: %v", name, err)
		}
	}
	variables := engine.WithVariables(map[string]string{"a": "b"})
	if _, err := engine.New(ctx, opened.Bundle(), variables); !errors.Is(err, engine.ErrNoVariables) {
		t.Errorf("variables for a bundle: %v", err)
	}
	if _, err := engine.FromWorld(ctx, w, variables); !errors.Is(err, engine.ErrNoVariables) {
		t.Errorf("variables for a world: %v", err)
	}
}

// TestReloadAmid says that a batch is decided on one configuration, though
// another comes after its first decision.
func TestReloadAmid(t *testing.T) {
	files := fstest.MapFS{"main.hcl": {Data: []byte(eveEdits)}}
	var eng *engine.Engine
	var once sync.Once
	eng, err := engine.OpenFS(t.Context(), files, engine.WithObserver(func(ctx context.Context, _ engine.Observation) {
		once.Do(func() {
			files["main.hcl"] = &fstest.MapFile{Data: []byte(vicEdits)}
			if err := eng.Reload(ctx); err != nil {
				t.Error(err)
			}
		})
	}))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range [][]engine.Decision{{{Allowed: true}, {}, {Allowed: true}}, {{}, {Allowed: true}, {}}} {
		got, err := eng.CheckAll(t.Context(), []engine.Request{edits("eve"), edits("vic"), edits("eve")})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	}
}

// TestReloadContext says that a reload whose context has ended changes nothing
// and is not told of, also one that waits for another.
func TestReloadContext(t *testing.T) {
	files := fstest.MapFS{"main.hcl": {Data: []byte(eveEdits)}}
	var eng *engine.Engine
	ended, end := context.WithCancel(t.Context())
	end()
	calls := 0
	eng, err := engine.OpenFS(t.Context(), files, engine.WithReloadObserver(func(context.Context, error) {
		calls++
		if err := eng.Reload(ended); !errors.Is(err, context.Canceled) {
			t.Errorf("a reload that waits for another: %v", err)
		}
	}))
	if err != nil {
		t.Fatal(err)
	}
	files["main.hcl"] = &fstest.MapFile{Data: []byte(vicEdits)}
	if err := eng.Reload(ended); !errors.Is(err, context.Canceled) || check(t, eng, edits("vic")).Allowed || calls > 0 {
		t.Errorf("%v, the observer is called %d times", err, calls)
	}
	if err := eng.Reload(t.Context()); err != nil || !check(t, eng, edits("vic")).Allowed || calls != 1 {
		t.Errorf("%v, the observer is called %d times", err, calls)
	}
}

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
	if e.Allowed != held || e.Allowed == (len(e.Changes) > 0) {
		t.Errorf("Explain: allowed %v with %v and %v", e.Allowed, e.Ways, e.Changes)
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
	if a, err := eng.Answer(ctx, edits("vic")); err != nil || len(a.Reasons) != 1 ||
		a.Allowed != (a.Reasons[0][:11] == "role:Editor") {
		t.Errorf("Answer: %v, %v", a, err)
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
