package compare

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/askers"
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// Diff finds the differences of the access that two matchers give at a time, and puts them into
// groups. Labels returns the label that an org of the second has in the first. The errors are
// those of Match.
func Diff(ctx context.Context, first, second *access.Matcher, at time.Time) (d diff.Diff, labels func(string) string,
	err error) {
	g := &grouper{groups: map[groupKey]*group{}}
	g.reset()
	if g.c, err = newComparer(ctx, first, second, at, g.take); err != nil {
		return diff.Diff{}, nil, err
	}
	g.c.leave = g.leave
	if err := g.c.run(); err != nil {
		return diff.Diff{}, nil, err
	}
	var done []diff.Group
	for _, of := range g.byLine() {
		done = append(done, g.finish(of))
	}
	slices.SortStableFunc(done, func(a, b diff.Group) int {
		first := cmp.Or(
			cmp.Compare(a.Change, b.Change), // gained before lost
			-cmp.Compare(a.Weight, b.Weight),
			-cmp.Compare(a.Count, b.Count),
			cmp.Compare(a.Example.Org, b.Example.Org),
			cmp.Compare(a.Cause.Kind, b.Cause.Kind),
		)
		if first != 0 {
			return first
		}
		return cmp.Compare(a.Example.String(), b.Example.String())
	})
	d = diff.Diff{Groups: done, Notes: g.notes()}
	for _, group := range d.Groups {
		if group.Change == diff.Gained {
			d.Gained += group.Count
		} else {
			d.Lost += group.Count
		}
	}
	d.Gone, d.New = g.c.declaredOnly(0), g.c.declaredOnly(1)
	return d, g.c.firstLabel, nil
}

// firstLabel returns the label in the first configuration of an org with a name.
func (c *comparer) firstLabel(name string) string {
	for _, p := range c.pairs {
		if p.Name == name && p.Labels[0] != "" {
			return p.Labels[0]
		}
	}
	return name
}

// A grouper puts the cells of all orgs into groups.
type grouper struct {
	c      *comparer
	groups map[groupKey]*group
	order  []*group
	noted  noted
	// in has the sets of the org that is compared.
	in *orgSets
	// grants and holders are the causes of the org that were found before.
	grants  map[grantKey]found
	holders map[holderKey]found
	// alike are the grants elsewhere that have steps already.
	alike map[alikeKey]bool
	// places are those of the resources of the org.
	places map[placesKey][]string
}

// An orgSets has the sets of subjects that the cells of an org have, by numbers.
type orgSets struct {
	*askers.Org
	numbers map[string]int // by the keys of the sets
	sets    []askers.Set
	// anonymous are the classes of anonymous access, and outside those of users outside of the org
	// on each side. They are nil until they are needed.
	anonymous bitset.Set
	outside   [2]bitset.Set
	// counts are the numbers of subjects of the sets.
	counts map[int]int
}

type grantKey struct {
	side                      int
	place, holder, permission string
	row                       *policy.GrantRow
}

type alikeKey struct {
	side              int
	place, holder, id string
}

type placesKey struct {
	things *resourceClass
	side   int
	at     vocabulary.Selector
}

type holderKey struct {
	side, layer int
	org         int32
	class       int32
	holder      string
}

// A groupKey identifies a cause. The org is empty for a cause that all orgs share.
type groupKey struct {
	side int
	kind diff.Kind
	org  string
	id   string
}

// A group has the cells of a cause.
type group struct {
	side   int
	cause  diff.Cause
	steps  map[string]bool
	rows   map[row][]string
	order  []row
	weight int
}

// A row is what the actions of cells have in common.
type row struct {
	in       *orgSets
	things   *resourceClass
	creators bool
	set      int
}

// take takes a cell.
func (g *grouper) take(f *cell) error {
	g.in.Org = g.c.org
	for side := range f.only {
		if allEmpty(f.only[side]) {
			continue
		}
		g.note(f, side)
		a := attribution{grouper: g, cell: f, side: side, other: 1 - side, causes: map[groupKey]*caused{}}
		for a.at = range f.only[side] {
			if f.only[side][a.at].Empty() {
				continue
			}
			if err := a.attribute(); err != nil {
				return err
			}
		}
		for _, key := range a.order {
			g.put(f, key, a.causes[key])
		}
	}
	return nil
}

