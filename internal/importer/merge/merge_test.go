package merge_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/merge"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// A grafana is a small Grafana to change.
type grafana struct {
	*inventory.Inventory
	main          *inventory.Org
	ann, bob, cat *inventory.User
	sre           *inventory.Team
	ops           *inventory.Folder
}

func small() grafana {
	g := grafana{
		Inventory: &inventory.Inventory{Settings: inventory.Settings{Version: "12.2.9"}, AllUsers: true},
		main:      &inventory.Org{Name: "main"}, ann: &inventory.User{Login: "ann"},
		bob: &inventory.User{Login: "bob"}, cat: &inventory.User{Login: "cat", Email: "cat@example.com"},
	}
	g.sre = &inventory.Team{Org: g.main, Name: "sre", Members: []*inventory.User{g.ann, g.bob}}
	g.ops = &inventory.Folder{Org: g.main, UID: "ops", Title: "Operations", Permissions: inventory.List{Entries: []inventory.Entry{
		{Level: "View", Holder: inventory.Holder{User: g.cat}}, {Level: "Edit", Holder: inventory.Holder{Team: g.sre}},
	}}}
	g.main.Members = []inventory.Member{{User: g.ann, Role: schema.Admin}, {User: g.bob, Role: schema.Viewer}, {User: g.cat, Role: schema.Viewer}}
	g.Orgs, g.Users = []*inventory.Org{g.main}, []*inventory.User{g.ann, g.bob, g.cat}
	g.Teams, g.Folders = []*inventory.Team{g.sre}, []*inventory.Folder{g.ops}
	return g
}

// edited is a configuration of small as a person has edited it.
const edited = `# The server.
grafana { version = "12.2" } # newest patch

org "main" {
  admins = [user.ann]
  viewers = [
    user.bob, # since 2024
    # the auditor
    user.cat,
  ]
}

locals { people = ["ann", "bob"] }

user "ann" {}
user "bob" {}
user "cat" { email = "cat@example.com" }

# On call.
team "oncall" {
  name    = "sre"
  members = [for name in local.people : name == "ann" ? user.ann : user.bob]
}

folder "operations" {
  uid         = "ops"
  description = "What runs."
  permission "View" { users = [user.cat] }
  permission "Edit" { teams = [team.oncall] } # they repair it
}
`

// update updates a configuration, and returns the changed files and the rest.
func update(t *testing.T, files map[string]string, now *inventory.Inventory) (changed map[string]string, left []string) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	w, diags := loader.Load(fsys)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	now.Sort()
	now.SplitDefaults()
	r, err := merge.Update(w, now, write.ByKind, func(name string) ([]byte, error) { return fs.ReadFile(fsys, name) })
	if err != nil {
		t.Fatal(err)
	}
	changed = map[string]string{}
	for name, content := range r.Files {
		changed[name] = string(content)
		fsys[name] = &fstest.MapFile{Data: content}
		if content == nil {
			delete(fsys, name)
		}
	}
	if _, diags := loader.Load(fsys); diags.HasErrors() {
		t.Errorf("%v\n%v", diags, changed)
	}
	return changed, r.Left
}

// TestNothing shows that what means the same is left as it is written.
func TestNothing(t *testing.T) {
	changed, left := update(t, map[string]string{"all.hcl": edited}, small().Inventory)
	// The title is not declared, and Grafana has one.
	want := map[string]string{"all.hcl": strings.Replace(edited, "  uid         = \"ops\"\n", "  uid         = \"ops\"\n", 1)}
	want["all.hcl"] = strings.Replace(want["all.hcl"], "# they repair it\n", "# they repair it\n  title = \"Operations\"\n", 1)
	if diff := cmp.Diff(want, changed); diff != "" || len(left) > 0 {
		t.Errorf("%s\nleft: %v", diff, left)
	}
}

