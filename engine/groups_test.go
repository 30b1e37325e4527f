package engine_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine"
)

// Each of these users has one thing alone, besides the membership of org "main". root and boss
// are server admins, inside and outside of it.
const peopleOfGroups = `
grafana { version = "13.3" }
org "main" {
  admins  = [user.ada]
  editors = [user.only_editor]
  viewers = [user.only_viewer, user.vic]
  none    = [user.nothing, user.only_sre, user.only_writer, user.only_fixed, user.root]
}
org "other" { viewers = [user.vic] }
user "ada" {}
user "vic" {}
user "nothing" {}
user "only_editor" {}
user "only_viewer" {}
user "only_sre" {}
user "only_writer" {}
user "only_fixed" {}
user "root" { grafana_admin = true }
user "boss" { grafana_admin = true }
team "sre" {
  org     = org.main
  members = [user.only_sre, user.vic]
  admins  = [user.ada]
}
team "idle" { org = org.main }
folder "production" {
  org = org.main
  permission "Edit" { teams = [team.sre] }
  permission "View" { roles = ["Viewer"] }
}
folder "sandbox" { org = org.main }
role "writer" {
  org = org.main
  permission "reports:write" { scopes = ["reports:*"] }
}
role_assignment "sre" {
  org   = org.main
  role  = "fixed:reports:reader"
  teams = [team.sre]
  users = [user.only_fixed]
}
role_assignment "writer" {
  role  = role.writer
  users = [user.only_writer]
}
`

func groupsEngine(t *testing.T) *engine.Engine {
	t.Helper()
	return open(t, fstest.MapFS{"main.hcl": {Data: []byte(peopleOfGroups)}})
}

// TestWhatGroupsGive checks that the list of a team or role has what a user can do who has
// that alone, without what a user can do who has nothing; and that no team or role is allowed
// anything itself.
func TestWhatGroupsGive(t *testing.T) {
	eng := groupsEngine(t)
	of := func(typ, id string) map[engine.Access]bool {
		list := eng.WhatCan(engine.Request{Subject: engine.Subject{Type: typ, ID: id}, Org: "main"})
		if list.Problem.Kind != "" {
			t.Fatalf("%s:%s: %s", typ, id, list.Problem)
		}
		all := map[engine.Access]bool{}
		for a := range list.All() {
			all[a] = true
		}
		return all
	}
	nothing := of("user", "nothing")
	for group, user := range map[string]string{
		"team:sre":                  "only_sre",
		"role:Editor":               "only_editor",
		"role:Viewer":               "only_viewer",
		"role:None":                 "nothing",
		"role:writer":               "only_writer",
		"role:fixed:reports:reader": "only_fixed",
		"role:Grafana Admin":        "root",
	} {
		typ, id, _ := strings.Cut(group, ":")
		want := of("user", user)
		maps.DeleteFunc(want, func(a engine.Access, _ bool) bool { return nothing[a] })
		got := of(typ, id)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", group, diff)
		}
		if id != "None" && len(got) == 0 {
			t.Errorf("%s gives nothing", group)
		}
		for a := range got {
			r := engine.Request{Subject: engine.Subject{Type: typ, ID: id}, Action: a.Action, Resource: a.Resource, Org: "main"}
			if e := answer(t, eng, r); check(t, eng, r).Allowed || e.Allowed {
				t.Fatalf("%s is allowed", r)
			}
		}
	}
	gives := of("team", "idle")
	if !gives[engine.Access{Action: "teams:read", Resource: engine.Resource{Type: "team", ID: "idle"}}] {
		t.Errorf("team:idle gives %v", gives)
	}
	for a := range gives {
		if a.Asks == "" && a.Resource != (engine.Resource{Type: "team", ID: "idle"}) {
			t.Errorf("team:idle gives %v", a)
		}
	}
	list := eng.WhatCan(engine.Request{Subject: engine.Subject{Type: "team", ID: "sre"}, Action: "folders:write", Org: "main"})
	for a, reasons := range list.WithReasons() {
		if a.Resource.Type == "folder" && !slices.Equal(reasons, []string{`team:sre has folders:write at folders:uid:production: its permission "Edit" (main.hcl:28)`}) {
			t.Errorf("%v: %q", a, reasons)
		}
	}
}

