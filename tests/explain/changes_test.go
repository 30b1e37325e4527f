package explain

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/fromdata"
	"github.com/rolecall/rolecall/internal/patch"
	"github.com/rolecall/rolecall/internal/scopes"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// checkChanges makes each change that an explanation of a denial proposes. The change must
// allow the request, and to the others that the explanation names. Nobody may lose access by
// it but the subjects that the explanation names.
func checkChanges(t reporter, config string, requests []engine.Request) {
	e, w := load(t, config)
	if e == nil {
		t.Fatalf("does not load:\n%s", config)
	}
	for _, r := range requests {
		explanation := explained(t, e, r)
		for _, c := range explanation.Repairs {
			checkPatch(t, e, w, config, r, c)
			d := clone(t, document.Of(w))
			for _, edit := range c.Edits {
				apply(t, d, edit)
			}
			d.Grafana.Licence = d.Grafana.Licence || c.NeedsLicence
			after, err := fromdata.Open(context.Background(), d)
			if err != nil {
				t.Fatal(err)
			}
			checkEffect(t, e, after.(*engine.Engine), r, subjectOf(d, r), c, func() string {
				return fmt.Sprintf("after %v:\n%s\n%s", c.Edits, explanation, config)
			})
		}
	}
}

// checkPatch writes the edits of a repair into the configuration, which must then load without
// errors and without new warnings, and have the effect of the repair.
func checkPatch(t reporter, before *engine.Engine, w *schema.World, config string, r engine.Request, c explain.Repair) {
	p := patch.Of(w, c.Edits)
	if len(p.Elsewhere) > 0 {
		t.Fatalf("%v is not written: %v\n%s", c.Edits, p.Elsewhere, config)
	}
	patched := string(p.Files["main.hcl"])
	about := func() string {
		return fmt.Sprintf("after %v:\n%s\n%s", c.Edits, p.Diff(func(name string) string { return name }), config)
	}
	_, diagsBefore := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(config)}})
	was := map[string]int{}
	for _, d := range diagsBefore {
		was[warningOf(d, config)]++
	}
	world, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(patched)}})
	for _, d := range diags {
		key := warningOf(d, patched)
		if was[key]--; was[key] < 0 {
			t.Fatalf("%s: %s\n%s", d.Summary, d.Detail, about())
		}
	}
	after, err := engine.FromWorld(context.Background(), world)
	if err != nil {
		t.Fatal(err)
	}
	checkEffect(t, before, after, r, subjectOf(document.Of(w), r), c, about)
}

// warningOf returns the summary of a diagnostic and the text that it is about. The detail may
// name another level or line after a patch.
func warningOf(d *hcl.Diagnostic, config string) string {
	return d.Summary + ": " + string(d.Subject.SliceBytes([]byte(config)))
}

// checkEffect compares the effect of a repair with what it says.
func checkEffect(t reporter, before, after *engine.Engine, r engine.Request, subject string, c explain.Repair, about func() string) {
	decision, err := after.Check(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	if gainers := added(before, after, r, subject); !decision.Allowed || !slices.Equal(gainers, c.Gainers) || len(gainers) != c.Others {
		t.Fatalf("allowed %v, with the others %v, not %v\n%s", decision.Allowed, gainers, c.Gainers, about())
	}
	lost := losers(before, after, r)
	if named := slices.Sorted(slices.Values(c.Losers)); !slices.Equal(lost, named) {
		t.Fatalf("%v lose access, not %v\n%s", lost, named, about())
	}
	if len(lost) > 0 {
		return
	}
	compared, err := before.View().Compare(context.Background(), after.View(), r.Time)
	if err != nil {
		t.Fatal(err)
	}
	// Losers are declared subjects, with what they have without external groups.
	if first := compared.Lost.First; first != nil && len(first.Subject.Groups) == 0 {
		t.Fatalf("%d requests are lost, the first %v, and nobody is said to lose access\n%s", compared.Lost.Count, *first, about())
	}
}

// losers returns the declared subjects that lose access in some org, sorted.
func losers(before, after *engine.Engine, r engine.Request) []string {
	found := map[string]bool{}
	types, _ := before.View().Types()
	for _, org := range before.View().Names("org", "") {
		for _, typ := range types {
			ids := before.View().Names(typ, org)
			if len(ids) == 0 {
				ids = []string{""} // anonymous access has no name
			}
			for _, id := range ids {
				s := engine.Subject{Type: typ, ID: id}
				if !found[s.String()] && loses(before, after, engine.Request{Subject: s, Org: org, Time: r.Time}) {
					found[s.String()] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// loses reports whether the subject of a request can no longer do something that it could do
// in the org before.
func loses(before, after *engine.Engine, r engine.Request) bool {
	left := map[engine.Access]bool{}
	for a := range after.WhatCan(r).All() {
		left[a] = true
	}
	for a := range before.WhatCan(r).All() {
		if !left[a] {
			return true
		}
	}
	return false
}

// subjectOf returns the name of a subject in lists. A request may name a user by email, in
// another spelling, and in most versions in another case.
func subjectOf(d *document.World, r engine.Request) string {
	name := norm.NFC.String(r.Subject.ID)
	if r.Subject.Type != "user" {
		return engine.Subject{Type: r.Subject.Type, ID: name}.String()
	}
	if login, ok := d.Logins[name]; ok {
		return "user:" + login
	}
	for known, login := range d.Logins {
		if strings.EqualFold(known, name) {
			return "user:" + login
		}
	}
	return "user:" + name
}

// added returns the subjects that only a change allows a request, without one subject.
func added(before, after *engine.Engine, r engine.Request, subject string) []string {
	could := map[string]bool{subject: true}
	for s := range before.WhoCan(r).All() {
		could[s.String()] = true
	}
	others := []string{}
	for s := range after.WhoCan(r).All() {
		if !could[s.String()] {
			others = append(others, s.String())
		}
	}
	return others
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

var scopeOf = map[string]string{"dashboard": "dashboards:uid:", "data_source": "datasources:uid:", "folder": "folders:uid:", "service_account": "serviceaccounts:id:", "team": "teams:id:"}

func placeOf(resource string) (place, id string) {
	typ, id, _ := strings.Cut(resource, ":")
	return scopeOf[typ] + scopes.Word(id), id
}

// apply makes an edit, as a person would in the configuration.
func apply(t reporter, d *document.World, e explain.Edit) {
	const source = "change.hcl:1"
	place, id := placeOf(e.Resource)
	switch o := d.Orgs[e.Org]; e.Kind {
	case explain.AddPermission:
		if e.List == explain.EmptyList {
			*o = *o.WithEntry(place, e.Holder, e.Level)
		}
		for _, r := range e.Redundant {
			other, _ := placeOf(r.Resource)
			if delete(o.Permissions[other], e.Holder); len(o.Permissions[other]) == 0 {
				delete(o.Permissions, other)
			}
		}
		enter(o, place, e.Holder, document.Entry{Level: e.Level, Source: source})
	case explain.AddToTeam:
		entry := document.Entry{Level: e.Level, Source: source}
		enter(o, place, e.Holder, entry)
		// A user whom external groups bring into the org is not declared as its member.
		if m := o.Members[e.Holder]; m != nil {
			if m.Teams == nil {
				m.Teams = map[string]document.Entry{}
			}
			m.Teams[id] = entry
		}
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
				m.Teams[scopes.Name(team)] = entry
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
