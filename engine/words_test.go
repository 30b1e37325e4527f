package engine

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestWords holds words against a map, for texts of every length that the hash
// treats in its own way.
func TestWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("ab:é")), 0, 40, -1)
		w, want := newWords(nil), map[string]int32{}
		for i, s := range rapid.SliceOfN(text, 0, 200).Draw(t, "words") {
			w.put(s, int32(i))
			if _, ok := want[s]; !ok {
				want[s] = int32(i)
			}
		}
		for s, n := range want {
			if got := w.find(strings.Clone(s)); got != n {
				t.Fatalf("%q is %d, want %d", s, got, n)
			}
		}
		if s := text.Draw(t, "other"); w.find(s) >= 0 {
			if _, ok := want[s]; !ok {
				t.Fatalf("%q is found", s)
			}
		}
	})
	if (&words{}).find("") >= 0 {
		t.Error("no words have a word")
	}
}
