package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// reasons are the sentences for a request; the policies' decision has the
// same.
func (x *index) reasons(r Request) []string {
	q := question{index: x, request: &r}
	if p := q.ask(); p != noProblem {
		return []string{q.sentence(p)}
	}
	for i := range q.plan.ways {
		if w := &q.plan.ways[i]; q.holds(w) {
			return q.given(w)
		}
	}
	return q.missing()
}

// needs are all that a way takes.
func (q *question) needs(w *way) []need {
	if !w.delegates {
		return w.needs
	}
	return slices.Concat(w.needs, q.index.held[q.request.Resource.ID])
}

// given says which grants make a way hold.
func (q *question) given(w *way) []string {
	var sentences []string
	for _, n := range q.needs(w) {
		f := q.nearest(n)
		sentences = append(sentences, fmt.Sprintf("%s has %s at %s: %s (%s)",
			f.holder, q.index.permissions.name(n.permission), f.place, f.because(), f.grant.source))
	}
	return sentences
}

// missing says what the subject would need for each way.
func (q *question) missing() []string {
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
	place  string
	holder string
	grant  *grant
	row    *grantRow
}

// because is what gave the grant.
func (f finding) because() string {
	if !strings.Contains(f.row.Holder, standIn) {
		return f.row.Grant.Because
	}
	return strings.ReplaceAll(f.row.Grant.Because, f.row.Holder, f.holder)
}

// nearest is the first finding for a need that is met.
func (q *question) nearest(n need) finding {
	for f := range q.findings(n) {
		return f
	}
	return finding{}
}

// findings are all grants that meet a need: at the nearest place first, then
// ordered by holder and set.
func (q *question) findings(n need) func(func(finding) bool) {
	return func(yield func(finding) bool) {
		p := q.at(n.at)
		for i, name := range q.places(n.at) {
			found := q.findingsAt(name, i < len(p.scopes), n.permission)
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

// findingsAt are the grants at a place; where nothing is granted at an exact
// scope itself, globs may.
func (q *question) findingsAt(name string, exact bool, permission int32) (found []finding) {
	meets := func(g *grant) {
		if q.subject.holds(g.holder) && g.gives.has(permission) && (q.creator || !g.creator) {
			found = append(found, finding{name, q.index.holderName(q.org, g.holder), g, q.index.row(g.row)})
		}
	}
	if at := q.org.places[name]; at != nil {
		for i := range at.any {
			meets(&at.any[i])
		}
		for i := range at.own {
			meets(&at.own[i])
		}
		return found
	}
	for i := range q.org.globs {
		if !exact {
			break
		}
		if g := &q.org.globs[i]; g.glob.Match(name) {
			meets(&g.grant)
		}
	}
	return found
}

// places are the names of the places that a selector stands for, nearest
// first.
func (q *question) places(s selector) []string {
	x, r := q.index, &q.request.Resource
	switch s {
	case atResource:
		return q.resourcePlaces()
	case atDashboard:
		if q.org.thing("dashboard", r.Dashboard) != nil {
			return q.thingPlaces("dashboard", r.Dashboard)
		}
		return q.folderPlaces()
	case atFolder:
		return q.folderPlaces()
	case atMember, atUser:
		return append(q.member.names(), x.rows.MemberPlaces.Above...)
	}
	return x.fixedPlaces(x.selectors.name(int32(s)))
}

func (q *question) resourcePlaces() []string {
	x, r := q.index, &q.request.Resource
	switch {
	case !q.typ.declarable:
		return append(q.self.names(), x.rows.KindPlaces[x.kinds.names[q.kind]]...)
	case q.org.thing(q.typ.name, r.ID) != nil:
		return q.thingPlaces(q.typ.name, r.ID)
	}
	created := "created in a folder"
	if r.Folder == general {
		created = "created in General"
	}
	return slices.Concat(x.fixedPlaces(created), q.folderPlaces())
}

// names are the exact scopes of a place.
func (p *place) names() []string {
	var names []string
	for _, scope := range p.scopes {
		names = append(names, scope+":"+p.id)
	}
	return names
}

func (q *question) thingPlaces(typ, id string) []string {
	for _, t := range itemTypes {
		if t.typ == typ {
			p := q.index.itemPattern(q.org, t, id)
			return p.names()
		}
	}
	return nil
}

func (q *question) folderPlaces() []string {
	if q.folder.cover == nil {
		return nil
	}
	p := q.index.insidePattern(q.org, q.request.Resource.Folder)
	return p.names()
}
