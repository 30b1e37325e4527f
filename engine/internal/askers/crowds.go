package askers

import (
	"slices"

	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/list"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// A Layer has the askers of an org on a side, in a layer: all of them, or only the moved ones.
type Layer struct {
	*Org
	Side, Number int
	Moved        bool
}

// AddHolder adds to a set the classes that are a holder of an org of the side.
func (l Layer) AddHolder(set bitset.Set, o *index.Org, h index.Holder) {
	l.each(o, func(c *index.Crowd) { c.AddHolder(set, h) })
	if told := l.told(o); told != nil && slices.Contains(told.told.Own, h) {
		set.Union(told.telling)
	}
}

// AddHaving adds to a set the classes for which a need of a query is met: with creators, as those of
// the resource.
func (l Layer) AddHaving(set bitset.Set, q *access.Query, n vocabulary.Need, creators bool) {
	l.each(q.Org, func(c *index.Crowd) { list.AddHaving(set, q, c, n, creators) })
	if told := l.told(q.Org); told != nil && has(q, &told.told, n) {
		set.Union(told.telling)
	}
}

// HavingWith returns the classes for which a need of a query is met. Plain are those of layer 0; it is
// not changed, and may have others than users in another layer.
func (l Layer) HavingWith(plain bitset.Set, q *access.Query, n vocabulary.Need, creators bool) bitset.Set {
	if l.Number == 0 {
		return plain
	}
	having := plain
	if l.in[l.Side][q.Org.Number].of(l.Number) != 0 {
		having = bitset.New(len(l.Classes))
		l.AddHaving(having, q, n, creators)
	} else if told := l.told(q.Org); told != nil && has(q, &told.told, n) {
		having = slices.Clone(plain)
		having.Union(told.telling)
	}
	return having
}

// has reports whether what is granted to teams meets a need.
func has(q *access.Query, told *index.Subject, n vocabulary.Need) bool {
	if len(told.Own) == 0 {
		return false
	}
	of := *q
	of.Subject = told
	return of.Has(n)
}

// counts reports whether users have rights in an org of a side.
func (o *Org) counts(side int, in *index.Org) bool {
	return in.Number == o.Numbers[side] || o.sides[side].Rows.InEveryOrg[UserType]
}

// told returns what the layer is in an org; nil if it tells no teams there.
func (l Layer) told(o *index.Org) *layerIn {
	if l.Number == 0 || !l.counts(l.Side, o) {
		return nil
	}
	return &l.in[l.Side][o.Number].layers[l.Number]
}

// each calls a function with the crowds that hold the askers.
func (l Layer) each(o *index.Org, of func(*index.Crowd)) {
	if l.counts(l.Side, o) {
		of(l.crowd(l.Side, o, l.in[l.Side][o.Number].of(l.Number), l.Moved))
	}
	if l.Number > 0 || len(l.Classes) == len(l.users) {
		return
	}
	key := crowdKey{side: l.Side, org: int(o.Number)}
	known := l.others[key]
	if known == nil {
		made := l.sides[l.Side].NewCrowd(o, len(l.Classes))
		for n, class := range l.Classes[len(l.users):] {
			if class.on[l.Side].asks {
				made.Add(int32(len(l.users)+n), class.on[l.Side].others[o.Number])
			}
		}
		known = &made
		l.others[key] = known
	}
	of(known)
}

// Special returns the layers in which the decisions of queries may be others than for the same users
// in layer 0. A nil query decides nothing.
func (o *Org) Special(queries [2]*access.Query) []int32 {
	if len(o.Layers) == 1 {
		return nil
	}
	var found []int32
	for side, q := range queries {
		if q == nil {
			continue
		}
		if n := o.Numbers[side]; n >= 0 {
			found = append(found, o.in[side][n].odd...)
		}
		if !o.counts(side, q.Org) {
			continue
		}
		in := &o.in[side][q.Org.Number]
		found = append(found, in.odd...)
		if !anyNeed(q, &in.told) {
			continue
		}
		for _, l := range in.telling {
			if anyNeed(q, &in.layers[l].told) {
				found = append(found, l)
			}
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// anyNeed reports whether what is granted to teams meets a need of a query.
func anyNeed(q *access.Query, told *index.Subject) bool {
	if len(told.Own) == 0 {
		return false
	}
	of := *q
	of.Subject = told
	for i := range of.Plan.Ways {
		if slices.ContainsFunc(of.Needs(&of.Plan.Ways[i]), of.Has) {
			return true
		}
	}
	return false
}

// Odd returns the layers that may be something else than the same users in layer 0 in the org on a
// side, beside being in more teams.
func (o *Org) Odd(side int) []int32 {
	if n := o.Numbers[side]; n >= 0 {
		return o.in[side][n].odd
	}
	return nil
}
