package decode

import (
	"bytes"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/schema"
)

// A reference has the lists of its block, too: team.sre.members is a list of references to
// users. To evaluate them takes time and memory for every reference that is evaluated, so
// references have lists only if some file names one after a dot or in quotes. In other
// configurations no expression can ask for one.

// elements are the types in lists of references, by the words in the schema.
var elements = map[string]schema.Type{
	"list of references to users":            schema.UserType,
	"list of references to teams":            schema.TeamType,
	"list of references to service accounts": schema.ServiceAccountType,
}

// listTypes returns the types of the elements of the lists of references that a block
// has, by attribute.
func listTypes(info *schema.Shape) map[string]schema.Type {
	types := map[string]schema.Type{}
	for _, attr := range info.Attributes {
		if typ, ok := elements[attr.Type]; ok {
			types[attr.Name] = typ
		}
	}
	return types
}

// IsList reports whether a traversal ends in the name of a list of references, as in
// team.sre.members or team.of["x"].members, rather than in a block.
func IsList(t hcl.Traversal) bool {
	child := fileShape.Nested(t.RootName())
	if child == nil || len(t) < 3 || len(t) > 4 {
		return false
	}
	attr, ok := t[len(t)-1].(hcl.TraverseAttr)
	return ok && listTypes(child.Block)[attr.Name] != ""
}

// namesLists reports whether an expression of the files may ask for a list of references.
func namesLists(files []*File) bool {
	names := map[string]bool{}
	for _, child := range fileShape.Blocks {
		for name := range listTypes(child.Block) {
			names[name] = true
		}
	}
	for _, f := range files {
		if f.HCL == nil {
			continue
		}
		quoted := `"%"`
		if strings.HasSuffix(f.Path, ".json") {
			quoted = `\"%\"`
		}
		for name := range names {
			if bytes.Contains(f.HCL.Bytes, []byte("."+name)) || bytes.Contains(f.HCL.Bytes, []byte(strings.Replace(quoted, "%", name, 1))) {
				return true
			}
		}
	}
	return false
}

// lists returns the values of the lists of the instance at a position. Only the named list
// is evaluated, or all if the name is empty; another that is not evaluated yet is null. The
// result is false if a list has no value, which is reported.
func (e *Evaluator) lists(d *Decl, i int, name string) (values map[string]cty.Value, ok bool) {
	ok = true
	values = map[string]cty.Value{}
	for attr, typ := range listTypes(d.info) {
		n := d.list(e, i, attr, typ)
		switch {
		case name == "" || name == attr:
			v := e.force(n)
			ok = ok && v.IsKnown()
			values[attr] = v
		case n.state == evaluated && n.Value.IsKnown():
			values[attr] = n.Value
		default:
			values[attr] = cty.NullVal(cty.List(e.referenceType(typ)))
		}
	}
	return values, ok
}

// list returns the node of a list of the instance at a position.
func (d *Decl) list(e *Evaluator, i int, attr string, typ schema.Type) *node {
	if d.nodes == nil {
		d.nodes = make([]map[string]*node, len(d.blocks))
	}
	if d.nodes[i] == nil {
		d.nodes[i] = map[string]*node{}
	}
	n := d.nodes[i][attr]
	if n == nil {
		x := d.expression(i, attr)
		n = &node{name: string(d.typ) + "." + d.LabelOf(i) + "." + attr, evaluate: func() cty.Value { return e.references(x, typ) }}
		if !expr.IsAbsent(x) {
			n.At = x.Range()
		}
		d.nodes[i][attr] = n
	}
	return n
}

// expression returns an attribute of the instance at a position.
func (d *Decl) expression(i int, name string) hcl.Expression {
	for _, attr := range d.info.Attributes {
		if attr.Name == name {
			x, _ := d.blocks[i].FieldByIndex(attr.Index).Interface().(hcl.Expression)
			return x
		}
	}
	return nil
}

