package refused_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/refused"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// TestRoles takes the parts that no configuration can have out of roles. The rest stays, and its files load.
func TestRoles(t *testing.T) {
	main, ann := &inventory.Org{Name: "main"}, &inventory.User{Login: "ann"}
	some := &inventory.Role{Org: main, UID: "some", Name: "custom:some", Permissions: []inventory.Permission{
		{Action: "folders:read", Scope: "folders:*"}, {Action: "folders:read", Scope: "fol*:x"},
		{Action: "made.up:read"}, {Action: "made.up:write", Scope: "x:*"}, {Action: "teams:create"},
	}}
	from := &inventory.Role{
		Org: main, UID: "from", Name: "custom:from", From: []inventory.RoleRef{{Role: some}},
		Removed: []inventory.Permission{{Action: "folders:read", Scope: "fol*:x"}},
	}
	bad := &inventory.Role{Org: main, UID: "a uid with spaces", Name: "fixed:mine"}
	i := &inventory.Inventory{
		Settings: inventory.Settings{Version: "12.2.9"}, Licensed: true, Orgs: []*inventory.Org{main},
		Users: []*inventory.User{ann}, Roles: []*inventory.Role{some, from, bad},
		Assignments: []*inventory.Assignment{
			{Role: bad, Org: main, Holders: []inventory.Holder{{User: ann}}},
			{Role: some, Org: main, Holders: []inventory.Holder{{User: ann}}},
		},
		BasicRoles: []*inventory.BasicRole{{
			Role: schema.Viewer, Add: []inventory.Permission{{Action: "made.up:read"}, {Action: "teams:create"}},
			Remove: []inventory.Permission{{Action: "folders:read", Scope: "fol*:x"}, {Action: "made.up:write"}},
		}},
	}
	main.Members = []inventory.Member{{User: ann, Role: schema.Viewer}}
	i.Sort()
	if err := refused.Roles(t.Context(), i); err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for name, content := range write.PlanOf(i, write.Options{}).Files() {
		fsys[name] = &fstest.MapFile{Data: content}
		t.Logf("%s", content)
	}
	if _, diags := loader.Load(fsys); diags.HasErrors() {
		t.Error(diags)
	}
	want := []inventory.Permission{{Action: "folders:read", Scope: "folders:*"}, {Action: "teams:create"}}
	if !slices.Equal(some.Permissions, want) || len(some.Unread) != 3 {
		t.Errorf("permissions %v, notes %v", some.Permissions, some.Unread)
	}
	if got := from.Removed; len(from.From) != 1 || len(got) != 1 || got[0] != (inventory.Permission{Action: "folders:read"}) {
		t.Errorf("from %v without %v", from.From, got)
	}
	viewer := i.BasicRoles[0]
	if len(viewer.Add) != 1 || len(viewer.Remove) != 1 || viewer.Remove[0].Scope != "" || len(viewer.Unread) != 3 {
		t.Errorf("the basic role %+v", viewer)
	}
	if len(i.Roles) != 2 || len(i.Assignments) != 1 || len(main.Unread) != 1 ||
		!strings.Contains(main.Unread[0].What, "fixed:mine") {
		t.Errorf("roles %v, assignments %v, notes %v", i.Roles, i.Assignments, main.Unread)
	}
}