// TestEdits makes single changes in the edited configuration.
func TestEdits(t *testing.T) {
	titled := strings.Replace(edited, `"What runs."`, "\"What runs.\"\n  title       = \"Operations\"", 1)
	for name, c := range map[string]struct {
		change func(g grafana)
		// before and after are what changes in the text.
		before, after string
		left          string
	}{
		"a member leaves the org and its lists": {func(g grafana) {
			g.main.Members = g.main.Members[:2]
		}, "    # the auditor\n    user.cat,\n", "", ""},
		"a role is raised": {func(g grafana) {
			g.main.Members[1].Role = schema.Editor
		}, "  viewers = [\n    user.bob, # since 2024\n    # the auditor\n    user.cat,\n  ]\n",
			"  viewers = [\n    # the auditor\n    user.cat,\n  ]\n  editors = [user.bob]\n", ""},
		"a computed list is replaced": {func(g grafana) {
			g.sre.Members = g.sre.Members[:1]
		}, "[for name in local.people : name == \"ann\" ? user.ann : user.bob]", "[user.ann]", ""},
		"another holder": {func(g grafana) {
			g.ops.Permissions.Entries = append(g.ops.Permissions.Entries, inventory.Entry{Level: "Edit", Holder: inventory.Holder{User: g.bob}})
		}, "  permission \"Edit\" { teams = [team.oncall] } # they repair it\n",
			"  permission \"Edit\" {\n    teams = [team.oncall]\n    users = [user.bob]\n  } # they repair it\n", ""},
		"a holder goes": {func(g grafana) {
			g.ops.Permissions.Entries = g.ops.Permissions.Entries[1:]
		}, "  permission \"View\" { users = [user.cat] }\n", "", ""},
		"a flag in a block on one line": {func(g grafana) {
			g.bob.Disabled = true
		}, "user \"bob\" {}\n", "user \"bob\" {\n  disabled = true\n}\n", ""},
		"another title": {func(g grafana) {
			g.ops.Title = "Ops"
		}, "title       = \"Operations\"", "title       = \"Ops\"", ""},
		"a team has another name": {func(g grafana) {
			g.sre.Name = "SRE"
		}, "name    = \"sre\"", "name    = \"SRE\"", ""},
		"a user has another login": {func(g grafana) {
			g.cat.Login = "kat"
		}, "user \"cat\" { email = \"cat@example.com\" }\n", "user \"cat\" {\n  email = \"cat@example.com\"\n  login = \"kat\"\n}\n", ""},
		"a list that is not known stays": {func(g grafana) {
			g.ops.Permissions = inventory.List{Unknown: true}
			g.sre.Members, g.sre.Unknown = nil, true
		}, "", "", ""},
		"users that are not all known stay": {func(g grafana) {
			g.AllUsers = false
			g.Users = g.Users[:2]
			g.ops.Permissions = inventory.List{Unknown: true, Entries: g.ops.Permissions.Entries[1:]}
			g.main.Members, g.main.Unlisted = nil, map[schema.Type]bool{schema.UserType: true}
		}, "", "", ""},
		"a folder is new": {func(g grafana) {
			g.Folders = append(g.Folders, &inventory.Folder{Org: g.main, UID: "new", Parent: g.ops})
		}, "they repair it\n}\n", "they repair it\n}\n\nfolder \"new\" {\n  parent = folder.operations\n}\n", ""},
		"a folder is gone": {func(g grafana) {
			g.Folders = nil
		}, titled[strings.Index(titled, "\nfolder \"operations\""):], "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			g := small()
			c.change(g)
			changed, left := update(t, map[string]string{"all.hcl": titled}, g.Inventory)
			want := map[string]string{}
			if c.before != c.after {
				if !strings.Contains(titled, c.before) {
					t.Fatalf("the text does not have %q", c.before)
				}
				want["all.hcl"] = strings.Replace(titled, c.before, c.after, 1)
			}
			if diff := cmp.Diff(want, changed); diff != "" || strings.Join(left, "\n") != c.left {
				t.Errorf("(-want +got):\n%s\nleft: %q", diff, left)
			}
		})
	}
}

