// Package regocases runs Rego tests as OPA's runner does, but without tracing them: a
// trace makes tests with cases more than twice as slow.
package regocases

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/tester"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/types"
)

// timeout is the time limit of a test. It is long, so that many cases on a busy machine do not
// fail.
const timeout = time.Minute

// caseFunction is called for each case of a test, with the path of the case's name. OPA's
// runner finds cases in a trace of calls of internal.test_case instead.
var caseFunction = &rego.Function{Name: "rolecall.case", Decl: types.NewFunction(types.Args(types.A), types.B)}

// A Test is a rule with the name of a test. With a variable in its name, it is a test with
// many cases.
type Test struct {
	rule *ast.Rule
	pkg  ast.Ref
	// ref is the name of the test in its package.
	ref      ast.Ref
	compiler *ast.Compiler
	store    storage.Store
	txn      storage.Transaction
}

// Tests compiles modules and returns the tests in them whose full names match a pattern, in no
// order. The compiler must not have compiled anything before. The tests run in a transaction.
func Tests(ctx context.Context, c *ast.Compiler, store storage.Store, txn storage.Transaction, modules map[string]*ast.Module, selected *regexp.Regexp) ([]Test, error) {
	// OPA's runner only compiles the tests here. It makes each case call internal.test_case.
	running, err := tester.NewRunner().SetCompiler(c).SetStore(store).SetModules(modules).CapturePrintOutput(true).Filter("^none$").RunTests(ctx, txn)
	if err != nil {
		return nil, err
	}
	for range running {
	}
	var tests []Test
	for _, m := range c.Modules {
		for _, rule := range m.Rules {
			ref := testRef(rule.Head.Ref().GroundPrefix())
			if ref == nil {
				continue
			}
			ast.WalkExprs(rule.Body, func(x *ast.Expr) bool {
				if x.IsCall() && x.Operator().Equal(ast.InternalTestCase.Ref()) {
					x.SetOperator(ast.NewTerm(ast.MustParseRef(caseFunction.Name)))
				}
				return false
			})
			if t := (Test{rule, m.Package.Path, ref, c, store, txn}); selected.MatchString(t.Name()) {
				tests = append(tests, t)
			}
		}
	}
	return tests, nil
}

// Name returns the full name of the test, "data.acme_test.test_editors".
func (t Test) Name() string { return t.pkg.Extend(t.ref).String() }

// HasCases reports whether the test is one with cases.
func (t Test) HasCases() bool { return t.rule.Head.DocKind() == ast.PartialObjectDoc }

// testRef returns the part of a reference up to the name of a test, nil if there is none.
func testRef(ref ast.Ref) ast.Ref {
	for i, term := range ref {
		if name := nameOf(term); strings.HasPrefix(name, tester.TestPrefix) || strings.HasPrefix(name, tester.SkipTestPrefix) {
			return ref[:i+1]
		}
	}
	return nil
}

func nameOf(term *ast.Term) string {
	switch v := term.Value.(type) {
	case ast.Var:
		return string(v)
	case ast.String:
		return string(v)
	}
	return ""
}

// Run runs the test.
func (t Test) Run(ctx context.Context) *tester.Result {
	result := &tester.Result{Location: t.rule.Loc(), Package: t.pkg.String(), Name: t.ref.String()}
	if strings.HasPrefix(nameOf(t.ref[len(t.ref)-1]), tester.SkipTestPrefix) {
		result.Skip = true
		return result
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var cases []*ast.Array
	var output bytes.Buffer
	start := time.Now()
	results, err := rego.New(
		rego.Query(t.Name()), rego.Compiler(t.compiler), rego.Store(t.store), rego.Transaction(t.txn),
		rego.PrintHook(topdown.NewPrintHook(&output)),
		rego.Function1(caseFunction, func(_ rego.BuiltinContext, path *ast.Term) (*ast.Term, error) {
			if path, ok := path.Value.(*ast.Array); ok {
				cases = append(cases, path)
			}
			return ast.BooleanTerm(true), nil
		}),
	).Eval(ast.WithCompiler(ctx, t.compiler))
	result.Duration, result.Output = time.Since(start), output.Bytes()
	switch {
	case err != nil:
		result.Error = err
	case len(results) == 0:
		result.Fail = true
	case t.HasCases():
		result.SubResults, result.Fail = subResults(results[0].Expressions[0].Value)
		for _, path := range cases {
			// A case that is not in the value has failed.
			if result.SubResults.Update(*path, nil) {
				result.Fail = true
			}
		}
	default:
		result.Fail = results[0].Expressions[0].Value != true
	}
	return result
}

// subResults returns the cases in the value of a test, and reports whether one of them
// failed.
func subResults(value any) (all tester.SubResultMap, failed bool) {
	all = tester.SubResultMap{}
	members, _ := value.(map[string]any)
	for name, v := range members {
		r := &tester.SubResult{Name: name, Fail: v != true}
		if _, ok := v.(map[string]any); ok {
			r.SubResults, r.Fail = subResults(v)
		}
		all[name] = r
		failed = failed || r.Fail
	}
	return all, failed
}
