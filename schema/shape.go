package schema

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// A Shape describes a block by its struct: its labels, attributes and nested blocks.
// It is read once for each struct, from the tags hcl of package gohcl and from these
// tags:
//
//   - doc: a line of documentation;
//   - type: the expected values of an expression;
//   - default: the value if the part is left out; false without this tag;
//   - since, until: the first version of Grafana with the part, and the first without;
//   - instead: a replacement for a part that is gone;
//   - ignored: the first version of Grafana in which the part has no effect;
//   - values: the first versions with single values, as in "None=10.2";
//   - needs: the feature toggle for the part in Grafana 8.x.
//
// The tags of the block as a whole are at its field def_range.
type Shape struct {
	Tags
	Struct     reflect.Type
	Labels     []Part
	Attributes []Field
	Blocks     []Field
	// Range is the index of the field def_range; -1 if there is none.
	Range int
	// Body is the schema of the block's body. Open allows dynamic blocks, too,
	// if blocks may be nested.
	Body, Open *hcl.BodySchema
}

// A Part is a field of the struct, with its name in the language.
type Part struct {
	Name string
	// Index is the index of the field. Range is the index of the field with
	// the range of its value; nil if there is none.
	Index, Range []int
}

// A Field is an attribute, or a nested block.
type Field struct {
	Tags
	Part
	// Optional reports whether an attribute may be left out.
	Optional bool
	// Type describes the values of an attribute in words, and Value is their
	// type; it is cty.NilType for an attribute that is kept as an expression.
	Type  string
	Value cty.Type
	// Repeated reports whether a block may stand more than once, and Pointers
	// whether its field has pointers to structs.
	Repeated, Pointers bool
	// Block is the shape of a nested block; nil for an attribute.
	Block *Shape
}

// Tags are the tags of a field besides hcl. A tag that is left out is empty.
type Tags struct {
	Doc, Default, Instead, Needs string
	// Toggle is the feature toggle that the part takes in releases that have it.
	Toggle                string
	Since, Until, Ignored Version
	// Values maps values to the first versions that have them.
	Values map[string]Version
}

// valueTypes are the types of the fields for attributes.
var valueTypes = map[reflect.Type]struct {
	value cty.Type
	words string
}{
	reflect.TypeFor[hcl.Expression](): {cty.NilType, "expression"},
	reflect.TypeFor[string]():         {cty.String, "string"},
	reflect.TypeFor[*string]():        {cty.String, "string"},
	reflect.TypeFor[bool]():           {cty.Bool, "bool"},
	reflect.TypeFor[*bool]():          {cty.Bool, "bool"},
	reflect.TypeFor[int]():            {cty.Number, "number"},
	reflect.TypeFor[*int]():           {cty.Number, "number"},
	reflect.TypeFor[[]string]():       {cty.List(cty.String), "list of strings"},
}

var shapes sync.Map // of *Shape by reflect.Type

// ShapeOf returns the shape of a block by its struct, such as TeamBlock. The result is
// shared and must not be changed. ShapeOf panics for unknown tags. It is safe for
// concurrent use.
func ShapeOf(t reflect.Type) *Shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*Shape)
	}
	s, _ := shapes.LoadOrStore(t, newShape(t))
	return s.(*Shape)
}

func newShape(t reflect.Type) *Shape {
	s := &Shape{Struct: t, Range: -1, Body: &hcl.BodySchema{}}
	ranges := map[string][]int{}
	for _, f := range reflect.VisibleFields(t) {
		tag, ok := f.Tag.Lookup("hcl")
		if !ok {
			continue
		}
		name, kind, _ := strings.Cut(tag, ",")
		field := Field{Tags: tagsOf(f.Tag), Part: Part{Name: name, Index: f.Index}}
		switch kind {
		case "label":
			s.Labels = append(s.Labels, field.Part)
		case "def_range":
			s.Tags, s.Range = field.Tags, f.Index[0]
		case "attr_value_range", "label_range":
			ranges[name+kind] = f.Index
		case "block":
			elem := f.Type
			if field.Repeated = elem.Kind() == reflect.Slice; field.Repeated {
				elem = elem.Elem()
			}
			if field.Pointers = elem.Kind() == reflect.Pointer; field.Pointers {
				elem = elem.Elem()
			}
			field.Block = ShapeOf(elem)
			s.Blocks = append(s.Blocks, field)
			s.Body.Blocks = append(s.Body.Blocks, hcl.BlockHeaderSchema{Type: name, LabelNames: field.Block.labelNames()})
		case "", "optional":
			of, known := valueTypes[f.Type]
			if !known {
				panic(fmt.Sprintf("%s.%s: no attribute has this type", t, f.Name))
			}
			field.Optional, field.Value, field.Type = kind == "optional", of.value, of.words
			if words := f.Tag.Get("type"); words != "" {
				field.Type = words
			}
			s.Attributes = append(s.Attributes, field)
			s.Body.Attributes = append(s.Body.Attributes, hcl.AttributeSchema{Name: name, Required: kind == ""})
		default:
			panic(fmt.Sprintf("%s.%s: unknown tag", t, f.Name))
		}
	}
	for i := range s.Attributes {
		s.Attributes[i].Range = ranges[s.Attributes[i].Name+"attr_value_range"]
	}
	for i := range s.Labels {
		s.Labels[i].Range = ranges[s.Labels[i].Name+"label_range"]
	}
	s.Open = s.Body
	if len(s.Blocks) > 0 {
		s.Open = &hcl.BodySchema{
			Attributes: s.Body.Attributes,
			Blocks:     append(slices.Clip(s.Body.Blocks), hcl.BlockHeaderSchema{Type: "dynamic", LabelNames: []string{"type"}}),
		}
	}
	return s
}

func (s *Shape) labelNames() (names []string) {
	for _, label := range s.Labels {
		names = append(names, label.Name)
	}
	return names
}

// Nested returns the nested block with a name; nil if there is none.
func (s *Shape) Nested(name string) *Field {
	for i := range s.Blocks {
		if s.Blocks[i].Name == name {
			return &s.Blocks[i]
		}
	}
	return nil
}

func tagsOf(tag reflect.StructTag) Tags {
	tags := Tags{
		Doc: tag.Get("doc"), Default: tag.Get("default"), Instead: tag.Get("instead"), Needs: tag.Get("needs"), Toggle: tag.Get("toggle"),
		Since: Version(tag.Get("since")), Until: Version(tag.Get("until")), Ignored: Version(tag.Get("ignored")),
	}
	if values := tag.Get("values"); values != "" {
		tags.Values = map[string]Version{}
		for pair := range strings.SplitSeq(values, ",") {
			value, since, _ := strings.Cut(pair, "=")
			tags.Values[value] = Version(since)
		}
	}
	return tags
}
