// Package globs finds patterns that take too long to match. In Grafana 8.0 and 8.1
// the scopes of roles are patterns. The library that matches them, in Grafana as
// in OPA, tries one alternative after another, so a short pattern can keep it busy
// for hours.
package globs

import (
	"strings"

	"github.com/gobwas/glob/syntax"
)

// Max is the number of alternatives that a pattern may have.
const Max = 1_000

// starCounts is the number of alternatives that a star counts as. It may end at
// each character of a text, and the rest of the pattern is tried from each.
const starCounts = 10

// maxDepth is the depth to which braces may be nested. The library recurses into
// them.
const maxDepth = 50

// Alternatives returns an estimate of how many alternatives matching a pattern may
// have to try. The alternatives of one pair of braces are added up, and multiplied
// with those before and after it. A star, or two, counts as 10, except at the end
// of the pattern. The result is at most Max+1, also for braces that are nested too
// deep. It has no meaning if the pattern cannot be parsed.
func Alternatives(pattern string) int {
	// A group is a pair of braces, or the whole pattern. Sum counts the
	// alternatives before the last comma, and product those after it.
	type group struct{ sum, product int }
	groups := []group{{0, 1}}
	lex := syntax.NewLexer(pattern)
	star := false // whether a star waits for the next token
	for {
		token := lex.Next()
		last := &groups[len(groups)-1]
		isStar := token.Type == syntax.Any || token.Type == syntax.Super
		ends := token.Type == syntax.EOF || token.Type == syntax.Error
		if star && !isStar && !ends {
			last.product = capped(last.product * starCounts)
			star = false
		}
		switch {
		case ends:
			total := 1
			for _, g := range groups {
				total = capped(total * capped(g.sum+g.product))
			}
			return total
		case isStar:
			star = true
		case token.Type == syntax.TermsOpen:
			if groups = append(groups, group{0, 1}); len(groups) > maxDepth {
				return Max + 1
			}
		case token.Type == syntax.TermSeparator:
			last.sum, last.product = capped(last.sum+last.product), 1
		case token.Type == syntax.TermsClose && len(groups) > 1:
			inner := capped(last.sum + last.product)
			groups = groups[:len(groups)-1]
			outer := &groups[len(groups)-1]
			outer.product = capped(outer.product * inner)
		}
	}
}

func capped(n int) int { return min(n, Max+1) }

// Signs holds the characters with a special meaning in patterns.
const Signs = `*?[]{}\`

// IsPattern reports whether a scope may match other scopes than itself in a
// version of Grafana in which scopes are patterns.
func IsPattern(scope string) bool { return strings.ContainsAny(scope, Signs) }
