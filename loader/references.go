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
			if label, ok := keyOf(t[1]); ok {
				if instances := r.instances(typ, label, t); instances != nil {
					return instanceRefs(r, instances, expr.Range(), table)
				}
				if table[label] == nil {
					r.undeclared(typ, label, expr.Range(), func() []string { return slices.Sorted(maps.Keys(table)) })
					return nil
				}
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
	r.undeclared(typ, label, at, func() []string { return slices.Sorted(maps.Keys(table)) })
	return nil
}

// undeclared reports a reference to nothing, unless what it refers to may be
// in a part of the configuration that could not be read.
func (r *resolver) undeclared(typ schema.Type, label string, at hcl.Range, known func() []string) {
	block, key, isInstance := strings.Cut(label, "[")
	if r.broken || r.eval.poisoned[block] {
		return
	}
	r.eval.plain()
	if isInstance {
		if d := r.eval.decls[typ][block]; d != nil {
			if d.each && d.node.value.IsKnown() {
				r.error("Reference to undeclared "+string(typ), noInstance(typ, block, strings.Trim(key, `"]`), d.keys), at)
			} else if !d.each {
				r.error("Malformed reference", fmt.Sprintf("%s.%s has no instances, for the block has no for_each.", typ, block), at)
			}
			return
		}
		label = block
	}
	if d := r.eval.decls[typ][label]; d != nil && d.node != nil && !d.node.value.IsKnown() {
		return // its instances are not known, which is reported
	}
	r.error("Reference to undeclared "+string(typ), fmt.Sprintf("No %s %q is declared.%s", typ, label, didYouMean(label, blockLabels(known()))), at)
}

// blockLabels are the labels of the blocks that labels of things are of, which
// instances share. They are sorted, as the labels are.
func blockLabels(labels []string) []string {
	for i, label := range labels {
		labels[i], _, _ = strings.Cut(label, "[")
	}
	return slices.Compact(labels)
}

// instances are the keys of what a reference to a whole block with for_each
// stands for; nil for other references.
func (r *resolver) instances(typ schema.Type, label string, t hcl.Traversal) *decl {
	if len(t) != 2 {
		return nil
	}
	if d := r.eval.decls[typ][label]; d != nil && d.each && d.node.value.IsKnown() {
		return d
	}
	return nil
}

// instanceRefs are references to all instances of a block.
func instanceRefs[T any](r *resolver, d *decl, at hcl.Range, table map[string]*T) []schema.Ref[T] {
	if !r.countReferences(len(d.keys), at) {
		return nil
	}
	refs := make([]schema.Ref[T], 0, len(d.keys))
	for i := range d.keys {
		if to := table[d.labelOf(i)]; to != nil {
			refs = append(refs, schema.Ref[T]{To: to, Range: at})
		}
	}
	return refs
}

// targetRef is the reference that a value is.
func targetRef[T any](r *resolver, v cty.Value, at hcl.Range, typ schema.Type, table map[string]*T) *schema.Ref[T] {
	to := targetOf(v)
	switch {
	case to == nil && v.IsKnown() && !v.IsNull() && v.Type().IsMapType():
		r.error("Which instance?", "A map of instances stands here, and one of them is wanted, as in [KEY].", at)
	case to == nil:
		r.error("Reference expected", fmt.Sprintf("Write a reference to a %s here, as in %s.NAME, without quotes.", typ, typ), at)
	case to.typ != typ:
		r.error("Wrong kind of reference", fmt.Sprintf("A reference to a %s is expected here, as in %s.NAME; this is %s.%s.", typ, typ, to.typ, to.label), at)
	case table[to.label] != nil:
		return &schema.Ref[T]{To: table[to.label], Range: at}
	}
	return nil
}

