package reference

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A Server is a Grafana whose rules are known.
type Server struct {
	Version string
	// Toggle says that the feature toggle accesscontrol is on.
	Toggle bool
}

// Servers are all servers that the reference knows.
var Servers = []Server{{"8.0", false}, {"8.0", true}, {"8.5", false}, {"8.5", true}, {"9.3", false}, {"13", false}}

func (s Server) String() string {
	if s.Toggle {
		return s.Version + " with accesscontrol"
	}
	return s.Version
}

// A Case is a configuration, as HCL, and what is asked about it.
type Case struct {
	Config   string
	Requests []Request
}

// Cases generates cases for a server: small configurations with every block
// that the version has, and n requests about what is in them, beside them and
// nowhere at all.
func Cases(server Server, n int) *rapid.Generator[Case] {
	return rapid.Custom(func(t *rapid.T) Case {
		g := &generator{t: t, server: server}
		g.config()
		c := Case{Config: g.out.String()}
		g.random = rand.New(rand.NewPCG(0, rapid.Uint64().Draw(t, "requests")))
		for range n {
			c.Requests = append(c.Requests, g.request())
		}
		return c
	})
}

// A generator draws one case.
type generator struct {
	t      *rapid.T
	server Server
	// random draws the requests, of which there are too many for rapid; nil
	// while the configuration is drawn.
	random *rand.Rand
	out    strings.Builder

	// labels of what is declared, for things of an org by org.
	orgs, users                                     []string
	teams, folders, dashboards, sources, keys, accs map[string][]string
	roles                                           []string
	roleOrg                                         map[string]string
	// names are what Grafana calls things, by their type and label, where that
	// is not the label; taken are the names that a type has.
	names map[thingLabel]string
	taken map[thingLabel]bool
}

// A thingLabel is the type of something and a label or name.
type thingLabel struct{ typ, name string }

// odd are names that would mean something if names were patterns or parts of
// scopes, or that begin like others.
var odd = []string{
	"*", "**", "a/*", "a:*", "a", "a/b", "a:b", "a b", "id:*", "{a,b}", "who?", "[a-z]*", "%2A", "\\*",
	"general", "role:Admin", "anonymous", "Ärger", "a, b",
}

// named draws what Grafana calls something, mostly its label.
func (g *generator) named(typ, label string) string {
	name := label
	if g.seldom(typ + " named oddly") {
		name = one(g, "odd name", odd...)
	} else if g.seldom(typ + " named") {
		name = typ + " of " + label
	}
	taken := thingLabel{typ, strings.ToLower(name)} // logins may be the same in any case
	if g.taken[taken] {
		name = label
	}
	g.names[thingLabel{typ, label}], g.taken[taken] = name, true
	return name
}

// attribute writes the attribute that names something, unless the label does.
func (g *generator) attribute(attribute, typ, label string) {
	if name := g.named(typ, label); name != label {
		g.line("  %s = %s", attribute, text(name))
	}
}

// text is a string of HCL.
func text(s string) string { return strings.ReplaceAll(fmt.Sprintf("%q", s), "%{", "%%{") }

// spelled draws another spelling of a name: decomposed, or a login in other
// letters, which is another name in most versions.
func (g *generator) spelled(typ, name string) string {
	switch {
	case rare(g, "decomposed"):
		return norm.NFD.String(name)
	case (typ == "user" || typ == "team") && rare(g, "in capitals"):
		return strings.ToUpper(name)
	}
	return name
}

// nameOf is what Grafana calls something.
func (g *generator) nameOf(typ, label string) string {
	if name, ok := g.names[thingLabel{typ, label}]; ok {
		return name
	}
	return label
}

// namesOf are what Grafana calls some things.
func (g *generator) namesOf(typ string, labels []string) []string {
	var names []string
	for _, label := range labels {
		names = append(names, g.nameOf(typ, label))
	}
	return names
}

// upTo draws a number from 0 to n.
func (g *generator) upTo(n int, label string) int {
	if g.random != nil {
		return g.random.IntN(n + 1)
	}
	return rapid.IntRange(0, n).Draw(g.t, label)
}

func (g *generator) yes(label string) bool { return g.upTo(1, label) == 1 }

