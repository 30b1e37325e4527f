package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGenerated checks that `go generate ./schema` has nothing to do.
func TestGenerated(t *testing.T) {
	t.Chdir("..") // where go generate runs
	have, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(reference()), string(have)); diff != "" {
		t.Errorf("%s differs from the output of go generate (-generated +there):\n%s", page, diff)
	}
}
