package write

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
)

// Labels hold the addresses of things. A thing of a block with for_each has the label of the block
// with the key, as in schema.Addr.
type Labels map[inventory.Thing]string

// A name is a label of a type of block, which has to be unique.
type name struct {
	typ   schema.Type
	label string
}

// Complete adds a label for each thing that has none. A label is made of the title of a thing, or
// of Grafana's name for it. Among things of different orgs with the same one, the later ones get
// the label of their org behind it, and others a number.
func (l Labels) Complete(i *inventory.Inventory) {
	taken := map[name]bool{}
	for thing, label := range l {
		block, _, _ := strings.Cut(label, "[")
		taken[name{thing.Type(), block}] = true
	}
	for thing := range i.Things {
		if l[thing] != "" {
			continue
		}
		label := Slug(labelSource(thing), thing.Type())
		if org := thing.In(); org != nil && taken[name{thing.Type(), label}] {
			label += "-" + l[org]
		}
		l[thing] = unique(taken, thing.Type(), label)
	}
}

// unique takes the first of LABEL, LABEL-2, LABEL-3 … that is free.
func unique(taken map[name]bool, typ schema.Type, label string) string {
	free := label
	for n := 2; taken[name{typ, free}]; n++ {
		free = fmt.Sprintf("%s-%d", label, n)
	}
	taken[name{typ, free}] = true
	return free
}

// labelSource returns the text that a label is made of: Grafana's name if it is one that a person
// gave, and else the name for people.
func labelSource(thing inventory.Thing) string {
	grafana, people := thing.GrafanaName(), thing.Called()
	switch {
	case thing.Type() == schema.UserType:
		local, domain, isEmail := strings.Cut(grafana, "@")
		if isEmail && strings.Contains(domain, ".") && local != "" {
			return local
		}
		return grafana
	case people == "" || hclsyntax.ValidIdentifier(grafana) && !generated(grafana):
		return grafana
	}
	return people
}

// generated reports whether a uid looks like one that Grafana made: of nine characters or more, with
// both letters and digits and without a sign that joins words.
func generated(uid string) bool {
	if len(uid) < 9 {
		return false
	}
	if strings.Count(uid, "-") == 4 && len(uid) == 36 {
		return true
	}
	return strings.ContainsAny(uid, "0123456789") && !strings.ContainsAny(uid, "-_")
}

// Slug returns a text as the label of a block of a type: letters, digits, dashes and underscores,
// as they are in the text, and a dash in place of everything else.
func Slug(text string, typ schema.Type) string {
	var b strings.Builder
	dash := false
	for _, r := range text {
		if r == '_' || r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r) {
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
			continue
		}
		dash = true
	}
	label := b.String()
	if !hclsyntax.ValidIdentifier(label) || strings.HasPrefix(label, "_") {
		label = strings.TrimRight(string(typ)+"-"+strings.TrimLeft(label, "-_"), "-")
	}
	if !hclsyntax.ValidIdentifier(label) {
		return string(typ)
	}
	return label
}
