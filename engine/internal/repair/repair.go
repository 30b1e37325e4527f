package repair

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/derive"
	"github.com/rolecall/rolecall/engine/internal/list"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// A repairer looks for edits of the configuration that allow a request.
type repairer struct {
	*derive.Deriver
	// inTeam holds the holders that the subject becomes in a team, by its level there.
	// StandIn takes the place of the name of the team.
	inTeam map[string][]string
	// reach is the number of resources at each place, for extents.
	reach map[string]int
}

// A trial is an edit with its effects.
type trial struct {
	edit explain.Edit
	// gained holds the holders that the subject becomes, and lost those that it is no
	// longer.
	gained, lost []string
	// given holds what holders are given.
	given []givenTo
	// in matches requests to the changed configuration. It is nil for an edit whose
	// effects are holders and given alone.
	in *access.Matcher
	// loses reports whether the subject would lose access. It is for an edit without in.
	loses bool
	// extent measures what the edit gives the subject.
	extent extent
}

// A givenTo gives sets to a holder at a place.
type givenTo struct {
	holder, place string
	sets          []int32
}

// maxRepairs is the most repairs that an explanation has.
const maxRepairs = 12

// Repairs returns the smallest repairs by which the query would be allowed: repairs of one
// edit if there are any, otherwise repairs with an edit for each missing need.
func Repairs(ctx context.Context, d *derive.Deriver) ([]explain.Repair, error) {
	q := &repairer{d, map[string][]string{}, reach(d.Query)}
	found, err := candidates(ctx, q)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(found, func(a, b candidate) int {
		return cmp.Or(
			cmp.Compare(min(len(a.Losers), 1), min(len(b.Losers), 1)),
			cmp.Compare(a.Others, b.Others),
			cmp.Compare(len(a.Edits), len(b.Edits)),
			a.extent.compare(b.extent),
			cmp.Compare(len(a.Losers), len(b.Losers)),
		)
	})
	kept := []explain.Repair{}
	for _, c := range found {
		if !slices.ContainsFunc(kept, func(r explain.Repair) bool { return c.supersededBy(r) }) {
			kept = append(kept, c.Repair)
		}
	}
	kept = kept[:min(len(kept), maxRepairs)]
	for i := range kept {
		q.addRedundant(kept[i].Edits)
		for j := range kept[i].Edits {
			q.addGranters(&kept[i].Edits[j])
		}
	}
	return kept, nil
}

// candidates returns all repairs of one edit. If there are none, it returns repairs with an edit
// for each missing need.
func candidates(ctx context.Context, q *repairer) ([]candidate, error) {
	all, err := q.trials(ctx)
	if err != nil {
		return nil, err
	}
	tries := []try{{q, all, nil}}
	if !q.Index.Data.Grafana.Licence {
		tries[0].trials = slices.DeleteFunc(slices.Clone(all), func(t trial) bool { return needsLicence(q, &t.edit) })
		with, err := licensed(ctx, q)
		if err != nil {
			return nil, err
		}
		if with != nil {
			all, err := with.trials(ctx)
			if err != nil {
				return nil, err
			}
			tries = append(tries, try{with, all, q})
		}
	}
	before := allowedOthers(q.Matcher, &q.Request)
	var found []candidate
	for _, in := range tries {
		for _, t := range in.trials {
			if in.before == nil || needsLicence(q, &t.edit) {
				found = in.out(ctx, found, before, []trial{t})
			}
		}
	}
	for _, in := range tries {
		for i := range in.Plan.Ways {
			if len(found) > 0 {
				break
			}
			if set, ok := in.combined(&in.Plan.Ways[i], in.trials); ok {
				found = in.out(ctx, found, before, set)
			}
		}
	}
	return found, nil
}

// A candidate is a repair with its rank among others.
type candidate struct {
	explain.Repair
	extent extent
}

// supersededBy reports whether a repair has the effects of another one that is kept, but
// with a higher role or level.
func (c candidate) supersededBy(kept explain.Repair) bool {
	if len(c.Edits) != 1 || len(kept.Edits) != 1 {
		return false
	}
	a, b := c.Edits[0], kept.Edits[0]
	if a.Kind != b.Kind || a.Holder != b.Holder || a.Org != b.Org {
		return false
	}
	switch a.Kind {
	case explain.SetRole:
		return true
	case explain.AddPermission, explain.AddToTeam:
		return a.Resource == b.Resource
	}
	return false
}

// A try is a configuration and what to try in it. It is the one of the query or, with that
// one as before, the one with a licence.
type try struct {
	*repairer
	trials []trial
	before *repairer
}

