package resolve

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/loader/internal/refer"
	"github.com/rolecall/rolecall/schema"
)

// A kind is the blocks of one type, in the order of files and lines, with the
// thing that each declares.
type kind[B, T any] struct {
	blocks []*B
	things []*T
}

// each resolves all blocks of a kind.
func (k kind[B, T]) each(resolve func(*B, *T)) {
	for i, b := range k.blocks {
		resolve(b, k.things[i])
	}
}

// declare collects the blocks of one type from all files by label. Each thing
// has its address, its place and Grafana's name for it; the rest is resolved
// once everything is declared.
func declare[B, T any, P interface {
	*B
	schema.Labelled
}, D interface {
	*T
	Declared() *schema.Declaration
}](r *resolver, typ schema.Type, table **refer.Table[T], world *[]*T) kind[B, T] {
	n := 0
	field := schema.ShapeOf(reflect.TypeFor[schema.Blocks]()).Nested(string(typ)).Index
	of := func(b *schema.Blocks) []*B { return reflect.ValueOf(b).Elem().FieldByIndex(field).Interface().([]*B) }
	for _, f := range r.files {
		n += len(of(&f.Blocks))
	}
	*table = &refer.Table[T]{Finder: r.Finder, Type: typ, ByLabel: make(map[string]*T, n)}
	k := kind[B, T]{make([]*B, 0, n), make([]*T, 0, n)}
	room := make([]T, n) // one allocation, as there may be many
	shape := schema.ShapeOf(reflect.TypeFor[B]())
	var again []schema.Text
	for _, f := range r.files {
		for _, b := range of(&f.Blocks) {
			label := P(b).LabelText()
			if (*table).ByLabel[label.Value] != nil {
				again = append(again, label)
				continue
			}
			if d := r.Eval.Decls[typ][label.Value]; d != nil && d.Each {
				r.clash(typ, "label", label, d.Node.At)
				continue
			}
			r.checkLabel(typ, label)
			thing := &room[len(k.things)]
			*D(thing).Declared() = schema.Declaration{
				Addr:  schema.Addr{Type: typ, Label: label.Value},
				Range: reflect.ValueOf(b).Elem().Field(shape.Range).Interface().(hcl.Range),
			}
			if named, ok := any(thing).(schema.Thing); ok {
				*named.GrafanaName() = nameOf(shape, typ, b, P(b).NameText())
			}
			(*table).ByLabel[label.Value] = thing
			k.blocks = append(k.blocks, b)
			k.things = append(k.things, thing)
		}
	}
	first := map[string]hcl.Range{}
	if len(again) > 0 {
		for _, b := range k.blocks {
			first[P(b).LabelText().Value] = P(b).LabelText().Range
		}
	}
	for _, label := range again {
		r.clash(typ, "label", label, first[label.Value])
	}
	*world = k.things
	return k
}

// nameOf returns Grafana's name for the thing that a block declares: the value
// of an attribute, or the label.
func nameOf[B any](shape *schema.Shape, typ schema.Type, b *B, otherwise schema.Text) schema.Text {
	v := reflect.ValueOf(b).Elem()
	for _, attr := range shape.Attributes {
		if attr.Name != typ.NameAttribute() {
			continue
		}
		if name := v.FieldByIndex(attr.Index).Interface().(*string); name != nil {
			return schema.Text{Value: *name, Range: v.FieldByIndex(attr.Range).Interface().(hcl.Range)}
		}
	}
	return otherwise
}

// text returns the value of an attribute that defaults to another text.
func text(value *string, at hcl.Range, otherwise schema.Text) schema.Text {
	if value == nil {
		return otherwise
	}
	return schema.Text{Value: *value, Range: at}
}

// isIdentifier reports whether a label can stand in a reference. It is quicker
// than HCL's lexer, which takes longer than everything else done with most blocks.
func isIdentifier(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
		case i > 0 && (c == '-' || '0' <= c && c <= '9'):
		default:
			return hclsyntax.ValidIdentifier(s)
		}
	}
	return s != ""
}

// checkLabel reports a label that references cannot name, or that is not in
// composed characters, as names are: references and names that look the same
// would differ.
func (r *resolver) checkLabel(typ schema.Type, label schema.Text) {
	if block, _, _ := strings.Cut(label.Value, "["); !isIdentifier(block) {
		r.Error("Invalid label", fmt.Sprintf("The label %q cannot be referred to: a label begins with a letter or an underscore and has only letters, digits, underscores and dashes. Grafana's name for the %s may be any text, and stands in an attribute.", label.Value, typ), label.Range)
	}
	if !norm.NFC.IsNormalString(label.Value) {
		r.Error("Invalid label", fmt.Sprintf("The label %q has decomposed characters: a letter and its accent are separate. Write them composed, as %q.", label.Value, norm.NFC.String(label.Value)), label.Range)
	}
}

// sortThings brings things into the order of their addresses.
func sortThings[T any, D interface {
	*T
	Declared() *schema.Declaration
}](things []*T) {
	slices.SortFunc(things, func(a, b *T) int {
		return strings.Compare(D(a).Declared().Addr.Label, D(b).Declared().Addr.Label)
	})
}
