package patch_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/patch"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// The configurations below begin with this, in another file.
const people = `grafana { version = "13.3" }
user "ann" {}
user "bob" {}
user "cid" {}
service_account "bot" { role = "Viewer" }
`

var (
	addToTeam  = explain.Edit{Kind: explain.AddToTeam, Org: "main", Holder: "user:cid", Resource: "team:sre", Level: "Member"}
	promote    = explain.Edit{Kind: explain.AddToTeam, Org: "main", Holder: "user:bob", Resource: "team:sre", Level: "Admin", Replaces: "Member"}
	makeEditor = explain.Edit{Kind: explain.SetRole, Org: "main", Holder: "user:bob", Role: "Editor", Replaces: "Viewer"}
	view       = explain.Edit{Kind: explain.AddPermission, Org: "main", Holder: "user:bob", Resource: "folder:ops", Level: "View"}
	raise      = explain.Edit{Kind: explain.AddPermission, Org: "main", Holder: "user:bob", Resource: "folder:ops", Level: "Edit", Replaces: "View"}
	covers     = explain.Edit{
		Kind: explain.AddPermission, Org: "main", Holder: "user:bob", Resource: "folder:ops", Level: "Edit",
		Redundant: []explain.RedundantEntry{{Resource: "dashboard:cpu", Level: "View"}},
	}
	assign = explain.Edit{Kind: explain.AssignRole, Org: "main", Holder: "service_account:bot", Role: "fixed:datasources:reader"}
)