// targetRefs are the references that a list, a set or a map has.
func targetRefs[T any](r *resolver, v cty.Value, at hcl.Range, typ schema.Type, table map[string]*T) []schema.Ref[T] {
	if v.IsNull() {
		return nil
	}
	if !v.CanIterateElements() || targetOf(v) != nil {
		r.error("List expected", fmt.Sprintf("Write a list of references such as [%s.NAME] here.", typ), at)
		return nil
	}
	if !r.countReferences(v.LengthInt(), at) {
		return nil
	}
	refs := make([]schema.Ref[T], 0, v.LengthInt())
	wrong := len(r.diags)
	for it := v.ElementIterator(); it.Next() && len(r.diags) == wrong; {
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
	before := r.eval.references
	r.eval.references += n
	if before <= MaxReferences && r.eval.references > MaxReferences {
		r.error("Expression beyond limits", fmt.Sprintf("The lists that are computed may hold %d references altogether.", MaxReferences), at)
	}
	return r.eval.references <= MaxReferences
}

// How the value of an attribute is found.
type lookState int

const (
	failed   lookState = iota // not at all, which is reported
	written                   // it is a traversal, to be looked up
	computed                  // it is a value
)

// look finds out what an expression is: a reference as it is written, or what
// has to be evaluated.
func (r *resolver) look(expr hcl.Expression) (hcl.Traversal, cty.Value, lookState) {
	inner, names := unscoped(expr)
	var t hcl.Traversal
	if x, ok := inner.(*hclsyntax.ScopeTraversalExpr); ok {
		t = x.Traversal
		switch root := t.RootName(); root {
		case "var", "local", "each":
			t = nil
		default:
			if names.find(root) != nil {
				t = nil
			}
		}
	} else if _, native := inner.(hclsyntax.Expression); !native {
		// In JSON a reference is a string.
		if found, diags := hcl.AbsTraversalForExpr(inner); !diags.HasErrors() && r.eval.decls[schema.Type(found.RootName())] != nil {
			t = found
		}
	}
	if t != nil {
		return t, cty.NilVal, written
	}
	v, ok := r.value(expr)
	if !ok {
		return nil, cty.NilVal, failed
	}
	return nil, v, computed
}

// value evaluates an expression; false after an error, which is reported.
func (r *resolver) value(expr hcl.Expression) (cty.Value, bool) {
	v, ok := r.eval.value(expr)
	r.diags = append(r.diags, r.eval.diags...)
	r.eval.diags = nil
	return v, ok
}

// label is the label that a traversal refers to, if it is one to a block of
// the type; otherwise that is reported.
func (r *resolver) label(t hcl.Traversal, at hcl.Range, typ schema.Type) (string, bool) {
	if root := t.RootName(); root != string(typ) {
		r.error("Wrong kind of reference", fmt.Sprintf("A reference to a %s is expected here, as in %s.NAME; this one begins with %q.", typ, typ, root), at)
		return "", false
	}
	label, ok := labelOf(t)
	if !ok {
		r.error("Malformed reference", fmt.Sprintf("A reference to a %s has two parts, as in %s.NAME, and a key if the block has for_each.%s", typ, typ, r.wellFormed(typ, t)), at)
	}
	return label, ok
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

// labelOf is the label in a traversal TYPE.LABEL, TYPE["LABEL"] or
// TYPE.LABEL["KEY"].
func labelOf(t hcl.Traversal) (string, bool) {
	if len(t) != 2 && len(t) != 3 {
		return "", false
	}
	label, ok := keyOf(t[1])
	if !ok || len(t) == 2 {
		return label, ok
	}
	if _, index := t[2].(hcl.TraverseIndex); !index {
		return "", false
	}
	key, ok := keyOf(t[2])
	return schema.InstanceLabel(label, key), ok
}

// exprs are the expressions of a list as written.
type exprs struct {
	native []hclsyntax.Expression
	json   []hcl.Expression
	scope  *scope
}

func (x exprs) len() int { return len(x.native) + len(x.json) }

func (x exprs) all() func(yield func(hcl.Expression) bool) {
	return func(yield func(hcl.Expression) bool) {
		for _, item := range x.native {
			if !yield(scoped(item, x.scope)) {
				return
			}
		}
		for _, item := range x.json {
			if !yield(scoped(item, x.scope)) {
				return
			}
		}
	}
}

// staticList is a list as written; false for other expressions.
func (r *resolver) staticList(expr hcl.Expression) (exprs, bool) {
	inner, names := unscoped(expr)
	if tuple, ok := inner.(*hclsyntax.TupleConsExpr); ok {
		return exprs{native: tuple.Exprs, scope: names}, true
	}
	if _, native := inner.(hclsyntax.Expression); native {
		return exprs{}, false
	}
	items, diags := hcl.ExprList(inner)
	return exprs{json: items, scope: names}, !diags.HasErrors()
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
		if hasForbidden(text.Value) {
			r.diags = append(r.diags, forbidden(text.Range))
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
	if !v.CanIterateElements() || targetOf(v) != nil {
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

// referred is the value of a reference as written.
func (r *resolver) referred(t hcl.Traversal) (cty.Value, bool) {
	return r.value(&hclsyntax.ScopeTraversalExpr{Traversal: t, SrcRange: t.SourceRange()})
}

// isAbsent says whether an optional expression was left out, or is null as it
// is written.
func isAbsent(expr hcl.Expression) bool {
	switch x := expr.(type) {
	case nil:
		return true
	case *scopedExpr:
		return false
	case hclsyntax.Expression:
		literal, ok := x.(*hclsyntax.LiteralValueExpr)
		return ok && literal.Val.IsNull()
	}
	v, diags := expr.Value(nil) // of JSON
	return !diags.HasErrors() && v.IsNull()
}

// absent says whether an optional expression was left out or is null.
func (r *resolver) absent(expr hcl.Expression) bool {
	if isAbsent(expr) {
		return true
	}
	if _, isList := r.staticList(expr); isList {
		return false
	}
	_, v, state := r.look(expr)
	return state == computed && v.IsNull()
}

// rootName is the first word of a reference as written, or the type of what a
// computed one refers to; empty for what is none.
func (r *resolver) rootName(expr hcl.Expression) string {
	if expr == nil {
		return ""
	}
	t, v, state := r.look(expr)
	switch state {
	case written:
		return t.RootName()
	case computed:
		if to := targetOf(v); to != nil {
			return string(to.typ)
		}
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
