// Package explain tests what explanations claim: decisions depend on the cited lines, and
// the proposed changes allow what was denied.
package explain

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/tests/generate"
	"github.com/rolecall/rolecall/tests/records"
	"github.com/rolecall/rolecall/tests/reference"
)

// worlds is the number of generated worlds of each server, unless -rapid.checks gives it.
const worlds = "1"

// now is the time of all requests. The expected answers hold at any time.
var now = time.Now()

func TestMain(m *testing.M) {
	generate.DefaultFlags(map[string]string{"rapid.checks": worlds})
	os.Exit(m.Run())
}

// TestLines deletes lines of generated configurations.
func TestLines(t *testing.T) { generated(t, checkLines) }

// TestChanges makes the changes that are proposed in generated configurations.
func TestChanges(t *testing.T) { generated(t, checkChanges) }

// TestRecordedChanges makes the changes that are proposed in recorded worlds.
func TestRecordedChanges(t *testing.T) { recorded(t, checkChanges) }

// TestRecordedLines deletes lines of recorded worlds.
func TestRecordedLines(t *testing.T) { recorded(t, checkLines) }

type check func(t reporter, config string, requests []engine.Request)

// A reporter is a test of Go's or of rapid's.
type reporter interface {
	Fatal(...any)
	Fatalf(string, ...any)
}

func generated(t *testing.T, check check) {
	generate.Each(t, generate.Servers, func(t *rapid.T, server generate.Server) {
		c := generate.Cases(server, 40).Draw(t, "case")
		requests := make([]engine.Request, len(c.Requests))
		for i, r := range c.Requests {
			requests[i] = requestOf(t, r)
		}
		check(t, c.Config, requests)
	})
}

// perWorld returns how many recorded requests of a world are explained.
func perWorld() int {
	if testing.Short() {
		return 2
	}
	return 10
}

// recorded checks some recorded worlds.
func recorded(t *testing.T, check check) {
	for _, dir := range records.Some(t, records.Worlds(t, "../..")) {
		t.Run(records.Name(dir), func(t *testing.T) {
			t.Parallel()
			config, err := os.ReadFile(filepath.Join(dir, "world.hcl"))
			if err != nil {
				t.Fatal(err)
			}
			check(t, string(config), recordedRequests(t, dir))
		})
	}
}

// recordedRequests returns some requests of a world, spread over it.
func recordedRequests(t *testing.T, dir string) []engine.Request {
	all := records.Decisions[struct{ Request engine.Request }](t, dir)
	var some []engine.Request
	for i, n := 0, perWorld(); i < n; i++ {
		request := all[i*len(all)/n].Request
		request.Time = now
		some = append(some, request)
	}
	return some
}

func requestOf(t reporter, r reference.Request) engine.Request {
	request, err := reference.ToEngine(r)
	if err != nil {
		t.Fatal(err)
	}
	if request.Time.IsZero() {
		request.Time = now
	}
	return request
}

// load returns an engine of a configuration, and nil if the configuration has errors.
func load(t reporter, config string) (*engine.Engine, *schema.World) {
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(config)}})
	if diags.HasErrors() {
		return nil, nil
	}
	e, err := engine.FromWorld(context.Background(), w)
	if err != nil {
		t.Fatal(err)
	}
	return e, w
}

func explained(t reporter, e *engine.Engine, r engine.Request) explain.Explanation {
	explanation, err := e.Explain(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	d, err := e.Check(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	if d.Allowed != explanation.Allowed {
		t.Fatalf("%v %s %v: explained as %v, decided as %v", r.Subject, r.Action, r.Resource, explanation.Allowed, d.Allowed)
	}
	return explanation
}
