package resolve

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
)

// exprs are the expressions of a list as written.
type exprs struct {
	native []hclsyntax.Expression
	json   []hcl.Expression
	scope  *decode.Scope
}

func (x exprs) len() int { return len(x.native) + len(x.json) }

func (x exprs) all() func(yield func(hcl.Expression) bool) {
	return func(yield func(hcl.Expression) bool) {
		for _, item := range x.native {
			if !yield(decode.Scoped(item, x.scope)) {
				return
			}
		}
		for _, item := range x.json {
			if !yield(decode.Scoped(item, x.scope)) {
				return
			}
		}
	}
}

// staticList is a list as written; false for other expressions.
func (r *resolver) staticList(expr hcl.Expression) (exprs, bool) {
	inner, names := decode.Unscoped(expr)
	if tuple, ok := inner.(*hclsyntax.TupleConsExpr); ok {
		return exprs{native: tuple.Exprs, scope: names}, true
	}
	if _, native := inner.(hclsyntax.Expression); native {
		return exprs{}, false
	}
	if items, diags := hcl.ExprList(inner); !diags.HasErrors() {
		return exprs{json: items, scope: names}, true
	}
	whole, _ := r.written(expr)
	if tuple, ok := whole.(*hclsyntax.TupleConsExpr); ok {
		return exprs{native: tuple.Exprs, scope: names}, true
	}
	return exprs{}, false
}

// A valueAt is a value of a list, and where it is written.
type valueAt struct {
	expr  hcl.Expression // nil when the list was computed
	value cty.Value
	at    hcl.Range
}

// texts evaluates an expression that must be a list of strings.
func (r *resolver) texts(expr hcl.Expression, of string) []schema.Text {
	if expr == nil {
		return nil
	}
	var texts []schema.Text
	for _, item := range r.list(expr, of) {
		if item.expr != nil {
			v, ok := r.value(item.expr)
			if !ok {
				continue
			}
			item.value = v
		}
		if item.value.IsNull() || item.value.Type() != cty.String {
			r.error("String expected", fmt.Sprintf("Write a list of %s here.", of), item.at)
			continue
		}
		text := schema.Text{Value: item.value.AsString(), Range: item.at}
		if diag.HasForbidden(text.Value) {
			r.Diags = append(r.Diags, diag.Forbidden(text.Range))
			continue
		}
		texts = append(texts, text)
	}
	return texts
}

// list is what an expression that must be a list has in it: expressions as
// far as they are written, and values where the list is computed.
func (r *resolver) list(expr hcl.Expression, of string) []valueAt {
	var list []valueAt
	if items, ok := r.staticList(expr); ok {
		for item := range items.all() {
			list = append(list, valueAt{expr: item, at: item.Range()})
		}
		return list
	}
	at := expr.Range()
	t, v, state := r.look(expr)
	switch state {
	case failed:
		return nil
	case written:
		// A reference to a block: all instances of one with for_each.
		var ok bool
		if v, ok = r.referred(t); !ok {
			return nil
		}
	}
	if v.IsNull() {
		return nil
	}
	if !v.CanIterateElements() || decode.TargetOf(v) != nil {
		r.error("List expected", fmt.Sprintf("Write a list of %s here.", of), at)
		return nil
	}
	if !r.countReferences(v.LengthInt(), at) {
		return nil
	}
	for it := v.ElementIterator(); it.Next(); {
		_, element := it.Element()
		list = append(list, valueAt{value: element, at: at})
	}
	return list
}
