package loader

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/rolecall/rolecall/schema"
)

// suggestAttribute is a sentence that offers the attribute or key which one
// that an object or map does not have may be meant for, with a space before it.
// It is empty for diagnostics about anything else. The diagnostic has to have
// the expression and context that hcl gives it.
func (b *budget) suggestAttribute(d *hcl.Diagnostic) string {
	var steps hcl.Traversal
	var before func(steps hcl.Traversal) (cty.Value, hcl.Diagnostics)
	switch x := d.Expression.(type) {
	case *hclsyntax.IndexExpr:
		return b.suggestKey(x, d.EvalContext)
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
			n, names := attributes(of)
			return b.didYouMean(name, n, names)
		}
	}
	return ""
}

// suggestKey is a sentence that says which computed key there is not, and one
// that offers the key which it may be meant for, with a space before each. It is
// empty for what has no keys that are strings.
func (b *budget) suggestKey(x *hclsyntax.IndexExpr, ctx *hcl.EvalContext) string {
	of, diags := x.Collection.Value(ctx)
	if diags.HasErrors() || !of.Type().IsMapType() && !of.Type().IsObjectType() {
		return ""
	}
	key, diags := x.Key.Value(ctx)
	if diags.HasErrors() || !key.IsKnown() || key.IsNull() {
		return ""
	}
	text, err := convert.Convert(key, cty.String)
	if err != nil || len(text.AsString()) > maxMisspelt {
		return ""
	}
	n, names := attributes(of)
	return fmt.Sprintf(" The key is %q.%s", text.AsString(), b.didYouMean(text.AsString(), n, names))
}

// suggestFunction is a sentence about a function that there is not on purpose,
// with a space before it; empty for diagnostics about anything else.
func suggestFunction(d *hcl.Diagnostic) string {
	if call, ok := d.Expression.(*hclsyntax.FunctionCallExpr); ok && d.Summary == "Call to unknown function" {
		return hint(terraformFunctions, call.Name)
	}
	return ""
}

// attributes are the names of what an object or a map has, and how many there are;
// none for other values.
func attributes(v cty.Value) (int, iter.Seq[string]) {
	switch typ := v.Type(); {
	case typ.IsObjectType():
		types := typ.AttributeTypes()
		return len(types), func(yield func(string) bool) {
			for name := range types {
				if name != targetAttr && !yield(name) {
					return
				}
			}
		}
	case typ.IsMapType() && v.IsKnown() && !v.IsNull():
		return v.LengthInt(), func(yield func(string) bool) { maps.Keys(v.AsValueMap())(yield) }
	}
	return 0, slices.Values[[]string](nil)
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
	case len(d.keys) > 0:
		return fmt.Sprintf(" Instances of %s.%s have keys that are strings, as in %s.%s.", typ, label, typ, schema.InstanceLabel(label, d.keys[0]))
	}
	return ""
}

// meantFor is a sentence that offers the block of a type that a reference to
// none may be meant for, a lone label or one after a misspelt type, with a space
// before it; empty when there is none.
func (r *resolver) meantFor(typ schema.Type, t hcl.Traversal) string {
	label := t.RootName()
	if len(t) > 1 {
		if nearest(label, slices.Values([]string{string(typ)})) == "" {
			return ""
		}
		label, _ = stepName(t)
	}
	r.eval.plain()
	if r.eval.decls[typ][label] == nil {
		return ""
	}
	return fmt.Sprintf(" Did you mean %s.%s?", typ, label)
}

// example is a reference as one is written: to what a text may be meant for, or
// with NAME for a label. How it is written depends on the syntax of the file.
func example[T any](v cty.Value, typ schema.Type, table map[string]*T, file string) string {
	label := "NAME"
	if v.Type() == cty.String && v.IsKnown() && !v.IsNull() {
		if text := strings.TrimPrefix(v.AsString(), string(typ)+"."); table[text] != nil {
			label = text
		}
	}
	if strings.HasSuffix(file, ".json") {
		return fmt.Sprintf("\"%s.%s\"", typ, label)
	}
	return fmt.Sprintf("%s.%s, without quotes", typ, label)
}

// an is a type of block with its article.
func an(typ schema.Type) string {
	if strings.ContainsRune("aeio", rune(typ[0])) {
		return "an " + string(typ)
	}
	return "a " + string(typ)
}

// didYouMean is a sentence that offers the known name closest to an unknown
// one, with a space before it; empty when none is close. It is for names of which
// there are few: a configuration may have any number of others, see budget.
func didYouMean(unknown string, known []string) string {
	return meant(unknown, slices.Values(known))
}

func meant(unknown string, known iter.Seq[string]) string {
	if best := nearest(unknown, known); best != "" {
		return fmt.Sprintf(" Did you mean %q?", best)
	}
	return ""
}

// maxCompared is how many times names of a configuration are compared to offer the
// one that is meant: what ten misspelt references among 100,000 users take.
// Without the file that declares them, all references to them are misspelt, and to
// compare each with all other names takes the product of their numbers.
const maxCompared = 1_000_000

// didYouMean is didYouMean among n names of a configuration, in any order. It is
// empty too for what would take too many comparisons.
func (b *budget) didYouMean(unknown string, n int, known iter.Seq[string]) string {
	if n > maxCompared-b.compared {
		return ""
	}
	b.compared += n
	return meant(unknown, known)
}

// maxMisspelt is the length in bytes of what people write and may misspell: to
// compare long texts with each other takes the product of their lengths.
const maxMisspelt = 200

// maxDistance is how many letters of a misspelt name may be wrong.
const maxDistance = 2

// nearest is the known name closest to an unknown one, the first of several in
// alphabetical order; empty when none is close.
func nearest(unknown string, known iter.Seq[string]) string {
	if len(unknown) > maxMisspelt {
		return ""
	}
	best, distance := "", min(maxDistance+1, len(unknown)) // of a letter, any other is as close
	for name := range known {
		// Every letter that is wrong has at most four bytes.
		if len(name) > len(unknown)+4*maxDistance || len(unknown) > len(name)+4*maxDistance {
			continue
		}
		d := -1 // nothing is closer than other capitals
		if !strings.EqualFold(name, unknown) {
			d = levenshtein.Distance(unknown, name, nil) // with a bound it returns too little for some
		}
		if d < distance || d == distance && best != "" && name < best {
			best, distance = name, d
		}
	}
	return best
}
