package refer

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/limits"
	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/schema"
)

// Most references are written as TYPE.LABEL, and are looked up without evaluation.
// All others are evaluated to values that have a target.

// One resolves an expression that must be a reference to a thing of the table.
// It returns nil for an absent expression, and after an error.
func (t *Table[T]) One(x hcl.Expression) *schema.Ref[T] {
	if x == nil {
		return nil
	}
	to, v, state := t.Look(x)
	switch {
	case state == Failed || state == Computed && v.IsNull():
		return nil
	case state == Computed:
		return t.target(v, x.Range())
	}
	return t.Named(to, x.Range())
}

// Named resolves a traversal that must be a reference to one thing; nil after an
// error.
func (t *Table[T]) Named(to hcl.Traversal, at hcl.Range) *schema.Ref[T] {
	label, ok := t.label(to, at)
	if !ok {
		return nil
	}
	if t.Instances(t.Type, label, to) != nil {
		t.Error("Which instance?", fmt.Sprintf("%s.%s has for_each, and one instance of it is wanted here, as in %s.%s[KEY].", t.Type, label, t.Type, label), at)
		return nil
	}
	return t.lookUp(label, at)
}

// All resolves an expression that must be a list of references to things of the
// table. It leaves out references with an error.
func (t *Table[T]) All(x hcl.Expression) []schema.Ref[T] {
	if x == nil {
		return nil
	}
	items, isList := t.staticList(x)
	if !isList {
		return t.notWrittenOut(x)
	}
	refs := make([]schema.Ref[T], 0, items.len())
	var texts []Item
	for item := range items.all() {
		to, v, state := t.Look(item)
		switch state {
		case Computed:
			if _, isText := TextOf(v); isText {
				texts = append(texts, Item{Value: v, At: item.Range()})
				continue
			}
			refs = append(refs, t.targetOrMap(v, item.Range())...)
		case Written:
			refs = append(refs, t.item(to, item.Range())...)
		}
	}
	t.unquoted(texts)
	return refs
}

// notWrittenOut resolves a list without brackets: a computed one, or a block with
// for_each.
func (t *Table[T]) notWrittenOut(x hcl.Expression) []schema.Ref[T] {
	to, v, state := t.Look(x)
	switch state {
	case Failed:
		return nil
	case Computed:
		return t.targets(v, x.Range())
	}
	if to.RootName() == string(t.Type) && len(to) == 2 {
		if label, ok := expr.KeyOf(to[1]); ok {
			switch instances := t.Instances(t.Type, label, to); {
			case instances != nil:
				return t.instanceRefs(instances, x.Range())
			case t.lookUp(label, x.Range()) != nil:
				t.Error("List expected", fmt.Sprintf("Put the reference into a list: [%s.%s].", t.Type, label), x.Range())
			}
			return nil
		}
	}
	t.Error("List expected", fmt.Sprintf("Write a list of references such as [%s.NAME] here.", t.Type), x.Range())
	return nil
}

// item returns the references of one item of a list: one, or one to each instance of
// a block with for_each.
func (t *Table[T]) item(to hcl.Traversal, at hcl.Range) []schema.Ref[T] {
	label, ok := t.label(to, at)
	if !ok {
		return nil
	}
	if instances := t.Instances(t.Type, label, to); instances != nil {
		return t.instanceRefs(instances, at)
	}
	return one(t.lookUp(label, at))
}

func one[T any](ref *schema.Ref[T]) []schema.Ref[T] {
	if ref == nil {
		return nil
	}
	return []schema.Ref[T]{*ref}
}

// lookUp returns the reference to a label; nil after an error, if it is not declared.
func (t *Table[T]) lookUp(label string, at hcl.Range) *schema.Ref[T] {
	if to := t.ByLabel[label]; to != nil {
		return &schema.Ref[T]{To: to, Range: at}
	}
	t.undeclared(label, at)
	return nil
}

