package engine

import (
	"context"
	"fmt"
	"io/fs"
	"sync/atomic"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/fromdata"
	"github.com/rolecall/rolecall/schema"
)

// An Engine answers requests about one configuration. It is safe for
// concurrent use.
//
// The zero Engine and a nil one have no configuration: what returns an error
// returns one, lists have a Problem, and everything else is empty. A nil context
// is an error, too, and one that has ended is its error, wherever a function
// takes one, but that Watch ends without an error.
type Engine struct {
	view atomic.Pointer[View]

	// observer and reloaded are nil when nobody wants to know.
	observer func(context.Context, Observation)
	reloaded func(context.Context, error)
	// source is nil when there is nothing to read again. Who reads it has
	// put something into reading.
	source  *source
	reading chan struct{}
}

// Open loads the configuration in the folder path, or the bundle that path
// is: a folder with a file .manifest, or a file made by `rolecall build`. It is an
// error if a folder with a file .manifest has files of a configuration in it too.
//
// Nothing outside the folder is read, wherever links in it lead.
//
// The error is a *ConfigError for a configuration with errors, and wraps
// fs.ErrNotExist when there is nothing at path, ErrBadBundle for a bundle that
// is not as it was built, and ErrNoVariables for one that is given variables.
func Open(ctx context.Context, path string, opts ...Option) (*Engine, error) {
	src, err := newSource(path, opts)
	if err != nil {
		return nil, err
	}
	return src.open(ctx)
}

// OpenFS is Open for a configuration in a file system. Reload reads it again. Watch
// cannot, since nothing tells of changes.
func OpenFS(ctx context.Context, fsys fs.FS, opts ...Option) (*Engine, error) {
	if fsys == nil {
		return nil, fmt.Errorf("open configuration: %w", errNoFiles)
	}
	return sourceOf(fsys, opts).open(ctx)
}

// FromWorld makes an engine of a world, which must not be changed afterwards. Of
// the options only the observers make sense; the error wraps ErrNoVariables for
// variables. A world that loaded with errors is an error.
func FromWorld(ctx context.Context, w *schema.World, opts ...Option) (*Engine, error) {
	if err := checkWorld(w); err != nil {
		return nil, fmt.Errorf("open world: %w", err)
	}
	return fromData(ctx, document.Of(w), opts)
}

func init() {
	fromdata.Open = func(ctx context.Context, d *document.World) (any, error) {
		if d == nil {
			return nil, fmt.Errorf("open world: %w", errNoWorld)
		}
		if err := representatives.Check(d); err != nil {
			return nil, fmt.Errorf("open world: %w", err)
		}
		return fromData(ctx, d, nil)
	}
}

// checkWorld says why nothing may be decided on a world.
func checkWorld(w *schema.World) error {
	switch {
	case w == nil:
		return errNoWorld
	case w.Incomplete:
		return errErrors
	}
	return nil
}

func fromData(ctx context.Context, d *document.World, opts []Option) (*Engine, error) {
	if loads(opts) {
		return nil, fmt.Errorf("open world: %w", ErrNoVariables)
	}
	if err := ended(ctx); err != nil {
		return nil, fmt.Errorf("open world: %w", err)
	}
	v, err := dataView(ctx, d)
	if err != nil {
		return nil, err
	}
	return engineOf(v, opts), nil
}

// FromBundle makes an engine of a bundle that a View made, with the policies in it.
// The bundle must not be changed, neither before nor afterwards.
//
// The error wraps ErrBadBundle for a bundle that is not as it was made, and
// ErrNoVariables if there are variables among the options.
func FromBundle(ctx context.Context, b *bundle.Bundle, opts ...Option) (*Engine, error) {
	if loads(opts) {
		return nil, fmt.Errorf("open bundle: %w", ErrNoVariables)
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
	v, err := bundleView(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("open bundle: %w", err)
	}
	return engineOf(v, opts), nil
}

func engineOf(v *View, opts []Option) *Engine {
	e := &Engine{reading: make(chan struct{}, 1)}
	for _, opt := range opts {
		if opt.engine != nil {
			opt.engine(e)
		}
	}
	e.answerFrom(v)
	return e
}

// answerFrom makes a View, which nobody else has yet, the current one.
func (e *Engine) answerFrom(v *View) {
	v.observer = e.observer
	e.view.Store(v)
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

// Check asks the current View.
func (e *Engine) Check(ctx context.Context, r Request) (Decision, error) {
	return e.View().Check(ctx, r)
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
