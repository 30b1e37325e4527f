package policy

import (
	"context"
	"fmt"

	"github.com/rolecall/rolecall/engine/internal/canonical"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/globs"
)

// CheckGlobs refuses scopes that take too long to match, if the policies treat scopes
// as globs. The loader never makes such scopes, but a bundle may come from elsewhere.
func (p *Program) CheckGlobs(ctx context.Context, d *document.World) error {
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

// scopesAreGlobs reports whether the policies treat the scopes of a configuration as
// globs. It returns true if the policies do not answer.
func (p *Program) scopesAreGlobs(ctx context.Context, d *document.World) (bool, error) {
	grafana, err := decoded(canonical.Append(nil, d.Grafana))
	if err != nil {
		return false, err
	}
	results, err := p.ask(ctx, "data.rolecall.tables.of_version.globs", map[string]any{"grafana": grafana})
	if err != nil {
		return false, err
	}
	return len(results) == 0 || results[0].Expressions[0].Value != false, nil
}
