package engine_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// TestBundleOfOneRelease checks that a bundle has the tables and the actions of its
// own release alone, that plain OPA decides as the engine does with it, and that the
// engine opens it again.
func TestBundleOfOneRelease(t *testing.T) {
	for release, want := range map[string]struct{ tables, has, lacks []string }{
		"8.5":  {[]string{"8.5", "8.5 with accesscontrol"}, []string{"roles.builtin:add"}, []string{"alert.provisioning:read", "notebooks:read"}},
		"9.3":  {[]string{"9.3"}, []string{"alert.provisioning:read"}, []string{"roles.builtin:add", "notebooks:read"}},
		"13.3": {[]string{"13.3"}, []string{"notebooks:read"}, []string{"roles.builtin:add", "apikeys:create"}},
	} {
		config := strings.Replace(string(configuration["main.hcl"].Data), `version = "9.3"`, `version = "`+release+`"`, 1)
		eng := open(t, fstest.MapFS{"main.hcl": {Data: []byte(config)}})
		b := eng.View().Bundle()
		tables := b.Data["rolecall"].(map[string]any)["versions"].(map[string]any)
		if diff := cmp.Diff(want.tables, slices.Sorted(maps.Keys(tables))); diff != "" {
			t.Errorf("the tables of a bundle of %s (-want +got):\n%s", release, diff)
		}
		ruled := map[string]bool{}
		for _, table := range tables {
			for action := range table.(map[string]any)["requirements"].(map[string]any) {
				ruled[action] = true
			}
		}
		for name, table := range tables {
			actions := table.(map[string]any)["actions"].(map[string]any)
			for action := range actions {
				if !ruled[action] && catalogue.Of(schema.Version(release)).Actions[action] == nil {
					t.Errorf("the tables %s have %s, which Grafana %s does not check", name, action, release)
				}
			}
			for _, action := range want.has {
				if actions[action] != true {
					t.Errorf("the tables %s lack %s", name, action)
				}
			}
			for _, action := range want.lacks {
				if actions[action] != nil {
					t.Errorf("the tables %s have %s, an action of other releases", name, action)
				}
			}
			for old, newest := range table.(map[string]any)["renamed"].(map[string]any) {
				if actions[newest.(string)] != true || actions[old] != nil {
					t.Errorf("the tables %s rename %s to %s", name, old, newest)
				}
			}
		}
		query, err := rego.New(rego.Query("data.rolecall.authz.allow"), rego.ParsedBundle("b", b)).PrepareForEval(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		again, err := engine.FromBundle(t.Context(), b)
		if err != nil {
			t.Fatal(err)
		}
		for _, login := range []string{"eve", "vic"} {
			r := edits(login)
			results, err := query.Eval(t.Context(), rego.EvalInput(r))
			if err != nil {
				t.Fatal(err)
			}
			for name, e := range map[string]*engine.Engine{"made": eng, "opened": again} {
				d, err := e.Check(t.Context(), r)
				if err != nil || d.Allowed != results.Allowed() {
					t.Errorf("%s: %s: the engine that was %s says %v, %v, and OPA %v", release, login, name, d.Allowed, err, results.Allowed())
				}
			}
		}
	}
}

// TestActionOfAnotherRelease checks that nobody is allowed an action that only other
// releases check, not even by a role that has it.
func TestActionOfAnotherRelease(t *testing.T) {
	for _, tc := range []struct {
		release, action string
		allowed         bool
	}{
		{"9.3", "notebooks:read", false},
		{"13.3", "notebooks:read", true},
		{"9.3", "alert.provisioning:read", true},
		{"8.5", "alert.provisioning:read", false},
	} {
		config := `grafana {
  version         = "` + tc.release + `"
  feature_toggles = ["accesscontrol"]
}
org "main" {
  viewers = [user.vic]
}
user "vic" {}
role "r" {
  org = org.main
  permission "` + tc.action + `" { scopes = ["*"] }
}
role_assignment "a" {
  org   = org.main
  role  = role.r
  users = [user.vic]
}
`
		if tc.release != "8.5" {
			config = strings.Replace(config, `feature_toggles = ["accesscontrol"]`, "", 1)
		}
		eng := open(t, fstest.MapFS{"main.hcl": {Data: []byte(config)}})
		r := engine.Request{Subject: engine.Subject{Type: "user", ID: "vic"}, Action: tc.action}
		d, err := eng.Check(t.Context(), r)
		if err != nil || d.Allowed != tc.allowed {
			t.Errorf("%s in %s: got %v, %v, want %v", tc.action, tc.release, d.Allowed, err, tc.allowed)
		}
		results, err := rego.New(rego.Query("data.rolecall.authz.allow"), rego.ParsedBundle("b", eng.View().Bundle()), rego.Input(r)).Eval(t.Context())
		if err != nil || results.Allowed() != tc.allowed {
			t.Errorf("%s in %s: OPA says %v, %v, want %v", tc.action, tc.release, results.Allowed(), err, tc.allowed)
		}
	}
}
