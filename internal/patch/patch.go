package patch

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/rogpeppe/go-internal/diff"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// A Patch is the change of files that makes the edits of a repair.
type Patch struct {
	// Files are the new contents of the changed files, by path below the root.
	Files map[string][]byte
	// Elsewhere has a text for each part that is not written: what it is, and where it
	// belongs. It is empty for a complete patch.
	Elsewhere []string

	before map[string]*hcl.File
}

// Of returns the patch that makes edits in the configuration of a world. Neither is changed.
func Of(w *schema.World, edits []explain.Edit) Patch {
	p := Patch{Files: map[string][]byte{}, before: w.Files}
	try := func(text string, write func(*writer) error) {
		writer := writer{world: w, files: maps.Clone(p.Files)}
		if err := write(&writer); err != nil {
			p.Elsewhere = append(p.Elsewhere, fmt.Sprintf("%s: %s", text, err))
			return
		}
		p.Files = writer.files
	}
	for _, e := range edits {
		try(e.Text(), func(w *writer) error { return w.write(e) })
		for _, r := range e.Redundant {
			text := fmt.Sprintf("delete the permission %q of %s on %s, which the edit makes redundant", r.Level, e.Holder, r.Resource)
			try(text, func(w *writer) error { return w.delete(e, r) })
		}
	}
	for name, text := range p.Files {
		if was := w.Files[name].Bytes; isFormatted(was, name) {
			p.Files[name], _ = loader.Format(text, name)
		}
	}
	return p
}

func isFormatted(src []byte, name string) bool {
	out, diags := loader.Format(src, name)
	return !diags.HasErrors() && bytes.Equal(src, out)
}

// Diff returns the patch as a unified diff, which git apply takes. The function path returns
// the path of a file in the diff.
func (p Patch) Diff(path func(name string) string) []byte {
	var all []byte
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		all = append(all, diff.Diff("a/"+path(name), p.before[name].Bytes, "b/"+path(name), p.Files[name])...)
	}
	return all
}

// A writer writes one edit.
type writer struct {
	world *schema.World
	files map[string][]byte
}

func (w *writer) text(name string) []byte {
	if text, ok := w.files[name]; ok {
		return text
	}
	return w.world.Files[name].Bytes
}

// A block is a block in the text of a file.
type block struct {
	*hclsyntax.Block
	file string
	text []byte
}

// at returns the place of a node, as in messages.
func (b *block) at(r hcl.Range) string { return fmt.Sprintf("%s:%d", b.file, r.Start.Line) }

// find returns the block of a declaration. The error is the reason why an edit cannot be
// written into it.
func (w *writer) find(addr schema.Addr, at hcl.Range) (*block, error) {
	label, _, instance := strings.Cut(addr.Label, "[")
	if instance {
		return nil, fmt.Errorf("%s is an instance of the block with for_each at %s:%d; change the values that the block is made from", addr, at.Filename, at.Start.Line)
	}
	b, err := w.findIn(at.Filename, func(b *hclsyntax.Block) bool {
		return b.Type == string(addr.Type) && (label == "" || len(b.Labels) > 0 && b.Labels[0] == label)
	})
	switch {
	case err != nil:
		return nil, err
	case b == nil:
		return nil, fmt.Errorf("the block at %s:%d is generated", at.Filename, at.Start.Line)
	}
	return b, nil
}

// findIn returns the first block of a file that matches, or nil.
func (w *writer) findIn(file string, matches func(*hclsyntax.Block) bool) (*block, error) {
	body, err := w.parse(file)
	if err != nil {
		return nil, err
	}
	for _, b := range body.Blocks {
		if matches(b) {
			return &block{b, file, w.text(file)}, nil
		}
	}
	return nil, nil
}

// parse parses a file with the changes so far. It returns an error for a file in JSON.
func (w *writer) parse(file string) (*hclsyntax.Body, error) {
	if strings.HasSuffix(file, ".json") || w.world.Files[file] == nil {
		return nil, fmt.Errorf("it belongs in %s, which is not in HCL's native syntax", file)
	}
	parsed, diags := hclsyntax.ParseConfig(w.text(file), file, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	return parsed.Body.(*hclsyntax.Body), nil
}

// inner returns the blocks inside a block with a type and label.
func (b *block) inner(typ, label string) []*block {
	var all []*block
	for _, in := range b.Body.Blocks {
		if in.Type == typ && (label == "" || len(in.Labels) > 0 && in.Labels[0] == label) {
			all = append(all, &block{in, b.file, b.text})
		}
	}
	return all
}
