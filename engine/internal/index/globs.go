package index

import (
	"slices"
	"strings"

	"github.com/gobwas/glob"

	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/internal/globs"
	"github.com/rolecall/rolecall/internal/scopes"
)

// A ScopeGlob is a scope that is a pattern.
type ScopeGlob struct {
	// Where is the prefix of the places that the pattern is matched with: empty, or
	// that of the places of the server.
	Where, Text string
	// prefix is the part of the pattern before its first sign.
	prefix  string
	pattern *glob.Pattern
}

// newGlob returns a pattern as Grafana 8.0 matches it. A pattern that cannot be parsed
// matches nothing.
func newGlob(where, text string) *ScopeGlob {
	g := &ScopeGlob{Where: where, Text: text, prefix: text}
	if i := strings.IndexAny(text, globs.Signs); i >= 0 {
		g.prefix = text[:i]
	}
	if pattern, err := glob.Compile(scopes.Matched(text), ':', '/'); err == nil {
		g.pattern = pattern
	}
	return g
}

// Matches reports whether the pattern matches the scope in the name of a place.
func (g *ScopeGlob) Matches(place string) bool {
	if g.Where == "" && strings.HasPrefix(place, policy.OfServer) {
		return false
	}
	scope, ok := strings.CutPrefix(place, g.Where)
	return ok && g.pattern != nil && strings.HasPrefix(scope, g.prefix) && g.pattern.Match(scopes.Matched(scope))
}

// among returns the places that the pattern matches. Places is sorted.
func (g *ScopeGlob) among(places []string) []string {
	first, _ := slices.BinarySearch(places, g.Where+g.prefix)
	var matched []string
	for _, place := range places[first:] {
		if !strings.HasPrefix(place, g.Where+g.prefix) {
			break
		}
		if g.Matches(place) {
			matched = append(matched, place)
		}
	}
	return matched
}
