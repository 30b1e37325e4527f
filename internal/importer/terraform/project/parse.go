package project

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/json"

	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/limits"
	"github.com/rolecall/rolecall/internal/nesting"
)

// A config is the configuration in the files of one folder.
type config struct {
	dir string
	// variables, outputs and calls of modules are by name; resources by type and name, with "data." before a data
	// source.
	variables, outputs, calls, resources map[string]*declared
	locals                               map[string]hcl.Expression
	// order lists the names of resources and of calls as they stand in the files.
	order, callOrder   []string
	providers, imports []*declared
}

// A declared block has one body, and another one for each file that overrides it.
type declared struct {
	typ, name string
	data      bool
	at        hcl.Range
	bodies    []hcl.Body
}

// attr returns the expression of an attribute; nil if there is none. The last override wins.
func (d *declared) attr(name string) hcl.Expression {
	for _, body := range slices.Backward(d.bodies) {
		content, _, _ := body.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: name}}})
		if content != nil && content.Attributes[name] != nil {
			return content.Attributes[name].Expr
		}
	}
	return nil
}

// topLevel are the blocks of a file.
var topLevel = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "terraform"}, {Type: "locals"}, {Type: "import"}, {Type: "moved"}, {Type: "removed"},
	{Type: "provider", LabelNames: []string{"name"}},
	{Type: "variable", LabelNames: []string{"name"}},
	{Type: "output", LabelNames: []string{"name"}},
	{Type: "module", LabelNames: []string{"name"}},
	{Type: "check", LabelNames: []string{"name"}},
	{Type: "resource", LabelNames: []string{"type", "name"}},
	{Type: "data", LabelNames: []string{"type", "name"}},
	{Type: "ephemeral", LabelNames: []string{"type", "name"}},
	{Type: "action", LabelNames: []string{"type", "name"}},
}}

// A parser parses folders, each once.
type parser struct {
	ctx   context.Context
	fsys  fs.FS
	files map[string]*hcl.File
	diags hcl.Diagnostics
	done  map[string]*config
	// budget is that of all files in native syntax.
	budget budget
}

// isProject reports whether a file is one of a project, and whether it overrides others.
func isProject(name string) (is, overrides bool) {
	stem, native := strings.CutSuffix(name, ".tf")
	if !native {
		stem, is = strings.CutSuffix(name, ".tf.json")
	}
	is = (native || is) && !strings.HasPrefix(name, ".")
	return is, stem == "override" || strings.HasSuffix(stem, "_override")
}

// folder returns the configuration in a folder; nil if there is none.
func (p *parser) folder(dir string) *config {
	if c, ok := p.done[dir]; ok {
		return c
	}
	p.done[dir] = nil
	entries, err := fs.ReadDir(p.fsys, dir)
	if err != nil {
		return nil
	}
	c := &config{dir: dir, variables: map[string]*declared{}, outputs: map[string]*declared{}, calls: map[string]*declared{},
		resources: map[string]*declared{}, locals: map[string]hcl.Expression{}}
	found := false
	for _, overriding := range []bool{false, true} {
		for _, entry := range entries {
			if is, overrides := isProject(entry.Name()); is && overrides == overriding && !entry.IsDir() {
				found = true
				if body := p.file(path.Join(dir, entry.Name())); body != nil {
					c.add(p, body, overriding)
				}
			}
		}
	}
	if !found {
		return nil
	}
	p.done[dir] = c
	return c
}

// file parses a file. It returns nil after an error.
func (p *parser) file(name string) hcl.Body {
	src, err := files.Read(p.ctx, p.fsys, name, limits.MaxFileSize)
	if err != nil {
		p.fail("Unreadable file", fmt.Sprintf("The file cannot be read: %s.", files.Reason(err)), hcl.Range{Filename: name})
		return nil
	}
	check, parse := nesting.Check, parseNative
	if strings.HasSuffix(name, ".json") {
		check, parse = nesting.CheckJSON, json.Parse
	}
	if problem := check(src, name); problem != nil {
		p.diags = append(p.diags, problem)
		return nil
	}
	f, diags := parse(src, name)
	p.diags = append(p.diags, diags...)
	if f == nil {
		return nil
	}
	p.files[name] = f
	if native, ok := f.Body.(*hclsyntax.Body); ok {
		p.budget.guard(native)
	}
	return f.Body
}

func parseNative(src []byte, name string) (*hcl.File, hcl.Diagnostics) {
	return hclsyntax.ParseConfig(src, name, hcl.InitialPos)
}

// fail reports an error.
func (p *parser) fail(summary, detail string, at hcl.Range) {
	p.diags = append(p.diags, &hcl.Diagnostic{
		Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: at.Ptr(),
	})
}

// add adds the blocks of a file.
func (c *config) add(p *parser, body hcl.Body, overriding bool) {
	content, diags := body.Content(topLevel)
	p.diags = append(p.diags, diags...)
	for _, b := range content.Blocks {
		d := &declared{at: b.DefRange, bodies: []hcl.Body{b.Body}}
		if len(b.Labels) > 0 {
			d.name = b.Labels[len(b.Labels)-1]
		}
		switch b.Type {
		case "locals":
			attrs, diags := b.Body.JustAttributes()
			p.diags = append(p.diags, diags...)
			for name, attr := range attrs {
				c.locals[name] = attr.Expr
			}
		case "variable":
			p.declare(c.variables, d.name, d, overriding)
		case "output":
			p.declare(c.outputs, d.name, d, overriding)
		case "module":
			if p.declare(c.calls, d.name, d, overriding) {
				c.callOrder = append(c.callOrder, d.name)
			}
		case "resource", "data":
			d.typ, d.data = b.Labels[0], b.Type == "data"
			name := d.typ + "." + d.name
			if d.data {
				name = "data." + name
			}
			if p.declare(c.resources, name, d, overriding) {
				c.order = append(c.order, name)
			}
		case "provider":
			c.providers = append(c.providers, d)
		case "import":
			c.imports = append(c.imports, d)
		}
	}
}

// declare declares a block by its name, and reports whether the name is new. A file that overrides others adds
// its bodies to theirs.
func (p *parser) declare(in map[string]*declared, name string, d *declared, overriding bool) bool {
	there := in[name]
	switch {
	case there == nil:
		in[name] = d
		return true
	case overriding:
		there.bodies = append(there.bodies, d.bodies...)
	default:
		p.fail("Duplicate block",
			fmt.Sprintf("%q is declared already, in %s.", name, strings.Trim(there.at.String(), " ")), d.at)
	}
	return false
}
