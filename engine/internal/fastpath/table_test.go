package fastpath

import (
	"fmt"
	"strings"
	"testing"
)

// TestCodes changes every byte of texts of each length: those that are whole in their codes have different
// codes, and all have different hashes.
func TestCodes(t *testing.T) {
	for n := range 80 {
		text := strings.Repeat("a", n)
		for i := range n {
			other := text[:i] + "b" + text[i+1:]
			if n <= coded && codeOf(text) == codeOf(other) {
				t.Errorf("%q and %q have the same code", text, other)
			}
			if codeOf(text).hash(n, 1) == codeOf(other).hash(n, 1) {
				t.Errorf("%q and %q have the same hash", text, other)
			}
		}
	}
}

// TestTable finds every text at a place of its own, however many there are and however much
// alike.
func TestTable(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 10, 1_000, 20_000} {
		for _, format := range []string{"%d", "dashboard_%d", "a-folder-whose-name-is-long-%d-and-ends-like-all-the-others"} {
			texts := make([]string, n)
			for i := range texts {
				texts[i] = fmt.Sprintf(format, i)
			}
			table, places := newTable(texts)
			at := make([]string, table.size)
			for i, text := range texts {
				if at[places[i]] != "" {
					t.Fatalf("%q and %q have the same place", at[places[i]], text)
				}
				at[places[i]] = text
			}
			for _, text := range texts {
				place := table.find(codeOf(text), len(text))
				if at[place] != text || !table.same(text, place) {
					t.Fatalf("%q is not at its place", text)
				}
			}
			if n > 0 && len(texts[0]) > coded && table.same(texts[0]+"x", places[0]) {
				t.Error("a longer text is the same")
			}
		}
	}
}

// TestTwins leaves out a text that has the hash of another.
func TestTwins(t *testing.T) {
	_, places := newTable([]string{"a", "b", "a"})
	if places[0] == nowhere || places[1] == nowhere || places[2] != nowhere {
		t.Error(places)
	}
}
