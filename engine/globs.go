package engine

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gobwas/glob"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"

	"github.com/rolecall/rolecall/engine/internal/canonical"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/globs"
	"github.com/rolecall/rolecall/internal/scopes"
)

// checkGlobs refuses scopes that take too long to match, where the policies take
// scopes for globs. The loader makes no such data, but a bundle may come from
// elsewhere.
func (p *program) checkGlobs(ctx context.Context, d *document.World) error {
	for _, scopes := range allScopes(d) {
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

// allScopes returns the permissions by scope of all roles, and of all changes to
// basic roles.
func allScopes(d *document.World) []map[string]map[string]string {
	var all []map[string]map[string]string
	for _, role := range d.Roles {
		all = append(all, role.Scopes)
	}
	for _, changed := range d.BasicRoles {
		all = append(all, changed.Add.Scopes, changed.Remove.Scopes)
	}
	return all
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

// A scopeGlob is a scope that is a pattern.
type scopeGlob struct {
	// where is what stands before scopes in the names of the places that the
	// pattern is matched with: nothing, or what tells those of the server.
	where, text string
	// prefix is what the pattern begins with as it is.
	prefix  string
	pattern *glob.Pattern
}

// newGlob returns a pattern as Grafana 8.0 matches it. One that cannot be read
// matches nothing.
func newGlob(where, text string) *scopeGlob {
	g := &scopeGlob{where: where, text: text, prefix: text}
	if i := strings.IndexAny(text, patternSigns); i >= 0 {
		g.prefix = text[:i]
	}
	if pattern, err := glob.Compile(scopes.Matched(text), ':', '/'); err == nil {
		g.pattern = pattern
	}
	return g
}

// patternSigns are the characters that may mean others in a pattern.
const patternSigns = `*?[]{}\`

// isPattern reports whether a scope may match others than itself where scopes are
// patterns.
func isPattern(scope string) bool { return strings.ContainsAny(scope, patternSigns) }

// matches reports whether a pattern matches the scope that a place is named for.
func (g *scopeGlob) matches(place string) bool {
	if g.where == "" && strings.HasPrefix(place, ofServer) {
		return false
	}
	scope, ok := strings.CutPrefix(place, g.where)
	return ok && g.pattern != nil && strings.HasPrefix(scope, g.prefix) && g.pattern.Match(scopes.Matched(scope))
}

// among returns the places that a pattern matches, of some that are sorted.
func (g *scopeGlob) among(places []string) []string {
	first, _ := slices.BinarySearch(places, g.where+g.prefix)
	var matched []string
	for _, place := range places[first:] {
		if !strings.HasPrefix(place, g.where+g.prefix) {
			break
		}
		if g.matches(place) {
			matched = append(matched, place)
		}
	}
	return matched
}
