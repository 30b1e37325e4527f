package inventory_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
)

// TestSplitDefaults checks which entries count as those that a thing was created with.
func TestSplitDefaults(t *testing.T) {
	ann, ci := &inventory.User{Login: "ann"}, &inventory.ServiceAccount{Name: "ci"}
	entry := func(level string, h inventory.Holder) inventory.Entry {
		return inventory.Entry{Level: level, Holder: h}
	}
	viewer := entry("View", inventory.Holder{Role: schema.Viewer})
	editor := entry("Edit", inventory.Holder{Role: schema.Editor})
	byAnn, byCI := entry("Admin", inventory.Holder{User: ann}), entry("Admin", inventory.Holder{ServiceAccount: ci})
	list := func(entries ...inventory.Entry) inventory.List { return inventory.List{Entries: entries} }
	for name, c := range map[string]struct {
		version schema.Version
		toggles []string
		inside  bool
		list    inventory.List
		want    inventory.List
	}{
		"the default list":              {"12.2", nil, false, list(viewer, editor), inventory.List{Default: true}},
		"half of it":                    {"12.2", nil, false, list(viewer), list(viewer)},
		"in a folder":                   {"12.2", nil, true, list(viewer, editor), list(viewer, editor)},
		"with a creator":                {"12.2", nil, false, list(viewer, editor, byAnn), inventory.List{Default: true, Creator: byAnn.Holder}},
		"an account as creator":         {"12.2", nil, false, list(viewer, editor, byCI), inventory.List{Default: true, Creator: byCI.Holder}},
		"no account before 11.2.4":      {"11.0", nil, false, list(viewer, editor, byCI), inventory.List{Default: true, Entries: []inventory.Entry{byCI}}},
		"two Admins":                    {"12.2", nil, false, list(viewer, editor, byAnn, byCI), inventory.List{Default: true, Entries: []inventory.Entry{byAnn, byCI}}},
		"an Admin without the defaults": {"12.2", nil, false, list(byAnn), list(byAnn)},
		"a creator in a folder":         {"12.2", nil, true, list(byAnn), inventory.List{Creator: byAnn.Holder}},
		"none there from 12.3 on":       {"12.3.0", nil, true, list(byAnn), list(byAnn)},
		"settings decide in 8.5":        {"8.5", nil, false, list(viewer, editor, byAnn), inventory.List{Default: true, Entries: []inventory.Entry{byAnn}}},
		"but not with the toggle": {"8.5", []string{"accesscontrol"}, false, list(viewer, editor, byAnn),
			inventory.List{Default: true, Creator: byAnn.Holder}},
		"a list that is not known": {"12.2", nil, false, inventory.List{Unknown: true, Entries: []inventory.Entry{viewer, editor}},
			inventory.List{Unknown: true, Entries: []inventory.Entry{viewer, editor}}},
		"a creator beside others": {"12.2", nil, true, inventory.List{Creator: byAnn.Holder, Entries: []inventory.Entry{viewer}}, list(viewer, byAnn)},
	} {
		t.Run(name, func(t *testing.T) {
			f := &inventory.Folder{UID: "f", Permissions: c.list}
			if c.inside {
				f.Parent = &inventory.Folder{UID: "above"}
			}
			i := &inventory.Inventory{
				Settings: inventory.Settings{Version: c.version, Toggles: c.toggles}, Folders: []*inventory.Folder{f},
			}
			i.SplitDefaults()
			if len(f.Permissions.Entries) == 0 {
				f.Permissions.Entries = nil
			}
			if diff := cmp.Diff(c.want, f.Permissions); diff != "" {
				t.Error(diff)
			}
		})
	}
}
