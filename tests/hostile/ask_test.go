package hostile

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"testing"
	"testing/fstest"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/tests/generate"
)

// each runs a test with the seeds from 0 to n-1, some in parallel. The random numbers depend on
// the seed alone.
func each(t *testing.T, n int, test func(t *testing.T, seed int, random *rand.Rand)) {
	t.Helper()
	// The seeds run in parallel within this group, which ends when all have ended.
	t.Run("seeds", func(t *testing.T) {
		for seed := range n {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				test(t, seed, rand.New(rand.NewPCG(uint64(seed), 0)))
			})
		}
	})
}

// pick returns one item of a list.
func pick[T any](random *rand.Rand, from []T) T { return from[random.IntN(len(from))] }

// load returns the world of files that have no errors.
func load(t testing.TB, files fs.FS) *schema.World {
	t.Helper()
	w, diags := loader.Load(files)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return w
}

// generated returns the world that package generate makes for a seed, using each server in
// turn, with n requests about it.
func generated(t testing.TB, seed, n int) (*schema.World, []engine.Request) {
	t.Helper()
	c := generate.Cases(generate.Servers[seed%len(generate.Servers)], n).Example(seed)
	requests := make([]engine.Request, len(c.Requests))
	for i, r := range c.Requests {
		requests[i] = requestOf(t, r)
	}
	return load(t, fstest.MapFS{"main.hcl": {Data: []byte(c.Config)}}), requests
}

// fromWorld returns the engine of a world.
func fromWorld(t testing.TB, w *schema.World) *engine.Engine {
	t.Helper()
	e, err := engine.FromWorld(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// check returns the decision about a request.
func check(t testing.TB, e *engine.Engine, r engine.Request) bool {
	t.Helper()
	d, err := e.Check(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return d.Allowed
}

// text returns a value as JSON.
func text(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
