package generate

// access declares teams, folders, dashboards and data sources with their permissions.
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
		if g.since("8.5") && g.seldom("external groups") {
			g.line("  external_groups = %s", quoted([]string{one(g, "group", append(groups, "cn=*,dc=x")...)}))
		}
		g.line("}")
	}
	for i, x := range g.folders[o] {
		g.line("folder %q {\n  org = org.%s", x, o)
		if i == 0 && g.seldom("uid general") {
			g.line("  uid = \"general\"")
		}
		if i > 0 && g.nested && g.yes("nested") {
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
		switch levels := []string{"Query", "Edit", "Admin"}; {
		case !g.permissions() || g.before("8.5"):
			g.entries(o, levels[:1]...)
		case g.before("10.2.3"):
			g.entries(o, levels[:2]...)
		default:
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
	if levels[0] == "View" || g.since("8.5") {
		roles := []string{"Viewer", "Editor"}
		if g.permissions() && g.since("8.5") {
			roles = append(roles, "Admin")
		}
		give("roles", roles)
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
