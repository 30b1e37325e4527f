package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"

	"github.com/rolecall/rolecall/engine/internal/canonical"
	"github.com/rolecall/rolecall/engine/internal/compiled"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
)

// bundleView makes the View of a bundle by the policies in it. A bundle of which
// a part is missing or changed, as while it is copied, is not opened: policies
// without one of their modules may allow more. Its errors wrap ErrBadBundle, but
// that of the context.
func bundleView(ctx context.Context, p *policy.Parts) (*View, error) {
	s, err := openParts(ctx, p)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrBadBundle, err)
	}
	return s, nil
}

func openParts(ctx context.Context, p *policy.Parts) (*View, error) {
	if p.Revision() != p.Manifest.Revision {
		return nil, errors.New("its content is not that of its revision; build it again")
	}
	documents := maps.Clone(p.Documents)
	delete(documents, policy.World)
	d, err := decodeWorld(p.Documents[policy.World])
	if err != nil {
		return nil, fmt.Errorf("its configuration: %w", err)
	}
	own := policy.IsOwn(p.Modules, documents, d.Grafana.Version)
	if !own {
		if err := policy.CheckRules(documents); err != nil {
			return nil, err
		}
	}
	programOf := policy.Embedded // once for all bundles
	if !own {
		programOf = func() (*policy.Program, error) { return policy.New(p.Modules, documents) }
	}
	program, err := programOf()
	if err != nil {
		return nil, fmt.Errorf("its policies: %w", err)
	}
	if err := program.CheckGlobs(ctx, d); err != nil {
		return nil, fmt.Errorf("its configuration: %w", err)
	}
	s, err := newView(ctx, d, program)
	if err != nil {
		return nil, err
	}
	// OPA decides by what stands there, so it has to be what the policies say,
	// and so has all else: members of other names, and null, mean something to
	// one of the two alone.
	if !canonical.Equal(p.Documents[policy.World], worldDocument{d, compiled.New(s.matcher.Index)}) {
		return nil, errors.New("its configuration, or what was compiled of it, is not as rolecall writes it; build it again")
	}
	s.revision = func() string { return p.Manifest.Revision }
	return s, nil
}

// decodeWorld reads the configuration of a bundle.
func decodeWorld(raw []byte) (*document.World, error) {
	if !canonical.Within(raw, policy.MaxDepth, policy.MaxValues) {
		return nil, fmt.Errorf("it nests deeper than %d, or has more than %d values", policy.MaxDepth, policy.MaxValues)
	}
	var d document.World
	if err := json.Unmarshal(raw, &d); err != nil {
		return nil, err
	}
	if bytes.Contains(raw, []byte(`\u0000`)) { // or a backslash before u0000
		if err := representatives.CheckNames(&d); err != nil {
			return nil, err
		}
	}
	return &d, representatives.CheckReferences(&d)
}
