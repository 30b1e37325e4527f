package generate

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/tests/reference"
)

func (g *generator) action() string {
	return one(g, "action", one(g, "actions", itemActions, itemActions, usualActions, usualActions, Actions)...)
}

// request draws a request, which mostly makes sense.
func (g *generator) request() reference.Request {
	org := one(g, "asked in", g.orgs...)
	r := reference.Request{Subject: g.subject(org)}
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
	if rare(g, "of a plugin") {
		r.Action.Name = one(g, "plugin action", pluginActions...)
		r.Resource = one(g, "plugin", reference.Resource{}, reference.Resource{Type: "org"}, reference.Resource{Type: "plugin", ID: "k6-app"}, reference.Resource{Type: "plugin", ID: "other-app"}, reference.Resource{Type: "plugin"}, reference.Resource{Type: "team", ID: "x"})
		return r
	}
	if rare(g, "any type") {
		typ = one(g, "type", types...)
	}
	r.Resource = g.resource(org, typ)
	if rule := strings.HasPrefix(r.Action.Name, "alert.rules:"); (rule && (typ == "alert" || typ == "folder") || rare(g, "sources of anything")) && g.yes("data sources") {
		sources := append([]string{}, some(g, "data source", append(g.namesOf("data_source", g.sources[org]), "nosource"))...)
		r.Resource.Properties.DataSources = &sources
	}
	return r
}

// there returns the types of the resources in an org.
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
	if g.since("11.5") {
		there = append(there, "receiver")
	}
	if len(g.dashboards[org]) > 0 {
		there = append(there, "dashboard", "dashboard")
	}
	slices.Sort(there)
	return there
}

func (g *generator) subject(org string) reference.Subject {
	s := reference.Subject{Type: one(g, "subject", "user", "user", "user", "user", "user", "user", "api_key", "service_account", "anonymous")}
	switch s.Type {
	case "user":
		user := one(g, "user", g.users...)
		s.ID = g.nameOf("user", user)
		if rare(g, "another name") {
			s.ID = one(g, "name", user, user+"@x.org", "nobody", one(g, "odd name", odd...))
		}
		if g.since("8.5") && g.seldom("groups") {
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

func (g *generator) resource(org, typ string) reference.Resource {
	r := reference.Resource{Type: typ}
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
		// Scopes in roles name some of these, too.
		"receiver": {"nothing", "delegate", "a", "a/b", "a:b", "*"},
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
