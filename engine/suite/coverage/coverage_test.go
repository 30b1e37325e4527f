package coverage_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/engine/suite/coverage"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// A configuration with every kind of grant that its version has.
const legacy = `
grafana {
  version           = "8.0"
  viewers_can_edit  = true
  editors_can_admin = true
  anonymous { role = "Viewer" }
}
org "main" {
  editors = [user.eve, user.gone]
  viewers = [user.vic]
}
user "eve" {}
user "vic" { grafana_admin = true }
user "gone" { disabled = true }
team "sre" {
  members         = [user.vic]
  external_groups = ["cn=sre"]
}
team "made" { created_by = user.eve }
folder "a" {
  created_by = user.eve
}
folder "b" {
  permission "View" {
    roles = ["Viewer", "Editor"]
    users = [user.gone]
  }
  permission "Edit" { teams = [team.sre] }
}
api_key "k" { role = "Editor" }
`

const newer = `
grafana { version = "9.3" }
org "main" { viewers = [user.vic] }
user "vic" {}
role "r" {
  permission "reports:read"   { scopes = ["reports:id:1", "reports:id:2"] }
  permission "reports:create" {}
}
role_assignment "r" {
  role  = role.r
  users = [user.vic]
}
role_assignment "fixed" {
  role             = "fixed:annotations:writer"
  service_accounts = [service_account.ci]
}
basic_role "Viewer" {
  add {
    permission "teams:read" { scopes = ["teams:*"] }
  }
}
service_account "ci" { role = "Viewer" }
data_source "p" {
  permission "Query" { users = [user.vic] }
}
org_mapping {
  group = "cn=editors"
  role  = "Editor"
}
`

