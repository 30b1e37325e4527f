package list

import (
	"iter"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// Subjects iterates over the declared subjects that are allowed the request of a query,
// ordered by type and then by id. The subject of the query does not count.
func Subjects(q *access.Query) iter.Seq[authzen.Subject] {
	allowed := Allowed(q)
	return func(yield func(authzen.Subject) bool) {
		for n := range allowed.Each {
			if !yield(q.Index.SubjectOf(q.Org, n)) {
				return
			}
		}
	}
}

// Allowed returns the subjects that are allowed the request of a query. They are those of
// the org whose rights count.
func Allowed(q *access.Query) bitset.Set {
	o := q.Org
	allowed := bitset.New(len(o.Subjects))
	for i := range q.Plan.Ways {
		allowed.Union(Holding(q, &q.Plan.Ways[i], func(n vocabulary.Need) bitset.Set { return Having(q, n) }))
	}
	// The creator of the resource may have more.
	if n := q.Index.User(q.Request.Resource.CreatedBy); n >= 0 {
		creator := *q
		creator.User, creator.Subject, creator.Creator = n, &o.Subjects[o.FirstUser+n], true
		if creator.Allowed() {
			allowed.Add(o.FirstUser + n)
		}
	}
	others := bitset.New(len(o.Subjects))
	for n := range o.FirstUser {
		if allowed.Has(n) && MayAsk(q, n) {
			others.Add(n)
		}
	}
	allowed.Intersect(o.Enabled)
	allowed.Union(others)
	return allowed
}

// MayAsk reports whether a subject of the org whose rights count is enabled, has not
// expired, and can make the request in the org of the request.
func MayAsk(q *access.Query, n int32) bool {
	s := &q.Org.Subjects[n]
	if s.Disabled {
		return false
	}
	if n < q.Org.FirstUser {
		rows, typ := q.Index.Rows, representatives.TypeOf(q.Org.OtherKeys[n])
		if !rows.SubjectTypes[typ] || q.Org != q.Context && !rows.InEveryOrg[typ] {
			return false
		}
	}
	return q.Credentials(s) == access.NoProblem
}

// Holding returns the subjects for which all needs of a way are met. The function having
// returns the subjects for which one need is met.
func Holding(q *access.Query, w *vocabulary.Way, having func(vocabulary.Need) bitset.Set) bitset.Set {
	var all bitset.Set
	for _, n := range q.Needs(w) {
		set := having(n)
		if all == nil {
			all = set
		} else {
			all.Intersect(set)
		}
	}
	if all == nil { // nothing is needed
		all = bitset.New(len(q.Org.Subjects))
		for n := range q.Org.Subjects {
			all.Add(int32(n))
		}
	}
	return all
}

// Having returns the subjects for which a need is met, without the grants that are only for
// the creator of the resource.
func Having(q *access.Query, n vocabulary.Need) bitset.Set {
	set := bitset.New(len(q.Org.Subjects))
	AddHaving(set, q, &q.Org.Crowd, n, false)
	return set
}

// AddHaving adds to a set the subjects of a crowd for which a need of a query is met: with
// creator, as the creators of the resource.
func AddHaving(set bitset.Set, q *access.Query, of *index.Crowd, n vocabulary.Need, creator bool) {
	o := q.Org
	place := func(at *index.Place) {
		for _, g := range at.Grants {
			if (creator || !g.Creator) && q.Index.Sets[g.Set].Has(n.Permission) {
				of.AddHolder(set, g.Holder)
			}
		}
	}
	first, c, exact := q.At(n.At)
	if first != nil {
		of.AddWide(set, first, n.Permission, creator)
	}
	if c != nil {
		if c.Wide != nil {
			of.AddWide(set, c.Wide, n.Permission, creator)
		}
		for at := range c.Places {
			place(at)
		}
	}
	if q.ID == "" {
		return
	}
	for _, scope := range exact {
		id := q.Word(scope)
		if at := o.Exact(scope, id); at != nil {
			place(at)
		}
		for _, g := range o.Globs {
			if q.Index.Sets[g.Grant.Set].Has(n.Permission) && g.Glob.Matches(scope+":"+id) {
				of.AddHolder(set, g.Grant.Holder)
			}
		}
	}
}
