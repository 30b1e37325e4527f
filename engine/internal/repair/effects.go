package repair

import (
	"cmp"
	"context"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/list"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
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

// reach counts the resources of the org at each place.
func reach(q *access.Query) map[string]int {
	counts := map[string]int{}
	for _, typ := range representatives.ItemTypes {
		for id := range typ.Items(q.Org.Data) {
			pattern := q.Index.ItemPattern(q.Org, typ, id)
			for _, place := range pattern.Names() {
				counts[place]++
			}
		}
	}
	return counts
}

// An extent measures what an edit gives. What it gives on named resources is less than
// anything that it gives on all of a kind, however few of them there are: it gives the same
// on those to come.
type extent struct {
	// toCome reports whether a permission is not on a named resource.
	toCome bool
	// here counts all permissions, each once for every resource of today.
	here int
}

func (e *extent) add(more extent) {
	e.toCome = e.toCome || more.toCome
	e.here += more.here
}

// times returns the extent of the same in n orgs, at least one.
func (e extent) times(n int) extent { return extent{e.toCome, e.here * n} }

// compare returns -1 for a smaller extent than the other one, and 1 for a larger one.
func (e extent) compare(other extent) int {
	switch {
	case e.toCome == other.toCome:
		return cmp.Compare(e.here, other.here)
	case e.toCome:
		return 1
	default:
		return -1
	}
}

// extentOf measures what sets give at a place.
func (q *repairer) extentOf(sets []int32, place string) extent {
	e := extent{here: breadthOf(q.Index, sets)}
	if _, id := representatives.SplitPlace(place); id == "" || strings.HasSuffix(place, ":*") {
		e.toCome = e.here > 0
	}
	e.here *= max(1, q.reach[place])
	return e
}

// extentOfHolder measures what a holder has.
func (q *repairer) extentOfHolder(name string) extent {
	var h index.Holder
	var places []*index.Place
	if n, ok := q.Index.Holders.Of[name]; ok {
		h, places = index.Holder(n), q.Org.Granted[n]
	} else if n, ok := q.Org.Owners.Of[name]; ok {
		h, places = index.Holder(n), q.Org.OwnGranted[n-index.FirstOwner]
	}
	var all extent
	for _, at := range places {
		for _, g := range at.Grants {
			if g.Holder == h {
				all.add(q.extentOf([]int32{g.Set}, at.Name()))
			}
		}
	}
	for _, g := range q.Org.Globs {
		if g.Grant.Holder == h && len(places)+int(h) > 0 {
			all.add(q.extentOf([]int32{g.Grant.Set}, policy.Anywhere))
		}
	}
	return all
}
