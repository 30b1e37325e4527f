package engine_test

import (
	"testing"

	"github.com/rolecall/rolecall/engine"
)

// BenchmarkCheck measures one decision of an engine that nothing observes.
// tests/benchmark measures larger configurations.
func BenchmarkCheck(b *testing.B) {
	ctx := b.Context()
	eng, err := engine.OpenFS(ctx, configuration)
	if err != nil {
		b.Fatal(err)
	}
	r := engine.Request{
		Subject:  engine.Subject{Type: "user", ID: "eve"},
		Action:   "dashboards:create",
		Resource: engine.Resource{Type: "folder", ID: "production"},
		Org:      "main",
	}
	b.ReportAllocs()
	for b.Loop() {
		if d, err := eng.Check(ctx, r); err != nil || !d.Allowed {
			b.Fatal(d, err)
		}
	}
}
