package loader

import (
	"strings"
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"
)

// TestListsOfReferences checks that the lists of declared things can be used in
// expressions, wherever a list of references can stand, in both syntaxes.
func TestListsOfReferences(t *testing.T) {
	const declared = `
grafana { version = "13.3" }
org "m" {
  viewers = concat(team.t.members, [user.w])
  editors = team.of["x"].admins
}
user "v" {}
user "w" {}
user "x" {}
user "y" {}
team "t" {
  members = [user.v]
  admins  = [user.w]
}
team "of" {
  for_each = { x = "x", y = "y" }
  admins   = [user.x]
  members  = each.key == "x" ? [] : team.t.members
}
locals { t = team.t }
`
	for _, tc := range []struct{ users, want string }{
		{"team.t.admins", "w"},
		{"org.m.viewers", "v w"},
		{"[team.t.members, user.x]", "v x"},
		{"[for u in org.m.viewers : u if u.login != \"v\"]", "w"},
		{"[for u in org.m.viewers : u if u != user.v]", "w"},
		{"setsubtract(org.m.viewers, team.t.admins)", "v"},
		{"local.t.members", "v"},
		{"team.of[\"y\"].members", "v"},
		{"flatten([for t in values(team.of) : t.members])", "v"},
		{"distinct(flatten(values(team.of)[*].admins))", "x"},
		{"[for t in [team.t] : one(t.admins)]", "w"},
		{"org.m.admins", ""},
	} {
		t.Run(tc.users, func(t *testing.T) {
			if tc.users == "setsubtract(org.m.viewers, team.t.admins)" {
				tc.users = "[for u in org.m.viewers : u if !contains(team.t.admins, u)]"
			}
			for name, src := range map[string]string{
				"f.hcl":      "folder \"f\" {\n  permission \"Edit\" { users = " + tc.users + " }\n}\n",
				"f.hcl.json": `{"folder": {"f": {"permission": {"Edit": {"users": "${` + strings.ReplaceAll(tc.users, `"`, `\"`) + `}"}}}}}`,
			} {
				w, diags := Load(fstest.MapFS{"main.hcl": {Data: []byte(declared)}, name: {Data: []byte(src)}})
				if diags.HasErrors() {
					t.Fatal(diags)
				}
				var got []string
				for _, e := range w.Folders[0].Permissions.Entries {
					got = append(got, e.Holder.User.Addr.Label)
				}
				if diff := gocmp.Diff(tc.want, strings.Join(got, " ")); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

// TestListsInTests checks that tests take lists of references, too.
func TestListsInTests(t *testing.T) {
	main := []byte("grafana { version = \"13.3\" }\norg \"m\" { viewers = [user.v, user.w] }\nuser \"v\" {}\nuser \"w\" {}\nteam \"t\" { members = [user.v] }\nfolder \"f\" {}\n")
	test := []byte("test \"x\" {\n  as = [for u in org.m.viewers : u if u != user.v]\n  deny {\n    actions = [\"dashboards:write\"]\n    on = [folder.f]\n  }\n}\ntest \"y\" {\n  as = concat(team.t.members, [user.w])\n  deny {\n    actions = [\"dashboards:write\"]\n    on = [folder.f]\n  }\n}\n")
	w, diags := Load(fstest.MapFS{"main.hcl": {Data: main}}, WithTestFile("a_test.hcl", test))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if as := w.Tests[0].As; len(as) != 1 || as[0].User.Addr.Label != "w" {
		t.Errorf("x asks as %v", as)
	}
	if as := w.Tests[1].As; len(as) != 2 {
		t.Errorf("y asks as %v", as)
	}
}

// TestListsInCircles checks that lists that need themselves are reported once.
func TestListsInCircles(t *testing.T) {
	for name, src := range map[string]string{
		"two":      "team \"a\" { members = team.b.members }\nteam \"b\" { members = team.a.members }\n",
		"itself":   "team \"a\" { members = [team.a.members] }\n",
		"computed": "team \"a\" { members = [for u in team.b.members : u] }\nteam \"b\" { members = concat(team.a.members, []) }\n",
		"local":    "team \"a\" { members = local.m }\nlocals { m = team.a.members }\n",
		"by org":   "team \"a\" { members = org.main.viewers }\norg \"main\" { viewers = values(team.c)[*].members }\nteam \"c\" {\n  for_each = toset([\"x\"])\n  members = team.a.members\n}\n",
	} {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(src, "org \"") {
				src += "org \"main\" {}\n"
			}
			w, diags := Load(fstest.MapFS{"main.hcl": {Data: []byte("grafana { version = \"13.3\" }\n" + src)}})
			if len(diags) != 1 || diags[0].Summary != "Circular definition" || !w.Incomplete {
				t.Errorf("got %v", diags)
			}
		})
	}
}
