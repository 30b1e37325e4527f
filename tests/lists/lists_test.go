// Package lists holds the lists of the engine against its decisions: whoever
// is allowed something is on both lists, and nobody else.
package lists

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
	"github.com/rolecall/rolecall/tests/generate"
	"github.com/rolecall/rolecall/tests/records"
)

// worlds is how many generated worlds of each server are asked about;
// -rapid.checks asks about others.
const worlds = "5"

func TestMain(m *testing.M) {
	generate.DefaultFlags(map[string]string{"rapid.checks": worlds})
	os.Exit(m.Run())
}

// TestRecorded holds them against each other in some worlds of recorded servers.
func TestRecorded(t *testing.T) {
	for _, dir := range records.Some(t, records.Worlds(t, "../..")) {
		t.Run(records.Name(dir), func(t *testing.T) {
			t.Parallel()
			w, diags := loader.Load(os.DirFS(dir))
			if diags.HasErrors() {
				t.Fatal(diags)
			}
			for _, difference := range differences(t, w) {
				t.Fatal(difference)
			}
		})
	}
}

// TestGenerated holds them against each other in generated worlds.
func TestGenerated(t *testing.T) {
	generate.Each(t, generate.Servers, func(t *rapid.T, server generate.Server) {
		c := generate.Cases(server, 40).Draw(t, "case")
		for _, difference := range differences(t, c.World(t)) {
			t.Fatalf("%s\n%s", difference, c.Config)
		}
	})
}

// differences asks everything about a world, in each of its orgs.
func differences(t interface{ Fatal(...any) }, w *schema.World) []string {
	eng, err := engine.FromWorld(context.Background(), w)
	if err != nil {
		t.Fatal(err)
	}
	actions := slices.Concat(catalogue.Actions(), catalogue.Coined())
	_, types := eng.View().Types()
	for _, typ := range types { // which have actions of plugins, too
		actions = append(actions, eng.View().Actions(typ)...)
	}
	slices.Sort(actions)
	actions = slices.DeleteFunc(slices.Compact(actions), func(action string) bool { return catalogue.Newest(action) != "" })
	now := time.Now()
	var all []string
	for _, org := range w.Orgs {
		u := universeOf(w, org)
		can := map[string]map[engine.Access]bool{}
		for _, s := range u.subjects {
			r := engine.Request{Subject: s, Org: org.Addr.Label, Time: now}
			list := slices.Collect(eng.WhatCan(r).All())
			if !slices.IsSortedFunc(list, comparePermissions) {
				all = append(all, fmt.Sprintf("what %s can is not sorted", s))
			}
			can[s.String()] = map[engine.Access]bool{}
			for _, p := range list {
				can[s.String()][p] = true
			}
		}
		for _, action := range actions {
			for _, resource := range u.resources {
				p := engine.Access{Action: action, Resource: resource}
				if resource == (engine.Resource{}) {
					p.Asks = eng.View().Asks(action)
				}
				r := engine.Request{Action: action, Resource: resource, Org: org.Addr.Label, Time: now}
				who := map[string]bool{}
				for s := range eng.WhoCan(r).All() {
					who[s.String()] = true
				}
				for _, s := range u.subjects {
					r.Subject = s
					d, err := eng.Check(context.Background(), r)
					if err != nil {
						t.Fatal(err)
					}
					name := s.String()
					if what := can[name][p]; d.Allowed != who[name] || d.Allowed != what {
						all = append(all, fmt.Sprintf("%s %s %s in %s: decision %v, who-can %v, what-can %v",
							name, action, resource, org.Addr, d.Allowed, who[name], what))
					}
					delete(who, name)
					delete(can[name], p)
				}
				for name := range who {
					all = append(all, fmt.Sprintf("%s %s in %s: who-can has %s", action, resource, org.Addr, name))
				}
			}
		}
		for name, rest := range can {
			for p := range rest {
				// The roles that Grafana brings are no part of a world.
				if !strings.HasPrefix(p.Resource.ID, "fixed:") {
					all = append(all, fmt.Sprintf("what-can of %s in %s has %s %s", name, org.Addr, p.Action, p.Resource))
				}
			}
		}
	}
	for _, org := range w.Orgs {
		all = append(all, groupDifferences(t, w, org, eng.View())...)
	}
	return all
}

