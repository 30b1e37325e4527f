package terraform_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/internal/importer/ini"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/terraform"
	"github.com/rolecall/rolecall/internal/importer/terraform/project"
	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
	"github.com/rolecall/rolecall/internal/importer/terraform/show"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/loader"
)

// files reads a project of one file.
func files(t *testing.T, content string) *resource.Project {
	t.Helper()
	p, _, diags := project.Read(t.Context(), fstest.MapFS{"main.tf": {Data: []byte(content), Mode: 0o644}}, ".", project.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return p
}

// valid writes an inventory, and checks that the configuration has no errors. It returns all of it.
func valid(t *testing.T, i *inventory.Inventory) string {
	t.Helper()
	fsys := fstest.MapFS{}
	var names []string
	contents := write.PlanOf(i, write.Options{}).Files()
	for name, content := range contents {
		fsys[name] = &fstest.MapFile{Data: content, Mode: 0o644}
		names = append(names, name)
	}
	slices.Sort(names)
	var all strings.Builder
	for _, name := range names {
		all.Write(contents[name])
	}
	if _, diags := loader.Load(fsys); diags.HasErrors() {
		t.Errorf("%v\n%s", diags, all.String())
	}
	return all.String()
}

// has checks that a text has parts.
func has(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("there is no %q in\n%s", part, text)
		}
	}
}

// TestAccounts checks service accounts, their tokens and their permissions.
func TestAccounts(t *testing.T) {
	i := terraform.Inventory(files(t, `
resource "grafana_user" "ann" {
  login    = "ann"
  email    = "ann@x"
  password = "hunter2"
}
resource "grafana_service_account" "ci" {
  name = "ci"
  role = "None"
}
resource "grafana_service_account" "old" {
  name        = "old"
  role        = "Viewer"
  is_disabled = true
}
resource "grafana_service_account_token" "forever" {
  name               = "forever"
  service_account_id = grafana_service_account.ci.id
}
resource "grafana_service_account_token" "short" {
  name               = "short"
  service_account_id = grafana_service_account.ci.id
  seconds_to_live    = 3600
}
resource "grafana_service_account_rotating_token" "turns" {
  name_prefix        = "turns"
  service_account_id = grafana_service_account.ci.id
}
resource "grafana_service_account_permission_item" "ann" {
  service_account_id = grafana_service_account.ci.id
  user               = grafana_user.ann.id
  permission         = "Edit"
}
resource "grafana_service_account_permission_item" "view" {
  service_account_id = grafana_service_account.old.id
  user               = grafana_user.ann.id
  permission         = "View"
}
resource "grafana_folder" "f" {
  uid   = "f"
  title = "F"
}
resource "grafana_folder_permission" "f" {
  folder_uid = grafana_folder.f.uid
  permissions {
    user_id    = grafana_service_account.ci.id
    permission = "Edit"
  }
  permissions {
    user_id    = "17"
    permission = "View"
  }
}
`), terraform.Options{Version: "12.2.0"})
	text := valid(t, i)
	has(t, text, `service_accounts = [service_account.ci]`, `token "forever" {}`,
		`# Not imported: the token "short". It expires at a time that only Grafana knows.`, `# Not imported: a token.`,
		`# Not imported: an entry with the level "View". Grafana has no such level there (main.tf:`,
		`# Not imported: who has its permission "View". The user_id of grafana_folder_permission.f is "17", of which the project declares nothing (main.tf:`,
		"disabled   = true")
	if strings.Contains(text, "hunter2") || resource.IsMadeUp(text) {
		t.Errorf("it has a password or a number that was made up:\n%s", text)
	}
}

// state is a state with parts that no recorded one has.
const state = `{"format_version":"1.0","values":{"root_module":{"resources":[
{"address":"grafana_team.a","mode":"managed","type":"grafana_team","name":"a","provider_name":"registry.terraform.io/grafana/grafana","values":{"id":"3:7","team_id":7,"org_id":"3","name":"A","members":["x@y"],"admins":null}},
{"address":"grafana_team.bad","mode":"managed","type":"grafana_team","name":"bad","tainted":true,"provider_name":"registry.terraform.io/grafana/grafana","values":{"id":"3:8","team_id":8,"org_id":"3","name":"Bad"}},
{"address":"grafana_service_account.s","mode":"managed","type":"grafana_service_account","name":"s","provider_name":"registry.terraform.io/grafana/grafana","values":{"id":"3:9","org_id":"3","name":"s","role":"Editor","is_disabled":false}},
{"address":"grafana_service_account_token.t","mode":"managed","type":"grafana_service_account_token","name":"t","provider_name":"registry.terraform.io/grafana/grafana","values":{"id":"4","name":"t","service_account_id":"3:9","seconds_to_live":60,"expiration":"2026-11-28T12:00:00Z","key":"hunter2"}},
{"address":"data.grafana_team.other","mode":"data","type":"grafana_team","name":"other","provider_name":"registry.terraform.io/grafana/grafana","values":{"id":"3:12","team_id":12,"name":"Other","members":null}},
{"address":"grafana_folder_permission_item.i","mode":"managed","type":"grafana_folder_permission_item","name":"i","provider_name":"registry.terraform.io/grafana/grafana","values":{"id":"3:far:team:12","org_id":"3","folder_uid":"far","team":"12","permission":"Edit"}},
{"address":"random_id.r","mode":"managed","type":"random_id","name":"r","provider_name":"registry.terraform.io/hashicorp/random","values":{"id":"x"}}
]}}}`

