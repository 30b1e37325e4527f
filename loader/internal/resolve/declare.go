package resolve

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/refer"
	"github.com/rolecall/rolecall/schema"
)

// A declared thing has an address.
type declared[T any] interface {
	*T
	Declared() *schema.Declaration
}

// A kind is the blocks of one type, in the order of files and lines, with the
// thing that each declares.
type kind[B, T any, D declared[T]] struct {
	blocks []*B
	things []*T
	list   *diag.List
}

// each resolves all blocks of a kind.
func (k kind[B, T, D]) each(resolve func(*B, *T)) {
	for i, b := range k.blocks {
		k.list.About(D(k.things[i]).Declared().Addr)
		resolve(b, k.things[i])
	}
	k.list.About(schema.Addr{})
}

// sort brings the things into the order of their addresses. Their blocks stay in
// the order of files and lines.
func (k kind[B, T, D]) sort() {
	slices.SortFunc(k.things, func(a, b *T) int {
		return strings.Compare(D(a).Declared().Addr.Label, D(b).Declared().Addr.Label)
	})
}

// declare collects blocks of one type by label. Each thing has its address, its
// place and Grafana's name for it; the rest is resolved once everything is
// declared.
func declare[B, T any, P interface {
	*B
	schema.Labelled
}, D declared[T]](f *refer.Finder, typ schema.Type, blocks []*B, table **refer.Table[T], world *[]*T) kind[B, T, D] {
	n := len(blocks)
	*table = &refer.Table[T]{Finder: f, Type: typ, ByLabel: make(map[string]*T, n)}
	k := kind[B, T, D]{make([]*B, 0, n), make([]*T, 0, n), &f.List}
	room := make([]T, n) // one allocation, as there may be many
	shape := schema.ShapeOf(reflect.TypeFor[B]())
	var again []schema.Text
	for _, b := range blocks {
		label := P(b).LabelText()
		if (*table).ByLabel[label.Value] != nil {
			again = append(again, label)
			continue
		}
		if d := f.Eval.Decls[typ][label.Value]; d != nil && d.Each {
			taken{label.Value: &d.Node.At}.take(&f.List, typ, "label", &label)
			continue
		}
		checkLabel(&f.List, typ, label)
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
	if len(again) > 0 {
		first := taken{}
		for _, b := range k.blocks {
			label := P(b).LabelText()
			first[label.Value] = &label.Range
		}
		for _, label := range again {
			first.take(&f.List, typ, "label", &label)
		}
	}
	*world = k.things
	return k
}

// taken are labels or names that have to be unique, and where each stands.
type taken map[string]*hcl.Range

// take takes a name. It returns false, and reports both places, if another block
// of the type has it.
func (t taken) take(l *diag.List, typ schema.Type, by string, name *schema.Text) bool {
	if first, twice := t[name.Value]; twice {
		l.Error("Duplicate "+string(typ), fmt.Sprintf("There is another %s with the %s %q, at %s.%s", typ, by, name.Value, diag.Place(*first), diag.OtherLabel(typ, by, name.Value)), name.Range)
		l.Also(*first)
		return false
	}
	t[name.Value] = &name.Range
	return true
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
func checkLabel(l *diag.List, typ schema.Type, label schema.Text) {
	if block, _, _ := strings.Cut(label.Value, "["); !isIdentifier(block) {
		l.Error("Invalid label", fmt.Sprintf("The label %q cannot be referred to: a label begins with a letter or an underscore and has only letters, digits, underscores and dashes. Grafana's name for the %s may be any text: %s.", label.Value, typ, diag.Labelled(typ, label.Value)), label.Range)
	}
	if !norm.NFC.IsNormalString(label.Value) {
		l.Error("Invalid label", fmt.Sprintf("The label %q has decomposed characters: a letter and its accent are separate. Write them composed, as %q.", label.Value, norm.NFC.String(label.Value)), label.Range)
	}
}
