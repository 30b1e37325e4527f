package resolve

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/schema"
)

// A mixedItem is an item of a list in which references to blocks of several
// types may stand, and other values: exactly one of its first three fields is
// set.
type mixedItem struct {
	traversal hcl.Traversal  // a reference as it is written
	to        *decode.Target // a reference that was computed
	value     cty.Value      // anything else, known and perhaps null
	at        hcl.Range
}

// mixed evaluates an item of a list; it is several for a map of instances,
// and none after an error.
func (r *resolver) mixed(item valueAt) []mixedItem {
	v := item.value
	if item.expr != nil {
		t, computedValue, state := r.look(item.expr)
		switch state {
		case failed:
			return nil
		case written:
			return []mixedItem{{traversal: t, at: item.at}}
		}
		v = computedValue
	}
	if more, ok := collection(v); ok && more.Type().ElementType().IsObjectType() {
		var all []mixedItem
		for it := more.ElementIterator(); it.Next(); {
			_, element := it.Element()
			all = append(all, r.mixed(valueAt{value: element, at: item.at})...)
		}
		return all
	}
	if to := decode.TargetOf(v); to != nil {
		return []mixedItem{{to: to, at: item.at}}
	}
	return []mixedItem{{value: v, at: item.at}}
}

// typ is the type of block that a reference is to; empty for other values.
func (m mixedItem) typ() schema.Type {
	switch {
	case m.traversal != nil:
		return schema.Type(m.traversal.RootName())
	case m.to != nil:
		return m.to.Typ
	}
	return ""
}

// mixedRefs are what an item refers to that is a reference of a type: one
// block, or all instances of one with for_each.
func mixedRefs[T any](r *resolver, m mixedItem, typ schema.Type, table map[string]*T) []schema.Ref[T] {
	if m.traversal != nil {
		return itemRefs(r, m.traversal, m.at, typ, table)
	}
	if ref := lookUp(r, m.to.Label, m.at, typ, table); ref != nil {
		return []schema.Ref[T]{*ref}
	}
	return nil
}