// seldom is true once in four times.
func (g *generator) seldom(label string) bool { return g.upTo(3, label) == 3 }

func one[T any](g *generator, label string, from ...T) T {
	return from[g.upTo(len(from)-1, label)]
}

// some draws a part of a list.
func some(g *generator, label string, from []string) []string {
	var part []string
	for _, x := range from {
		if g.yes(label) {
			part = append(part, x)
		}
	}
	return part
}

func (g *generator) line(format string, args ...any) { fmt.Fprintf(&g.out, format+"\n", args...) }

func (g *generator) has(versions ...string) bool { return slices.Contains(versions, g.server.Version) }

func refs(typ string, labels []string) string {
	var list []string
	for _, l := range labels {
		list = append(list, typ+"."+l)
	}
	return "[" + strings.Join(list, ", ") + "]"
}

func quoted(texts []string) string {
	var list []string
	for _, x := range texts {
		list = append(list, fmt.Sprintf("%q", x))
	}
	return "[" + strings.Join(list, ", ") + "]"
}

var (
	orgRoles = []string{"Viewer", "Editor", "Admin"}
	groups   = []string{"cn=ops,dc=x", "cn=dev,dc=x", "CN=Ops,dc=x", "cn=ops,dc=y"}
	times    = []string{"2020-01-01T00:00:00Z", "2026-06-01T00:00:00Z", "2026-06-01T12:00:00Z", "2100-01-01T00:00:00Z"}
)

