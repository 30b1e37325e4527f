// Package explain holds explanations against what they claim: that decisions
// rest on the lines that are cited, and that the changes that are proposed
// allow what was denied.
package explain

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
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
	"github.com/rolecall/rolecall/tests/reference"
)

// worlds is how many generated worlds of each server are asked about;
// -rapid.checks asks about others.
const worlds = "1"

// now is when is asked: the cases know no other time.
var now = time.Now()

func TestMain(m *testing.M) {
	generate.DefaultFlags(map[string]string{"rapid.checks": worlds})
	os.Exit(m.Run())
}

// TestLines deletes lines of generated configurations.
func TestLines(t *testing.T) { generated(t, checkLines) }

// TestChanges makes the changes that are proposed in generated configurations.
func TestChanges(t *testing.T) { generated(t, checkChanges) }

// TestRecordedChanges makes the changes that are proposed to recorded worlds.
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
	for _, server := range generate.Servers {
		t.Run(server.String(), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				c := generate.Cases(server, 40).Draw(t, "case")
				requests := make([]engine.Request, len(c.Requests))
				for i, r := range c.Requests {
					requests[i] = requestOf(t, r)
				}
				check(t, c.Config, requests)
			})
		})
	}
}

// perWorld is how many of the recorded requests of a world are explained.
const perWorld = 10

func recorded(t *testing.T, check check) {
	paths, err := filepath.Glob("../conformance/testdata/*/*/world.hcl")
	if err != nil || len(paths) == 0 {
		t.Fatal(len(paths), err)
	}
	// A few worlds of each server are enough; which, the day decides.
	for i := now.YearDay() % 15; i < len(paths); i += 15 {
		path := paths[i]
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			t.Parallel()
			config, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			check(t, string(config), recordedRequests(t, filepath.Join(filepath.Dir(path), "decisions.jsonl.gz")))
		})
	}
}

// recordedRequests are some of the requests of a file, spread over it.
func recordedRequests(t *testing.T, path string) []engine.Request {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var all []engine.Request
	for lines := bufio.NewScanner(unzipped); lines.Scan(); {
		var line struct{ Request engine.Request }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		all = append(all, line.Request)
	}
	var some []engine.Request
	for i := now.YearDay() % 7; i < len(all); i += max(1, len(all)/perWorld) {
		r := all[i]
		r.Time = now
		some = append(some, r)
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

// load makes an engine of a configuration; nil of one with errors.
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
