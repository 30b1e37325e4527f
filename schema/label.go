package schema

import (
	"fmt"
	"strings"
	"unicode"
)

// Labelled is a block with a label, or one of the instances that for_each
// makes of such a block.
type Labelled interface {
	// LabelText is the label, which stands in the address; for an instance
	// with its key, as in staff["eve"].
	LabelText() Text
	// NameText is what Grafana calls the thing if no attribute says so: the
	// label, or the key of an instance.
	NameText() Text
	// SetKey makes the block the instance with this key.
	SetKey(key string)
}

// An Instance is a part of every labelled block: which instance of the block
// this is. The zero Instance is a block without for_each.
type Instance struct {
	key  *string
	full string // the label with the key, once it is made
}

// SetKey makes the block the instance with this key.
func (i *Instance) SetKey(key string) { i.key, i.full = &key, "" }

func (i *Instance) label(t Text) Text {
	if i.key != nil {
		if i.full == "" {
			i.full = InstanceLabel(t.Value, *i.key)
		}
		t.Value = i.full
	}
	return t
}

func (i *Instance) name(t Text) Text {
	if i.key != nil {
		t.Value = *i.key
	}
	return t
}

// InstanceLabel is the label of an instance as it is written in a reference:
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

// LabelText is the label, with the key of an instance.
func (b *OrgBlock) LabelText() Text { return b.label(Text{b.Label, b.LabelRange}) }

// NameText is the label, or the key of an instance.
func (b *OrgBlock) NameText() Text { return b.name(Text{b.Label, b.LabelRange}) }

// LabelText is the label, with the key of an instance.
func (b *UserBlock) LabelText() Text { return b.label(Text{b.Label, b.LabelRange}) }

// NameText is the label, or the key of an instance.
func (b *UserBlock) NameText() Text { return b.name(Text{b.Label, b.LabelRange}) }

// LabelText is the label, with the key of an instance.
func (b *TeamBlock) LabelText() Text { return b.label(Text{b.Label, b.LabelRange}) }

// NameText is the label, or the key of an instance.
func (b *TeamBlock) NameText() Text { return b.name(Text{b.Label, b.LabelRange}) }

// LabelText is the label, with the key of an instance.
func (b *FolderBlock) LabelText() Text { return b.label(Text{b.Label, b.LabelRange}) }

// NameText is the label, or the key of an instance.
func (b *FolderBlock) NameText() Text { return b.name(Text{b.Label, b.LabelRange}) }

// LabelText is the label, with the key of an instance.
func (b *DashboardBlock) LabelText() Text { return b.label(Text{b.Label, b.LabelRange}) }

// NameText is the label, or the key of an instance.
func (b *DashboardBlock) NameText() Text { return b.name(Text{b.Label, b.LabelRange}) }

// LabelText is the label, with the key of an instance.
func (b *DataSourceBlock) LabelText() Text { return b.label(Text{b.Label, b.LabelRange}) }

// NameText is the label, or the key of an instance.
func (b *DataSourceBlock) NameText() Text { return b.name(Text{b.Label, b.LabelRange}) }

// LabelText is the label, with the key of an instance.
func (b *APIKeyBlock) LabelText() Text { return b.label(Text{b.Label, b.LabelRange}) }

// NameText is the label, or the key of an instance.
func (b *APIKeyBlock) NameText() Text { return b.name(Text{b.Label, b.LabelRange}) }

// LabelText is the label, with the key of an instance.
func (b *RoleBlock) LabelText() Text { return b.label(Text{b.Label, b.LabelRange}) }

// NameText is the label, or the key of an instance.
func (b *RoleBlock) NameText() Text { return b.name(Text{b.Label, b.LabelRange}) }

// LabelText is the label, with the key of an instance.
func (b *RoleAssignmentBlock) LabelText() Text { return b.label(Text{b.Label, b.LabelRange}) }

// NameText is the label, or the key of an instance.
func (b *RoleAssignmentBlock) NameText() Text { return b.name(Text{b.Label, b.LabelRange}) }

// LabelText is the label, with the key of an instance.
func (b *ServiceAccountBlock) LabelText() Text { return b.label(Text{b.Label, b.LabelRange}) }

// NameText is the label, or the key of an instance.
func (b *ServiceAccountBlock) NameText() Text { return b.name(Text{b.Label, b.LabelRange}) }

// LabelText is the label, with the key of an instance.
func (b *BasicRoleBlock) LabelText() Text { return b.label(Text{b.Role, b.RoleRange}) }

// NameText is the label, or the key of an instance.
func (b *BasicRoleBlock) NameText() Text { return b.name(Text{b.Role, b.RoleRange}) }

// LabelText is the label, with the key of an instance.
func (b *TestBlock) LabelText() Text { return b.label(Text{b.Name, b.NameRange}) }

// NameText is the label, or the key of an instance.
func (b *TestBlock) NameText() Text { return b.name(Text{b.Name, b.NameRange}) }

// LabelText is the label, with the key of an instance.
func (b *InvariantBlock) LabelText() Text { return b.label(Text{b.Name, b.NameRange}) }

// NameText is the label, or the key of an instance.
func (b *InvariantBlock) NameText() Text { return b.name(Text{b.Name, b.NameRange}) }
