package schema

import (
	"reflect"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
)

// A Shape is what the struct of a block says about the block: what may stand
// in it, from the tags hcl that package gohcl decodes by, and what is to be
// known about each part, from these tags beside them:
//
//   - doc: what it is for, in a line;
//   - type: what an expression must be;
//   - default: what holds when it is left out, if not false;
//   - since, until: the versions of Grafana with which it came and went;
//   - instead: what to write once it is gone;
//   - ignored: the version from which Grafana has it without effect;
//   - values: values that came with a version, as in "None=10.2";
//   - needs: the feature toggle without which an 8.x does not have it.
//
// What is said about the block as a whole stands at its field def_range.
type Shape struct {
	Tags
	Labels     []string
	Attributes []Field
	Blocks     []Field
	// Range is the index of the field def_range; -1 when there is none.
	Range int
}

// A Field is an attribute, or a block inside the block.
type Field struct {
	Tags
	Name string
	// Index is that of the field in the struct, and Range that of the
	// field with the range of the attribute's value; -1 when there is none.
	Index, Range int
	// Optional says that an attribute may be left out.
	Optional bool
	// Type is what an attribute must be.
	Type string
	// Repeated says that a block may stand more than once.
	Repeated bool
	// Elem is the struct of a block.
	Elem reflect.Type
}

// Tags are what the tags of a field say; what they do not say is empty.
type Tags struct {
	Doc, Default, Since, Until, Instead, Ignored, Needs string
	// Values are the versions that values came with.
	Values map[string]string
}

var shapes sync.Map // of *Shape by reflect.Type

// ShapeOf is the shape of a block by its struct, such as TeamBlock. It must
// not be changed. It is safe for concurrent use.
func ShapeOf(t reflect.Type) *Shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*Shape)
	}
	s, _ := shapes.LoadOrStore(t, newShape(t))
	return s.(*Shape)
}

func newShape(t reflect.Type) *Shape {
	s := &Shape{Range: -1}
	ranges := map[string]int{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, kind, _ := strings.Cut(f.Tag.Get("hcl"), ",")
		tags := tagsOf(f.Tag)
		switch kind {
		case "label":
			s.Labels = append(s.Labels, name)
		case "def_range":
			s.Tags, s.Range = tags, i
		case "attr_value_range":
			ranges[name] = i
		case "block":
			elem, repeated := f.Type, f.Type.Kind() == reflect.Slice
			for elem.Kind() == reflect.Slice || elem.Kind() == reflect.Pointer {
				elem = elem.Elem()
			}
			s.Blocks = append(s.Blocks, Field{Tags: tags, Name: name, Index: i, Range: -1, Repeated: repeated, Elem: elem})
		case "", "optional":
			if name == "" {
				continue
			}
			s.Attributes = append(s.Attributes, Field{Tags: tags, Name: name, Index: i, Range: -1, Optional: kind == "optional", Type: typeOf(f)})
		}
	}
	for i := range s.Attributes {
		if at, ok := ranges[s.Attributes[i].Name]; ok {
			s.Attributes[i].Range = at
		}
	}
	return s
}

func tagsOf(tag reflect.StructTag) Tags {
	tags := Tags{
		Doc: tag.Get("doc"), Default: tag.Get("default"),
		Since: tag.Get("since"), Until: tag.Get("until"), Instead: tag.Get("instead"),
		Ignored: tag.Get("ignored"), Needs: tag.Get("needs"),
	}
	if values := tag.Get("values"); values != "" {
		tags.Values = map[string]string{}
		for pair := range strings.SplitSeq(values, ",") {
			value, since, _ := strings.Cut(pair, "=")
			tags.Values[value] = since
		}
	}
	return tags
}

var expressionType = reflect.TypeFor[hcl.Expression]()

// typeOf is the type of an attribute in the words of the language.
func typeOf(f reflect.StructField) string {
	if written := f.Tag.Get("type"); written != "" {
		return written
	}
	t := f.Type
	if t == expressionType {
		return "expression"
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Bool:
		return "bool"
	case reflect.Int:
		return "number"
	case reflect.Slice:
		return "list of strings"
	default:
		return "string"
	}
}
