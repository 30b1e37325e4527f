// Package dialect reads the scopes of permissions as a release of Grafana does.
package dialect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gobwas/glob"

	"github.com/rolecall/rolecall/schema/catalogue"
)

// Specific returns the kinds of scopes that a dialect compares with. Without patterns, these
// are the kinds with the most specific attribute: folders:uid:, not folders:. The server asks
// for that attribute alone (8.5.15 pkg/services/dashboards/accesscontrol.go), so that
// folders:id:3 matches nothing even where Grafana accepts it.
func Specific(dialect catalogue.Dialect, kinds []string) []string {
	if dialect.Globs {
		return kinds
	}
	return slices.DeleteFunc(slices.Clone(kinds), func(kind string) bool {
		prefix, all := strings.CutSuffix(kind, "*")
		return all && slices.ContainsFunc([]string{"uid:*", "id:*", "type:*"}, func(attr string) bool { return slices.Contains(kinds, prefix+attr) })
	})
}

// Parse reads a scope of a permission. It returns a function that reports whether
// the scope can cover a thing of a kind: a scope, or with * at its end all scopes that
// begin alike. The problem explains why the scope never matches in Grafana; empty if
// it can.
func Parse(dialect catalogue.Dialect, scope string) (covers func(kind string) bool, problem string) {
	if dialect.Globs {
		return glob80(scope)
	}
	return prefix(scope)
}

// prefix reads a scope as Grafana 8.2 and newer do
// (8.5.15 pkg/services/accesscontrol/accesscontrol.go:154): a wildcard stands
// at the end, after a separator.
func prefix(scope string) (covers func(kind string) bool, problem string) {
	before, wild := strings.CutSuffix(scope, "*")
	if strings.ContainsAny(before, "*") || strings.Contains(strings.TrimSuffix(scope, "?"), "?") {
		return nil, fmt.Sprintf("%q has a wildcard that is not at its end, and Grafana ignores such a scope.", scope)
	}
	if wild && before != "" && !strings.HasSuffix(before, ":") && !strings.HasSuffix(before, "/") {
		return nil, fmt.Sprintf("The wildcard of %q does not follow a colon or slash, and Grafana ignores such a scope.", scope)
	}
	if strings.ContainsAny(scope, `{}[]\`) {
		return nil, fmt.Sprintf("%q is a pattern of Grafana 8.0 and 8.1; newer ones know a * at the end alone. Write a scope for each.", scope)
	}
	return func(kind string) bool {
		start, all := strings.CutSuffix(kind, "*")
		switch {
		case wild:
			return strings.HasPrefix(start, before) || all && strings.HasPrefix(before, start)
		case all:
			return strings.HasPrefix(scope, start) && scope != start
		default:
			return scope == kind
		}
	}, ""
}

// glob80 reads a scope as Grafana 8.0 does, with the same library
// (v8.0.7 pkg/services/accesscontrol/evaluator/evaluator.go:16-72).
func glob80(scope string) (covers func(kind string) bool, problem string) {
	pattern, err := glob.Compile(scope, ':', '/')
	if err != nil {
		return nil, fmt.Sprintf("Grafana cannot read the pattern %q: %s.", scope, err)
	}
	literal := scope
	if meta := strings.IndexAny(scope, `*?[{\`); meta >= 0 {
		literal = scope[:meta]
	}
	return func(kind string) bool {
		start, all := strings.CutSuffix(kind, "*")
		if !all {
			return pattern.Match(kind)
		}
		// A thing of the kind may have any id. The pattern has a part of it,
		// or matches any.
		return strings.HasPrefix(literal, start) && scope != start || pattern.Match(start+"1")
	}, ""
}
