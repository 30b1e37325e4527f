package policies_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// TestRego runs the Rego tests, as `opa test rolecall:policies` would.
func TestRego(t *testing.T) {
	modules, store, err := tester.Load([]string{"rolecall:."}, nil)
	if err != nil {
		t.Fatal(err)
	}
	tests := regoTests(t, modules, store)
	if len(tests) == 0 {
		t.Error("there is no Rego test")
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if failed := test.run(t); len(failed) > 0 {
				t.Errorf("%s: %q", test.rule.Loc(), failed)
			}
		})
	}
}

// A regoTest is a rule that is a test. A rule with a variable in its name is a
// test with many cases.
type regoTest struct {
	name     string
	rule     *ast.Rule
	compiler *ast.Compiler
	store    storage.Store
}

// regoTests returns the tests in modules.
//
// OPA's runner compiles them, so that each case announces itself. It does not run
// them: it traces tests with cases, which takes more than twice as long.
func regoTests(t *testing.T, modules map[string]*ast.Module, store storage.Store) []regoTest {
	t.Helper()
	compiler := ast.NewCompiler().WithEnablePrintStatements(true)
	results, err := tester.NewRunner().SetCompiler(compiler).SetStore(store).SetModules(modules).Filter("^none$").RunTests(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for r := range results {
		t.Fatalf("%s was run", r.Name)
	}
	var tests []regoTest
	for _, m := range compiler.Modules {
		for _, rule := range m.Rules {
			if strings.HasPrefix(rule.Head.Ref()[0].Value.String(), tester.TestPrefix) {
				tests = append(tests, regoTest{m.Package.Path.Extend(rule.Head.Ref().GroundPrefix()).String(), rule, compiler, store})
			}
		}
	}
	slices.SortFunc(tests, func(a, b regoTest) int { return strings.Compare(a.name, b.name) })
	return tests
}

// announced are the cases of the test that runs.
var announced map[string]bool

// OPA's own function for cases tells tracers of them. There are some if OPA's own
// runner runs the test.
func init() {
	own := topdown.GetBuiltin(ast.InternalTestCase.Name)
	topdown.RegisterBuiltinFunc(ast.InternalTestCase.Name, func(c topdown.BuiltinContext, operands []*ast.Term, iter func(*ast.Term) error) error {
		if len(c.QueryTracers) == 0 {
			announced[operands[0].String()] = true
		}
		return own(c, operands, iter)
	})
}

// run runs the test and returns the cases that fail, or its name and its output if
// it has no cases and fails.
func (test regoTest) run(t *testing.T) (failed []string) {
	t.Helper()
	announced = map[string]bool{}
	var output bytes.Buffer
	results, err := rego.New(rego.Query(test.name), rego.Compiler(test.compiler), rego.Store(test.store),
		rego.PrintHook(topdown.NewPrintHook(&output))).Eval(t.Context())
	if err != nil {
		t.Fatalf("%s: %v", test.name, err)
	}
	var value any
	if len(results) == 1 {
		value = results[0].Expressions[0].Value
	}
	if test.rule.Head.DocKind() != ast.PartialObjectDoc {
		if value != true {
			failed = append(failed, test.name+output.String())
		}
		return failed
	}
	passed := map[string]bool{}
	casesOf(value, nil, passed)
	if len(announced) == 0 && len(passed) == 0 {
		failed = append(failed, test.name+" has no cases")
	}
	for name, ok := range passed {
		if !ok {
			failed = append(failed, name)
		}
	}
	for name := range announced {
		if _, ok := passed[name]; !ok {
			failed = append(failed, name)
		}
	}
	slices.Sort(failed)
	return failed
}

// casesOf puts the cases in the value of a test with cases into passed, by their
// names as they announce themselves.
func casesOf(value any, path []*ast.Term, passed map[string]bool) {
	if below, ok := value.(map[string]any); ok {
		for name, v := range below {
			casesOf(v, append(path[:len(path):len(path)], ast.StringTerm(name)), passed)
		}
		return
	}
	passed[ast.ArrayTerm(path...).String()] = value == true
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
		got[test.name] = len(test.run(t)) == 0
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
