package engine_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine"
)

// TestObserver checks what observers get, and in what order.
func TestObserver(t *testing.T) {
	type key struct{}
	var told []string
	observer := func(name string) engine.Option {
		return engine.WithObserver(func(ctx context.Context, o engine.Observation) {
			if o.Duration < 0 || ctx.Value(key{}) != "asking" || !o.Request.Time.IsZero() {
				t.Errorf("%v with the context %v", o, ctx)
			}
			told = append(told, fmt.Sprintf("%s %s %v %d", name, o.Request.Subject, o.Decision.Allowed, len(o.Reasons)))
		})
	}
	ctx := context.WithValue(t.Context(), key{}, "asking")
	eng, err := engine.OpenFS(ctx, configuration, observer("first"), engine.WithObserver(nil), observer("second"))
	if err != nil {
		t.Fatal(err)
	}
	ended, end := context.WithCancel(ctx)
	end()
	for _, ctx := range []context.Context{ctx, ended} {
		eng.Check(ctx, edits("eve"))
		eng.CheckAll(ctx, []engine.Request{edits("vic"), edits("eve")})
		eng.Evaluate(ctx, edits("vic"))
		eng.WhoCan(edits(""))
	}
	want := []string{
		"first user:eve true 0", "second user:eve true 0",
		"first user:vic false 0", "second user:vic false 0",
		"first user:eve true 0", "second user:eve true 0",
		"first user:vic false 1", "second user:vic false 1",
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("observers are told (-want +got):\n%s", diff)
	}
}

// TestCheckAllocations checks that a decision allocates nothing while nobody
// observes it.
func TestCheckAllocations(t *testing.T) {
	eng, ctx, r := open(t, configuration), t.Context(), edits("eve")
	allocated := testing.AllocsPerRun(1000, func() {
		if d, err := eng.Check(ctx, r); err != nil || !d.Allowed {
			t.Error(d, err)
		}
	})
	if allocated != 0 {
		t.Errorf("Check allocates %v times", allocated)
	}
}
