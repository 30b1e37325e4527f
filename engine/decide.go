package engine

import (
	"cmp"
	"slices"

	"github.com/rolecall/rolecall/engine/internal/index"
)

// allowed says whether some way holds whole.
func (q *query) allowed() bool {
	for i := range q.plan.Ways {
		if q.holds(&q.plan.Ways[i]) {
			return true
		}
	}
	return false
}

func (q *query) holds(w *index.Way) bool {
	for _, n := range w.Needs {
		if !q.has(n) {
			return false
		}
	}
	if w.Delegates {
		for _, n := range q.index.Held[q.request.Resource.ID] {
			if !q.has(n) {
				return false
			}
		}
	}
	return true
}

// at is where a selector says: at what stands before a cover, at the cover,
// and at the exact scopes of the resource's id.
func (q *query) at(s index.Selector) (first *index.Wide, c *index.Cover, scopes []string) {
	switch s {
	case index.AtResource:
		return q.first, q.self, q.index.KindScopes[q.kind]
	case index.AtDashboard:
		return nil, q.dashboard, nil
	case index.AtFolder:
		return nil, q.folder, nil
	case index.AtMember, index.AtUser:
		if q.typ.Shape == index.UserShape {
			return nil, &q.org.Members, q.index.MemberScopes
		}
		return nil, nil, nil
	}
	return nil, &q.org.Fixed[s], nil
}

// has says whether a need is met.
func (q *query) has(n index.Need) bool {
	first, c, scopes := q.at(n.At)
	if c != nil && q.covers(c, n.Permission) {
		return true
	}
	return first != nil && first.Gives(q.subject, n.Permission, q.creator) ||
		len(scopes) > 0 && q.id != "" && q.hasExactly(n.Permission, scopes)
}

// covers says whether a permission is held somewhere in a cover.
func (q *query) covers(c *index.Cover, permission int32) bool {
	if c.Wide != nil && c.Wide.Gives(q.subject, permission, q.creator) {
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

// hasExactly says whether a permission is held at a scope of the id, or by a
// glob that matches one.
func (q *query) hasExactly(permission int32, kinds []string) bool {
	for _, scope := range kinds {
		id := q.word(scope)
		if at := q.org.Exact(scope, id); at != nil && q.given(at, permission) {
			return true
		}
		if len(q.org.Globs) > 0 && q.globGives(scope+":"+id, permission) {
			return true
		}
	}
	return false
}

// given says whether a permission is held at one place.
func (q *query) given(at *index.Place, permission int32) bool {
	s, sets := q.subject, q.index.Sets
	for i := range at.Grants[:at.Owners] {
		g := &at.Grants[i]
		if s.Mask>>g.Holder&1 != 0 && sets[g.Set].Has(permission) && (q.creator || !g.Creator) {
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

// few is how many grants are gone through one by one.
const few = 8

// givenToOwners is given for many owners, in order.
func (q *query) givenToOwners(grants []index.Grant, permission int32) bool {
	for _, h := range q.subject.Own {
		first, _ := slices.BinarySearchFunc(grants, h, func(g index.Grant, h index.Holder) int { return cmp.Compare(g.Holder, h) })
		for _, g := range grants[first:] {
			if g.Holder != h {
				break
			}
			if q.index.Sets[g.Set].Has(permission) {
				return true
			}
		}
	}
	return false
}

// globGives says whether a glob that matches a name gives a permission.
func (q *query) globGives(name string, permission int32) bool {
	for i := range q.org.Globs {
		g := &q.org.Globs[i]
		if q.subject.Holds(g.Grant.Holder) && q.index.Sets[g.Grant.Set].Has(permission) && g.Glob.Matches(name) {
			return true
		}
	}
	return false
}
