package loader

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/schema"
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

// wellFormed is a sentence that offers what a malformed reference may be meant
// for, with a space before it; empty when that is not clear.
func (r *resolver) wellFormed(typ schema.Type, t hcl.Traversal) string {
	if len(t) < 3 {
		return ""
	}
	label, ok := keyOf(t[1])
	d := r.eval.decls[typ][label]
	key, named := keyOf(t[2])
	switch {
	case !ok:
		return ""
	case d == nil || !d.each:
		return fmt.Sprintf(" Write %s.%s for the %s itself.", typ, label, typ)
	case named && slices.Contains(d.keys, key):
		return fmt.Sprintf(" Write %s.%s.", typ, schema.InstanceLabel(label, key))
	}
	return ""
}

// didYouMean is a sentence that offers the known name closest to an unknown
// one, with a space before it; empty when none is close.
func didYouMean(unknown string, known []string) string {
	best, distance := "", min(3, len(unknown)) // of a letter, any other is as close
	for _, name := range known {
		if strings.EqualFold(name, unknown) {
			best = name
			break
		}
		// Lengths that differ more are further apart than that.
		if len(name) > len(unknown)+8 || len(unknown) > len(name)+8 {
			continue
		}
		if d := levenshtein.Distance(unknown, name, nil); d < distance {
			best, distance = name, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" Did you mean %q?", best)
}
