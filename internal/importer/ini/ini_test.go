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
viewers_can_edit = true; for now
#editors_can_admin = true

[auth.anonymous]
enabled = true
org_name = """Main; Org."""
org_role = Editor

[feature_toggles]
enable = a,b c
b = false
d = true

[auth.generic_oauth]
enabled = true
org_mapping = ops:main:Editor, a\:b:2:Viewer all:*:None staff:main nowhere:x:Viewer bad
client_secret = hunter2

[auth.gitlab]
enabled = true
org_mapping = """["ops team:main:Editor", "in; quotes:2:Owner"]"""

[auth.jwt]
enabled = true
org_mapping = "some group:main:Viewer" \
  "some group:main:Admin"
role_attribute_strict = true

[auth.google]
enabled = true
org_mapping = broken:main:Viewer, b:main:Owner
role_attribute_strict = true

[auth.saml]
enabled = true
org_mapping = ["a:main:Viewer"

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
		{Group: "ops team", Org: main, Role: schema.Editor},
		{Group: "in; quotes", Org: second, Role: schema.Viewer},
		{Group: "some group", Org: main, Role: schema.Admin},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	all := strings.Join(left, "\n")
	for _, text := range []string{"nowhere:x:Viewer names an org", "bad is not", "b:main:Owner gives no role of an org", "[auth.saml] org_mapping: it begins"} {
		if !strings.Contains(all, text) {
			t.Errorf("%q is not told: %s", text, all)
		}
	}
	if len(left) != 4 || strings.Contains(all, "hunter2") {
		t.Errorf("left out: %q", left)
	}
}

// TestJoin checks that texts are read again as they are.
func TestJoin(t *testing.T) {
	main := &inventory.Org{Name: "Main Org."}
	f := ini.File{"auth.okta": {"enabled": "true", "org_mapping": ini.Join([]string{"a, b:Main Org.:Editor", `"c":Main Org.`})}}
	got, left := ini.Mappings(f, []*inventory.Org{main}, nil)
	want := []inventory.OrgMapping{{Group: "a, b", Org: main, Role: schema.Editor}, {Group: `"c"`, Org: main, Role: schema.Viewer}}
	if diff := cmp.Diff(want, got); diff != "" || len(left) > 0 {
		t.Errorf("%s, left out: %q", diff, left)
	}
}

// TestValues checks values as Grafana's parser reads them.
func TestValues(t *testing.T) {
	for text, want := range map[string]string{
		"a b": "a b", `"a b"`: "a b", "'a'": "a", `"a" "b"`: `"a" "b"`, `a#b`: "a", `"a;b"`: `"a`, "`a;b`": "a;b",
		`"""a "b" #c"""`: `a "b" #c`, "`a\nb` ": "a\nb", "a \\\n b": "a b", `"`: `"`, `""`: "", "": "",
	} {
		f, err := ini.Parse("x.ini", []byte("[s]\nkey = "+text+"\nnext = 1\n"))
		if err != nil || f["s"]["key"] != want || f["s"]["next"] != "1" {
			t.Errorf("%q: %q, %v", text, f["s"], err)
		}
	}
}

// TestBroken checks that a broken line is named.
func TestBroken(t *testing.T) {
	for text, want := range map[string]string{
		"[users\n":  "x.ini:1: this section has no closing bracket",
		"\nnothing": "x.ini:2: this line is neither",
		"a = `b\nc": "x.ini:1: the quotes of this value are not closed",
	} {
		if _, err := ini.Parse("x.ini", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
