package project

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/rolecall/rolecall/internal/funcs"
	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
	"github.com/rolecall/rolecall/internal/limits"
)

// Options have what a run of Terraform would have besides the files.
type Options struct {
	// Variables are values of variables by name, as Terraform reads them from TF_VAR_NAME: every file goes before them.
	Variables map[string]string
	// VariableFiles are files of values, as of -var-file, by the names for messages, in their order.
	VariableFiles []VariableFile
	// Last are values that go before all others, as those of -var.
	Last []Value
	// Workspace is the name of the workspace, as from TF_WORKSPACE; empty for the one that the folder has chosen.
	Workspace string
	// Auth is the auth of a provider that gives none, as from GRAFANA_AUTH; empty for none.
	Auth string
}

// A Value is one of a variable, as text.
type Value struct{ Name, Text string }

// A VariableFile is a file with values of variables, in HCL, or in JSON if the name says so.
type VariableFile struct {
	Name    string
	Content []byte
}

// A Source has the files that were parsed, for messages.
type Source map[string]*hcl.File

// Read reads the project in a folder of a file system, which has the folders of local modules, too. After an error the
// project is not complete. No diagnostic has a value.
func Read(ctx context.Context, fsys fs.FS, dir string, o Options) (*resource.Project, Source, hcl.Diagnostics) {
	p := &parser{ctx: ctx, fsys: fsys, files: map[string]*hcl.File{}, done: map[string]*config{}}
	e := &evaluator{
		parser: p, options: o, root: dir, project: &resource.Project{}, reported: map[string]bool{},
		functions: map[string]function.Function{}, reasons: map[string]string{}, imports: map[string]string{},
	}
	for name, f := range funcs.Functions(&funcs.Reader{Ctx: ctx, Fsys: fsys, Dir: dir, Read: map[string]cty.Value{}}) {
		e.functions[name] = f
	}
	e.moreFunctions()
	top := p.folder(dir)
	if top == nil {
		if !p.diags.HasErrors() {
			p.fail("No project", "The folder has no files *.tf.", hcl.Range{Filename: dir})
		}
		return e.project, p.files, p.diags
	}
	e.manifest()
	at := &instance{
		evaluator: e, config: top, memo: map[string]cty.Value{}, busy: map[string]bool{}, children: map[string]*children{},
	}
	e.given = at.givenVariables()
	at.readImports()
	at.readProviders()
	at.readAll()
	return e.project, p.files, withoutValues(p.diags)
}

// An evaluator evaluates one project.
type evaluator struct {
	*parser
	options   Options
	root      string
	project   *resource.Project
	functions map[string]function.Function
	completer resource.Completer
	// given are the values of variables of the root module.
	given map[string]cty.Value
	// reported are the errors that were reported, by place and summary: the instances of a block have the same.
	reported map[string]bool
	// reasons say why names of instances of modules have no value, by the address.
	reasons map[string]string
	// imports are the ids of import blocks by address.
	imports map[string]string
	// folders are the folders of modules from elsewhere, as terraform init left them, by the path of names.
	folders map[string]string
	// instances counts the instances that for_each and count made.
	instances int
}

// report reports errors, each once.
func (e *evaluator) report(diags hcl.Diagnostics) {
	for _, d := range diags {
		key := d.Summary
		if d.Subject != nil {
			key += d.Subject.String()
		}
		if !e.reported[key] {
			e.reported[key] = true
			e.diags = append(e.diags, d)
		}
	}
}

// withoutValues takes the values out of diagnostics, which may be secrets.
func withoutValues(diags hcl.Diagnostics) hcl.Diagnostics {
	for _, d := range diags {
		d.Expression, d.EvalContext = nil, nil
	}
	return diags
}

// room reports whether there is room for more instances of a block.
func (e *evaluator) room(n int, at hcl.Range) bool {
	e.instances += n
	if e.instances <= limits.MaxInstances {
		return true
	}
	e.report(hcl.Diagnostics{{Severity: hcl.DiagError, Summary: "Project beyond limits",
		Detail: fmt.Sprintf("Its blocks may have %d instances together.", limits.MaxInstances), Subject: at.Ptr()}})
	return false
}

// readImports reads the ids of import blocks.
func (i *instance) readImports() {
	for _, d := range i.config.imports {
		to, id := d.attr("to"), d.attr("id")
		if to == nil || id == nil || d.attr("for_each") != nil {
			continue
		}
		at, diags := hcl.AbsTraversalForExpr(to)
		if text, known := i.text(id); known && !diags.HasErrors() {
			i.evaluator.imports[addressOf(at)] = text
		}
	}
}

// addressOf returns a traversal as an address.
func addressOf(t hcl.Traversal) string {
	var b strings.Builder
	for n, step := range t {
		switch step := step.(type) {
		case hcl.TraverseRoot:
			b.WriteString(step.Name)
		case hcl.TraverseAttr:
			if n > 0 {
				b.WriteByte('.')
			}
			b.WriteString(step.Name)
		case hcl.TraverseIndex:
			b.WriteString(keyText(step.Key))
		}
	}
	return b.String()
}

// readAll reads the resources of an instance of a module, and those of the modules that it calls.
func (i *instance) readAll() {
	if i.ctx.Err() != nil {
		return
	}
	for _, name := range i.order {
		i.resource(name)
	}
	for _, name := range i.callOrder {
		all := i.call(name)
		for _, child := range all.instances {
			child.readAll()
		}
	}
}

// moduleDir returns the folder of a module by the source of its call; false if it is not in the file system.
func (i *instance) moduleDir(name, source string) (string, bool) {
	if strings.HasPrefix(source, "./") || strings.HasPrefix(source, "../") || source == "." || source == ".." {
		dir := path.Join(i.dir, source)
		return dir, fs.ValidPath(dir)
	}
	dir, ok := i.folders[i.plainPath(name)]
	return dir, ok
}
