package project

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
)

// An instance is an instance of a module.
type instance struct {
	*evaluator
	*config
	// above is the instance that calls it by the block from, in which names are each and count; nil for the root.
	above *instance
	from  *declared
	names map[string]cty.Value
	// address is that of the instance with a dot behind it; empty for the root.
	address string
	// memo has the values of names, by kind and name, and busy those that are being evaluated.
	memo     map[string]cty.Value
	busy     map[string]bool
	children map[string]*children
}

// children are the instances of a called module.
type children struct {
	instances []*instance
	keys      []cty.Value
	// each reports the kind of the call: for_each or count; empty for one instance.
	each string
	// why is the reason why the instances are not known; empty if they are.
	why string
}

// plainPath returns the names of the calls that lead to a module, with dots between them, as in the file that
// terraform init writes.
func (i *instance) plainPath(name string) string {
	if i.above == nil {
		return name
	}
	return i.above.plainPath(i.from.name) + "." + name
}

// remember evaluates a name once. A name that needs itself is an error.
func (i *instance) remember(key string, at hcl.Range, evaluate func() cty.Value) cty.Value {
	if v, ok := i.memo[key]; ok {
		return v
	}
	if i.busy[key] {
		i.report(hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "Name that needs itself",
			Detail: fmt.Sprintf("The value of %s%s depends on itself.", i.address, key), Subject: at.Ptr()}})
		return cty.DynamicVal
	}
	i.busy[key] = true
	v := evaluate()
	delete(i.busy, key)
	i.memo[key] = v
	return v
}

// value evaluates an expression with the names of a block, nil for none. After an error, which is reported, it is
// unknown.
func (i *instance) value(x hcl.Expression, names map[string]cty.Value) cty.Value {
	values := map[string]map[string]cty.Value{}
	ctx := &hcl.EvalContext{Functions: i.functions, Variables: map[string]cty.Value{}}
	for _, t := range x.Variables() {
		root := t.RootName()
		if v, ok := names[root]; ok {
			ctx.Variables[root] = v
			continue
		}
		i.bind(ctx, values, t)
	}
	for root, all := range values {
		ctx.Variables[root] = cty.ObjectVal(all)
	}
	v, diags := x.Value(ctx)
	i.report(diags)
	if diags.HasErrors() {
		return cty.DynamicVal
	}
	return v
}

// bind adds the value that a traversal names.
func (i *instance) bind(ctx *hcl.EvalContext, values map[string]map[string]cty.Value, t hcl.Traversal) {
	root, name := t.RootName(), stepName(t, 1)
	set := func(in, name string, v cty.Value) {
		if values[in] == nil {
			values[in] = map[string]cty.Value{}
		}
		values[in][name] = v
	}
	at := t.SourceRange()
	switch root {
	case "path":
		module, err := filepath.Rel("/"+i.root, "/"+i.dir)
		if err != nil {
			module = i.dir
		}
		ctx.Variables[root] = cty.ObjectVal(map[string]cty.Value{
			"module": cty.StringVal(filepath.ToSlash(module)), "root": cty.StringVal("."), "cwd": cty.StringVal("."),
		})
	case "terraform":
		ctx.Variables[root] = cty.ObjectVal(map[string]cty.Value{"workspace": cty.StringVal(i.workspace())})
	case "each", "count", "self":
		ctx.Variables[root] = cty.DynamicVal
	case "var":
		set(root, name, i.variable(name, at))
	case "local":
		set(root, name, i.local(name, at))
	case "module":
		set(root, name, i.moduleValue(name, output(t), at))
	case "data":
		typ := name
		name = stepName(t, 2)
		inner := map[string]cty.Value{}
		if was, ok := values[root][typ]; ok && was.Type().IsObjectType() {
			inner = was.AsValueMap()
		}
		inner[name] = i.resourceValue("data."+typ+"."+name, at)
		set(root, typ, cty.ObjectVal(inner))
	default:
		set(root, name, i.resourceValue(root+"."+name, at))
	}
}

