package engine

import (
	"context"
	"fmt"
	"maps"

	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/rolecall/rolecall/engine/internal/canonical"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/globs"
)

// checkGlobs refuses scopes that take too long to match, where the policies take
// scopes for globs. The loader makes no such data, but a bundle may come from
// elsewhere.
func (p *program) checkGlobs(ctx context.Context, d *document.World) error {
	for _, scopes := range d.Scopes() {
		for scope := range scopes {
			if globs.Alternatives(scope) <= globs.Max {
				continue
			}
			if are, err := p.scopesAreGlobs(ctx, d); err != nil {
				return err
			} else if are {
				return fmt.Errorf("the scope %.100q has more than %d alternatives", scope, globs.Max)
			}
			return nil
		}
	}
	return nil
}

// scopesAreGlobs reports whether the policies take the scopes of a configuration
// for globs. Policies that do not say so may.
func (p *program) scopesAreGlobs(ctx context.Context, d *document.World) (bool, error) {
	grafana, err := decoded(canonical.Append(nil, d.Grafana))
	if err != nil {
		return false, err
	}
	below := maps.Clone(p.data)
	below[worldName] = map[string]any{"grafana": grafana}
	results, err := rego.New(
		rego.Query("data.rolecall.tables.of_version.globs"),
		rego.Compiler(p.compiler),
		rego.Store(inmem.NewFromObjectWithOpts(map[string]any{root: below},
			inmem.OptReturnASTValuesOnRead(true), inmem.OptRoundTripOnWrite(false))),
	).Eval(ctx)
	if err != nil {
		return false, err
	}
	return len(results) == 0 || results[0].Expressions[0].Value != false, nil
}
