package engine

import (
	"math/bits"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/representatives"
)

func (x *index) whoCan(r Request) List[Subject] {
	q, p := x.askOfNobody(r)
	if p != noProblem {
		return List[Subject]{Problem: q.sentence(p)}
	}
	allowed := q.allowedSubjects()
	return List[Subject]{
		all: func(yield func(Subject) bool) {
			for n := range allowed.each {
				if !yield(x.subjectOf(q.org, n)) {
					return
				}
			}
		},
		reasons: func(s Subject) []string {
			asked := *q.request
			asked.Subject = s
			return x.reasons(asked)
		},
	}
}

// subjectOf is the subject with a number.
func (x *index) subjectOf(o *orgIndex, n int32) Subject {
	if n >= o.firstUser {
		return Subject{Type: "user", ID: x.logins[n-o.firstUser]}
	}
	typ, id, _ := strings.Cut(o.otherKeys[n], ":")
	return Subject{Type: typ, ID: id}
}

// allowedSubjects are the subjects of the org whose rights count that hold
// some way whole, and may ask.
func (q *question) allowedSubjects() bitset {
	o := q.org
	allowed := newBitset(len(o.subjects))
	for i := range q.plan.ways {
		allowed.union(q.holding(&q.plan.ways[i], q.having))
	}
	// Whoever created the resource may have more.
	if n := q.index.user(q.request.Resource.CreatedBy); n >= 0 {
		q.user, q.subject, q.creator = n, &o.subjects[o.firstUser+n], true
		if q.allowed() {
			allowed.add(o.firstUser + n)
		}
	}
	others := newBitset(len(o.subjects))
	for n := range o.firstUser {
		if allowed.has(n) && q.mayAsk(n) {
			others.add(n)
		}
	}
	allowed.intersect(o.enabled)
	allowed.union(others)
	return allowed
}

// mayAsk says whether a subject of the org whose rights count is enabled, has
// not expired, and is one of those of the org that is asked in.
func (q *question) mayAsk(n int32) bool {
	s := &q.org.subjects[n]
	if s.disabled {
		return false
	}
	if n < q.org.firstUser && (q.org != q.context || !q.index.rows.SubjectTypes[representatives.TypeOf(q.org.otherKeys[n])]) {
		return false
	}
	if s.credentials == nil {
		return true
	}
	q.subject = s
	return q.askCredentials() == noProblem
}

// holding are the subjects that hold a way whole, of those that having says a
// need is met for.
func (q *question) holding(w *way, having func(need) bitset) bitset {
	var all bitset
	for _, n := range q.needs(w) {
		set := having(n)
		if all == nil {
			all = set
		} else {
			all.intersect(set)
		}
	}
	if all == nil { // nothing is needed
		all = newBitset(len(q.org.subjects))
		for n := range q.org.subjects {
			all.add(int32(n))
		}
	}
	return all
}

// having are the subjects that a need is met for, leaving out what takes
// having created the resource.
func (q *question) having(n need) bitset {
	o := q.org
	set := newBitset(len(o.subjects))
	first, c, exact := q.at(n.at)
	if first != nil {
		o.addWide(set, first, n.permission)
	}
	if c != nil {
		if c.wide != nil {
			o.addWide(set, c.wide, n.permission)
		}
		for at := range c.places {
			q.addPlace(set, at, n.permission)
		}
	}
	if q.id == "" {
		return set
	}
	for _, scope := range exact {
		id := q.word(scope)
		if at := o.exact(scope, id); at != nil {
			q.addPlace(set, at, n.permission)
		}
		for _, g := range o.globs {
			if q.index.sets[g.grant.set].has(n.permission) && g.glob.matches(scope+":"+id) {
				o.addHolder(set, g.grant.holder)
			}
		}
	}
	return set
}

// addWide adds the subjects that have a permission at one of the places.
func (o *orgIndex) addWide(set bitset, w *wide, permission int32) {
	for mask := w.any[permission]; mask != 0; mask &= mask - 1 {
		set.union(o.holding[bits.TrailingZeros64(mask)])
	}
	for h, held := range w.own {
		if held.has(permission) {
			o.addHolder(set, h)
		}
	}
}

// addPlace adds the subjects that have a permission at a place.
func (q *question) addPlace(set bitset, at *placeIndex, permission int32) {
	for _, g := range at.grants {
		if !g.creator && q.index.sets[g.set].has(permission) {
			q.org.addHolder(set, g.holder)
		}
	}
}

// addHolder adds the subjects of a holder.
func (o *orgIndex) addHolder(set bitset, h holder) {
	if h < firstOwner {
		set.union(o.holding[h])
		return
	}
	for _, n := range o.owned[h-firstOwner] {
		set.add(n)
	}
}
