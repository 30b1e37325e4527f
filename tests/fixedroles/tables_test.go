package fixedroles

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/schema/catalogue"
)

// TestCode compares fixed roles with those of Grafana's code, scope by scope.
func TestCode(t *testing.T) {
	type table struct {
		Release string
		// Unlicensed reports whether roles that need a licence are left out.
		Unlicensed bool
		// Roles holds the fixed roles, and Later those that the code has only from the
		// release on that follows, with the reason.
		Roles map[string]struct{ Permissions, Grants []string }
		Later map[string]string
	}
	licensed := licensed(t)
	for name, code := range files[table](t, "code") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			engine := of(t, code.Release)
			leftOut := func(role string) bool {
				_, later := code.Later[role]
				return later || code.Unlicensed && licensed[role]
			}
			for role, permissions := range engine.fixed {
				row, ok := code.Roles[role]
				if !ok && !leftOut(role) {
					t.Errorf("%s: the code has no such role", role)
				} else if diff := cmp.Diff(newest(row.Permissions), permissions); ok && diff != "" {
					t.Errorf("%s (-code +engine):\n%s", role, diff)
				}
			}
			for role := range code.Roles {
				if _, ok := engine.fixed[role]; !ok {
					t.Errorf("%s: the engine has no such role", role)
				}
			}
			for role := range code.Later {
				if _, ok := code.Roles[role]; ok || engine.fixed[role] == nil {
					t.Errorf("%s is no difference", role)
				}
			}
			inherits := map[string][]string{"Viewer": {"Viewer"}, "Editor": {"Viewer", "Editor"}, "Admin": {"Viewer", "Editor", "Admin"}}
			for basic, permissions := range engine.basic {
				have := slices.DeleteFunc(slices.Sorted(maps.Keys(fixedOnly(permissions))), leftOut)
				var want []string
				for role, row := range code.Roles {
					if slices.ContainsFunc(row.Grants, func(to string) bool { return to == basic || slices.Contains(inherits[basic], to) }) {
						want = append(want, role)
					}
				}
				slices.Sort(want)
				if diff := cmp.Diff(want, have); diff != "" {
					t.Errorf("%s (-code +engine):\n%s", basic, diff)
				}
			}
		})
	}
}

// TestServers compares basic roles with what recorded servers without a licence listed for
// them. What lists of folders and the like give comes on top, and is not of the tables.
func TestServers(t *testing.T) {
	type table struct {
		Release string
		// Only is the beginning of the names of the fixed roles that the table is about;
		// empty for all.
		Only string
		// Roles holds the permissions of basic roles, and More those that two settings add.
		Roles map[string][]string
		More  map[string][]string `json:"with viewers_can_edit and editors_can_admin"`
		// Differences holds what only the server or only the engine lists.
		Differences []struct {
			Roles, Server, Engine []string
			Why                   string
		}
	}
	licensed := licensed(t)
	for name, server := range files[table](t, "servers") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			compare := func(role string, engine map[string]listed, listing []string) {
				want, have := newest(listing), listed{}
				for fixed, permissions := range engine {
					if !licensed[fixed] && strings.HasPrefix(fixed, server.Only) {
						have = have.with(permissions)
					}
				}
				for _, d := range server.Differences {
					if !slices.Contains(d.Roles, role) {
						continue
					}
					more, less := newest(d.Server), newest(d.Engine)
					if len(more.without(want)) > 0 || len(less.without(have)) > 0 ||
						len(more.without(have)) == 0 && len(less.without(want)) == 0 {
						t.Errorf("%s: %v is no difference", role, d)
					}
					want, have = want.with(less), have.with(more)
				}
				if diff := cmp.Diff(want, have); diff != "" {
					t.Errorf("%s (-server +engine):\n%s", role, diff)
				}
			}
			engine := of(t, server.Release).basic
			for role, listing := range server.Roles {
				compare(role, engine[role], listing)
			}
			if server.More == nil {
				return
			}
			engine = withSettings(t, server.Release)
			for role, listing := range server.Roles {
				compare(role, engine[role], slices.Concat(listing, server.More[role]))
			}
		})
	}
}

// newest returns a list with the newest names of actions, and each permission without its
// scope as well.
func newest(permissions []string) listed {
	out := listed{}
	for _, permission := range permissions {
		action, scope, _ := strings.Cut(permission, " ")
		if name := catalogue.Newest(action); name != "" {
			action = name
		}
		out[action+" "+scope], out[action+" "] = true, true
	}
	return out
}

// fixedOnly returns what fixed roles give.
func fixedOnly(permissions map[string]listed) map[string]listed {
	out := maps.Clone(permissions)
	delete(out, unlicensed)
	return out
}

// licensed returns the fixed roles that need a licence.
func licensed(t *testing.T) map[string]bool {
	t.Helper()
	raw, err := os.ReadFile("../../policies/gen/tables/fixed_roles/data.json")
	if err != nil {
		t.Fatal(err)
	}
	var table struct {
		Rows map[string]struct{ Licensed bool }
	}
	if err := json.Unmarshal(raw, &table); err != nil {
		t.Fatal(err)
	}
	roles := map[string]bool{}
	for role, row := range table.Rows {
		roles[role] = row.Licensed
	}
	return roles
}
