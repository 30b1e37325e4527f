package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine"
)

// mappedOrgs has users whose groups bring them into orgs, or not.
const mappedOrgs = `grafana { version = "9.3" }
org "main" { viewers = [user.vic] }
org "sales" {}
user "nia" {}
user "vic" {}
role "reader" {
  global = true
  permission "users:read" { scopes = ["global.users:*"] }
}
role_assignment "reader" {
  role  = role.reader
  users = [user.nia]
}
org_mapping {
  group = "x"
  org   = org.main
  role  = "Viewer"
}
org_mapping {
  group = "y"
  org   = org.sales
  role  = "Viewer"
}
folder "f" { org = org.main }
`

// TestExplainOutside checks the explanation for a user who is not in the org: that,
// if something is missing, and otherwise what lets the session in.
func TestExplainOutside(t *testing.T) {
	eng := open(t, fstest.MapFS{"main.hcl": {Data: []byte(mappedOrgs)}})
	users := engine.Resource{Type: "user", ID: "vic"}
	folder := engine.Resource{Type: "folder", ID: "f"}
	for name, c := range map[string]struct {
		subject  engine.Subject
		action   string
		resource engine.Resource
		want     []string
	}{
		"a role everywhere": {
			engine.Subject{Type: "user", ID: "nia"}, "users:read", users,
			[]string{
				"user:nia (main.hcl:4)",
				"role reader of user:nia (main.hcl:12)",
				`its permission users:read with the scope "global.users:*" (main.hcl:8)`,
				"user:vic (main.hcl:5)",
			},
		},
		"a role everywhere, let in by a mapping elsewhere": {
			engine.Subject{Type: "user", ID: "nia", Groups: []string{"y"}}, "users:read", users,
			[]string{
				"user:nia (main.hcl:4)",
				"in a session with the groups y",
				"a mapping of its groups (main.hcl:19)",
				"role reader of user:nia (main.hcl:12)",
				`its permission users:read with the scope "global.users:*" (main.hcl:8)`,
				"user:vic (main.hcl:5)",
			},
		},
		"not in the org": {
			engine.Subject{Type: "user", ID: "nia"}, "folders:read", folder,
			[]string{"user:nia is not in org main"},
		},
		"groups that lead out of it": {
			engine.Subject{Type: "user", ID: "vic", Groups: []string{"y"}}, "folders:read", folder,
			[]string{"user:vic is not in org main in this session"},
		},
		"groups that are mapped nowhere": {
			engine.Subject{Type: "user", ID: "nia", Groups: []string{"z"}}, "users:read", users,
			[]string{"user:nia is not in org main in this session"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := eng.Explain(t.Context(), engine.Request{Subject: c.subject, Action: c.action, Resource: c.resource, Org: "main"})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, way := range e.Ways {
				for _, need := range way.Needs {
					if need.Action != c.action {
						continue // what it takes besides is everybody's but a service account's
					}
					for _, d := range need.Derivations {
						if d.Holder != c.subject.String() {
							t.Errorf("held by %q", d.Holder)
						}
						for _, step := range d.Steps {
							got = append(got, step.String())
						}
					}
				}
			}
			if !e.Allowed {
				got = append(got, strings.TrimSpace(strings.Split(fmt.Sprint(e), "\n")[1]))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestExplainOutsideFromNewer checks that from 10.4 on, what a role gives everywhere is not given in an org
// that the user is not in.
func TestExplainOutsideFromNewer(t *testing.T) {
	for version, want := range map[string]bool{"9.3": true, "10.2": true, "10.4": false, "13.3": false} {
		eng := open(t, fstest.MapFS{"main.hcl": {Data: []byte(strings.Replace(mappedOrgs, "9.3", version, 1))}})
		d, err := eng.Evaluate(t.Context(), engine.Request{
			Subject: engine.Subject{Type: "user", ID: "nia"}, Action: "users:read",
			Resource: engine.Resource{Type: "user", ID: "vic"}, Org: "main",
		})
		if err != nil || d.Allowed != want {
			t.Errorf("%s: %t, %v", version, d.Allowed, err)
		}
	}
}

// TestExplainTeamOfAccount shows that no repair relies on a service account being in a team
// that it created, in releases where creating a team puts users alone into it.
func TestExplainTeamOfAccount(t *testing.T) {
	for _, version := range []string{"9.3", "13.3"} {
		eng := open(t, fstest.MapFS{"main.hcl": {Data: []byte(`grafana { version = "` + version + `" }
org "main" { viewers = [user.vic] }
user "vic" {}
service_account "bot" {
  org  = org.main
  role = "Viewer"
}
team "made" {
  org        = org.main
  created_by = service_account.bot
}
team "hers" {
  org        = org.main
  created_by = user.vic
}
folder "f" {
  org = org.main
  default_permissions = false
}
`)}})
		repaired := func(s engine.Subject) []string {
			e, err := eng.Explain(t.Context(), engine.Request{
				Subject: s, Action: "folders:write", Resource: engine.Resource{Type: "folder", ID: "f"}, Org: "main",
			})
			if err != nil || e.Allowed {
				t.Fatal(e.Allowed, err)
			}
			var holders []string
			for _, r := range e.Repairs {
				for _, edit := range r.Edits {
					holders = append(holders, edit.Holder)
				}
			}
			return holders
		}
		if holders := repaired(engine.Subject{Type: "service_account", ID: "bot"}); len(holders) == 0 || slices.Contains(holders, "team:made") {
			t.Errorf("%s: the account is repaired by %q", version, holders)
		}
		if holders := repaired(engine.Subject{Type: "user", ID: "vic"}); !slices.Contains(holders, "team:hers") {
			t.Errorf("%s: the user is repaired by %q", version, holders)
		}
	}
}

// TestExplainRoleOfOneOrg checks that no repair assigns a role of one org in every org, as
// is needed for an action on the server: no such assignment can be declared.
func TestExplainRoleOfOneOrg(t *testing.T) {
	eng := open(t, fstest.MapFS{"main.hcl": {Data: []byte(`grafana { version = "9.3" }
org "a" { viewers = [user.u] }
org "b" {}
user "u" {}
role "own" {
  org = org.a
  permission "orgs:create" {}
}
role "all" {
  global = true
  permission "orgs:create" {}
}
`)}})
	e, err := eng.View().Explain(t.Context(), engine.Request{Subject: engine.Subject{Type: "user", ID: "u"}, Action: "orgs:create", Org: "a"})
	if err != nil {
		t.Fatal(err)
	}
	var roles []string
	for _, repair := range e.Repairs {
		for _, edit := range repair.Edits {
			if edit.Role != "" {
				roles = append(roles, edit.Role)
			}
		}
	}
	if !slices.Contains(roles, "all") || slices.Contains(roles, "own") {
		t.Errorf("the repairs assign %q", roles)
	}
}
