package regotest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"

	"github.com/rolecall/rolecall/engine/regotest"
)

// TestLikeOPA checks that tests have the same outcomes, cases and failed cases as with OPA's
// runner.
func TestLikeOPA(t *testing.T) {
	const text = `package x_test

test_true if true

test_false if {
	print("printed")
	1 == 2
}

test_undefined if data.nothing

test_not_boolean := 1

test_twice if true

test_twice if 1 == 2

todo_later if 1 == 2

test_cases_pass[note] if {
	some note in ["a", "b"]
	note != "c"
}

test_cases_fail[note] if {
	some note in ["a", "b", "c"]
	note == "a"
}

test_cases_nested[a][b] if {
	some a in ["x", "y"]
	some b in ["1", "2"]
	b == "1"
}

test_cases_of_numbers[n] if {
	some n in [1, 2]
	n == 1
}

test_case_false[note] := false if {
	some note in ["a"]
}

test_no_cases[note] if {
	some note in []
	note != ""
}

below.test_named if true

test_conflict := 1 if true

test_conflict := 2 if true
`
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.rego"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	results, err := tester.NewRunner().SetStore(inmem.New()).SetModules(map[string]*ast.Module{"x.rego": ast.MustParseModule(text)}).
		SetTimeout(time.Minute).CapturePrintOutput(true).RunTests(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]outcome{}
	for r := range results {
		o := outcome{passed: !r.Fail && r.Error == nil, skipped: r.Skip, cases: map[string]bool{}}
		for name, sub := range r.SubResults.Iter {
			if len(sub.SubResults) == 0 {
				o.count++
				if sub.Fail {
					o.cases["case: "+strings.Join(name, "/")] = true
				}
			}
		}
		o.count = max(o.count, 1)
		want[r.Package+"."+r.Name] = o
	}
	view := open(t, fstest.MapFS{"main.hcl": {Data: []byte("grafana { version = \"9.3\" }\norg \"main\" {}\n")}})
	ran, err := regotest.Run(t.Context(), view, []string{dir}, "")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]outcome{}
	for _, r := range ran {
		o := outcome{passed: r.Passed, skipped: r.Skipped, count: r.Cases, cases: map[string]bool{}}
		for _, note := range r.Notes {
			if strings.HasPrefix(note, "case: ") {
				o.cases[note] = true
			}
		}
		got[r.Name] = o
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(outcome{})); diff != "" || len(got) != 15 {
		t.Errorf("%d tests (-OPA +Run): %s", len(got), diff)
	}
}

// An outcome is the outcome of a test with its failed cases.
type outcome struct {
	passed, skipped bool
	count           int
	cases           map[string]bool
}
