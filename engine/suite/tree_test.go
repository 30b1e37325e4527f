package suite

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/loader"
)

// TestBelow checks the resources below folders, General and an org.
func TestBelow(t *testing.T) {
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(`
grafana { version = "13.3" }
org "main" { viewers = [user.eve] }
org "other" {}
user "eve" {}
folder "top" { org = org.main }
folder "inner" {
  org    = org.main
  parent = folder.top
}
folder "innermost" {
  org    = org.main
  parent = folder.inner
}
folder "beside" { org = org.main }
folder "elsewhere" {
  org = org.other
  uid = "top"
}
dashboard "a" { folder = folder.top }
dashboard "b" { folder = folder.innermost }
dashboard "g" { org = org.main }
dashboard "x" { folder = folder.elsewhere }
data_source "prometheus" { org = org.main }
team "sre" { org = org.main }
team "other" { org = org.other }
service_account "ci" {
  org  = org.main
  role = "Viewer"
}
role "custom" {
  org = org.main
  permission "reports:create" {}
}
role "global" {
  global = true
  permission "reports:create" {}
}
invariant "top" {
  actions = ["dashboards:write"]
  on      = [folder.top]
  only    = []
}
invariant "general" {
  actions = ["dashboards:write"]
  on      = [{ type = "folder", id = "general" }]
  org     = org.main
  only    = []
}
invariant "org" {
  actions = ["dashboards:write"]
  on      = [org.main, folder.top]
  only    = []
}
invariant "itself" {
  actions = ["folders:create"]
  org     = org.main
  only    = []
}
invariant "other places" {
  actions = ["folders:create"]
  on      = [data_source.prometheus, user.eve, { type = "playlist" }, org.other]
  org     = org.main
  only    = []
}
`)}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	on := func(uid string) []string {
		return []string{"dashboard " + uid, "alert of " + uid, "annotation of " + uid, "snapshot of " + uid}
	}
	inFolder := func(uid string, dashboards ...string) []string {
		all := []string{"folder " + uid}
		for _, d := range dashboards {
			all = append(all, on(d)...)
		}
		return append(all,
			"dashboard * in "+uid, "alert of * in "+uid, "annotation of * in "+uid, "snapshot of * in "+uid,
			"alert in "+uid, "library_panel in "+uid)
	}
	top := slices.Concat(inFolder("top", "a"), inFolder("inner"), inFolder("innermost", "b"))
	want := map[string][]string{
		"top":     top,
		"general": inFolder("general", "g"),
		"org": slices.Concat([]string{"org"}, inFolder("general", "g"), inFolder("beside"), top, []string{
			"data_source prometheus", "team sre", "user eve", "service_account ci", "role custom", "role global",
			"alert", "annotation", "notification_channel", "playlist", "plugin", "receiver", "report", "snapshot",
		}),
		"itself":       {""},
		"other places": {"data_source prometheus", "user eve", "playlist", "org other"},
	}
	tree, got := newTree(w), map[string][]string{}
	for _, inv := range w.Invariants {
		i := newInvariant(inv, newGroups(w, nil), tree)
		for _, r := range i.Questions[0].Requests {
			text := r.Resource.Type
			for _, part := range [][2]string{{"", r.Resource.ID}, {"of ", r.Resource.Dashboard}, {"in ", r.Resource.Folder}} {
				if part[1] != "" {
					text += " " + part[0] + part[1]
				}
			}
			if r.Org != "main" {
				text += fmt.Sprintf(" of org %q", r.Org)
			}
			got[inv.Name] = append(got[inv.Name], text)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
