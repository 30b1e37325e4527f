package document_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/loader"
)

// TestAssignments checks that what holders have in every org is in each org, what
// they have in one is there alone, and that the last of two that give the same
// counts, in whichever order they stand.
func TestAssignments(t *testing.T) {
	const base = `grafana { version = "9.3" }
org "a" { viewers = [user.eve] }
org "b" {}
user "eve" {}
role "r" {
  global = true
  permission "teams:create" {}
}
role "s" {
  global = true
  permission "teams:create" {}
}
`
	const everywhere, inA, other = `role_assignment "a1" {
  role  = role.r
  users = [user.eve]
}
`, `role_assignment "a2" {
  org   = org.a
  role  = role.r
  users = [user.eve]
}
`, `role_assignment "a3" {
  role  = role.s
  users = [user.eve]
}
`
	for _, test := range []struct {
		name, roles         string
		a, b, allEverywhere map[string]string
	}{
		{"everywhere", everywhere + other, map[string]string{"r": "main.hcl:15", "s": "main.hcl:19"}, map[string]string{"r": "main.hcl:15", "s": "main.hcl:19"}, map[string]string{"r": "main.hcl:15", "s": "main.hcl:19"}},
		{"then in an org", everywhere + inA + other, map[string]string{"r": "main.hcl:20", "s": "main.hcl:24"}, map[string]string{"r": "main.hcl:15", "s": "main.hcl:24"}, map[string]string{"r": "main.hcl:15", "s": "main.hcl:24"}},
		{"in an org first", strings.Replace(inA, "a2", "a0", 1) + everywhere, map[string]string{"r": "main.hcl:20"}, map[string]string{"r": "main.hcl:20"}, map[string]string{"r": "main.hcl:20"}},
		{"in an org alone", inA, map[string]string{"r": "main.hcl:16"}, nil, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(base + test.roles)}})
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			d := document.Of(w)
			got := []map[string]string{d.Orgs["a"].Roles["user:eve"], d.Orgs["b"].Roles["user:eve"], d.Everywhere["user:eve"]}
			if diff := cmp.Diff([]map[string]string{test.a, test.b, test.allEverywhere}, got); diff != "" {
				t.Errorf("in a, in b, everywhere (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAssignmentsOfNamesakes checks that a role which a team and a service account have in
// every org is theirs in their own org alone, and not that of others with the same name.
func TestAssignmentsOfNamesakes(t *testing.T) {
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(`grafana { version = "9.3" }
org "a" {}
org "b" {}
service_account "one" {
  org  = org.a
  name = "x"
  role = "Viewer"
}
service_account "other" {
  org  = org.b
  name = "x"
  role = "Viewer"
}
team "one" {
  org  = org.a
  name = "x"
}
team "other" {
  org  = org.b
  name = "x"
}
role_assignment "r" {
  role             = "fixed:stats:reader"
  teams            = [team.one]
  service_accounts = [service_account.one]
}
`)}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	d := document.Of(w)
	for _, holder := range []string{"service_account:x", "team:x"} {
		if a, b, all := d.Orgs["a"].Roles[holder], d.Orgs["b"].Roles[holder], d.Everywhere[holder]; len(a) != 1 || len(b)+len(all) != 0 {
			t.Errorf("%s has %v in a, %v in b, %v everywhere", holder, a, b, all)
		}
	}
}

// TestRolesOfOrgs checks that a custom role of an org is declared in the org alone, and
// that no other org has it.
func TestRolesOfOrgs(t *testing.T) {
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(`grafana { version = "9.3" }
org "a" {}
org "b" {}
role "global" {
  global = true
  permission "teams:create" {}
}
role "own" {
  org = org.a
  permission "teams:create" {}
}
`)}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	d := document.Of(w)
	if len(d.Roles) != 1 || len(d.Orgs["a"].CustomRoles) != 1 || d.Orgs["b"].CustomRoles != nil {
		t.Errorf("the server has %v, a %v, b %v", d.Roles, d.Orgs["a"].CustomRoles, d.Orgs["b"].CustomRoles)
	}
	for _, tc := range []struct {
		org, uid string
		want     bool
	}{{"a", "global", true}, {"b", "global", true}, {"a", "own", true}, {"b", "own", false}, {"c", "own", false}} {
		if _, ok := d.Role(tc.org, tc.uid); ok != tc.want {
			t.Errorf("the role %s in %s: got %t", tc.uid, tc.org, ok)
		}
	}
	if len(d.AllRoles()) != 2 || len(d.Scopes()) != 2 {
		t.Errorf("all roles are %v", d.AllRoles())
	}
}
