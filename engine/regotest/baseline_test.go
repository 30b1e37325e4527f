package regotest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/regotest"
)

// TestBaseline checks that Changed finds a configuration for which the value of a test, or
// of one of its cases, is different.
func TestBaseline(t *testing.T) {
	const config = `
grafana { version = "9.3" }
org "main" {
  editors = [user.eve]
  viewers = [user.vic]
}
user "eve" {}
user "vic" {}
folder "production" {
  permission "Edit" { roles = ["Editor"] }
}
`
	dir := t.TempDir()
	err := os.WriteFile(filepath.Join(dir, "access_test.rego"), []byte(`package access_test

import data.rolecall.testing

writes(user) if testing.allowed(user, "dashboards:create", "folder:production")

test_eve if writes("user:eve")

test_who[note] if {
	some note, tc in {"an Editor": ["user:eve", true], "a Viewer": ["user:vic", false]}
	testing.answer(testing.request(tc[0], "dashboards:create", "folder:production", {})) == tc[1]
}

todo_test_vic if writes("user:vic")
`), 0o644)
	if err != nil {
		t.Fatal(err)
	}
	base := open(t, fstest.MapFS{"main.hcl": {Data: []byte(config)}})
	all, err := regotest.NewBaseline(t.Context(), base, []string{dir}, "")
	if err != nil {
		t.Fatal(err)
	}
	cases, err := regotest.NewBaseline(t.Context(), base, []string{dir}, "who")
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct{ old, new, all, cases string }{
		"nothing":           {"eve", "eve", "", ""},
		"nobody's access":   {`user "vic" {}`, `user "vic" { name = "Vic" }`, "", ""},
		"a rule and a case": {`"Edit"`, `"View"`, "data.access_test.test_eve", "data.access_test.test_who"},
		"a case of its own": {`["Editor"]`, `["Editor", "Viewer"]`, "data.access_test.test_who", "data.access_test.test_who"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := open(t, fstest.MapFS{"main.hcl": {Data: []byte(replaced(t, config, tc.old, tc.new))}})
			if got, err := all.Changed(t.Context(), changed); got != tc.all || err != nil {
				t.Errorf("all: %q %v, want %q", got, err, tc.all)
			}
			if got, err := cases.Changed(t.Context(), changed); got != tc.cases || err != nil {
				t.Errorf("cases: %q %v, want %q", got, err, tc.cases)
			}
		})
	}
}

// open returns the View of a configuration.
func open(t *testing.T, files fstest.MapFS) *engine.View {
	t.Helper()
	eng, err := engine.OpenFS(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	return eng.View()
}

// replaced returns a text with old replaced by new.
func replaced(t *testing.T, text, old, new string) string {
	if !strings.Contains(text, old) {
		t.Fatalf("there is no %q", old)
	}
	return strings.ReplaceAll(text, old, new)
}
