package engine

import (
	"context"
	"fmt"
	"io/fs"
	"sync/atomic"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/input"
	"github.com/rolecall/rolecall/engine/internal/loaded"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/fromdata"
	"github.com/rolecall/rolecall/schema"
)

// An Engine answers from a View that Reload and Watch replace. It is safe for
// concurrent use, and must not be copied.
//
// The zero Engine and a nil one have no View: methods that return an error return
// one, and lists have a Problem. A nil context is an error, and so is a context that
// has ended, except that Watch then returns nil.
type Engine struct {
	view atomic.Pointer[View]

	// observer and reloaded are nil if nobody observes.
	observer func(context.Context, Observation)
	reloaded func(context.Context, error)
	// input is nil if there is nothing to read again. While it is read, reading
	// contains an item.
	input   *input.Input
	reading chan struct{}
	// keepsWorld reports whether a View has its World.
	keepsWorld bool
	// knowsRevision reports whether the revision of a View is computed before it answers.
	knowsRevision bool
}

// Open loads a configuration, if path is its folder, or a bundle, if path is a folder
// with a file .manifest or a file that `rolecall build` wrote, or several of SplitByOrg, if it
// is a folder with a file policies.tar.gz. A folder with both a bundle and files of a
// configuration is an error.
//
// Nothing outside the folder is read, wherever links in it lead.
//
// The error is a *ConfigError for a configuration with mistakes. It wraps
// fs.ErrNotExist if nothing is at path, ErrBadBundle for a bundle that is not as it
// was built or is not verified, and ErrNoVariables for a bundle that is given variables.
func Open(ctx context.Context, path string, opts ...Option) (*Engine, error) {
	in, err := input.At(path, loadOptions(opts), setsVariables(opts))
	if err != nil {
		return nil, err
	}
	in.Verification = verification(opts)
	return openInput(ctx, in, opts)
}

// OpenFS is Open for a configuration in a file system. Reload reads it again. Watch
// returns an error, as a file system does not report changes.
func OpenFS(ctx context.Context, fsys fs.FS, opts ...Option) (*Engine, error) {
	if fsys == nil {
		return nil, fmt.Errorf("open configuration: %w", errNoFiles)
	}
	if verification(opts) != nil {
		return nil, fmt.Errorf("open configuration: %w", loaded.ErrNotSigned)
	}
	return openInput(ctx, input.FS(fsys, loadOptions(opts)), opts)
}

func openInput(ctx context.Context, in *input.Input, opts []Option) (*Engine, error) {
	if err := ended(ctx); err != nil {
		return nil, fmt.Errorf("open configuration: %w", err)
	}
	e := newEngine(opts)
	e.input = in
	v, err := e.read(ctx)
	if err != nil {
		return nil, err
	}
	e.answerFrom(v)
	return e, nil
}

// read reads a View from the input.
func (e *Engine) read(ctx context.Context) (*View, error) {
	r, err := e.input.Read(ctx)
	if err != nil {
		return nil, err
	}
	if r.Configuration == nil {
		return nil, &ConfigError{r.Diagnostics, r.Files}
	}
	v := &View{config: *r.Configuration, warnings: r.Diagnostics, files: r.Files, path: e.input.Path}
	if e.keepsWorld {
		v.world = r.World
	}
	return v, nil
}

// FromWorld makes an engine of a world, which must not be changed afterwards. It is an
// error if the world loaded with errors, and for a world that was changed if it refers to
// undeclared things or has names that the loader would spell differently: in decomposed
// characters, or logins in capitals where Grafana stores them in lower case. Of the
// options only the observers count; with variables the error wraps ErrNoVariables, and with a
// verification it is an error.
func FromWorld(ctx context.Context, w *schema.World, opts ...Option) (*Engine, error) {
	switch {
	case w == nil:
		return nil, fmt.Errorf("open world: %w", errNoWorld)
	case w.Incomplete:
		return nil, fmt.Errorf("open world: %w", errErrors)
	}
	return fromData(ctx, document.Of(w), representatives.CheckReferences, opts)
}

func init() {
	fromdata.Open = func(ctx context.Context, d *document.World) (any, error) {
		if d == nil {
			return nil, fmt.Errorf("open world: %w", errNoWorld)
		}
		return fromData(ctx, d, representatives.Check, nil)
	}
}

