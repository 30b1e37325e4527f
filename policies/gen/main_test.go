package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGenerated shows that `go generate ./policies` has nothing to do.
func TestGenerated(t *testing.T) {
	t.Chdir("..") // where go generate runs
	files, err := generated(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		have, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(have)); diff != "" {
			t.Errorf("%s is not what go generate writes (-generated +there):\n%s", name, diff)
		}
	}
}
