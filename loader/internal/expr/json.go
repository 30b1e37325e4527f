package expr

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/nesting"
)

// Native returns the expression in native syntax for an expression in JSON. It is made
// once, so the instances of a block share it.
func (e *Evaluator) Native(expr hcl.Expression) (hclsyntax.Expression, hcl.Diagnostics) {
	at := expr.Range()
	if known := e.natives[at]; known != nil {
		return known, nil
	}
	native, diags := fromJSON(expr)
	if !diags.HasErrors() {
		e.natives[at] = native
	}
	return native, diags
}

// fromJSON translates an expression in JSON, in which strings are templates, to native
// syntax. HCL can evaluate JSON itself, but parses every string each time, and has no
// limits.
func fromJSON(x hcl.Expression) (hclsyntax.Expression, hcl.Diagnostics) {
	at := x.Range()
	if items, diags := hcl.ExprList(x); !diags.HasErrors() {
		tuple := &hclsyntax.TupleConsExpr{SrcRange: at, OpenRange: x.StartRange()}
		for _, item := range items {
			native, diags := fromJSON(item)
			if diags.HasErrors() {
				return nil, diags
			}
			tuple.Exprs = append(tuple.Exprs, native)
		}
		return tuple, nil
	}
	if pairs, diags := hcl.ExprMap(x); !diags.HasErrors() {
		object := &hclsyntax.ObjectConsExpr{SrcRange: at, OpenRange: x.StartRange()}
		for _, pair := range pairs {
			key, diags := fromJSON(pair.Key)
			if diags.HasErrors() {
				return nil, diags
			}
			value, diags := fromJSON(pair.Value)
			if diags.HasErrors() {
				return nil, diags
			}
			object.Items = append(object.Items, hclsyntax.ObjectConsItem{
				KeyExpr:   &hclsyntax.ObjectConsKeyExpr{Wrapped: key, ForceNonLiteral: true},
				ValueExpr: value,
			})
		}
		return object, nil
	}
	v, diags := x.Value(nil)
	if diags.HasErrors() {
		return nil, diags
	}
	if v.IsKnown() && !v.IsNull() && v.Type() == cty.String {
		if src := v.AsString(); strings.Contains(src, "${") || strings.Contains(src, "%{") {
			start := at.Start
			start.Byte++ // the quote
			start.Column++
			if nesting.TooDeep([]byte(src), true) {
				return nil, hcl.Diagnostics{nesting.Error(at)}
			}
			return hclsyntax.ParseTemplate([]byte(src), at.Filename, start)
		}
	}
	return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: at}, nil
}
