package access

import (
	"cmp"
	"slices"

	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// Allowed reports whether the request is allowed: whether all needs of some way are met.
func (q *Query) Allowed() bool {
	for i := range q.Plan.Ways {
		if q.Holds(&q.Plan.Ways[i]) {
			return true
		}
	}
	return false
}

// Holds reports whether all needs of a way are met.
func (q *Query) Holds(w *vocabulary.Way) bool {
	if w.OfNamed != nil && q.Request.DataSources != nil {
		return !slices.ContainsFunc(q.Needs(w), func(n vocabulary.Need) bool { return !q.Has(n) })
	}
	for _, n := range w.Needs {
		if !q.Has(n) {
			return false
		}
	}
	if w.Delegates {
		for _, n := range q.Index.Held[q.Request.Resource.ID] {
			if !q.Has(n) {
				return false
			}
		}
	}
	return true
}

// At returns the places that a selector means: shared places that come before a cover, the
// cover, and the exact scopes of the id of the resource.
func (q *Query) At(s vocabulary.Selector) (first *index.Wide, c *index.Cover, scopes []string) {
	if n, ok := s.Source(); ok {
		return nil, q.Org.Thing(q.Index.DataSources, q.Request.DataSources[n]), nil
	}
	switch s {
	case vocabulary.AtResource:
		return q.first, q.self, q.Index.KindScopes[q.kind]
	case vocabulary.AtDashboard:
		return nil, q.dashboard, nil
	case vocabulary.AtFolder:
		return nil, q.folder, nil
	case vocabulary.AtMember, vocabulary.AtUser:
		if q.Type.Shape == vocabulary.UserShape {
			return nil, &q.Org.Members, q.Index.ScopesAt(s)
		}
		return nil, nil, nil
	}
	return nil, &q.Org.Fixed[s], q.Index.ScopesAt(s)
}

// Has reports whether a need is met.
func (q *Query) Has(n vocabulary.Need) bool {
	first, c, scopes := q.At(n.At)
	if c != nil && q.covers(c, n.Permission) {
		return true
	}
	return first != nil && first.Gives(q.Subject, n.Permission, q.Creator) ||
		len(scopes) > 0 && q.ID != "" && q.hasExactly(n.Permission, scopes)
}

// covers reports whether the subject has a permission at a place of a cover.
func (q *Query) covers(c *index.Cover, permission int32) bool {
	if c.Wide != nil && c.Wide.Gives(q.Subject, permission, q.Creator) {
		return true
	}
	for _, at := range c.Near {
		if at == nil {
			return false
		}
		if q.given(at, permission) {
			return true
		}
	}
	for _, at := range c.More {
		if q.given(at, permission) {
			return true
		}
	}
	return false
}

// hasExactly reports whether the subject has a permission at an exact scope of the id, or
// by a glob that matches one.
func (q *Query) hasExactly(permission int32, kinds []string) bool {
	for _, scope := range kinds {
		id := q.Word(scope)
		if at := q.Org.Exact(scope, id); at != nil && q.given(at, permission) {
			return true
		}
		if len(q.Org.Globs) > 0 && q.globGives(scope+":"+id, permission) {
			return true
		}
	}
	return false
}

// given reports whether the subject has a permission at a place.
func (q *Query) given(at *index.Place, permission int32) bool {
	s, sets := q.Subject, q.Index.Sets
	for i := range at.Grants[:at.Owners] {
		g := &at.Grants[i]
		if s.Mask>>g.Holder&1 != 0 && sets[g.Set].Has(permission) && (q.Creator || !g.Creator) {
			return true
		}
	}
	own := at.Grants[at.Owners:]
	if len(own) > few {
		return q.givenToOwners(own, permission)
	}
	for i := range own {
		g := &own[i]
		for _, h := range s.Own {
			if h == g.Holder && sets[g.Set].Has(permission) {
				return true
			}
		}
	}
	return false
}

// few is the number of grants up to which a loop over them is faster than a search.
const few = 8

// givenToOwners is given for many grants to owners, sorted by holder.
func (q *Query) givenToOwners(grants []index.Grant, permission int32) bool {
	for _, h := range q.Subject.Own {
		first, _ := slices.BinarySearchFunc(grants, h, func(g index.Grant, h index.Holder) int { return cmp.Compare(g.Holder, h) })
		for _, g := range grants[first:] {
			if g.Holder != h {
				break
			}
			if q.Index.Sets[g.Set].Has(permission) {
				return true
			}
		}
	}
	return false
}

// globGives reports whether a glob that matches a name gives the subject a permission.
func (q *Query) globGives(name string, permission int32) bool {
	for i := range q.Org.Globs {
		g := &q.Org.Globs[i]
		if q.Subject.Holds(g.Grant.Holder) && q.Index.Sets[g.Grant.Set].Has(permission) && g.Glob.Matches(name) {
			return true
		}
	}
	return false
}
