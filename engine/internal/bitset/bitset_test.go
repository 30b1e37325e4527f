package bitset

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestSet holds sets against maps.
func TestSet(t *testing.T) {
	const most = 200
	numbers := rapid.SliceOf(rapid.Int32Range(0, most-1))
	rapid.Check(t, func(t *rapid.T) {
		make := func(name string) (Set, map[int32]bool) {
			set, want := New(most), map[int32]bool{}
			for _, n := range numbers.Draw(t, name) {
				set.Add(n)
				want[n] = true
			}
			return set, want
		}
		a, inA := make("a")
		b, inB := make("b")
		both, either := slices.Clone(a), slices.Clone(a)
		both.Intersect(b)
		either.Union(b)
		with := a.With(b)
		for n := range int32(most) {
			if a.Has(n) != inA[n] || both.Has(n) != (inA[n] && inB[n]) || either.Has(n) != (inA[n] || inB[n]) || with.Has(n) != either.Has(n) {
				t.Fatalf("%d is in the wrong sets", n)
			}
		}
		if got := len(slices.Collect(a.Each)); got != len(inA) || a.Count() != got || a.Empty() != (got == 0) {
			t.Fatalf("%d numbers, want %d", got, len(inA))
		}
		if (a.Key() == b.Key()) != slices.Equal(a, b) {
			t.Fatal("different sets have the same key, or equal ones have not")
		}
		for n := range inA {
			a.Remove(n)
		}
		if !a.Empty() || Set(nil).Has(3) || !Set(nil).Empty() || !slices.Equal(Set(nil).With(b), b) {
			t.Fatal("an empty set has numbers")
		}
	})
}
