package engine

import (
	"context"
	"fmt"
	"sync"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/loader"
)

// A state is one configuration that an engine answers from. It does not change
// once an engine has it.
type state struct {
	index    *index
	warnings ConfigError
	// bundle makes the bundle each time, as it may be much larger than the
	// index; revision makes it once.
	bundle   func() *bundle.Bundle
	revision func() string
	// modules are the policies.
	modules []bundle.ModuleFile
	// documents makes the data of the bundle below its root, without the
	// lookup.
	documents func() map[string]any
}

// dataState is the state of a configuration, by the policies of this program.
func dataState(ctx context.Context, d *loader.Data) (*state, error) {
	p, err := embedded()
	if err != nil {
		return nil, err
	}
	if err := p.checkGlobs(ctx, d); err != nil {
		return nil, err
	}
	return newState(ctx, d, p)
}

// bundleState is the state of a bundle, by the policies in it.
func bundleState(ctx context.Context, b *bundle.Bundle) (*state, error) {
	d, p, err := openBundle(b)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadBundle, err)
	}
	if err := p.checkGlobs(ctx, d); err != nil {
		return nil, fmt.Errorf("%w: its configuration: %w", ErrBadBundle, err)
	}
	s, err := newState(ctx, d, p)
	if err != nil {
		return nil, err
	}
	s.bundle = func() *bundle.Bundle { return b }
	s.revision = func() string { return b.Manifest.Revision }
	s.documents = func() map[string]any { return withoutLookup(b) }
	return s, nil
}

// newState is the state for a configuration by policies.
func newState(ctx context.Context, d *loader.Data, p *program) (*state, error) {
	x, err := p.index(ctx, d)
	if err != nil {
		return nil, err
	}
	made := func() *bundle.Bundle {
		b, err := compile(d, x)
		if err != nil {
			panic(err) // the same policies and data have just been used
		}
		return b
	}
	return &state{
		index:    x,
		modules:  p.modules,
		bundle:   made,
		revision: sync.OnceValue(func() string { return made().Manifest.Revision }),
		documents: func() map[string]any {
			data, err := below(d)
			if err != nil {
				panic(err) // the same data has just been used
			}
			return data
		},
	}, nil
}

// index lets the policies say what follows from a configuration, and arranges
// that for decisions.
func (p *program) index(ctx context.Context, d *loader.Data) (*index, error) {
	sample := newSample(d)
	r, err := p.rows(ctx, sample.data)
	if err != nil {
		return nil, fmt.Errorf("enumerate rights: %w", err)
	}
	x, err := newIndex(d, sample, r)
	if err != nil {
		return nil, fmt.Errorf("index rights: %w", err)
	}
	x.alternatives.program = p
	return x, nil
}
