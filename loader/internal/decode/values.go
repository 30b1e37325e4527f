package decode

import (
	"reflect"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/schema"
)

// targetType is the type of the values that expressions pass around inside the
// object that stands for a block: its address.
var targetType = cty.Capsule("reference", reflect.TypeFor[schema.Addr]())

// targetAttr is the attribute that has the target of a reference. It is not an
// identifier, so that nobody writes it.
const targetAttr = "a reference"

var referenceTypes sync.Map // *schema.Shape to cty.Type

// referenceType is the type of values that stand for blocks of one type: the
// attributes that are plain values, and the target. Blocks of one type have
// one type of value, whatever they leave out, so that they fit in a list.
func referenceType(info *schema.Shape) cty.Type {
	if typ, ok := referenceTypes.Load(info); ok {
		return typ.(cty.Type)
	}
	attrs := map[string]cty.Type{targetAttr: targetType}
	for _, attr := range info.Attributes {
		if attr.Value.IsPrimitiveType() {
			attrs[attr.Name] = attr.Value
		}
	}
	typ := cty.Object(attrs)
	referenceTypes.Store(info, typ)
	return typ
}

// references is the value of a declared block, or of the map of its instances.
func (d *Decl) references() cty.Value {
	if !d.Each {
		return d.reference(0)
	}
	if len(d.Keys) == 0 {
		return cty.MapValEmpty(referenceType(d.info))
	}
	values := make(map[string]cty.Value, len(d.Keys))
	for i, key := range d.Keys {
		values[key] = d.reference(i)
	}
	return cty.MapVal(values)
}

// reference is the value of the instance at a position.
func (d *Decl) reference(i int) cty.Value {
	block := d.blocks[i]
	labelled := block.Addr().Interface().(schema.Labelled)
	attrs := map[string]cty.Value{
		targetAttr: cty.CapsuleVal(targetType, &schema.Addr{Type: d.typ, Label: labelled.LabelText().Value}),
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
			if attr.Value == cty.String && (attr.Name == identity(d.typ) || attr.Name == "name") {
				v = cty.StringVal(labelled.NameText().Value)
			}
		case field.Kind() != reflect.String || field.Len() > 0:
			v = primitive(field)
		}
		attrs[attr.Name] = v
	}
	return cty.ObjectVal(attrs)
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

// TargetOf returns the address of the block that a value stands for; nil for
// other values.
func TargetOf(v cty.Value) *schema.Addr {
	if v.IsNull() || !v.IsKnown() || !v.Type().IsObjectType() || !v.Type().HasAttribute(targetAttr) {
		return nil
	}
	to := v.GetAttr(targetAttr)
	if to.IsNull() || to.Type() != targetType {
		return nil
	}
	return to.EncapsulatedValue().(*schema.Addr)
}

// IsAbsent says whether an optional expression was left out, or is null as it
// is written.
func IsAbsent(expr hcl.Expression) bool {
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
