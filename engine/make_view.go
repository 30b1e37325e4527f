package engine

import (
	"context"
	"fmt"
	"sync"

	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/derive"
	"github.com/rolecall/rolecall/engine/internal/fastpath"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
)

// dataView makes the View of a configuration by the policies of this program.
func dataView(ctx context.Context, d *document.World) (*View, error) {
	p, err := policy.Embedded()
	if err != nil {
		return nil, err
	}
	if err := p.CheckGlobs(ctx, d); err != nil {
		return nil, err
	}
	return newView(ctx, d, p)
}

// newView makes the View of a configuration by policies.
func newView(ctx context.Context, d *document.World, p *policy.Program) (*View, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	m, err := newMatcherOf(ctx, p, d)
	if err != nil {
		return nil, err
	}
	if _, err := p.Of(d.Grafana.Version); err != nil {
		return nil, err
	}
	return viewOf(p, d, m), nil
}

// viewOf makes the View of a configuration that policies have said everything of.
func viewOf(p *policy.Program, d *document.World, m *access.Matcher) *View {
	made := func() *policy.Parts { return compile(p, d, m.Index) }
	return &View{
		matcher: m,
		plain:   fastpath.New(m.Index),
		whatIf: &derive.WhatIf{Make: func(ctx context.Context, d *document.World) (*access.Matcher, error) {
			return newMatcherOf(ctx, p, d)
		}},
		modules:   p.Modules,
		parts:     made,
		revision:  sync.OnceValue(func() string { return made().Manifest.Revision }),
		documents: func() (map[string]any, error) { return p.DocumentsWith(d) },
	}
}

// newMatcherOf lets policies say what follows from a configuration, and arranges that
// for decisions.
func newMatcherOf(ctx context.Context, p *policy.Program, d *document.World) (*access.Matcher, error) {
	sample := representatives.New(d)
	r, err := p.Rows(ctx, sample.Data)
	if err != nil {
		return nil, fmt.Errorf("enumerate rights: %w", err)
	}
	x, err := index.New(d, sample, r)
	if err != nil {
		return nil, fmt.Errorf("index rights: %w", err)
	}
	return access.NewMatcher(x, p), nil
}
