package terraform_test

import (
	"slices"
	"testing"

	"github.com/rolecall/rolecall/internal/exporter/terraform"
)

// TestFileNames checks that each file that an export writes is among those that a later one may remove.
func TestFileNames(t *testing.T) {
	names := terraform.FileNames()
	for name := range terraform.Export(load(t, everything), options).Files {
		if !slices.Contains(names, name) {
			t.Errorf("%s is not among the names", name)
		}
	}
}

// TestStable checks that the same configuration gives the same files.
func TestStable(t *testing.T) {
	w := load(t, everything)
	first := terraform.Export(w, options)
	for range 5 {
		again := terraform.Export(w.Clone(), options)
		for name, content := range first.Files {
			if string(again.Files[name]) != string(content) {
				t.Errorf("%s differs:\n%s\n%s", name, content, again.Files[name])
			}
		}
	}
}

// TestWhole checks a configuration with everything that Terraform can express: nothing is left out.
func TestWhole(t *testing.T) {
	w := load(t, everything)
	for _, l := range terraform.Export(w, options).Losses {
		t.Errorf("%s: %s", l.At, l)
	}
	check(t, w, options)
	for _, signIn := range terraform.SignIns() {
		o := options
		o.SignIn = signIn
		check(t, w, o)
	}
}

const everything = `
grafana {
  version = "12.4"
  edition = "enterprise"
}
org "main" {
  admins  = [user.ada]
  editors = [user.eve["x"]]
  viewers = [user.vic]
  none    = [user.nobody]
}
user "ada" {
  name          = "Ada \"A\" $${x}"
  grafana_admin = true
}
user "eve" { for_each = toset(["x"]) }
user "vic" { email = "vic@example.org" }
user "nobody" { login = "nobody@example.org" }
team "ops" {
  members         = [user.vic]
  admins          = [user.ada]
  external_groups = ["cn=b", "cn=a"]
}
folder "top" { title = "Top" }
folder "in" {
  parent = folder.top
  permission "View" { teams = [team.ops] }
}
folder "empty" { default_permissions = false }
dashboard "d" {
  folder     = folder.in
  created_by = user.vic
}
dashboard "root" {
  default_permissions = true
  permission "Admin" { service_accounts = [service_account.ci] }
}
data_source "loki" {
  permission "Query" { roles = ["Viewer"] }
  permission "Edit" { users = [user.vic] }
}
service_account "ci" {
  role     = "None"
  disabled = true
  token "deploys" {}
  permission "Edit" { teams = [team.ops] }
}
service_account "made" {
  role       = "Viewer"
  created_by = user.ada
}
role "r" {
  description = "A role."
  hidden      = true
  permission "folders:read" { scopes = [folder.top, "folders:uid:in", "folders:uid:unknown", "folders:*"] }
  permission "teams:read" { scopes = [team.ops] }
  permission "users:read" { scopes = ["global.users:*"] }
  permission "datasources:query" { scopes = [data_source.loki] }
  permission "teams:create" {}
}
role "all" {
  global = true
  from   = ["fixed:teams:read"]
}
role_assignment "a" {
  role             = role.r
  users            = [user.vic]
  service_accounts = [service_account.ci]
}
role_assignment "b" {
  role  = role.r
  teams = [team.ops]
}
role_assignment "c" {
  role  = "fixed:reports:reader"
  org   = org.main
  users = [user.vic]
}
role_assignment "d" {
  role  = role.all
  teams = [team.ops]
}
org_mapping {
  group = "a:b c"
  org   = org.main
  role  = "Editor"
}
org_mapping {
  group = "*"
  role  = "Viewer"
}
`
