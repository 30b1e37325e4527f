package engine_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

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

// TestReloadOptions checks that what was read with variables is read with them
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
	if !check(t, eng, edits("vic")).Allowed || eng.View().Problem(edits("")).Kind != "" {
		t.Error("the variable is lost")
	}
	if a := answer(t, eng, edits("new")); a.Allowed || a.Reasons[0] == `user "new" is not declared` {
		t.Errorf("a new user: %v", a)
	}
}

// TestReloadBundle checks that an engine that was opened from a bundle reads the
// bundle again.
func TestReloadBundle(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bundle.tar.gz")
	bundle := func(content string) {
		t.Helper()
		if err := open(t, fstest.MapFS{"main.hcl": {Data: []byte(content)}}).View().WriteBundle(path); err != nil {
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

// TestNoSource checks what an engine that was not opened from a path cannot do.
func TestNoSource(t *testing.T) {
	ctx := t.Context()
	opened := open(t, configuration)
	if err := opened.Reload(ctx); err != nil {
		t.Errorf("a file system is not read again: %v", err)
	}
	if err := opened.Watch(ctx); !errors.Is(err, engine.ErrNoPath) {
		t.Errorf("watching a file system: %v", err)
	}
	made, err := engine.FromBundle(ctx, opened.View().Bundle())
	if err != nil {
		t.Fatal(err)
	}
	w, _ := loader.Load(configuration)
	known, err := engine.FromWorld(ctx, w)
	if err != nil {
		t.Fatal(err)
	}
	for name, eng := range map[string]*engine.Engine{"bundle": made, "world": known} {
		if err := eng.Reload(ctx); !errors.Is(err, engine.ErrNoPath) {
			t.Errorf("reload of a %s: %v", name, err)
		}
		if err := eng.Watch(ctx); !errors.Is(err, engine.ErrNoPath) {
			t.Errorf("watching a %s: %v", name, err)
		}
	}
	variables := engine.WithVariables(map[string]string{"a": "b"})
	if _, err := engine.FromBundle(ctx, opened.View().Bundle(), variables); !errors.Is(err, engine.ErrNoVariables) {
		t.Errorf("variables for a bundle: %v", err)
	}
	if _, err := engine.FromWorld(ctx, w, variables); !errors.Is(err, engine.ErrNoVariables) {
		t.Errorf("variables for a world: %v", err)
	}
}

// TestReloadAmid checks that a batch is decided on one configuration, though
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

// TestReloadContext checks that a reload whose context has ended changes nothing
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

// TestChanged checks that an engine tells when it answers from another View, and not after a reload
// that fails.
func TestChanged(t *testing.T) {
	files := fstest.MapFS{"main.hcl": {Data: []byte(eveEdits)}}
	eng := open(t, files)
	view := eng.View()
	replaced := func() bool {
		select {
		case <-eng.Changed(view):
			return true
		default:
			return false
		}
	}
	files["main.hcl"] = &fstest.MapFile{Data: []byte(nobodyEdits)}
	if err := eng.Reload(t.Context()); err == nil || replaced() {
		t.Errorf("after %v, the View is replaced: %v", err, replaced())
	}
	for range 2 {
		files["main.hcl"] = &fstest.MapFile{Data: []byte(vicEdits)}
		if err := eng.Reload(t.Context()); err != nil || !replaced() || eng.View() == view {
			t.Errorf("after %v, the View is replaced: %v", err, replaced())
		}
		view = eng.View()
	}
	if eng.Changed(nil) != nil || eng.Changed(new(engine.View)) != nil {
		t.Error("no View is replaced")
	}
}