// groupDifferences holds what a team and roles of an org give against what users can do who
// are declared with that alone. What is left is what every member can do anyway: the same for
// each role, and what a user can do with the role None, in a release that has it. There, a
// member of the team alone can do exactly that and what the team gives.
func groupDifferences(t interface{ Fatal(...any) }, w *schema.World, org *schema.Org, view *engine.View) []string {
	changed, members, hasNone := *w, org.Members, w.Grafana.KnownVersion().AtLeast(schema.NoBasicRoleSince)
	defer func() { org.Members = members }()
	changed.Users = slices.Clone(w.Users)
	declare := func(login string, role schema.OrgRole) schema.Ref[schema.User] {
		u := &schema.User{Declaration: schema.Declaration{Addr: schema.Addr{Type: "user", Label: login}}, Login: schema.Text{Value: login}}
		changed.Users = append(changed.Users, u)
		org.Members = append(slices.Clip(org.Members), schema.Member{User: schema.Ref[schema.User]{To: u}, Role: role})
		return schema.Ref[schema.User]{To: u}
	}
	least := schema.Viewer
	if hasNone {
		least = schema.NoBasicRole
	}
	declare("zz-editor", schema.Editor)
	declare("zz-viewer", schema.Viewer)
	declare("zz-least", least)
	member := declare("zz-member", least)
	team := slices.IndexFunc(w.Teams, func(team *schema.Team) bool { return team.Org == org })
	if team >= 0 {
		of, before := w.Teams[team], w.Teams[team].Members
		of.Members = append(slices.Clip(before), member)
		defer func() { of.Members = before }()
	}
	eng, err := engine.FromWorld(context.Background(), &changed)
	if err != nil {
		t.Fatal(err)
	}
	can := func(login string) accesses {
		return accessesOf(eng.View(), engine.Subject{Type: "user", ID: login}, org)
	}
	editor, viewer := engine.Subject{Type: "role", ID: "Editor"}, engine.Subject{Type: "role", ID: "Viewer"}
	anyway := can("zz-editor").without(accessesOf(view, editor, org))
	all := slices.Concat(
		accessesOf(view, editor, org).notIn(can("zz-editor"), "role Editor gives what an Editor cannot do"),
		accessesOf(view, viewer, org).notIn(can("zz-viewer"), "role Viewer gives what a Viewer cannot do"),
		anyway.notIn(can("zz-viewer").without(accessesOf(view, viewer, org)), "every Editor can do it anyway, and not every Viewer"),
		can("zz-viewer").without(accessesOf(view, viewer, org)).notIn(anyway, "every Viewer can do it anyway, and not every Editor"),
	)
	if hasNone {
		all = slices.Concat(all, anyway.notIn(can("zz-least"), "every member can do it, and not with None"),
			can("zz-least").notIn(anyway, "None gives it"))
	}
	if team < 0 {
		return all
	}
	subject := engine.Subject{Type: "team", ID: w.Teams[team].Name.Value}
	gives := accessesOf(view, subject, org)
	all = append(all, gives.notIn(can("zz-member"), subject.String()+" gives what its member cannot do")...)
	if hasNone {
		all = append(all, can("zz-member").without(anyway).notIn(gives, subject.String()+" does not give what its member can do")...)
	}
	for from, want := range map[*accesses]bool{&gives: true, &anyway: false} {
		for a := range *from {
			all = append(all, teamDifferences(t, view, org, subject, a, want)...)
			break // one is enough, as each takes long
		}
	}
	return all
}

// accesses are what somebody can do, without the users that a test has added.
type accesses map[engine.Access]bool

func accessesOf(view *engine.View, s engine.Subject, org *schema.Org) accesses {
	all := accesses{}
	for a := range view.WhatCan(engine.Request{Subject: s, Org: org.Addr.Label}).All() {
		if a.Resource.Type != "user" || !strings.HasPrefix(a.Resource.ID, "zz-") {
			all[a] = true
		}
	}
	return all
}

