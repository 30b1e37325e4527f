package drift

import (
	"bytes"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/write"
)

// A block is where a block of a written file begins.
type block struct {
	line  int
	thing inventory.Thing // nil for a block that declares no thing
}

// labels returns the labels of the declared things for those of Grafana. One of an instance has a new label.
func (c *Comparison) labels() write.Labels {
	labels := write.Labels{}
	for there, here := range c.same {
		if label := c.pair.At[here].Addr.Label; !strings.Contains(label, "[") {
			labels[there] = label
		}
	}
	return labels
}

// write writes the blocks of a plan into Files. Each item of a list has a line of its own, so that a line is
// about one fact.
func (c *Comparison) write(p *write.Plan) {
	c.Files, c.blocks = map[string][]byte{}, map[string][]block{}
	texts, lines := map[string]*bytes.Buffer{}, map[string]int{}
	for _, b := range p.Blocks {
		text := texts[b.File]
		if text == nil {
			text = &bytes.Buffer{}
			texts[b.File] = text
		}
		apart(b.Block)
		from := text.Len()
		b.Tokens().WriteTo(text)
		c.blocks[b.File] = append(c.blocks[b.File], block{lines[b.File] + 1, b.Thing})
		lines[b.File] += bytes.Count(text.Bytes()[from:], []byte("\n"))
	}
	for name, text := range texts {
		c.Files[name] = text.Bytes()
	}
}

// apart puts each item of the lists of a block on a line of its own.
func apart(b *write.Block) {
	for i, a := range b.Attrs {
		b.Attrs[i].Expr = onLines(a.Expr)
	}
	for _, inner := range b.Blocks {
		apart(inner)
	}
}

// onLines returns a list with a line for each item, and every other expression as it is.
func onLines(tokens hclwrite.Tokens) hclwrite.Tokens {
	if len(tokens) < 3 || tokens[0].Type != hclsyntax.TokenOBrack {
		return tokens
	}
	line := func() *hclwrite.Token { return &hclwrite.Token{Type: hclsyntax.TokenNewline, Bytes: []byte("\n")} }
	var split hclwrite.Tokens
	depth := 0
	for i, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenNewline:
			continue
		case hclsyntax.TokenOBrack:
			depth++
		case hclsyntax.TokenCBrack:
			if depth--; depth == 0 && i == len(tokens)-1 {
				split = append(split, line())
			}
		}
		split = append(split, t)
		if depth == 1 && (t.Type == hclsyntax.TokenComma || i == 0) {
			split = append(split, line())
		}
	}
	return split
}
