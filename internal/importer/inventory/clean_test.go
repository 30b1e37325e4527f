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
	i := &inventory.Inventory{
		Orgs: []*inventory.Org{o}, Users: []*inventory.User{ann, bob, cat}, Folders: []*inventory.Folder{a, b, odd, ok},
		Dashboards:      []*inventory.Dashboard{{Org: o, UID: "d", Folder: odd}},
		DataSources:     []*inventory.DataSource{{Org: o, UID: ""}},
		ServiceAccounts: []*inventory.ServiceAccount{first, twin},
	}
	i.Clean()
	var names []string
	for thing := range i.Things {
		names = append(names, string(thing.Type())+" "+thing.GrafanaName())
	}
	want := []string{"org main", "user ann", "user bob", "user cat", "folder a", "folder b", "folder ok", "dashboard d", "service_account ci"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	if ann.Email != "" || bob.Email == "" || cat.Email != "" || len(i.Unread) != 2 {
		t.Errorf("emails %q, %q, %q; %v", ann.Email, bob.Email, cat.Email, i.Unread)
	}
	if ok.Parent != nil || len(ok.Unread) != 1 || len(ok.Permissions.Entries) != 0 {
		t.Errorf("folder ok: %+v", ok)
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
