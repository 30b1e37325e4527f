package expr

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/rolecall/rolecall/internal/funcs"
	"github.com/rolecall/rolecall/loader/internal/diag"
)

// Data gives names their values.
type Data interface {
	// Lookup returns the value that a traversal names, and the name, which
	// is the second step of the traversal. It returns false after an error,
	// which it reports.
	Lookup(t hcl.Traversal) (name string, v cty.Value, ok bool)
}

// An Evaluator gives expressions their values. It reports an error once, where it
// is written.
type Evaluator struct {
	diag.List
	Budget
	data      Data
	functions map[string]function.Function
	bindings  map[hclsyntax.Expression]*bindings
	// natives has the expressions of JSON in native syntax, by their ranges.
	natives map[hcl.Range]hclsyntax.Expression
}

// NewEvaluator returns an Evaluator of expressions whose names data knows, and
// whose functions read files in fsys.
func NewEvaluator(ctx context.Context, fsys fs.FS, data Data) *Evaluator {
	return &Evaluator{
		Budget:    Budget{Ctx: ctx},
		data:      data,
		functions: funcs.Functions(&funcs.Reader{Ctx: ctx, Fsys: fsys, Read: map[string]cty.Value{}}),
		bindings:  map[hclsyntax.Expression]*bindings{},
		natives:   map[hcl.Range]hclsyntax.Expression{},
	}
}

// Value evaluates an expression. After an error, now or earlier, it returns false and
// an unknown value. There is a diagnostic then.
func (e *Evaluator) Value(expr hcl.Expression) (cty.Value, bool) {
	return e.ValueIn(Unscoped(expr))
}

// ValueIn is Value with the names of a scope, which may be nil.
func (e *Evaluator) ValueIn(x hcl.Expression, names *Scope) (cty.Value, bool) {
	inner := unguarded(x)
	native, ok := inner.(hclsyntax.Expression)
	if !ok {
		var diags hcl.Diagnostics
		if native, diags = e.Native(inner); diags.HasErrors() {
			e.Diags = append(e.Diags, diags...)
			return cty.DynamicVal, false
		}
	}
	if IsConstant(native) {
		v, diags := native.Value(nil)
		done := e.Begin()
		diags = append(diags, e.Measure(v, native.Range())...)
		done()
		e.Diags = append(e.Diags, diags...)
		return Uniform(v), !diags.HasErrors()
	}
	c := e.bind(native, names)
	if c.failed {
		return cty.DynamicVal, false
	}
	done := e.Begin()
	v, diags := c.evaluate(native, names)
	diags = argumentErrors(diags)
	if !diags.HasErrors() {
		diags = append(diags, e.Measure(v, inner.Range())...)
	}
	done()
	if diags.HasErrors() {
		// The other instances of the block have the same error.
		c.failed = true
		for _, d := range diags {
			d.Detail += suggestAttribute(&e.Budget, d) + suggestFunction(d)
			if !slices.Contains(everywhere, d.Summary) {
				d.Detail += names.Where()
			}
		}
		e.Diags = append(e.Diags, WithoutValues(diags)...)
		return cty.DynamicVal, false
	}
	return Uniform(v), e.Known(v)
}

// Known reports whether a value is known. It has unknown parts only if evaluation
// stopped early.
func (e *Evaluator) Known(v cty.Value) bool {
	if e.Spent {
		return v.IsWhollyKnown()
	}
	return v.IsKnown()
}

// WithoutValues removes the values from diagnostics, so that they are not printed. It
// returns its argument.
func WithoutValues(diags hcl.Diagnostics) hcl.Diagnostics {
	for _, d := range diags {
		d.Expression, d.EvalContext = nil, nil
	}
	return diags
}

// IsConstant reports whether an expression in native syntax is a literal, which can
// be evaluated before any name is known.
func IsConstant(expr hclsyntax.Expression) bool {
	switch e := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return true
	case *hclsyntax.TemplateExpr:
		return len(e.Parts) == 0 || len(e.Parts) == 1 && e.IsStringLiteral()
	case *hclsyntax.TupleConsExpr:
		for _, item := range e.Exprs {
			if !IsConstant(item) {
				return false
			}
		}
		return true
	}
	return false
}

// argumentErrors puts the diagnostics of arguments that functions have evaluated by
// themselves in place of those about the calls.
func argumentErrors(diags hcl.Diagnostics) hcl.Diagnostics {
	var all hcl.Diagnostics
	for _, d := range diags {
		var inner funcs.ArgumentErrors
		if extra, ok := hcl.DiagnosticExtra[hclsyntax.FunctionCallDiagExtra](d); ok && errors.As(extra.FunctionCallError(), &inner) {
			all = append(all, argumentErrors(inner.Diagnostics)...)
			continue
		}
		all = append(all, d)
	}
	return all
}
