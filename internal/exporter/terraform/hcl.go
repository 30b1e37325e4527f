package terraform

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// An expr is an expression in Terraform's language.
type expr = hclwrite.Tokens

func text(s string) expr { return hclwrite.TokensForValue(cty.StringVal(s)) }

func flag(on bool) expr { return hclwrite.TokensForValue(cty.BoolVal(on)) }

// ref returns a reference: grafana_team.sre.id.
func ref(root string, rest ...string) expr {
	t := hcl.Traversal{hcl.TraverseRoot{Name: root}}
	for _, name := range rest {
		t = append(t, hcl.TraverseAttr{Name: name})
	}
	return hclwrite.TokensForTraversal(t)
}

// call returns a call of a function.
func call(name string, args ...expr) expr { return hclwrite.TokensForFunctionCall(name, args...) }

func token(typ hclsyntax.TokenType, text string) *hclwrite.Token {
	return &hclwrite.Token{Type: typ, Bytes: []byte(text)}
}

// template returns a string with parts: texts and expressions.
func template(parts ...any) expr {
	e := expr{token(hclsyntax.TokenOQuote, `"`)}
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			quoted := text(part)
			e = append(e, quoted[1:len(quoted)-1]...) // without the quotes
		case expr:
			e = append(e, token(hclsyntax.TokenTemplateInterp, "${"))
			e = append(e, part...)
			e = append(e, token(hclsyntax.TokenTemplateSeqEnd, "}"))
		}
	}
	return append(e, token(hclsyntax.TokenCQuote, `"`))
}

// list returns a list: on one line if it has one item at most, and else with a line for each item, so that
// changes of it are easy to see.
func list(items []expr) expr {
	e := expr{token(hclsyntax.TokenOBrack, "[")}
	long := len(items) > 1
	for _, item := range items {
		if long {
			e = append(e, token(hclsyntax.TokenNewline, "\n"))
		}
		e = append(e, item...)
		if long {
			e = append(e, token(hclsyntax.TokenComma, ","))
		}
	}
	if long {
		e = append(e, token(hclsyntax.TokenNewline, "\n"))
	}
	return append(e, token(hclsyntax.TokenCBrack, "]"))
}

// A file is a file of the project. Its blocks are kept until they are settled, as tokens take many times the memory
// of their text.
type file struct {
	settled bytes.Buffer
	blocks  []*hclwrite.File
}

// marker begins each file, so that a later export knows its own files.
const marker = "# Written by rolecall export terraform. Change the configuration instead, and export again.\n"

// IsWritten reports whether a file is one that an export has written.
func IsWritten(content []byte) bool { return strings.HasPrefix(string(content), marker) }

func newFile() *file {
	f := &file{}
	f.settled.WriteString(marker)
	return f
}

// block adds a block with comments before it, after a blank line.
func (f *file) block(typ string, labels []string, comments ...string) *hclwrite.Body {
	out := hclwrite.NewEmptyFile()
	out.Body().AppendNewline()
	for _, line := range comments {
		out.Body().AppendUnstructuredTokens(expr{token(hclsyntax.TokenComment, "# "+line+"\n")})
	}
	f.blocks = append(f.blocks, out)
	return out.Body().AppendNewBlock(typ, labels).Body()
}

// settle writes the blocks, in their order. Later changes of them are lost.
func (f *file) settle() {
	for _, out := range f.blocks {
		if _, err := out.WriteTo(&f.settled); err != nil {
			panic("terraform: " + err.Error()) // a buffer takes everything
		}
	}
	f.blocks = nil
}

// names gives names to blocks, each once for a type of block.
type names map[string]bool

// take returns a name for a block of a type, made of a text: letters, digits, dashes and underscores of
// it, with a number behind it if another block has the name.
func (n names) take(typ, from string) string {
	name := slug(from)
	free := name
	for i := 2; n[typ+"."+free]; i++ {
		free = fmt.Sprintf("%s_%d", name, i)
	}
	n[typ+"."+free] = true
	return free
}

// slug returns a text as a name in Terraform.
func slug(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range text {
		if r != '_' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte('_')
		}
		gap = false
		b.WriteRune(r)
	}
	if name := b.String(); hclsyntax.ValidIdentifier(name) {
		return name
	}
	if name := "_" + b.String(); hclsyntax.ValidIdentifier(name) {
		return name
	}
	return "_"
}

// sorted returns expressions in the order of their text, each once.
func sorted(items []expr) []expr {
	byText := make(map[string]expr, len(items))
	for _, item := range items {
		byText[string(item.Bytes())] = item
	}
	out := make([]expr, 0, len(byText))
	for _, text := range slices.Sorted(maps.Keys(byText)) {
		out = append(out, byText[text])
	}
	return out
}
