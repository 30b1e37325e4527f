// Package nesting measures how deep a file in HCL or JSON is nested, before it is parsed.
package nesting

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/internal/limits"
)

// HCL's parser is recursive, and so are all walks over its trees. A file of brackets
// alone would overflow the stack and end the program. So nesting is measured before
// parsing: open brackets, and operators since the last separator, as each is a level
// of the tree, too.

// Error returns the diagnostic about a place that is nested too deep.
func Error(at hcl.Range) *hcl.Diagnostic {
	return &hcl.Diagnostic{
		Severity: hcl.DiagError,
		Summary:  "File beyond limits",
		Detail:   fmt.Sprintf("Blocks, brackets and operators may be nested %d deep, taken together.", limits.MaxNesting),
		Subject:  &at,
	}
}

// Check finds where a file in native syntax is nested too deep.
func Check(src []byte, filename string) *hcl.Diagnostic {
	if Simple(src) {
		return nil
	}
	tokens, _ := hclsyntax.LexConfig(src, filename, hcl.InitialPos)
	if at := Deepest(tokens); at != nil {
		return Error(*at)
	}
	return nil
}

// TooDeep reports whether a template, or an expression if template is false, is
// nested too deep.
func TooDeep(src []byte, template bool) bool {
	if len(src) <= limits.MaxNesting {
		return false // each level takes a byte
	}
	lex := hclsyntax.LexExpression
	if template {
		lex = hclsyntax.LexTemplate
	}
	tokens, _ := lex(src, "", hcl.InitialPos)
	return Deepest(tokens) != nil
}

// Simple reports quickly that most files are not nested too deep. It returns
// false if that takes HCL's lexer, as for templates and heredocs.
func Simple(src []byte) bool {
	if !utf8.Valid(src) {
		return false
	}
	var frames [64]int32 // operators in each open bracket
	var braces uint64    // which brackets are braces
	open, sum := 0, 0
	for i := 0; i < len(src); i++ {
		switch c := src[i]; c {
		case '"':
			for i++; ; i++ {
				if i >= len(src) || src[i] == '\n' {
					return false
				}
				if src[i] == '\\' {
					i++
					continue
				}
				if src[i] == '"' {
					break
				}
				if src[i] == '{' && (src[i-1] == '$' || src[i-1] == '%') {
					return false
				}
			}
		case '#':
			for i < len(src) && src[i] != '\n' {
				i++
			}
			i--
		case '/':
			if i+1 < len(src) && (src[i+1] == '/' || src[i+1] == '*') {
				return false // rare enough
			}
			frames[open]++
			sum++
		case '{', '[', '(':
			if open++; open == len(frames) {
				return false
			}
			frames[open] = 1
			sum++
			braces &^= 1 << open
			if c == '{' {
				braces |= 1 << open
			}
		case '}', ']', ')':
			if open == 0 {
				return false
			}
			sum -= int(frames[open])
			open--
			// A closed part may be indexed, so it remains a level.
			if c != '}' {
				frames[open]++
				sum++
			}
		case ',':
			own := int32(min(open, 1))
			sum -= int(frames[open] - own)
			frames[open] = own
		case '\n':
			if open == 0 || braces&(1<<open) != 0 {
				own := int32(min(open, 1)) // the bracket itself stays
				sum -= int(frames[open] - own)
				frames[open] = own
			}
		case '!', '-', '+', '*', '%', '?', ':', '<', '>', '&', '|', '=':
			if c == '<' && i+1 < len(src) && src[i+1] == '<' {
				return false
			}
			frames[open]++
			sum++
		}
		if sum > limits.MaxNesting {
			return false
		}
	}
	return true
}

