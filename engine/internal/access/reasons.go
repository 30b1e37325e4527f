package access

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/internal/printable"
)

// Decide decides a request. With an error nothing was decided.
func (m *Matcher) Decide(ctx context.Context, r *authzen.Request) (bool, error) {
	q, p, err := m.Match(ctx, r)
	return err == nil && p == NoProblem && q.Allowed(), err
}

// Evaluate decides a request and gives the same reasons as the policies, with invisible
// characters escaped. With an error nothing was decided.
func (m *Matcher) Evaluate(ctx context.Context, r *authzen.Request) (allowed bool, reasons []string, err error) {
	q, p, err := m.Match(ctx, r)
	switch {
	case err != nil:
		return false, nil, err
	case p != NoProblem:
		reasons = []string{q.Problem(p).String()}
	default:
		allowed, reasons = q.reasons()
	}
	for i, reason := range reasons {
		reasons[i] = printable.Line(reason)
	}
	return allowed, reasons, nil
}

// reasons decides the request of a query and gives the reasons.
func (q *Query) reasons() (allowed bool, reasons []string) {
	for i := range q.Plan.Ways {
		if w := &q.Plan.Ways[i]; q.Holds(w) {
			return true, q.sentences(w)
		}
	}
	return false, q.missing()
}

// Needs returns all needs of a way, also those of delegating a role and of the data sources
// that the request names.
func (q *Query) Needs(w *vocabulary.Way) []vocabulary.Need {
	needs := w.Needs
	if w.OfNamed != nil && q.Request.DataSources != nil {
		needs = slices.Clone(w.OfNamed)
		for n := range q.Request.DataSources {
			needs = append(needs, vocabulary.Need{Permission: q.Index.OfSource, At: vocabulary.AtSource(n)})
		}
	}
	if w.Delegates {
		needs = slices.Concat(needs, q.Index.Held[q.Request.Resource.ID])
	}
	return needs
}

// sentences returns a sentence for each need of a way, with the grant that meets it.
func (q *Query) sentences(w *vocabulary.Way) []string {
	var sentences []string
	for _, n := range q.Needs(w) {
		f := q.nearest(n)
		sentences = append(sentences, fmt.Sprintf("%s has %s at %s: %s (%s)",
			f.Holder, f.Permission, f.Place, f.Because(), f.cited()))
	}
	return sentences
}

// missing returns a sentence for each need of each way that is not met.
func (q *Query) missing() []string {
	var sentences []string
	if !q.Subject.Member {
		sentences = append(sentences, fmt.Sprintf("%s is not a member of org %q", q.Key(), q.Org.Label))
	}
	for i := range q.Plan.Ways {
		for _, n := range q.Needs(&q.Plan.Ways[i]) {
			if !q.Has(n) {
				sentences = append(sentences, fmt.Sprintf("%s lacks %s at %s",
					q.Key(), q.Index.Permissions.Name(n.Permission), strings.Join(q.Places(n.At), ", ")))
			}
		}
	}
	return sentences
}

// A Finding is a grant that meets a need.
type Finding struct {
	Permission string
	Place      string
	Holder     string
	Source     string
	Row        *policy.GrantRow
}

// Whose returns the holder as the configuration names it: without the prefix of a user
// outside of an org.
func (f Finding) Whose() string { return strings.TrimPrefix(f.Holder, policy.Outside) }

// Giver returns the holder of the entry behind the grant, or the holder of the grant if
// there is no entry.
func (f Finding) Giver() string {
	if by := f.Row.Grant.By.Holder; by != "" && !strings.Contains(by, representatives.StandIn) {
		return by
	}
	return f.Whose()
}

// Because returns the reason of the grant as a phrase: its permission "Edit".
func (f Finding) Because() string {
	if !strings.Contains(f.Row.Holder, representatives.StandIn) {
		return f.Row.Grant.Because
	}
	return strings.ReplaceAll(f.Row.Grant.Because, f.Row.Holder, f.Holder)
}

// IsRule reports whether a rule of Grafana's made the grant, and not a declaration.
func (f Finding) IsRule() bool { return f.Row.Grant.By.Kind == "" || f.Row.Grant.By.Kind == "default" }

