package fastpath

import (
	"strings"
	"testing"
)

// TestTypes finds each type that orgs declare by its name, and nothing else, whatever its bytes.
func TestTypes(t *testing.T) {
	names := itemTypes()
	if len(names) != numTypes {
		t.Errorf("orgs declare %d types of resource; records have room for %d", len(names), numTypes)
	}
	made := newTypes(names)
	for number, name := range names {
		if n, ok := made.find(name); !ok || n != number {
			t.Errorf("%s: got %d, %t, want %d", name, n, ok, number)
		}
		for i := range name {
			if other := name[:i] + "X" + name[i+1:]; found(&made, other) {
				t.Errorf("%s is found", other)
			}
		}
	}
	for n := range 3 * maxType {
		for _, fill := range []string{"\x00", "\xff", "a"} {
			if name := strings.Repeat(fill, n); found(&made, name) {
				t.Errorf("%q is found", name)
			}
		}
	}
}

// TestTypesAlike finds types whose names have the same length, as a new type and an old one may have, and
// names of which one begins and ends as the other does.
func TestTypesAlike(t *testing.T) {
	names := []string{"api_key", "storage", "xstorex", "aaaa", "aaaaa", "aaaaaaaa"}
	made := newTypes(names)
	for number, name := range names {
		if n, ok := made.find(name); !ok || n != number {
			t.Errorf("%s: got %d, %t, want %d", name, n, ok, number)
		}
	}
}

// TestTypesThatDoNotFit leaves out types that have no room, or whose names are too short, too
// long, or there already.
func TestTypesThatDoNotFit(t *testing.T) {
	for _, name := range []string{"", "abc", strings.Repeat("a", maxType+1)} {
		made := newTypes([]string{name})
		if found(&made, name) {
			t.Errorf("%q is found", name)
		}
	}
	made := newTypes([]string{"team", "team", "folder", "dashboard", "panel", "alert", "seventh"})
	if n, ok := made.find("team"); !ok || n != 0 {
		t.Errorf("team: got %d, %t, want 0", n, ok)
	}
	if found(&made, "seventh") {
		t.Errorf("the type of number %d is found", numTypes)
	}
}

func found(t *types, name string) bool {
	_, ok := t.find(name)
	return ok
}
