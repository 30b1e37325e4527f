package main

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGenerated says that `go generate ./policies` has nothing to do.
func TestGenerated(t *testing.T) {
	t.Chdir("..") // where go generate runs
	for name, doc := range documents() {
		want, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		have, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(parse(t, want), parse(t, have)); diff != "" {
			t.Errorf("%s is not what go generate writes:\n%s", name, diff)
		}
	}
}

func parse(t *testing.T, b []byte) (v any) {
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
