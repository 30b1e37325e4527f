package hostile

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"testing/fstest"
	"time"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/regotest"
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/fromdata"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// TestL10Nil checks that calls that cannot succeed, such as those of a nil or zero Engine,
// return an error and neither panic nor allow.
func TestL10Nil(t *testing.T) {
	ctx := t.Context()
	var none *engine.Engine
	made := open(t, configuration(t, asked))
	r := engine.Request{Subject: engine.Subject{Type: "user", ID: "ada"}, Action: "folders:write", Resource: engine.Resource{Type: "folder", ID: "closed"}}
	for name, call := range map[string]func() error{
		"FromBundle(nil)":    func() error { return errOf(engine.FromBundle(ctx, nil)) },
		"FromBundle(zero)":   func() error { return errOf(engine.FromBundle(ctx, &bundle.Bundle{})) },
		"FromData(nil)":      func() error { return errOf(fromdata.Open(ctx, nil)) },
		"FromData(zero)":     func() error { return errOf(fromdata.Open(ctx, &document.World{})) },
		"FromWorld(nil)":     func() error { return errOf(engine.FromWorld(ctx, nil)) },
		"FromWorld(zero)":    func() error { return errOf(engine.FromWorld(ctx, &schema.World{})) },
		"OpenFS(nil)":        func() error { return errOf(engine.OpenFS(ctx, nil)) },
		"Open of nothing":    func() error { return errOf(engine.Open(ctx, t.TempDir()+"/none")) },
		"Compare with nil":   func() error { return errOf(made.View().Compare(ctx, nil, time.Time{})) },
		"Diff with nil":      func() error { return errOf(engine.Diff(ctx, made.View(), nil, time.Time{})) },
		"Diff of nil":        func() error { return errOf(engine.Diff(ctx, nil, made.View(), time.Time{})) },
		"Compare of nil":     func() error { return errOf(none.View().Compare(ctx, made.View(), time.Time{})) },
		"Load(nil)":          func() error { _, diags := loader.Load(nil, nil); return errorOf(diags.HasErrors()) },
		"suite.Run of zero":  func() error { return errOf(suite.Run(ctx, &engine.View{}, suiteOf(t).Tests, suite.Options{})) },
		"suite.Check of nil": func() error { return errOf(suite.Check(ctx, none.View(), nil, suite.Options{})) },
		"UnmarshalJSON(nil)": func() error { return new(engine.Request).UnmarshalJSON(nil) },
	} {
		if err := attempt(call); err == nil {
			t.Errorf("%s: no error", name)
		} else if errors.Is(err, errPanic) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, e := range map[string]*engine.Engine{"nil": nil, "zero": {}} {
		for method, err := range asking(ctx, t, e, r) {
			if err == nil || errors.Is(err, errPanic) {
				t.Errorf("%s of a %s Engine: %v", method, name, err)
			}
		}
		if err := attempt(func() error {
			warnings, files := e.View().Warnings()
			return errorOf(e.View().Problem(r).Kind == "" || e.WhoCan(r).Problem.Kind == "" || e.WhatCan(r).Problem.Kind == "" || e.View().Revision() != "" ||
				e.View().Bundle() != nil || e.View().Members("main", "sre") != nil || e.View().Actions("folder") != nil || e.View().Names("folder", "") != nil || e.View().Rules() != nil || len(warnings) > 0 || len(files) > 0 || e.View().World() != nil || e.View().Policies() != nil || e.View().Path() != "" || errOf(e.View().Data()) == nil)
		}); err != nil {
			t.Errorf("a %s Engine has something: %v", name, err)
		}
	}
	for method, err := range asking(nil, t, made, r) {
		if err == nil || errors.Is(err, errPanic) {
			t.Errorf("%s without a context: %v", method, err)
		}
	}
}

// TestL10Ended checks that an ended context is an error, whether or not a call had to evaluate
// anything.
func TestL10Ended(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := configuration(t, asked)
	made := open(t, dir) // fills the caches
	w, diags := loader.Load(os.DirFS(dir))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	of, err := engine.FromWorld(context.Background(), w)
	if err != nil {
		t.Fatal(err)
	}
	compiled := of.View().Bundle()
	r := engine.Request{Subject: engine.Subject{Type: "user", ID: "ada"}, Action: "folders:write", Resource: engine.Resource{Type: "folder", ID: "closed"}}
	all := asking(ctx, t, made, r)
	delete(all, "WriteBundle") // takes no context
	delete(all, "Watch")       // ends without an error
	all["Open"] = errOf(engine.Open(ctx, dir))
	all["OpenFS"] = errOf(engine.OpenFS(ctx, os.DirFS(dir)))
	all["FromWorld"] = errOf(engine.FromWorld(ctx, w))
	all["FromData"] = errOf(fromdata.Open(ctx, document.Of(w)))
	all["FromBundle"] = errOf(engine.FromBundle(ctx, compiled))
	all["CheckAll of none"] = errOf(made.CheckAll(ctx, nil))
	for name, err := range all {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestL10Errors checks that a world with errors does not make an engine.
func TestL10Errors(t *testing.T) {
	for _, hcl := range []string{
		"",
		`grafana { version = "7.0" }` + "\norg \"main\" {}",
		"grafana { version = \"9.3\" }\norg \"main\" { viewers = [user.nobody] }",
		"grafana { version = \"9.3\" }\norg \"main\" {}\nfolder \"f\" { parent = folder.f }",
		asked + `user "ada" {}`,
		asked + `}`,
	} {
		w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(hcl)}})
		if !diags.HasErrors() || !w.Incomplete || !w.Clone().Incomplete {
			t.Fatalf("errors %v, incomplete %v: %s", diags.HasErrors(), w.Incomplete, hcl)
		}
		if err := attempt(func() error { return errOf(engine.FromWorld(t.Context(), w)) }); err == nil || errors.Is(err, errPanic) {
			t.Errorf("FromWorld: %v: %s", err, hcl)
		}
	}
}

