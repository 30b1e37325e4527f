package merge

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/schema"
)

// descriptive are the attributes that have no effect on access. One that is computed stays as it is.
var descriptive = []string{"title", "name", "description", "display_name", "group"}

// isDescriptive reports whether an attribute of a type of block is one of them. The name of all but users is
// Grafana's.
func isDescriptive(typ, name string) bool {
	return slices.Contains(descriptive, name) && (name != "name" || typ == string(schema.UserType))
}

// edit makes the differences between two blocks in the file of the block.
func (u *updater) edit(name string, was, now write.Placed) {
	b, f, where := u.block(was)
	if b == nil {
		if !equal(was.Block, now.Block) {
			u.left("%s differs from Grafana: %s", name, where)
		}
		return
	}
	e := editor{u, f, name}
	e.attributes(b, was.Block, now.Block)
	e.blocks(b, was.Block, now.Block)
}

// spread puts a block that stands on one line on several, as another attribute could not follow there.
func spread(b *hclwrite.Block) {
	tokens := b.Body().BuildTokens(nil)
	isBreak := func(t *hclwrite.Token) bool {
		return t.Type == hclsyntax.TokenNewline || t.Type == hclsyntax.TokenComment
	}
	if slices.ContainsFunc(tokens, isBreak) {
		return
	}
	written := map[string]hclwrite.Tokens{}
	for name, a := range b.Body().Attributes() { // one at most
		written[name] = a.Expr().BuildTokens(nil)
	}
	for name := range written {
		b.Body().RemoveAttribute(name)
	}
	b.Body().AppendNewline()
	for name, expr := range written {
		b.Body().SetAttributeRaw(name, expr)
	}
}

// A spot is where a block is declared.
type spot struct {
	at     hcl.Range
	labels []string
	// isInstance reports whether a block with for_each makes it.
	isInstance bool
}

// spot returns where a block of the configuration is declared.
func (u *updater) spot(was write.Placed) spot {
	var d *schema.Declaration
	switch {
	case was.Thing != nil:
		d = u.At[was.Thing]
	case was.Assignment != nil:
		d = was.Assignment.At
	case was.Type == grafanaType:
		return spot{at: u.world.Grafana.Range}
	default:
		for _, r := range u.Was.BasicRoles {
			if string(r.Role) == was.Labels[0] {
				return spot{at: r.At, labels: was.Labels}
			}
		}
	}
	label, isInstance := instance(d.Addr.Label)
	return spot{d.Range, []string{label}, isInstance}
}

// block returns the block of the configuration, and its file. Where tells why there is none that can be changed.
func (u *updater) block(was write.Placed) (b *hclwrite.Block, f *file, where string) {
	s := u.spot(was)
	if s.isInstance {
		return nil, nil, fmt.Sprintf(generated, s.at.Filename, s.at.Start.Line)
	}
	if f = u.open(s.at.Filename); f == nil {
		return nil, nil, s.at.Filename + " is in JSON; change it there"
	}
	if b = f.find(was.Type, s.labels...); b == nil {
		return nil, nil, fmt.Sprintf("the block at %s:%d is generated", s.at.Filename, s.at.Start.Line)
	}
	return b, f, ""
}

// generated tells that a thing is an instance.
const generated = "it is made by the block with for_each at %s:%d; change the values that the block is made from"

// equal reports whether two blocks are the same but for descriptive attributes.
func equal(a, b *write.Block) bool {
	attrs := func(b *write.Block) []write.Attr {
		return slices.DeleteFunc(slices.Clone(b.Attrs), func(x write.Attr) bool { return isDescriptive(b.Type, x.Name) })
	}
	sameAttr := func(x, y write.Attr) bool { return x.Name == y.Name && same(x.Expr, y.Expr) }
	return slices.EqualFunc(attrs(a), attrs(b), sameAttr) &&
		slices.EqualFunc(a.Blocks, b.Blocks, func(x, y *write.Block) bool {
			return x.Type == y.Type && slices.Equal(x.Labels, y.Labels) && equal(x, y)
		})
}

// An editor changes one block.
type editor struct {
	*updater
	file *file
	name string
}

// attributes makes the differences between the attributes of two blocks.
func (e editor) attributes(b *hclwrite.Block, was, now *write.Block) {
	body := b.Body()
	for _, a := range now.Attrs {
		old := attr(was, a.Name)
		written := body.GetAttribute(a.Name)
		switch {
		case isDescriptive(b.Type(), a.Name):
			e.describe(b, a)
		case old == nil || !same(old, a.Expr):
			if written == nil || !same(written.Expr().BuildTokens(nil), a.Expr) {
				e.set(b, a)
			}
		}
	}
	for _, a := range was.Attrs {
		if attr(now, a.Name) == nil && !isDescriptive(b.Type(), a.Name) && body.GetAttribute(a.Name) != nil {
			body.RemoveAttribute(a.Name)
			e.file.changed = true
		}
	}
}

