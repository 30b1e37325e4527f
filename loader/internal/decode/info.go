package decode

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
)

// A blockInfo is what the hcl tags of a struct of package schema say, in the
// form that decoding many blocks of one type wants. The tags are those of
// gohcl, which reads them anew for every block: on a large configuration that
// alone took longer than parsing it.
type blockInfo struct {
	typ      reflect.Type
	attrs    []attrInfo
	blocks   []childInfo
	labels   []labelInfo
	defRange int // index of the field, or -1
	schema   *hcl.BodySchema
	// open is the schema with dynamic blocks, where there can be some.
	open *hcl.BodySchema
}

// attrInfo is a field for an attribute. The indexes of ranges are -1 when the
// struct has no field for them.
type attrInfo struct {
	name       string
	field      int
	kind       attrKind
	required   bool
	valueRange int
}

type attrKind int

// The kinds of field that an attribute can be decoded to.
const (
	exprAttr attrKind = iota
	stringAttr
	optionalStringAttr
	boolAttr
	optionalBoolAttr
	intAttr
	optionalIntAttr
	stringsAttr
)

// childInfo is a field for nested blocks: a slice of structs or of pointers
// to them, or one pointer.
type childInfo struct {
	name  string
	field int
	slice bool
	ptr   bool
	info  *blockInfo
}

type labelInfo struct {
	name      string
	field, at int
}

var exprType = reflect.TypeFor[hcl.Expression]()

var attrKinds = map[reflect.Type]attrKind{
	exprType:                    exprAttr,
	reflect.TypeFor[string]():   stringAttr,
	reflect.TypeFor[*string]():  optionalStringAttr,
	reflect.TypeFor[bool]():     boolAttr,
	reflect.TypeFor[*bool]():    optionalBoolAttr,
	reflect.TypeFor[int]():      intAttr,
	reflect.TypeFor[*int]():     optionalIntAttr,
	reflect.TypeFor[[]string](): stringsAttr,
}

var infos sync.Map // reflect.Type to *blockInfo

// infoOf is the info of a struct type. It panics for tags that the decoder
// does not know, which is a mistake in package schema.
func infoOf(typ reflect.Type) *blockInfo {
	if info, ok := infos.Load(typ); ok {
		return info.(*blockInfo)
	}
	info := &blockInfo{typ: typ, defRange: -1, schema: &hcl.BodySchema{}}
	valueRanges, labelRanges := map[string]int{}, map[string]int{}
	for i := range typ.NumField() {
		field := typ.Field(i)
		tag, ok := field.Tag.Lookup("hcl")
		if !ok {
			continue
		}
		name, kind, _ := strings.Cut(tag, ",")
		switch kind {
		case "", "optional":
			k, known := attrKinds[field.Type]
			if !known {
				panic(fmt.Sprintf("no decoding for %s.%s", typ, field.Name))
			}
			info.attrs = append(info.attrs, attrInfo{name: name, field: i, kind: k, required: kind == "", valueRange: -1})
			info.schema.Attributes = append(info.schema.Attributes, hcl.AttributeSchema{Name: name, Required: kind == ""})
		case "block":
			child := childInfo{name: name, field: i}
			elem := field.Type
			if child.slice = elem.Kind() == reflect.Slice; child.slice {
				elem = elem.Elem()
			}
			if child.ptr = elem.Kind() == reflect.Pointer; child.ptr {
				elem = elem.Elem()
			}
			child.info = infoOf(elem)
			info.blocks = append(info.blocks, child)
			info.schema.Blocks = append(info.schema.Blocks, hcl.BlockHeaderSchema{Type: name, LabelNames: child.info.labelNames()})
		case "label":
			info.labels = append(info.labels, labelInfo{name: name, field: i, at: -1})
		case "def_range":
			info.defRange = i
		case "attr_value_range":
			valueRanges[name] = i
		case "label_range":
			labelRanges[name] = i
		default:
			panic(fmt.Sprintf("no decoding for the tag of %s.%s", typ, field.Name))
		}
	}
	for i := range info.attrs {
		if at, ok := valueRanges[info.attrs[i].name]; ok {
			info.attrs[i].valueRange = at
		}
	}
	for i := range info.labels {
		if at, ok := labelRanges[info.labels[i].name]; ok {
			info.labels[i].at = at
		}
	}
	info.open = info.schema
	if len(info.blocks) > 0 {
		info.open = &hcl.BodySchema{
			Attributes: info.schema.Attributes,
			Blocks:     append(slices.Clip(info.schema.Blocks), hcl.BlockHeaderSchema{Type: "dynamic", LabelNames: []string{"type"}}),
		}
	}
	infos.Store(typ, info)
	return info
}

func (info *blockInfo) labelNames() []string {
	var names []string
	for _, label := range info.labels {
		names = append(names, label.name)
	}
	return names
}

// child is the info of the nested blocks of this type; nil when there are none.
func (info *blockInfo) child(name string) *childInfo {
	for i := range info.blocks {
		if info.blocks[i].name == name {
			return &info.blocks[i]
		}
	}
	return nil
}
