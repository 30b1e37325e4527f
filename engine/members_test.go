package engine_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rolecall/rolecall/engine"
)

// TestMembers checks who counts as a member of a team: who created it alone does
// where Grafana makes creators admins.
func TestMembers(t *testing.T) {
	const config = `
org "main" { viewers = [user.eve, user.ada, user.max, user.carl] }
org "other" { viewers = [user.out] }
user "eve" {}
user "ada" {}
user "out" {}
user "carl" {}
user "max" { disabled = true }
team "sre" {
  org        = org.main
  name       = "SRE"
  admins     = [user.eve]
  members    = [user.max, user.out, user.ada]
  created_by = user.carl
}
team "empty" {
  org = org.main
}
`
	for settings, want := range map[string][]string{
		`version = "8.0"`: {"ada", "eve"},
		"version = \"8.0\"\neditors_can_admin = true": {"ada", "carl", "eve"},
	} {
		eng := open(t, fstest.MapFS{"main.hcl": {Data: []byte("grafana {\n" + settings + "\n}\n" + config)}})
		var got []string
		for _, s := range eng.View().Members("main", "SRE") {
			if s.Type != "user" {
				t.Errorf("%s is a member", s)
			}
			got = append(got, s.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", settings, got, want)
		}
		for _, none := range [][2]string{{"main", "empty"}, {"main", "nothing"}, {"other", "SRE"}, {"nowhere", "SRE"}} {
			if got := eng.View().Members(none[0], none[1]); len(got) > 0 {
				t.Errorf("%v has the members %v", none, got)
			}
		}
	}
}

// TestIsMember checks who is in an org, with a session and without.
func TestIsMember(t *testing.T) {
	view := open(t, fstest.MapFS{"main.hcl": {Data: []byte(`
grafana { version = "12.0" }
org "main" { viewers = [user.eve, user.max] }
org "other" {}
user "eve" {}
user "max" { disabled = true }
org_mapping {
  group = "guests"
  org   = org.other
  role  = "Viewer"
}
`)}}).View()
	for _, c := range []struct {
		org, login string
		groups     []string
		want       bool
	}{
		{"main", "eve", nil, true},
		{"other", "eve", nil, false},
		{"main", "eve", []string{"guests"}, false},
		{"other", "eve", []string{"guests"}, true},
		{"other", "eve", []string{"strangers"}, false},
		{"main", "max", nil, false},
		{"main", "nobody", nil, false},
		{"nowhere", "eve", nil, false},
	} {
		got, err := view.IsMember(t.Context(), c.org, engine.Subject{Type: "user", ID: c.login, Groups: c.groups})
		if err != nil || got != c.want {
			t.Errorf("%s with %q is in org %s: %t, %v", c.login, c.groups, c.org, got, err)
		}
	}
	if _, err := (*engine.View)(nil).IsMember(t.Context(), "main", engine.Subject{}); err == nil {
		t.Error("a View without a configuration answers")
	}
}

// TestNames checks which names a View lists, by type and org.
func TestNames(t *testing.T) {
	view := open(t, fstest.MapFS{"main.hcl": {Data: []byte(`
grafana { version = "9.3" }
org "main" { viewers = [user.eve] }
org "labs" { name = "The Labs" }
user "eve" { email = "eve@example.com" }
user "adm" {}
folder "a" {
  org = org.main
  uid = "x"
}
folder "b" { org = org.labs }
service_account "ci" {
  org  = org.labs
  role = "Viewer"
}
role "mine" {
  name = "custom:main"
  org = org.main
}
role "all" {
  name   = "custom:all"
  global = true
}
`)}}).View()
	for _, tc := range []struct{ typ, org, want string }{
		{"org", "", "labs main"},
		{"user", "", "adm eve"},
		{"user", "main", "eve"},
		{"user", "labs", ""},
		{"folder", "", "b general x"},
		{"folder", "main", "general x"},
		{"folder", "The Labs", "b general"},
		{"folder", "nowhere", ""},
		{"service_account", "labs", "ci"},
		{"service_account", "main", ""},
		{"playlist", "main", ""},
		{"nothing", "", ""},
	} {
		if got := strings.Join(view.Names(tc.typ, tc.org), " "); got != tc.want {
			t.Errorf("%s in %q: %s, want %s", tc.typ, tc.org, got, tc.want)
		}
	}
	roles := view.Names("role", "labs")
	if slices.Contains(roles, "mine") || !slices.Contains(roles, "all") || !slices.Contains(view.Names("role", "main"), "mine") || !slices.Contains(roles, "fixed:teams:writer") {
		t.Errorf("the roles in labs are %q", roles)
	}
	subjects, resources := view.Types()
	if want := []string{"anonymous", "api_key", "service_account", "user"}; !slices.Equal(subjects, want) || !slices.Contains(resources, "folder") {
		t.Errorf("types %q and %q", subjects, resources)
	}
	if all := view.Actions(""); !slices.Contains(all, "folders:read") || !slices.IsSorted(all) {
		t.Errorf("actions %q", all)
	}
}

// TestUnknownGroups checks which groups of a session nothing names.
func TestUnknownGroups(t *testing.T) {
	view := open(t, fstest.MapFS{"main.hcl": {Data: []byte(`
grafana { version = "9.3" }
org "main" { viewers = [user.eve] }
user "eve" {}
team "sre" { external_groups = ["Staff", "cn=*,ou=eng"] }
org_mapping {
  group = "leads"
  role  = "Editor"
}
org_mapping {
  group = "*"
  role  = "Viewer"
}
`)}}).View()
	request := engine.Request{Subject: engine.Subject{Type: "user", ID: "eve", Groups: []string{"LEADS", "x", "staff", "CN=a,OU=eng", "cn=a,ou=ops", "*"}}}
	if got, err := view.UnknownGroups(t.Context(), request); err != nil || !slices.Equal(got, []string{"*", "cn=a,ou=ops", "x"}) {
		t.Errorf("%q, %v", got, err)
	}
	request.Subject.ID = "nobody"
	if got, err := view.UnknownGroups(t.Context(), request); err != nil || got != nil {
		t.Errorf("nobody: %q, %v", got, err)
	}
}
