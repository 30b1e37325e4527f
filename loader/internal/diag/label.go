package diag

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/schema"
)

var notInLabels = regexp.MustCompile(`[^a-z0-9]+`)

// Labelled returns how to write a block whose label was to be a text that is not a label:
// the label is like the text, and an attribute has the text.
func Labelled(typ schema.Type, text string) string {
	label := strings.Trim(notInLabels.ReplaceAllString(strings.ToLower(text), "_"), "_")
	if !hclsyntax.ValidIdentifier(label) {
		label = "NAME"
	}
	return fmt.Sprintf("%s %q { %s = %q }", typ, label, textAttribute(typ), text)
}

// textAttribute returns the attribute with the name of things of a type that people read.
// It may be any text, but for a type that has a uid alone.
func textAttribute(typ schema.Type) string {
	block := schema.ShapeOf(reflect.TypeFor[schema.Blocks]()).Nested(string(typ))
	if block != nil && typ.NameAttribute() == "uid" {
		for _, a := range block.Block.Attributes {
			if a.Name == "title" || a.Name == "name" {
				return a.Name
			}
		}
	}
	return typ.NameAttribute()
}
