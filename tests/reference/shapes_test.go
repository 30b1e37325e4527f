package reference_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
	"github.com/rolecall/rolecall/tests/generate"
	"github.com/rolecall/rolecall/tests/reference"
)

// opaEvery is the step between the requests that go to OPA, too.
const opaEvery = 199

// TestShapes asks for every action on every type of resource, for subjects with every permission and for each
// basic role. Whether a version has a rule for a request does not depend on the configuration.
func TestShapes(t *testing.T) {
	for i, server := range generate.Releases {
		t.Run(server.String(), func(t *testing.T) {
			if testing.Short() && i%2 == 0 {
				t.Skip("make fuzz asks every server")
			}
			t.Parallel()
			compared, err := compare(everything(server))
			if err != nil {
				t.Fatal(err)
			}
			asked := 0
			for _, action := range generate.Actions {
				for _, resource := range shapes {
					for _, user := range []string{"root", "holder", "outsider", "viewer", "editor", "admin"} {
						r := reference.Request{Subject: reference.Subject{Type: "user", ID: user}, Action: reference.Action{action}, Resource: resource, Context: reference.Context{Org: "main"}}
						asked++
						var opas []opa
						if asked%opaEvery == 0 {
							opas = []opa{compared.rules, compared.bundled}
						}
						compared.check(t, r, opas...)
					}
				}
			}
			if compared.allowed == 0 {
				t.Error("nothing is allowed")
			}
		})
	}
}

// shapes lists resources of every type: declared, unknown, and without an id.
var shapes = []reference.Resource{
	{},
	{Type: "org"}, {Type: "org", ID: "main"}, {Type: "org", ID: "beta"}, {Type: "org", ID: "nowhere"},
	{Type: "server"}, {Type: "server", ID: "x"},
	{Type: "folder", ID: "f"}, {Type: "folder", ID: "general"}, {Type: "folder", ID: "nowhere"}, {Type: "folder"},
	{Type: "dashboard", ID: "in"}, {Type: "dashboard", ID: "top"}, {Type: "dashboard"}, {Type: "dashboard", ID: "nowhere"},
	{Type: "dashboard", ID: "new", Properties: reference.ResourceProperties{Folder: "f"}},
	{Type: "dashboard", ID: "new", Properties: reference.ResourceProperties{Folder: "general", CreatedBy: "holder"}},
	{Type: "data_source", ID: "open"}, {Type: "data_source", ID: "closed"}, {Type: "data_source"},
	{Type: "team", ID: "t"}, {Type: "team"},
	{Type: "user", ID: "viewer"}, {Type: "user", ID: "outsider"}, {Type: "user", ID: "nobody"}, {Type: "user"},
	{Type: "service_account", ID: "sa"}, {Type: "service_account"},
	{Type: "api_key", ID: "key"}, {Type: "api_key"},
	{Type: "role", ID: "everything"}, {Type: "role", ID: "fixed:users:reader"}, {Type: "role", ID: "nothing"}, {Type: "role"},
	{Type: "playlist", ID: "p"}, {Type: "playlist"},
	{Type: "notification_channel", ID: "n"}, {Type: "notification_channel"},
	{Type: "plugin", ID: "p"}, {Type: "plugin"},
	{Type: "receiver", ID: "p"}, {Type: "receiver"},
	{Type: "report", ID: "p"}, {Type: "report"},
	{Type: "snapshot", ID: "s"}, {Type: "snapshot", Properties: reference.ResourceProperties{Dashboard: "in"}},
	{Type: "snapshot", Properties: reference.ResourceProperties{CreatedBy: "holder"}},
	{Type: "snapshot", Properties: reference.ResourceProperties{Folder: "f"}},
	{Type: "annotation", ID: "a"}, {Type: "annotation", Properties: reference.ResourceProperties{Dashboard: "in"}},
	{Type: "annotation", Properties: reference.ResourceProperties{Dashboard: "nowhere"}},
	{Type: "annotation", Properties: reference.ResourceProperties{Folder: "f"}},
	{Type: "alert", ID: "a"}, {Type: "alert", Properties: reference.ResourceProperties{Dashboard: "in"}},
	{Type: "alert", Properties: reference.ResourceProperties{Folder: "f"}}, {Type: "alert", Properties: reference.ResourceProperties{Folder: "general"}},
	{Type: "alert", Properties: reference.ResourceProperties{Folder: "f", Dashboard: "top"}},
	{Type: "library_panel", ID: "l"}, {Type: "library_panel", Properties: reference.ResourceProperties{Folder: "f"}},
	{Type: "library_panel", Properties: reference.ResourceProperties{Folder: "general"}},
	{Type: "moon", ID: "x"},
}

// everything returns a configuration in which root and holder have every permission that the version can grant.
// Root also has everything else.
func everything(server generate.Server) string {
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, format+"\n", args...) }
	version := schema.Version(server.Version)
	line("grafana {\n  version = %q", server.Version)
	if server.Toggle {
		line("  feature_toggles = [\"accesscontrol\"]")
	}
	line("}")
	for _, user := range []string{"holder", "viewer", "editor", "admin"} {
		line("user %q {}", user)
	}
	line("user \"root\" {\n  grafana_admin = true\n}\nuser \"outsider\" {\n  grafana_admin = true\n}")
	line("org \"main\" {\n  admins = [user.root, user.admin]\n  editors = [user.editor]\n  viewers = [user.holder, user.viewer]\n}\norg \"beta\" {}")
	line("folder \"f\" {\n  org = org.main\n}\ndashboard \"in\" {\n  org = org.main\n  folder = folder.f\n}\ndashboard \"top\" {\n  org = org.main\n}")
	line("team \"t\" {\n  org = org.main\n}\ndata_source \"open\" {\n  org = org.main\n}")
	line("data_source \"closed\" {\n  org = org.main\n  permission \"Query\" {\n    users = [user.admin]\n  }\n}")
	if version.Before("12.1") {
		line("api_key \"key\" {\n  org = org.main\n  role = \"Viewer\"\n}")
	}
	if version.AtLeast("8.5") {
		line("service_account \"sa\" {\n  org = org.main\n  role = \"Viewer\"\n}")
	}
	if !server.Toggle && version.Before("9.0") {
		return out.String()
	}
	line("role \"everything\" {\n  global = true")
	of := catalogue.Of(version.Release())
	for _, action := range slices.Sorted(maps.Keys(of.Actions)) {
		scopes := slices.DeleteFunc(slices.Clone(of.Actions[action]), func(s string) bool {
			_, one := of.Scopes.OneOrg(s)
			return s == "" || one || slices.Contains(of.Scopes.Refused, s)
		})
		if len(scopes) == 0 {
			line("  permission %q {}", action)
			continue
		}
		line("  permission %q { scopes = %s }", action, "[\""+strings.Join(scopes, "\", \"")+"\"]")
	}
	line("}\nrole_assignment \"everything\" {\n  role = role.everything")
	if version.Before("8.5") {
		line("  basic_roles = [\"Admin\"]\n}")
	} else {
		line("  users = [user.root, user.holder]\n}")
	}
	return out.String()
}
