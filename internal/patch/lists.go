package patch

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// list returns the written list of an attribute, nil if the block does not have it.
func (b *block) list(name string) (*hclsyntax.TupleConsExpr, error) {
	attr := b.Body.Attributes[name]
	if attr == nil {
		return nil, nil
	}
	if list, ok := attr.Expr.(*hclsyntax.TupleConsExpr); ok {
		return list, nil
	}
	return nil, b.computed(attr)
}

// position returns the position of an item in a list, -1 if it is not written there.
func (b *block) position(list *hclsyntax.TupleConsExpr, item string) int {
	return slices.IndexFunc(list.Exprs, func(x hclsyntax.Expression) bool {
		return string(x.Range().SliceBytes(b.text)) == item
	})
}

// enter adds an item to a list.
func (w *writer) enter(b *block, name, item string) error {
	list, err := b.list(name)
	switch {
	case err != nil:
		return err
	case list == nil:
		w.add(b, false, fmt.Sprintf("%s = [%s]", name, item))
		return nil
	case len(list.Exprs) == 0:
		w.splice(b.file, list.OpenRange.End.Byte, list.OpenRange.End.Byte, item)
		return nil
	}
	last := list.Exprs[len(list.Exprs)-1].Range()
	end := list.SrcRange.End.Byte - 1 // before the bracket
	if last.End.Line == list.SrcRange.End.Line {
		w.splice(b.file, last.End.Byte, last.End.Byte, ", "+item)
		return nil
	}
	// A line for the item, before the line of the bracket.
	at := bytes.LastIndexByte(b.text[:end], '\n') + 1
	line := indent(b.text, last.Start.Byte) + item + ",\n"
	comma := ","
	if b.afterComma(last.End.Byte, end) >= 0 {
		comma = ""
	}
	w.splice(b.file, last.End.Byte, at, comma+string(b.text[last.End.Byte:at])+line)
	return nil
}

// afterComma returns the position after the first comma in a part of the text that is not in a
// comment; -1 if there is none.
func (b *block) afterComma(start, end int) int {
	tokens, _ := hclsyntax.LexExpression(b.text[start:end], b.file, hcl.InitialPos)
	for _, t := range tokens {
		if t.Type == hclsyntax.TokenComma {
			return start + t.Range.End.Byte
		}
	}
	return -1
}

// leave takes an item out of a list.
func (w *writer) leave(b *block, name, item string) error {
	list, err := b.list(name)
	if err != nil {
		return err
	}
	at := -1
	if list != nil {
		at = b.position(list, item)
	}
	if at < 0 {
		return fmt.Errorf("%s is not written in %s of the block at %s; take it out where it comes from", item, name, b.at(b.TypeRange))
	}
	r := list.Exprs[at].Range()
	switch start, end := b.ownLines(r); {
	case end > 0:
		w.splice(b.file, start, end, "")
	case at > 0 && list.Exprs[at-1].Range().End.Line == r.Start.Line:
		w.splice(b.file, list.Exprs[at-1].Range().End.Byte, r.End.Byte, "")
	case at+1 < len(list.Exprs) && list.Exprs[at+1].Range().Start.Line == r.End.Line:
		w.splice(b.file, r.Start.Byte, list.Exprs[at+1].Range().Start.Byte, "")
	default:
		w.splice(b.file, r.Start.Byte, max(r.End.Byte, b.afterComma(r.End.Byte, list.SrcRange.End.Byte)), "")
	}
	return nil
}

// ownLines returns the lines of an item of a list, with the comment at their end. The end is 0
// if something else is on them.
func (b *block) ownLines(r hcl.Range) (start, end int) {
	start, end = bytes.LastIndexByte(b.text[:r.Start.Byte], '\n')+1, afterLine(b.text, r)
	rest := bytes.TrimSpace(b.text[r.End.Byte:end])
	rest = bytes.TrimSpace(bytes.TrimPrefix(rest, []byte(",")))
	comment := len(rest) == 0 || rest[0] == '#' || bytes.HasPrefix(rest, []byte("//"))
	if !comment || len(bytes.TrimSpace(b.text[start:r.Start.Byte])) > 0 {
		return 0, 0
	}
	return start, end
}
