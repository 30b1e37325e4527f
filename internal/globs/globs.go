// Package globs knows which patterns take too long to match. In Grafana 8.0 and
// 8.1 the scopes of roles are patterns, and the library that matches them, there
// as in OPA, tries one alternative after another: a short pattern can keep it
// busy for hours.
package globs

import (
	"strings"

	"github.com/gobwas/glob/syntax"
)

// Max is how many alternatives a pattern may have.
const Max = 1_000

// starCounts is what a star counts as among alternatives: it may end at each
// character of a text, and those that follow are tried again from each.
const starCounts = 10

// maxDepth is how deep braces may stand in braces. The library goes into them
// recursively.
const maxDepth = 50

// Alternatives returns how many alternatives matching a pattern may have to try,
// as an estimate: those in braces are added up, and multiplied by those of what
// stands before and after them. A star, or two, counts as 10, unless the pattern
// ends with it. The number is at most Max+1, which braces that stand too deep in
// each other have too. It means nothing for a pattern that cannot be read.
func Alternatives(pattern string) int {
	// A group is a pair of braces, or the whole pattern: sum are the
	// alternatives before the last comma, product those since.
	type group struct{ sum, product int }
	groups := []group{{0, 1}}
	lex := syntax.NewLexer(pattern)
	star := false // whether a star waits for what follows it
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

// Signs are the characters that may mean others in a pattern.
const Signs = `*?[]{}\`

// IsPattern reports whether a scope may match others than itself where scopes are
// patterns.
func IsPattern(scope string) bool { return strings.ContainsAny(scope, Signs) }
