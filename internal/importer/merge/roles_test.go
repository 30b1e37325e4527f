package merge_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
)

// withRoles is a configuration with roles as a person has written them.
const withRoles = `grafana { version = "12.2.9" }

org "main" { viewers = [user.ann, user.bob] }

user "ann" {}
user "bob" {}

folder "ops" {}

# What the desk does.
role "desk" {
  # the dashboards
  permission "dashboards:read" {
    scopes = [
      folder.ops, # theirs
      "folders:uid:old",
    ]
  }
  permission "reports:create" {} # daily
  permission "folders:read" { scopes = [folder.ops] }
}

role "plain" {
  permission "folders:read" { scopes = ["folders:*"] }
}

role_assignment "desk" {
  role = role.desk
  users = [
    user.ann, # since May
    user.bob,
  ]
}

role_assignment "plain" {
  role  = role.plain
  users = [user.bob]
}

basic_role "Viewer" {
  # nobody knows
  remove {
    permission "annotations:read" { scopes = ["annotations:*"] } # old
  }
}

org_mapping {
  group = "ops"
  org   = org.main
  role  = "Editor"
}

# By hand.
org_mapping {
  group = "all"
  org   = org.main
  role  = "Viewer"
}
`

// licensed is the Grafana of withRoles.
type licensed struct {
	*inventory.Inventory
	main        *inventory.Org
	ann, bob    *inventory.User
	desk, plain *inventory.Role
}

func withLicence() licensed {
	g := licensed{
		main: &inventory.Org{Name: "main"}, ann: &inventory.User{Login: "ann"}, bob: &inventory.User{Login: "bob"},
	}
	g.main.Members = []inventory.Member{{User: g.ann, Role: schema.Viewer}, {User: g.bob, Role: schema.Viewer}}
	g.desk = &inventory.Role{Org: g.main, UID: "desk", Name: "desk", Permissions: []inventory.Permission{
		{Action: "dashboards:read", Scope: "folders:uid:old"}, {Action: "dashboards:read", Scope: "folders:uid:ops"},
		{Action: "folders:read", Scope: "folders:uid:ops"}, {Action: "reports:create"},
	}}
	g.plain = &inventory.Role{Org: g.main, UID: "plain", Name: "plain", Permissions: []inventory.Permission{
		{Action: "folders:read", Scope: "folders:*"},
	}}
	g.Inventory = &inventory.Inventory{
		Settings: inventory.Settings{Version: "12.2.9"}, Licensed: true, AllUsers: true,
		Orgs: []*inventory.Org{g.main}, Users: []*inventory.User{g.ann, g.bob},
		Folders: []*inventory.Folder{{Org: g.main, UID: "ops", Title: "ops", Permissions: inventory.List{Default: true}}},
		Roles:   []*inventory.Role{g.desk, g.plain},
		Assignments: []*inventory.Assignment{
			{Role: g.desk, Org: g.main, Holders: []inventory.Holder{{User: g.ann}, {User: g.bob}}},
			{Role: g.plain, Org: g.main, Holders: []inventory.Holder{{User: g.bob}}},
		},
		OrgMappings: []inventory.OrgMapping{
			{Group: "ops", Org: g.main, Role: schema.Editor}, {Group: "all", Org: g.main, Role: schema.Viewer},
		},
	}
	return g
}

