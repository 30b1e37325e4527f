package settings

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/loader/internal/decode"
)

// A Setting is a value for an attribute of the grafana block, in place of the declared one.
type Setting struct{ Name, Value string }

// Set sets attributes of the grafana block of a parsed file. Their place is that of the block.
func Set(f *decode.File, settings []Setting) {
	for _, b := range f.NativeBlocks() {
		if b.Type != "grafana" {
			continue
		}
		at := b.DefRange()
		for _, s := range settings {
			b.Body.Attributes[s.Name] = &hclsyntax.Attribute{Name: s.Name, Expr: s.expression(at), SrcRange: at, NameRange: at, EqualsRange: at}
		}
	}
}

// Unset returns an error if there are settings, and no file has a grafana block to set them in.
func Unset(parsed []*decode.File, settings []Setting) hcl.Diagnostics {
	if len(settings) == 0 || slices.ContainsFunc(parsed, decode.HasGrafana) {
		return nil
	}
	return hcl.Diagnostics{{
		Severity: hcl.DiagError,
		Summary:  "Setting without a block",
		Detail:   fmt.Sprintf("There is no grafana block to set %s in. A block in JSON cannot be changed: give the attribute a variable, and set that.", settings[0].Name),
	}}
}

// expression returns the value: a boolean, a whole number, a list or a text in quotes as HCL
// writes it, and any other word as text.
func (s Setting) expression(at hcl.Range) hclsyntax.Expression {
	value := cty.StringVal(s.Value)
	if n, err := strconv.ParseInt(s.Value, 10, 64); err == nil {
		value = cty.NumberIntVal(n)
	}
	switch {
	case s.Value == "true" || s.Value == "false":
		value = cty.BoolVal(s.Value == "true")
	case strings.HasPrefix(s.Value, "[") || strings.HasPrefix(s.Value, `"`):
		if e, diags := hclsyntax.ParseExpression([]byte(s.Value), at.Filename, at.Start); !diags.HasErrors() {
			if known, diags := e.Value(nil); !diags.HasErrors() {
				value = known
			}
		}
	}
	return &hclsyntax.LiteralValueExpr{Val: value, SrcRange: at}
}