func (t *Table[T]) instanceRefs(d *decode.Decl, at hcl.Range) []schema.Ref[T] {
	if !t.countReferences(len(d.Keys), at) {
		return nil
	}
	refs := make([]schema.Ref[T], 0, len(d.Keys))
	for i := range d.Keys {
		if to := t.ByLabel[d.LabelOf(i)]; to != nil {
			refs = append(refs, schema.Ref[T]{To: to, Range: at})
		}
	}
	return refs
}

// target returns a value as a reference; nil after an error.
func (t *Table[T]) target(v cty.Value, at hcl.Range) *schema.Ref[T] {
	to := expr.TargetOf(v)
	switch {
	case to == nil && isInstanceMap(v):
		t.Error("Which instance?", "This is a map of instances, and one of them is wanted, as in [KEY].", at)
	case to == nil:
		t.unquoted([]Item{{Value: v, At: at}})
	case to.Type != t.Type:
		t.Error("Wrong kind of reference", fmt.Sprintf("A reference to %s is expected here, as in %s.NAME; this is %s.", diag.An(t.Type), t.Type, to), at)
	case t.ByLabel[to.Label] != nil:
		return &schema.Ref[T]{To: t.ByLabel[to.Label], Range: at}
	}
	return nil
}

// isInstanceMap reports whether a value in a list of references is a map of the
// instances of a block. It means all of them.
func isInstanceMap(v cty.Value) bool { return v.IsKnown() && !v.IsNull() && v.Type().IsMapType() }

// isMany reports whether a value in a list of references is itself many of them: a map of
// instances, or a list such as team.sre.members.
func isMany(v cty.Value) bool {
	return isInstanceMap(v) || v.IsKnown() && !v.IsNull() && v.Type().IsListType() && v.Type().ElementType().IsObjectType() && v.Type().ElementType().HasAttribute(expr.TargetAttr)
}

func (t *Table[T]) targetOrMap(v cty.Value, at hcl.Range) []schema.Ref[T] {
	if isMany(v) {
		return t.targets(v, at)
	}
	return one(t.target(v, at))
}

// targets returns the references in a list, a set or a map, up to the first error.
func (t *Table[T]) targets(v cty.Value, at hcl.Range) []schema.Ref[T] {
	if v.IsNull() {
		return nil
	}
	if !v.CanIterateElements() || expr.TargetOf(v) != nil {
		t.Error("List expected", fmt.Sprintf("Write a list of references such as [%s.NAME] here.", t.Type), at)
		return nil
	}
	if !t.countReferences(v.LengthInt(), at) {
		return nil
	}
	refs := make([]schema.Ref[T], 0, v.LengthInt())
	wrong := len(t.Diags)
	for it := v.ElementIterator(); it.Next() && len(t.Diags) == wrong; {
		_, element := it.Element()
		refs = append(refs, t.targetOrMap(element, at)...)
	}
	return refs
}

// countReferences counts computed references. It returns false if there are too many,
// and reports that once.
func (f *Finder) countReferences(n int, at hcl.Range) bool {
	before := f.Eval.References
	f.Eval.References += n
	if before <= limits.MaxReferences && f.Eval.References > limits.MaxReferences {
		f.Error(diag.BeyondLimits, fmt.Sprintf("Computed lists may hold %d references altogether.", limits.MaxReferences), at)
	}
	return f.Eval.References <= limits.MaxReferences
}

// AllOf returns the references of an item that is a list.
func (t *Table[T]) AllOf(item Item) []schema.Ref[T] {
	if item.Expr != nil {
		return t.All(item.Expr)
	}
	return t.targets(item.Value, item.At)
}

// Of resolves an item of a list or an object that must be a reference; nil after an
// error.
func (t *Table[T]) Of(item Item) *schema.Ref[T] {
	if item.Expr != nil {
		return t.One(item.Expr)
	}
	return t.target(item.Value, item.At)
}