// describe sets a descriptive attribute that is a literal or left out. One that is computed stays.
func (e editor) describe(b *hclwrite.Block, a write.Attr) {
	if a.Name == "description" {
		return
	}
	if written := b.Body().GetAttribute(a.Name); written != nil {
		tokens := written.Expr().BuildTokens(nil)
		expr, diags := hclsyntax.ParseExpression(tokens.Bytes(), "", hcl.InitialPos)
		if diags.HasErrors() || len(expr.Variables()) > 0 || same(tokens, a.Expr) {
			return
		}
	}
	e.set(b, a)
}

// set sets an attribute. A list that is written item by item keeps its comments: items are added
// and taken out.
func (e editor) set(b *hclwrite.Block, a write.Attr) {
	e.file.changed = true
	body := b.Body()
	written := body.GetAttribute(a.Name)
	if written == nil {
		spread(b)
		body.SetAttributeRaw(a.Name, a.Expr)
		return
	}
	if tokens, ok := mergeLists(written.Expr().BuildTokens(nil), a.Expr); ok {
		body.SetAttributeRaw(a.Name, tokens)
		return
	}
	body.SetAttributeRaw(a.Name, a.Expr)
}

func attr(b *write.Block, name string) hclwrite.Tokens {
	for _, a := range b.Attrs {
		if a.Name == name {
			return a.Expr
		}
	}
	return nil
}

// isTwin reports whether two blocks in a block are about the same. An action may stand in two blocks of a role, one
// with scopes and one without.
func isTwin(a, b *write.Block) bool {
	return a.Type == b.Type && slices.Equal(a.Labels, b.Labels) &&
		(attr(a, scopesAttr) == nil) == (attr(b, scopesAttr) == nil)
}

// scopesAttr is the attribute with the scopes of a permission of a role.
const scopesAttr = "scopes"

// blocks makes the differences between the blocks inside two blocks.
func (e editor) blocks(b *hclwrite.Block, was, now *write.Block) {
	body := b.Body()
	inner := func(b *write.Block, like *write.Block) *write.Block {
		for _, in := range b.Blocks {
			if isTwin(in, like) {
				return in
			}
		}
		return nil
	}
	for _, in := range now.Blocks {
		old := inner(was, in)
		if old != nil && equal(old, in) {
			continue
		}
		written := find(body, in)
		switch {
		case len(written) > 0:
			if old == nil {
				old = &write.Block{}
			}
			for _, double := range written[1:] {
				body.RemoveBlock(double)
			}
			e.attributes(written[0], all(written[0], old), in)
			e.blocks(written[0], old, in)
			e.file.changed = true
		case old != nil:
			e.left("%s differs from Grafana: its blocks %q are generated", e.name, in.Type)
		default:
			spread(b)
			body.AppendNewline()
			body.AppendUnstructuredTokens(in.Tokens())
			e.file.changed = true
		}
	}
	for _, old := range was.Blocks {
		if inner(now, old) != nil {
			continue
		}
		written := find(body, old)
		if len(written) == 0 {
			e.left("%s differs from Grafana: its blocks %q are generated", e.name, old.Type)
		}
		for _, b := range written {
			body.RemoveBlock(b)
			e.file.changed = true
		}
	}
}

// all returns a block that has each attribute of the written one, so that none stays that is not set
// anew.
func all(written *hclwrite.Block, was *write.Block) *write.Block {
	b := &write.Block{Type: written.Type(), Attrs: slices.Clone(was.Attrs)}
	for name, a := range written.Body().Attributes() {
		if attr(b, name) == nil {
			b.Attrs = append(b.Attrs, write.Attr{Name: name, Expr: a.Expr().BuildTokens(nil)})
		}
	}
	return b
}

// find returns the blocks with the type and labels of another.
func find(body *hclwrite.Body, like *write.Block) []*hclwrite.Block {
	var found []*hclwrite.Block
	for _, b := range body.Blocks() {
		if b.Type() == like.Type && slices.Equal(b.Labels(), like.Labels) &&
			(b.Body().GetAttribute(scopesAttr) == nil) == (attr(like, scopesAttr) == nil) {
			found = append(found, b)
		}
	}
	return found
}

// add adds a block to the file with most blocks of its type, or to that of the plan if there is none.
func (u *updater) add(p write.Placed) {
	name := p.File
	counts := map[string]int{}
	for t, d := range u.At {
		if p.Thing != nil && t.Type() == p.Thing.Type() && orgName(t.In()) == orgName(p.Thing.In()) {
			counts[d.Range.Filename]++
		}
	}
	most := 0
	for file, n := range counts {
		if u.open(file) != nil && (n > most || n == most && file < name) {
			name, most = file, n
		}
	}
	if f := u.open(name); f != nil {
		f.append(p.Block)
	}
}

// remove removes a block whose thing is not in Grafana.
func (u *updater) remove(name string, was write.Placed) {
	b, f, where := u.block(was)
	if role, isRole := was.Thing.(*inventory.Role); isRole && b != nil {
		if by := u.source(b.Labels()[0]); by != "" {
			u.left("the role %q is not in Grafana, and %s has its permissions: change that first", role.UID, by)
			return
		}
	}
	if b == nil {
		u.left("%s is not in Grafana: %s", name, where)
		return
	}
	f.hcl.Body().RemoveBlock(b)
	f.changed = true
}

// orgName returns the name of an org; empty for none.
func orgName(o *inventory.Org) string {
	if o == nil {
		return ""
	}
	return o.Name
}
