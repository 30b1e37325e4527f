package loader

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// suggestAttribute is a sentence that offers the attribute or key which one
// that an object or map does not have may be meant for, with a space before it.
// It is empty for diagnostics about anything else. The diagnostic has to have
// the expression and context that hcl gives it.
func suggestAttribute(d *hcl.Diagnostic) string {
	var steps hcl.Traversal
	var before func(steps hcl.Traversal) (cty.Value, hcl.Diagnostics)
	switch x := d.Expression.(type) {
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
		name, ok := keyOf(step)
		if !ok || d.Subject == nil || step.SourceRange() != *d.Subject {
			continue
		}
		if of, diags := before(steps[:i]); !diags.HasErrors() {
			return didYouMean(name, attributes(of))
		}
	}
	return ""
}

// attributes are the names of what an object or a map has, sorted; none for
// other values.
func attributes(v cty.Value) []string {
	switch typ := v.Type(); {
	case typ.IsObjectType():
		names := slices.Sorted(maps.Keys(typ.AttributeTypes()))
		return slices.DeleteFunc(names, func(name string) bool { return name == targetAttr })
	case typ.IsMapType() && v.IsKnown() && !v.IsNull():
		return slices.Sorted(maps.Keys(v.AsValueMap()))
	}
	return nil
}
