package generate

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

var (
	orgRoles = []string{"Viewer", "Editor", "Admin"}
	groups   = []string{"cn=ops,dc=x", "cn=dev,dc=x", "CN=Ops,dc=x", "cn=ops,dc=y"}
	times    = []string{"2020-01-01T00:00:00Z", "2026-06-01T00:00:00Z", "2026-06-01T12:00:00Z", "2100-01-01T00:00:00Z"}
)

func (g *generator) orgRole(label string) string {
	if g.since("10.2") {
		return one(g, label, append([]string{"None"}, orgRoles...)...)
	}
	return one(g, label, orgRoles...)
}

// config draws the configuration.
func (g *generator) config() {
	g.teams, g.folders, g.dashboards = map[string][]string{}, map[string][]string{}, map[string][]string{}
	g.names, g.taken = map[thingLabel]string{}, map[thingLabel]bool{}
	g.sources, g.keys, g.accs, g.roleOrg = map[string][]string{}, map[string][]string{}, map[string][]string{}, map[string]string{}

	for i := range 1 + g.upTo(1, "orgs") {
		g.orgs = append(g.orgs, fmt.Sprintf("o%d", i))
	}
	for i := range 1 + g.upTo(3, "users") {
		g.users = append(g.users, fmt.Sprintf("u%d", i))
	}
	g.grafana()
	for _, u := range g.users {
		g.line("user %q {", u)
		g.attribute("login", "user", u)
		if g.seldom("email") {
			g.line("  email = %q", u+"@x.org")
		}
		if !g.cloud && g.seldom("grafana_admin") {
			g.line("  grafana_admin = true")
		}
		if g.seldom("disabled") {
			g.line("  disabled = true")
		}
		g.line("}")
	}
	for _, o := range g.orgs {
		g.org(o)
		g.things(o)
	}
	for _, o := range g.orgs {
		g.access(o)
	}
	if g.permissions() {
		g.assignments()
		g.basicRoles()
	}
	g.mappings()
}

func (g *generator) grafana() {
	g.line("grafana {")
	g.line("  version = %q", g.server.Version)
	if g.seldom("edition") {
		edition := one(g, "edition with a licence", "enterprise", "cloud")
		g.line("  edition = %q", edition)
		g.cloud = edition == "cloud"
	}
	g.line("  viewers_can_edit = %v", g.yes("viewers_can_edit"))
	g.line("  editors_can_admin = %v", g.yes("editors_can_admin"))
	if g.seldom("allow_org_create") {
		g.line("  allow_org_create = true")
	}
	g.nested = g.since("11.0") || g.since("10.0") && g.yes("nestedFolders")
	g.toggles()
	if g.seldom("anonymous") {
		g.line("  anonymous {\n    org = org.%s\n    role = %q\n  }", one(g, "anonymous org", g.orgs...), g.orgRole("anonymous role"))
	}
	g.line("}")
}

// toggles draws some of the feature toggles that the rules of the release follow.
func (g *generator) toggles() {
	drawn := map[string]bool{"accesscontrol": g.server.Toggle, "nestedFolders": g.nested}
	var on []string
	for name, t := range catalogue.Toggles() {
		if version := schema.Version(g.server.Version); t.In(version) && !t.Over(version) {
			on = append(on, name)
		}
	}
	slices.Sort(on)
	on = slices.DeleteFunc(on, func(name string) bool {
		is, ok := drawn[name]
		return ok && !is || !ok && !g.yes(name)
	})
	if len(on) > 0 {
		g.line("  feature_toggles = %s", quoted(on))
	}
}

func (g *generator) org(o string) {
	lists := map[string][]string{}
	for _, u := range g.users {
		if role := one(g, "membership", "", "viewers", "viewers", "editors", "editors", "admins", "admins", "none"); role != "" && (role != "none" || g.since("10.2")) {
			lists[role] = append(lists[role], u)
		}
	}
	g.line("org %q {", o)
	if g.seldom("org name") {
		g.line("  name = %q", "The "+o)
	}
	for _, l := range []string{"viewers", "editors", "admins", "none"} {
		if len(lists[l]) > 0 {
			g.line("  %s = %s", l, refs("user", lists[l]))
		}
	}
	g.line("}")
}

// things draws labels for the things of an org, and declares the ones that need no
// more.
func (g *generator) things(o string) {
	for i := range g.upTo(2, "teams") {
		g.teams[o] = append(g.teams[o], fmt.Sprintf("%s-t%d", o, i))
	}
	for i := range g.upTo(3, "folders") {
		g.folders[o] = append(g.folders[o], fmt.Sprintf("%s-f%d", o, i))
	}
	for i := range g.upTo(3, "dashboards") {
		g.dashboards[o] = append(g.dashboards[o], fmt.Sprintf("%s-d%d", o, i))
	}
	for i := range g.upTo(2, "data sources") {
		g.sources[o] = append(g.sources[o], fmt.Sprintf("%s-s%d", o, i))
	}
	if g.before("12.1") {
		for i := range g.upTo(2, "keys") {
			k := fmt.Sprintf("%s-k%d", o, i)
			g.keys[o] = append(g.keys[o], k)
			g.line("api_key %q {\n  org = org.%s\n  role = %q", k, o, g.orgRole("key role"))
			g.attribute("name", "api_key", k)
			if g.seldom("expires") {
				g.line("  expires = %q", one(g, "expires", times...))
			}
			g.line("}")
		}
	}
	if g.before("8.5") {
		return
	}
	for i := range g.upTo(2, "service accounts") {
		a := fmt.Sprintf("%s-a%d", o, i)
		g.accs[o] = append(g.accs[o], a)
		g.line("service_account %q {\n  org = org.%s\n  role = %q", a, o, g.orgRole("account role"))
		g.attribute("name", "service_account", a)
		if g.seldom("disabled") {
			g.line("  disabled = true")
		}
		if g.since("9.3") && g.seldom("created_by") {
			g.line("  created_by = user.%s", one(g, "creator", g.users...))
		}
		if g.since("9.3") && g.seldom("account list") {
			g.line("  permission %q { users = [user.%s] }", one(g, "level", "Edit", "Admin"), one(g, "holder", g.users...))
		}
		for j := range g.upTo(2, "tokens") {
			g.line("  token %s {", text(g.named("token", fmt.Sprintf("tok%d", j))))
			if g.yes("expires") {
				g.line("    expires = %q", one(g, "expires", times...))
			}
			g.line("  }")
		}
		g.line("}")
	}
}

func (g *generator) mappings() {
	if !g.seldom("mappings") {
		return
	}
	for range 1 + g.upTo(2, "mappings") {
		g.line("org_mapping {\n  group = %q", one(g, "group", append(groups, "*")...))
		if g.yes("to one org") {
			g.line("  org = org.%s", one(g, "org", g.orgs...))
		}
		g.line("  role = %q", g.orgRole("role"))
		if g.seldom("grafana_admin") {
			g.line("  grafana_admin = %v", !g.cloud && g.yes("value"))
		}
		g.line("}")
	}
}
