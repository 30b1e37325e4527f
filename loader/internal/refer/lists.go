package refer

import (
	"fmt"
	"iter"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/nearest"
	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/schema"
)

// exprs are the expressions of a list as written.
type exprs struct {
	native []hclsyntax.Expression
	json   []hcl.Expression
	scope  *expr.Scope
}

func (x exprs) len() int { return len(x.native) + len(x.json) }

func (x exprs) all() iter.Seq[hcl.Expression] {
	return func(yield func(hcl.Expression) bool) {
		for _, item := range x.native {
			if !yield(expr.Scoped(item, x.scope)) {
				return
			}
		}
		for _, item := range x.json {
			if !yield(expr.Scoped(item, x.scope)) {
				return
			}
		}
	}
}

// staticList returns the items of a list as written; false for other
// expressions.
func (f *Finder) staticList(x hcl.Expression) (exprs, bool) {
	inner, names := expr.Unscoped(x)
	_, native := inner.(hclsyntax.Expression)
	if !native {
		if items, diags := hcl.ExprList(inner); !diags.HasErrors() {
			return exprs{json: items, scope: names}, true
		}
		inner, _ = f.Written(x)
	}
	if tuple, ok := inner.(*hclsyntax.TupleConsExpr); ok {
		return exprs{native: tuple.Exprs, scope: names}, true
	}
	return exprs{}, false
}

// IsEmpty reports whether an expression is a list written without items.
func (f *Finder) IsEmpty(x hcl.Expression) bool {
	if x == nil {
		return false
	}
	items, ok := f.staticList(x)
	return ok && items.len() == 0
}

// An Item is an item of a list, and where it is written.
type Item struct {
	Expr  hcl.Expression // nil if the list was computed
	Value cty.Value
	At    hcl.Range
}

// Texts evaluates an expression that must be a list of strings. Messages name
// them by of.
func (f *Finder) Texts(x hcl.Expression, of string) []schema.Text {
	if x == nil {
		return nil
	}
	var texts []schema.Text
	for _, item := range f.Items(x, of) {
		if item.Expr != nil {
			v, ok := f.Value(item.Expr)
			if !ok {
				continue
			}
			item.Value = v
		}
		text, ok := TextOf(item.Value)
		if !ok {
			f.Error("String expected", fmt.Sprintf("Write a list of %s here.", of), item.At)
			continue
		}
		if !f.Forbid(text, item.At) {
			texts = append(texts, schema.Text{Value: text, Range: item.At})
		}
	}
	return texts
}

// Items returns the items of an expression that must be a list: expressions for a list
// in brackets, and values for a computed one. Messages name the items by of.
func (f *Finder) Items(x hcl.Expression, of string) []Item {
	var list []Item
	if items, ok := f.staticList(x); ok {
		for item := range items.all() {
			list = append(list, Item{Expr: item, At: item.Range()})
		}
		return list
	}
	at := x.Range()
	t, v, state := f.Look(x)
	switch state {
	case Failed:
		return nil
	case Written:
		// A reference to a block: all instances of one with for_each.
		var ok bool
		if v, ok = f.Value(&hclsyntax.ScopeTraversalExpr{Traversal: t, SrcRange: t.SourceRange()}); !ok {
			return nil
		}
	}
	if v.IsNull() {
		return nil
	}
	if !v.CanIterateElements() || expr.TargetOf(v) != nil {
		detail := fmt.Sprintf("Write a list of %s here.", of)
		if text, ok := TextOf(v); ok && len(text) <= nearest.MaxLength {
			detail += fmt.Sprintf(" With this one alone it is [%q].", text)
		}
		f.Error("List expected", detail, at)
		return nil
	}
	if !f.countReferences(v.LengthInt(), at) {
		return nil
	}
	for it := v.ElementIterator(); it.Next(); {
		_, element := it.Element()
		list = append(list, Item{Value: element, At: at})
	}
	return list
}
