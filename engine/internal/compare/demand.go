package compare

import (
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/fingerprint"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// A demand is what a request without a subject needs in an index.
type demand struct {
	// possible reports whether some subject may be allowed the request.
	possible bool
	// prints are the fingerprints of the grants at the places of the needs.
	prints         []int32
	createdMatters bool
}

// demand returns the demand of a request that MatchAccess matched.
func (s side) demand(q *access.Query) demand {
	a := demand{possible: true}
	f, o := s.prints, q.Org
	add := func(p fingerprint.Cover) {
		a.prints = append(a.prints, p.Print)
		a.createdMatters = a.createdMatters || p.Creator
	}
	look := func(n vocabulary.Need) {
		first, c, scopes := q.At(n.At)
		add(f.Wide(first))
		add(f.Cover(o, c))
		if q.ID == "" {
			return
		}
		for _, scope := range scopes {
			if at := o.Exact(scope, q.Word(scope)); at != nil {
				add(fingerprint.Cover{Print: f.Place(o, at), Creator: fingerprint.HasCreator(at)})
			}
			add(fingerprint.Cover{Print: f.Globs(o)})
		}
	}
	for i := range q.Plan.Ways {
		w := &q.Plan.Ways[i]
		for _, n := range q.Needs(w) {
			look(n)
		}
	}
	return a
}
