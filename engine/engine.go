package engine

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/internal/document"
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
	state atomic.Pointer[state]

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
	e, _, err := OpenWorld(ctx, path, opts...)
	return e, err
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

// FromData is FromWorld for the data of a world. Data that no world can have is
// an error, as far as decisions would not be safe on it.
func FromData(ctx context.Context, d *document.World, opts ...Option) (*Engine, error) {
	if d == nil {
		return nil, fmt.Errorf("open world: %w", errNoWorld)
	}
	if err := checkData(d); err != nil {
		return nil, fmt.Errorf("open world: %w", err)
	}
	return fromData(ctx, d, opts)
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
	s, err := dataState(ctx, d)
	if err != nil {
		return nil, err
	}
	return engineOf(s, opts), nil
}

// New makes an engine of a bundle that Compile made, with the policies in it.
// The bundle must not be changed, neither before nor afterwards: the error wraps
// ErrBadBundle for one that is not as it was made, and ErrNoVariables when there
// are variables among the options.
func New(ctx context.Context, b *bundle.Bundle, opts ...Option) (*Engine, error) {
	if loads(opts) {
		return nil, fmt.Errorf("open bundle: %w", ErrNoVariables)
	}
	if err := ended(ctx); err != nil {
		return nil, fmt.Errorf("open bundle: %w", err)
	}
	if b == nil {
		return nil, fmt.Errorf("open bundle: %w: %w", ErrBadBundle, errNoBundle)
	}
	p, err := partsOfBundle(b)
	if err != nil {
		return nil, fmt.Errorf("open bundle: %w: %w", ErrBadBundle, err)
	}
	s, err := bundleState(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("open bundle: %w", err)
	}
	return engineOf(s, opts), nil
}

func engineOf(s *state, opts []Option) *Engine {
	e := &Engine{reading: make(chan struct{}, 1)}
	for _, opt := range opts {
		if opt.engine != nil {
			opt.engine(e)
		}
	}
	e.state.Store(s)
	return e
}

// Warnings are the warnings about the configuration; none about a bundle.
// Their files are those that they are about, with the text and the names of the
// blocks around them, but without what was parsed.
func (e *Engine) Warnings() ConfigError {
	s, err := e.current()
	if err != nil {
		return ConfigError{}
	}
	return s.warnings
}

// Bundle is the bundle of the policies and the configuration that the engine
// answers from. It must not be changed. It is made each time, which takes about as
// long as opening did.
func (e *Engine) Bundle() *bundle.Bundle {
	s, err := e.current()
	if err != nil {
		return nil
	}
	return s.bundle()
}

// Revision identifies the configuration and the policies by their content. The
// first call for a configuration takes as long as Bundle.
func (e *Engine) Revision() string {
	s, err := e.current()
	if err != nil {
		return ""
	}
	return s.revision()
}
