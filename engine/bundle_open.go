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
	d, written, err := decodeWorld(p.Documents[policy.World])
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
	// OPA decides by the compiled document, so it must be what the policies say.
	if !canonical.Equal(written, compiled.New(s.matcher.Index)) {
		return nil, errors.New("what was compiled of its configuration is not what its policies say; build it again")
	}
	revision := p.Manifest.Revision
	s.revision = func() string { return revision }
	return s, nil
}

// decodeWorld decodes the configuration of a bundle, and returns the compiled document
// unchanged. It refuses JSON in any other form than that of rolecall: members with
// other names, and null, would mean something to OPA alone or to the engine alone.
func decodeWorld(raw []byte) (*document.World, json.RawMessage, error) {
	if !canonical.Within(raw, policy.MaxDepth, policy.MaxValues) {
		return nil, nil, fmt.Errorf("it nests deeper than %d, or has more than %d values", policy.MaxDepth, policy.MaxValues)
	}
	doc := worldDocument{World: &document.World{}}
	if err := canonical.Decode(raw, &doc); err != nil {
		return nil, nil, fmt.Errorf("%w; build it again", err)
	}
	if bytes.Contains(raw, []byte(`\u0000`)) { // or a backslash before u0000
		if err := representatives.CheckNames(doc.World); err != nil {
			return nil, nil, err
		}
	}
	return doc.World, doc.Compiled, representatives.CheckReferences(doc.World)
}
