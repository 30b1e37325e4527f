package refer

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/schema"
)

// Mixed is an item of a list that takes references to blocks of several types,
// and other values too. Exactly one of its first three fields is set.
type Mixed struct {
	traversal hcl.Traversal // a reference as it is written
	to        *schema.Addr  // a reference that was computed
	Value     cty.Value     // any other value, known and perhaps null
	At        hcl.Range
}

// Mixed evaluates an item of a list. It returns several for a map of instances,
// and none after an error.
func (f *Finder) Mixed(item Item) []Mixed {
	v := item.Value
	if item.Expr != nil {
		t, computed, state := f.Look(item.Expr)
		switch state {
		case Failed:
			return nil
		case Written:
			return []Mixed{{traversal: t, At: item.At}}
		}
		v = computed
	}
	if isMany(v) && v.Type().ElementType().IsObjectType() {
		var all []Mixed
		for it := v.ElementIterator(); it.Next(); {
			_, element := it.Element()
			all = append(all, f.Mixed(Item{Value: element, At: item.At})...)
		}
		return all
	}
	if to := expr.TargetOf(v); to != nil {
		return []Mixed{{to: to, At: item.At}}
	}
	return []Mixed{{Value: v, At: item.At}}
}

// Type returns the type of block that a reference names; empty for other values.
func (m Mixed) Type() schema.Type {
	switch {
	case m.traversal != nil:
		return schema.Type(m.traversal.RootName())
	case m.to != nil:
		return m.to.Type
	}
	return ""
}

// Text returns the value if it is a string.
func (m Mixed) Text() (string, bool) { return TextOf(m.Value) }

// TextOf returns a value if it is a string; false for null and other values.
func TextOf(v cty.Value) (string, bool) {
	if v == cty.NilVal || v.IsNull() || v.Type() != cty.String {
		return "", false
	}
	return v.AsString(), true
}

// Text returns the string that an item of a list or an object is; false for a reference.
func (f *Finder) Text(item Item) (string, bool) {
	v := item.Value
	if item.Expr != nil {
		_, v, _ = f.Look(item.Expr)
	}
	return TextOf(v)
}

// Things returns the things that a reference names: one, or all instances of a
// block with for_each. There is none after an error.
func (f *Finder) Things(m Mixed) []schema.Thing { return f.table(m.Type()).things(m) }

// Thing returns the thing of a type with a label; nil after an error.
func (f *Finder) Thing(typ schema.Type, label string, at hcl.Range) schema.Thing {
	return f.table(typ).thing(label, at)
}

// anyTable is a Table of things whose type does not matter.
type anyTable interface {
	thing(label string, at hcl.Range) schema.Thing
	things(m Mixed) []schema.Thing
}

func (t *Table[T]) thing(label string, at hcl.Range) schema.Thing {
	if ref := t.lookUp(label, at); ref != nil {
		return any(ref.To).(schema.Thing)
	}
	return nil
}

func (t *Table[T]) things(m Mixed) (things []schema.Thing) {
	var refs []schema.Ref[T]
	if m.traversal != nil {
		refs = t.item(m.traversal, m.At)
	} else {
		refs = one(t.lookUp(m.to.Label, m.At))
	}
	for _, ref := range refs {
		things = append(things, any(ref.To).(schema.Thing))
	}
	return things
}
