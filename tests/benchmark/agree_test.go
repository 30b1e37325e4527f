package benchmark

import (
	"testing"

	"github.com/rolecall/rolecall/tests/sizes"
)

// TestAgree says that all peers answer all requests about a small
// configuration alike.
func TestAgree(t *testing.T) {
	w, err := newWorld(sizes.S)
	if err != nil {
		t.Fatal(err)
	}
	w.requests = requests(w.facts, 2_000, seed)
	peers, err := w.peers(t.Context(), *which)
	if err != nil {
		t.Fatal(err)
	}
	truth := newFloor(w.facts)
	allowed := 0
	for i := range w.requests {
		if truth.allowed(&w.requests[i]) {
			allowed++
		}
	}
	if allowed != len(w.requests)/2 {
		t.Errorf("%d of %d requests are allowed, want half", allowed, len(w.requests))
	}
	for _, p := range peers {
		t.Run(p.name, func(t *testing.T) {
			if err := p.agrees(truth, len(p.requests)); err != nil {
				t.Error(err)
			}
		})
	}
}