// references returns the value of an expression as a list of references to things of a
// type. Anything else in it is left out: resolving the block reports it.
func (e *Evaluator) references(x hcl.Expression, typ schema.Type) cty.Value {
	of := e.referenceType(typ)
	if expr.IsAbsent(x) {
		return cty.ListValEmpty(of)
	}
	var found []cty.Value
	var add func(v cty.Value)
	add = func(v cty.Value) {
		switch {
		case v.IsNull() || !v.IsKnown():
		case v.Type() == cty.String: // of JSON
			t, diags := hclsyntax.ParseTraversalAbs([]byte(v.AsString()), "", hcl.InitialPos)
			if diags.HasErrors() || t.RootName() != string(typ) || len(t) < 2 {
				return
			}
			native := &hclsyntax.ScopeTraversalExpr{Traversal: t, SrcRange: x.Range()}
			if v, ok := e.Value(native); ok {
				add(v)
			}
		case expr.TargetOf(v) != nil:
			if v.Type().Equals(of) {
				found = append(found, v)
			}
		case v.CanIterateElements():
			for it := v.ElementIterator(); it.Next(); {
				_, element := it.Element()
				add(element)
			}
		}
	}
	inner, names := expr.Unscoped(x)
	items := []hcl.Expression{inner}
	if list, diags := hcl.ExprList(inner); !diags.HasErrors() {
		items = list
	}
	for _, item := range items {
		if !e.leadsTo(item, names, typ) {
			continue
		}
		v, ok := e.ValueIn(item, names)
		if !ok {
			return cty.DynamicVal
		}
		add(v)
	}
	if len(found) == 0 {
		return cty.ListValEmpty(of)
	}
	return cty.ListVal(found)
}

// leadsTo reports whether an item of a list may have references to things of a type. It
// may not if it is written as a reference to anything else, or to nothing, which
// resolving the block reports.
func (e *Evaluator) leadsTo(item hcl.Expression, names *expr.Scope, typ schema.Type) bool {
	native, ok := item.(hclsyntax.Expression)
	if !ok {
		var diags hcl.Diagnostics
		if native, diags = e.Native(item); diags.HasErrors() {
			return true
		}
		if wrap, ok := native.(*hclsyntax.TemplateWrapExpr); ok {
			native = wrap.Wrapped
		}
	}
	x, ok := native.(*hclsyntax.ScopeTraversalExpr)
	if !ok {
		return true
	}
	root, t := x.Traversal.RootName(), x.Traversal
	if root == "var" || root == "local" || root == "each" || names.Find(root) != nil || IsList(t) {
		return true
	}
	label, _ := expr.StepName(t)
	d := e.Decls[typ][label]
	if root != string(typ) || d == nil || d.Node != nil && !e.force(d.Node).IsKnown() {
		return false
	}
	if len(t) == 2 {
		return true
	}
	key, _ := expr.KeyOf(t[2])
	_, exists := slices.BinarySearch(d.Keys, key)
	return len(t) == 3 && d.Each && exists
}

// referenceType returns the type of references to blocks of a type, with their lists.
func (e *Evaluator) referenceType(typ schema.Type) cty.Type {
	info := fileShape.Nested(string(typ)).Block
	attrs := referenceType(info).AttributeTypes()
	all := make(map[string]cty.Type, len(attrs))
	for name, typ := range attrs {
		all[name] = typ
	}
	if e.withLists {
		for name, typ := range listTypes(info) {
			all[name] = cty.List(e.referenceType(typ))
		}
	}
	return cty.Object(all)
}

// forceLists evaluates the lists of all blocks, so that those that need themselves are
// reported.
func (e *Evaluator) forceLists() {
	if !e.withLists {
		return
	}
	e.Plain()
	for _, typ := range schema.Types {
		for _, label := range sortedLabels(e.Decls[typ]) {
			if d := e.Decls[typ][label]; len(listTypes(d.info)) > 0 {
				e.withListsOf(d, nil)
			}
		}
	}
}
