package expr

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/rolecall/rolecall/internal/nearest"
	"github.com/rolecall/rolecall/loader/internal/diag"
)

// suggestAttribute returns a sentence that suggests an attribute or key for one that
// an object or map does not have, with a space before it. It is empty for other
// diagnostics. The diagnostic needs the expression and context that hcl gives it.
func suggestAttribute(b *Budget, d *hcl.Diagnostic) string {
	var steps hcl.Traversal
	var before func(steps hcl.Traversal) (cty.Value, hcl.Diagnostics)
	switch x := d.Expression.(type) {
	case *hclsyntax.IndexExpr:
		return suggestKey(b, x, d.EvalContext)
	case *hclsyntax.ScopeTraversalExpr:
		steps = x.Traversal
		before = func(steps hcl.Traversal) (cty.Value, hcl.Diagnostics) { return steps.TraverseAbs(d.EvalContext) }
	case *hclsyntax.RelativeTraversalExpr:
		steps = x.Traversal
		before = func(steps hcl.Traversal) (cty.Value, hcl.Diagnostics) {
			v, diags := x.Source.Value(d.EvalContext)
			if diags.HasErrors() {
				return v, diags
			}
			return steps.TraverseRel(v)
		}
	}
	for i, step := range steps {
		name, ok := KeyOf(step)
		if !ok || d.Subject == nil || step.SourceRange() != *d.Subject {
			continue
		}
		if of, diags := before(steps[:i]); !diags.HasErrors() {
			n, names := attributes(of)
			return b.DidYouMean(name, n, names)
		}
	}
	return ""
}

// suggestKey returns a sentence that names the missing computed key, and one that
// suggests another, with a space before each. It is empty for values without keys
// that are strings.
func suggestKey(b *Budget, x *hclsyntax.IndexExpr, ctx *hcl.EvalContext) string {
	of, diags := x.Collection.Value(ctx)
	if diags.HasErrors() || !of.Type().IsMapType() && !of.Type().IsObjectType() {
		return ""
	}
	key, diags := x.Key.Value(ctx)
	if diags.HasErrors() || !key.IsKnown() || key.IsNull() {
		return ""
	}
	text, err := convert.Convert(key, cty.String)
	if err != nil || len(text.AsString()) > nearest.MaxLength {
		return ""
	}
	n, names := attributes(of)
	return fmt.Sprintf(" The key is %q.%s", text.AsString(), b.DidYouMean(text.AsString(), n, names))
}

// suggestFunction returns a sentence that explains why a function is left out, with a
// space before it; empty for other diagnostics.
func suggestFunction(d *hcl.Diagnostic) string {
	if call, ok := d.Expression.(*hclsyntax.FunctionCallExpr); ok && d.Summary == "Call to unknown function" {
		return diag.Hint(diag.TerraformFunctions, call.Name)
	}
	return ""
}

// attributes returns the names of the elements of an object or a map, and their
// number; none for other values.
func attributes(v cty.Value) (int, iter.Seq[string]) {
	switch typ := v.Type(); {
	case typ.IsObjectType():
		types := typ.AttributeTypes()
		return len(types), func(yield func(string) bool) {
			for name := range types {
				if name != TargetAttr && !yield(name) {
					return
				}
			}
		}
	case typ.IsMapType() && v.IsKnown() && !v.IsNull():
		return v.LengthInt(), func(yield func(string) bool) { maps.Keys(v.AsValueMap())(yield) }
	}
	return 0, slices.Values[[]string](nil)
}
