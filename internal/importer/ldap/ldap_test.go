package ldap_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/ldap"
	"github.com/rolecall/rolecall/schema"
)

const sample = `
[[servers]]
host = "ldap.example"
bind_password = 'hunter2'

[[servers.group_mappings]]
group_dn = "cn=admins,dc=example"
org_role = "Admin"
grafana_admin = true

[[servers.group_mappings]]
group_dn = "cn=ops,dc=example"
org_role = "Editor"
org_id = 2

[[servers]]
host = "other.example"

[[servers.group_mappings]]
group_dn = "*"
org_role = "Viewer"

[[servers.group_mappings]]
group_dn = "cn=bad"
org_role = "Owner"
`

// TestMappings checks the mappings of all servers, in their order, in orgs by their numbers.
func TestMappings(t *testing.T) {
	all, err := ldap.Parse("ldap.toml", []byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	orgs := map[string]*inventory.Org{"1": {Name: "main"}, "2": {Name: "second"}}
	got, unread := ldap.OrgMappings(all, func(n string) *inventory.Org { return orgs[n] }, "12.2")
	on := true
	want := []inventory.OrgMapping{
		{Group: "cn=admins,dc=example", Org: orgs["1"], Role: schema.Admin, GrafanaAdmin: &on},
		{Group: "cn=ops,dc=example", Org: orgs["2"], Role: schema.Editor},
		{Group: "*", Org: orgs["1"], Role: schema.Viewer},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(unread) != 1 || !strings.Contains(unread[0].Why, `"Owner"`) {
		t.Errorf("unread: %v", unread)
	}
}

// TestOrder checks that a lower role before a higher one is told where the language would take the higher one.
func TestOrder(t *testing.T) {
	all := []ldap.Mapping{{Group: "*", Role: schema.Viewer}, {Group: "ops", Role: schema.Editor}}
	org := func(string) *inventory.Org { return &inventory.Org{Name: "main"} }
	for version, notes := range map[schema.Version]int{"10.4": 0, "11.1": 1} {
		if _, unread := ldap.OrgMappings(all, org, version); len(unread) != notes {
			t.Errorf("%s: %v", version, unread)
		}
	}
}

// TestBroken checks that an error names the line, and no value.
func TestBroken(t *testing.T) {
	for text, want := range map[string]string{
		"[[servers]]\nbind_password = 'hunter2\n": "ldap.toml:2: ",
		"servers = 1\n": "ldap.toml",
	} {
		_, err := ldap.Parse("ldap.toml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
