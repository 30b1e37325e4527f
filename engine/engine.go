package engine

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/open-policy-agent/opa/v1/bundle"
	opaloader "github.com/open-policy-agent/opa/v1/loader"

	"github.com/rolecall/rolecall/loader"
)

// An Engine answers requests about one configuration. It is safe for
// concurrent use.
type Engine struct {
	index    *index
	bundle   *bundle.Bundle
	warnings ConfigError
}

// A ConfigError is what there is to say about a configuration: why it did not
// load, when it is an error.
type ConfigError struct {
	// Diagnostics are errors and warnings.
	Diagnostics hcl.Diagnostics
	// Files are the files that were read, by path below the root of the
	// configuration, for printing source lines.
	Files map[string]*hcl.File
}

func (e *ConfigError) Error() string { return e.Diagnostics.Error() }

// Open loads the configuration in the folder path, or the bundle that path
// is: a folder with a file .manifest, or a file made by `rolecall build`.
//
// Nothing outside the folder is read, wherever links in it lead.
//
// The error is a *ConfigError for a configuration with errors, and wraps
// fs.ErrNotExist when there is nothing at path.
func Open(ctx context.Context, path string, opts ...Option) (*Engine, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("open configuration: %w", err)
	}
	if !info.IsDir() || isBundle(path) {
		for _, opt := range opts {
			if !opt.optional {
				return nil, fmt.Errorf("open bundle %s: a bundle has no variables left to set", path)
			}
		}
		b, err := opaloader.NewFileLoader().WithSkipBundleVerification(true).AsBundle(path)
		if err != nil {
			return nil, fmt.Errorf("open bundle %s: %w", path, err)
		}
		return New(ctx, b)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("open configuration: %w", err)
	}
	defer root.Close()
	return OpenFS(ctx, root.FS(), opts...)
}

// OpenFS is Open for a configuration in a file system.
func OpenFS(ctx context.Context, fsys fs.FS, opts ...Option) (*Engine, error) {
	var load []loader.Option
	for _, opt := range opts {
		load = append(load, opt.load)
	}
	w, diags := loader.Load(fsys, load...)
	if diags.HasErrors() {
		return nil, &ConfigError{Diagnostics: diags, Files: w.Files}
	}
	b, err := Compile(w)
	if err != nil {
		return nil, err
	}
	e, err := New(ctx, b)
	if err != nil {
		return nil, err
	}
	e.warnings = ConfigError{Diagnostics: append(diags, w.Expired(time.Now())...), Files: w.Files}
	return e, nil
}

// New makes an engine of a bundle that Compile made. The bundle must not be
// changed afterwards.
func New(ctx context.Context, b *bundle.Bundle) (*Engine, error) {
	r, err := enumerate(ctx, b)
	if err != nil {
		return nil, fmt.Errorf("enumerate rights: %w", err)
	}
	x, err := newIndex(r)
	if err != nil {
		return nil, fmt.Errorf("index rights: %w", err)
	}
	return &Engine{index: x, bundle: b}, nil
}

// isBundle says whether a folder is a bundle rather than a configuration.
func isBundle(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, ".manifest"))
	return err == nil
}

// Check decides one request. What is unknown is denied; the error is that of
// the context, and then the decision denies too.
func (e *Engine) Check(ctx context.Context, r Request) (Decision, error) {
	if err := ctx.Err(); err != nil {
		return Decision{}, err
	}
	if r.Time.IsZero() {
		r.Time = time.Now() // the reasons are asked for later
	}
	d := Decision{index: e.index, request: r}
	if q, problem := e.index.ask(r); problem == "" {
		d.Allowed = q.allowed()
	}
	return d, nil
}

// Warnings are the warnings about the configuration; none about a bundle.
func (e *Engine) Warnings() ConfigError { return e.warnings }

// Bundle is the bundle that the engine answers from. It must not be changed.
func (e *Engine) Bundle() *bundle.Bundle { return e.bundle }

// Revision identifies the configuration and the policies by their content.
func (e *Engine) Revision() string { return e.bundle.Manifest.Revision }
