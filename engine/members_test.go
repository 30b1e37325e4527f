package engine_test

import (
	"slices"
	"testing"
	"testing/fstest"
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
