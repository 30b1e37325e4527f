package mutate_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine/suite/mutate"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// TestAll checks the changes of each block, and their places.
func TestAll(t *testing.T) {
	// Each configuration is added to this one.
	const base = `
grafana { version = "13.3" }
org "main" { none = [user.nemo] }
org "other" {}
user "nemo" {}
`
	for name, tc := range map[string]struct {
		config string
		want   []string
	}{
		"nothing but an org": {"", []string{
			`2 flipped: allow_org_create is true instead of false`,
			`2 flipped: editors_can_admin is true instead of false`,
			`2 flipped: viewers_can_edit is true instead of false`,
			`3 dropped: user.nemo is no longer in org.main`,
			`3 level: user.nemo is Viewer instead of None in org.main`,
			`4 added: user.nemo becomes Viewer in org.other`,
			`5 flipped: disabled of user.nemo is true instead of false`,
			`5 flipped: grafana_admin of user.nemo is true instead of false`,
		}},
		"folder": {`folder "a" {
  org        = org.main
  parent     = folder.b
  created_by = user.nemo
  permission "View" { users = [user.nemo] }
  permission "Edit" { roles = ["Viewer", "Editor"] }
}
folder "b" { org = org.main }`, []string{
			`6 flipped: default_permissions of folder.a is true instead of false`,
			`8 dropped: folder.a is at the top instead of in folder.b`,
			`9 dropped: nobody is the creator of folder.a`,
			`10 dropped: user.nemo loses View on folder.a`,
			`10 level: user.nemo has Edit instead of View on folder.a`,
			`11 dropped: "Viewer" loses Edit on folder.a`,
			`11 level: "Viewer" has Admin instead of Edit on folder.a`,
			`11 level: "Viewer" has View instead of Edit on folder.a`,
			`11 removed: folder.a loses its permission "Edit"`,
			`11 dropped: "Editor" loses Edit on folder.a`,
			`11 level: "Editor" has Admin instead of Edit on folder.a`,
			`11 level: "Editor" has View instead of Edit on folder.a`,
			`13 flipped: default_permissions of folder.b is false instead of true`,
		}},
		"the only block of a dashboard in General, and of a data source": {`dashboard "a" {
  org = org.main
  permission "Admin" { users = [user.nemo] }
}
data_source "p" {
  org = org.main
  permission "Query" { users = [user.nemo] }
}`, []string{
			`6 flipped: default_permissions of dashboard.a is true instead of false`,
			`8 added: "Viewer" gets Admin on dashboard.a`,
			`8 dropped: user.nemo loses Admin on dashboard.a`,
			`8 level: user.nemo has Edit instead of Admin on dashboard.a`,
			`8 removed: dashboard.a loses its permission "Admin"`,
			`12 added: "Viewer" gets Query on data_source.p`,
			`12 dropped: user.nemo loses Query on data_source.p`,
			`12 level: user.nemo has Edit instead of Query on data_source.p`,
		}},
		"team": {`team "a" {
  org             = org.main
  members         = [user.nemo]
  created_by      = user.nemo
  external_groups = ["cn=a"]
}`, []string{
			`8 dropped: user.nemo is no longer in team.a`,
			`8 level: user.nemo is an admin instead of a member of team.a`,
			`9 dropped: nobody is the creator of team.a`,
			`10 dropped: the external group "cn=a" is no longer in team.a`,
		}},
		"roles": {`role "a" {
  global = true
  permission "folders:read" { scopes = ["folders:uid:x", "folders:*"] }
  permission "reports:create" {}
}
role_assignment "a" {
  role        = role.a
  org         = org.main
  basic_roles = ["Viewer", "Editor"]
}
basic_role "Editor" {
  add {
    permission "reports:create" {}
  }
  remove {
    permission "folders:create" {}
  }
}`, []string{
			`8 dropped: role.a loses folders:read at folders:uid:x`,
			`8 widened: role.a has folders:read at folders:uid:* instead of folders:uid:x`,
			`8 dropped: role.a loses folders:read at folders:*`,
			`9 dropped: role.a loses reports:create`,
			`11 added: user.nemo gets role.a, by role_assignment.a`,
			`11 removed: role_assignment.a, which gives role.a, is removed`,
			`11 widened: role_assignment.a gives role.a in every org instead of org.main`,
			`14 dropped: "Viewer" loses role.a, by role_assignment.a`,
			`14 dropped: "Editor" loses role.a, by role_assignment.a`,
			`18 dropped: the basic role Editor does not gain reports:create`,
			`21 dropped: the basic role Editor keeps folders:create`,
		}},
		"accounts": {`service_account "ci" {
  org  = org.main
  role = "Admin"
}
org_mapping {
  group         = "cn=a"
  org           = org.main
  role          = "None"
  grafana_admin = true
}`, []string{
			`6 flipped: disabled of service_account.ci is true instead of false`,
			`6 level: the role of service_account.ci is Editor instead of Admin`,
			`10 flipped: grafana_admin in the mapping of cn=a is false instead of true`,
			`10 level: the role in the mapping of cn=a is Viewer instead of None`,
			`10 removed: the mapping of cn=a is removed`,
			`10 widened: the mapping of cn=a is for every org instead of org.main`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			got := lines(mutate.All(load(t, base+tc.config, ""), 1))
			if name != "nothing but an org" {
				got = slices.DeleteFunc(got, func(line string) bool {
					var n int
					fmt.Sscan(line, &n)
					return n < 6
				})
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestVersions checks that changes only use features of the declared version.
func TestVersions(t *testing.T) {
	const config = `
grafana {
  version = "8.0"
  anonymous { role = "Viewer" }
}
org "main" {}
user "eve" {}
data_source "p" {
  permission "Query" { users = [user.eve] }
}
api_key "k" { role = "Viewer" }
`
	want := []string{
		`2 flipped: allow_org_create is true instead of false`,
		`2 flipped: editors_can_admin is true instead of false`,
		`2 flipped: viewers_can_edit is true instead of false`,
		`4 level: the role of anonymous is Editor instead of Viewer`,
		`4 removed: anonymous access is off`,
		`6 added: user.eve becomes Viewer in org.main`,
		`7 flipped: disabled of user.eve is true instead of false`,
		`7 flipped: grafana_admin of user.eve is true instead of false`,
		`9 added: "Viewer" gets Query on data_source.p`,
		`9 dropped: user.eve loses Query on data_source.p`,
		`11 level: the role of api_key.k is Editor instead of Viewer`,
		`11 removed: api_key.k is removed`,
	}
	if diff := cmp.Diff(want, lines(mutate.All(load(t, config, ""), 1))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func lines(all []mutate.Mutation) []string {
	var lines []string
	for _, m := range all {
		lines = append(lines, fmt.Sprintf("%d %s: %s", m.Range.Start.Line, m.Kind, m.Text))
	}
	return lines
}

func load(t testing.TB, config, tests string) *schema.World {
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(config)}}, loader.WithTestFile("main_test.hcl", []byte(tests)))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return w
}
