package repair

import (
	"context"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/list"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// outcome reports whether the query would be allowed after some trials, and returns the
// subjects that would be allowed the same.
func (q *repairer) outcome(ctx context.Context, trials []trial) (allowed bitset.Set, ok bool) {
	if len(trials) == 1 && trials[0].in != nil {
		return q.outcomeIn(ctx, trials[0].in)
	}
	if !q.changed(trials).meetsSomeWay(trials) {
		return nil, false
	}
	return q.allowedAfter(trials), true
}

// meetsSomeWay reports whether all needs of some way are met, as met reports.
func (q *repairer) meetsSomeWay(trials []trial) bool {
	return slices.ContainsFunc(q.Plan.Ways, func(w vocabulary.Way) bool {
		return !slices.ContainsFunc(q.Needs(&w), func(n vocabulary.Need) bool { return !q.met(trials, n) })
	})
}

// outcomeIn is outcome for a changed configuration. Subjects have the same numbers in
// both.
func (q *repairer) outcomeIn(ctx context.Context, m *access.Matcher) (allowed bitset.Set, ok bool) {
	asked, p, err := m.Match(ctx, &q.Request)
	if err != nil || p != access.NoProblem || !asked.Allowed() {
		return nil, false
	}
	return allowedOthers(m, &q.Request), true
}

// allowedOthers returns the subjects that are allowed the same, as WhoCan finds them.
func allowedOthers(m *access.Matcher, r *authzen.Request) bitset.Set {
	asked, p := m.MatchAccess(r)
	if p != access.NoProblem {
		return nil
	}
	return list.Allowed(&asked)
}

// changed returns the query with the subject as it would be after trials.
func (q *repairer) changed(trials []trial) *repairer {
	names := q.Index.HolderNames(q.Org, q.Subject)
	for _, t := range trials {
		names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(t.lost, name) })
		names = append(names, t.gained...)
	}
	s := q.Index.NewSubject(q.Org, names)
	asked, d := *q.Query, *q.Deriver
	asked.Subject, d.Query = &s, &asked
	return &repairer{&d, q.inTeam, q.reach}
}

// meets reports whether a trial meets a need.
func (q *repairer) meets(t trial, n vocabulary.Need) bool {
	trials := []trial{t}
	return q.changed(trials).met(trials, n)
}

// met reports whether a need is met, by the grants that exist or by those of trials to one
// of the subject's holders.
func (q *repairer) met(trials []trial, n vocabulary.Need) bool {
	if q.Has(n) {
		return true
	}
	for _, t := range trials {
		for _, g := range t.given {
			if gives(q.Query, g, n) && q.isHolder(g.holder, trials) {
				return true
			}
		}
	}
	return false
}

// gives reports whether the given sets meet a need.
func gives(q *access.Query, g givenTo, n vocabulary.Need) bool {
	return slices.Contains(q.Places(n.At), g.place) &&
		slices.ContainsFunc(g.sets, func(set int32) bool { return q.Index.Sets[set].Has(n.Permission) })
}

// isHolder reports whether the subject is a holder after trials, also a holder without any
// grant so far.
func (q *repairer) isHolder(name string, trials []trial) bool {
	_, is := q.About.Holders[name]
	for _, t := range trials {
		is = slices.Contains(t.gained, name) || is && !slices.Contains(t.lost, name)
	}
	return is
}

// allowedAfter returns the subjects that would be allowed the same after trials, without
// the changes to the subject itself.
func (q *repairer) allowedAfter(trials []trial) bitset.Set {
	asked, _ := q.Matcher.MatchAccess(&q.Request)
	meeting := func(n vocabulary.Need) bitset.Set {
		set := list.Having(&asked, n)
		for _, t := range trials {
			for _, g := range t.given {
				if gives(&asked, g, n) {
					set.Union(holdersOf(q.Index, asked.Org, g.holder))
				}
			}
		}
		return set
	}
	allowed := list.Allowed(&asked)
	for i := range asked.Plan.Ways {
		for n := range list.Holding(&asked, &asked.Plan.Ways[i], meeting).Each {
			if list.MayAsk(&asked, n) {
				allowed.Add(n)
			}
		}
	}
	return allowed
}

// holdersOf returns the subjects of a holder.
func holdersOf(x *index.Index, o *index.Org, name string) bitset.Set {
	set := bitset.New(len(o.Subjects))
	if n, ok := x.Holders.Of[name]; ok {
		o.AddHolder(set, index.Holder(n))
		return set
	}
	if n, ok := o.Owners.Of[name]; ok {
		o.AddHolder(set, index.Holder(n))
		return set
	}
	if team, ok := strings.CutPrefix(name, "team:"); ok {
		for _, login := range x.Members(o, team) {
			set.Add(o.FirstUser + x.Users.Find(login))
		}
		for _, row := range x.Rows.Members {
			if n, ok := o.Others[row.Subject]; ok && row.Org == o.Label && slices.Contains(row.Holders, name) {
				set.Add(n)
			}
		}
		return set
	}
	if login, ok := strings.CutPrefix(name, "user:"); ok {
		if n := x.Users.Find(login); n >= 0 {
			set.Add(o.FirstUser + n)
		}
		return set
	}
	if n, ok := o.Others[name]; ok {
		set.Add(n)
	}
	return set
}
