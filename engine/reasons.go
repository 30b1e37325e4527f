package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/printable"
)

// decide decides a request. With an error nothing was decided.
func (m *matcher) decide(ctx context.Context, r *Request) (bool, error) {
	q, p, err := m.match(ctx, r)
	return err == nil && p == noProblem && q.allowed(), err
}

// evaluate decides a request and gives the reasons, those of the policies' decision, as
// they are printed. With an error nothing was decided.
func (m *matcher) evaluate(ctx context.Context, r *Request) (allowed bool, reasons []string, err error) {
	q, p, err := m.match(ctx, r)
	switch {
	case err != nil:
		return false, nil, err
	case p != noProblem:
		reasons = []string{q.told(p).String()}
	default:
		allowed, reasons = q.reasons()
	}
	for i, reason := range reasons {
		reasons[i] = printable.Line(reason)
	}
	return allowed, reasons, nil
}

// reasons decides the request of a query and says why.
func (q *query) reasons() (allowed bool, reasons []string) {
	for i := range q.plan.ways {
		if w := &q.plan.ways[i]; q.holds(w) {
			return true, q.sentences(w)
		}
	}
	return false, q.missing()
}

// needs are all that a way takes.
func (q *query) needs(w *way) []need {
	if !w.delegates {
		return w.needs
	}
	return slices.Concat(w.needs, q.index.held[q.request.Resource.ID])
}

// sentences say which grants make a way hold.
func (q *query) sentences(w *way) []string {
	var sentences []string
	for _, n := range q.needs(w) {
		f := q.nearest(n)
		sentences = append(sentences, fmt.Sprintf("%s has %s at %s: %s (%s)",
			f.holder, f.permission, f.place, f.because(), f.source))
	}
	return sentences
}

// missing says what the subject would need for each way.
func (q *query) missing() []string {
	var sentences []string
	if !q.subject.member {
		sentences = append(sentences, fmt.Sprintf("%s is not a member of org %q", q.key(), q.org.label))
	}
	for i := range q.plan.ways {
		for _, n := range q.needs(&q.plan.ways[i]) {
			if !q.has(n) {
				sentences = append(sentences, fmt.Sprintf("%s lacks %s at %s",
					q.key(), q.index.permissions.name(n.permission), strings.Join(q.places(n.at), ", ")))
			}
		}
	}
	return sentences
}

// A finding is a grant that meets a need.
type finding struct {
	permission string
	place      string
	holder     string
	source     string
	row        *policy.GrantRow
}

// whose is the holder as the configuration names it: a user outside of an org is
// the same user.
func (f finding) whose() string { return strings.TrimPrefix(f.holder, policy.Outside) }

// giver returns the holder of the entry that gave the grant, and otherwise the
// one that has it.
func (f finding) giver() string {
	if by := f.row.Grant.By.Holder; by != "" && !strings.Contains(by, representatives.StandIn) {
		return by
	}
	return f.whose()
}

// because is what gave the grant.
func (f finding) because() string {
	if !strings.Contains(f.row.Holder, representatives.StandIn) {
		return f.row.Grant.Because
	}
	return strings.ReplaceAll(f.row.Grant.Because, f.row.Holder, f.holder)
}

// nearest is the first finding for a need that is met.
func (q *query) nearest(n need) finding {
	for f := range q.findings(n) {
		return f
	}
	return finding{}
}

// findings are all grants that meet a need: at the nearest place first, then
// ordered by holder and set.
func (q *query) findings(n need) func(func(finding) bool) {
	return func(yield func(finding) bool) {
		exact := q.exactNames(n.at)
		for i, name := range q.places(n.at) {
			found := q.findingsAt(name, i < len(exact), n.permission)
			slices.SortStableFunc(found, func(a, b finding) int {
				return cmp.Or(cmp.Compare(a.holder, b.holder), cmp.Compare(a.row.Set, b.row.Set))
			})
			for _, f := range found {
				if !yield(f) {
					return
				}
			}
		}
	}
}

// findingsAt are the grants at a place, and those by globs that match an exact
// scope.
func (q *query) findingsAt(name string, exact bool, permission int32) (found []finding) {
	add := func(g grant, from origin) {
		if q.subject.holds(g.holder) && q.index.sets[g.set].Has(permission) && (q.creator || !g.creator) {
			found = append(found, finding{q.index.permissions.name(permission), name, q.index.holderName(q.org, g.holder), from.source, q.index.row(from.row)})
		}
	}
	if at := q.org.places[name]; at != nil {
		for i, g := range at.grants {
			add(g, at.origins[i])
		}
	}
	for i := range q.org.globs {
		if g := &q.org.globs[i]; exact && g.glob.matches(name) {
			add(g.grant, g.origin)
		}
	}
	return found
}

// places are the names of the places that a selector stands for, nearest
// first.
func (q *query) places(s selector) []string {
	x, r := q.index, &q.request.Resource
	switch s {
	case atResource:
		return q.resourcePlaces()
	case atDashboard:
		if q.org.thing(x.dashboards, r.Dashboard) != nil {
			return q.thingPlaces(x.dashboards, r.Dashboard)
		}
		return q.folderPlaces()
	case atFolder:
		return q.folderPlaces()
	case atMember, atUser:
		return append(q.exactNames(s), x.rows.MemberPlaces.Above...)
	}
	return x.fixedPlaces(x.selectors.name(int32(s)))
}

func (q *query) resourcePlaces() []string {
	x, r := q.index, &q.request.Resource
	switch {
	case !q.typ.declarable:
		return append(q.exactNames(atResource), x.rows.KindPlaces[x.kinds.names[q.kind]]...)
	case q.org.thing(q.typ, r.ID) != nil:
		return q.thingPlaces(q.typ, r.ID)
	}
	created := "created in a folder"
	if r.Folder == representatives.General {
		created = "created in General"
	}
	return slices.Concat(x.fixedPlaces(created), q.folderPlaces())
}

// exactNames are the places of the id of the resource.
func (q *query) exactNames(s selector) []string {
	var names []string
	if _, _, scopes := q.at(s); q.id != "" {
		for _, scope := range scopes {
			names = append(names, scope+":"+q.word(scope))
		}
	}
	return names
}

func (q *query) thingPlaces(t *resourceType, id string) []string {
	p := q.index.itemPattern(q.org, representatives.ItemTypes[t.number], id)
	return p.names()
}

func (q *query) folderPlaces() []string {
	if q.folder == nil {
		return nil
	}
	p := q.index.insidePattern(q.org, q.request.Resource.Folder)
	return p.names()
}
