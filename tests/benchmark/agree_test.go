package benchmark

import (
	"testing"

	"github.com/rolecall/rolecall/tests/sizes"
)

// TestAgree says that all peers answer all requests about a small
// configuration alike, and that the requests are different ones.
func TestAgree(t *testing.T) {
	for _, version := range versions {
		t.Run(version, func(t *testing.T) {
			w, err := newWorld(column{sizes.S, version, false})
			if err != nil {
				t.Fatal(err)
			}
			w.requests = requests(w.facts, 2_000, seed)
			peers, err := w.peers(t.Context(), *which)
			if err != nil {
				t.Fatal(err)
			}
			truth := newFloor(w.facts)
			allowed, different := 0, map[string]bool{}
			for i := range w.requests {
				if truth.allowed(&w.requests[i]) {
					allowed++
				}
				different[w.requests[i].Request.String()] = true
			}
			if allowed != len(w.requests)/2 || len(different) < 1_000 {
				t.Errorf("%d of %d requests are allowed and %d different, want half of them", allowed, len(w.requests), len(different))
			}
			for _, p := range peers {
				t.Run(p.name, func(t *testing.T) {
					if err := p.agrees(truth, len(p.requests)); err != nil {
						t.Error(err)
					}
				})
			}
		})
	}
}
