package fixedroles

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"strings"
	"testing"
)

// A listed permission is "action scope", with nothing after the space for no scope. What
// names no scope is met by a permission with any (9.3
// pkg/services/accesscontrol/evaluator.go), so the engine lists each without as well.
//
// A page can leave the scope open, "action", and writes "action -" for no scope.
type listed map[string]bool

func (l listed) with(other listed) listed {
	all := listed{}
	maps.Copy(all, l)
	maps.Copy(all, other)
	return all
}

func (l listed) without(other listed) listed {
	rest := maps.Clone(l)
	maps.DeleteFunc(rest, func(permission string, _ bool) bool { return other[permission] })
	return rest
}

// cover reports whether a permission of a page is a permission that the engine lists.
func (l listed) cover(permission string) bool {
	action, scope, _ := strings.Cut(permission, " ")
	if scope == "" {
		scope = "-"
	}
	return l[action] || l[action+" "+scope]
}

// meet reports whether the engine lists one of the permissions of a page.
func (l listed) meet(engine listed) bool {
	for permission := range engine {
		if l.cover(permission) && !engine.shadows(permission) {
			return true
		}
	}
	return false
}

// covers reports whether one of the permissions of a page has one of another's.
func (l listed) covers(other listed) bool {
	for permission := range other {
		if l.cover(strings.TrimSuffix(permission, "-")) {
			return true
		}
	}
	return false
}

// shadows reports whether a permission without a scope is listed because of one with a scope.
func (l listed) shadows(permission string) bool {
	if !strings.HasSuffix(permission, " ") {
		return false
	}
	for other := range l {
		if other != permission && strings.HasPrefix(other, permission) {
			return true
		}
	}
	return false
}

// files returns the tables in a folder of testdata, by file name.
func files[T any](t *testing.T, folder string) map[string]T {
	t.Helper()
	dir := os.DirFS("testdata/" + folder)
	names, err := fs.Glob(dir, "*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no tables in %s, %v", folder, err)
	}
	tables := map[string]T{}
	for _, name := range names {
		raw, err := fs.ReadFile(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		var table T
		if err := json.Unmarshal(raw, &table); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		tables[strings.TrimSuffix(name, ".json")] = table
	}
	return tables
}
