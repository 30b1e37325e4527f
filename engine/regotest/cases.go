package regotest

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

// caseFunction is called for each case of a test, with the path of the case's name. OPA's
// runner finds cases in a trace of calls of internal.test_case, but a trace makes tests with
// cases more than twice as slow.
var caseFunction = &rego.Function{Name: "rolecall.case", Decl: types.NewFunction(types.Args(types.A), types.B)}

// A test is a rule with the name of a test. With a variable in its name, it is a test with
// many cases.
type test struct {
	rule *ast.Rule
	pkg  ast.Ref
	// ref is the name of the test in its package.
	ref ast.Ref
}

// testsOf returns the tests in compiled modules whose full names match a pattern. It changes
// their cases to call caseFunction.
func testsOf(modules map[string]*ast.Module, selected *regexp.Regexp) []test {
	var tests []test
	for _, m := range modules {
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
			if selected.MatchString(m.Package.Path.Extend(ref).String()) {
				tests = append(tests, test{rule, m.Package.Path, ref})
			}
		}
	}
	return tests
}

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

// run runs a test as OPA's runner does.
func (t test) run(ctx context.Context, compiler *ast.Compiler, store storage.Store, txn storage.Transaction) *tester.Result {
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
		rego.Query(t.pkg.Extend(t.ref).String()), rego.Compiler(compiler), rego.Store(store), rego.Transaction(txn),
		rego.PrintHook(topdown.NewPrintHook(&output)),
		rego.Function1(caseFunction, func(_ rego.BuiltinContext, path *ast.Term) (*ast.Term, error) {
			if path, ok := path.Value.(*ast.Array); ok {
				cases = append(cases, path)
			}
			return ast.BooleanTerm(true), nil
		}),
	).Eval(ast.WithCompiler(ctx, compiler))
	result.Duration, result.Output = time.Since(start), output.Bytes()
	switch {
	case err != nil:
		result.Error = err
	case len(results) == 0:
		result.Fail = true
	case t.rule.Head.DocKind() == ast.PartialObjectDoc:
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
