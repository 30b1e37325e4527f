package engine

import (
	"cmp"
	"slices"
)

// allowed says whether some way holds whole.
func (q *query) allowed() bool {
	for i := range q.plan.ways {
		if q.holds(&q.plan.ways[i]) {
			return true
		}
	}
	return false
}

func (q *query) holds(w *way) bool {
	for _, n := range w.needs {
		if !q.has(n) {
			return false
		}
	}
	if w.delegates {
		for _, n := range q.index.held[q.request.Resource.ID] {
			if !q.has(n) {
				return false
			}
		}
	}
	return true
}

// at is where a selector says: at what stands before a cover, at the cover,
// and at the exact scopes of the resource's id.
func (q *query) at(s selector) (first *wide, c *cover, scopes []string) {
	switch s {
	case atResource:
		return q.first, q.self, q.index.kindScopes[q.kind]
	case atDashboard:
		return nil, q.dashboard, nil
	case atFolder:
		return nil, q.folder, nil
	case atMember, atUser:
		if q.typ.is == aUser {
			return nil, &q.org.members, q.index.memberScopes
		}
		return nil, nil, nil
	}
	return nil, &q.org.fixed[s], nil
}

// has says whether a need is met.
func (q *query) has(n need) bool {
	first, c, scopes := q.at(n.at)
	if c != nil && q.covers(c, n.permission) {
		return true
	}
	return first != nil && first.gives(q.subject, n.permission, q.creator) ||
		len(scopes) > 0 && q.id != "" && q.hasExactly(n.permission, scopes)
}

// covers says whether a permission is held somewhere in a cover.
func (q *query) covers(c *cover, permission int32) bool {
	if c.wide != nil && c.wide.gives(q.subject, permission, q.creator) {
		return true
	}
	for _, at := range c.near {
		if at == nil {
			return false
		}
		if q.given(at, permission) {
			return true
		}
	}
	for _, at := range c.more {
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
		if at := q.org.exact(scope, id); at != nil && q.given(at, permission) {
			return true
		}
		if len(q.org.globs) > 0 && q.globGives(scope+":"+id, permission) {
			return true
		}
	}
	return false
}

// given says whether a permission is held at one place.
func (q *query) given(at *placeIndex, permission int32) bool {
	s, sets := q.subject, q.index.sets
	for i := range at.grants[:at.owners] {
		g := &at.grants[i]
		if s.mask>>g.holder&1 != 0 && sets[g.set].Has(permission) && (q.creator || !g.creator) {
			return true
		}
	}
	own := at.grants[at.owners:]
	if len(own) > few {
		return q.givenToOwners(own, permission)
	}
	for i := range own {
		g := &own[i]
		for _, h := range s.own {
			if h == g.holder && sets[g.set].Has(permission) {
				return true
			}
		}
	}
	return false
}

// few is how many grants are gone through one by one.
const few = 8

// givenToOwners is given for many owners, in order.
func (q *query) givenToOwners(grants []grant, permission int32) bool {
	for _, h := range q.subject.own {
		first, _ := slices.BinarySearchFunc(grants, h, func(g grant, h holder) int { return cmp.Compare(g.holder, h) })
		for _, g := range grants[first:] {
			if g.holder != h {
				break
			}
			if q.index.sets[g.set].Has(permission) {
				return true
			}
		}
	}
	return false
}

// globGives says whether a glob that matches a name gives a permission.
func (q *query) globGives(name string, permission int32) bool {
	for i := range q.org.globs {
		g := &q.org.globs[i]
		if q.subject.holds(g.grant.holder) && q.index.sets[g.grant.set].Has(permission) && g.glob.matches(name) {
			return true
		}
	}
	return false
}
