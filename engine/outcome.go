package engine

import (
	"context"
	"slices"
	"strings"
)

// outcome says whether the question would be allowed after some trials, and
// how many others would be allowed it by them.
func (q *question) outcome(ctx context.Context, trials []trial, before bitset) (others int, ok bool) {
	if len(trials) == 1 && trials[0].index != nil {
		return q.outcomeIn(ctx, trials[0].index, before)
	}
	changed := q.changed(trials)
	if !slices.ContainsFunc(q.plan.ways, func(w way) bool {
		return !slices.ContainsFunc(q.needs(&w), func(n need) bool { return !changed.met(trials, n) })
	}) {
		return 0, false
	}
	return q.added(q.allowedAfter(trials), before), true
}

// outcomeIn is outcome for the index of a changed configuration. Subjects have
// the same numbers in both.
func (q *question) outcomeIn(ctx context.Context, x *index, before bitset) (others int, ok bool) {
	asked, p := q.in(ctx, x)
	if p != noProblem || !asked.allowed() {
		return 0, false
	}
	return q.added(asked.allowedOthers(), before), true
}

// allowedOthers are the subjects that are allowed the same, as WhoCan finds
// them.
func (q *question) allowedOthers() bitset {
	asked, p := q.index.askOfNobody(*q.request)
	if p != noProblem {
		return nil
	}
	return asked.allowedSubjects()
}

// added counts the others who are allowed something now and were not before.
func (q *question) added(now, before bitset) int {
	count := 0
	for n := range now.each {
		if !before.has(n) && q.index.subjectKey(q.org, n) != q.key() {
			count++
		}
	}
	return count
}

// changed is the question asked by the subject as it would be after trials.
func (q *question) changed(trials []trial) *question {
	names := q.index.holderNames(q.org, q.subject)
	for _, t := range trials {
		if t.instead {
			role, _ := q.role()
			former := q.index.rows.Becoming.Role[role]
			names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(former, name) })
		}
		names = append(names, t.holders...)
	}
	s := q.index.newSubject(q.org, names)
	s.member = q.subject.member || len(names) > 0
	changed := *q
	changed.subject = &s
	return &changed
}

// meets says whether a trial meets a need.
func (q *question) meets(t trial, n need) bool {
	trials := []trial{t}
	return q.changed(trials).met(trials, n)
}

// met says whether a need is met: by what there is, or by what trials give to
// one of the subject's holders.
func (q *question) met(trials []trial, n need) bool {
	if q.has(n) {
		return true
	}
	for _, t := range trials {
		for _, g := range t.given {
			if q.gives(g, n) && (g.holder == q.key() || q.isHolder(g.holder) || slices.Contains(t.holders, g.holder)) {
				return true
			}
		}
	}
	return false
}

// gives says whether what is given meets a need.
func (q *question) gives(g givenTo, n need) bool {
	return slices.Contains(q.places(n.at), g.place) &&
		slices.ContainsFunc(g.sets, func(set int32) bool { return q.index.sets[set].has(n.permission) })
}

// isHolder says whether the subject is a holder, also one that nothing is
// granted to so far.
func (q *question) isHolder(name string) bool {
	if n, ok := q.index.holders.of[name]; ok {
		return q.subject.mask>>n&1 != 0
	}
	if team, ok := strings.CutPrefix(name, "team:"); ok {
		return len(q.teamSteps(team)) > 0
	}
	return false
}

// allowedAfter are the subjects that would be allowed the same after trials,
// apart from what becomes of the subject itself.
func (q *question) allowedAfter(trials []trial) bitset {
	asked, _ := q.index.askOfNobody(*q.request)
	having := func(n need) bitset {
		set := asked.having(n)
		for _, t := range trials {
			for _, g := range t.given {
				if asked.gives(g, n) {
					set.union(q.index.holdersOf(asked.org, g.holder))
				}
			}
		}
		return set
	}
	allowed := asked.allowedSubjects()
	for i := range asked.plan.ways {
		for n := range asked.holding(&asked.plan.ways[i], having).each {
			if asked.mayAsk(n) {
				allowed.add(n)
			}
		}
	}
	return allowed
}

// holdersOf are the subjects of a holder.
func (x *index) holdersOf(o *orgIndex, name string) bitset {
	set := newBitset(len(o.subjects))
	if n, ok := x.holders.of[name]; ok {
		o.addHolder(set, holder(n))
		return set
	}
	if n, ok := o.owners.of[name]; ok {
		o.addHolder(set, holder(n))
		return set
	}
	if team, ok := strings.CutPrefix(name, "team:"); ok {
		for _, login := range x.members(o, team) {
			set.add(o.firstUser + x.users.find(login))
		}
		for _, row := range x.rows.Members {
			if n, ok := o.others[row.Subject]; ok && row.Org == o.label && slices.Contains(row.Holders, name) {
				set.add(n)
			}
		}
		return set
	}
	if login, ok := strings.CutPrefix(name, "user:"); ok {
		if n := x.users.find(login); n >= 0 {
			set.add(o.firstUser + n)
		}
		return set
	}
	if n, ok := o.others[name]; ok {
		set.add(n)
	}
	return set
}