// stepName returns the name of a step of a traversal; empty if it is none.
func stepName(t hcl.Traversal, n int) string {
	if n < len(t) {
		if step, ok := t[n].(hcl.TraverseAttr); ok {
			return step.Name
		}
	}
	return ""
}

// output returns the output that a traversal of a module names; empty for all.
func output(t hcl.Traversal) string {
	n := 2
	if n < len(t) {
		if _, ok := t[n].(hcl.TraverseIndex); ok {
			n++
		}
	}
	return stepName(t, n)
}

// unknownName reports a name that is not declared.
func (i *instance) unknownName(what, name string, known []string, at hcl.Range) cty.Value {
	slices.Sort(known)
	detail := fmt.Sprintf("No %s with the name %q is declared in %s.", what, name, place(i.dir))
	i.report(hcl.Diagnostics{{
		Severity: hcl.DiagError, Summary: "Unknown name", Detail: detail + didYouMean(name, known), Subject: at.Ptr(),
	}})
	return cty.DynamicVal
}

// place returns a folder as it is named in messages.
func place(dir string) string {
	if dir == "." {
		return "the project"
	}
	return path.Clean(dir)
}

func (i *instance) local(name string, at hcl.Range) cty.Value {
	x := i.locals[name]
	if x == nil {
		return i.unknownName("local value", name, keys(i.locals), at)
	}
	return i.remember("local."+name, x.Range(), func() cty.Value { return i.value(x, nil) })
}

func keys[V any](in map[string]V) []string {
	var all []string
	for name := range in {
		all = append(all, name)
	}
	return all
}

// expand returns the keys that for_each or count gives the instances of a block, with the names each and count for
// each. Why is the reason why they are not known; empty if they are.
func (i *instance) expand(d *declared) (kind string, all []cty.Value, names []map[string]cty.Value, why string) {
	if x := d.attr("count"); x != nil {
		v := i.value(x, nil)
		n, err := convert.Convert(v, cty.Number)
		if err != nil || !n.IsKnown() || n.IsNull() {
			return "count", nil, nil, i.why(x, nil)
		}
		count, _ := n.AsBigFloat().Int64()
		if count < 0 || !i.room(int(min(count, 1<<30)), x.Range()) {
			return "count", nil, nil, ""
		}
		for index := range count {
			key := cty.NumberIntVal(index)
			all = append(all, key)
			names = append(names, map[string]cty.Value{"count": cty.ObjectVal(map[string]cty.Value{"index": key})})
		}
		return "count", all, names, ""
	}
	x := d.attr("for_each")
	if x == nil {
		return "", []cty.Value{cty.NilVal}, []map[string]cty.Value{nil}, ""
	}
	elements, ok := i.elements(x, nil)
	if !ok {
		return "for_each", nil, nil, i.why(x, nil)
	}
	for _, e := range elements {
		all = append(all, e.key)
		names = append(names, map[string]cty.Value{
			"each": cty.ObjectVal(map[string]cty.Value{"key": e.key, "value": e.value}),
		})
	}
	return "for_each", all, names, ""
}

// An element is one of for_each.
type element struct{ key, value cty.Value }

// elements returns the elements of for_each, and false if they are not known.
func (i *instance) elements(x hcl.Expression, names map[string]cty.Value) (all []element, known bool) {
	v := i.value(x, names)
	if !v.IsKnown() {
		return nil, false
	}
	if v.IsNull() {
		return nil, true
	}
	if !v.CanIterateElements() {
		i.report(hcl.Diagnostics{{
			Severity: hcl.DiagError, Summary: "Unsuitable for_each",
			Detail: "It takes a map, a set or a list.", Subject: x.Range().Ptr(),
		}})
		return nil, true
	}
	if !i.room(v.LengthInt(), x.Range()) {
		return nil, true
	}
	isSet := v.Type().IsSetType()
	for it := v.ElementIterator(); it.Next(); {
		key, value := it.Element()
		if isSet {
			key = value
		}
		if !key.IsKnown() {
			return nil, false
		}
		all = append(all, element{key, value})
	}
	return all, true
}

