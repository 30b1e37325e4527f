package compare

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/policy"
)

// Diff finds the differences of the access that two matchers give at a time, and puts them into
// groups. Labels returns the label that an org of the second has in the first. The errors are
// those of Match.
func Diff(ctx context.Context, first, second *access.Matcher, at time.Time) (d diff.Diff, labels func(string) string, err error) {
	g := &grouper{}
	g.reset()
	g.c = newComparer(ctx, first, second, at, g.take)
	g.c.leave = g.leave
	if err := g.c.run(); err != nil {
		return diff.Diff{}, nil, err
	}
	slices.SortStableFunc(g.done, func(a, b diff.Group) int {
		return cmp.Or(
			cmp.Compare(a.Change, b.Change), // gained before lost
			-cmp.Compare(a.Weight, b.Weight),
			-cmp.Compare(a.Count, b.Count),
			cmp.Compare(a.Org, b.Org),
			cmp.Compare(a.Cause.Kind, b.Cause.Kind),
			cmp.Compare(a.Example.String(), b.Example.String()),
		)
	})
	d = diff.Diff{Groups: g.done, Notes: g.notes()}
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
		if p.name == name && p.labels[0] != "" {
			return p.labels[0]
		}
	}
	return name
}

// A grouper puts the cells of an org after another into groups.
type grouper struct {
	c      *comparer
	groups map[groupKey]*group
	order  []*group
	// sets are the classes of the cells, by the keys of the sets.
	sets  map[string]int
	known []bitset.Set
	done  []diff.Group
	noted noted
	// grants and holders are the causes of the org that were found before.
	grants  map[grantKey]found
	holders map[holderKey]found
}

type grantKey struct {
	side                      int
	place, holder, permission string
	row                       *policy.GrantRow
}

type holderKey struct {
	side   int
	org    int32
	class  int32
	holder string
}

type groupKey struct {
	side int
	kind diff.Kind
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
	things   *resourceClass
	creators bool
	set      int
}

// take takes a cell.
func (g *grouper) take(f *cell) error {
	for side := range f.only {
		if f.only[side].Empty() {
			continue
		}
		g.note(f, side)
		a := attribution{grouper: g, cell: f, side: side, other: 1 - side, causes: map[groupKey]*caused{}}
		if err := a.attribute(); err != nil {
			return err
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
		to = &group{side: key.side, cause: diff.Cause{Kind: of.kind, Problem: of.problem}, steps: map[string]bool{}, rows: map[row][]string{}}
		g.groups[key] = to
		g.order = append(g.order, to)
	}
	to.addStep(of.step)
	to.weight = max(to.weight, g.c.weight(f.action))
	to.put(row{f.things, f.creators, g.number(of.set)}, f.action)
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
	type plain explain.Step
	if text := fmt.Sprintf("%#v", plain(key)); !g.steps[text] {
		g.steps[text] = true
		g.cause.Steps = append(g.cause.Steps, s)
	}
}

// weight returns how much an action matters, by the policies of the side that has most to say.
func (c *comparer) weight(action string) int {
	return max(c.sides[0].Rows.Weights[action], c.sides[1].Rows.Weights[action])
}

// number returns the number of a set.
func (g *grouper) number(set bitset.Set) int {
	key := set.Key()
	n, ok := g.sets[key]
	if !ok {
		n = len(g.known)
		g.sets[key] = n
		g.known = append(g.known, set)
	}
	return n
}

// leave finishes the groups of an org.
func (g *grouper) leave() {
	for _, of := range g.byLine() {
		g.done = append(g.done, g.finish(of))
	}
	g.leaveNotes()
	g.reset()
}

// byLine returns the groups of an org. Those of what subjects hold and of what is granted become one
// if they are of the same line: somebody who joins a team is also in its list.
func (g *grouper) byLine() []*group {
	type line struct {
		side int
		explain.Source
	}
	var kept []*group
	known := map[line]*group{}
	for _, of := range g.order {
		into := of
		if of.cause.Kind == diff.Holder || of.cause.Kind == diff.Grant {
			for _, s := range of.cause.Steps {
				if other := known[line{of.side, s.Source}]; other != nil && s.File != "" {
					into = other
					break
				}
			}
			for _, s := range of.cause.Steps {
				known[line{of.side, s.Source}] = into
			}
		}
		if into == of {
			kept = append(kept, of)
			continue
		}
		g.merge(into, of)
	}
	return kept
}

// merge adds a group to another.
func (g *grouper) merge(into, of *group) {
	type at struct {
		things   *resourceClass
		creators bool
		action   string
	}
	var order []at
	sets := map[at]bitset.Set{}
	for _, from := range []*group{into, of} {
		for _, r := range from.order {
			for _, action := range from.rows[r] {
				key := at{r.things, r.creators, action}
				if sets[key] == nil {
					sets[key] = slices.Clone(g.known[r.set])
					order = append(order, key)
					continue
				}
				sets[key].Union(g.known[r.set])
			}
		}
	}
	into.rows, into.order = map[row][]string{}, nil
	for _, key := range order {
		into.put(row{key.things, key.creators, g.number(sets[key])}, key.action)
	}
	for _, s := range of.cause.Steps {
		into.addStep(s)
	}
	into.weight = max(into.weight, of.weight)
}

// put adds an action to a row.
func (g *group) put(r row, action string) {
	if g.rows[r] == nil {
		g.order = append(g.order, r)
	}
	g.rows[r] = append(g.rows[r], action)
}

func (g *grouper) reset() {
	g.groups, g.order, g.sets, g.known = map[groupKey]*group{}, nil, map[string]int{}, nil
	g.grants, g.holders = map[grantKey]found{}, map[holderKey]found{}
}

// finish returns a group. A row has all actions of the same subjects on the same resources, and
// resources with the same subjects and actions become one part: so no two parts could be one.
func (g *grouper) finish(of *group) diff.Group {
	type part struct {
		creators bool
		set      int
		actions  string
	}
	var order []part
	things := map[part][][]authzen.Resource{}
	for _, r := range of.order {
		actions := slices.Compact(slices.Sorted(slices.Values(of.rows[r])))
		p := part{r.creators, r.set, strings.Join(actions, "\n")}
		if things[p] == nil {
			order = append(order, p)
		}
		things[p] = append(things[p], r.things.members)
	}
	made := diff.Group{Change: diff.Lost, Org: g.c.org.name, Cause: of.cause, Weight: of.weight}
	if of.side == 1 {
		made.Change = diff.Gained
	}
	for _, p := range order {
		var subjects []diff.Subjects
		for n := range g.known[p.set].Each {
			for _, v := range g.c.classes[n].members {
				subjects = append(subjects, diff.Subjects{Subject: v.Subject, Logins: v.users})
			}
		}
		one := diff.NewPart(strings.Split(p.actions, "\n"), p.creators, subjects, things[p])
		made.Parts = append(made.Parts, one)
		made.Count += one.Count()
	}
	slices.SortStableFunc(made.Parts, func(a, b diff.Part) int { return cmp.Compare(b.Count(), a.Count()) })
	for r := range made.All() {
		r.Time = g.c.at
		made.Example = r
		break
	}
	return made
}
