package loader

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/resolve"
	"github.com/rolecall/rolecall/loader/internal/review"
	"github.com/rolecall/rolecall/loader/internal/settings"
	"github.com/rolecall/rolecall/schema"
)

// Load reads the configuration in fsys: all files *.hcl and *.hcl.json in it
// and in the folders below, except in hidden folders (named .something) and
// except files *_test.hcl and *_test.hcl.json, which hold tests: see WithTestFile.
// In file systems of the operating system, links to folders are followed, each
// folder once.
//
// The diagnostics are in the order of files and lines; diagnostics without a place
// come first. The World is never nil. With an error among the diagnostics it is
// Incomplete, and nothing may be decided on it. An unreadable file, a folder
// without any configuration and a nil fsys are diagnostics too.
//
// The functions of expressions read files in fsys. Only regular files are read:
// a named pipe, a socket or a device is a diagnostic. Links are followed where
// they can lead out of fsys, as with os.DirFS. In the file system of an os.Root,
// and in a folder that engine.Open opens, they cannot.
func Load(fsys fs.FS, opts ...Option) (*schema.World, hcl.Diagnostics) {
	return LoadContext(context.Background(), fsys, opts...)
}

// LoadContext is Load with a context. Soon after the context ends it gives up, and
// returns an empty World and one error.
func LoadContext(ctx context.Context, fsys fs.FS, opts ...Option) (*schema.World, hcl.Diagnostics) {
	if ctx == nil {
		return interrupted(errors.New("there is no context"))
	}
	w, diags := load(ctx, fsys, opts)
	if err := ctx.Err(); err != nil {
		return interrupted(err)
	}
	return w, diags
}

// interrupted returns the result of loading that was stopped by an error.
func interrupted(err error) (*schema.World, hcl.Diagnostics) {
	return &schema.World{Files: map[string]*hcl.File{}, Incomplete: true}, hcl.Diagnostics{{
		Severity: hcl.DiagError,
		Summary:  "Loading interrupted",
		Detail:   fmt.Sprintf("Loading ended before all was read: %s.", err),
	}}
}

// load loads a configuration. Once the context has ended it may return anything.
func load(ctx context.Context, fsys fs.FS, opts []Option) (*schema.World, hcl.Diagnostics) {
	var o options
	for _, opt := range opts {
		if opt != nil {
			opt(&o)
		}
	}
	parsed, diags := decode.Parse(ctx, fsys, func(f *decode.File) { settings.Set(f, o.settings) })
	diags = append(diags, settings.Unset(parsed, o.settings)...)
	if len(parsed) > 0 {
		tests := decode.ParseTests(o.tests)
		for _, f := range tests {
			diags = append(diags, f.Diags...)
		}
		parsed = append(parsed, tests...)
	}
	e := decode.NewEvaluator(ctx, fsys, parsed)
	sources := make(map[string]*hcl.File, len(parsed))
	for _, f := range parsed {
		if f.HCL != nil {
			sources[f.Path] = f.HCL
		}
	}
	var resolved *resolve.Result
	w := &schema.World{}
	for _, step := range []func(){
		func() { e.DeclareVariables(parsed, o.given, sources) },
		func() { e.DeclareLocals(parsed) },
		func() { e.DeclareBlocks(parsed) },
		func() {
			e.EvaluateAll(parsed)
			diags = append(diags, e.Diags...)
			e.Diags = nil
		},
		func() {
			resolved = resolve.Resolve(parsed, e)
			w = resolved.World
			w.Values = e.Values()
		},
		func() { diags = append(diags, review.Versions(parsed, resolved)...) },
		func() {
			if w.Incomplete = diags.HasErrors(); !w.Incomplete {
				diags = append(diags, append(resolved.Reviews, review.World(w)...)...)
			}
		},
	} {
		if step(); ctx.Err() != nil {
			break
		}
	}
	w.Files = sources
	return w, diag.Printed(diag.InOrder(diag.Distinct(diags)))
}
