package project

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/limits"
)

// A budget bounds the work of all for expressions of a project: a few of them, in one another, make billions of values.
type budget struct{ steps, text int }

// counted is a part of a for expression that counts its values. A plain name is not counted, so that the names in an
// expression are still found; the list that it makes is.
type counted struct {
	hclsyntax.Expression
	*budget
}

// Value implements hclsyntax.Expression.
func (c *counted) Value(ctx *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	if c.steps > limits.MaxSteps || c.text > limits.MaxTextSize {
		at := c.Range()
		return cty.DynamicVal, hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "Project beyond limits",
			Detail: fmt.Sprintf("The for expressions of a project may make %d values, and %d bytes of text.",
				limits.MaxSteps, limits.MaxTextSize), Subject: &at}}
	}
	v, diags := c.Expression.Value(ctx)
	c.steps++
	if v.IsKnown() && !v.IsNull() {
		switch {
		case v.Type() == cty.String:
			c.text += len(v.AsString())
		case v.CanIterateElements():
			c.steps += v.LengthInt()
		}
	}
	return v, diags
}

// guard counts the parts of all for expressions of a body.
func (b *budget) guard(body *hclsyntax.Body) {
	count := func(x *hclsyntax.Expression) {
		switch (*x).(type) {
		case nil, *counted, *hclsyntax.ScopeTraversalExpr:
		default:
			*x = &counted{*x, b}
		}
	}
	hclsyntax.VisitAll(body, func(node hclsyntax.Node) hcl.Diagnostics {
		if scope, ok := node.(hclsyntax.ChildScope); ok {
			node = scope.Expr
		}
		if c, ok := node.(*counted); ok {
			node = c.Expression
		}
		if f, ok := node.(*hclsyntax.ForExpr); ok {
			count(&f.KeyExpr)
			count(&f.ValExpr)
			count(&f.CondExpr)
		}
		return nil
	})
}
