package explain

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/fromdata"
)

// checkChanges makes each change that an explanation of a denial proposes. The change must
// allow the request, and to as many others as the explanation says.
func checkChanges(t reporter, config string, requests []engine.Request) {
	e, w := load(t, config)
	if e == nil {
		t.Fatalf("does not load:\n%s", config)
	}
	for _, r := range requests {
		explanation := explained(t, e, r)
		for _, c := range explanation.Repairs {
			d := clone(t, document.Of(w))
			for _, edit := range c.Edits {
				apply(t, d, edit)
			}
			after, err := fromdata.Open(context.Background(), d)
			if err != nil {
				t.Fatal(err)
			}
			decision, err := after.(*engine.Engine).Check(context.Background(), r)
			if err != nil {
				t.Fatal(err)
			}
			if others := added(e, after.(*engine.Engine), r, subjectOf(d, r)); !decision.Allowed || others != c.Others {
				t.Fatalf("after %v: allowed %v, with %d others, not %d\n%s\n%s", c.Edits, decision.Allowed, others, c.Others, explanation, config)
			}
		}
	}
}

// subjectOf returns the name of a subject in lists. A request may name a user by email.
func subjectOf(d *document.World, r engine.Request) string {
	if login, ok := d.Logins[r.Subject.ID]; ok && r.Subject.Type == "user" {
		return "user:" + login
	}
	return r.Subject.String()
}

// added counts the subjects that only a change allows a request, without one subject.
func added(before, after *engine.Engine, r engine.Request, subject string) int {
	could := map[string]bool{subject: true}
	for s := range before.WhoCan(r).All() {
		could[s.String()] = true
	}
	count := 0
	for s := range after.WhoCan(r).All() {
		if !could[s.String()] {
			count++
		}
	}
	return count
}

func clone(t reporter, d *document.World) *document.World {
	raw, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var c document.World
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatal(err)
	}
	return &c
}

var scopes = map[string]string{"dashboard": "dashboards:uid:", "data_source": "datasources:uid:", "folder": "folders:uid:", "team": "teams:id:"}

// apply makes an edit, as a person would in the configuration.
func apply(t reporter, d *document.World, e explain.Edit) {
	const source = "change.hcl:1"
	typ, id, _ := strings.Cut(e.Resource, ":")
	place := scopes[typ] + id
	switch o := d.Orgs[e.Org]; e.Kind {
	case explain.AddPermission:
		enter(o, place, e.Holder, document.Entry{Level: e.Level, Source: source})
	case explain.AddToTeam:
		entry := document.Entry{Level: e.Level, Source: source}
		enter(o, place, e.Holder, entry)
		m := o.Members[e.Holder]
		if m.Teams == nil {
			m.Teams = map[string]document.Entry{}
		}
		m.Teams[id] = entry
	case explain.SetRole:
		setRole(d, o, e)
	case explain.AssignRole:
		for label, o := range d.Orgs {
			if e.Org == "" || e.Org == label {
				assign(o.Roles, e)
			}
		}
		if e.Org == "" {
			assign(d.Everywhere, e)
		}
	case explain.SetServerAdmin:
		u := d.Users[e.Holder]
		u.GrafanaAdmin = true
		d.Users[e.Holder] = u
	case explain.TurnOn:
		*d.Grafana.Setting(e.Setting) = true
	default:
		t.Fatalf("edit of kind %q", e.Kind)
	}
}

// enter adds an entry to a list, and updates what each holder holds.
func enter(o *document.Org, place, holder string, entry document.Entry) {
	if o.Permissions[place] == nil {
		o.Permissions[place] = map[string]document.Entry{}
	}
	o.Permissions[place][holder] = entry
	clear(o.Held)
	for _, place := range slices.Sorted(maps.Keys(o.Permissions)) {
		kind, _, _ := strings.Cut(place, ":")
		for holder, entry := range o.Permissions[place] {
			if o.Held[holder] == nil {
				o.Held[holder] = map[string]map[string]string{}
			}
			if o.Held[holder][kind] == nil {
				o.Held[holder][kind] = map[string]string{}
			}
			o.Held[holder][kind][entry.Level] = entry.Source
		}
	}
}

// setRole gives a role in an org. A user who joins the org becomes a member of the teams that
// already list the user.
func setRole(d *document.World, o *document.Org, e explain.Edit) {
	if m := o.Members[e.Holder]; m != nil {
		m.Role = e.Role
		return
	}
	m := &document.Member{Role: e.Role, Source: "change.hcl:1", Teams: map[string]document.Entry{}}
	o.Members[e.Holder] = m
	for place, list := range o.Permissions {
		if team, ok := strings.CutPrefix(place, "teams:id:"); ok {
			if entry, ok := list[e.Holder]; ok {
				m.Teams[team] = entry
			}
		}
	}
}

func assign(roles map[string]map[string]string, e explain.Edit) {
	if roles[e.Holder] == nil {
		roles[e.Holder] = map[string]string{}
	}
	roles[e.Holder][e.Role] = "change.hcl:1"
}
