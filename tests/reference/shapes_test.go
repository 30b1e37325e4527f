package reference

import (
	"maps"
	"slices"
	"testing"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// opaEvery is which of the questions about shapes go to OPA, too.
const opaEvery = 199

// TestShapes asks every action of every kind of resource, by subjects that
// hold everything and by each basic role: whether a version has a rule for
// a question does not depend on a configuration.
func TestShapes(t *testing.T) {
	for _, server := range Servers {
		t.Run(server.String(), func(t *testing.T) {
			t.Parallel()
			compared, err := compare(everything(server))
			if err != nil {
				t.Fatal(err)
			}
			asked := 0
			for _, action := range actions {
				for _, resource := range shapes {
					for _, user := range []string{"root", "holder", "outsider", "viewer", "editor", "admin"} {
						r := Request{Subject: Subject{Type: "user", ID: user}, Action: Action{action}, Resource: resource, Context: Context{Org: "main"}}
						asked++
						var opas []opa
						if asked%opaEvery == 0 {
							opas = []opa{compared.rules, compared.bundled}
						}
						d, err := compared.ask(r, opas...)
						if err != nil {
							t.Fatal(err)
						}
						if d != nil {
							t.Error(d)
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

// shapes are resources of every kind: declared, unknown and none in
// particular.
var shapes = []Resource{
	{},
	{Type: "org"}, {Type: "org", ID: "main"}, {Type: "org", ID: "beta"}, {Type: "org", ID: "nowhere"},
	{Type: "server"}, {Type: "server", ID: "x"},
	{Type: "folder", ID: "f"}, {Type: "folder", ID: "general"}, {Type: "folder", ID: "nowhere"}, {Type: "folder"},
	{Type: "dashboard", ID: "in"}, {Type: "dashboard", ID: "top"}, {Type: "dashboard"}, {Type: "dashboard", ID: "nowhere"},
	{Type: "dashboard", ID: "new", Properties: ResourceProperties{Folder: "f"}},
	{Type: "dashboard", ID: "new", Properties: ResourceProperties{Folder: "general", CreatedBy: "holder"}},
	{Type: "data_source", ID: "open"}, {Type: "data_source", ID: "closed"}, {Type: "data_source"},
	{Type: "team", ID: "t"}, {Type: "team"},
	{Type: "user", ID: "viewer"}, {Type: "user", ID: "outsider"}, {Type: "user", ID: "nobody"}, {Type: "user"},
	{Type: "service_account", ID: "sa"}, {Type: "service_account"},
	{Type: "api_key", ID: "key"}, {Type: "api_key"},
	{Type: "role", ID: "everything"}, {Type: "role", ID: "fixed:users:reader"}, {Type: "role", ID: "nothing"}, {Type: "role"},
	{Type: "playlist", ID: "p"}, {Type: "playlist"},
	{Type: "notification_channel", ID: "n"}, {Type: "notification_channel"},
	{Type: "plugin", ID: "p"}, {Type: "plugin"},
	{Type: "report", ID: "p"}, {Type: "report"},
	{Type: "snapshot", ID: "s"}, {Type: "snapshot", Properties: ResourceProperties{Dashboard: "in"}},
	{Type: "snapshot", Properties: ResourceProperties{CreatedBy: "holder"}},
	{Type: "snapshot", Properties: ResourceProperties{Folder: "f"}},
	{Type: "annotation", ID: "a"}, {Type: "annotation", Properties: ResourceProperties{Dashboard: "in"}},
	{Type: "annotation", Properties: ResourceProperties{Dashboard: "nowhere"}},
	{Type: "annotation", Properties: ResourceProperties{Folder: "f"}},
	{Type: "alert", ID: "a"}, {Type: "alert", Properties: ResourceProperties{Dashboard: "in"}},
	{Type: "alert", Properties: ResourceProperties{Folder: "f"}}, {Type: "alert", Properties: ResourceProperties{Folder: "general"}},
	{Type: "alert", Properties: ResourceProperties{Folder: "f", Dashboard: "top"}},
	{Type: "library_panel", ID: "l"}, {Type: "library_panel", Properties: ResourceProperties{Folder: "f"}},
	{Type: "library_panel", Properties: ResourceProperties{Folder: "general"}},
	{Type: "moon", ID: "x"},
}

// everything is a configuration where root and holder hold every permission
// that the version lets somebody be given, root everything else too.
func everything(server Server) string {
	g := &generator{server: server}
	g.line("grafana {\n  version = %q", server.Version)
	if server.Toggle {
		g.line("  feature_toggles = [\"accesscontrol\"]")
	}
	g.line("}")
	for _, user := range []string{"holder", "viewer", "editor", "admin"} {
		g.line("user %q {}", user)
	}
	g.line("user \"root\" {\n  grafana_admin = true\n}\nuser \"outsider\" {\n  grafana_admin = true\n}")
	g.line("org \"main\" {\n  admins = [user.root, user.admin]\n  editors = [user.editor]\n  viewers = [user.holder, user.viewer]\n}\norg \"beta\" {}")
	g.line("folder \"f\" {\n  org = org.main\n}\ndashboard \"in\" {\n  org = org.main\n  folder = folder.f\n}\ndashboard \"top\" {\n  org = org.main\n}")
	g.line("team \"t\" {\n  org = org.main\n}\ndata_source \"open\" {\n  org = org.main\n}")
	g.line("data_source \"closed\" {\n  org = org.main\n  permission \"Query\" {\n    users = [user.admin]\n  }\n}")
	if !g.has("13") {
		g.line("api_key \"key\" {\n  org = org.main\n  role = \"Viewer\"\n}")
	}
	if !g.has("8.0") {
		g.line("service_account \"sa\" {\n  org = org.main\n  role = \"Viewer\"\n}")
	}
	if !server.Toggle && !g.has("9.3", "13") {
		return g.out.String()
	}
	g.line("role \"everything\" {\n  global = true")
	known := catalogue.Of(schema.Version(server.Version)).Actions
	for _, action := range slices.Sorted(maps.Keys(known)) {
		scopes := slices.DeleteFunc(slices.Clone(known[action]), func(s string) bool { return s == "" })
		if len(scopes) == 0 {
			g.line("  permission %q {}", action)
			continue
		}
		g.line("  permission %q { scopes = %s }", action, quoted(scopes))
	}
	g.line("}\nrole_assignment \"everything\" {\n  role = role.everything")
	if g.has("8.0") {
		g.line("  basic_roles = [\"Admin\"]\n}")
	} else {
		g.line("  users = [user.root, user.holder]\n}")
	}
	return g.out.String()
}
