package hostile

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/tests/sizes"
)

// chain returns n nested folders, f0, f1 and so on.
func chain(n int) string {
	var b strings.Builder
	b.WriteString("folder \"f0\" {\n  permission \"Edit\" { users = [user.vic] }\n}\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "folder \"f%d\" { parent = folder.f%d }\n", i, i-1)
	}
	return b.String()
}

func newest(setting string) string {
	return fmt.Sprintf("grafana {\n  version = \"13.3\"\n%s}\norg \"main\" { viewers = [user.vic] }\nuser \"vic\" {}\n", setting)
}

// TestH6 checks that folders nest as deep as in Grafana, and that deeper ones are one error, at the
// first folder that is too deep.
func TestH6(t *testing.T) {
	for _, test := range []struct {
		name, setting string
		most          int
	}{
		{"by default", "", 4},
		{"with a setting", "  max_folder_depth = 7\n", 7},
		{"with a low setting", "  max_folder_depth = 1\n", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := open(t, configuration(t, newest(test.setting)+chain(test.most+1)))
			opa := plainOPA(t, e)
			for i := range test.most + 1 {
				allowed, err := e.Check(t.Context(), engine.Request{
					Subject:  engine.Subject{Type: "user", ID: "vic"},
					Action:   "folders:write",
					Resource: engine.Resource{Type: "folder", ID: fmt.Sprint("f", i)},
				})
				if err != nil || !allowed.Allowed {
					t.Errorf("folder f%d: %v, %v, want allowed by the list of the top folder", i, allowed, err)
				}
				request := fmt.Sprintf(`{"subject": {"type": "user", "id": "vic"}, "action": {"name": "folders:write"}, "resource": {"type": "folder", "id": "f%d"}}`, i)
				if !opa(request) {
					t.Errorf("plain OPA denies folder f%d", i)
				}
			}
			for _, n := range []int{test.most + 2, 5_000} {
				_, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(newest(test.setting) + chain(n))}})
				if len(diags) != 1 || diags[0].Summary != "Folder too deep" {
					t.Fatalf("%d folders: got %v", n, diags)
				}
				if want := fmt.Sprintf("There are %d folders above folder.f%d, and Grafana 13.3 allows %d.", test.most+1, test.most+1, test.most); !strings.HasPrefix(diags[0].Detail, want) {
					t.Errorf("%d folders: got %q, want %q first", n, diags[0].Detail, want)
				}
			}
		})
	}
}

// TestM10 checks that a pattern that would take hours to match is an error of the configuration, and
// that another one is matched.
func TestM10(t *testing.T) {
	load := func(scope string) (*schema.World, hcl.Diagnostics) {
		return loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(fmt.Sprintf(`
grafana {
  version         = "8.0"
  feature_toggles = ["accesscontrol"]
}
org "main" { viewers = [user.vic] }
user "vic" {}
role "r" {
  permission "org.users:write" { scopes = [%q] }
}
role_assignment "a" {
  role        = role.r
  basic_roles = ["Viewer"]
}
`, scope))}})
	}
	for _, scope := range []string{
		"users:" + strings.Repeat("{*a,*aa}", 8) + "b",
		"users:" + strings.Repeat("*{a,b}", 14),
		"users:" + strings.Repeat("{a,aa}", 30) + "b",
		"users:" + strings.Repeat("*a", 12) + "b",
		"users:" + strings.Repeat("{", 1_000_000),
	} {
		if _, diags := load(scope); len(diags) != 1 || diags[0].Summary != "Pattern beyond limits" {
			t.Errorf("%.40s: got %v", scope, diags)
		}
	}
	w, diags := load("users:{v,a}*c")
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	e, err := engine.FromWorld(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	r := engine.Request{Subject: engine.Subject{Type: "user", ID: "vic"}, Action: "org.users:write", Resource: engine.Resource{Type: "user", ID: "vic"}}
	if d, err := e.Check(t.Context(), r); err != nil || !d.Allowed {
		t.Errorf("got %v, %v", d, err)
	}
}

// TestM8 checks that the engine, which evaluates only one role, scope and holder of each kind, decides
// as plain OPA does with many of them.
func TestM8(t *testing.T) {
	for _, w := range sizes.RoleWorlds(0.05) {
		t.Run(w.Name, func(t *testing.T) {
			e, err := engine.OpenFS(t.Context(), w.Files(true, 0))
			if err != nil {
				t.Fatal(err)
			}
			ask := plainOPA(t, e)
			allowed := 0
			for _, org := range []string{"main", "o0", "o1"} {
				for _, subject := range []string{"u0", "u1", "u0_0", "u1_3"} {
					for _, asked := range []engine.Access{
						{Action: "folders:write", Resource: engine.Resource{Type: "folder", ID: "f"}},
						{Action: "folders:write", Resource: engine.Resource{Type: "folder", ID: "f1"}},
						{Action: "reports:write", Resource: engine.Resource{Type: "report", ID: "1"}},
						{Action: "reports:write", Resource: engine.Resource{Type: "report", ID: "41"}},
						{Action: "org.users:write", Resource: engine.Resource{Type: "user", ID: "u1"}},
						{Action: "org.users:write", Resource: engine.Resource{Type: "user", ID: "u19"}},
						{Action: "org.users:write", Resource: engine.Resource{Type: "user", ID: "u4"}},
						{Action: "teams:create"},
					} {
						r := engine.Request{Subject: engine.Subject{Type: "user", ID: subject}, Action: asked.Action, Resource: asked.Resource, Org: org}
						d, err := e.Check(t.Context(), r)
						if err != nil {
							t.Fatal(err)
						}
						request, err := json.Marshal(r)
						if err != nil {
							t.Fatal(err)
						}
						if opa := ask(string(request)); opa != d.Allowed {
							t.Errorf("%s: OPA says %t, the engine %t", request, opa, d.Allowed)
						}
						if d.Allowed {
							allowed++
						}
					}
				}
			}
			if allowed == 0 {
				t.Error("nothing is allowed")
			}
		})
	}
}