// TestUndeclaredTeamsAndRoles checks the problems of teams and roles that are not declared.
func TestUndeclaredTeamsAndRoles(t *testing.T) {
	eng := groupsEngine(t)
	for want, r := range map[string]engine.Request{
		`team "nope" is not declared`:   {Subject: engine.Subject{Type: "team", ID: "nope"}, Org: "main"},
		`team "sre" is not declared`:    {Subject: engine.Subject{Type: "team", ID: "sre"}, Org: "other"},
		`role "writer" is not declared`: {Subject: engine.Subject{Type: "role", ID: "writer"}, Org: "other"},
		`role "editor" is not declared`: {Subject: engine.Subject{Type: "role", ID: "editor"}, Org: "main"},
		`role "" is not declared`:       {Subject: engine.Subject{Type: "role"}, Org: "main"},
		`org "nowhere" is not declared`: {Subject: engine.Subject{Type: "role", ID: "Editor"}, Org: "nowhere"},
		`action "a:b" is not known in Grafana 13.3`: {
			Subject: engine.Subject{Type: "role", ID: "Editor"}, Org: "main", Action: "a:b",
		},
	} {
		list := eng.WhatCan(r)
		if got := list.Problem.String(); got != want || len(slices.Collect(list.All())) > 0 {
			t.Errorf("%s: %s, want %s", r, got, want)
		}
	}
	list := eng.WhatCan(engine.Request{Subject: engine.Subject{Type: "role", ID: "Editor"}})
	if list.Problem.Kind != "no_org" {
		t.Errorf("without an org: %s", list.Problem)
	}
	if list := new(engine.View).WhatCan(engine.Request{Subject: engine.Subject{Type: "team", ID: "sre"}}); list.Problem.Kind != "no_configuration" {
		t.Errorf("without a configuration: %s", list.Problem)
	}
}

// TestTeamsThatCan checks which teams give a request by themselves.
func TestTeamsThatCan(t *testing.T) {
	view := groupsEngine(t).View()
	for _, tc := range []struct {
		action, typ, id string
		want            []string
	}{
		{"folders:write", "folder", "production", []string{"team:sre"}},
		{"folders:write", "folder", "sandbox", nil},
		{"teams:read", "team", "idle", []string{"team:idle"}},
		{"reports:read", "report", "", []string{"team:sre"}},
		{"orgs:read", "org", "other", nil},
		{"folders:write", "folder", "nope", nil},
	} {
		teams, err := view.TeamsThatCan(t.Context(), engine.Request{Action: tc.action, Resource: engine.Resource{Type: tc.typ, ID: tc.id}, Org: "main"})
		var got []string
		for _, team := range teams {
			got = append(got, team.String())
		}
		if err != nil || !slices.Equal(got, tc.want) {
			t.Errorf("%s on %s:%s: %v, %v, want %v", tc.action, tc.typ, tc.id, got, err, tc.want)
		}
	}
}

// TestServerAdminsAreListed checks that who-can has server admins wherever they are allowed
// and nowhere else, in the org and outside.
func TestServerAdminsAreListed(t *testing.T) {
	eng := groupsEngine(t)
	view, listed := eng.View(), map[string]int{}
	_, types := view.Types()
	for _, typ := range types {
		ids := append(view.Names(typ, "main"), "")
		for _, action := range view.Actions(typ) {
			for _, id := range ids {
				r := engine.Request{Action: action, Resource: engine.Resource{Type: typ, ID: id}, Org: "main"}
				who := slices.Collect(view.WhoCan(r).All())
				for _, login := range []string{"boss", "root", "vic"} {
					r.Subject = engine.Subject{Type: "user", ID: login}
					is := slices.ContainsFunc(who, func(s engine.Subject) bool { return s.ID == login })
					if is != check(t, eng, r).Allowed {
						t.Errorf("%s: listed %v", r, is)
					}
					if is {
						listed[login]++
					}
				}
			}
		}
	}
	if listed["boss"] == 0 || listed["root"] == 0 || listed["vic"] == 0 {
		t.Errorf("never listed: %v", listed)
	}
}