// put puts classes of a cell into the group of their cause.
func (g *grouper) put(f *cell, key groupKey, of *caused) {
	to := g.groups[key]
	if to == nil {
		to = &group{side: key.side, cause: diff.Cause{Kind: of.kind, Problem: of.problem, Denying: of.denying},
			steps: map[string]bool{}, rows: map[row][]string{}}
		g.groups[key] = to
		g.order = append(g.order, to)
	}
	to.addStep(of.step)
	for _, s := range of.alike {
		to.addStep(s)
	}
	to.weight = max(to.weight, g.c.weight(f.action))
	to.put(row{g.in, f.things, f.creators, g.in.add(g.in.NewSet(f.layers, of.sets))}, f.action)
}

// addStep adds a step of the cause, if it is new. A rule has one step, as an example.
func (g *group) addStep(s explain.Step) {
	if s.Kind == "" || g.cause.Kind == diff.Rule && len(g.cause.Steps) > 0 {
		return
	}
	key := s
	if s.Kind != explain.RolePermission {
		key.Action = ""
	}
	if text := keyOf(&key); !g.steps[text] {
		g.steps[text] = true
		g.cause.Steps = append(g.cause.Steps, s)
	}
}

// weight returns how much an action matters, by the policies of the side that has most to say.
func (c *comparer) weight(action string) int {
	return max(c.sides[0].Rows.Weights[action], c.sides[1].Rows.Weights[action])
}

// decides reports whether an action decides what others can do: no action weighs more.
func (c *comparer) decides(action string) bool {
	return c.heaviest > 0 && c.weight(action) == c.heaviest
}

// add returns the number of a set.
func (in *orgSets) add(set askers.Set) int {
	key := set.Key()
	n, ok := in.numbers[key]
	if !ok {
		n = len(in.sets)
		in.numbers[key] = n
		in.sets = append(in.sets, set)
	}
	return n
}

// leave finishes an org.
func (g *grouper) leave() {
	g.leaveNotes()
	g.reset()
}

func (g *grouper) reset() {
	g.in = &orgSets{numbers: map[string]int{}, counts: map[int]int{}}
	g.grants, g.holders, g.alike = map[grantKey]found{}, map[holderKey]found{}, map[alikeKey]bool{}
	g.places = map[placesKey][]string{}
}

// byLine returns the groups. Groups about the same line become one, in whatever org: somebody who
// joins a team is also in its list. So do groups that others link. What stands in no line, as in a
// world that a program made, is told by its text.
func (g *grouper) byLine() []*group {
	type line struct {
		side    int
		denying bool
		explain.Source
		text string
	}
	into := map[*group]*group{}
	root := func(of *group) *group {
		for into[of] != nil {
			of = into[of]
		}
		return of
	}
	first := map[line]*group{}
	for _, of := range g.order {
		if of.cause.Kind == diff.Rule || of.cause.Kind == diff.Action {
			continue // whose steps are examples
		}
		for _, s := range of.cause.Steps {
			at := line{side: of.side, denying: of.cause.Denying, Source: s.Source}
			if s.File == "" {
				at.text = string(of.cause.Kind) + keyOf(&s)
			}
			if first[at] == nil {
				first[at] = of
			} else if a, b := root(first[at]), root(of); a != b {
				into[b] = a
			}
		}
	}
	var kept []*group
	merged := map[*group][]*group{}
	for _, of := range g.order {
		to := root(of)
		if to == of {
			kept = append(kept, of)
		} else {
			merged[to] = append(merged[to], of)
		}
	}
	for into, others := range merged {
		into.merge(others)
	}
	return kept
}