// TestExercised checks for every kind of grant which question exercises it.
func TestExercised(t *testing.T) {
	for name, tc := range map[string]struct{ config, as, allow, on, context, want string }{
		"nothing": {config: legacy},
		"a default list": {legacy, "user.eve", "dashboards:write", "folder.a", "", `
editors_can_admin
user.eve is Editor in org.main
created_by of folder.a`},
		"what a creator may decide": {legacy, "user.eve", "folders.permissions:write", "folder.a", "", `
editors_can_admin
user.eve is Editor in org.main
created_by of folder.a`},
		"a team that somebody created": {legacy, "user.eve", "teams.permissions:write", "team.made", "", `
editors_can_admin
user.eve is Editor in org.main
created_by of team.made`},
		"an entry for a role": {legacy, "user.eve", "folders:read", "folder.b", "", `
user.eve is Editor in org.main
View for "Editor" on folder.b`},
		"several ways": {legacy, "user.vic", "folders:read", "folder.b", "", `
user.vic is Viewer in org.main
user.vic is Member of team.sre
View for "Viewer" on folder.b
Edit for team.sre on folder.b`},
		"a group": {legacy, "user.eve", "dashboards:write", "folder.b", `groups = ["cn=sre"]`, `
user.eve is Editor in org.main
the external group cn=sre is in team.sre
Edit for team.sre on folder.b`},
		"a server admin": {legacy, "user.vic", "users:create", `{ type = "server" }`, "", `
grafana_admin of user.vic`},
		"anonymous": {legacy, "anonymous", "folders:read", "folder.b", "", `
anonymous is Viewer in org.main
View for "Viewer" on folder.b`},
		"a setting": {legacy, "anonymous", "datasources:explore", "org.main", "", `
viewers_can_edit
anonymous is Viewer in org.main`},
		"a key": {legacy, "api_key.k", "dashboards:write", "folder.a", "", `
api_key.k is Editor in org.main`},
		"a permission of a role": {newer, "user.vic", "reports:create", "org.main", "", `
user.vic is Viewer in org.main
reports:create of role.r
role.r for user.vic`},
		"one of several scopes": {newer, "user.vic", "reports:read", `{ type = "report", id = "2" }`, "", `
user.vic is Viewer in org.main
reports:read at reports:id:2 of role.r
role.r for user.vic`},
		"a fixed role": {newer, "service_account.ci", "annotations:delete", `{ type = "annotation" }`, "", `
fixed:annotations:writer for service_account.ci
service_account.ci is Viewer in org.main`},
		"a basic role that has more": {newer, "service_account.ci", "teams:read", "org.main", "", `
teams:read at teams:* of the basic role Viewer
service_account.ci is Viewer in org.main`},
		"a data source": {newer, "user.vic", "datasources:query", "data_source.p", "", `
user.vic is Viewer in org.main
Query for user.vic on data_source.p`},
		"a mapping": {newer, "user.vic", "dashboards:create", `{ type = "folder", id = "general" }`, `groups = ["cn=editors"]`, `
Editor for the external group cn=editors`},
	} {
		t.Run(name, func(t *testing.T) {
			block := ""
			if tc.as != "" {
				block = "test \"t\" {\n as = [" + tc.as + "]\n context { " + tc.context + " }\n allow {\n actions = [\"" + tc.allow + "\"]\n on = [" + tc.on + "]\n}\n}\n"
			}
			r := collect(t, tc.config, block).Report()
			if diff := cmp.Diff(strings.TrimSpace(tc.want), strings.Join(exercised(r), "\n")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestNamesThatBeginAlike checks that a question exercises only the grants of its own
// subject on a line with grants for several subjects.
func TestNamesThatBeginAlike(t *testing.T) {
	const config = `
grafana { version = "9.3" }
org "main" { viewers = [user.ev, user.eve] }
user "ev" {}
user "eve" {}
folder "f" {
  permission "View" { users = [user.ev, user.eve] }
}
role "r" {
  permission "folders:read" { scopes = ["folders:*"] }
}
role_assignment "r" {
  role  = role.r
  users = [user.ev, user.eve]
}
`
	r := collect(t, config, `
test "t" {
  as = [user.eve]
  allow {
    actions = ["folders:read"]
    on      = [folder.f]
  }
}`).Report()
	want := []string{
		"user.eve is Viewer in org.main",
		"View for user.eve on folder.f",
		"folders:read at folders:* of role.r",
		"role.r for user.eve",
	}
	if diff := cmp.Diff(want, exercised(r)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestDenied checks that a denial exercises the grants that let its subject do other
// things with the resource, and nothing if there are none.
func TestDenied(t *testing.T) {
	r := collect(t, legacy, `
test "t" {
  as = [user.eve]
  deny {
    actions = ["dashboards:write"]
    on      = [folder.b]
  }
  deny {
    actions = ["users:create"]
    on      = [{ type = "server" }]
  }
}`).Report()
	want := []string{
		"viewers_can_edit", // lets eve change what she sees without saving it
		"user.eve is Editor in org.main",
		`View for "Viewer" on folder.b`, // which searches match for Editors too
		`View for "Editor" on folder.b`,
	}
	if diff := cmp.Diff(want, exercised(r)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestInvariants checks that an invariant exercises the grants behind the access that it
// checks, and that one about single subjects exercises nothing.
func TestInvariants(t *testing.T) {
	const about = "\n  actions = [\"dashboards:write\"]\n  on = [folder.b]\n"
	for condition, want := range map[string][]string{
		`only = [team.sre]`:          {"user.vic is Viewer in org.main", "user.vic is Member of team.sre", "Edit for team.sre on folder.b"},
		`at_least = 1`:               {"user.vic is Viewer in org.main", "user.vic is Member of team.sre", "Edit for team.sre on folder.b"},
		`never = [org.main.editors]`: nil,
	} {
		r := collect(t, legacy+"invariant \"i\" {"+about+condition+"\n}\n", "").Report()
		if diff := cmp.Diff(want, exercised(r)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", condition, diff)
		}
	}
}

// TestReport checks the numbers of the report, and its output.
func TestReport(t *testing.T) {
	r := collect(t, legacy, `
test "t" {
  as = [user.eve]
  allow {
    actions = ["folders:read", "dashboards:read"]
    on      = [folder.b]
  }
}`).Report()
	if c := r.Of(); c.Exercised != 2 || c.Total != 14 {
		t.Errorf("%+v of all", c)
	}
	if c := r.Of(coverage.Setting); c != (coverage.Count{Total: 3}) {
		t.Errorf("%+v of the settings", c)
	}
	if c := r.OfRules(); c.Exercised != 0 || c.Total < 50 {
		t.Errorf("%+v of the rules", c)
	}
	if got := (coverage.Count{}).Percent(); got != 100 {
		t.Errorf("%v of nothing", got)
	}
	var lcov strings.Builder
	if err := r.WriteLCOV(&lcov, func(name string) string { return "conf/" + name }); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"TN:rolecall\nSF:conf/main.hcl\n", "\nDA:9,2\n", "\nBRDA:25,0,0,0\nBRDA:25,0,1,2\n", "\nDA:28,0\n", "\nend_of_record\n"} {
		if !strings.Contains(lcov.String(), want) {
			t.Errorf("there is no %q in\n%s", want, lcov.String())
		}
	}
	var html strings.Builder
	err := r.WriteHTML(&html, func(name string) string { return "<conf>/" + name }, func(string) []byte { return []byte(legacy) })
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"&lt;conf&gt;/main.hcl", `<tr class="some"><td class="n">25</td>`, "roles = [&#34;Viewer&#34;, &#34;Editor&#34;]", `<li class="missed">View for &#34;Viewer&#34; on folder.b: 0</li>`} {
		if !strings.Contains(html.String(), want) {
			t.Errorf("there is no %q in\n%s", want, html.String())
		}
	}
}

// TestRules checks that Grafana's own rules are counted by holder, action and place.
func TestRules(t *testing.T) {
	r := collect(t, legacy, `
test "t" {
  as = [user.eve]
  allow {
    actions = ["dashboards:write"]
    on      = [folder.a]
  }
}`).Report()
	var got []string
	for _, rule := range r.Rules {
		if rule.Questions > 0 {
			got = append(got, rule.Holder+" "+rule.Action+" "+rule.Place)
		}
	}
	if diff := cmp.Diff([]string{"role:Editor dashboards:write default permissions"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestCanceled checks that collecting ends with the context.
func TestCanceled(t *testing.T) {
	w, eng := open(t, legacy, "")
	ctx, cancel := context.WithCancel(t.Context())
	c := coverage.New(w, eng.View(), suite.Options{})
	results := []suite.Result{{Test: &suite.Test{}, Cells: []suite.CellResult{{Cell: &suite.Cell{}}}}}
	cancel()
	if err := c.Tests(ctx, results); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func exercised(r *coverage.Report) []string {
	var texts []string
	for _, g := range r.Grants {
		if g.Questions > 0 {
			texts = append(texts, g.Text)
		}
	}
	return texts
}

func collect(t *testing.T, config, tests string) *coverage.Collector {
	w, eng := open(t, config, tests)
	s := suite.New(w, eng.View())
	c := coverage.New(w, eng.View(), suite.Options{})
	results, err := suite.Run(t.Context(), eng.View(), s.Tests, suite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if r.Failed() {
			t.Errorf("the test fails: %+v", r.Cells)
		}
	}
	if err := c.Tests(t.Context(), results); err != nil {
		t.Fatal(err)
	}
	if err := c.Invariants(t.Context(), s.Invariants); err != nil {
		t.Fatal(err)
	}
	return c
}

func open(t *testing.T, config, tests string) (*schema.World, *engine.Engine) {
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(config)}}, loader.WithTestFile("main_test.hcl", []byte(tests)))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	eng, err := engine.FromWorld(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	return w, eng
}
