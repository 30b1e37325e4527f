package engine

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/tester"
)

// A RegoBaseline is what the rules of Rego tests come to with a configuration
// that they pass with. It tells several times faster than RegoTests whether they
// pass with another one. It is safe for concurrent use.
type RegoBaseline struct {
	compiler *ast.Compiler
	// names are the full names of the tests, sorted, and values what each
	// comes to.
	names  []string
	values map[string]any
}

// RegoBaseline takes down what the tests in paths come to, of which filter
// selects some, and with options, as in RegoTests.
func (v *View) RegoBaseline(ctx context.Context, paths []string, filter string, opts ...RegoOption) (*RegoBaseline, error) {
	if err := v.asked(ctx); err != nil {
		return nil, fmt.Errorf("run Rego tests: %w", err)
	}
	selected, err := regexp.Compile(filter)
	if err != nil {
		return nil, err
	}
	modules, err := v.withTests(ctx, paths)
	if err != nil {
		return nil, err
	}
	b := &RegoBaseline{compiler: regoCompiler(opts), values: map[string]any{}}
	if b.compiler.Compile(modules); b.compiler.Failed() {
		return nil, closedError("compile Rego tests", b.compiler.Errors)
	}
	for _, m := range b.compiler.Modules {
		for _, rule := range m.Rules {
			ref := rule.Ref().GroundPrefix()
			name := ref.String()
			if strings.HasPrefix(testName(m, ref), tester.TestPrefix) && selected.MatchString(name) && !slices.Contains(b.names, name) {
				b.names = append(b.names, name)
			}
		}
	}
	slices.Sort(b.names)
	store, err := v.store()
	if err != nil {
		return nil, err
	}
	for _, name := range b.names {
		if b.values[name], err = b.value(ctx, store, name); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// testName is the name of a rule in its package.
func testName(m *ast.Module, ref ast.Ref) string {
	if len(ref) <= len(m.Package.Path) {
		return ""
	}
	return strings.Trim(ref[len(m.Package.Path)].String(), `"`)
}

// Changed is the full name of a test that does not come to the same with the
// configuration of an engine, whose policies must be the same; empty for none.
func (b *RegoBaseline) Changed(ctx context.Context, v *View) (string, error) {
	if err := v.asked(ctx); err != nil {
		return "", err
	}
	store, err := v.store()
	if err != nil {
		return "", err
	}
	for _, name := range b.names {
		value, err := b.value(ctx, store, name)
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if err != nil || !reflect.DeepEqual(value, b.values[name]) {
			return name, nil // a test that cannot be run fails
		}
	}
	return "", nil
}

// value is what a rule comes to; nil for one that is undefined.
func (b *RegoBaseline) value(ctx context.Context, store storage.Store, name string) (any, error) {
	results, err := rego.New(rego.Query(name), rego.Compiler(b.compiler), rego.Store(store)).Eval(ctx)
	if err != nil {
		return nil, fmt.Errorf("run Rego test %s: %w", name, err)
	}
	if len(results) == 0 {
		return nil, nil
	}
	return results[0].Expressions[0].Value, nil
}
