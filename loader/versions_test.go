package loader

import (
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/loader/internal/diag"
)

// TestVersionsJSON checks that JSON is held against the version as HCL is.
func TestVersionsJSON(t *testing.T) {
	_, diags := Load(fstest.MapFS{"main.hcl.json": {Data: []byte(`{
  "grafana": {"version": "8.0"},
  "org": {"main": {"none": ["${user.nemo}"]}},
  "user": {"nemo": {}},
  "service_account": {"ci": {"role": "Editor"}}
}`)}})
	got := map[int]string{}
	for _, d := range diags {
		got[d.Subject.Start.Line] = d.Summary
	}
	want := map[int]string{3: diag.NeedsNewer, 5: diag.NeedsNewer}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("%s\n%v", diff, diags)
	}
}

// TestBetweenVersions checks that each block and attribute loads without diagnostics in
// the first version that has it.
func TestBetweenVersions(t *testing.T) {
	for version, src := range map[string]string{
		"8.5": `
service_account "ci" {
  role = "Editor"
  token "deploy" { expires = "2027-01-01T00:00:00Z" }
}
folder "f" {
  created_by = service_account.ci
  permission "Edit" { service_accounts = [service_account.ci] }
}
data_source "p" {
  permission "Edit" { service_accounts = [service_account.ci] }
}
api_key "k" { role = "Viewer" }`,
		"9.3": `
role "r" {
  permission "reports:create" {}
  permission "users:disable" { scopes = [user.eve] }
  permission "users.roles:read" { scopes = [user.eve] }
  permission "org.users:read" { scopes = [user.eve] }
  permission "teams:write" { scopes = [team.sre] }
  permission "datasources:query" { scopes = [data_source.p] }
  permission "dashboards:write" { scopes = [dashboard.d, folder.f] }
  permission "serviceaccounts:write" { scopes = [service_account.ci] }
  permission "roles:read" { scopes = [role.r] }
}
team "sre" { members = [user.eve] }
data_source "p" {}
dashboard "d" {}
folder "f" {}
service_account "ci" { role = "Viewer" }
role_assignment "a" {
  role  = role.r
  users = [user.eve]
}
basic_role "Editor" {
  remove {
    permission "folders:delete" {}
  }
}`,
		"13.3": `
user "nemo" {}
folder "top" { title = "General" }
folder "sub" { parent = folder.top }
service_account "ci" { role = "None" }
data_source "p" {
  permission "Admin" { service_accounts = [service_account.ci] }
}
org_mapping {
  group = "*"
  role  = "None"
}`,
	} {
		_, diags := Load(fstest.MapFS{"main.hcl": {Data: []byte("grafana { version = \"" + version + "\" }\norg \"main\" { viewers = [user.eve] }\nuser \"eve\" {}\n" + src)}})
		if len(diags) > 0 {
			t.Errorf("%s: %v", version, diags.Errs())
		}
	}
}
