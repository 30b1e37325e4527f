package decode

import (
	"maps"
	"reflect"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/schema"
)

// A pending block has attributes that need evaluation, or for_each, which may make
// any number of blocks.
type pending struct {
	typ    schema.Type
	child  *schema.Field
	body   hcl.Body
	labels []string
	at     []hcl.Range
	def    hcl.Range
	// forEach is nil for a block that declares one thing. Then into is the
	// struct to decode it into.
	forEach hcl.Expression
	into    reflect.Value
	file    *File
}

var fileShape = schema.ShapeOf(reflect.TypeFor[schema.Blocks]())

var variableShape = schema.ShapeOf(reflect.TypeFor[variableBlock]())

// TopSchema is the schema of a file: its blocks, and variable and locals.
var TopSchema = &hcl.BodySchema{
	Blocks: append(slices.Clip(fileShape.Body.Blocks),
		hcl.BlockHeaderSchema{Type: "variable", LabelNames: []string{"name"}},
		hcl.BlockHeaderSchema{Type: "locals"}),
}

// decode decodes the blocks that need no evaluation, and leaves the others pending.
func (f *File) decode() {
	body, native := f.HCL.Body.(*hclsyntax.Body)
	if !native {
		content, diags := f.HCL.Body.Content(TopSchema)
		f.Diags = append(f.Diags, diag.ExplainUnsupported(diags, fileShape)...)
		if content != nil {
			for _, b := range content.Blocks {
				if f.misplaced(b.Type, b.DefRange) {
					f.poisoned = append(f.poisoned, b.Labels...)
					continue
				}
				f.block(b.Type, b.Body, b.Labels, b.LabelRanges, b.DefRange, nil)
			}
		}
		return
	}
	// One allocation for all blocks of a type, as there may be many.
	counts := make(map[string]int, len(fileShape.Blocks))
	for _, b := range body.Blocks {
		counts[b.Type]++
	}
	room := make(map[string]reflect.Value, len(counts))
	into := reflect.ValueOf(&f.Blocks).Elem()
	for i := range fileShape.Blocks {
		child := &fileShape.Blocks[i]
		if n := counts[child.Name]; n > 0 {
			room[child.Name] = reflect.MakeSlice(reflect.SliceOf(child.Block.Struct), n, n)
			into.FieldByIndex(child.Index).Grow(n)
		}
	}
	wellFormed := len(body.Attributes) == 0
	for _, b := range body.Blocks {
		misplaced := f.misplaced(b.Type, b.DefRange())
		if misplaced || !f.known(b) {
			// References to it are not reported.
			if len(b.Labels) > 0 {
				f.poisoned = append(f.poisoned, b.Labels[0])
			}
			wellFormed = wellFormed && misplaced
			continue
		}
		f.block(b.Type, b.Body, b.Labels, b.LabelRanges, b.DefRange(), room)
	}
	if !wellFormed {
		_, diags := body.Content(TopSchema)
		f.Diags = append(f.Diags, explainResources(diag.ExplainUnsupported(diags, fileShape), body)...)
	}
}

// explainResources adds to diagnostics about resources of Terraform's what is written
// here.
func explainResources(diags hcl.Diagnostics, body *hclsyntax.Body) hcl.Diagnostics {
	resources := map[hcl.Range]*hclsyntax.Block{}
	for _, b := range body.Blocks {
		if b.Type == "resource" && len(b.Labels) == 2 {
			resources[b.TypeRange] = b
		}
	}
	for _, d := range diags {
		if b := resources[*d.Subject]; b != nil { // hcl's all have a subject
			if more := diag.Resource(b.Labels[0], b.Labels[1]); more != "" {
				d.Detail = `Blocks of type "resource" are not expected here. ` + more
			}
		}
	}
	return diags
}

// known reports whether a block of a file has a known type and the number of labels
// of this type.
func (f *File) known(b *hclsyntax.Block) bool {
	switch b.Type {
	case "variable":
		return len(b.Labels) == 1
	case "locals":
		return len(b.Labels) == 0
	}
	child := fileShape.Nested(b.Type)
	return child != nil && len(child.Block.Labels) == len(b.Labels)
}

// block decodes one block of a file. There is room for it, or it is nil.
func (f *File) block(typ string, body hcl.Body, labels []string, at []hcl.Range, def hcl.Range, room map[string]reflect.Value) {
	switch typ {
	case "variable":
		d := decoder{}
		d.value = d.constant
		b := &variableBlock{}
		setHeader(variableShape, reflect.ValueOf(b).Elem(), labels, at, def)
		d.body(body, variableShape, reflect.ValueOf(b).Elem())
		f.variables = append(f.variables, b)
		f.Diags = append(f.Diags, d.Diags...)
		return
	case "locals":
		attrs, diags := body.JustAttributes()
		f.Diags = append(f.Diags, diags...)
		sorted := slices.SortedFunc(maps.Values(attrs), func(a, b *hcl.Attribute) int { return a.NameRange.Start.Byte - b.NameRange.Start.Byte })
		f.locals = append(f.locals, sorted...)
		return
	}
	child := fileShape.Nested(typ)
	p := pending{typ: schema.Type(typ), child: child, body: body, labels: labels, at: at, def: def, file: f}
	if len(labels) > 0 && p.takeForEach() {
		f.pending = append(f.pending, &p)
		return
	}
	list := reflect.ValueOf(&f.Blocks).Elem().FieldByIndex(child.Index)
	var v reflect.Value
	if left, ok := room[typ]; ok {
		v = left.Index(list.Len())
	} else {
		v = reflect.New(child.Block.Struct).Elem()
	}
	list.Set(reflect.Append(list, v.Addr()))
	setHeader(child.Block, v, labels, at, def)
	if native, ok := body.(*hclsyntax.Body); ok {
		d := decoder{}
		d.value = func(x hcl.Expression, names *expr.Scope) (cty.Value, bool) {
			if !expr.IsConstant(x.(hclsyntax.Expression)) {
				d.needsMore = true
				return cty.DynamicVal, false
			}
			return d.constant(x, names)
		}
		if d.native(native, child.Block, v); !d.needsMore {
			f.Diags = append(f.Diags, d.Diags...)
			return
		}
		v.SetZero()
		setHeader(child.Block, v, labels, at, def)
	}
	p.into = v
	f.pending = append(f.pending, &p)
}

// takeForEach takes the attribute for_each out of the body, if it has one.
func (p *pending) takeForEach() bool {
	native, ok := p.body.(*hclsyntax.Body)
	if !ok {
		content, rest, _ := p.body.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: "for_each"}}})
		attr := content.Attributes["for_each"]
		if attr == nil {
			return false
		}
		p.forEach, p.body = attr.Expr, rest
		return true
	}
	attr := native.Attributes["for_each"]
	if attr == nil {
		return false
	}
	rest := *native
	rest.Attributes = maps.Clone(native.Attributes)
	delete(rest.Attributes, "for_each")
	p.forEach, p.body = attr.Expr, &rest
	return true
}
