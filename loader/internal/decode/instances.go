package decode

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/schema"
)

// A Decl is a labelled block. It declares one thing, or any number with for_each.
type Decl struct {
	typ   schema.Type
	label string
	info  *schema.Shape
	Node  *node // decodes the pending block; nil if nothing is
	Each  bool  // says that the block has for_each
	// blocks are the decoded structs of the keys, which are in order; there
	// is one key, "", for a block without for_each.
	blocks []reflect.Value
	Keys   []string
	value  cty.Value
	// plain are the references to the instances without their lists, and nodes the lists.
	plain []map[string]cty.Value
	nodes []map[string]*node
}

// Known reports whether the instances of the block are known. After an error, which
// is reported, they are not.
func (d *Decl) Known() bool { return d.Node == nil || d.Node.Value.IsKnown() }

// LabelOf returns the label of the instance at a position.
func (d *Decl) LabelOf(i int) string {
	return d.blocks[i].Addr().Interface().(schema.Labelled).LabelText().Value
}

// DeclareBlocks declares the labelled blocks of all files, so that expressions can
// refer to them. If several have the same label, references are to the first, and
// the resolver reports the others.
func (e *Evaluator) DeclareBlocks(files []*File) {
	e.Decls = map[schema.Type]map[string]*Decl{}
	e.withLists = namesLists(files)
	for _, typ := range schema.Types {
		e.Decls[typ] = map[string]*Decl{}
	}
	declare := func(d *Decl) {
		table := e.Decls[d.typ]
		if table == nil {
			return
		}
		if first := table[d.label]; first == nil {
			table[d.label] = d
		} else if first.Each && d.Each {
			// For other blocks, the resolver reports it.
			e.Error("Duplicate "+string(d.typ), fmt.Sprintf("There is another %s with the label %q, at %s.%s", d.typ, d.label, diag.Place(first.Node.At), diag.OtherLabel(d.typ, "label", d.label)), d.Node.At)
			e.Also(first.Node.At)
			d.Node.state, d.Node.Value = evaluated, cty.DynamicVal
		} else if d.Each {
			table[d.label] = d // so that the resolver finds the clash
		}
	}
	for _, f := range files {
		for _, p := range f.pending {
			d := &Decl{typ: p.typ, info: p.child.Block, Each: p.forEach != nil}
			name := string(p.typ)
			if len(p.labels) > 0 {
				d.label = p.labels[0]
				name += "." + d.label
			}
			d.Node = &node{name: name, At: p.def, evaluate: func() cty.Value { return e.decodePending(p, d) }}
			e.nodes = append(e.nodes, d.Node)
			declare(d)
		}
	}
	// Other blocks are declared when an expression refers to one.
	e.Plain = func() {
		e.Plain = func() {}
		for _, f := range files {
			top := reflect.ValueOf(&f.Blocks).Elem()
			for i := range fileShape.Blocks {
				child := &fileShape.Blocks[i]
				typ := schema.Type(child.Name)
				table := e.Decls[typ]
				if table == nil {
					continue
				}
				list := top.FieldByIndex(child.Index)
				for j := range list.Len() {
					block := list.Index(j).Elem()
					label := block.Addr().Interface().(schema.Labelled).LabelText().Value
					if table[label] == nil {
						table[label] = &Decl{typ: typ, label: label, info: child.Block, blocks: []reflect.Value{block}, Keys: []string{""}}
					}
				}
			}
		}
	}
}

// EvaluateAll evaluates everything that is not evaluated yet, in the order of files
// and lines.
func (e *Evaluator) EvaluateAll(files []*File) {
	for _, f := range files {
		for _, b := range f.variables {
			e.force(e.variables[b.Name])
		}
		for _, attr := range f.locals {
			e.force(e.locals[attr.Name])
		}
	}
	for _, check := range e.checks {
		check()
	}
	for _, n := range e.nodes {
		e.force(n)
	}
	e.forceLists()
}

func sortedLabels(decls map[string]*Decl) []string { return slices.Sorted(maps.Keys(decls)) }

