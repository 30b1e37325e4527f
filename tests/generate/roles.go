package generate

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
	"github.com/rolecall/rolecall/tests/reference"
)

// permissions reports whether the server has roles that are made of permissions.
func (g *generator) permissions() bool { return g.server.Toggle || g.since("9.0") }

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
			g.permission("  ", g.roleOrg[r] == "")
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
			g.line("  role = %q", one(g, "fixed role", reference.FixedRoles(g.server.Version)...))
		}
		if org == "" && g.yes("in one org") {
			org = one(g, "org", g.orgs...)
		}
		if org != "" {
			g.line("  org = org.%s", org)
		}
		if g.before("8.5") {
			g.line("  basic_roles = %s", quoted(some(g, "basic role", []string{"Viewer", "Editor", "Admin", "Grafana Admin"})))
		} else {
			g.line("  users = %s", refs("user", some(g, "user", g.users)))
			if org != "" {
				g.line("  teams = %s", refs("team", some(g, "team", g.teams[org])))
				g.line("  service_accounts = %s", refs("service_account", some(g, "account", g.accs[org])))
			}
			if g.before("9.0") && g.seldom("basic roles") {
				g.line("  basic_roles = %s", quoted(some(g, "basic role", []string{"Viewer", "Editor", "Admin", "Grafana Admin"})))
			}
		}
		g.line("}")
	}
}

// pluginActions are actions that a plugin could bring along.
var pluginActions = []string{"k6-app.tests:read", "k6-app:write"}

// permission declares a permission of a role, of an action that the version
// has, with scopes that it takes. A role for all orgs is global.
func (g *generator) permission(indent string, global bool) {
	if rare(g, "action of a plugin") {
		g.line("%spermission %q { scopes = %s }", indent, one(g, "plugin action", pluginActions...), one(g, "plugin scope", "[]", `["plugins:id:k6-app"]`, `["plugins:*"]`))
		return
	}
	of := catalogue.Of(schema.Version(g.server.Version).Release())
	known := of.Actions
	action := one(g, "action of a role", slices.Sorted(maps.Keys(known))...)
	var scopes []string
	refused := func(scope string) bool {
		_, one := of.Scopes.OneOrg(scope)
		return global && one
	}
	taken := slices.DeleteFunc(slices.Clone(known[action]), func(scope string) bool {
		return slices.Contains(of.Scopes.Refused, scope) || refused(scope)
	})
	for _, scope := range taken {
		prefix, wild := strings.CutSuffix(scope, "*")
		switch {
		case scope == "" || g.yes("leave out"):
		case wild && prefix != "" && !refused(prefix) && !slices.ContainsFunc(known[action], func(other string) bool {
			return other != scope && strings.HasPrefix(other, prefix)
		}) && g.yes("one thing"):
			scopes = append(scopes, text(prefix+one(g, "scope id", g.written()...)))
		default:
			scopes = append(scopes, text(scope))
		}
		if typ := scopeTypes[prefix]; typ != "" && scope != "" && !refused(prefix) && g.yes("by reference") {
			for _, label := range some(g, "referred to", g.labels(typ)) {
				scopes = append(scopes, typ+"."+label)
			}
		}
	}
	if of.Scopes.Checked && len(scopes) == 0 && len(taken) > 0 && !slices.Contains(taken, "") {
		// Grafana refuses an action without a scope that it takes with one alone.
		scopes = append(scopes, text(taken[0]))
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
		if g.before("9.0") { // which takes whole assignments away
			g.line("  remove {")
			for _, action := range some(g, "removed", []string{"users:create", "users:read", "reports:read", "datasources:read", "teams:read", "org.users:read"}) {
				if catalogue.Of(schema.Version(g.server.Version).Release()).Actions[action] != nil {
					g.line("    permission %q {}", action)
				}
			}
			g.line("  }\n}")
			continue
		}
		for _, edit := range []string{"add", "remove"} {
			if g.yes(edit) {
				g.line("  %s {", edit)
				g.permission("    ", false)
				g.line("  }")
			}
		}
		g.line("}")
	}
}