// asking returns the errors of all methods of an engine that return one, by name. An allow is
// not an error.
func asking(ctx context.Context, t *testing.T, e *engine.Engine, r engine.Request) map[string]error {
	errs := map[string]error{}
	for name, call := range map[string]func() error{
		"Check": func() error {
			d, err := e.Check(ctx, r)
			return errors.Join(err, allowedBeside(err, d.Allowed))
		},
		"Evaluate": func() error {
			a, err := e.Evaluate(ctx, r)
			return errors.Join(err, allowedBeside(err, a.Allowed))
		},
		"Explain": func() error {
			x, err := e.Explain(ctx, r)
			return errors.Join(err, allowedBeside(err, x.Allowed))
		},
		"CheckAll":     func() error { return errOf(e.CheckAll(ctx, []engine.Request{r})) },
		"regotest.Run": func() error { return errOf(regotest.Run(ctx, e.View(), nil, "")) },
		"NewBaseline":  func() error { return errOf(regotest.NewBaseline(ctx, e.View(), nil, "")) },
		"Diff":         func() error { return errOf(engine.Diff(ctx, e.View(), e.View(), time.Time{})) },
		"Compare":      func() error { return errOf(e.View().Compare(ctx, e.View(), time.Time{})) },
		"Reload":       func() error { return e.Reload(ctx) },
	} {
		errs[name] = attempt(call)
	}
	if ctx == nil {
		errs["Watch"] = attempt(func() error { return e.Watch(ctx) })
		errs["FromBundle"] = attempt(func() error { return errOf(engine.FromBundle(ctx, e.View().Bundle())) })
		errs["FromData"] = attempt(func() error { return errOf(fromdata.Open(ctx, &document.World{})) })
		errs["FromWorld"] = attempt(func() error { return errOf(engine.FromWorld(ctx, &schema.World{})) })
		errs["OpenFS"] = attempt(func() error { return errOf(engine.OpenFS(ctx, fstest.MapFS{"main.hcl": {Data: []byte(asked)}})) })
		return errs
	}
	errs["WriteBundle"] = attempt(func() error { return e.View().WriteBundle(t.TempDir()) })
	errs["Watch"] = attempt(func() error { return e.Watch(ctx) })
	return errs
}

// errPanic is the error for a panic.
var errPanic = errors.New("panic")

// attempt returns the error of a call, or errPanic if it panics.
func attempt(call func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", errPanic, p)
		}
	}()
	return call()
}

// allowedBeside panics if a call returns both an allow and an error.
func allowedBeside(err error, allowed bool) error {
	if err != nil && allowed {
		panic("an allow beside an error")
	}
	return nil
}

func errOf[T any](_ T, err error) error { return err }

func errorOf(bad bool) error {
	if bad {
		return errors.New("bad")
	}
	return nil
}

// suiteOf returns the tests of a configuration with one.
func suiteOf(t *testing.T) *suite.Suite {
	t.Helper()
	test := []byte("test \"t\" {\n  as = [user.ada]\n  allow {\n    actions = [\"folders:write\"]\n    on      = [folder.closed]\n  }\n}\n")
	e, err := engine.Open(t.Context(), configuration(t, asked), engine.WithTestFile("t_test.hcl", test), engine.WithWorld())
	if err != nil {
		t.Fatal(err)
	}
	return suite.New(e.View().World(), e.View())
}
