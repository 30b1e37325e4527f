package loader

import (
	"testing"
	"testing/fstest"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/loader/internal/decode"
)

// TestMisplacedJSON checks that JSON too holds tests in files of tests, and
// nothing else there.
func TestMisplacedJSON(t *testing.T) {
	test := []byte(`{"test": {"x": {"as": ["user.eve"], "deny": {"actions": ["folders:create"]}}}}`)
	files := fstest.MapFS{
		"main.hcl":     {Data: []byte("grafana { version = \"8.0\" }\norg \"main\" {}\nuser \"eve\" {}\n")},
		"sub.hcl.json": {Data: test},
	}
	_, diags := Load(files, WithTestFile("a_test.hcl.json", []byte(`{"team": {"sre": {}}}`)), WithTestFile("b_test.hcl.json", test))
	got := map[string]string{}
	for _, d := range diags {
		got[d.Subject.Filename] = d.Summary
	}
	want := map[string]string{"sub.hcl.json": "Test outside a test file", "a_test.hcl.json": "Not a test"}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("%s\n%v", diff, diags)
	}
}

// TestIsTestFile checks which files hold tests.
func TestIsTestFile(t *testing.T) {
	for name, want := range map[string]bool{
		"a_test.hcl": true, "dir/a_test.hcl.json": true, "_test.hcl": true,
		"a.hcl": false, "test.hcl": false, "a_test.json": false, "a_test.rego": false, "a_test.hcl.bak": false,
	} {
		if got := decode.IsTestFile(name); got != want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