// TestState checks a named org by its number, a tainted team, the end of a token, a team and a folder of others.
func TestState(t *testing.T) {
	p, err := show.Read([]byte(state))
	if err != nil {
		t.Fatal(err)
	}
	i := terraform.Inventory(p, terraform.Options{Version: "12.2.0", Orgs: map[string]string{"3": "sales"}})
	text := valid(t, i)
	has(t, text, `org "sales" {`, `# Not imported: grafana_team.bad. It is tainted`, `expires = "2026-11-28T12:00:00Z"`,
		`# Not imported: its members. The project does not declare the team: it looks it up.`,
		`# Not imported: the folder that it is in. The project does not declare it.`, `teams = [team.Other]`,
		`# Not imported: the login and the role of the user with the email "x@y".`,
		`# Not imported: who made the folders, dashboards, teams and service accounts`)
	if want := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC); len(i.ServiceAccounts) != 1 || !i.ServiceAccounts[0].Tokens[0].Expires.Equal(want) {
		t.Errorf("service accounts: %v", i.ServiceAccounts)
	}
	if strings.Contains(text, "hunter2") {
		t.Error("it has the key of a token")
	}
	login := ""
	if again := valid(t, terraform.Inventory(p, terraform.Options{Version: "12.2.0", Login: &login})); strings.Contains(again, "who made") {
		t.Error("who signs in by a token is known")
	}
}

// TestConflicts checks that the parts of a project that contradict each other are told.
func TestConflicts(t *testing.T) {
	i := terraform.Inventory(files(t, `
resource "grafana_organization" "o" {
  name    = "O"
  viewers = ["a@x"]
  editors = ["a@x"]
}
resource "grafana_team" "t" {
  org_id  = grafana_organization.o.id
  name    = "t"
  members = ["a@x"]
  admins  = ["a@x"]
}
resource "grafana_folder" "f" {
  org_id = grafana_organization.o.org_id
  uid    = "f"
  title  = "F"
}
resource "grafana_folder" "general" {
  uid   = "general"
  title = "G"
}
resource "grafana_folder_permission" "f" {
  org_id     = grafana_organization.o.id
  folder_uid = "f"
}
resource "grafana_folder_permission_item" "f" {
  org_id     = grafana_organization.o.id
  folder_uid = "f"
  team       = grafana_team.t.id
  permission = "Edit"
}
resource "grafana_dashboard_public" "d" { dashboard_uid = "x" }
`), terraform.Options{Version: "12.2.0"})
	has(t, valid(t, i), `# Not imported: that "a@x" is among its editors.`, `# Not imported: that "a@x" is a plain member.`,
		`# Not imported: the entry of grafana_folder_permission_item.f. grafana_folder_permission.f has the whole list`,
		"default_permissions = false", `# Not imported: the folder grafana_folder.general.`,
		`# Not imported: that everybody may look at a dashboard`)
}

// TestSettings checks what grafana.ini tells about new users, and mappings of LDAP in a project.
func TestSettings(t *testing.T) {
	settings, err := ini.Parse("grafana.ini", []byte("[users]\nauto_assign_org_role = Editor\nviewers_can_edit = true\n"))
	if err != nil {
		t.Fatal(err)
	}
	p := files(t, `
resource "grafana_user" "ann" { email = "ann@x.example" }
resource "grafana_sso_settings" "ldap" {
  provider_name = "ldap"
  ldap_settings {
    config {
      servers {
        host = "ldap.example"
        group_mappings {
          group_dn      = "cn=admins"
          org_role      = "Admin"
          grafana_admin = true
        }
        dynamic "group_mappings" {
          for_each = { "*" = "Viewer" }
          content {
            group_dn = group_mappings.key
            org_role = group_mappings.value
          }
        }
      }
    }
  }
}
resource "grafana_sso_settings" "off" {
  provider_name = "github"
  oauth2_settings {
    enabled     = false
    org_mapping = "x:1:Admin"
  }
}
`)
	i := terraform.Inventory(p, terraform.Options{Version: "12.2.0", Ini: settings})
	has(t, valid(t, i), "viewers_can_edit = true", `editors = [user.ann]`, `login = "ann@x.example"`, `group         = "cn=admins"`, `group = "*"`)
	var groups []string
	for _, m := range i.OrgMappings {
		groups = append(groups, m.Group)
	}
	if diff := cmp.Diff([]string{"cn=admins", "*"}, groups); diff != "" {
		t.Error(diff)
	}
	settings["users"]["auto_assign_org"] = "false"
	has(t, valid(t, terraform.Inventory(p, terraform.Options{Version: "12.2.0", Ini: settings})), "The setting auto_assign_org is off")
}

