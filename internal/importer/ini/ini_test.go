package ini_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/internal/importer/ini"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
)

const sample = `; the server
app_mode = production

[users]
viewers_can_edit = true ; for now
#editors_can_admin = true

[auth.anonymous]
enabled = true
org_name = "Main; Org."
org_role = Editor

[feature_toggles]
enable = a,b c
b = false
d = true

[auth.generic_oauth]
enabled = true
org_mapping = ops:main:Editor, a\:b:2:Viewer all:*:None staff:main nowhere:x:Viewer bad
client_secret = hunter2

[auth.okta]
enabled = true
skip_org_role_sync = true
org_mapping = never:main:Admin

[auth.github]
org_mapping = never:main:Admin
`

// TestApply checks the settings that a file gives.
func TestApply(t *testing.T) {
	f, err := ini.Parse("grafana.ini", []byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	var s inventory.Settings
	got := ini.Apply(&s, f)
	if diff := cmp.Diff(&ini.Anonymous{Org: "Main; Org.", Role: schema.Editor}, got); diff != "" {
		t.Error(diff)
	}
	want := inventory.Settings{ViewersCanEdit: true, Toggles: []string{"a", "c", "d"}}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Error(diff)
	}
}

// TestMappings checks the mappings of the ways of signing in that are on.
func TestMappings(t *testing.T) {
	f, err := ini.Parse("grafana.ini", []byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	main, second := &inventory.Org{Name: "main"}, &inventory.Org{Name: "second"}
	got, left := ini.Mappings(f, []*inventory.Org{main, second}, map[string]*inventory.Org{"2": second})
	want := []inventory.OrgMapping{
		{Group: "ops", Org: main, Role: schema.Editor},
		{Group: "a:b", Org: second, Role: schema.Viewer},
		{Group: "all", Role: schema.NoBasicRole},
		{Group: "staff", Org: main, Role: schema.Viewer},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(left) != 2 || !strings.Contains(left[0], "nowhere") || !strings.Contains(left[1], "bad") || strings.Contains(strings.Join(left, ""), "hunter2") {
		t.Errorf("left out: %q", left)
	}
}

// TestBroken checks that a broken line is named.
func TestBroken(t *testing.T) {
	for text, want := range map[string]string{
		"[users\n":  "x.ini:1: this section has no closing bracket",
		"\nnothing": "x.ini:2: this line is neither",
	} {
		if _, err := ini.Parse("x.ini", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