// Deepest returns where tokens are nested too deep; nil if nowhere.
func Deepest(tokens hclsyntax.Tokens) *hcl.Range {
	type frame struct {
		levels int
		brace  bool
	}
	frames := []frame{{brace: true}}
	sum := 0
	add := func(n int) {
		frames[len(frames)-1].levels += n
		sum += n
	}
	reset := func() { // the bracket itself stays
		own := min(len(frames)-1, 1)
		add(own - frames[len(frames)-1].levels)
	}
	for i, token := range tokens {
		switch token.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen,
			hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			if token.Type == hclsyntax.TokenTemplateControl {
				// The text between for and endfor is a level, even
				// without brackets.
				switch word := nextWord(tokens, i); word {
				case "endif", "endfor":
					add(-1)
				case "else":
				default:
					add(1)
				}
			}
			frames = append(frames, frame{1, token.Type == hclsyntax.TokenOBrace})
			sum++
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen,
			hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc, hclsyntax.TokenTemplateSeqEnd:
			if len(frames) > 1 {
				sum -= frames[len(frames)-1].levels
				frames = frames[:len(frames)-1]
			}
			if token.Type == hclsyntax.TokenCBrack || token.Type == hclsyntax.TokenCParen {
				add(1)
			}
		case hclsyntax.TokenComma:
			reset()
		case hclsyntax.TokenNewline, hclsyntax.TokenComment:
			// A comment in the form /* */ does not end an expression.
			if frames[len(frames)-1].brace && bytes.HasSuffix(token.Bytes, []byte("\n")) {
				reset()
			}
		case hclsyntax.TokenBang, hclsyntax.TokenMinus, hclsyntax.TokenPlus, hclsyntax.TokenStar, hclsyntax.TokenSlash,
			hclsyntax.TokenPercent, hclsyntax.TokenQuestion, hclsyntax.TokenColon, hclsyntax.TokenAnd, hclsyntax.TokenOr,
			hclsyntax.TokenEqualOp, hclsyntax.TokenNotEqual, hclsyntax.TokenLessThan, hclsyntax.TokenLessThanEq,
			hclsyntax.TokenGreaterThan, hclsyntax.TokenGreaterThanEq:
			add(1)
		}
		if sum > limits.MaxNesting {
			return &token.Range
		}
	}
	return nil
}

// nextWord returns the identifier after a token; empty if there is none.
func nextWord(tokens hclsyntax.Tokens, i int) string {
	if i+1 < len(tokens) && tokens[i+1].Type == hclsyntax.TokenIdent {
		return string(tokens[i+1].Bytes)
	}
	return ""
}

// CheckJSON finds where a file in JSON is nested too deep. Its strings count, as they
// are parsed as templates.
func CheckJSON(src []byte, filename string) *hcl.Diagnostic {
	depth, line, lineStart := 0, 1, 0
	for i := 0; i < len(src); i++ {
		switch src[i] {
		case '\n':
			line++
			lineStart = i + 1
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		case '"':
			start := i
			for i++; i < len(src) && src[i] != '"' && src[i] != '\n'; i++ {
				if src[i] == '\\' {
					i++
				}
			}
			if end := min(i, len(src)); end > start && manyLevels(src[start+1:end]) {
				depth = limits.MaxNesting + 1
			}
		}
		if depth > limits.MaxNesting {
			pos := hcl.Pos{Line: line, Column: i - lineStart + 1, Byte: i}
			return Error(hcl.Range{Filename: filename, Start: pos, End: pos})
		}
	}
	return nil
}

// manyLevels reports whether a string in JSON may be nested too deep as a template or
// reference. It counts all brackets and operators, so that it needs no lexer.
func manyLevels(s []byte) bool {
	levels, hidden := 0, false
	for i, c := range s {
		switch c {
		case '{', '[', '(', '!', '?', '+', '-', '*', '/', '<', '>', '&', '|', '=', '%':
			levels++
		case '\\':
			// An escape may stand for any of them.
			if i+1 < len(s) && s[i+1] == 'u' {
				levels++
				hidden = true
			}
		}
	}
	return levels > limits.MaxNesting && (hidden || TooDeep(s, true))
}
