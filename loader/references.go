package loader

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/schema"
)

// reference resolves an expression that must be a reference to a block of one
// type, declared in table. It is nil for an absent expression, and after an
// error.
func reference[T any](r *resolver, expr hcl.Expression, typ schema.Type, table map[string]*T) *schema.Ref[T] {
	if isAbsent(expr) {
		return nil
	}
	traversal, diags := hcl.AbsTraversalForExpr(expr)
	if diags.HasErrors() {
		r.error("Reference expected", fmt.Sprintf("Write a reference to a %s here, as in %s.NAME, without quotes.", typ, typ), expr.Range())
		return nil
	}
	if root := traversal.RootName(); root != string(typ) {
		r.error("Wrong kind of reference", fmt.Sprintf("A reference to a %s is expected here, as in %s.NAME; this one begins with %q.", typ, typ, root), expr.Range())
		return nil
	}
	label, ok := labelOf(traversal)
	if !ok {
		r.error("Malformed reference", fmt.Sprintf("A reference to a %s has two parts, as in %s.NAME.", typ, typ), expr.Range())
		return nil
	}
	to := table[label]
	if to == nil {
		if r.broken {
			return nil
		}
		r.error("Reference to undeclared "+string(typ), fmt.Sprintf("No %s %q is declared.%s", typ, label, didYouMean(label, slices.Sorted(maps.Keys(table)))), expr.Range())
		return nil
	}
	return &schema.Ref[T]{To: to, Range: expr.Range()}
}

// references resolves an expression that must be a list of references. What
// is wrong with one of them leaves out that one alone.
func references[T any](r *resolver, expr hcl.Expression, typ schema.Type, table map[string]*T) []schema.Ref[T] {
	var refs []schema.Ref[T]
	for _, item := range r.list(expr, fmt.Sprintf("references such as [%s.NAME]", typ)) {
		if ref := reference(r, item, typ, table); ref != nil {
			refs = append(refs, *ref)
		}
	}
	return refs
}

// list splits an expression that must be a list; of is what it is a list of.
func (r *resolver) list(expr hcl.Expression, of string) []hcl.Expression {
	if isAbsent(expr) {
		return nil
	}
	items, diags := hcl.ExprList(expr)
	if diags.HasErrors() {
		r.error("List expected", fmt.Sprintf("Write a list of %s here.", of), expr.Range())
		return nil
	}
	return items
}

// texts evaluates an expression that must be a list of strings.
func (r *resolver) texts(expr hcl.Expression, of string) []schema.Text {
	var texts []schema.Text
	for _, item := range r.list(expr, of) {
		v, diags := item.Value(nil)
		if diags.HasErrors() || v.IsNull() || v.Type() != cty.String {
			r.error("String expected", fmt.Sprintf("Write a list of %s here.", of), item.Range())
			continue
		}
		texts = append(texts, schema.Text{Value: v.AsString(), Range: item.Range()})
	}
	return texts
}

// isAbsent says whether an optional expression was left out, or is null.
func isAbsent(expr hcl.Expression) bool {
	if expr == nil {
		return true
	}
	if len(expr.Variables()) > 0 {
		return false
	}
	v, diags := expr.Value(nil)
	return !diags.HasErrors() && v.IsNull()
}

// rootName is the first word of a reference; empty for what is none.
func rootName(expr hcl.Expression) string {
	traversal, diags := hcl.AbsTraversalForExpr(expr)
	if diags.HasErrors() {
		return ""
	}
	return traversal.RootName()
}

// labelOf is the label in a traversal TYPE.LABEL or TYPE["LABEL"].
func labelOf(t hcl.Traversal) (string, bool) {
	if len(t) != 2 {
		return "", false
	}
	switch step := t[1].(type) {
	case hcl.TraverseAttr:
		return step.Name, true
	case hcl.TraverseIndex:
		if step.Key.Type() == cty.String && step.Key.IsKnown() && !step.Key.IsNull() {
			return step.Key.AsString(), true
		}
	}
	return "", false
}

// didYouMean is a sentence that offers the known name closest to an unknown
// one, with a space before it; empty when none is close.
func didYouMean(unknown string, known []string) string {
	best, distance := "", 3
	for _, name := range known {
		if strings.EqualFold(name, unknown) {
			best = name
			break
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
