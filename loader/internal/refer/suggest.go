package refer

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/internal/nearest"
	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/expr"
	"github.com/rolecall/rolecall/schema"
)

// undeclared reports a reference to an undeclared thing, unless a part of the
// configuration that may declare it could not be read.
func (t *Table[T]) undeclared(label string, at hcl.Range) {
	block, key, isInstance := strings.Cut(label, "[")
	if t.Broken || t.Eval.Poisoned[block] {
		return
	}
	t.Eval.Plain()
	if isInstance {
		if d := t.Eval.Decls[t.Type][block]; d != nil {
			if d.Each && d.Known() {
				t.Error("Reference to undeclared "+string(t.Type), decode.NoInstance(&t.Eval.Budget, t.Type, block, strings.Trim(key, `"]`), d.Keys), at)
			} else if !d.Each {
				t.Error("Malformed reference", fmt.Sprintf("%s.%s has no instances, because the block has no for_each.", t.Type, block), at)
			}
			return
		}
		label = block
	}
	if d := t.Eval.Decls[t.Type][label]; d != nil && !d.Known() {
		return // its instances are not known, which is reported
	}
	t.Error("Reference to undeclared "+string(t.Type), fmt.Sprintf("No %s %q is declared.%s", t.Type, label, cmp.Or(diag.AboutGeneral(t.Type, label), t.Eval.DidYouMean(label, len(t.ByLabel), blockLabels(maps.Keys(t.ByLabel))), t.declared(label))), at)
}

// declared returns a sentence with the labels that are declared, or how to declare one,
// with a space before it; empty if there are many.
func (t *Table[T]) declared(label string) string {
	if len(t.ByLabel) > maxExamples {
		return ""
	}
	labels := slices.Compact(slices.Sorted(blockLabels(maps.Keys(t.ByLabel))))
	if len(labels) == 0 {
		return fmt.Sprintf(" Declare it, as in %s %q { … }.", t.Type, label)
	}
	return fmt.Sprintf(" Declared: %s.", diag.Quoted(labels))
}

// blockLabels yields the labels of blocks for labels of things. All instances have
// the label of their block.
func blockLabels(labels iter.Seq[string]) iter.Seq[string] {
	return func(yield func(string) bool) {
		for label := range labels {
			if block, _, _ := strings.Cut(label, "["); !yield(block) {
				return
			}
		}
	}
}

// Malformed reports a reference that is malformed after the type.
func (f *Finder) Malformed(typ schema.Type, t hcl.Traversal, at hcl.Range) {
	f.Error("Malformed reference", fmt.Sprintf("A reference to %s has two parts, as in %s.NAME, and a key if the block has for_each.%s", diag.An(typ), typ, f.wellFormed(typ, t)), at)
}

// wellFormed returns a sentence that suggests a well-formed reference, with a space
// before it; empty if none is likely.
func (f *Finder) wellFormed(typ schema.Type, t hcl.Traversal) string {
	if len(t) < 3 {
		return ""
	}
	label, ok := expr.KeyOf(t[1])
	d := f.Eval.Decls[typ][label]
	key, named := expr.KeyOf(t[2])
	switch {
	case !ok:
		return ""
	case d == nil || !d.Each:
		return fmt.Sprintf(" Write %s.%s for the %s itself.", typ, label, typ)
	case named && slices.Contains(d.Keys, key):
		return fmt.Sprintf(" Write %s.%s.", typ, schema.InstanceLabel(label, key))
	case len(d.Keys) > 0:
		return fmt.Sprintf(" Instances of %s.%s have keys that are strings, as in %s.%s.", typ, label, typ, schema.InstanceLabel(label, d.Keys[0]))
	}
	return ""
}

// meantFor returns a sentence that suggests the block of a type for a lone label, or
// for a label after a misspelt type, with a space before it; empty if there is
// no such block.
func (f *Finder) meantFor(typ schema.Type, t hcl.Traversal) string {
	label := t.RootName()
	if team, ok := LabelOf(t); ok && typ == schema.UserType && label == string(schema.TeamType) {
		return fmt.Sprintf(" The users of the team are the list %s.%s.members, without brackets around it.", label, team)
	}
	if len(t) > 1 {
		if nearest.Name(label, slices.Values([]string{string(typ)})) == "" {
			return ""
		}
		label, _ = expr.StepName(t)
	}
	f.Eval.Plain()
	if f.Eval.Decls[typ][label] != nil {
		return fmt.Sprintf(" Did you mean %s.%s?", typ, label)
	}
	return ""
}

// Quoted returns the reference that is meant by a text such as "user:eve", "user.eve" or
// the label of a user or a team; empty for other texts.
func (f *Finder) Quoted(text string) string {
	typ, name, ok := strings.Cut(strings.Replace(text, ".", ":", 1), ":")
	if ok && f.IsType(schema.Type(typ)) {
		if !hclsyntax.ValidIdentifier(name) {
			name = "NAME"
		}
		return typ + "." + name
	}
	switch {
	case text == schema.AnonymousWord:
		return text
	case f.Users.ByLabel[text] != nil:
		return "user." + text
	case f.Teams.ByLabel[text] != nil:
		return "team." + text
	}
	return ""
}

// unquoted reports values in place of references, once for all values of a list.
func (t *Table[T]) unquoted(values []Item) {
	if len(values) == 0 {
		return
	}
	var examples []string
	general := ""
	for _, v := range values {
		text, _ := TextOf(v.Value)
		general = cmp.Or(general, diag.AboutGeneral(t.Type, text))
		if example := t.example(text); len(examples) < maxExamples && !slices.Contains(examples, example) {
			examples = append(examples, example)
		}
	}
	at, quotes, what := hcl.RangeBetween(values[0].At, values[len(values)-1].At), ", without quotes", "a reference to "+diag.An(t.Type)
	if strings.HasSuffix(at.Filename, ".json") {
		quotes = ""
		for i := range examples {
			examples[i] = fmt.Sprintf("%q", examples[i])
		}
	}
	if len(values) > 1 {
		what = fmt.Sprintf("references to %ss", strings.ReplaceAll(string(t.Type), "_", " "))
	}
	t.Error("Reference expected", fmt.Sprintf("Write %s here, as in %s%s.%s", what, strings.Join(examples, ", "), quotes, general), at)
}

// maxExamples is the most references that a message suggests.
const maxExamples = 5

// example returns a reference to the thing that a text names by its label, or by
// type and label, and otherwise to NAME.
func (t *Table[T]) example(text string) string {
	label := strings.TrimPrefix(strings.TrimPrefix(text, string(t.Type)+"."), string(t.Type)+":")
	if t.ByLabel[label] == nil {
		label = "NAME"
	}
	return fmt.Sprintf("%s.%s", t.Type, label)
}
