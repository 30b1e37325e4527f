package output

import (
	"bytes"
	"testing"
)

// TestColors tries every kind of output in every environment that turns colors off.
func TestColors(t *testing.T) {
	for _, tc := range []struct {
		terminal      bool
		noColor, term string
		want          bool
	}{
		{true, "", "xterm-256color", true},
		{true, "", "", true},
		{true, "1", "xterm-256color", false},
		{true, "0", "xterm-256color", false}, // any text turns them off
		{true, "", "dumb", false},
		{true, "1", "dumb", false},
		{false, "", "xterm-256color", false},
		{false, "", "dumb", false},
		{false, "1", "", false},
	} {
		env := map[string]string{"NO_COLOR": tc.noColor, "TERM": tc.term}
		if got := showsColors(tc.terminal, func(name string) string { return env[name] }); got != tc.want {
			t.Errorf("terminal %t, NO_COLOR=%q, TERM=%q: colors %t, want %t", tc.terminal, tc.noColor, tc.term, got, tc.want)
		}
	}
}

// TestPlainWords checks that words are plain in a file or a pipe, whatever the environment.
func TestPlainWords(t *testing.T) {
	t.Setenv("NO_COLOR", "")
	t.Setenv("TERM", "xterm")
	var out bytes.Buffer
	for want, got := range map[string]string{
		"allowed": Answer(&out, true),
		"denied":  Answer(&out, false),
		"FAIL":    Paint(&out, Red, "FAIL"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