// TestOf shows the text of a file after edits. Comments and format stay.
func TestOf(t *testing.T) {
	for name, tc := range map[string]struct {
		edits        []explain.Edit
		before, want string
	}{
		"a list on one line": {
			[]explain.Edit{addToTeam},
			"team \"sre\" {\n  members = [user.ann, user.bob] # on call\n}\n",
			"team \"sre\" {\n  members = [user.ann, user.bob, user.cid] # on call\n}\n",
		},
		"a list on several lines": {
			[]explain.Edit{addToTeam},
			"team \"sre\" {\n  members = [\n    user.ann, # leads\n    user.bob  # since May\n    # the last\n  ]\n}\n",
			"team \"sre\" {\n  members = [\n    user.ann, # leads\n    user.bob, # since May\n    # the last\n    user.cid,\n  ]\n}\n",
		},
		"an empty list": {
			[]explain.Edit{addToTeam},
			"team \"sre\" {\n  members = []\n}\n",
			"team \"sre\" {\n  members = [user.cid]\n}\n",
		},
		"no list": {
			[]explain.Edit{addToTeam},
			"team \"sre\" {\n  external_groups = [\"ops\"]\n}\n",
			"team \"sre\" {\n  external_groups = [\"ops\"]\n  members         = [user.cid]\n}\n",
		},
		"a block on one line": {
			[]explain.Edit{addToTeam},
			"team \"sre\" { external_groups = [\"ops\"] }\n",
			"team \"sre\" {\n  external_groups = [\"ops\"]\n  members         = [user.cid]\n}\n",
		},
		"a file that is not formatted stays so": {
			[]explain.Edit{addToTeam},
			"team  \"sre\" {\n      members=[user.ann]\n}\n",
			"team  \"sre\" {\n      members=[user.ann, user.cid]\n}\n",
		},
		"a file without a line end is not formatted": {
			[]explain.Edit{addToTeam},
			"team \"sre\" { external_groups = [\"ops\"] }",
			"team \"sre\" {\n  external_groups = [\"ops\"]\n  members = [user.cid]\n}",
		},
		"line ends of Windows": {
			[]explain.Edit{addToTeam},
			"team \"sre\" {\r\n  members = [\r\n    user.ann,\r\n  ]\r\n}\r\n",
			"team \"sre\" {\r\n  members = [\r\n    user.ann,\r\n    user.cid,\r\n  ]\r\n}\r\n",
		},
		"out of a list on one line": {
			[]explain.Edit{promote},
			"team \"sre\" {\n  members = [user.ann, user.bob]\n  admins  = [user.cid]\n}\n",
			"team \"sre\" {\n  members = [user.ann]\n  admins  = [user.cid, user.bob]\n}\n",
		},
		"out of the front of a list": {
			[]explain.Edit{promote},
			"team \"sre\" {\n  members = [user.bob, user.ann]\n}\n",
			"team \"sre\" {\n  members = [user.ann]\n  admins  = [user.bob]\n}\n",
		},
		"out of a list with a comma at its end": {
			[]explain.Edit{promote},
			"team \"sre\" {\n  members = [user.bob,]\n  admins  = [user.ann]\n}\n",
			"team \"sre\" {\n  members = []\n  admins  = [user.ann, user.bob]\n}\n",
		},
		"out of a list on several lines": {
			[]explain.Edit{promote},
			"team \"sre\" {\n  members = [\n    user.ann, # leads\n    user.bob, # since May\n  ]\n}\n",
			"team \"sre\" {\n  members = [\n    user.ann, # leads\n  ]\n  admins = [user.bob]\n}\n",
		},
		"a role in an org": {
			[]explain.Edit{makeEditor},
			"org \"main\" {\n  name    = \"Staff\"\n  viewers = [user.bob]\n}\n",
			"org \"main\" {\n  name    = \"Staff\"\n  viewers = []\n  editors = [user.bob]\n}\n",
		},
		"a first permission": {
			[]explain.Edit{view},
			"folder \"ops\" {}\n",
			"folder \"ops\" {\n  permission \"View\" {\n    users = [user.bob]\n  }\n}\n",
		},
		"a permission beside the present list": {
			[]explain.Edit{with(view, explain.DefaultList)},
			"folder \"ops\" {\n  title = \"Ops\"\n  # ours\n}\n",
			"folder \"ops\" {\n  title               = \"Ops\"\n  default_permissions = true\n  # ours\n\n  permission \"View\" {\n    users = [user.bob]\n  }\n}\n",
		},
		"a permission in the block of its level": {
			[]explain.Edit{view},
			"folder \"ops\" {\n  permission \"View\" {\n    roles = [\"Viewer\"]\n  }\n}\n",
			"folder \"ops\" {\n  permission \"View\" {\n    roles = [\"Viewer\"]\n    users = [user.bob]\n  }\n}\n",
		},
		"a higher level for the only holder": {
			[]explain.Edit{raise},
			"folder \"ops\" {\n  permission \"View\" {\n    users = [user.bob] # on call\n  }\n}\n",
			"folder \"ops\" {\n  permission \"Edit\" {\n    users = [user.bob] # on call\n  }\n}\n",
		},
		"a higher level for one of two holders": {
			[]explain.Edit{raise},
			"folder \"ops\" {\n  permission \"View\" {\n    users = [user.ann, user.bob]\n  }\n}\n",
			"folder \"ops\" {\n  permission \"View\" {\n    users = [user.ann]\n  }\n\n  permission \"Edit\" {\n    users = [user.bob]\n  }\n}\n",
		},
		"a redundant entry among others": {
			[]explain.Edit{covers},
			"folder \"ops\" {}\n\ndashboard \"cpu\" {\n  folder = folder.ops\n\n  permission \"View\" {\n    users = [user.bob, user.ann]\n  }\n}\n",
			"folder \"ops\" {\n  permission \"Edit\" {\n    users = [user.bob]\n  }\n}\n\ndashboard \"cpu\" {\n  folder = folder.ops\n\n  permission \"View\" {\n    users = [user.ann]\n  }\n}\n",
		},
		"a redundant entry alone": {
			[]explain.Edit{covers},
			"folder \"ops\" {}\n\ndashboard \"cpu\" {\n  folder = folder.ops\n\n  permission \"View\" {\n    users = [user.bob]\n  }\n}\n",
			"folder \"ops\" {\n  permission \"Edit\" {\n    users = [user.bob]\n  }\n}\n\ndashboard \"cpu\" {\n  folder = folder.ops\n}\n",
		},
		"a redundant entry in front of another block": {
			[]explain.Edit{covers},
			"folder \"ops\" {}\n\ndashboard \"cpu\" {\n  folder = folder.ops\n\n  permission \"View\" {\n    users = [user.bob]\n  }\n\n  permission \"Admin\" {\n    users = [user.ann]\n  }\n}\n",
			"folder \"ops\" {\n  permission \"Edit\" {\n    users = [user.bob]\n  }\n}\n\ndashboard \"cpu\" {\n  folder = folder.ops\n\n  permission \"Admin\" {\n    users = [user.ann]\n  }\n}\n",
		},
		"a redundant entry that kept the creator out": {
			[]explain.Edit{covers},
			"folder \"ops\" {}\n\ndashboard \"cpu\" {\n  folder     = folder.ops\n  created_by = user.ann\n\n  permission \"View\" {\n    users = [user.bob]\n  }\n}\n",
			"folder \"ops\" {\n  permission \"Edit\" {\n    users = [user.bob]\n  }\n}\n\ndashboard \"cpu\" {\n  folder              = folder.ops\n  created_by          = user.ann\n  default_permissions = false\n}\n",
		},
		"a new assignment": {
			[]explain.Edit{assign},
			"team \"sre\" {}\n\nrole_assignment \"assign_fixed_datasources_reader\" {\n  role  = \"fixed:folders:reader\"\n  org   = org.main\n  users = [user.ann]\n}\n",
			"team \"sre\" {}\n\nrole_assignment \"assign_fixed_datasources_reader\" {\n  role  = \"fixed:folders:reader\"\n  org   = org.main\n  users = [user.ann]\n}\n\nrole_assignment \"assign_fixed_datasources_reader_2\" {\n  role             = \"fixed:datasources:reader\"\n  org              = org.main\n  service_accounts = [service_account.bot]\n}\n",
		},
		"an assignment of the same role": {
			[]explain.Edit{assign},
			"role_assignment \"x\" {\n  role  = \"fixed:datasources:reader\"\n  org   = org.main\n  users = [user.ann]\n}\n",
			"role_assignment \"x\" {\n  role             = \"fixed:datasources:reader\"\n  org              = org.main\n  users            = [user.ann]\n  service_accounts = [service_account.bot]\n}\n",
		},
		"two edits": {
			[]explain.Edit{addToTeam, view},
			"team \"sre\" {}\n\nfolder \"ops\" {}\n",
			"team \"sre\" {\n  members = [user.cid]\n}\n\nfolder \"ops\" {\n  permission \"View\" {\n    users = [user.bob]\n  }\n}\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := patch.Of(world(t, "a.hcl", tc.before), tc.edits)
			if len(p.Elsewhere) > 0 {
				t.Errorf("not written: %q", p.Elsewhere)
			}
			if diff := cmp.Diff(tc.want, string(p.Files["a.hcl"])); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func with(e explain.Edit, list explain.ListState) explain.Edit {
	e.List = list
	return e
}

// world loads a file beside the people, and an org unless the file has one.
func world(t *testing.T, name, text string) *schema.World {
	t.Helper()
	first := people
	if !strings.Contains(text, `org "`) {
		first += "org \"main\" {\n  viewers = [user.ann, user.bob, user.cid]\n}\n"
	}
	w, diags := loader.Load(fstest.MapFS{"people.hcl": {Data: []byte(first)}, name: {Data: []byte(text)}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return w
}

// TestElsewhere shows what is said of an edit that is not written. The files stay as they are.
func TestElsewhere(t *testing.T) {
	for name, tc := range map[string]struct {
		edit         explain.Edit
		file, config string
		want         string
	}{
		"an instance": {
			explain.Edit{Kind: explain.AddPermission, Org: "main", Holder: "user:bob", Resource: "folder:a", Level: "View"},
			"a.hcl", "folder \"made\" {\n  for_each = toset([\"a\"])\n  uid      = each.key\n}\n",
			`folder.made["a"] is an instance of the block with for_each at a.hcl:1`,
		},
		"a computed list": {
			addToTeam, "a.hcl", "locals {\n  on_call = [user.ann]\n}\n\nteam \"sre\" {\n  members = local.on_call\n}\n",
			"members is computed at a.hcl:6",
		},
		"a computed value": {
			explain.Edit{Kind: explain.SetServerAdmin, Holder: "user:dan"},
			"a.hcl", "user \"dan\" {\n  grafana_admin = 1 > 2\n}\n",
			"grafana_admin is computed at a.hcl:2",
		},
		"an item from another list": {
			promote, "a.hcl", "locals {\n  who = user.bob\n}\n\nteam \"sre\" {\n  members = [local.who]\n}\n",
			"user.bob is not written in members of the block at a.hcl:5",
		},
		"a generated permission": {
			raise, "a.hcl", "folder \"ops\" {\n  dynamic \"permission\" {\n    for_each = toset([\"View\"])\n    labels   = [permission.key]\n    content {\n      users = [user.bob]\n    }\n  }\n}\n",
			`user.bob is not written in a permission "View" of the block at a.hcl:1`,
		},
		"a file in JSON": {
			addToTeam, "a.hcl.json", `{"team": {"sre": {"name": "sre"}}}`,
			"it belongs in a.hcl.json, which is not in HCL's native syntax",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := patch.Of(world(t, tc.file, tc.config), []explain.Edit{tc.edit})
			if len(p.Files) > 0 {
				t.Errorf("files are changed: %q", p.Files)
			}
			if len(p.Elsewhere) != 1 || !strings.Contains(p.Elsewhere[0], tc.want) || !strings.HasPrefix(p.Elsewhere[0], tc.edit.Text()+": ") {
				t.Errorf("%q does not tell %q", p.Elsewhere, tc.want)
			}
		})
	}
}