// cited returns the source of the grant. The source of a rule is one of Grafana's.
func (f Finding) cited() string {
	if f.IsRule() {
		return "Grafana: " + f.Source
	}
	return f.Source
}

// nearest returns the first finding for a need, which is met.
func (q *Query) nearest(n vocabulary.Need) Finding {
	for f := range q.Findings(n) {
		return f
	}
	return Finding{}
}

// Findings yields all grants that meet a need: those at the nearest place first, then
// ordered by holder and set.
func (q *Query) Findings(n vocabulary.Need) func(func(Finding) bool) {
	return func(yield func(Finding) bool) {
		exact := q.exactNames(n.At)
		for i, name := range q.Places(n.At) {
			found := q.FindingsAt(name, i < len(exact), n.Permission)
			slices.SortStableFunc(found, func(a, b Finding) int {
				return cmp.Or(cmp.Compare(a.Holder, b.Holder), cmp.Compare(a.Row.Set, b.Row.Set))
			})
			for _, f := range found {
				if !yield(f) {
					return
				}
			}
		}
	}
}

// FindingsAt returns the grants of a permission at a place and, if the place is an exact
// scope, those of globs that match it.
func (q *Query) FindingsAt(name string, exact bool, permission int32) (found []Finding) {
	add := func(g index.Grant, from index.Origin) {
		if q.holds(g.Holder) && q.Index.Sets[g.Set].Has(permission) && (q.Creator || !g.Creator) {
			found = append(found, Finding{q.Index.Permissions.Name(permission), name, q.Index.HolderName(q.Org, g.Holder), from.Source, q.Index.Row(from.Row)})
		}
	}
	if at := q.Org.Places[name]; at != nil {
		for i, g := range at.Grants {
			add(g, at.Origins[i])
		}
	}
	for i := range q.Org.Globs {
		if g := &q.Org.Globs[i]; exact && g.Glob.Matches(name) {
			add(g.Grant, g.Origin)
		}
	}
	return found
}

// Places returns the names of the places that a selector means, nearest first.
func (q *Query) Places(s vocabulary.Selector) []string {
	x, r := q.Index, &q.Request.Resource
	if n, ok := s.Source(); ok {
		return q.thingPlaces(x.DataSources, q.Request.DataSources[n])
	}
	switch s {
	case x.SomeSource:
		return x.PlacesOfSources(q.Org)
	case vocabulary.AtResource:
		return q.resourcePlaces()
	case vocabulary.AtDashboard:
		if q.Org.Thing(x.Dashboards, r.Dashboard) != nil {
			return q.thingPlaces(x.Dashboards, r.Dashboard)
		}
		return q.folderPlaces()
	case vocabulary.AtFolder:
		return q.folderPlaces()
	case vocabulary.AtMember, vocabulary.AtUser:
		return append(q.exactNames(s), x.Rows.MemberPlaces.Above...)
	}
	return append(q.exactNames(s), x.FixedPlaces(x.Selectors.Name(int32(s)))...)
}

func (q *Query) resourcePlaces() []string {
	x, r := q.Index, &q.Request.Resource
	switch {
	case !q.Type.Declarable:
		return append(q.exactNames(vocabulary.AtResource), x.Rows.KindPlaces[x.Kinds.Names[q.kind]]...)
	case q.Org.Thing(q.Type, r.ID) != nil:
		return q.thingPlaces(q.Type, r.ID)
	}
	_, created := x.InsidePattern(q.Org, r.Folder)
	return slices.Concat(created, q.folderPlaces())
}

// exactNames returns the places of the exact scopes of the resource.
func (q *Query) exactNames(s vocabulary.Selector) []string {
	var names []string
	if _, _, scopes := q.At(s); q.ID != "" {
		for _, scope := range scopes {
			names = append(names, scope+":"+q.Word(scope))
		}
	}
	return names
}

func (q *Query) thingPlaces(t *vocabulary.ResourceType, id string) []string {
	p := q.Index.ItemPattern(q.Org, representatives.ItemTypes[t.Number], id)
	return p.Names()
}

func (q *Query) folderPlaces() []string {
	if q.folder == nil {
		return nil
	}
	p, _ := q.Index.InsidePattern(q.Org, q.Request.Resource.Folder)
	return p.Names()
}
