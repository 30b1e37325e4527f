package compare

import (
	"slices"

	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/fingerprint"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// same reports whether queries of both sides without a subject need the same, and the same holders
// have it.
func (c *comparer) same(q, there *access.Query) bool {
	if len(q.Plan.Ways) != len(there.Plan.Ways) {
		return false
	}
	for i := range q.Plan.Ways {
		same := func(a, b vocabulary.Need) bool { return c.sameNeed(q, there, a, b) }
		if !slices.EqualFunc(q.Needs(&q.Plan.Ways[i]), there.Needs(&there.Plan.Ways[i]), same) {
			return false
		}
	}
	return true
}

// sameNeed reports whether needs of queries are of the same permission, and the same holders have it.
func (c *comparer) sameNeed(q, there *access.Query, a, b vocabulary.Need) bool {
	if q.Index.Permissions.Name(a.Permission) != there.Index.Permissions.Name(b.Permission) {
		return false
	}
	f, g := c.sides[0].prints, c.sides[1].prints
	wide := func(w, x *index.Wide) bool {
		return f.Given(q.Org, w, a.Permission) == g.Given(there.Org, x, b.Permission)
	}
	place := func(at, other *index.Place) bool {
		return fingerprint.At{Prints: f, Org: q.Org, Place: at}.
			SameGiven(fingerprint.At{Prints: g, Org: there.Org, Place: other}, a.Permission, b.Permission)
	}
	first, cover, scopes := q.At(a.At)
	second, other, words := there.At(b.At)
	switch {
	case !wide(first, second), !slices.Equal(scopes, words), (q.ID == "") != (there.ID == ""),
		!fingerprint.SameCover(cover, other, wide, place):
		return false
	case q.ID == "" || len(scopes) == 0:
		return true
	case f.Globs(q.Org) != g.Globs(there.Org):
		return false
	}
	for _, scope := range scopes {
		if !place(q.Org.Exact(scope, q.Word(scope)), there.Org.Exact(scope, there.Word(scope))) {
			return false
		}
	}
	return true
}

// creatorMatters reports whether the creator of the resource of a query may be allowed more.
func creatorMatters(q *access.Query) bool {
	has := func(n vocabulary.Need, at *index.Place) bool {
		return at != nil && slices.ContainsFunc(at.Grants, func(g index.Grant) bool {
			return g.Creator && q.Index.Sets[g.Set].Has(n.Permission)
		})
	}
	matters := func(n vocabulary.Need) bool {
		first, c, scopes := q.At(n.At)
		shared := []*index.Wide{first}
		if c != nil {
			shared = append(shared, c.Wide)
		}
		for _, w := range shared {
			if w != nil && w.Creators(n.Permission) != 0 {
				return true
			}
		}
		if c != nil {
			for at := range c.Places {
				if has(n, at) {
					return true
				}
			}
		}
		return q.ID != "" && slices.ContainsFunc(scopes, func(scope string) bool {
			return has(n, q.Org.Exact(scope, q.Word(scope)))
		})
	}
	for i := range q.Plan.Ways {
		if slices.ContainsFunc(q.Needs(&q.Plan.Ways[i]), matters) {
			return true
		}
	}
	return false
}
