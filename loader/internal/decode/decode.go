package decode

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/gocty"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/schema"
)

// A decoder fills structs of package schema from bodies. Attributes whose
// field is an expression keep it; the others are evaluated.
type decoder struct {
	// value evaluates an expression with the names of a scope. It returns
	// false after an error, which it reports.
	value func(hcl.Expression, *expr.Scope) (cty.Value, bool)
	// expand makes the blocks of dynamic blocks, and counts blocks. It is nil
	// while nothing is evaluated yet. Then needsMore reports whether the
	// block needs evaluation.
	expand    *Evaluator
	needsMore bool
	// scope has the names of the decoded block alone; nil for none.
	scope *expr.Scope
	diag.List
}

// constant evaluates an expression without names or functions.
func (d *decoder) constant(x hcl.Expression, _ *expr.Scope) (cty.Value, bool) {
	v, diags := x.Value(nil)
	d.Diags = append(d.Diags, diags...)
	return v, !diags.HasErrors()
}

// body decodes a body into a struct of the type that info describes.
func (d *decoder) body(body hcl.Body, info *schema.Shape, into reflect.Value) {
	if native, ok := body.(*hclsyntax.Body); ok {
		d.native(native, info, into)
		return
	}
	content, diags := body.Content(info.Open)
	d.Diags = append(d.Diags, diag.ExplainUnsupported(diags, info)...)
	if content == nil {
		return
	}
	for i := range info.Attributes {
		if attr := content.Attributes[info.Attributes[i].Name]; attr != nil {
			d.attr(attr.Expr, &info.Attributes[i], into)
		}
	}
	for _, block := range content.Blocks {
		if block.Type == "dynamic" {
			d.dynamic(block.Body, info, into, block.Labels[0], block.LabelRanges[0], block.DefRange)
			continue
		}
		d.block(block.Body, info.Nested(block.Type), into, block.Labels, block.LabelRanges, block.DefRange)
	}
}

// native is body without the maps that Content makes for every body.
func (d *decoder) native(body *hclsyntax.Body, info *schema.Shape, into reflect.Value) {
	expected := 0
	for i := range info.Attributes {
		attr := body.Attributes[info.Attributes[i].Name]
		if attr != nil {
			expected++
			d.attr(attr.Expr, &info.Attributes[i], into)
		}
		if attr == nil && !info.Attributes[i].Optional {
			expected = -1
		}
	}
	for _, block := range body.Blocks {
		if block.Type == "dynamic" && len(info.Blocks) > 0 && len(block.Labels) == 1 {
			if d.expand == nil {
				d.needsMore = true
				return
			}
			d.dynamic(block.Body, info, into, block.Labels[0], block.LabelRanges[0], block.DefRange())
			continue
		}
		child := info.Nested(block.Type)
		if child == nil || len(block.Labels) != len(child.Block.Labels) {
			expected = -1
			continue
		}
		d.block(block.Body, child, into, block.Labels, block.LabelRanges, block.DefRange())
	}
	if expected != len(body.Attributes) {
		_, diags := body.Content(info.Open)
		d.Diags = append(d.Diags, diag.ExplainUnsupported(diags, info)...)
	}
}

// block decodes a nested block into its field.
func (d *decoder) block(body hcl.Body, child *schema.Field, into reflect.Value, labels []string, at []hcl.Range, def hcl.Range) {
	if d.expand != nil && !d.expand.countBlock(def) {
		return
	}
	field := into.FieldByIndex(child.Index)
	var v reflect.Value
	switch {
	case child.Repeated && child.Pointers:
		v = reflect.New(child.Block.Struct).Elem()
		field.Set(reflect.Append(field, v.Addr()))
	case child.Repeated:
		field.Grow(1)
		field.SetLen(field.Len() + 1)
		v = field.Index(field.Len() - 1)
	case !field.IsNil():
		first := field.Elem().Field(child.Block.Range).Interface().(hcl.Range)
		d.Error(fmt.Sprintf("Duplicate %s block", child.Name), fmt.Sprintf("There may be only one %s block here; there is one at %s.", child.Name, diag.Place(first)), def)
		d.Also(first)
		return
	default:
		v = reflect.New(child.Block.Struct).Elem()
		field.Set(v.Addr())
	}
	setHeader(child.Block, v, labels, at, def)
	d.body(body, child.Block, v)
}

// setHeader fills the fields for the labels and the range of a block.
func setHeader(info *schema.Shape, v reflect.Value, labels []string, at []hcl.Range, def hcl.Range) {
	for i, label := range info.Labels {
		v.FieldByIndex(label.Index).SetString(labels[i])
		if label.Range != nil {
			*rangeField(v.FieldByIndex(label.Range)) = at[i]
		}
	}
	if info.Range >= 0 {
		*rangeField(v.Field(info.Range)) = def
	}
}

func rangeField(v reflect.Value) *hcl.Range { return v.Addr().Interface().(*hcl.Range) }

// attr decodes an attribute into its field.
func (d *decoder) attr(x hcl.Expression, attr *schema.Field, into reflect.Value) {
	field := into.FieldByIndex(attr.Index)
	if attr.Value == cty.NilType {
		*field.Addr().Interface().(*hcl.Expression) = expr.Scoped(x, d.scope)
	} else if !d.plain(x, attr, field) {
		return
	}
	// An attribute with an error has no range, so later steps report nothing more.
	if attr.Range != nil {
		*rangeField(into.FieldByIndex(attr.Range)) = x.Range()
	}
}

// plain decodes an attribute that is not a reference; false after an error.
func (d *decoder) plain(x hcl.Expression, attr *schema.Field, field reflect.Value) bool {
	v, ok := d.value(x, d.scope)
	if !ok || !v.IsWhollyKnown() {
		return false
	}
	if v.Type() == cty.String && !v.IsNull() && d.Forbid(v.AsString(), x.Range()) {
		return false
	}
	err := setField(field, attr, v)
	if err != nil {
		d.Error("Unsuitable value type", fmt.Sprintf("Unsuitable value: %s.%s", err, d.scope.Where()), x.Range())
	}
	return err == nil
}

// setField sets a field to a value, converted to the type of the attribute. A null
// for an optional attribute leaves it out.
func setField(field reflect.Value, attr *schema.Field, v cty.Value) error {
	var account expr.Budget
	if problem := account.Walk(v); problem != "" {
		return errors.New(problem)
	}
	converted, err := convert.Convert(v, attr.Value)
	if err != nil {
		if v.Type() == cty.String && !v.IsNull() {
			err = fmt.Errorf("%w, and this is %q", err, v.AsString())
			if attr.Value == cty.Bool {
				err = fmt.Errorf("%w; write true or false", err)
			}
		}
		return err
	}
	v = converted
	if v.IsNull() {
		if !attr.Optional {
			return errors.New("it must not be null")
		}
		return nil
	}
	if field.Kind() == reflect.Pointer {
		field.Set(reflect.New(field.Type().Elem()))
		field = field.Elem()
	}
	switch field.Kind() {
	case reflect.String:
		field.SetString(v.AsString())
	case reflect.Bool:
		field.SetBool(v.True())
	default:
		return gocty.FromCtyValue(v, field.Addr().Interface())
	}
	return nil
}