// TestLeft shows what has to be made by hand, and why.
func TestLeft(t *testing.T) {
	files := map[string]string{
		"grafana.hcl": `grafana { version = "12.2" }
org "main" {
  admins  = [user.of["ann"]]
  viewers = [user.of["bob"], user.cat]
}
user "of" {
  for_each = toset(["ann", "bob"])
}
`,
		"rest.hcl.json": `{"user": {"cat": {"email": "cat@example.com"}},
  "team": {"sre": {"members": ["user.of[\"ann\"]", "user.of[\"bob\"]"]}},
  "folder": {"ops": {"title": "Operations", "permission": [{"View": {"users": ["user.cat"]}}, {"Edit": {"teams": ["team.sre"]}}]}}}
`,
	}
	g := small()
	if changed, left := update(t, files, g.Inventory); len(changed)+len(left) > 0 {
		t.Errorf("changed %v, left %q", changed, left)
	}
	g = small()
	g.bob.Disabled = true
	g.ops.Permissions.Entries = g.ops.Permissions.Entries[1:]
	g.sre.Members = g.sre.Members[:1]
	changed, left := update(t, files, g.Inventory)
	want := []string{
		`user.of["bob"] differs from Grafana: it is made by the block with for_each at grafana.hcl:6; change the values that the block is made from`,
		"team.sre differs from Grafana: rest.hcl.json is in JSON; change it there",
		"folder.ops differs from Grafana: rest.hcl.json is in JSON; change it there",
	}
	if diff := cmp.Diff(want, left); diff != "" || len(changed) > 0 {
		t.Errorf("%s\nchanged %v", diff, changed)
	}
}

// TestTable shows that the table of users is changed in place of the blocks that it makes.
func TestTable(t *testing.T) {
	g := small()
	g.Sort()
	files := map[string]string{}
	table := write.DefaultTable
	for name, content := range write.PlanOf(g.Inventory, write.Options{Table: &table}).Files() {
		files[name] = string(content)
	}
	if changed, left := update(t, files, small().Inventory); len(changed)+len(left) > 0 {
		t.Errorf("changed %v, left %q", changed, left)
	}
	g = small()
	g.bob.Disabled = true
	g.main.Members[2].Role = schema.Editor
	dan := &inventory.User{Login: "dan", Email: "dan@example.com"}
	g.Users = append(g.Users, dan)
	g.main.Members = append(g.main.Members, inventory.Member{User: dan, Role: schema.Viewer})
	changed, left := update(t, files, g.Inventory)
	want := map[string]string{
		"users.csv": "login,email,name,grafana_admin,disabled,role_in_main\nann,,,,,Admin\nbob,,,,true,Viewer\n" +
			"cat,cat@example.com,,,,Editor\ndan,dan@example.com,,,,Viewer\n",
		"grafana.hcl": strings.Replace(files["grafana.hcl"], "\"Viewer\"]\n",
			"\"Viewer\"]\n  editors = [for u in local.users : user.all[u.login] if u.role_in_main == \"Editor\"]\n", 1),
	}
	if diff := cmp.Diff(want, changed); diff != "" || len(left) > 0 {
		t.Errorf("%s\nleft: %q", diff, left)
	}
}

