package policies_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/internal/timeline"
	"github.com/rolecall/rolecall/schema"
)

// elsewhere are the folders that may name what is Grafana's: the policies with
// their generator, the generator of the catalogue, and tests.
var elsewhere = []string{"policies", "schema/gen", "tests"}

// allowedNames are the names of Grafana's that other Go files have, each with the
// reason. A name that its file does not have any more must leave the list.
var allowedNames = map[string]struct {
	names  []string
	reason string
}{
	"engine/internal/policy/names.go":          {[]string{"any scope at all"}, "a place is the same in all tables, and the engine looks grants there up"},
	"engine/internal/vocabulary/vocabulary.go": {[]string{"another org", "the General folder"}, "places have the names of kinds of resources in requests"},

	"loader/internal/diag/unsupported.go": {[]string{"Edit", "dashboards:read"}, "messages show what to write by examples"},

	"schema/org.go":  {[]string{"Admin", "Editor", "Member", "None", "Viewer"}, "the language has org roles and levels in teams by these names"},
	"schema/role.go": {[]string{"Grafana Admin"}, "the language has basic roles by these names"},
}

// TestNamesInGo shows that Go code names no action, no role, no level and no scope of
// Grafana's, and none of the places and selectors that the policies describe in words:
// only the policies say what follows from them.
func TestNamesInGo(t *testing.T) {
	known := grafanaNames(t)
	found := map[string][]string{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(filepath.ToSlash(path), "../")
		switch {
		case d.IsDir() && (slices.Contains(elsewhere, name) || strings.HasPrefix(d.Name(), ".") && name != ".."):
			return fs.SkipDir
		case filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		names, err := namesIn(path, known)
		if len(names) > 0 {
			found[name] = names
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for file, names := range found {
		for _, name := range names {
			if !slices.Contains(allowedNames[file].names, name) {
				t.Errorf("%s names %q, which is Grafana's: ask the policies for it, or put it into a table there", file, name)
			}
		}
	}
	for file, allowed := range allowedNames {
		for _, name := range allowed.names {
			if !slices.Contains(found[file], name) {
				t.Errorf("%s does not name %q any more, which it may: take it from the list", file, name)
			}
		}
		if allowed.reason == "" {
			t.Errorf("%s: there is no reason why it may name %q", file, allowed.names)
		}
	}
}

// namesIn returns the names of Grafana's that the text literals of a Go file have,
// sorted, each once.
func namesIn(path string, known map[string]bool) ([]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var names []string
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			if n.Tag != nil { // documentation of the language, not code
				n.Tag = nil
			}
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING && known[text] {
				names = append(names, text)
			}
		}
		return true
	})
	slices.Sort(names)
	return slices.Compact(names), nil
}

// A typeRow is a type of resource in kinds/data.json.
type typeRow struct{ Levels []string }

// A release holds the tables of a release that have names.
type release struct {
	Actions  map[string]bool
	OrgRoles map[string]bool `json:"org_roles"`
	Synced   string
	Roles    map[string]map[string]any
	Fixed    map[string]any
	Names    map[string]string
	Scoped   map[string][]string
	At       map[string][]string
	Kinds    map[string][]string
	Tails    map[string][]string
}

// grafanaNames returns the actions, the fixed, basic and org roles with the holders that
// they are, the levels of lists, what scopes begin with, and the places and selectors of
// several words, in all releases.
func grafanaNames(t *testing.T) map[string]bool {
	known := map[string]bool{}
	addRole := func(role string) { known[role], known["role:"+role], known["basic:"+role] = true, true, true }
	addRole("Grafana Admin")
	var kinds struct{ Types map[string]typeRow }
	readData(t, "kinds/data.json", &kinds)
	for _, row := range kinds.Types {
		for _, level := range row.Levels {
			known[level] = true
		}
	}
	var versions map[string]release
	readVersions(t, &versions)
	for _, v := range versions {
		maps.Copy(known, v.Actions)
		for role := range v.OrgRoles {
			addRole(role)
		}
		for name := range v.At {
			addWords(known, name)
		}
		for place := range v.Fixed {
			addWords(known, place)
		}
		for role, places := range v.Roles {
			known[role] = true
			for place := range places {
				addScope(known, place)
			}
		}
		for _, scope := range v.Names {
			addScope(known, scope)
		}
		for _, lists := range []map[string][]string{v.Scoped, v.At, v.Kinds, v.Tails} {
			for _, list := range lists {
				for _, place := range list {
					addScope(known, place)
				}
			}
		}
	}
	if len(known) < 500 {
		t.Fatalf("%d names of Grafana's are known", len(known))
	}
	return known
}

// addWords adds a name of several words.
func addWords(known map[string]bool, name string) {
	if strings.Contains(name, " ") {
		known[name] = true
	}
}

// TestSchema shows that the language has the levels and the org roles that the policies
// have.
func TestSchema(t *testing.T) {
	var kinds struct{ Types map[string]typeRow }
	readData(t, "kinds/data.json", &kinds)
	if levels := kinds.Types["team"].Levels; !slices.Equal(levels, schema.TeamLevels) {
		t.Errorf("an entry in the list of a team has the levels %q, and the language has %q", levels, schema.TeamLevels)
	}
	var versions map[string]release
	readVersions(t, &versions)
	for name, v := range versions {
		version, _, _ := strings.Cut(name, " ")
		if !slices.Contains(schema.TeamLevels, v.Synced) {
			t.Errorf("%s: members of groups have the level %q in a team", name, v.Synced)
		}
		for _, role := range schema.OrgRoles {
			has := role != schema.NoBasicRole || schema.Version(version).AtLeast(schema.NoBasicRoleSince)
			if v.OrgRoles[string(role)] != has {
				t.Errorf("%s: the role %q of an org is there: %t", name, role, v.OrgRoles[string(role)])
			}
		}
		if len(v.OrgRoles) > len(schema.OrgRoles) {
			t.Errorf("%s: the language does not have all of %v", name, v.OrgRoles)
		}
	}
}

// addScope adds a scope, and what it begins with.
func addScope(known map[string]bool, scope string) {
	if !strings.Contains(scope, ":") {
		return
	}
	known[scope] = true
	parts := strings.Split(strings.TrimSuffix(scope, ":*"), ":")
	for i := 2; i <= len(parts); i++ {
		prefix := strings.Join(parts[:i], ":")
		known[prefix], known[prefix+":"], known[prefix+":*"] = true, true, true
	}
	known[parts[0]+":"] = true
}

// readVersions reads the tables of all releases, by the names of the releases.
func readVersions(t *testing.T, into any) {
	t.Helper()
	var file timeline.File
	readData(t, "versions/timeline.json", &file)
	raw, err := json.Marshal(file.All())
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func readData(t *testing.T, name string, into any) {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		t.Fatal(fmt.Errorf("%s: %w", name, err))
	}
}
