package refer

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

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
	t.Error("Reference to undeclared "+string(t.Type), fmt.Sprintf("No %s %q is declared.%s", t.Type, label, t.Eval.DidYouMean(label, len(t.ByLabel), blockLabels(maps.Keys(t.ByLabel)))), at)
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
	if len(t) > 1 {
		if diag.Nearest(label, slices.Values([]string{string(typ)})) == "" {
			return ""
		}
		label, _ = expr.StepName(t)
	}
	f.Eval.Plain()
	if f.Eval.Decls[typ][label] == nil {
		return ""
	}
	return fmt.Sprintf(" Did you mean %s.%s?", typ, label)
}

// example returns a reference in the syntax of a file: to the thing that a text names,
// or to NAME.
func (t *Table[T]) example(v cty.Value, file string) string {
	label := "NAME"
	if v.Type() == cty.String && v.IsKnown() && !v.IsNull() {
		if text := strings.TrimPrefix(v.AsString(), string(t.Type)+"."); t.ByLabel[text] != nil {
			label = text
		}
	}
	if strings.HasSuffix(file, ".json") {
		return fmt.Sprintf("\"%s.%s\"", t.Type, label)
	}
	return fmt.Sprintf("%s.%s, without quotes", t.Type, label)
}