// keyText returns the key of an instance as it stands in an address.
func keyText(key cty.Value) string {
	if key == cty.NilVal {
		return ""
	}
	text, err := convert.Convert(key, cty.String)
	if err != nil || text.IsNull() || !text.IsKnown() {
		return ""
	}
	if key.Type() == cty.Number {
		return "[" + text.AsString() + "]"
	}
	return "[" + strconv.Quote(text.AsString()) + "]"
}

// call returns the instances of a module that is called.
func (i *instance) call(name string) *children {
	if all := i.children[name]; all != nil {
		return all
	}
	d := i.calls[name]
	all := &children{}
	i.children[name] = all
	var source string
	if x := d.attr("source"); x != nil {
		if v := i.value(x, nil); v.IsWhollyKnown() && !v.IsNull() && v.Type() == cty.String {
			source = v.AsString()
		}
	}
	dir, ok := i.moduleDir(name, source)
	var inner *config
	if ok {
		inner = i.folder(dir)
	}
	if inner == nil {
		all.why = fmt.Sprintf("The folder of the module %s%s, %q, is not there%s.",
			i.address, name, source, resource.PlaceOf(d.at))
		if !strings.HasPrefix(source, ".") {
			all.why = fmt.Sprintf("The module %s%s comes from %q, which terraform init fetches%s.",
				i.address, name, source, resource.PlaceOf(d.at))
		}
		i.project.Notes = append(i.project.Notes, resource.Note{What: "everything in module." + name, Why: all.why})
		return all
	}
	for at := i; at != nil; at = at.above {
		if at.dir == dir {
			i.fail("Module that calls itself", fmt.Sprintf("The folder %q is called from within itself.", dir), d.at)
			return all
		}
	}
	kind, ids, names, why := i.expand(d)
	all.each, all.keys, all.why = kind, ids, why
	if why != "" {
		i.project.Notes = append(i.project.Notes, resource.Note{What: "everything in module." + name, Why: why})
	}
	for n, key := range ids {
		all.instances = append(all.instances, &instance{
			evaluator: i.evaluator, config: inner, above: i, from: d, names: names[n],
			address: i.address + "module." + name + keyText(key) + ".",
			memo:    map[string]cty.Value{}, busy: map[string]bool{}, children: map[string]*children{},
		})
	}
	return all
}

// moduleValue returns the outputs of a called module: all of them, or one.
func (i *instance) moduleValue(name, only string, at hcl.Range) cty.Value {
	if i.calls[name] == nil {
		return i.unknownName("module call", name, keys(i.calls), at)
	}
	all := i.call(name)
	if all.why != "" {
		return cty.DynamicVal
	}
	values := make([]cty.Value, len(all.instances))
	for n, child := range all.instances {
		outputs := map[string]cty.Value{}
		for output := range child.outputs {
			if only == "" || output == only {
				outputs[output] = child.output(output)
			}
		}
		values[n] = cty.ObjectVal(outputs)
	}
	return gather(all.each, all.keys, values)
}

// gather returns the values of instances as Terraform does: one, a tuple or an object.
func gather(kind string, keys, values []cty.Value) cty.Value {
	switch kind {
	case "count":
		return cty.TupleVal(values)
	case "for_each":
		object := map[string]cty.Value{}
		for n, key := range keys {
			if text, err := convert.Convert(key, cty.String); err == nil && text.IsKnown() && !text.IsNull() {
				object[text.AsString()] = values[n]
			}
		}
		return cty.ObjectVal(object)
	}
	if len(values) == 0 {
		return cty.DynamicVal
	}
	return values[0]
}

func (i *instance) output(name string) cty.Value {
	d := i.outputs[name]
	x := d.attr("value")
	if x == nil {
		return cty.NullVal(cty.DynamicPseudoType)
	}
	return i.remember("output "+name, d.at, func() cty.Value { return i.value(x, nil) })
}