// TestRoleEdits makes single changes of roles, of their holders, of basic roles and of mappings: each is made in its
// place, and everything else stays as it is written.
func TestRoleEdits(t *testing.T) {
	for name, c := range map[string]struct {
		change func(licensed)
		edits  []string // old, new, old, new
	}{
		"nothing": {func(licensed) {}, nil},
		"a scope is gone": {func(g licensed) {
			g.desk.Permissions = g.desk.Permissions[1:]
		}, []string{"      \"folders:uid:old\",\n", ""}},
		"a scope is new": {func(g licensed) {
			g.desk.Permissions = append(g.desk.Permissions, inventory.Permission{Action: "dashboards:read", Scope: "folders:uid:new"})
		}, []string{"      \"folders:uid:old\",\n", "      \"folders:uid:old\",\n      \"folders:uid:new\",\n"}},
		"a permission without scope is gone": {func(g licensed) {
			g.desk.Permissions = g.desk.Permissions[:3]
		}, []string{"  permission \"reports:create\" {} # daily\n", ""}},
		"an action is new": {func(g licensed) {
			g.plain.Permissions = append(g.plain.Permissions, inventory.Permission{Action: "teams:create"})
		}, []string{"[\"folders:*\"] }\n", "[\"folders:*\"] }\n\n  permission \"teams:create\" {}\n"}},
		"another scope": {func(g licensed) {
			g.plain.Permissions[0].Scope = "folders:uid:ops"
		}, []string{`["folders:*"]`, `["folders:uid:ops"]`}},
		"a holder is gone": {func(g licensed) {
			g.Assignments[0].Holders = g.Assignments[0].Holders[:1]
		}, []string{"    user.bob,\n", ""}},
		"a holder is new": {func(g licensed) {
			g.Assignments[1].Holders = append(g.Assignments[1].Holders, inventory.Holder{User: g.ann})
		}, []string{"users = [user.bob]", "users = [user.bob, user.ann]"}},
		"nobody has a role": {func(g licensed) {
			g.Assignments[1].Holders = nil
		}, []string{"role_assignment \"plain\" {\n  role  = role.plain\n  users = [user.bob]\n}\n\n", ""}},
		"a role is gone": {func(g licensed) {
			g.Roles, g.Assignments = g.Roles[:1], g.Assignments[:1]
		}, []string{
			"role \"plain\" {\n  permission \"folders:read\" { scopes = [\"folders:*\"] }\n}\n\n", "",
			"role_assignment \"plain\" {\n  role  = role.plain\n  users = [user.bob]\n}\n\n", "",
		}},
		"a role is not told": {func(g licensed) {
			g.desk.Permissions, g.desk.Unknown = nil, true
		}, nil},
		"no role is told": {func(g licensed) {
			g.Licensed, g.Roles, g.Assignments = false, nil, nil
		}, nil},
		"a basic role changes": {func(g licensed) {
			g.BasicRoles = []*inventory.BasicRole{{Role: schema.Viewer, Remove: []inventory.Permission{{Action: "teams:create"}}}}
		}, []string{
			"] } # old\n", "] } # old\n\n    permission \"teams:create\" {}\n",
		}},
		"another basic role changes": {func(g licensed) {
			g.BasicRoles = []*inventory.BasicRole{{Role: schema.Editor, Add: []inventory.Permission{{Action: "teams:create"}}}}
		}, []string{"END", "\nbasic_role \"Editor\" {\n  add {\n    permission \"teams:create\" {}\n  }\n}\n"}},
		"a mapping is gone": {func(g licensed) {
			g.OrgMappings = g.OrgMappings[1:]
		}, []string{"org_mapping {\n  group = \"ops\"\n  org   = org.main\n  role  = \"Editor\"\n}\n\n", ""}},
		"mappings are not told": {func(g licensed) {
			g.OrgMappings = nil
			g.Settings.Untold("org_mapping")
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			g := withLicence()
			c.change(g)
			changed, left := update(t, map[string]string{"all.hcl": withRoles}, g.Inventory)
			var text strings.Builder
			for _, content := range changed {
				text.WriteString(content)
			}
			want := ""
			if len(c.edits) > 0 {
				want = withRoles
			}
			for i := 0; i < len(c.edits); i += 2 {
				if c.edits[i] == "END" {
					want = strings.TrimPrefix(c.edits[i+1], "\n")
					continue
				}
				if !strings.Contains(want, c.edits[i]) {
					t.Fatalf("%q is not there", c.edits[i])
				}
				want = strings.Replace(want, c.edits[i], c.edits[i+1], 1)
			}
			if diff := cmp.Diff(want, text.String()); diff != "" || len(left) > 0 {
				t.Errorf("(-want +got)\n%s\nleft: %q", diff, left)
			}
		})
	}
}
