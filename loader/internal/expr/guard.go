package expr

import (
	"math"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/limits"
)

// Guarded is a part of an expression that counts the cost of its value.
type Guarded struct {
	hclsyntax.Expression
	b *Budget
	// number reports whether a string will be converted to a number.
	number bool
	// unify reports whether the type will be unified with another.
	unify bool
}

func (g *Guarded) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if g.b.Spent {
		return cty.DynamicVal, nil
	}
	if g.b.steps > limits.MaxSteps || g.b.text > limits.MaxTextSize {
		return cty.DynamicVal, nil // reported by the part that passed the limit
	}
	v, diags := g.Expression.Value(ctx)
	if diags.HasErrors() {
		return v, diags
	}
	if g.number && v.IsKnown() && !v.IsNull() && v.Type() == cty.String {
		if n, err := cty.ParseNumberVal(v.AsString()); err == nil {
			v = n
		}
	}
	if _, name := g.Expression.(*hclsyntax.ScopeTraversalExpr); name && g.unify {
		// The named value was counted where it was made.
	} else if more := g.b.Measure(v, g.Range()); more.HasErrors() {
		return cty.DynamicVal, append(diags, more...)
	}
	v = Uniform(v)
	if g.unify && !unifiable(v.Type()) {
		at := g.Range()
		return cty.DynamicVal, append(diags, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: "Expression beyond limits", Detail: mixedTypes, Subject: &at})
	}
	return v, diags
}

// UnwrapExpression is for hcl's static analysis.
func (g *Guarded) UnwrapExpression() hcl.Expression { return g.Expression }

// unifies are the functions that convert the elements of an argument to one type.
var unifies = map[string]bool{
	"coalesce": true, "coalescelist": true, "distinct": true, "setintersection": true,
	"setproduct": true, "setsubtract": true, "setunion": true, "tolist": true, "tomap": true, "toset": true,
	"zipmap": true, "chunklist": true,
}

// GuardParts guards the parts of an expression in place, except names: their values
// were counted where they were made.
func GuardParts(expr hclsyntax.Expression, b *Budget) {
	number, unify := false, false
	part := func(p *hclsyntax.Expression) {
		switch inner := (*p).(type) {
		case nil, *Guarded, *hclsyntax.AnonSymbolExpr:
			return
		case *hclsyntax.ScopeTraversalExpr:
			capIndexes(inner.Traversal)
			return
		case *hclsyntax.LiteralValueExpr:
			if inner.Val.Type() != cty.Number {
				return
			}
		default:
			GuardParts(inner, b)
		}
		*p = &Guarded{*p, b, number, unify}
	}
	always := func(p *hclsyntax.Expression) {
		if *p == nil {
			return
		}
		if _, done := (*p).(*Guarded); !done {
			GuardParts(*p, b)
			*p = &Guarded{*p, b, number, unify}
		}
	}
	switch x := expr.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		capIndexes(x.Traversal)
	case *hclsyntax.ParenthesesExpr:
		part(&x.Expression)
	case *hclsyntax.FunctionCallExpr:
		unify = unifies[x.Name]
		for i := range x.Args {
			if unify {
				always(&x.Args[i])
			} else {
				part(&x.Args[i])
			}
		}
	case *hclsyntax.ConditionalExpr:
		part(&x.Condition)
		unify = true
		always(&x.TrueResult)
		always(&x.FalseResult)
	case *hclsyntax.IndexExpr:
		part(&x.Collection)
		part(&x.Key)
	case *hclsyntax.RelativeTraversalExpr:
		part(&x.Source)
		capIndexes(x.Traversal)
	case *hclsyntax.TupleConsExpr:
		for i := range x.Exprs {
			part(&x.Exprs[i])
		}
	case *hclsyntax.ObjectConsExpr:
		for i := range x.Items {
			// The key itself stays, as hcl looks at its syntax.
			if key, ok := x.Items[i].KeyExpr.(*hclsyntax.ObjectConsKeyExpr); ok {
				GuardParts(key.Wrapped, b)
			}
			part(&x.Items[i].ValueExpr)
		}
	case *hclsyntax.ForExpr:
		part(&x.CollExpr)
		// Even a name costs a step for each element.
		for _, p := range []*hclsyntax.Expression{&x.KeyExpr, &x.ValExpr, &x.CondExpr} {
			always(p)
		}
	case *hclsyntax.SplatExpr:
		part(&x.Source)
		part(&x.Each)
	case *hclsyntax.BinaryOpExpr:
		number = x.Op.Type == cty.Number
		always(&x.LHS)
		always(&x.RHS)
	case *hclsyntax.UnaryOpExpr:
		number = x.Op.Type == cty.Number
		always(&x.Val)
	case *hclsyntax.TemplateExpr:
		for i := range x.Parts {
			if literal, ok := x.Parts[i].(*hclsyntax.LiteralValueExpr); ok && literal.Val.Type() == cty.String {
				continue
			}
			// Names too, as one long text may be repeated many times.
			always(&x.Parts[i])
		}
	case *hclsyntax.TemplateJoinExpr:
		GuardParts(x.Tuple, b) // itself it has to stay a tuple
	case *hclsyntax.TemplateWrapExpr:
		part(&x.Wrapped)
	}
}

// capIndexes replaces very large indexes by one that is larger than any list. As the
// key of a map, the number would be written out.
func capIndexes(t hcl.Traversal) {
	for i, step := range t {
		index, ok := step.(hcl.TraverseIndex)
		if ok && index.Key.Type() == cty.Number && index.Key.IsKnown() && !index.Key.IsNull() && limits.TooLarge(index.Key.AsBigFloat()) {
			index.Key = cty.NumberIntVal(math.MaxInt64)
			t[i] = index
		}
	}
}
