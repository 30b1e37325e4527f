package merge

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// mergeLists returns a written list with the items of another: items that are in both stay where they are, with
// the comments beside them, others are taken out, and new ones come at the end. It returns false unless both
// are written item by item.
func mergeLists(written, wanted hclwrite.Tokens) (hclwrite.Tokens, bool) {
	old, ok := items(written)
	if !ok {
		return nil, false
	}
	want, ok := items(wanted)
	if !ok {
		return nil, false
	}
	missing := map[string]int{}
	for _, item := range want {
		missing[words(item.tokens)]++
	}
	multiline := false
	for _, t := range written {
		multiline = multiline || t.Type == hclsyntax.TokenNewline
	}
	var kept []item
	for _, item := range old {
		if w := words(item.tokens); missing[w] > 0 {
			missing[w]--
			kept = append(kept, item)
		}
	}
	for _, item := range want {
		if w := words(item.tokens); missing[w] > 0 {
			missing[w]--
			kept = append(kept, item)
		}
	}
	return joined(kept, multiline), true
}

// An item is an item of a list, with the comments around it.
type item struct {
	before, tokens, after hclwrite.Tokens
}

// items returns the items of a list; false for another expression, or a list that is computed.
func items(tokens hclwrite.Tokens) ([]item, bool) {
	if len(tokens) < 2 || tokens[0].Type != hclsyntax.TokenOBrack || tokens[len(tokens)-1].Type != hclsyntax.TokenCBrack {
		return nil, false
	}
	var all []item
	var next item
	depth := 0
	ended := false // after the comma of the last item, on the same line
	flush := func() {
		if len(next.tokens) > 0 {
			all = append(all, next)
		} else if len(all) > 0 {
			all[len(all)-1].after = append(all[len(all)-1].after, next.before...)
		}
		next = item{}
	}
	for _, t := range tokens[1 : len(tokens)-1] {
		switch t.Type {
		case hclsyntax.TokenIdent:
			if depth == 0 && len(next.tokens) == 0 && string(t.Bytes) == "for" {
				return nil, false
			}
		case hclsyntax.TokenOBrack, hclsyntax.TokenOBrace, hclsyntax.TokenOParen:
			depth++
		case hclsyntax.TokenCBrack, hclsyntax.TokenCBrace, hclsyntax.TokenCParen:
			depth--
		}
		switch {
		case depth == 0 && t.Type == hclsyntax.TokenComma:
			flush()
			ended = true
			continue
		case t.Type == hclsyntax.TokenNewline:
			ended = false
			continue
		case t.Type == hclsyntax.TokenComment && ended && len(all) > 0 && len(next.tokens) == 0:
			all[len(all)-1].after = append(all[len(all)-1].after, t)
			ended = false
			continue
		case t.Type == hclsyntax.TokenComment && len(next.tokens) == 0:
			next.before = append(next.before, t)
			continue
		case t.Type == hclsyntax.TokenComment:
			next.after = append(next.after, t)
			continue
		}
		ended = false
		next.tokens = append(next.tokens, t)
	}
	flush()
	return all, true
}

// joined returns a list of items.
func joined(all []item, multiline bool) hclwrite.Tokens {
	plain := make([]hclwrite.Tokens, len(all))
	for i, item := range all {
		plain[i] = item.tokens
		multiline = multiline || len(item.before)+len(item.after) > 0
	}
	token := func(typ hclsyntax.TokenType, text string) *hclwrite.Token {
		return &hclwrite.Token{Type: typ, Bytes: []byte(text)}
	}
	list := hclwrite.Tokens{token(hclsyntax.TokenOBrack, "[")}
	if multiline && len(all) > 0 {
		list = append(list, token(hclsyntax.TokenNewline, "\n"))
	}
	for i, item := range all {
		list = append(list, item.before...)
		list = append(list, item.tokens...)
		if multiline || i < len(all)-1 {
			list = append(list, token(hclsyntax.TokenComma, ","))
		}
		if !multiline {
			continue
		}
		if len(item.after) == 0 {
			list = append(list, token(hclsyntax.TokenNewline, "\n"))
		}
		list = append(list, item.after...) // a comment ends its line
	}
	return append(list, token(hclsyntax.TokenCBrack, "]"))
}
