package write

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// A Block is a block to write.
type Block struct {
	Type   string
	Labels []string
	// Comments are the lines of a comment above the block.
	Comments []string
	Attrs    []Attr
	Blocks   []*Block
	// Spaced reports whether blank lines separate the blocks inside from the rest.
	Spaced bool
}

// An Attr is an attribute to write.
type Attr struct {
	Name string
	Expr hclwrite.Tokens
}

// set adds an attribute.
func (b *Block) set(name string, expr hclwrite.Tokens) { b.Attrs = append(b.Attrs, Attr{name, expr}) }

// setText adds an attribute with a string, unless it is empty.
func (b *Block) setText(name, text string) {
	if text != "" {
		b.set(name, Text(text))
	}
}

// setFlag adds an attribute that is true, unless it is false.
func (b *Block) setFlag(name string, on bool) {
	if on {
		b.set(name, hclwrite.TokensForValue(cty.True))
	}
}

// setList adds an attribute with a list, unless it is empty.
func (b *Block) setList(name string, items []hclwrite.Tokens) {
	if len(items) > 0 {
		b.set(name, List(items))
	}
}

// Tokens returns the block, with its comments, in HCL's canonical form but for the alignment.
func (b *Block) Tokens() hclwrite.Tokens {
	var tokens hclwrite.Tokens
	for _, line := range b.Comments {
		tokens = append(tokens, comment(line))
	}
	return append(tokens, b.tokens()...)
}

// tokens returns the block without its comments. One without content stands on one line.
func (b *Block) tokens() hclwrite.Tokens {
	tokens := b.body().BuildTokens(nil)
	if len(b.Attrs)+len(b.Blocks) > 0 {
		return tokens
	}
	return slices.DeleteFunc(tokens, func(t *hclwrite.Token) bool {
		return t.Type == hclsyntax.TokenNewline && t != tokens[len(tokens)-1]
	})
}

// comment returns a line of a comment. Grafana's words in it stay on the line.
func comment(line string) *hclwrite.Token {
	line = strings.Join(strings.Fields(line), " ")
	return &hclwrite.Token{Type: hclsyntax.TokenComment, Bytes: []byte(strings.TrimRight("# "+line, " ") + "\n")}
}

// body returns the block as one of hclwrite's.
func (b *Block) body() *hclwrite.Block {
	block := hclwrite.NewBlock(b.Type, b.Labels)
	body := block.Body()
	for _, a := range b.Attrs {
		body.SetAttributeRaw(a.Name, a.Expr)
	}
	for i, inner := range b.Blocks {
		if b.Spaced && (i > 0 || len(b.Attrs) > 0) {
			body.AppendNewline()
		}
		for _, line := range inner.Comments {
			body.AppendUnstructuredTokens(hclwrite.Tokens{comment(line)})
		}
		body.AppendUnstructuredTokens(inner.tokens())
	}
	return block
}

// Text returns a string as an expression.
func Text(text string) hclwrite.Tokens { return hclwrite.TokensForValue(cty.StringVal(text)) }

// widest is the number of characters of a list that stands on one line.
const widest = 80

// List returns a list as an expression: on one line if it is short, and else with a line for each
// item, so that changes of long lists are easy to see.
func List(items []hclwrite.Tokens) hclwrite.Tokens {
	width := 0
	for _, item := range items {
		for _, token := range item {
			width += token.SpacesBefore + len(token.Bytes)
		}
		width += len(", ")
	}
	token := func(typ hclsyntax.TokenType, text string) *hclwrite.Token {
		return &hclwrite.Token{Type: typ, Bytes: []byte(text)}
	}
	list := hclwrite.Tokens{token(hclsyntax.TokenOBrack, "[")}
	long := width > widest
	for i, item := range items {
		if long {
			list = append(list, token(hclsyntax.TokenNewline, "\n"))
		}
		list = append(list, item...)
		if long || i < len(items)-1 {
			list = append(list, token(hclsyntax.TokenComma, ","))
		}
	}
	if long {
		list = append(list, token(hclsyntax.TokenNewline, "\n"))
	}
	return append(list, token(hclsyntax.TokenCBrack, "]"))
}