// fromData makes an engine of data that pass a check.
func fromData(ctx context.Context, d *document.World, check func(*document.World) error, opts []Option) (*Engine, error) {
	if setsVariables(opts) {
		return nil, fmt.Errorf("open world: %w", ErrNoVariables)
	}
	if verification(opts) != nil {
		return nil, fmt.Errorf("open world: %w", loaded.ErrNotSigned)
	}
	err := ended(ctx)
	if err == nil {
		err = check(d)
	}
	if err != nil {
		return nil, fmt.Errorf("open world: %w", err)
	}
	c, err := loaded.Of(ctx, d)
	if err != nil {
		return nil, fmt.Errorf("open world: %w", err)
	}
	return engineOf(c, opts), nil
}

// FromBundle makes an engine of a bundle that a View made, with the policies in it. The
// bundle must not be changed, neither before nor afterwards.
//
// The error wraps ErrBadBundle for a bundle that is not as it was made, or that is to be
// verified, which takes its files; and ErrNoVariables if there are variables among the
// options.
func FromBundle(ctx context.Context, b *bundle.Bundle, opts ...Option) (*Engine, error) {
	if setsVariables(opts) {
		return nil, fmt.Errorf("open bundle: %w", ErrNoVariables)
	}
	if verification(opts) != nil {
		return nil, fmt.Errorf("open bundle: %w: %w", ErrBadBundle, loaded.ErrNotSigned)
	}
	if err := ended(ctx); err != nil {
		return nil, fmt.Errorf("open bundle: %w", err)
	}
	if b == nil {
		return nil, fmt.Errorf("open bundle: %w: %w", ErrBadBundle, errNoBundle)
	}
	p, err := policy.FromBundle(b)
	if err != nil {
		return nil, fmt.Errorf("open bundle: %w: %w", ErrBadBundle, err)
	}
	c, err := loaded.FromParts(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("open bundle: %w", err)
	}
	return engineOf(c, opts), nil
}

func engineOf(c *loaded.Configuration, opts []Option) *Engine {
	e := newEngine(opts)
	e.answerFrom(&View{config: *c})
	return e
}

// newEngine returns an engine without a View.
func newEngine(opts []Option) *Engine {
	e := &Engine{reading: make(chan struct{}, 1)}
	for _, opt := range opts {
		if opt.engine != nil {
			opt.engine(e)
		}
	}
	return e
}

// answerFrom makes a View the current one. Nobody else has the View yet.
func (e *Engine) answerFrom(v *View) {
	v.observer, v.replaced = e.observer, make(chan struct{})
	if e.knowsRevision {
		v.Revision()
	}
	if before := e.view.Swap(v); before != nil {
		close(before.replaced)
	}
}

// View returns the configuration that the engine answers from now. Later reloads
// do not change it. It is nil for the zero Engine and for a nil one; a nil View
// has no configuration.
func (e *Engine) View() *View {
	if e == nil {
		return nil
	}
	return e.view.Load()
}

// Changed returns a channel that is closed once the engine answers from another View than one that it has
// answered from. A zero or nil View is never replaced, and has a nil channel.
func (e *Engine) Changed(from *View) <-chan struct{} {
	if from == nil {
		return nil
	}
	return from.replaced
}

// Check asks the current View.
func (e *Engine) Check(ctx context.Context, r Request) (Decision, error) {
	return e.View().check(ctx, &r)
}

// CheckAll asks the current View.
func (e *Engine) CheckAll(ctx context.Context, requests []Request) ([]Decision, error) {
	return e.View().CheckAll(ctx, requests)
}

// Evaluate asks the current View.
func (e *Engine) Evaluate(ctx context.Context, r Request) (Evaluation, error) {
	return e.View().Evaluate(ctx, r)
}

// Explain asks the current View.
func (e *Engine) Explain(ctx context.Context, r Request) (explain.Explanation, error) {
	return e.View().Explain(ctx, r)
}

// WhoCan asks the current View.
func (e *Engine) WhoCan(r Request) List[Subject] { return e.View().WhoCan(r) }

// WhatCan asks the current View.
func (e *Engine) WhatCan(r Request) List[Access] { return e.View().WhatCan(r) }
