package scopes

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// name draws names with many special characters.
var name = rapid.StringOf(rapid.OneOf(rapid.RuneFrom([]rune(special+"aA2F")), rapid.Rune()))

func TestWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := name.Draw(t, "a"), name.Draw(t, "b")
		word := Word(a)
		if strings.ContainsAny(word, strings.ReplaceAll(special, "%", "")) {
			t.Errorf("%q has the word %q", a, word)
		}
		if got := Name(word); got != a {
			t.Errorf("the word of %q stands for %q", a, got)
		}
		if a != b && word == Word(b) {
			t.Errorf("%q and %q have the same word", a, b)
		}
	})
}

func TestMatched(t *testing.T) {
	for word, want := range map[string]int{"a": 1, Word("*"): 1, Word("a/b"): 3, Word("%2A"): 3} {
		if got := len([]rune(Matched(word))); got != want {
			t.Errorf("%q has %d characters, want %d", word, got, want)
		}
	}
}
