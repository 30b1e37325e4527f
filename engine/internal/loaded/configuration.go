package loaded

import (
	"context"
	"fmt"
	"sync"

	"github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/derive"
	"github.com/rolecall/rolecall/engine/internal/fastpath"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
)

// A Configuration is a loaded configuration with everything that answers questions
// about it. It does not change, and is safe for concurrent use.
type Configuration struct {
	Matcher *access.Matcher
	WhatIf  *derive.WhatIf
	// Modules are the policies.
	Modules []bundle.ModuleFile
	// Signatures is the file of signatures that the bundle was read with; nil for none.
	Signatures []byte
	// Parts makes the parts of the bundle anew, as they may be much larger than the
	// index.
	Parts func() *policy.Parts
	// Revision returns the revision of the bundle. Its first call may make the parts.
	Revision func() string
	// Documents makes the data of the bundle below its root, without the compiled
	// document.
	Documents func() (map[string]any, error)

	fast *fastpath.Index
}

// Of evaluates the policies of this program on a configuration.
func Of(ctx context.Context, d *document.World) (*Configuration, error) {
	p, err := policy.Embedded(d.Grafana.Version)
	if err != nil {
		return nil, err
	}
	if err := p.CheckGlobs(ctx, d); err != nil {
		return nil, err
	}
	return byPolicies(ctx, p, d)
}

// byPolicies evaluates policies on a configuration.
func byPolicies(ctx context.Context, p *policy.Program, d *document.World) (*Configuration, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m, err := newMatcher(ctx, p, d)
	if err != nil {
		return nil, err
	}
	return New(p, d, m), nil
}

// newMatcher evaluates policies on the representatives of a configuration, and arranges
// the rows that they return for decisions.
func newMatcher(ctx context.Context, p *policy.Program, d *document.World) (*access.Matcher, error) {
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

// New returns the Configuration of data whose rights a matcher has. The policies must
// have documents for the version of Grafana.
func New(p *policy.Program, d *document.World, m *access.Matcher) *Configuration {
	parts := func() *policy.Parts { return partsOf(p, d, m.Index) }
	return &Configuration{
		Matcher: m,
		fast:    fastpath.New(m.Index),
		WhatIf: &derive.WhatIf{Make: func(ctx context.Context, d *document.World) (*access.Matcher, error) {
			return newMatcher(ctx, p, d)
		}},
		Modules:   p.Modules,
		Parts:     parts,
		Revision:  sync.OnceValue(func() string { return parts().Manifest.Revision }),
		Documents: func() (map[string]any, error) { return p.DocumentsWith(d) },
	}
}

// Decide decides a request. The error is that of Matcher.Decide; the request is then
// denied.
func (c *Configuration) Decide(ctx context.Context, r *authzen.Request) (bool, error) {
	if allowed, ok := c.fast.Decide(r); ok {
		return allowed, nil
	}
	return c.Matcher.Decide(ctx, r)
}
