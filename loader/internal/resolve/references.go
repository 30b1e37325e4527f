package resolve

import (
	"fmt"
	"maps"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/limits"
	"github.com/rolecall/rolecall/schema"
)

// Most references are written out, TYPE.LABEL, and are looked up as they
// stand. All else is evaluated, to values that have a target.

// reference resolves an expression that must be a reference to a block of one
// type, declared in table. It is nil for an absent expression, and after an
// error.
func reference[T any](r *resolver, expr hcl.Expression, typ schema.Type, table map[string]*T) *schema.Ref[T] {
	if expr == nil {
		return nil
	}
	t, v, state := r.look(expr)
	switch state {
	case failed:
		return nil
	case computed:
		if v.IsNull() {
			return nil
		}
		return targetRef(r, v, expr.Range(), typ, table)
	}
	label, ok := r.label(t, expr.Range(), typ)
	if !ok {
		return nil
	}
	if instances := r.instances(typ, label, t); instances != nil {
		r.error("Which instance?", fmt.Sprintf("%s.%s has for_each, and one instance of it is wanted here, as in %s.%s[KEY].", typ, label, typ, label), expr.Range())
		return nil
	}
	return lookUp(r, label, expr.Range(), typ, table)
}

// references resolves an expression that must be a list of references. What
// is wrong with one of them leaves out that one alone.
func references[T any](r *resolver, expr hcl.Expression, typ schema.Type, table map[string]*T) []schema.Ref[T] {
	if expr == nil {
		return nil
	}
	items, isList := r.staticList(expr)
	if !isList {
		t, v, state := r.look(expr)
		switch state {
		case failed:
			return nil
		case computed:
			return targetRefs(r, v, expr.Range(), typ, table)
		}
		if t.RootName() == string(typ) && len(t) == 2 {
			if label, ok := decode.KeyOf(t[1]); ok {
				if instances := r.instances(typ, label, t); instances != nil {
					return instanceRefs(r, instances, expr.Range(), table)
				}
				if table[label] == nil {
					r.undeclared(typ, label, expr.Range(), len(table), maps.Keys(table))
					return nil
				}
				r.error("List expected", fmt.Sprintf("Write a list here, [%s.%s], though it is of one.", typ, label), expr.Range())
				return nil
			}
		}
		r.error("List expected", fmt.Sprintf("Write a list of references such as [%s.NAME] here.", typ), expr.Range())
		return nil
	}
	refs := make([]schema.Ref[T], 0, items.len())
	for item := range items.all() {
		t, v, state := r.look(item)
		switch state {
		case failed:
		case computed:
			if more, ok := collection(v); ok {
				refs = append(refs, targetRefs(r, more, item.Range(), typ, table)...)
			} else if ref := targetRef(r, v, item.Range(), typ, table); ref != nil {
				refs = append(refs, *ref)
			}
		case written:
			refs = append(refs, itemRefs(r, t, item.Range(), typ, table)...)
		}
	}
	return refs
}

// itemRefs are what one item of a list refers to: one block, or all instances
// of one with for_each.
func itemRefs[T any](r *resolver, t hcl.Traversal, at hcl.Range, typ schema.Type, table map[string]*T) []schema.Ref[T] {
	label, ok := r.label(t, at, typ)
	if !ok {
		return nil
	}
	if instances := r.instances(typ, label, t); instances != nil {
		return instanceRefs(r, instances, at, table)
	}
	if ref := lookUp(r, label, at, typ, table); ref != nil {
		return []schema.Ref[T]{*ref}
	}
	return nil
}

// collection says of a value in a list of references that it is a map of the
// instances of a block, which stands for all of them.
func collection(v cty.Value) (cty.Value, bool) {
	if v.IsNull() || !v.IsKnown() || !v.Type().IsMapType() {
		return v, false
	}
	return v, true
}

// lookUp is the reference to a label, unless that is not declared.
func lookUp[T any](r *resolver, label string, at hcl.Range, typ schema.Type, table map[string]*T) *schema.Ref[T] {
	if to := table[label]; to != nil {
		return &schema.Ref[T]{To: to, Range: at}
	}
	r.undeclared(typ, label, at, len(table), maps.Keys(table))
	return nil
}

// instances are the keys of what a reference to a whole block with for_each
// stands for; nil for other references.
func (r *resolver) instances(typ schema.Type, label string, t hcl.Traversal) *decode.Decl {
	if len(t) != 2 {
		return nil
	}
	if d := r.eval.Decls[typ][label]; d != nil && d.Each && d.Node.Value.IsKnown() {
		return d
	}
	return nil
}

// instanceRefs are references to all instances of a block.
func instanceRefs[T any](r *resolver, d *decode.Decl, at hcl.Range, table map[string]*T) []schema.Ref[T] {
	if !r.countReferences(len(d.Keys), at) {
		return nil
	}
	refs := make([]schema.Ref[T], 0, len(d.Keys))
	for i := range d.Keys {
		if to := table[d.LabelOf(i)]; to != nil {
			refs = append(refs, schema.Ref[T]{To: to, Range: at})
		}
	}
	return refs
}

// targetRef is the reference that a value is.
func targetRef[T any](r *resolver, v cty.Value, at hcl.Range, typ schema.Type, table map[string]*T) *schema.Ref[T] {
	to := decode.TargetOf(v)
	switch {
	case to == nil && v.IsKnown() && !v.IsNull() && v.Type().IsMapType():
		r.error("Which instance?", "A map of instances stands here, and one of them is wanted, as in [KEY].", at)
	case to == nil:
		r.error("Reference expected", fmt.Sprintf("Write a reference to %s here, as in %s.", diag.An(typ), decode.Example(v, typ, table, at.Filename)), at)
	case to.Typ != typ:
		r.error("Wrong kind of reference", fmt.Sprintf("A reference to %s is expected here, as in %s.NAME; this is %s.%s.", diag.An(typ), typ, to.Typ, to.Label), at)
	case table[to.Label] != nil:
		return &schema.Ref[T]{To: table[to.Label], Range: at}
	}
	return nil
}

// targetRefs are the references that a list, a set or a map has.
func targetRefs[T any](r *resolver, v cty.Value, at hcl.Range, typ schema.Type, table map[string]*T) []schema.Ref[T] {
	if v.IsNull() {
		return nil
	}
	if !v.CanIterateElements() || decode.TargetOf(v) != nil {
		r.error("List expected", fmt.Sprintf("Write a list of references such as [%s.NAME] here.", typ), at)
		return nil
	}
	if !r.countReferences(v.LengthInt(), at) {
		return nil
	}
	refs := make([]schema.Ref[T], 0, v.LengthInt())
	wrong := len(r.Diags)
	for it := v.ElementIterator(); it.Next() && len(r.Diags) == wrong; {
		_, element := it.Element()
		if more, ok := collection(element); ok {
			refs = append(refs, targetRefs(r, more, at, typ, table)...)
		} else if ref := targetRef(r, element, at, typ, table); ref != nil {
			refs = append(refs, *ref)
		}
	}
	return refs
}

// countReferences accounts for computed references; false when there are too
// many.
func (r *resolver) countReferences(n int, at hcl.Range) bool {
	before := r.eval.References
	r.eval.References += n
	if before <= limits.MaxReferences && r.eval.References > limits.MaxReferences {
		r.error("Expression beyond limits", fmt.Sprintf("The lists that are computed may hold %d references altogether.", limits.MaxReferences), at)
	}
	return r.eval.References <= limits.MaxReferences
}
