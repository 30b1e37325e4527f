package engine

import (
	"context"
	"fmt"
	"sync"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine/internal/canonical"
	"github.com/rolecall/rolecall/internal/document"
)

// A state is one configuration that an engine answers from. It does not change
// once an engine has it.
type state struct {
	index    *index
	warnings ConfigError
	// parts makes those of the bundle each time, as they may be much larger
	// than the index; revision makes them once, unless it is known.
	parts    func() *parts
	revision func() string
	// modules are the policies.
	modules []bundle.ModuleFile
	// documents makes the data of the bundle below its root, without the
	// lookup.
	documents func() (map[string]any, error)
}

// bundle is the bundle.
func (s *state) bundle() *bundle.Bundle {
	b, err := s.parts().bundle()
	if err != nil {
		panic(err) // the same documents have just been written
	}
	return b
}

// dataState is the state of a configuration, by the policies of this program.
func dataState(ctx context.Context, d *document.World) (*state, error) {
	p, err := embedded()
	if err != nil {
		return nil, err
	}
	if err := p.checkGlobs(ctx, d); err != nil {
		return nil, err
	}
	return newState(ctx, d, p)
}

// newState is the state for a configuration by policies.
func newState(ctx context.Context, d *document.World, p *program) (*state, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	x, err := p.index(ctx, d)
	if err != nil {
		return nil, err
	}
	made := func() *parts { return p.compile(d, x) }
	return &state{
		index:     x,
		modules:   p.modules,
		parts:     made,
		revision:  sync.OnceValue(func() string { return made().manifest.Revision }),
		documents: func() (map[string]any, error) { return p.documentsWith(d) },
	}, nil
}

// documentsWith are the documents beside the policies and a configuration, in the
// maps and slices that OPA keeps data in.
func (p *program) documentsWith(d *document.World) (map[string]any, error) {
	documents := make(map[string]any, len(p.documents)+1)
	var err error
	for name, raw := range p.documents {
		if documents[name], err = decoded(raw); err != nil {
			return nil, err
		}
	}
	documents[worldName], err = decoded(canonical.Append(nil, d))
	return documents, err
}

// index lets the policies say what follows from a configuration, and arranges
// that for decisions.
func (p *program) index(ctx context.Context, d *document.World) (*index, error) {
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