func (g *generator) orgRole(label string) string {
	if g.has("13") {
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
		if g.seldom("grafana_admin") {
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
	if g.server.Toggle || g.has("9.3", "13") {
		g.assignments()
	}
	if g.has("9.3", "13") {
		g.basicRoles()
	}
	g.mappings()
}

func (g *generator) grafana() {
	g.line("grafana {")
	g.line("  version = %q", g.server.Version)
	g.line("  viewers_can_edit = %v", g.yes("viewers_can_edit"))
	g.line("  editors_can_admin = %v", g.yes("editors_can_admin"))
	if g.seldom("allow_org_create") {
		g.line("  allow_org_create = true")
	}
	if g.server.Toggle {
		g.line("  feature_toggles = [\"accesscontrol\"]")
	}
	if g.seldom("anonymous") {
		g.line("  anonymous {\n    org = org.%s\n    role = %q\n  }", one(g, "anonymous org", g.orgs...), g.orgRole("anonymous role"))
	}
	g.line("}")
}

func (g *generator) org(o string) {
	lists := map[string][]string{}
	for _, u := range g.users {
		if role := one(g, "membership", "", "viewers", "viewers", "editors", "editors", "admins", "admins", "none"); role != "" && (role != "none" || g.has("13")) {
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

// things names what an org has, and declares what needs no more than that.
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
	if !g.has("13") {
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
	if g.has("8.0") {
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

// access declares teams, folders, dashboards and data sources with who may do
// what there.
func (g *generator) access(o string) {
	for _, x := range g.teams[o] {
		g.line("team %q {\n  org = org.%s", x, o)
		var members, admins []string
		for _, u := range g.users {
			switch one(g, "in team", "", "member", "admin") {
			case "member":
				members = append(members, u)
			case "admin":
				admins = append(admins, u)
			}
		}
		g.line("  members = %s\n  admins = %s", refs("user", members), refs("user", admins))
		g.creator(o)
		g.attribute("name", "team", x)
		if !g.has("8.0") && g.seldom("external groups") {
			g.line("  external_groups = %s", quoted([]string{one(g, "group", append(groups, "cn=*,dc=x")...)}))
		}
		g.line("}")
	}
	for i, x := range g.folders[o] {
		g.line("folder %q {\n  org = org.%s", x, o)
		if i == 0 && g.seldom("uid general") {
			g.line("  uid = \"general\"")
		}
		if i > 0 && g.has("13") && g.yes("nested") {
			g.line("  parent = folder.%s", one(g, "parent", g.folders[o][:i]...))
		}
		g.creator(o)
		if g.seldom("defaults") {
			g.line("  default_permissions = %v", g.yes("default_permissions"))
		}
		g.entries(o, "View", "Edit", "Admin")
		g.line("}")
	}
	for _, x := range g.dashboards[o] {
		g.line("dashboard %q {\n  org = org.%s", x, o)
		if len(g.folders[o]) > 0 && g.yes("in folder") {
			g.line("  folder = folder.%s", one(g, "folder", g.folders[o]...))
		} else if g.seldom("defaults") {
			g.line("  default_permissions = %v", g.yes("default_permissions"))
		}
		g.creator(o)
		g.entries(o, "View", "Edit", "Admin")
		g.line("}")
	}
	for _, x := range g.sources[o] {
		g.line("data_source %q {\n  org = org.%s", x, o)
		if g.has("8.0") || g.has("8.5") && !g.server.Toggle {
			g.entries(o, "Query")
		} else {
			levels := []string{"Query", "Edit", "Admin"}
			switch {
			case g.has("8.0"):
				levels = levels[:1]
			case !g.has("13"):
				levels = levels[:2]
			}
			g.entries(o, levels...)
		}
		g.line("}")
	}
}

func (g *generator) creator(o string) {
	if !g.seldom("created_by") {
		return
	}
	if len(g.accs[o]) > 0 && g.yes("by account") {
		g.line("  created_by = service_account.%s", one(g, "creator", g.accs[o]...))
		return
	}
	g.line("  created_by = user.%s", one(g, "creator", g.users...))
}

// entries declares permission blocks; each holder gets one level at most.
func (g *generator) entries(o string, levels ...string) {
	if g.yes("no list") {
		return
	}
	got := map[string]map[string][]string{}
	give := func(kind string, holders []string) {
		for _, h := range holders {
			if l := one(g, "level", append([]string{""}, levels...)...); l != "" {
				if got[l] == nil {
					got[l] = map[string][]string{}
				}
				got[l][kind] = append(got[l][kind], h)
			}
		}
	}
	if levels[0] == "View" || !g.has("8.0") {
		give("roles", []string{"Viewer", "Editor"})
	}
	give("users", g.users)
	give("teams", g.teams[o])
	give("service_accounts", g.accs[o])
	for _, l := range levels {
		if got[l] == nil {
			continue
		}
		g.line("  permission %q {", l)
		for _, typ := range []string{"user", "team", "service_account"} {
			if holders := got[l][typ+"s"]; len(holders) > 0 {
				g.line("    %ss = %s", typ, refs(typ, holders))
			}
		}
		if len(got[l]["roles"]) > 0 {
			g.line("    roles = %s", quoted(got[l]["roles"]))
		}
		g.line("  }")
	}
}

// assignments declares custom roles and who has them.
func (g *generator) assignments() {
	for i := range g.upTo(2, "roles") {
		r := fmt.Sprintf("r%d", i)
		g.roles = append(g.roles, r)
		g.line("role %q {", r)
		if g.yes("global") {
			g.line("  global = true")
		} else {
			g.roleOrg[r] = one(g, "role org", g.orgs...)
			g.line("  org = org.%s", g.roleOrg[r])
		}
		for range 1 + g.upTo(3, "permissions") {
			g.permission("  ")
		}
		g.line("}")
	}
	for i := range g.upTo(3, "assignments") {
		g.line("role_assignment \"x%d\" {", i)
		org := ""
		if len(g.roles) > 0 && g.yes("custom") {
			r := one(g, "role", g.roles...)
			org = g.roleOrg[r]
			g.line("  role = role.%s", r)
		} else {
			var names []string
			for _, f := range fixedRoles[g.server.Version] {
				names = append(names, f.Role)
			}
			g.line("  role = %q", one(g, "fixed role", names...))
		}
		if org == "" && g.yes("in one org") {
			org = one(g, "org", g.orgs...)
		}
		if org != "" {
			g.line("  org = org.%s", org)
		}
		if g.has("8.0") {
			g.line("  basic_roles = %s", quoted(some(g, "basic role", []string{"Viewer", "Editor", "Admin", "Grafana Admin"})))
		} else {
			g.line("  users = %s", refs("user", some(g, "user", g.users)))
			if org != "" {
				g.line("  teams = %s", refs("team", some(g, "team", g.teams[org])))
				g.line("  service_accounts = %s", refs("service_account", some(g, "account", g.accs[org])))
			}
			if g.has("8.5") && g.seldom("basic roles") {
				g.line("  basic_roles = %s", quoted(some(g, "basic role", []string{"Viewer", "Editor", "Admin", "Grafana Admin"})))
			}
		}
		g.line("}")
	}
}

// permission declares a permission of a role, of an action that the version
// has, with scopes that it takes.
func (g *generator) permission(indent string) {
	known := catalogue.Of(schema.Version(g.server.Version)).Actions
	action := one(g, "action of a role", slices.Sorted(maps.Keys(known))...)
	var scopes []string
	for _, scope := range known[action] {
		prefix, wild := strings.CutSuffix(scope, "*")
		switch {
		case scope == "" || g.yes("leave out"):
		case wild && prefix != "" && !slices.ContainsFunc(known[action], func(other string) bool {
			return other != scope && strings.HasPrefix(other, prefix)
		}) && g.yes("one thing"):
			scopes = append(scopes, text(prefix+one(g, "scope id", g.written()...)))
		default:
			scopes = append(scopes, text(scope))
		}
		if typ := scopeTypes[prefix]; typ != "" && scope != "" && g.yes("by reference") {
			for _, label := range some(g, "referred to", g.labels(typ)) {
				scopes = append(scopes, typ+"."+label)
			}
		}
	}
	if len(scopes) == 0 {
		g.line("%spermission %q {}", indent, action)
		return
	}
	g.line("%spermission %q { scopes = %s }", indent, action, "["+strings.Join(scopes, ", ")+"]")
}

func (g *generator) basicRoles() {
	for _, role := range []string{"Viewer", "Editor", "Admin", "Grafana Admin"} {
		if !g.seldom("basic_role") {
			continue
		}
		g.line("basic_role %q {", role)
		for _, edit := range []string{"add", "remove"} {
			if g.yes(edit) {
				g.line("  %s {", edit)
				g.permission("    ")
				g.line("  }")
			}
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
			g.line("  grafana_admin = %v", g.yes("value"))
		}
		g.line("}")
	}
}

// words are ids that mean something somewhere, and one that does not.
func (g *generator) words() []string {
	words := []string{"nothing", "general", "delegate", "organization", "dashboard"}
	for _, o := range g.orgs {
		words = append(words, o, "The "+o)
		words = slices.Concat(words, g.teams[o], g.folders[o], g.dashboards[o], g.sources[o], g.keys[o], g.accs[o])
	}
	for _, u := range g.users {
		words = append(words, u, "user of "+u, u+"@x.org")
	}
	return append(words, g.roles...)
}

// scopeTypes are the types of things by what scopes of all of them begin with.
var scopeTypes = map[string]string{
	"users:": "user", "users:id:": "user", "global.users:": "user", "global:users:": "user", "global.users:id:": "user",
	"teams:": "team", "teams:id:": "team", "serviceaccounts:": "service_account", "serviceaccounts:id:": "service_account",
	"folders:": "folder", "folders:uid:": "folder", "dashboards:": "dashboard", "dashboards:uid:": "dashboard",
	"datasources:uid:": "data_source", "roles:": "role", "roles:uid:": "role",
}

// labels are those of all things of a type.
func (g *generator) labels(typ string) []string {
	switch typ {
	case "user":
		return g.users
	case "role":
		return g.roles
	}
	var labels []string
	for _, o := range g.orgs {
		labels = slices.Concat(labels, map[string][]string{
			"team": g.teams[o], "service_account": g.accs[o], "folder": g.folders[o], "dashboard": g.dashboards[o], "data_source": g.sources[o],
		}[typ])
	}
	return labels
}

// written are the ids that stand in scopes that are strings: names without
// wildcards, and where scopes have them, wildcards in the place of a part.
func (g *generator) written() []string {
	words := g.words()
	for _, name := range odd {
		if !strings.ContainsAny(name, `*?[]{}\\`) {
			words = append(words, name)
		}
	}
	if g.has("8.0") {
		return append(words, "a*", "?", "**", "[a-z]*", "{a,u0}", "*A", "a/*", "a:*")
	}
	return append(words, "a/*", "a:*")
}
