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
