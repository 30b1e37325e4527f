package decode

import (
	"fmt"
	"reflect"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/rolecall/rolecall/internal/limits"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/schema"
)

var dynamicSchema = &hcl.BodySchema{
	Attributes: []hcl.AttributeSchema{{Name: "for_each", Required: true}, {Name: "iterator"}, {Name: "labels"}},
	Blocks:     []hcl.BlockHeaderSchema{{Type: "content"}},
}

// dynamic decodes the blocks that a dynamic block makes. The syntax is Terraform's.
// The extension dynblock of hcl has it too, but hides which expressions it evaluates,
// and here they have limits.
func (d *decoder) dynamic(body hcl.Body, info *schema.Shape, into reflect.Value, typ string, at, def hcl.Range) {
	child := info.Nested(typ)
	if child == nil {
		var known []string
		for _, c := range info.Blocks {
			known = append(known, c.Name)
		}
		d.Error("Unsupported block type", fmt.Sprintf("Blocks of type %q are not expected here.%s", typ, diag.DidYouMean(typ, known)), at)
		return
	}
	content, diags := body.Content(dynamicSchema)
	d.Diags = append(d.Diags, diags...)
	if diags.HasErrors() {
		return
	}
	if len(content.Blocks) != 1 {
		d.Error("Malformed dynamic block", `A dynamic block has one block "content", which is the body of each block that it makes.`, def)
		return
	}
	iterator := typ
	if attr := content.Attributes["iterator"]; attr != nil {
		if iterator = hcl.ExprAsKeyword(attr.Expr); iterator == "" {
			d.Error("Malformed dynamic block", "The iterator must be one name, without quotes.", attr.Expr.Range())
			return
		}
	}
	forEach := content.Attributes["for_each"].Expr
	v, ok := d.value(forEach, d.scope)
	if !ok {
		return
	}
	if v.IsNull() || !v.CanIterateElements() {
		d.Error("Invalid for_each", fmt.Sprintf("for_each of a dynamic block must be a list, a set or a map, and this is %s.", kindOf(v)), forEach.Range())
		return
	}
	if n := v.LengthInt(); n > limits.MaxInstances {
		d.Error(diag.BeyondLimits, fmt.Sprintf("for_each may make %d blocks, and this has %d elements.", limits.MaxInstances, n), forEach.Range())
		return
	}
	outer := d.scope
	defer func() { d.scope = outer }()
	for it := v.ElementIterator(); it.Next() && d.expand.Blocks <= limits.MaxBlocks; {
		key, value := it.Element()
		d.scope = &expr.Scope{Name: iterator, Key: key, Value: value, Outer: outer}
		labels, ranges, ok := d.dynamicLabels(content.Attributes["labels"], child, def)
		if !ok {
			return
		}
		d.block(content.Blocks[0].Body, child, into, labels, ranges, def)
	}
}

// dynamicLabels evaluates the labels of a block that a dynamic block makes.
func (d *decoder) dynamicLabels(attr *hcl.Attribute, child *schema.Field, def hcl.Range) (labels []string, at []hcl.Range, ok bool) {
	var exprs []hcl.Expression
	if attr != nil {
		def = attr.Expr.Range()
		var diags hcl.Diagnostics
		if exprs, diags = hcl.ExprList(attr.Expr); diags.HasErrors() {
			d.Error("List expected", "Write a list of the labels of each block here.", def)
			return nil, nil, false
		}
	}
	if len(exprs) != len(child.Block.Labels) {
		d.Error("Malformed dynamic block", labelsHere(child), def)
		return nil, nil, false
	}
	for _, x := range exprs {
		v, ok := d.value(x, d.scope)
		if !ok {
			return nil, nil, false
		}
		label, err := convert.Convert(v, cty.String)
		if err != nil || label.IsNull() {
			d.Error("String expected", fmt.Sprintf("A label is a string, and this is %s.", kindOf(v)), x.Range())
			return nil, nil, false
		}
		labels, at = append(labels, label.AsString()), append(at, x.Range())
	}
	return labels, at, true
}

// labelsHere returns a message about the number of labels of a dynamic block.
func labelsHere(child *schema.Field) string {
	if len(child.Block.Labels) == 0 {
		return fmt.Sprintf("A block %s has no label: leave the attribute labels out.", child.Name)
	}
	return fmt.Sprintf("A block %s has one label, its %s: write labels = [%s.key] beside for_each, or another list of one.", child.Name, child.Block.Labels[0].Name, child.Name)
}

// countBlock counts a block, and reports whether there are not too many.
func (e *Evaluator) countBlock(at hcl.Range) bool {
	if e.Blocks++; e.Blocks == limits.MaxBlocks+1 {
		e.Error(diag.BeyondLimits, fmt.Sprintf("for_each and dynamic may make %d blocks altogether.", limits.MaxBlocks), at)
	}
	return e.Blocks <= limits.MaxBlocks
}

// kindOf describes a value in a message.
func kindOf(v cty.Value) string {
	if v.IsNull() {
		return "null"
	}
	return "a value of type " + v.Type().FriendlyName()
}
