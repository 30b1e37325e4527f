package policies_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"

	"github.com/rolecall/rolecall/internal/regocases"
)

// TestRego runs the Rego tests, with the tables of all releases.
func TestRego(t *testing.T) {
	modules, store, err := tester.Load([]string{"rolecall:."}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var versions map[string]any
	readVersions(t, &versions)
	if err := storage.WriteOne(t.Context(), store, storage.AddOp, storage.MustParsePath("/rolecall/versions"), versions); err != nil {
		t.Fatal(err)
	}
	tests := regoTests(t, modules, store)
	if len(tests) == 0 {
		t.Error("there is no Rego test")
	}
	for _, test := range tests {
		t.Run(test.Name(), func(t *testing.T) {
			if failed := failures(t, test); len(failed) > 0 {
				t.Errorf("%q", failed)
			}
		})
	}
}

// regoTests returns the tests in modules, sorted by name.
func regoTests(t *testing.T, modules map[string]*ast.Module, store storage.Store) []regocases.Test {
	t.Helper()
	txn, err := store.NewTransaction(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	compiler := ast.NewCompiler().WithEnablePrintStatements(true)
	tests, err := regocases.Tests(t.Context(), compiler, store, txn, modules, regexp.MustCompile(""))
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(tests, func(a, b regocases.Test) int { return strings.Compare(a.Name(), b.Name()) })
	return tests
}

// failures runs a test and returns the cases that fail, or its place and its output if it
// fails as a whole. Unlike OPA's runner, it returns a failure for a test without any of its
// cases.
func failures(t *testing.T, test regocases.Test) (failed []string) {
	t.Helper()
	r := test.Run(t.Context())
	if r.Error != nil {
		t.Fatalf("%s: %v", test.Name(), r.Error)
	}
	for name, sub := range r.SubResults.Iter {
		if sub.Fail && len(sub.SubResults) == 0 {
			failed = append(failed, strings.Join(name, "/"))
		}
	}
	switch {
	case r.Fail && len(failed) == 0:
		failed = append(failed, fmt.Sprint(r.Location, ": ", string(r.Output)))
	case test.HasCases() && len(r.SubResults) == 0:
		failed = append(failed, test.Name()+" has no cases")
	}
	return failed
}

// TestRunner compares the runner with OPA's own.
func TestRunner(t *testing.T) {
	const text = `package x_test

test_true if true

test_false if 1 == 2

test_undefined if data.nothing

test_not_boolean := 1

test_cases_pass[note] if {
	some note in ["a", "b"]
	note != "c"
}

test_cases_fail[note] if {
	some note in ["a", "b"]
	note == "a"
}

test_cases_nested[a][b] if {
	some a in ["x", "y"]
	some b in ["1", "2"]
	b == "1"
}

test_no_cases[note] if {
	some note in []
	note != ""
}
`
	parse := func() map[string]*ast.Module { return map[string]*ast.Module{"x.rego": ast.MustParseModule(text)} }
	want := map[string]bool{}
	results, err := tester.NewRunner().SetStore(inmem.New()).SetModules(parse()).SetTimeout(time.Minute).RunTests(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for r := range results {
		// OPA passes over a test whose cases it cannot enumerate.
		want[fmt.Sprint(r.Package, ".", strings.TrimSuffix(r.Name, "[note]"))] = r.Pass() && (!strings.Contains(r.Name, "cases") || len(r.SubResults) > 0)
	}
	got := map[string]bool{}
	for _, test := range regoTests(t, parse(), inmem.New()) {
		got[test.Name()] = len(failures(t, test)) == 0
	}
	if len(got) != 8 || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for name, ok := range got {
		if ok != (name == "data.x_test.test_true" || name == "data.x_test.test_cases_pass") {
			t.Errorf("%s: %t", name, ok)
		}
	}
}