// without returns the accesses that are not among others.
func (all accesses) without(others accesses) accesses {
	left := accesses{}
	for a := range all {
		if !others[a] {
			left[a] = true
		}
	}
	return left
}

// notIn returns a line for each access that is not among others.
func (all accesses) notIn(others accesses, what string) []string {
	var lines []string
	for a := range all.without(others) {
		lines = append(lines, fmt.Sprintf("%s: %s %s", what, a.Action, a.Resource))
	}
	return lines
}

// teamDifferences checks whether a team is among those that give something, and that its
// members can all do it then.
func teamDifferences(t interface{ Fatal(...any) }, view *engine.View, org *schema.Org, team engine.Subject, a engine.Access, want bool) []string {
	r := engine.Request{Action: a.Action, Resource: a.Resource, Org: org.Addr.Label}
	teams, err := view.TeamsThatCan(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	given := slices.ContainsFunc(teams, func(s engine.Subject) bool { return s.ID == team.ID })
	if given != want {
		return []string{fmt.Sprintf("%s is among the teams in %s that give %s %s: %v, want %v", team, org.Addr, a.Action, a.Resource, given, want)}
	}
	var all []string
	for _, s := range view.Members(org.Addr.Label, team.ID) {
		if r.Subject = s; given {
			if d, err := view.Check(context.Background(), r); err != nil || !d.Allowed {
				all = append(all, fmt.Sprintf("%s is denied, in %s, which gives it: %v", r, team, err))
			}
		}
	}
	return all
}

func comparePermissions(a, b engine.Access) int {
	return slices.Compare(
		[]string{a.Action, a.Resource.Type, a.Resource.ID},
		[]string{b.Action, b.Resource.Type, b.Resource.ID})
}

// A universe is who and what can be asked about in an org.
type universe struct {
	subjects  []engine.Subject
	resources []engine.Resource
}

// The kinds that a configuration cannot declare, and those that each org has.
var everywhere = []engine.Resource{
	{Type: "alert"}, {Type: "annotation"}, {Type: "library_panel"}, {Type: "notification_channel"},
	{}, {Type: "playlist"}, {Type: "plugin"}, {Type: "receiver"}, {Type: "report"}, {Type: "server"}, {Type: "snapshot"},
	{Type: "folder", ID: "general"},
}

func universeOf(w *schema.World, org *schema.Org) universe {
	u := universe{resources: slices.Clone(everywhere)}
	declare := func(typ, id string) { u.resources = append(u.resources, engine.Resource{Type: typ, ID: id}) }
	ask := func(typ, id string) { u.subjects = append(u.subjects, engine.Subject{Type: typ, ID: id}) }
	for _, user := range w.Users {
		ask("user", user.Login.Value)
		declare("user", user.Login.Value)
	}
	if a := w.Grafana.Anonymous; a != nil && a.Org == org {
		ask("anonymous", "")
	}
	for _, k := range w.APIKeys {
		if k.Org == org {
			ask("api_key", k.Name.Value)
			declare("api_key", k.Name.Value)
		}
	}
	for _, a := range w.ServiceAccounts {
		if a.Org == org {
			ask("service_account", a.Name.Value)
			declare("service_account", a.Name.Value)
		}
	}
	for _, other := range w.Orgs {
		if other != org {
			declare("org", other.Addr.Label)
		}
	}
	for _, f := range w.Folders {
		if f.Org == org && f.UID.Value != "general" {
			declare("folder", f.UID.Value)
		}
	}
	for _, d := range w.Dashboards {
		if d.Org == org {
			declare("dashboard", d.UID.Value)
		}
	}
	for _, s := range w.DataSources {
		if s.Org == org {
			declare("data_source", s.UID.Value)
		}
	}
	for _, team := range w.Teams {
		if team.Org == org {
			declare("team", team.Name.Value)
		}
	}
	for _, r := range w.Roles {
		if r.Org == nil || r.Org == org {
			declare("role", r.UID.Value)
		}
	}
	return u
}
