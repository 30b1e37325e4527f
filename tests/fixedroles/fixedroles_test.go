// Package fixedroles holds what the engine lists for a role against Grafana's own
// table of it, for the version that no server was recorded of.
package fixedroles

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema/catalogue"
	"github.com/rolecall/rolecall/tests/plain"
)

// A fixedRole is a row of the table of fixed roles.
type fixedRole struct {
	Role        string
	Permissions []struct{ Action, Scope string }
	// DefaultGrants are the basic roles that hold it, Exclude those of them
	// that would hold it by inheritance alone and do not.
	DefaultGrants []string `json:"default_grants"`
	Exclude       []string
	// ConditionalGrants are those that take a setting.
	ConditionalGrants []struct{ When string } `json:"conditional_grants"`
}

// seeded is whether the role exists only under a setting that a configuration
// cannot declare.
func (r fixedRole) seeded() bool {
	return len(r.ConditionalGrants) > 0 && strings.HasPrefix(r.ConditionalGrants[0].When, "registered only")
}

// A basicRole is a row of the table of basic roles.
type basicRole struct {
	Role     string
	Inherits []string
}

// A listed permission is "action scope".
type listed map[string]bool

// TestFixedRoles assigns every fixed role to a service account of its own.
func TestFixedRoles(t *testing.T) {
	fixed := rows[fixedRole](t, "fixed_roles_latest")
	var hcl strings.Builder
	hcl.WriteString("grafana { version = \"13.3\" }\norg \"main\" {}\n")
	for i, role := range fixed {
		fmt.Fprintf(&hcl, `
service_account "s%[1]d" {
  org  = org.main
  role = "None"
}
role_assignment "r%[1]d" {
  role             = %[2]q
  org              = org.main
  service_accounts = [service_account.s%[1]d]
}
`, i, role.Role)
	}
	got := index(t, hcl.String())
	for i, role := range fixed {
		if diff := cmp.Diff(permissions(role), got.of(fmt.Sprintf("service_account:s%d", i), "")); diff != "" {
			t.Errorf("%s (-table +engine):\n%s", role.Role, diff)
		}
	}
}

// TestBasicRoles lists what basic roles hold through fixed roles. What lists of
// folders and the like give them comes on top, and is not of the table.
func TestBasicRoles(t *testing.T) {
	got := index(t, "grafana { version = \"13.3\" }\norg \"main\" {}\n")
	fixed := rows[fixedRole](t, "fixed_roles_latest")
	for _, basic := range rows[basicRole](t, "basic_roles_latest") {
		want := listed{}
		for _, role := range fixed {
			if role.seeded() {
				continue
			}
			inherited := slices.ContainsFunc(basic.Inherits, func(from string) bool { return slices.Contains(role.DefaultGrants, from) })
			if slices.Contains(role.DefaultGrants, basic.Role) || inherited && !slices.Contains(role.Exclude, basic.Role) {
				maps.Copy(want, permissions(role))
			}
		}
		holders := []string{"role:" + basic.Role, "basic:" + basic.Role}
		if basic.Role == "Grafana Admin" {
			holders = append(holders, "server admin", "server admin in the org")
		}
		have := listed{}
		for _, holder := range holders {
			maps.Copy(have, got.of(holder, "fixed:"))
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("%s (-table +engine):\n%s", basic.Role, diff)
		}
	}
}

// An enumeration is what the engine loads: who holds which sets of
// permissions where, and what is in each set.
type enumeration struct {
	Grants [][]json.RawMessage        `json:"grants"`
	Sets   map[string]map[string]bool `json:"sets"`
}

// of lists what a holder is given for reasons that begin with because.
func (e enumeration) of(holder, because string) listed {
	out := listed{}
	for _, row := range e.Grants {
		var place, who, set string
		var why struct{ Because string }
		for i, into := range map[int]any{1: &place, 2: &who, 3: &set, 4: &why} {
			if err := json.Unmarshal(row[i], into); err != nil {
				panic(err)
			}
		}
		// The server and other orgs are where a permission is asked, not what
		// it is for.
		if place == "server" || place == "another org" {
			place = "any scope at all"
		}
		place = strings.TrimPrefix(place, "server-wide ")
		if who != holder || !strings.HasPrefix(why.Because, because) {
			continue
		}
		if place == "any scope at all" {
			place = "" // what names no scope
		}
		for action := range e.Sets[set] {
			out[action+" "+place] = true
		}
	}
	return out
}

func index(t *testing.T, hcl string) enumeration {
	t.Helper()
	world, diags := loader.Load(fstest.MapFS{"a.hcl": {Data: []byte(hcl)}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	of, err := engine.FromWorld(context.Background(), world)
	if err != nil {
		t.Fatal(err)
	}
	query, err := plain.Prepare(of.View().Bundle(), "data.rolecall.index.rows")
	if err != nil {
		t.Fatal(err)
	}
	results, err := query.Eval(t.Context())
	if err != nil || len(results) != 1 {
		t.Fatalf("%d results, %v", len(results), err)
	}
	raw, err := json.Marshal(results[0].Expressions[0].Value)
	if err != nil {
		t.Fatal(err)
	}
	var e enumeration
	if err := json.Unmarshal(raw, &e); err != nil {
		t.Fatal(err)
	}
	return e
}

// permissions are those of a fixed role, each action by the name that Grafana
// decides by. What names no scope is met by a permission with any (9.3
// pkg/services/accesscontrol/evaluator.go), so each is listed without as well.
func permissions(role fixedRole) listed {
	out := listed{}
	for _, p := range role.Permissions {
		if name := catalogue.Newest(p.Action); name != "" {
			p.Action = name
		}
		out[p.Action+" "+p.Scope], out[p.Action+" "] = true, true
	}
	return out
}

func rows[T any](t *testing.T, name string) []T {
	t.Helper()
	raw, err := os.ReadFile("../../policies/gen/tables/" + name + "/data.json")
	if err != nil {
		t.Fatal(err)
	}
	var table struct{ Rows []T }
	if err := json.Unmarshal(raw, &table); err != nil {
		t.Fatal(err)
	}
	if len(table.Rows) == 0 {
		t.Fatalf("%s has no rows", name)
	}
	return table.Rows
}
