package patch

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// splice replaces the bytes from start to end of a file, with the line ends that the file has.
// Blocks of the file are not valid afterwards.
func (w *writer) splice(file string, start, end int, text string) {
	was := w.text(file)
	if bytes.Contains(was, []byte("\r\n")) {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
	}
	w.files[file] = slices.Concat(was[:start], []byte(text), was[end:])
}

// indent returns the white space before a position, from the beginning of its line.
func indent(text []byte, at int) string {
	line := text[bytes.LastIndexByte(text[:at], '\n')+1 : at]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// afterLine returns the position after the line on which a range ends.
func afterLine(text []byte, r hcl.Range) int {
	end := r.End.Byte
	if end > 0 && text[end-1] == '\n' { // a heredoc
		return end
	}
	if i := bytes.IndexByte(text[end:], '\n'); i >= 0 {
		return end + i + 1
	}
	return len(text)
}

// add adds lines to a block: an attribute after its others, a block at the end.
func (w *writer) add(b *block, isBlock bool, lines ...string) {
	outer := indent(b.text, b.TypeRange.Start.Byte)
	var text strings.Builder
	for _, line := range lines {
		text.WriteString(outer + "  " + line + "\n")
	}
	open, end := b.OpenBraceRange.End.Byte, b.CloseBraceRange.Start.Byte
	if b.OpenBraceRange.Start.Line == b.CloseBraceRange.Start.Line {
		inside := strings.TrimSpace(string(b.text[open:end]))
		if inside != "" {
			inside = outer + "  " + inside + "\n"
			if isBlock {
				inside += "\n"
			}
		}
		w.splice(b.file, open, end, "\n"+inside+text.String()+outer)
		return
	}
	at := bytes.LastIndexByte(b.text[:end], '\n') + 1
	if isBlock {
		if len(b.Body.Attributes)+len(b.Body.Blocks) > 0 {
			w.splice(b.file, at, at, "\n"+text.String())
			return
		}
	} else {
		at = afterLine(b.text, b.OpenBraceRange)
		for _, attr := range b.Body.Attributes {
			at = max(at, afterLine(b.text, attr.SrcRange))
		}
	}
	w.splice(b.file, at, at, text.String())
}

// set gives an attribute a literal value. The error is the place where the value is computed.
func (w *writer) set(b *block, name, value string) error {
	attr := b.Body.Attributes[name]
	if attr == nil {
		w.add(b, false, name+" = "+value)
		return nil
	}
	switch x := attr.Expr.(type) {
	case *hclsyntax.LiteralValueExpr:
	case *hclsyntax.TemplateExpr:
		if !x.IsStringLiteral() {
			return b.computed(attr)
		}
	default:
		return b.computed(attr)
	}
	r := attr.Expr.Range()
	w.splice(b.file, r.Start.Byte, r.End.Byte, value)
	return nil
}

// computed returns the error of an attribute that is not written as a literal.
func (b *block) computed(attr *hclsyntax.Attribute) error {
	return fmt.Errorf("%s is computed at %s; change the values that it is made from", attr.Name, b.at(attr.SrcRange))
}

// deleteBlock deletes the lines of a block, and an empty line that would otherwise be the
// second of two, or the last of the block around it.
func (w *writer) deleteBlock(b *block) {
	start, end := bytes.LastIndexByte(b.text[:b.TypeRange.Start.Byte], '\n')+1, afterLine(b.text, b.CloseBraceRange)
	before := bytes.LastIndexByte(b.text[:max(start-1, 0)], '\n') + 1
	next, _, _ := bytes.Cut(b.text[end:], []byte("\n"))
	next = bytes.TrimSpace(next)
	if len(bytes.TrimSpace(b.text[before:start])) == 0 && (len(next) == 0 || next[0] == '}') {
		start = before
	}
	w.splice(b.file, start, end, "")
}
