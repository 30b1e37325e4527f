// Package records reads the configurations of real Grafana servers, and the decisions that
// these servers made.
package records

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Worlds returns the folders of the recorded worlds: each has a configuration and a file of
// decisions. Root is the path of the repository from the working directory.
func Worlds(t *testing.T, root string) []string {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join(root, "tests/conformance/testdata/*/*"))
	if err != nil || len(dirs) == 0 {
		t.Fatalf("there are no recorded worlds in %s (%v)", root, err)
	}
	return dirs
}

// Name returns the name of a world with that of its server, as in 8.0/anon-Editor-vce0.
func Name(dir string) string { return filepath.Join(Server(dir), filepath.Base(dir)) }

// Server returns the server of a world, which is a version of Grafana.
func Server(dir string) string { return filepath.Base(filepath.Dir(dir)) }

// Some returns the worlds for a test that takes long: with -short a sample, and otherwise every
// third, as neighbouring servers have the same worlds.
func Some(t *testing.T, dirs []string) []string {
	if testing.Short() {
		return sample(t, dirs)
	}
	var some []string
	for i := 0; i < len(dirs); i += 3 {
		some = append(some, dirs[i])
	}
	return some
}

// sample returns one world of each kind. Together they are of servers from the first to the
// last. The kind is the name of a world up to the first dash.
func sample(t *testing.T, dirs []string) []string {
	t.Helper()
	byKind, taken := map[string][]string{}, map[string]bool{}
	for _, dir := range dirs {
		kind, _, _ := strings.Cut(filepath.Base(dir), "-")
		byKind[kind] = append(byKind[kind], dir)
	}
	var some []string
	for i, kind := range slices.Sorted(maps.Keys(byKind)) {
		// The worlds of a kind are in the order of servers.
		worlds := byKind[kind]
		dir := worlds[i*len(worlds)/len(byKind)]
		some = append(some, dir)
		taken[Server(dir)] = true
	}
	if len(taken) < 5 {
		t.Errorf("the sample is of the servers %v alone", slices.Sorted(maps.Keys(taken)))
	}
	return some
}

// Decisions returns the decisions of a world, each decoded from a line of JSON. There is at
// least one.
func Decisions[T any](t *testing.T, dir string) []T {
	t.Helper()
	path := filepath.Join(dir, "decisions.jsonl.gz")
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	var all []T
	for dec := json.NewDecoder(unzipped); ; {
		var line T
		err := dec.Decode(&line)
		switch {
		case err == nil:
			all = append(all, line)
		case errors.Is(err, io.EOF) && len(all) > 0:
			return all
		default:
			t.Fatalf("%s: line %d: %v", path, len(all)+1, err)
		}
	}
}
