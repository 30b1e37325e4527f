package reference

import (
	"maps"
	"slices"
	"strings"
)

// actions are the actions that some table or rule knows, and usualActions
// those of them that most versions decide about; both are sorted.
var (
	actions      = knownActions("8.0", "8.5", "9.3", "13")
	usualActions = knownActions("8.5", "9.3")
	itemActions  = slices.DeleteFunc(slices.Clone(usualActions), func(a string) bool {
		kind, _, _ := strings.Cut(a, ":")
		return !slices.Contains([]string{
			"dashboards", "folders", "dashboards.permissions", "folders.permissions", "library.panels", "annotations", "snapshots", "alert.rules",
			"teams", "teams.permissions", "teams.preferences", "datasources",
		}, kind)
	})
)

func knownActions(versions ...string) []string {
	all := map[string]bool{}
	for _, version := range versions {
		for _, f := range fixedRoles[version] {
			for _, p := range f.Permissions {
				all[p.Action], all[newest(p.Action)] = true, true
			}
		}
	}
	for action := range read[struct{ Coined map[string]string }]("actions_coined").Coined {
		all[action] = true
	}
	for _, action := range []string{"status:accesscontrol", "serviceaccounts:create", "snapshots:read", "snapshots:create", "snapshots:delete",
		"library.panels:create", "library.panels:read", "library.panels:write", "library.panels:delete", "no.such:thing", "dashboards"} {
		all[action] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// usual are the kinds of actions and the types of resource that they are asked
// about; every other action is asked about the org.
var usual = []struct {
	kind  string
	types []string
}{
	{"dashboards", []string{"dashboard", "dashboard", "folder"}},
	{"folders", []string{"folder", "org"}},
	{"teams", []string{"team", "org"}},
	{"annotations", []string{"annotation"}},
	{"snapshots", []string{"snapshot", "org"}},
	{"library.panels", []string{"library_panel", "folder"}},
	{"alert.rules", []string{"alert", "alert", "folder", "org", "server"}},
	{"alert.notifications.channels", []string{"notification_channel", "org"}},
	{"datasources", []string{"data_source", "org"}},
	{"playlists", []string{"playlist", "org"}},
	{"plugins", []string{"plugin", "server", "org"}},
	{"reports", []string{"report", "org"}},
	{"orgs", []string{"org", "server"}},
	{"org.users", []string{"org", "user"}},
	{"users", []string{"user", "user", "server", "org", "role"}},
	{"serviceaccounts", []string{"service_account", "org"}},
	{"apikeys", []string{"api_key", "org"}},
	{"roles", []string{"role", "org"}},
	{"settings", []string{"server", "org", ""}},
	{"server", []string{"server", "org", ""}},
	{"provisioning", []string{"server", "org", ""}},
	{"ldap", []string{"server", "org", ""}},
	{"status", []string{"server", "org"}},
}

// types are all types of resource, and one that does not exist.
var types = []string{
	"org", "folder", "dashboard", "data_source", "team", "user", "service_account", "api_key", "role", "playlist", "snapshot",
	"annotation", "library_panel", "alert", "notification_channel", "plugin", "report", "server", "", "moon",
}

func (g *generator) action() string {
	return one(g, "action", one(g, "actions", itemActions, itemActions, usualActions, usualActions, actions)...)
}

// request draws a request, mostly one that makes sense.
func (g *generator) request() Request {
	org := one(g, "asked in", g.orgs...)
	r := Request{Subject: g.subject(org)}
	if len(g.orgs) > 1 || g.yes("name the org") {
		r.Context.Org = org
		if rare(g, "another word for the org") {
			r.Context.Org = one(g, "org word", "The "+org, "nowhere", "")
		}
	}
	if g.seldom("time") {
		r.Context.Time = one(g, "time", times...)
	}
	var typ string
	if g.seldom("about anything") {
		r.Action.Name = g.action()
		typ = one(g, "type", typesOf(r.Action.Name)...)
	} else {
		typ = one(g, "there", g.there(org)...)
		r.Action.Name = one(g, "action on it", actionsOn[typ]...)
	}
	if rare(g, "any type") {
		typ = one(g, "type", types...)
	}
	r.Resource = g.resource(org, typ)
	return r
}

// there are the types of resource that an org has some of.
func (g *generator) there(org string) []string {
	there := []string{"org", "user", "playlist", "snapshot", "annotation", "server"}
	for typ, things := range map[string][]string{
		"data_source": g.sources[org], "team": g.teams[org], "service_account": g.accs[org], "api_key": g.keys[org], "role": g.roles,
	} {
		if len(things) > 0 {
			there = append(there, typ)
		}
	}
	if len(g.folders[org]) > 0 {
		there = append(there, "folder", "folder", "alert", "library_panel")
	}
	if len(g.dashboards[org]) > 0 {
		there = append(there, "dashboard", "dashboard")
	}
	slices.Sort(there)
	return there
}

// typesOf are the types of resource that an action is usually asked about.
func typesOf(action string) []string {
	for _, u := range slices.Backward(usual) {
		if action == u.kind || strings.HasPrefix(action, u.kind+":") || strings.HasPrefix(action, u.kind+".") {
			return u.types
		}
	}
	return []string{"org", ""}
}

// actionsOn are the usual actions by the type that they are asked about.
var actionsOn = func() map[string][]string {
	on := map[string][]string{}
	for _, action := range append(slices.Clone(usualActions), itemActions...) {
		for _, typ := range typesOf(action) {
			on[typ] = append(on[typ], action)
		}
	}
	return on
}()

func (g *generator) subject(org string) Subject {
	s := Subject{Type: one(g, "subject", "user", "user", "user", "user", "user", "user", "api_key", "service_account", "anonymous")}
	switch s.Type {
	case "user":
		user := one(g, "user", g.users...)
		s.ID = g.nameOf("user", user)
		if rare(g, "another name") {
			s.ID = one(g, "name", user, user+"@x.org", "nobody", one(g, "odd name", odd...))
		}
		if !g.has("8.0") && g.seldom("groups") {
			s.Properties.Groups = some(g, "group", groups)
		}
	case "api_key":
		s.ID = one(g, "key", append(g.namesOf("api_key", slices.Concat(g.keys[org], g.keys[org])), "nokey", "*")...)
	case "service_account":
		s.ID = one(g, "account", append(g.namesOf("service_account", slices.Concat(g.accs[org], g.accs[org])), "noaccount", "*")...)
		s.Properties.Token = one(g, "token", append([]string{"", "", "", "tok2", "*"}, g.namesOf("token", []string{"tok0", "tok1"})...)...)
	}
	s.ID, s.Properties.Token = g.spelled(s.Type, s.ID), g.spelled("token", s.Properties.Token)
	return s
}

func (g *generator) resource(org, typ string) Resource {
	r := Resource{Type: typ}
	if r.Type == "" {
		return r
	}
	ids := map[string][]string{
		"folder":          append(slices.Clone(g.folders[org]), "general"),
		"dashboard":       append(slices.Clone(g.dashboards[org]), "nodash"),
		"data_source":     g.sources[org],
		"team":            g.namesOf("team", g.teams[org]),
		"user":            g.namesOf("user", g.users),
		"service_account": g.namesOf("service_account", g.accs[org]),
		"api_key":         g.namesOf("api_key", g.keys[org]),
		"role":            append(slices.Clone(g.roles), "fixed:users:reader"),
		"playlist":        {"p"}, "plugin": {"p", "a/b", "a:b", "*"}, "report": {"p", "a/b", "a:b", "*", "u0"}, "notification_channel": {"p"},
	}[r.Type]
	switch {
	case r.Type == "org" && g.seldom("org id"):
		r.ID = one(g, "org id", g.orgs...)
	case r.Type == "server":
	case rare(g, "any id"):
		r.ID = one(g, "id", append(g.words(), odd...)...)
	case len(ids) > 0:
		r.ID = one(g, "id", ids...)
	}
	p := &r.Properties
	switch r.Type {
	case "annotation", "snapshot", "alert":
		if g.yes("of a dashboard") {
			p.Dashboard = one(g, "dashboard", append(slices.Clone(g.dashboards[org]), "nodash")...)
		}
		if r.Type != "annotation" && g.seldom("in a folder") {
			p.Folder = g.folder(org)
		}
	case "library_panel":
		if !g.seldom("no folder") {
			p.Folder = g.folder(org)
		}
	case "dashboard":
		if g.yes("said to be in a folder") {
			p.Folder = g.folder(org)
		}
	}
	if g.seldom("said to be made by") {
		p.CreatedBy = one(g, "maker", append(g.namesOf("user", g.users), "nobody")...)
	}
	r.ID = g.spelled(r.Type, r.ID)
	return r
}

func (g *generator) folder(org string) string {
	return one(g, "folder", append(slices.Clone(g.folders[org]), "general", "nofolder")...)
}

// rare is true once in twelve times.
func rare(g *generator, label string) bool { return g.upTo(11, label) == 11 }
