package write_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/schema"
)

// TestSlug checks the labels that names make.
func TestSlug(t *testing.T) {
	for text, want := range map[string]string{
		"ops": "ops", "SRE Team": "SRE-Team", " a  b ": "a-b", "Größe": "Größe", "7 seas": "folder-7-seas",
		"": "folder", "!!!": "folder", "_x": "folder-x", "a/b": "a-b", "-a": "folder-a", "a\n\"b": "a-b",
	} {
		if got := write.Slug(text, schema.FolderType); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestLabels checks which of the names of a thing makes its label, and that labels are unique.
func TestLabels(t *testing.T) {
	a, b := &inventory.Org{Name: "Main Org."}, &inventory.Org{Name: "b"}
	i := &inventory.Inventory{
		Orgs: []*inventory.Org{a, b},
		Users: []*inventory.User{
			{Login: "ann"}, {Login: "ann@example.com"}, {Login: "ann@other.example.com"}, {Login: "bob@localhost"},
		},
		Folders: []*inventory.Folder{
			{Org: a, UID: "a8f3kd92xz", Title: "Production"}, {Org: a, UID: "ops-team", Title: "Operations"},
			{Org: b, UID: "b8f3kd92xz", Title: "Production"}, {Org: a, UID: "0123", Title: "Old ones"},
			{Org: a, UID: "ab7d2b0e-1d0c-4b0a-8a3e-0d7a6f1f9c11", Title: "Production"}, {Org: a, UID: "nameless1", Title: ""},
		},
	}
	labels := write.Labels{i.Users[0]: `all["ann"]`}
	labels.Complete(i)
	var got []string
	for thing := range i.Things {
		got = append(got, labels[thing])
	}
	want := []string{
		"Main-Org", "b", `all["ann"]`, "ann", "ann-2", "bob-localhost",
		"Production", "ops-team", "Production-b", "Old-ones", "Production-Main-Org", "nameless1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// sample is an Inventory with everything that a configuration can have.
func sample() *inventory.Inventory {
	main, lab := &inventory.Org{Name: "main"}, &inventory.Org{Name: "lab", Unread: []inventory.Unread{{What: "teams", Why: "It said\nno."}}}
	ann := &inventory.User{Login: "ann", Email: "ann@example.com", Name: "Ann", GrafanaAdmin: true}
	bob := &inventory.User{Login: "bob", Name: "bob", Disabled: true}
	main.Members = []inventory.Member{{User: ann, Role: schema.Admin}, {User: bob, Role: schema.NoBasicRole}}
	sre := &inventory.Team{Org: main, Name: "SRE", Members: []*inventory.User{bob}, Admins: []*inventory.User{ann}, ExternalGroups: []string{"cn=sre"}}
	ci := &inventory.ServiceAccount{Org: main, Name: "ci", Role: schema.Viewer, Disabled: true, Tokens: []inventory.Token{
		{Name: "never"}, {Name: "soon", Expires: time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)},
	}}
	role := &inventory.Role{UID: "custom_x", Name: "custom:x", Permissions: []inventory.Permission{
		{Action: "folders:read", Scope: "folders:*"}, {Action: "teams:create"},
	}}
	prod := &inventory.Folder{Org: main, UID: "p1", Title: "Production", Permissions: inventory.List{Entries: []inventory.Entry{
		{Level: "View", Holder: inventory.Holder{Role: schema.Viewer}}, {Level: "Edit", Holder: inventory.Holder{Role: schema.Editor}},
		{Level: "Edit", Holder: inventory.Holder{Team: sre}}, {Level: "Admin", Holder: inventory.Holder{ServiceAccount: ci}},
	}}}
	api := &inventory.Folder{Org: main, UID: "api", Parent: prod, Permissions: inventory.List{Entries: []inventory.Entry{
		{Level: "Admin", Holder: inventory.Holder{User: ann}},
	}}}
	yes := true
	i := &inventory.Inventory{
		Settings: inventory.Settings{
			Version: "11.3.0", Edition: "enterprise", ViewersCanEdit: true, EditorsCanAdmin: true, AllowOrgCreate: true,
			Anonymous: &inventory.Anonymous{Org: lab, Role: schema.Viewer},
		},
		Orgs: []*inventory.Org{main, lab}, Users: []*inventory.User{ann, bob}, Teams: []*inventory.Team{sre},
		Folders: []*inventory.Folder{api, prod},
		Dashboards: []*inventory.Dashboard{
			{Org: main, UID: "d1", Title: "Latency", Folder: api},
			{Org: main, UID: "d2", Permissions: inventory.List{Unknown: true}, Unread: []inventory.Unread{{What: "its permissions", Why: "No."}}},
		},
		DataSources:     []*inventory.DataSource{{Org: lab, UID: "ds", Name: "Metrics"}},
		ServiceAccounts: []*inventory.ServiceAccount{ci},
		APIKeys:         []*inventory.APIKey{{Org: main, Name: "old key", Role: schema.Editor}},
		Roles:           []*inventory.Role{role},
		Assignments: []*inventory.Assignment{
			{Role: role, Org: main, Holders: []inventory.Holder{{User: bob}, {Team: sre}}},
			{Fixed: "fixed:reports:reader", Org: lab, Holders: []inventory.Holder{{Role: schema.Viewer}}},
			{Fixed: "fixed:reports:writer", Org: lab},
		},
		OrgMappings: []inventory.OrgMapping{{Group: "staff", Role: schema.Viewer}, {Group: "ops", Org: main, Role: schema.Editor, GrafanaAdmin: &yes}},
	}
	i.Sort()
	i.SplitDefaults()
	return i
}

// TestFiles checks every block that is written.
func TestFiles(t *testing.T) {
	files := write.PlanOf(sample(), write.Options{}).Files()
	want := map[string]string{
		"grafana.hcl": `grafana {
  version           = "11.3.0"
  edition           = "enterprise"
  viewers_can_edit  = true
  editors_can_admin = true

  anonymous {
    org  = org.lab
    role = "Viewer"
  }
}

# Not imported: teams. It said no.
org "lab" {}

org "main" {
  admins = [user.ann]
  none   = [user.bob]
}

org_mapping {
  group = "staff"
  role  = "Viewer"
}

org_mapping {
  group         = "ops"
  org           = org.main
  role          = "Editor"
  grafana_admin = true
}
`,
		"users.hcl": `user "ann" {
  email         = "ann@example.com"
  name          = "Ann"
  grafana_admin = true
}

user "bob" {
  disabled = true
}
`,
		"teams.hcl": `team "SRE" {
  org             = org.main
  members         = [user.bob]
  admins          = [user.ann]
  external_groups = ["cn=sre"]
}
`,
		"folders.hcl": `folder "p1" {
  org                 = org.main
  title               = "Production"
  default_permissions = true

  permission "Edit" {
    teams = [team.SRE]
  }

  permission "Admin" {
    service_accounts = [service_account.ci]
  }
}

folder "api" {
  org        = org.main
  parent     = folder.p1
  created_by = user.ann
}
`,
		"dashboards.hcl": `dashboard "d1" {
  title  = "Latency"
  folder = folder.api
}

# Not imported: its permissions. No.
dashboard "d2" {
  org                 = org.main
  default_permissions = false
}
`,
		"data_sources.hcl": `data_source "ds" {
  org         = org.lab
  description = "Metrics"
}
`,
		"service_accounts.hcl": `service_account "ci" {
  org      = org.main
  role     = "Viewer"
  disabled = true

  token "never" {}

  token "soon" {
    expires = "2027-01-02T03:04:05Z"
  }
}
`,
		"api_keys.hcl": `api_key "old-key" {
  org  = org.main
  name = "old key"
  role = "Editor"
}
`,
		"roles.hcl": `role "custom_x" {
  global = true
  name   = "custom:x"

  permission "folders:read" {
    scopes = ["folders:*"]
  }

  permission "teams:create" {}
}

role_assignment "custom_x" {
  role  = role.custom_x
  org   = org.main
  users = [user.bob]
  teams = [team.SRE]
}

role_assignment "fixed-reports-reader" {
  role        = "fixed:reports:reader"
  org         = org.lab
  basic_roles = ["Viewer"]
}
`,
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(files))); diff != "" {
		t.Error(diff)
	}
	for name, text := range want {
		if diff := cmp.Diff(text, string(files[name])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
