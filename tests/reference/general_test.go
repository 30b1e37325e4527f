package reference_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/tests/generate"
	"github.com/rolecall/rolecall/tests/reference"
)

// TestFolderCalledGeneral asks about worlds in which a folder has the uid general,
// with a list of its own or the one that it was created with. With fine-grained access
// control the list has no effect: nobody may get by it what General gives, or what an
// entry in some list gives in the whole org.
func TestFolderCalledGeneral(t *testing.T) {
	for _, server := range generate.Releases {
		for name, list := range map[string]string{
			"a list": `
  permission "Admin" { users = [user.vic] }
  permission "Edit" {
    teams = [team.t]
    roles = ["Editor"]
  }
  permission "View" { roles = ["Viewer"] }`,
			"a list of another user": `permission "Admin" { users = [user.out] }`,
			"as created":             `created_by = user.vic`,
			"emptied":                `default_permissions = false`,
		} {
			t.Run(server.String()+"/"+name, func(t *testing.T) {
				t.Parallel()
				compared, err := compare(calledGeneral(server, list))
				if err != nil {
					t.Fatal(err)
				}
				asked := 0
				for _, action := range generate.Actions {
					kind, _, _ := strings.Cut(action, ":")
					if !slices.Contains(generalKinds, kind) {
						continue
					}
					for _, resource := range nearGeneral {
						for _, user := range []string{"vic", "eve", "tom", "out"} {
							for _, org := range []string{"main", "beta"} {
								asked++
								r := reference.Request{
									Subject: reference.Subject{Type: "user", ID: user}, Action: reference.Action{Name: action},
									Resource: resource, Context: reference.Context{Org: org},
								}
								var opas []opa
								if asked%397 == 0 {
									opas = []opa{compared.rules, compared.bundled}
								}
								compared.check(t, r, opas...)
							}
						}
					}
				}
				if compared.allowed == 0 {
					t.Error("nothing is allowed")
				}
			})
		}
	}
}

// generalKinds are the kinds of actions that lists of folders are about.
var generalKinds = strings.Fields("dashboards dashboards.permissions folders folders.permissions annotations alert.rules library.panels org.users users snapshots")

// nearGeneral are the resources that a list of General would cover.
var nearGeneral = []reference.Resource{
	{},
	{Type: "folder", ID: "general"}, {Type: "folder", ID: "other"}, {Type: "folder"},
	{Type: "dashboard", ID: "in"}, {Type: "dashboard", ID: "top"}, {Type: "dashboard", ID: "listed"}, {Type: "dashboard"},
	{Type: "dashboard", ID: "new", Properties: reference.ResourceProperties{Folder: "general", CreatedBy: "vic"}},
	{Type: "alert", Properties: reference.ResourceProperties{Folder: "general"}},
	{Type: "alert", Properties: reference.ResourceProperties{Dashboard: "in"}},
	{Type: "library_panel", Properties: reference.ResourceProperties{Folder: "general"}},
	{Type: "annotation", Properties: reference.ResourceProperties{Dashboard: "top"}},
	{Type: "snapshot", Properties: reference.ResourceProperties{Dashboard: "in"}},
	{Type: "user", ID: "eve"},
}

// calledGeneral is a world with two orgs, in both of which a folder is called general.
// That of main has the list, that of beta another; the other folders have lists of the
// same kinds, which count.
func calledGeneral(server generate.Server, list string) string {
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	line("grafana {\n  version = %q\n  editors_can_admin = true", server.Version)
	if server.Toggle {
		line("  feature_toggles = [\"accesscontrol\"]")
	}
	line("}")
	for _, user := range []string{"vic", "eve", "tom", "out"} {
		line("user %q {}", user)
	}
	for _, org := range []string{"main", "beta"} {
		line("org %q {\n  viewers = [user.vic, user.tom, user.out]\n  editors = [user.eve]\n}", org)
	}
	line("team \"t\" {\n  org = org.main\n  members = [user.tom]\n}")
	line("folder \"g\" {\n  org = org.main\n  uid = \"general\"\n%s\n}", list)
	line("folder \"b\" {\n  org = org.beta\n  uid = \"general\"\n  permission \"View\" { users = [user.vic, user.eve] }\n}")
	line("folder \"other\" {\n  org = org.main\n  permission \"Edit\" { users = [user.out] }\n}")
	line("dashboard \"in\" {\n  org = org.main\n  folder = folder.g\n}")
	line("dashboard \"listed\" {\n  org = org.main\n  folder = folder.g\n  permission \"Edit\" { users = [user.out] }\n}")
	line("dashboard \"top\" {\n  org = org.main\n}")
	line("dashboard \"in_beta\" {\n  uid = \"in\"\n  org = org.beta\n  folder = folder.b\n}")
	if schema.Version(server.Version).AtLeast("11.0") {
		line("folder \"below\" {\n  org = org.main\n  uid = \"below\"\n  parent = folder.g\n}")
	}
	return out.String()
}
