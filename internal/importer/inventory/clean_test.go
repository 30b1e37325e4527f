package inventory_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/internal/importer/inventory"
)

// TestClean takes out what a configuration cannot have, and tells it.
func TestClean(t *testing.T) {
	o := &inventory.Org{Name: "main"}
	ann, bob := &inventory.User{Login: "ann", Email: "Bob"}, &inventory.User{Login: "bob", Email: "x@example.com"}
	cat := &inventory.User{Login: "cat", Email: "X@example.com"}
	ok, odd := &inventory.Folder{Org: o, UID: "ok"}, &inventory.Folder{Org: o, UID: "o d d"}
	ok.Parent = odd
	a, b := &inventory.Folder{Org: o, UID: "a"}, &inventory.Folder{Org: o, UID: "b"}
	a.Parent, b.Parent = b, a
	first, twin := &inventory.ServiceAccount{Org: o, Name: "ci"}, &inventory.ServiceAccount{Org: o, Name: "ci"}
	ok.Permissions.Entries = []inventory.Entry{{Level: "View", Holder: inventory.Holder{ServiceAccount: twin}}}
	role := &inventory.Role{Org: o, UID: "r", Permissions: []inventory.Permission{
		{Action: "folders:read", Scope: "folders:uid:o d d", To: odd}, {Action: "folders:read", Scope: "folders:uid:ok", To: ok},
	}}
	i := &inventory.Inventory{
		Orgs: []*inventory.Org{o}, Users: []*inventory.User{ann, bob, cat}, Folders: []*inventory.Folder{a, b, odd, ok},
		Roles:           []*inventory.Role{role},
		Dashboards:      []*inventory.Dashboard{{Org: o, UID: "d", Folder: odd}},
		DataSources:     []*inventory.DataSource{{Org: o, UID: ""}},
		ServiceAccounts: []*inventory.ServiceAccount{first, twin},
	}
	i.Clean()
	var names []string
	for thing := range i.Things {
		names = append(names, string(thing.Type())+" "+thing.GrafanaName())
	}
	want := []string{"org main", "user ann", "user bob", "user cat", "folder a", "folder b", "folder ok", "dashboard d", "service_account ci", "role r"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	if ann.Email != "" || bob.Email == "" || cat.Email != "" || len(i.Unread) != 2 {
		t.Errorf("emails %q, %q, %q; %v", ann.Email, bob.Email, cat.Email, i.Unread)
	}
	if ok.Parent != nil || len(ok.Unread) != 1 || len(ok.Permissions.Entries) != 0 {
		t.Errorf("folder ok: %+v", ok)
	}
	if len(role.Permissions) != 1 || role.Permissions[0].To != ok || len(role.Unread) != 1 {
		t.Errorf("role: %+v", role)
	}
	if (a.Parent == nil) == (b.Parent == nil) {
		t.Error("the circle is not broken at one place")
	}
	var told []string
	for _, u := range o.Unread {
		told = append(told, u.What)
	}
	slices.Sort(told)
	if diff := cmp.Diff([]string{`the data source ""`, `the folder "o d d"`, `the service account "ci"`}, told); diff != "" {
		t.Error(diff)
	}
}

// TestCleanSpelling takes out names that a configuration compares as the same one: logins in other case, and names in
// composed and decomposed characters. Neither of two users with one login stays.
func TestCleanSpelling(t *testing.T) {
	o := &inventory.Org{Name: "main"}
	upper, lower, max := &inventory.User{Login: "Eve"}, &inventory.User{Login: "eve"}, &inventory.User{Login: "max"}
	o.Members = []inventory.Member{{User: upper}, {User: lower}, {User: max}}
	composed, decomposed := &inventory.Team{Org: o, Name: "Caf\u00e9"}, &inventory.Team{Org: o, Name: "Cafe\u0301"}
	other := &inventory.Team{Org: o, Name: "CAF\u00c9"}
	i := &inventory.Inventory{
		Orgs: []*inventory.Org{o}, Users: []*inventory.User{upper, lower, max},
		Teams: []*inventory.Team{composed, decomposed, other},
	}
	i.Clean()
	if len(i.Users) != 1 || i.Users[0] != max || len(o.Members) != 1 || len(i.Unread) != 2 {
		t.Errorf("users %v, members %v, unread %v", i.Users, o.Members, i.Unread)
	}
	if !slices.Equal(i.Teams, []*inventory.Team{composed, other}) || len(o.Unread) != 1 {
		t.Errorf("teams %v, unread %v", i.Teams, o.Unread)
	}
}

// TestCleanReferences takes the references to things that are gone out of all parts that have some.
func TestCleanReferences(t *testing.T) {
	o := &inventory.Org{Name: "main"}
	upper, lower := &inventory.User{Login: "Eve"}, &inventory.User{Login: "eve"}
	first, twin := &inventory.Role{UID: "r", Name: "a"}, &inventory.Role{UID: "r", Name: "b"}
	other := &inventory.Role{UID: "other", From: []inventory.RoleRef{{Role: twin}, {Role: first}, {Fixed: "fixed:x"}}}
	f := &inventory.Folder{Org: o, UID: "f", Permissions: inventory.List{Creator: inventory.Holder{User: upper}}}
	team := &inventory.Team{Org: o, Name: "t", Members: []*inventory.User{upper}, Admins: []*inventory.User{lower}}
	i := &inventory.Inventory{
		Orgs: []*inventory.Org{o}, Users: []*inventory.User{upper, lower}, Folders: []*inventory.Folder{f},
		Teams: []*inventory.Team{team}, Roles: []*inventory.Role{first, twin, other},
		Assignments: []*inventory.Assignment{
			{Role: twin, Org: o}, {Role: first, Org: o, Holders: []inventory.Holder{{User: upper}, {Team: team}}},
		},
	}
	i.Clean()
	if f.Permissions.Creator != (inventory.Holder{}) || len(team.Members)+len(team.Admins) != 0 {
		t.Errorf("folder %+v, team %+v", f, team)
	}
	if len(other.From) != 2 || other.From[0].Role != first {
		t.Errorf("role %+v", other)
	}
	if len(i.Assignments) != 1 || len(i.Assignments[0].Holders) != 1 {
		t.Errorf("assignments %+v", i.Assignments)
	}
}
