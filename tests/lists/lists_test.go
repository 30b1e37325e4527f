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

// TestRecorded holds them against each other in the worlds of recorded
// servers.
func TestRecorded(t *testing.T) {
	for _, dir := range records.Worlds(t, "../..") {
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
	for _, server := range generate.Servers {
		t.Run(server.String(), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				c := generate.Cases(server, 40).Draw(t, "case")
				for _, difference := range differences(t, c.World(t)) {
					t.Fatalf("%s\n%s", difference, c.Config)
				}
			})
		})
	}
}

// differences asks everything about a world, in each of its orgs.
func differences(t interface{ Fatal(...any) }, w *schema.World) []string {
	eng, err := engine.FromWorld(context.Background(), w)
	if err != nil {
		t.Fatal(err)
	}
	actions := slices.Concat(catalogue.Actions(), catalogue.Coined())
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

// groupDifferences holds what a team and a role of an org give against what users can do who
// are declared with that alone, without what a user can do who is declared with nothing. It
// holds the teams that give a request against that, and against who can do it.
func groupDifferences(t interface{ Fatal(...any) }, w *schema.World, org *schema.Org, view *engine.View) []string {
	changed, members := *w, org.Members
	changed.Users = slices.Clone(w.Users)
	declare := func(login string, role schema.OrgRole) schema.Ref[schema.User] {
		u := &schema.User{Declaration: schema.Declaration{Addr: schema.Addr{Type: "user", Label: login}}, Login: schema.Text{Value: login}}
		changed.Users = append(changed.Users, u)
		org.Members = append(slices.Clip(org.Members), schema.Member{User: schema.Ref[schema.User]{To: u}, Role: role})
		return schema.Ref[schema.User]{To: u}
	}
	defer func() { org.Members = members }()
	nobody := declare("zz-nobody", "")
	declare("zz-editor", schema.Editor)
	users := map[string]engine.Subject{"zz-editor": {Type: "role", ID: "Editor"}}
	for _, team := range w.Teams {
		if team.Org == org {
			user, before := declare("zz-member", ""), team.Members
			team.Members = append(slices.Clip(before), user)
			defer func() { team.Members = before }()
			users["zz-member"] = engine.Subject{Type: "team", ID: team.Name.Value}
			break
		}
	}
	eng, err := engine.FromWorld(context.Background(), &changed)
	if err != nil {
		t.Fatal(err)
	}
	of := func(login string) map[engine.Access]bool {
		can := map[engine.Access]bool{}
		for a := range eng.WhatCan(engine.Request{Subject: engine.Subject{Type: "user", ID: login}, Org: org.Addr.Label}).All() {
			can[a] = a.Resource.Type != "user" || !strings.HasPrefix(a.Resource.ID, "zz-")
		}
		return can
	}
	var all []string
	without := of(nobody.To.Login.Value)
	for login, group := range users {
		gives := map[engine.Access]bool{}
		for a := range view.WhatCan(engine.Request{Subject: group, Org: org.Addr.Label}).All() {
			gives[a] = true
		}
		asked := 0
		for a, declared := range of(login) {
			if want := declared && !without[a]; want != gives[a] {
				all = append(all, fmt.Sprintf("%s in %s gives %s %s: %v, want %v", group, org.Addr, a.Action, a.Resource, gives[a], want))
			}
			if delete(gives, a); group.Type == "team" && asked < 2 && !strings.HasPrefix(a.Resource.ID, "zz-") {
				asked++
				all = append(all, teamDifferences(t, view, org, group, a, declared && !without[a])...)
			}
		}
		for a := range gives {
			all = append(all, fmt.Sprintf("%s in %s gives %s %s to nobody", group, org.Addr, a.Action, a.Resource))
		}
	}
	return all
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
	{Type: "alert"}, {Type: "annotation"}, {Type: "library_panel"}, {Type: "notification_channel"}, {Type: "org"},
	{Type: "playlist"}, {Type: "plugin"}, {Type: "report"}, {Type: "server"}, {Type: "snapshot"},
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
