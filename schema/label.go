package schema

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"
)

// A Header is the label of a block. Every labelled block embeds one. Each instance
// of a block with for_each has the label of the block and a key.
type Header struct {
	Label      string    `hcl:"name,label"`
	LabelRange hcl.Range `hcl:"name,label_range"`

	key  *string // nil for a block without for_each
	full string  // the label with the key, once it is made
}

// A Note is the attribute description, which most blocks have.
type Note struct {
	Description string `hcl:"description,optional" doc:"A note for people. Grafana does not see it."`
}

// Labelled is implemented by pointers to blocks that embed a Header.
type Labelled interface {
	LabelText() Text
	NameText() Text
	SetKey(key string)
}

// SetKey sets the key, for an instance of a block with for_each.
func (h *Header) SetKey(key string) { h.key, h.full = &key, "" }

// LabelText returns the label in the address. For an instance it includes the key, as
// in staff["eve"].
func (h *Header) LabelText() Text {
	if h.key == nil {
		return Text{h.Label, h.LabelRange}
	}
	if h.full == "" {
		h.full = InstanceLabel(h.Label, *h.key)
	}
	return Text{h.full, h.LabelRange}
}

// NameText returns Grafana's name for the thing if no attribute gives one: the
// label, or the key of an instance.
func (h *Header) NameText() Text {
	if h.key == nil {
		return Text{h.Label, h.LabelRange}
	}
	return Text{*h.key, h.LabelRange}
}

// InstanceLabel returns the label of an instance in the form of a reference:
// staff["eve"].
func InstanceLabel(label, key string) string {
	var b strings.Builder
	b.Grow(len(label) + len(key) + 4)
	b.WriteString(label)
	b.WriteString(`["`)
	for i, c := range key {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\n':
			b.WriteString(`\n`)
		case (c == '$' || c == '%') && strings.HasPrefix(key[i+1:], "{"):
			b.WriteRune(c)
			b.WriteRune(c)
		case unicode.IsPrint(c):
			b.WriteRune(c)
		default:
			fmt.Fprintf(&b, `\U%08x`, c)
		}
	}
	b.WriteString(`"]`)
	return b.String()
}
