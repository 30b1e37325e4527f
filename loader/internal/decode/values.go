package decode

import (
	"maps"
	"reflect"
	"sync"

	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/schema"
)

var referenceTypes sync.Map // *schema.Shape to cty.Type

// referenceType returns the type of references to blocks of a type: an object with
// the plain attributes and the target. It does not depend on the attributes that a
// block leaves out, so that all references to blocks of a type fit in a list.
func referenceType(info *schema.Shape) cty.Type {
	if typ, ok := referenceTypes.Load(info); ok {
		return typ.(cty.Type)
	}
	attrs := map[string]cty.Type{expr.TargetAttr: expr.TargetType}
	for _, attr := range info.Attributes {
		if attr.Value.IsPrimitiveType() {
			attrs[attr.Name] = attr.Value
		}
	}
	typ := cty.Object(attrs)
	referenceTypes.Store(info, typ)
	return typ
}

// references returns the value of a declared block, or of the map of its instances, whose
// references have a type. The lists of the instance at a position are added; nil for none.
func (d *Decl) references(of cty.Type, lists func(i int) map[string]cty.Value) cty.Value {
	if d.plain == nil {
		d.plain = make([]map[string]cty.Value, len(d.blocks))
		for i := range d.blocks {
			d.plain[i] = d.reference(i)
		}
	}
	instance := func(i int) cty.Value {
		attrs := d.plain[i]
		if lists != nil {
			attrs = maps.Clone(attrs)
			maps.Copy(attrs, lists(i))
		}
		for name, v := range attrs {
			if !v.IsKnown() {
				attrs[name] = cty.NullVal(of.AttributeType(name)) // the whole is not used
			}
		}
		return cty.ObjectVal(attrs)
	}
	if !d.Each {
		return instance(0)
	}
	if len(d.Keys) == 0 {
		return cty.MapValEmpty(of)
	}
	values := make(map[string]cty.Value, len(d.Keys))
	for i, key := range d.Keys {
		values[key] = instance(i)
	}
	return cty.MapVal(values)
}

// reference returns the attributes of a reference to the instance at a position.
func (d *Decl) reference(i int) map[string]cty.Value {
	block := d.blocks[i]
	labelled := block.Addr().Interface().(schema.Labelled)
	attrs := map[string]cty.Value{
		expr.TargetAttr: cty.CapsuleVal(expr.TargetType, &schema.Addr{Type: d.typ, Label: labelled.LabelText().Value}),
	}
	for _, attr := range d.info.Attributes {
		if !attr.Value.IsPrimitiveType() {
			continue
		}
		v := cty.NullVal(attr.Value)
		field := block.FieldByIndex(attr.Index)
		switch {
		case field.Kind() == reflect.Pointer && !field.IsNil():
			v = primitive(field.Elem())
		case field.Kind() == reflect.Pointer:
			if attr.Value == cty.String && (attr.Name == d.typ.NameAttribute() || attr.Name == "name") {
				v = cty.StringVal(labelled.NameText().Value)
			}
		case field.Kind() != reflect.String || field.Len() > 0:
			v = primitive(field)
		}
		attrs[attr.Name] = v
	}
	return attrs
}

// primitive returns the value of a field of a block.
func primitive(field reflect.Value) cty.Value {
	switch field.Kind() {
	case reflect.Bool:
		return cty.BoolVal(field.Bool())
	case reflect.Int:
		return cty.NumberIntVal(field.Int())
	}
	return cty.StringVal(field.String())
}