// decodePending decodes a pending block. The value is unknown after an error.
func (e *Evaluator) decodePending(p *pending, d *Decl) cty.Value {
	if p.forEach == nil {
		d.blocks, d.Keys = []reflect.Value{p.into}, []string{""}
		e.decoder().pending(p, p.into, nil)
		return cty.True
	}
	elements, ok := e.forEach(p)
	if !ok {
		return cty.DynamicVal
	}
	d.blocks = make([]reflect.Value, 0, len(elements))
	d.Keys = make([]string, 0, len(elements))
	structs := reflect.MakeSlice(reflect.SliceOf(p.child.Block.Struct), len(elements), len(elements))
	list := reflect.ValueOf(&p.file.Blocks).Elem().FieldByIndex(p.child.Index)
	list.Grow(len(elements))
	dec := e.decoder()
	for i, el := range elements {
		if !e.countBlock(p.def) {
			return cty.DynamicVal
		}
		v := structs.Index(i)
		setHeader(p.child.Block, v, p.labels, p.at, p.def)
		v.Addr().Interface().(schema.Labelled).SetKey(el.key)
		dec.pending(p, v, el.each)
		n := list.Len()
		list.SetLen(n + 1)
		list.Index(n).Set(v.Addr())
		d.blocks = append(d.blocks, v)
		d.Keys = append(d.Keys, el.key)
	}
	return cty.True
}

// decoder returns the decoder of pending blocks.
func (e *Evaluator) decoder() *decoder { return &decoder{value: e.ValueIn, expand: e} }

// pending decodes a pending block with the names of a scope, which may be nil, and
// adds its diagnostics.
func (d *decoder) pending(p *pending, into reflect.Value, names *expr.Scope) {
	d.scope = names
	d.body(p.body, p.child.Block, into)
	d.expand.Diags = append(d.expand.Diags, d.Diags...)
	d.Diags = nil
}

// declared returns the block that a traversal in an expression refers to: its label,
// and a reference to it as a value. For a block with for_each the value is a map of
// references by key.
func (e *Evaluator) declared(typ schema.Type, t hcl.Traversal) (string, cty.Value, bool) {
	e.Plain()
	label, ok := expr.StepName(t)
	if !ok {
		e.Error("Malformed reference", fmt.Sprintf("Name the %s, as in %s.NAME.", typ, typ), t.SourceRange())
		return "", cty.DynamicVal, false
	}
	d := e.Decls[typ][label]
	if d == nil {
		if !e.broken && !e.Poisoned[label] {
			e.Error("Reference to undeclared "+string(typ), fmt.Sprintf("No %s %q is declared.%s", typ, label, cmp.Or(diag.AboutGeneral(typ, label), e.DidYouMean(label, len(e.Decls[typ]), maps.Keys(e.Decls[typ])))), firstSteps(t, 2))
		}
		return "", cty.DynamicVal, false
	}
	if d.Node != nil && !e.force(d.Node).IsKnown() {
		return "", cty.DynamicVal, false
	}
	if d.Each && len(t) > 2 {
		if key, ok := expr.KeyOf(t[2]); ok {
			if _, exists := slices.BinarySearch(d.Keys, key); !exists {
				e.Error("Reference to undeclared "+string(typ), NoInstance(&e.Budget, typ, label, key, d.Keys), firstSteps(t, 3))
				return "", cty.DynamicVal, false
			}
		}
	}
	if e.withLists && len(listTypes(d.info)) > 0 {
		v, ok := e.withListsOf(d, t)
		return label, v, ok
	}
	if d.value == cty.NilVal {
		d.value = d.references(e.referenceType(typ), nil)
	}
	return label, d.value, true
}

// withListsOf returns the value of a declared block with the lists that a traversal asks
// for: one, or all if it does not end in one. It keeps the value with all.
func (e *Evaluator) withListsOf(d *Decl, t hcl.Traversal) (cty.Value, bool) {
	if d.value != cty.NilVal {
		return d.value, true
	}
	asked, key, ok := "", "", true
	if len(t) > 2 {
		steps := t[2:]
		if d.Each {
			key, _ = expr.KeyOf(steps[0])
			steps = steps[1:]
		}
		if len(steps) > 0 {
			asked, _ = expr.KeyOf(steps[0])
			if _, isPlain := referenceType(d.info).AttributeTypes()[asked]; isPlain {
				asked = "-" // no list
			}
		}
	}
	of := e.referenceType(d.typ)
	v := d.references(of, func(i int) map[string]cty.Value {
		name := asked
		if key != "" && d.Keys[i] != key {
			name = "-"
		}
		values, known := e.lists(d, i, name)
		ok = ok && known
		return values
	})
	if !ok {
		return cty.DynamicVal, false
	}
	if asked == "" && key == "" {
		d.value = v
	}
	return v, true
}

// maxKeysShown is the most keys that a message lists.
const maxKeysShown = 5

// NoInstance returns a message that a block has no instance with a key.
func NoInstance(b *expr.Budget, typ schema.Type, label, key string, keys []string) string {
	more := b.DidYouMean(key, len(keys), slices.Values(keys))
	if more == "" && 0 < len(keys) && len(keys) <= maxKeysShown {
		more = fmt.Sprintf(" Its keys are %s.", diag.Quoted(keys))
	}
	return fmt.Sprintf("%s.%s has no instance %q.%s", typ, label, key, more)
}
