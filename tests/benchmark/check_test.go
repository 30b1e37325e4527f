package benchmark

import (
	"context"
	"testing"
)

// BenchmarkCheck measures all peers at the sizes to design for. In each round
// they are asked one after the other; what counts is the fastest round of each.
func BenchmarkCheck(b *testing.B) {
	ctx := context.Background()
	var w *world // of the last column
	for _, c := range byWorld() {
		b.Run(c.version+"/"+c.String(), func(b *testing.B) {
			var err error
			if w, err = w.forColumn(c); err != nil {
				b.Fatal(err)
			}
			peers, err := w.peers(ctx, *which)
			if err != nil {
				b.Fatal(err)
			}
			truth := newFloor(w.facts)
			var measured []*measurement
			for _, p := range peers {
				m, err := measure(p, truth)
				if err != nil {
					b.Fatal(err)
				}
				measured = append(measured, m)
			}
			for b.Loop() {
				for _, m := range measured {
					m.round()
				}
			}
			for _, m := range measured {
				results.set(c, perOp(m.name), m.perOp)
				results.set(c, allocs(m.name), m.allocs)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}
