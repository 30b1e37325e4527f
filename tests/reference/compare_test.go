package reference_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/suite/mutate"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/tests/generate"
	"github.com/rolecall/rolecall/tests/reference"
)

// TestCompare changes configurations. If the comparison of two engines finds no difference, all
// requests must have the same answer, and each difference it finds must be one.
func TestCompare(t *testing.T) {
	generate.Each(t, generate.Releases, func(t *rapid.T, server generate.Server) {
		c := generate.Cases(server, 40).Draw(t, "case")
		w := c.World(t)
		all := mutate.All(w, rapid.Uint64().Draw(t, "seed"))
		before := fromWorld(t, w)
		clone := w.Clone()
		for range mutations() {
			m := all[rapid.IntRange(0, len(all)-1).Draw(t, "mutation")]
			undo := m.Apply(clone)
			compareBoth(t, c, m, before, fromWorld(t, clone))
			undo()
		}
		again, err := before.View().Compare(t.Context(), fromWorld(t, clone).View(), time.Now())
		if err != nil || !again.Same() {
			t.Fatalf("the reverted change leaves a difference: %+v %v", again, err)
		}
	})
}

// mutations returns the number of changes to try for each world.
func mutations() int {
	if testing.Short() {
		return 1
	}
	return 4
}

func compareBoth(t *rapid.T, c generate.Case, m mutate.Mutation, before, after *engine.Engine) {
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	found, err := before.View().Compare(t.Context(), after.View(), at)
	if err != nil {
		t.Fatal(err)
	}
	for _, asked := range c.Requests {
		r, err := reference.ToEngine(asked)
		if err != nil {
			t.Fatal(err)
		}
		r.Time = at
		if a, b := decide(t, before, r), decide(t, after, r); a != b && found.Same() {
			t.Fatalf("no difference is found, but the answer to %+v is %t instead of %t, when %s\n%s", r, b, a, m.Text, c.Config)
		}
	}
	for _, changed := range []struct {
		diff.Changes
		to bool
	}{{found.Gained, true}, {found.Lost, false}} {
		if r := changed.First; r != nil && (decide(t, before, *r) == changed.to || decide(t, after, *r) != changed.to) {
			t.Fatalf("%+v is not answered %t by the second alone, when %s\n%s", *r, changed.to, m.Text, c.Config)
		}
	}
}

func fromWorld(t *rapid.T, w *schema.World) *engine.Engine {
	e, err := engine.FromWorld(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func decide(t *rapid.T, e *engine.Engine, r engine.Request) bool {
	d, err := e.Check(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return d.Allowed
}