// TestRoles adds a role and an assignment that are missing, below a label that is free. It leaves those that are
// declared, and adds nothing twice.
func TestRoles(t *testing.T) {
	files := map[string]string{"all.hcl": `grafana { version = "12.2.9" }

org "main" {}

user "ann" {}

team "sre" {}

role "reader" {
  global = true
  permission "folders:read" { scopes = ["folders:*"] }
}

role_assignment "reader" {
  role  = role.reader
  users = [user.ann]
}
`}
	source := func() *inventory.Inventory {
		main, ann := &inventory.Org{Name: "main"}, &inventory.User{Login: "ann"}
		sre := &inventory.Team{Org: main, Name: "sre", Unknown: true}
		reader := &inventory.Role{UID: "reader", Name: "reader", Permissions: []inventory.Permission{{Action: "folders:read", Scope: "folders:*"}}}
		writer := &inventory.Role{UID: "writer", Name: "custom:writer", From: []inventory.RoleRef{{Role: reader}}}
		return &inventory.Inventory{
			Settings: inventory.Settings{Version: "12.2.9"}, Licensed: true,
			Orgs: []*inventory.Org{main}, Users: []*inventory.User{ann}, Teams: []*inventory.Team{sre}, Roles: []*inventory.Role{reader, writer},
			Assignments: []*inventory.Assignment{
				{Role: reader, Holders: []inventory.Holder{{User: ann}}},
				{Role: reader, Org: main, Holders: []inventory.Holder{{Team: sre}}},
				{Role: writer, Holders: []inventory.Holder{{User: ann}}},
			},
		}
	}
	for round, adds := range []bool{true, false} {
		fsys := fstest.MapFS{}
		for name, content := range files {
			fsys[name] = &fstest.MapFile{Data: []byte(content), Mode: 0o644}
		}
		w, diags := loader.Load(fsys)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		now := source()
		now.Sort()
		r, err := merge.Update(w, now, write.ByKind, func(name string) ([]byte, error) { return fs.ReadFile(fsys, name) })
		if err != nil || len(r.Left) > 0 {
			t.Fatal(err, r.Left)
		}
		if got := len(r.Files) > 0; got != adds {
			t.Errorf("round %d: files %v", round, r.Files)
		}
		for name, content := range r.Files {
			files[name] = string(content)
		}
	}
	var all strings.Builder
	for _, content := range files {
		all.WriteString(content)
	}
	for _, want := range []string{`role "writer" {`, "from   = [role.reader]", `role_assignment "reader-2" {`, "teams = [team.sre]", `role_assignment "writer" {`} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("there is no %q in\n%s", want, all.String())
		}
	}
}

// TestPartly completes a list and a team of which the source told some: the declared entries and members that it did
// not tell stay, and a change of the others is made.
func TestPartly(t *testing.T) {
	g := small()
	dan := &inventory.User{Login: "dan"}
	g.Users = append(g.Users, dan)
	g.main.Members = append(g.main.Members, inventory.Member{User: dan, Role: schema.Viewer})
	g.ops.Permissions = inventory.List{Unknown: true, Entries: []inventory.Entry{
		{Level: "View", Holder: inventory.Holder{User: g.cat}}, {Level: "Admin", Holder: inventory.Holder{User: dan}},
	}}
	g.sre.Members, g.sre.Unknown = []*inventory.User{g.ann, dan}, true
	changed, left := update(t, map[string]string{"all.hcl": edited}, g.Inventory)
	for _, want := range []string{
		`permission "View" { users = [user.cat] }`, `permission "Edit" { teams = [team.oncall] } # they repair it`,
		"permission \"Admin\" {\n    users = [user.dan]\n  }", "members = [user.ann, user.bob, user.dan]",
	} {
		if !strings.Contains(changed["all.hcl"], want) {
			t.Errorf("there is no %q in\n%s", want, changed["all.hcl"])
		}
	}
	if len(left) > 0 {
		t.Errorf("left: %q", left)
	}
}

// TestParentUnknown keeps a folder whose parent the source did not tell in the declared one, and at the top if that is
// gone.
func TestParentUnknown(t *testing.T) {
	files := map[string]string{"all.hcl": edited + `
folder "inner" {
  parent = folder.operations
  permission "View" { users = [user.cat] }
}
`}
	inside := func(g grafana) *inventory.Folder {
		f := &inventory.Folder{Org: g.main, UID: "inner", ParentUnknown: true}
		f.Permissions.Unknown = true
		return f
	}
	g := small()
	g.ops.Title = ""
	g.Folders = append(g.Folders, inside(g))
	if changed, left := update(t, files, g.Inventory); len(changed)+len(left) > 0 {
		t.Errorf("changed %v, left %q", changed, left)
	}
	g = small()
	g.Folders = []*inventory.Folder{inside(g)}
	changed, left := update(t, files, g.Inventory)
	if text := changed["all.hcl"]; len(left) > 0 || strings.Contains(text, "operations") || !strings.Contains(text, `folder "inner"`) {
		t.Errorf("left %q in\n%s", left, text)
	}
}