// merge adds other groups to a group.
func (into *group) merge(others []*group) {
	all := append([]*group{into}, others...)
	type at struct {
		in       *orgSets
		things   *resourceClass
		creators bool
		action   string
	}
	var order []at
	sets := map[at]askers.Set{}
	for _, from := range all {
		for _, r := range from.order {
			for _, action := range from.rows[r] {
				key := at{r.in, r.things, r.creators, action}
				known, ok := sets[key]
				if !ok {
					sets[key] = r.in.sets[r.set]
					order = append(order, key)
					continue
				}
				sets[key] = r.in.Union(known, r.in.sets[r.set])
			}
		}
	}
	into.rows, into.order = map[row][]string{}, nil
	for _, key := range order {
		into.put(row{key.in, key.things, key.creators, key.in.add(sets[key])}, key.action)
	}
	for _, of := range others {
		for _, s := range of.cause.Steps {
			into.addStep(s)
		}
		into.weight = max(into.weight, of.weight)
	}
}

// put adds an action to a row.
func (g *group) put(r row, action string) {
	if g.rows[r] == nil {
		g.order = append(g.order, r)
	}
	g.rows[r] = append(g.rows[r], action)
}

// subjects returns an iterator over the subjects of a set.
func (in *orgSets) subjects(set int) iter.Seq[diff.Subjects] {
	return in.Subjects(in.sets[set])
}

// count returns the number of subjects of a set.
func (in *orgSets) count(set int) int {
	n, known := in.counts[set]
	if !known {
		n = in.Count(in.sets[set])
		in.counts[set] = n
	}
	return n
}

// finish returns a group. A row has all actions of the same subjects on the same resources, and
// resources with the same subjects and actions become one part: so no two parts could be one. Parts
// of the same subjects follow each other, the heaviest first and of these the largest.
func (g *grouper) finish(of *group) diff.Group {
	type subjects struct {
		in  *orgSets
		set int
	}
	type part struct {
		subjects
		creators bool
		actions  string
	}
	known := map[part]bool{} // with a resource that is not new
	things := map[part][][]authzen.Resource{}
	bySubjects := map[subjects][]part{}
	var order []subjects
	for _, r := range of.order {
		actions := slices.Compact(slices.Sorted(slices.Values(of.rows[r])))
		p := part{subjects{r.in, r.set}, r.creators, strings.Join(actions, "\n")}
		if bySubjects[p.subjects] == nil {
			order = append(order, p.subjects)
		}
		if things[p] == nil {
			bySubjects[p.subjects] = append(bySubjects[p.subjects], p)
		}
		things[p] = append(things[p], r.things.members)
		known[p] = known[p] || !r.things.new
	}
	made := diff.Group{Change: diff.Lost, Cause: of.cause, Weight: of.weight}
	if of.side == 1 {
		made.Change = diff.Gained
	}
	// What somebody can do with something new comes after what became possible otherwise, and what
	// takes creating something first comes last.
	weight := func(p part) int {
		heaviest := 0
		for action := range strings.SplitSeq(p.actions, "\n") {
			heaviest = max(heaviest, g.c.weight(action))
		}
		switch {
		case p.creators:
			return 0
		case !known[p]:
			return heaviest
		}
		return 100 + heaviest
	}
	counts, weights := map[subjects]int{}, map[subjects]int{}
	parts := map[subjects][]diff.Part{}
	for _, s := range order {
		slices.SortStableFunc(bySubjects[s], func(a, b part) int { return cmp.Compare(weight(b), weight(a)) })
		for _, p := range bySubjects[s] {
			one := diff.Part{Org: p.in.Name, Actions: strings.Split(p.actions, "\n"), Creators: p.creators}
			one = one.With(p.in.subjects(p.set), p.in.count(p.set), things[p])
			parts[s] = append(parts[s], one)
			counts[s] += one.Count()
			weights[s] = max(weights[s], weight(p))
		}
		made.Count += counts[s]
	}
	slices.SortStableFunc(order, func(a, b subjects) int {
		return cmp.Or(cmp.Compare(weights[b], weights[a]), cmp.Compare(counts[b], counts[a]))
	})
	for _, s := range order {
		made.Parts = append(made.Parts, parts[s]...)
	}
	made.Example = made.First()
	made.Example.Time = g.c.at
	return made
}