// out adds the repair of some trials if it allows the query.
func (q try) out(ctx context.Context, found []candidate, before bitset.Set, trials []trial) []candidate {
	now, ok := q.outcome(ctx, trials)
	if !ok {
		return found
	}
	gainers, losers := bitset.New(len(q.Org.Subjects)), newLosers(q.Index)
	for n := range now.Each {
		if !before.Has(n) && q.Index.SubjectKey(q.Org, n) != q.Key() {
			gainers.Add(n)
		}
	}
	c := candidate{}
	for _, t := range trials {
		c.Edits = append(c.Edits, t.edit)
		c.extent.add(t.extent)
		losers.add(q.Query, &t)
	}
	if q.before != nil {
		c.NeedsLicence = true
		q.addLicence(ctx, losers, trials)
	}
	c.Gainers, c.Losers = keys(q.Query, gainers), losers.keys(q.Query)
	c.Others = len(c.Gainers)
	return append(found, c)
}

// keys returns the keys of subjects.
func keys(q *access.Query, of bitset.Set) []string {
	keys := []string{}
	for n := range of.Each {
		keys = append(keys, q.Index.SubjectKey(q.Org, n))
	}
	return keys
}

// less reports whether a trial is better than another one that meets the same need.
func less(a, b *trial) bool {
	if a.loses != b.loses {
		return b.loses
	}
	return len(a.given) == 0 && len(b.given) > 0 || a.extent.compare(b.extent) < 0
}

// combined returns trials that together meet all needs of a way: for each missing need the
// trial by which the subject loses nothing, that changes the subject alone or, if there is
// none, that gives least.
func (q *repairer) combined(w *vocabulary.Way, trials []trial) ([]trial, bool) {
	var chosen []trial
	for _, n := range q.Needs(w) {
		if q.Has(n) || slices.ContainsFunc(chosen, func(t trial) bool { return q.meets(t, n) }) {
			continue
		}
		var best *trial
		for i := range trials {
			t := &trials[i]
			if t.in != nil || !q.meets(*t, n) {
				continue
			}
			if best == nil || less(t, best) {
				best = t
			}
		}
		if best == nil {
			return nil, false
		}
		chosen = append(chosen, *best)
	}
	// What meets a need may also meet one for which something else was chosen before.
	for i := len(chosen) - 1; i >= 0; i-- {
		rest := slices.Delete(slices.Clone(chosen), i, i+1)
		if !slices.ContainsFunc(q.Needs(w), func(n vocabulary.Need) bool {
			return !q.Has(n) && !slices.ContainsFunc(rest, func(t trial) bool { return q.meets(t, n) })
		}) {
			chosen = rest
		}
	}
	return chosen, len(chosen) > 0
}

// addGranters finds who can make an edit in Grafana.
func (q *repairer) addGranters(e *explain.Edit) {
	e.Granters = []string{}
	r, ok := madeBy(q, e)
	if !ok {
		return
	}
	granters, p := q.Matcher.MatchAccess(&r)
	if p != access.NoProblem {
		return
	}
	for s := range list.Subjects(&granters) {
		e.Granters = append(e.Granters, authzen.Key(s.Type, s.ID))
	}
}

// madeBy returns the request that must be allowed for making an edit in Grafana. It is not
// ok if the version has no rule for that.
func madeBy(q *repairer, e *explain.Edit) (authzen.Request, bool) {
	kind, of, id := kindOf(q, e)
	pair, ok := q.Index.Rows.MadeBy[kind][of]
	if !ok {
		return authzen.Request{}, false
	}
	r := authzen.Request{Action: pair[0], Resource: authzen.Resource{Type: pair[1], ID: id}, Org: q.Org.Label}
	if pair[1] == "org" {
		r.Resource.ID = ""
	}
	return r, q.Index.RuledFor(r)
}

// kindOf returns what an edit is by the rows of the policies: a kind, and what it is
// about. Id is the name of the thing that it changes.
func kindOf(q *repairer, e *explain.Edit) (kind, of, id string) {
	switch e.Kind {
	case explain.AddPermission, explain.AddToTeam:
		var typ string
		typ, id, _ = strings.Cut(e.Resource, ":")
		return "entry", representatives.TypeOf(representatives.ItemTypes[q.Index.TypeOf(typ).Number].Scope), id
	case explain.SetRole, explain.AssignRole, explain.SetServerAdmin:
		kind, of = string(e.Kind), representatives.TypeOf(e.Holder)
		if e.Kind == explain.SetRole && q.Org.Data.Members[e.Holder] == nil {
			kind = "member"
		}
		_, id, _ = strings.Cut(e.Holder, ":")
	}
	return kind, of, id
}
