package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/index"
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
	for i := range q.plan.Ways {
		if w := &q.plan.Ways[i]; q.holds(w) {
			return true, q.sentences(w)
		}
	}
	return false, q.missing()
}

// needs are all that a way takes.
func (q *query) needs(w *index.Way) []index.Need {
	if !w.Delegates {
		return w.Needs
	}
	return slices.Concat(w.Needs, q.index.Held[q.request.Resource.ID])
}

// sentences say which grants make a way hold.
func (q *query) sentences(w *index.Way) []string {
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
	if !q.subject.Member {
		sentences = append(sentences, fmt.Sprintf("%s is not a member of org %q", q.key(), q.org.Label))
	}
	for i := range q.plan.Ways {
		for _, n := range q.needs(&q.plan.Ways[i]) {
			if !q.has(n) {
				sentences = append(sentences, fmt.Sprintf("%s lacks %s at %s",
					q.key(), q.index.Permissions.Name(n.Permission), strings.Join(q.places(n.At), ", ")))
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
func (q *query) nearest(n index.Need) finding {
	for f := range q.findings(n) {
		return f
	}
	return finding{}
}

// findings are all grants that meet a need: at the nearest place first, then
// ordered by holder and set.
func (q *query) findings(n index.Need) func(func(finding) bool) {
	return func(yield func(finding) bool) {
		exact := q.exactNames(n.At)
		for i, name := range q.places(n.At) {
			found := q.findingsAt(name, i < len(exact), n.Permission)
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
	add := func(g index.Grant, from index.Origin) {
		if q.subject.Holds(g.Holder) && q.index.Sets[g.Set].Has(permission) && (q.creator || !g.Creator) {
			found = append(found, finding{q.index.Permissions.Name(permission), name, q.index.HolderName(q.org, g.Holder), from.Source, q.index.Row(from.Row)})
		}
	}
	if at := q.org.Places[name]; at != nil {
		for i, g := range at.Grants {
			add(g, at.Origins[i])
		}
	}
	for i := range q.org.Globs {
		if g := &q.org.Globs[i]; exact && g.Glob.Matches(name) {
			add(g.Grant, g.Origin)
		}
	}
	return found
}

// places are the names of the places that a selector stands for, nearest
// first.
func (q *query) places(s index.Selector) []string {
	x, r := q.index, &q.request.Resource
	switch s {
	case index.AtResource:
		return q.resourcePlaces()
	case index.AtDashboard:
		if q.org.Thing(x.Dashboards, r.Dashboard) != nil {
			return q.thingPlaces(x.Dashboards, r.Dashboard)
		}
		return q.folderPlaces()
	case index.AtFolder:
		return q.folderPlaces()
	case index.AtMember, index.AtUser:
		return append(q.exactNames(s), x.Rows.MemberPlaces.Above...)
	}
	return x.FixedPlaces(x.Selectors.Name(int32(s)))
}

func (q *query) resourcePlaces() []string {
	x, r := q.index, &q.request.Resource
	switch {
	case !q.typ.Declarable:
		return append(q.exactNames(index.AtResource), x.Rows.KindPlaces[x.Kinds.Names[q.kind]]...)
	case q.org.Thing(q.typ, r.ID) != nil:
		return q.thingPlaces(q.typ, r.ID)
	}
	created := "created in a folder"
	if r.Folder == representatives.General {
		created = "created in General"
	}
	return slices.Concat(x.FixedPlaces(created), q.folderPlaces())
}

// exactNames are the places of the id of the resource.
func (q *query) exactNames(s index.Selector) []string {
	var names []string
	if _, _, scopes := q.at(s); q.id != "" {
		for _, scope := range scopes {
			names = append(names, scope+":"+q.word(scope))
		}
	}
	return names
}

func (q *query) thingPlaces(t *index.ResourceType, id string) []string {
	p := q.index.ItemPattern(q.org, representatives.ItemTypes[t.Number], id)
	return p.Names()
}

func (q *query) folderPlaces() []string {
	if q.folder == nil {
		return nil
	}
	p := q.index.InsidePattern(q.org, q.request.Resource.Folder)
	return p.Names()
}
