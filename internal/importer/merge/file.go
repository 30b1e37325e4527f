package merge

import (
	"bytes"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/loader"
)

// A file is a file of the configuration as it is being changed.
type file struct {
	name      string
	hcl       *hclwrite.File
	formatted bool
	changed   bool
	// source is the content that it had; nil for a new file.
	source []byte
	// blocks has the blocks that the file had, by type and labels, and typed those of a type in their order.
	blocks map[string]*hclwrite.Block
	typed  map[string][]*hclwrite.Block
}

// open returns a file of the configuration; nil for one that is in JSON. A file that is not there is empty.
func (u *updater) open(name string) *file {
	if f := u.files[name]; f != nil {
		return f
	}
	if strings.HasSuffix(name, ".json") {
		return nil
	}
	f := &file{name: name, hcl: hclwrite.NewEmptyFile(), formatted: true}
	if source := u.world.Files[name]; source != nil {
		parsed, diags := hclwrite.ParseConfig(source.Bytes, name, hcl.InitialPos)
		if diags.HasErrors() {
			return nil // it was loaded, so that this cannot be
		}
		f.hcl, f.source, f.formatted = parsed, source.Bytes, isFormatted(source.Bytes, name)
	}
	f.index()
	u.files[name] = f
	return f
}

// content returns the file as it is now; nil for one that is empty.
func (f *file) content() []byte {
	text := f.hcl.Bytes()
	if f.formatted {
		text, _ = loader.Format(text, f.name)
	}
	if strings.TrimSpace(string(text)) == "" {
		return nil
	}
	return text
}

// is reports whether the file had a content.
func (f *file) is(content []byte) bool { return f.source != nil && bytes.Equal(f.source, content) }

// find returns the first block with a type and labels that a file had; nil for none.
func (f *file) find(typ string, labels ...string) *hclwrite.Block {
	return f.blocks[blockKey(typ, labels)]
}

// all returns the blocks of a type that a file had, in their order.
func (f *file) all(typ string) []*hclwrite.Block {
	return f.typed[typ]
}

// index remembers the blocks of the file, before any is added or removed.
func (f *file) index() {
	f.blocks, f.typed = map[string]*hclwrite.Block{}, map[string][]*hclwrite.Block{}
	for _, b := range f.hcl.Body().Blocks() {
		if key := blockKey(b.Type(), b.Labels()); f.blocks[key] == nil {
			f.blocks[key] = b
		}
		f.typed[b.Type()] = append(f.typed[b.Type()], b)
	}
}

func blockKey(typ string, labels []string) string { return typ + "\x00" + strings.Join(labels, "\x00") }

// append adds a block at the end of the file.
func (f *file) append(b *write.Block) {
	body := f.hcl.Body()
	if len(f.hcl.Bytes()) > 0 {
		body.AppendNewline()
	}
	body.AppendUnstructuredTokens(b.Tokens())
	f.changed = true
}

// same reports whether two expressions are written with the same words, or are the same literal.
func same(a, b hclwrite.Tokens) bool { return words(a) == words(b) }

// words returns the words of an expression, without spaces, line breaks and the comma at the end of a list.
func words(tokens hclwrite.Tokens) string {
	var b strings.Builder
	for i, t := range tokens {
		switch {
		case t.Type == hclsyntax.TokenNewline || t.Type == hclsyntax.TokenComment:
			continue
		case t.Type == hclsyntax.TokenComma && closes(tokens[i+1:]):
			continue
		}
		b.Write(t.Bytes)
		b.WriteByte(' ')
	}
	return b.String()
}

// closes reports whether the next word closes a list.
func closes(tokens hclwrite.Tokens) bool {
	for _, t := range tokens {
		if t.Type != hclsyntax.TokenNewline && t.Type != hclsyntax.TokenComment {
			return t.Type == hclsyntax.TokenCBrack
		}
	}
	return false
}
