package explain

import (
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/engine"
)

// TestProposed shows which edits are proposed. Each is written into the configuration, which
// must then load without errors and new warnings, and allow the request.
func TestProposed(t *testing.T) {
	const people = `
org "main" { viewers = [user.vic] }
user "vic" {}
user "out" {}
`
	for name, tc := range map[string]struct {
		grafana, config           string
		subject, action, resource string
		// proposed are edits that must be among the repairs of one edit. No edit may
		// contain one of the words of never.
		proposed, never []string
	}{
		"the role None in 13": {
			grafana: `version = "13.3"`, config: people + `folder "ops" {
  permission "View" { users = [user.out] }
}`,
			subject: "out", action: "folders:read", resource: "folder:ops",
			proposed: []string{"make user:out None in org main"},
		},
		"no role None in 9.3": {
			grafana: `version = "9.3"`, config: people + `folder "ops" {
  permission "View" { users = [user.out] }
}`,
			subject: "out", action: "folders:read", resource: "folder:ops",
			proposed: []string{"make user:out Viewer in org main"}, never: []string{"None"},
		},
		"no role None in 8.0": {
			grafana: `version = "8.0"`, config: people + `folder "ops" {
  permission "View" { users = [user.out] }
}`,
			subject: "out", action: "folders:read", resource: "folder:ops",
			proposed: []string{"make user:out Viewer in org main"}, never: []string{"None"},
		},
		"a role of the basic role in 8.5": {
			grafana: `version = "8.5"
  feature_toggles = ["accesscontrol"]`, config: people,
			subject: "vic", action: "datasources:create", resource: "org:",
			proposed: []string{"assign the role fixed:datasources:writer to basic:Viewer"},
		},
		"no role of the basic role in 9.3": {
			grafana: `version = "9.3"`, config: people,
			subject: "vic", action: "datasources:create", resource: "org:",
			proposed: []string{"assign the role fixed:datasources:writer to user:vic"}, never: []string{"basic:"},
		},
		"no role of the basic role None": {
			grafana: `version = "13.3"`, config: `org "main" { none = [user.vic] }
user "vic" {}
data_source "prom" {}`,
			subject: "vic", action: "datasources:query", resource: "data_source:prom",
			proposed: []string{"assign the role fixed:datasources:reader to user:vic"}, never: []string{"basic:"},
		},
		"the level Admin of a data source in 13": {
			grafana: `version = "13.3"`, config: people + `data_source "prom" {}`,
			subject: "vic", action: "datasources.permissions:write", resource: "data_source:prom",
			proposed: []string{`give user:vic the permission "Admin" on data_source:prom, as the first entry of its list`},
		},
		"no level Admin of a data source in 9.3": {
			grafana: `version = "9.3"`, config: people + `data_source "prom" {}`,
			subject: "vic", action: "datasources.permissions:write", resource: "data_source:prom",
			never: []string{`"Admin"`},
		},
		"no level Edit of a data source in 8.0": {
			grafana: `version = "8.0"`, config: people + `data_source "prom" {
  permission "Query" { users = [user.out] }
}`,
			subject: "vic", action: "datasources:query", resource: "data_source:prom",
			proposed: []string{`give user:vic the permission "Query" on data_source:prom`}, never: []string{`"Edit"`, `"Admin"`},
		},
		"a setting that takes the other teams from the members of one": {
			grafana: `version = "8.0"`, config: `
org "main" { viewers = [user.vic, user.ann] }
user "vic" {}
user "ann" {}
team "a" {
  members = [user.ann]
  admins  = [user.vic]
}
team "b" {}`,
			subject: "vic", action: "teams:write", resource: "team:a",
			proposed: []string{"turn on editors_can_admin"},
		},
		"a first entry that takes access from anonymous visitors": {
			grafana: `version = "13.3"
  anonymous {
    org  = org.main
    role = "Viewer"
  }`, config: people + `data_source "prom" {}`,
			subject: "vic", action: "datasources:write", resource: "data_source:prom",
			proposed: []string{`give user:vic the permission "Edit" on data_source:prom, as the first entry of its list`},
		},
		"the list of a nested folder with a creator": {
			grafana: `version = "13.3"`, config: people + `folder "top" { default_permissions = false }
folder "ops" {
  parent     = folder.top
  created_by = user.out
}`,
			subject: "vic", action: "dashboards:write", resource: "folder:ops",
			proposed: []string{`give user:vic the permission "Edit" on folder:ops, with default_permissions = true to keep its present list`},
		},
		"the list of a nested folder without a creator": {
			grafana: `version = "13.3"`, config: people + `folder "top" { default_permissions = false }
folder "ops" { parent = folder.top }`,
			subject: "vic", action: "dashboards:write", resource: "folder:ops",
			proposed: []string{`give user:vic the permission "Edit" on folder:ops, as the first entry of its list`},
		},
		"entries that an edit makes redundant": {
			grafana: `version = "13.3"`, config: people + `folder "ops" { default_permissions = false }
dashboard "cpu" {
  folder     = folder.ops
  created_by = user.out
  permission "View" { users = [user.vic] }
}
dashboard "mem" {
  folder = folder.ops
  permission "Edit" { users = [user.vic] }
}
dashboard "net" {
  folder = folder.ops
  permission "Admin" { users = [user.vic] }
}`,
			subject: "vic", action: "dashboards:create", resource: "folder:ops",
			proposed: []string{`give user:vic the permission "Edit" on folder:ops, as the first entry of its list, which makes redundant "View" on dashboard:cpu, "Edit" on dashboard:mem`},
			never:    []string{"dashboard:net"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := "grafana {\n  " + tc.grafana + "\n}\n" + tc.config + "\n"
			typ, id, _ := strings.Cut(tc.resource, ":")
			r := engine.Request{
				Subject: engine.Subject{Type: "user", ID: tc.subject}, Action: tc.action,
				Resource: engine.Resource{Type: typ, ID: id}, Org: "main", Time: now,
			}
			checkChanges(t, config, []engine.Request{r})
			e, _ := load(t, config)
			explanation := explained(t, e, r)
			if explanation.Allowed {
				t.Fatalf("allowed:\n%s", explanation)
			}
			var texts []string
			for _, repair := range explanation.Repairs {
				for _, edit := range repair.Edits {
					texts = append(texts, edit.Text())
				}
			}
			for _, text := range tc.proposed {
				if !slices.Contains(texts, text) {
					t.Errorf("not proposed: %s\n%s", text, explanation)
				}
			}
			for _, word := range tc.never {
				if slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, word) }) {
					t.Errorf("%s is in an edit\n%s", word, explanation)
				}
			}
		})
	}
}
