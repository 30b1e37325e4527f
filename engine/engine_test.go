package engine_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine"
)

var configuration = fstest.MapFS{"main.hcl": {Data: []byte(`
grafana { version = "9.3" }
org "main" {
  editors = [user.eve]
  viewers = [user.vic]
}
user "eve" {}
user "vic" {}
folder "production" {
  permission "Edit" { roles = ["Editor"] }
}
`)}}

func Example() {
	ctx := context.Background()
	eng, err := engine.OpenFS(ctx, configuration)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, user := range []string{"eve", "vic"} {
		decision, err := eng.Check(ctx, engine.Request{
			Subject:  engine.Subject{Type: "user", ID: user},
			Action:   "dashboards:create",
			Resource: engine.Resource{Type: "folder", ID: "production"},
		})
		fmt.Println(user, decision.Allowed, err)
	}
	// Output:
	// eve true <nil>
	// vic false <nil>
}

// TestUnknown checks that nothing unknown is allowed, whatever else holds.
func TestUnknown(t *testing.T) {
	eng := open(t, configuration)
	known := engine.Request{
		Subject:  engine.Subject{Type: "user", ID: "eve"},
		Action:   "dashboards:create",
		Resource: engine.Resource{Type: "folder", ID: "production"},
		Org:      "main",
	}
	if !check(t, eng, known).Allowed {
		t.Fatal("the request that all others vary is denied")
	}
	for name, change := range map[string]func(r *engine.Request){
		"nothing":       func(r *engine.Request) { *r = engine.Request{} },
		"subject":       func(r *engine.Request) { r.Subject.ID = "nobody" },
		"subject type":  func(r *engine.Request) { r.Subject.Type = "robot" },
		"action":        func(r *engine.Request) { r.Action = "dashboards:paint" },
		"resource":      func(r *engine.Request) { r.Resource.ID = "nowhere" },
		"resource type": func(r *engine.Request) { r.Resource.Type = "garden" },
		"org":           func(r *engine.Request) { r.Org = "other" },
	} {
		t.Run(name, func(t *testing.T) {
			r := known
			change(&r)
			a := answer(t, eng, r)
			if a.Allowed || len(a.Reasons) == 0 || check(t, eng, r).Allowed {
				t.Errorf("allowed: %v, reasons: %q", a.Allowed, a.Reasons)
			}
		})
	}
}

func TestOpenErrors(t *testing.T) {
	ctx := t.Context()
	if _, err := engine.Open(ctx, filepath.Join(t.TempDir(), "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing folder: %v", err)
	}
	broken := fstest.MapFS{"a.hcl": {Data: []byte("grafana { version = \"9.3\" }\nuser \"a\" { nmae = \"A\" }\n")}}
	var config *engine.ConfigError
	if _, err := engine.OpenFS(ctx, broken); !errors.As(err, &config) || config.Diagnostics[0].Subject.Start.Line != 2 {
		t.Errorf("an unknown attribute: %v", err)
	}
}

// TestBundle checks that an engine answers from its bundle as it did before.
func TestBundle(t *testing.T) {
	eng := open(t, configuration)
	path := filepath.Join(t.TempDir(), "bundle.tar.gz")
	if err := eng.View().WriteBundle(path); err != nil {
		t.Fatal(err)
	}
	again, err := engine.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if again.View().Revision() != eng.View().Revision() {
		t.Errorf("revisions %s and %s", eng.View().Revision(), again.View().Revision())
	}
	for _, user := range []string{"eve", "vic"} {
		r := engine.Request{Subject: engine.Subject{Type: "user", ID: user}, Action: "dashboards:read", Resource: engine.Resource{Type: "folder", ID: "production"}}
		if a, b := answer(t, eng, r), answer(t, again, r); !cmp.Equal(a, b) {
			t.Errorf("%s: %v and %v", user, a, b)
		}
	}
}

func TestConcurrent(t *testing.T) {
	eng := open(t, configuration)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 100 {
				user, want := "eve", true
				if i%2 == 0 {
					user, want = "vic", false
				}
				d, err := eng.Check(context.Background(), engine.Request{Subject: engine.Subject{Type: "user", ID: user}, Action: "dashboards:create", Resource: engine.Resource{Type: "folder", ID: "production"}})
				if err != nil || d.Allowed != want {
					t.Errorf("%s: %v, %v", user, d.Allowed, err)
				}
			}
		})
	}
	wg.Wait()
}

func open(t *testing.T, files fs.FS) *engine.Engine {
	t.Helper()
	eng, err := engine.OpenFS(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	return eng
}

func check(t *testing.T, eng *engine.Engine, r engine.Request) engine.Decision {
	t.Helper()
	d, err := eng.Check(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func answer(t *testing.T, eng *engine.Engine, r engine.Request) engine.Evaluation {
	t.Helper()
	a, err := eng.Evaluate(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
