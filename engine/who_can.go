package engine

import (
	"iter"

	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// subjects iterates over the declared subjects that are allowed the request of a query,
// whoever asks in it, ordered by type and then by id.
func subjects(q *query) iter.Seq[Subject] {
	allowed := allowedSubjects(q)
	return func(yield func(Subject) bool) {
		for n := range allowed.Each {
			if !yield(q.index.subjectOf(q.org, n)) {
				return
			}
		}
	}
}

// allowedSubjects returns the subjects of the org whose rights count that hold some way
// whole, and may ask.
func allowedSubjects(q *query) bitset.Set {
	o := q.org
	allowed := bitset.New(len(o.subjects))
	for i := range q.plan.ways {
		allowed.Union(holding(q, &q.plan.ways[i], func(n need) bitset.Set { return having(q, n) }))
	}
	// Whoever created the resource may have more.
	if n := q.index.user(q.request.Resource.CreatedBy); n >= 0 {
		creator := *q
		creator.user, creator.subject, creator.creator = n, &o.subjects[o.firstUser+n], true
		if creator.allowed() {
			allowed.Add(o.firstUser + n)
		}
	}
	others := bitset.New(len(o.subjects))
	for n := range o.firstUser {
		if allowed.Has(n) && mayAsk(q, n) {
			others.Add(n)
		}
	}
	allowed.Intersect(o.enabled)
	allowed.Union(others)
	return allowed
}

// mayAsk reports whether a subject of the org whose rights count is enabled, has not
// expired, and is one of those of the org that is asked in.
func mayAsk(q *query, n int32) bool {
	s := &q.org.subjects[n]
	if s.disabled {
		return false
	}
	if n < q.org.firstUser && (q.org != q.context || !q.index.rows.SubjectTypes[representatives.TypeOf(q.org.otherKeys[n])]) {
		return false
	}
	return q.credentials(s) == noProblem
}

// holding are the subjects that hold a way whole, of those that having says a
// need is met for.
func holding(q *query, w *way, having func(need) bitset.Set) bitset.Set {
	var all bitset.Set
	for _, n := range q.needs(w) {
		set := having(n)
		if all == nil {
			all = set
		} else {
			all.Intersect(set)
		}
	}
	if all == nil { // nothing is needed
		all = bitset.New(len(q.org.subjects))
		for n := range q.org.subjects {
			all.Add(int32(n))
		}
	}
	return all
}

// having are the subjects that a need is met for, leaving out what takes
// having created the resource.
func having(q *query, n need) bitset.Set {
	o := q.org
	set := bitset.New(len(o.subjects))
	first, c, exact := q.at(n.at)
	if first != nil {
		o.addWide(set, first, n.permission)
	}
	if c != nil {
		if c.wide != nil {
			o.addWide(set, c.wide, n.permission)
		}
		for at := range c.places {
			addPlace(q, set, at, n.permission)
		}
	}
	if q.id == "" {
		return set
	}
	for _, scope := range exact {
		id := q.word(scope)
		if at := o.exact(scope, id); at != nil {
			addPlace(q, set, at, n.permission)
		}
		for _, g := range o.globs {
			if q.index.sets[g.grant.set].Has(n.permission) && g.glob.matches(scope+":"+id) {
				o.addHolder(set, g.grant.holder)
			}
		}
	}
	return set
}

// addPlace adds the subjects that have a permission at a place.
func addPlace(q *query, set bitset.Set, at *placeIndex, permission int32) {
	for _, g := range at.grants {
		if !g.creator && q.index.sets[g.set].Has(permission) {
			q.org.addHolder(set, g.holder)
		}
	}
}
