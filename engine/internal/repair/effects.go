package repair

import (
	"context"

	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/list"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/scopes"
)

// losesBy reports whether the subject, with other holders, would no longer be allowed
// something in the org that it is allowed now.
func (q *repairer) losesBy(ctx context.Context, t *trial) bool {
	if len(t.lost) == 0 || !q.Subject.Member {
		return false
	}
	after := q.changed([]trial{*t})
	now := *q.Query
	now.Context = q.Org
	for action, resource := range list.Resources(&now, q.Index.ActionNames) {
		then := *after.Query
		then.Context = q.Org
		asked, p, err := then.About(ctx, action, resource)
		if err != nil || p != access.NoProblem || !asked.Allowed() {
			return true
		}
	}
	return false
}

// reach counts the resources of the org at each place. A place that is not the list of a
// resource counts for one more of each type: it also covers what will be created.
func reach(q *access.Query) map[string]int {
	counts, shared := map[string]int{}, map[string]bool{}
	for _, typ := range representatives.ItemTypes {
		clear(shared)
		items := typ.Items(q.Org.Data)
		for id := range items {
			pattern := q.Index.ItemPattern(q.Org, typ, id)
			for _, place := range pattern.Names() {
				counts[place]++
				if _, own := q.Org.Data.Folders[idOf(place)]; !own && place != scopes.Of(typ.Scope, id) {
					shared[place] = true
				}
			}
		}
		for place := range shared {
			counts[place]++
		}
	}
	return counts
}

func idOf(place string) string {
	_, id := representatives.SplitPlace(place)
	return id
}

// extentOf measures what sets give at a place: their permissions, times the resources there.
func (q *repairer) extentOf(sets []int32, place string) int {
	return breadthOf(q.Index, sets) * max(1, q.reach[place])
}

// extentOfHolder measures what a holder has.
func (q *repairer) extentOfHolder(name string) int {
	var h index.Holder
	var places []*index.Place
	if n, ok := q.Index.Holders.Of[name]; ok {
		h, places = index.Holder(n), q.Org.Granted[n]
	} else if n, ok := q.Org.Owners.Of[name]; ok {
		h, places = index.Holder(n), q.Org.OwnGranted[n-index.FirstOwner]
	}
	extent := 0
	for _, at := range places {
		for _, g := range at.Grants {
			if g.Holder == h {
				extent += q.extentOf([]int32{g.Set}, at.Name())
			}
		}
	}
	for _, g := range q.Org.Globs {
		if g.Grant.Holder == h && len(places)+int(h) > 0 {
			extent += q.extentOf([]int32{g.Grant.Set}, policy.Anywhere)
		}
	}
	return extent
}
