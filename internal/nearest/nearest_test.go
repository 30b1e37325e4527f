package nearest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/internal/nearest"
)

// TestName checks which name is offered.
func TestName(t *testing.T) {
	for _, tc := range []struct {
		unknown string
		known   []string
		want    string
	}{
		{"eva", []string{"bob", "eve"}, "eve"},
		{"eve", []string{"evf", "EVE"}, "EVE"},
		{"Wiever", []string{"Editor", "Viewer"}, "Viewer"},
		{"ab", []string{"xb", "aa"}, "aa"},
		{"ab", []string{"aa", "xb"}, "aa"},
		{"a", []string{"b"}, ""},
		{"abc", []string{"xyz"}, ""},
		{"größe", []string{"grösse"}, "grösse"},
		{strings.Repeat("a", nearest.MaxLength+1), []string{strings.Repeat("a", nearest.MaxLength)}, ""},
	} {
		if got := nearest.Name(tc.unknown, slices.Values(tc.known)); got != tc.want {
			t.Errorf("%q is taken for %q, want %q", tc.unknown, got, tc.want)
		}
	}
}