// TestKnown checks that a user whom the project names by email alone has the login of the configuration.
func TestKnown(t *testing.T) {
	p := files(t, `
resource "grafana_team" "t" {
  name    = "t"
  members = ["ann@x"]
}
`)
	known := &inventory.Inventory{Orgs: []*inventory.Org{{Name: "main"}}, Users: []*inventory.User{{Login: "ann", Email: "Ann@x"}}}
	i := terraform.Inventory(p, terraform.Options{Version: "12.2.0", Known: known})
	if len(i.Users) != 1 || i.Users[0].Login != "ann" || i.Orgs[0].Name != "main" {
		t.Errorf("users %v, org %s", i.Users[0], i.Orgs[0].Name)
	}
}

// TestStrange checks things that the project does not declare, and whose lists it does: they stay in their folders, and
// two lists of one thing are told.
func TestStrange(t *testing.T) {
	main := &inventory.Org{Name: inventory.MainOrg}
	top := &inventory.Folder{Org: main, UID: "top"}
	known := &inventory.Inventory{
		Orgs: []*inventory.Org{main}, Folders: []*inventory.Folder{top, {Org: main, UID: "in", Parent: top}},
		Dashboards: []*inventory.Dashboard{{Org: main, UID: "d", Folder: top}},
	}
	i := terraform.Inventory(files(t, `
resource "grafana_folder_permission" "in" {
  folder_uid = "in"
  permissions {
    role       = "Viewer"
    permission = "View"
  }
}
resource "grafana_folder_permission" "again" {
  folder_uid = "in"
  permissions {
    role       = "Editor"
    permission = "View"
  }
}
resource "grafana_dashboard_permission_item" "d" {
  dashboard_uid = "d"
  role          = "Viewer"
  permission    = "View"
}
resource "grafana_new_permission" "x" {}
resource "grafana_service_account_token" "t" {
  service_account_id = "1:77"
  name               = "t"
}
`), terraform.Options{Version: "12.2.0", Login: new(string), Known: known})
	var notes []string
	for _, u := range i.Unread {
		notes = append(notes, u.What+". "+u.Why)
	}
	for _, f := range i.Folders {
		for _, u := range f.Unread {
			notes = append(notes, f.UID+": "+u.What+". "+u.Why)
		}
		if f.UID == "in" && (!f.ParentUnknown || f.Permissions.Unknown || len(f.Permissions.Entries) != 1) {
			t.Errorf("the folder is %+v", f)
		}
	}
	if len(i.Dashboards) != 1 || i.Dashboards[0].Folder == nil || i.Dashboards[0].Folder.UID != "top" {
		t.Errorf("the dashboards are %+v", i.Dashboards)
	}
	text := strings.Join(notes, "\n")
	has(t, text, "in: the list of grafana_folder_permission.in. grafana_folder_permission.again has the whole list, too",
		`permissions by resources of the type "grafana_new_permission"`, `service_account_id of grafana_service_account_token.t is "1:77"`)
	if strings.Contains(text, "in: its permissions") {
		t.Errorf("the list is told, and noted as unread:\n%s", text)
	}
}

// TestScopes checks that the numbers and uids in scopes of roles become references, and fixed roles names.
func TestScopes(t *testing.T) {
	i := terraform.Inventory(files(t, `
resource "grafana_team" "ops" { name = "*" }
resource "grafana_folder" "prod" {
  uid   = "prod"
  title = "Prod"
}
resource "grafana_service_account" "ci" {
  name = "ci"
  role = "None"
}
data "grafana_role" "writer" { name = "fixed:teams:writer" }
resource "grafana_role" "r" {
  uid  = "r"
  name = "r"
  permissions {
    action = "teams:read"
    scope  = "teams:id:${grafana_team.ops.team_id}"
  }
  permissions {
    action = "serviceaccounts:read"
    scope  = "serviceaccounts:id:${split(":", grafana_service_account.ci.id)[1]}"
  }
  permissions {
    action = "folders:read"
    scope  = "folders:uid:${grafana_folder.prod.uid}"
  }
  permissions {
    action = "roles:read"
    scope  = "roles:uid:${data.grafana_role.writer.uid}"
  }
  permissions {
    action = "dashboards:read"
    scope  = "dashboards:*"
  }
}`), terraform.Options{Version: "12.4", Login: new(string)})
	has(t, valid(t, i), "scopes = [team.team]", "scopes = [service_account.ci]", "scopes = [folder.prod]",
		`scopes = ["roles:uid:fixed:teams:writer"]`, `scopes = ["dashboards:*"]`)
	for _, r := range i.Roles {
		for _, u := range r.Unread {
			t.Errorf("%s: %s", u.What, u.Why)
		}
	}
}
