package compare

import (
	"cmp"
	"context"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/askers"
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/fingerprint"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// A comparer compares two configurations, the sides.
type comparer struct {
	ctx   context.Context
	sides [2]side
	at    time.Time
	// pairs are the orgs of both sides, by their names.
	pairs []askers.Pair
	// actions are the actions that Grafana checks on each type of resource.
	actions map[string][]string
	// differs reports whether the rules differ, so that everything may have changed.
	differs bool
	// heaviest is the greatest weight of an action; 0 for policies without weights.
	heaviest int
	// found is called with each cell that differs.
	found func(*cell) error
	// leave, if not nil, is called after each org.
	leave func()

	// all are the askers of all orgs, and org those of the org that is compared.
	all *askers.All
	org *askers.Org
}

// A side is one of the configurations that are compared.
type side struct {
	*access.Matcher
	prints *fingerprint.Prints
	names  *vocabulary.Numbering
}

func newComparer(ctx context.Context, a, b *access.Matcher, at time.Time, found func(*cell) error) (*comparer, error) {
	names := &vocabulary.Numbering{}
	c := &comparer{
		ctx:     ctx,
		at:      at,
		actions: map[string][]string{},
		differs: !reflect.DeepEqual(a.Rows.Rules(), b.Rows.Rules()),
		found:   found,
	}
	for i, m := range []*access.Matcher{a, b} {
		m = m.Remembering()
		c.sides[i] = side{Matcher: m, prints: fingerprint.New(m, names), names: names}
		for _, weight := range m.Rows.Weights {
			c.heaviest = max(c.heaviest, weight)
		}
	}
	c.pairs = c.findPairs()
	var err error
	c.all, err = askers.New(ctx, [2]*access.Matcher{c.sides[0].Matcher, c.sides[1].Matcher}, c.pairs, at)
	return c, err
}

// findPairs finds the orgs of both sides, ordered by name. An org is the one with its name in
// Grafana, whatever the labels, and otherwise the one with its label.
func (c *comparer) findPairs() []askers.Pair {
	old, now := &c.sides[0], &c.sides[1]
	byName, used := map[string]*index.Org{}, map[*index.Org]*index.Org{}
	for _, o := range now.Orgs {
		byName[now.orgName(o)] = o
	}
	taken := map[*index.Org]bool{}
	for _, find := range []func(*index.Org) *index.Org{
		func(o *index.Org) *index.Org { return byName[old.orgName(o)] },
		func(o *index.Org) *index.Org {
			if i := slices.Index(now.OrgLabels(), o.Label); i >= 0 {
				return now.Orgs[i]
			}
			return nil
		},
	} {
		for _, o := range old.Orgs {
			if is := find(o); is != nil && used[o] == nil && !taken[is] {
				used[o], taken[is] = is, true
			}
		}
	}
	var pairs []askers.Pair
	for _, o := range old.Orgs {
		p := askers.Pair{Labels: [2]string{o.Label, ""}, Numbers: [2]int32{o.Number, -1}, Name: o.Label}
		if is := used[o]; is != nil {
			p.Labels[1], p.Numbers[1], p.Name = is.Label, is.Number, is.Label
		} else if slices.Contains(now.OrgLabels(), o.Label) {
			p.Name = old.orgName(o) // another org has its label now
		}
		pairs = append(pairs, p)
	}
	for _, o := range now.Orgs {
		if !taken[o] {
			pairs = append(pairs, askers.Pair{Labels: [2]string{"", o.Label}, Numbers: [2]int32{-1, o.Number}, Name: o.Label})
		}
	}
	slices.SortFunc(pairs, func(a, b askers.Pair) int { return cmp.Compare(a.Name, b.Name) })
	return pairs
}

// orgName returns the name of an org in Grafana.
func (s *side) orgName(o *index.Org) string {
	for name, label := range s.Data.OrgIDs {
		if label == o.Label && name != label {
			return name
		}
	}
	return o.Label
}

// run calls found with all cells that differ. The errors are those of Match.
func (c *comparer) run() (err error) {
	for i := range c.pairs {
		if c.org, err = c.all.In(&c.pairs[i]); err != nil {
			return err
		}
		for _, r := range c.things() {
			if err := c.ctx.Err(); err != nil {
				return err
			}
			for _, action := range c.asked(r.members[0].Type) {
				if err := c.compare(action, r); err != nil {
					return err
				}
			}
		}
		if c.leave != nil {
			c.leave()
		}
	}
	return nil
}

// asked returns the actions that Grafana checks on a type of resource, or asks without a
// resource. Actions with a name of Grafana's come first, as they make better examples.
func (c *comparer) asked(typ string) []string {
	actions, ok := c.actions[typ]
	if ok {
		return actions
	}
	all := map[string]bool{}
	for _, s := range c.sides {
		asked := s.ActionsOf(typ)
		if typ == "" {
			asked = slices.Collect(maps.Keys(s.Rows.Asks))
		}
		for _, action := range asked {
			all[action] = true
		}
	}
	coined := func(action string) int {
		if c.sides[0].Rows.Coined[action] {
			return 1
		}
		return 0
	}
	actions = slices.Sorted(maps.Keys(all))
	slices.SortStableFunc(actions, func(a, b string) int { return coined(a) - coined(b) })
	c.actions[typ] = actions
	return actions
}

// A cell is an action on a class of resources that some classes of subjects are allowed on one
// side only.
type cell struct {
	action string
	things *resourceClass
	// creators reports whether each subject has created the resource.
	creators bool
	// layers are those in which other classes may be allowed it than in layer 0.
	layers []int32
	// only are the classes that are allowed it on each side alone: in layer 0, which stands for
	// the others, and then in each of layers.
	only [2][]bitset.Set
	// queries and problems are those of a request without a subject on each side.
	queries  [2]access.Query
	problems [2]access.Problem
}

// layer returns the number of the layer of a set of the cell.
func (f *cell) layer(n int) int {
	if n == 0 {
		return 0
	}
	return int(f.layers[n-1])
}

// compare compares the decisions of an action on a class of resources.
func (c *comparer) compare(action string, r *resourceClass) error {
	found := &cell{action: action, things: r}
	var possible [2]bool
	for i := range c.sides {
		asked := c.request(i, action, r.members[0])
		found.queries[i], found.problems[i] = c.sides[i].MatchAccess(&asked)
		possible[i] = found.problems[i] == access.NoProblem
	}
	if !possible[0] && !possible[1] {
		return nil
	}
	moved := possible[0] && possible[1] && c.same(&found.queries[0], &found.queries[1])
	if moved && c.org.Moved.Empty() {
		return nil
	}
	found.layers = c.special(found)
	plain := c.allowed(found, moved, false)
	found.only = apart(plain)
	if err := c.report(found); err != nil {
		return err
	}
	if !(possible[0] && creatorMatters(&found.queries[0])) && !(possible[1] && creatorMatters(&found.queries[1])) {
		return nil
	}
	// The creator of a resource counts where that makes a difference to the same subject.
	made := *found
	made.creators = true
	more := c.allowed(found, moved, true)
	made.only = apart(more)
	for n := range plain[0] {
		matters := more[0][n].Without(plain[0][n])
		matters.Union(more[1][n].Without(plain[1][n]))
		matters.Intersect(c.org.Users)
		made.only[0][n].Intersect(matters)
		made.only[1][n].Intersect(matters)
	}
	return c.report(&made)
}

// apart returns the classes of each of two lists of sets that the other does not have.
func apart(all [2][]bitset.Set) (only [2][]bitset.Set) {
	for n := range all[0] {
		only[0] = append(only[0], all[0][n].Without(all[1][n]))
		only[1] = append(only[1], all[1][n].Without(all[0][n]))
	}
	return only
}

// special returns the layers in which other classes may be allowed a cell than in layer 0.
func (c *comparer) special(f *cell) []int32 {
	var asked [2]*access.Query
	for i := range asked {
		if f.problems[i] == access.NoProblem {
			asked[i] = &f.queries[i]
		}
	}
	return c.org.Special(asked)
}

// allEmpty reports whether no class is in any of some sets.
func allEmpty(sets []bitset.Set) bool {
	return !slices.ContainsFunc(sets, func(set bitset.Set) bool { return !set.Empty() })
}

func (c *comparer) report(found *cell) error {
	if allEmpty(found.only[0]) && allEmpty(found.only[1]) {
		return nil
	}
	return c.found(found)
}

// request returns a request without a subject as a side spells it: orgs go by the labels there.
func (c *comparer) request(i int, action string, r authzen.Resource) authzen.Request {
	if t := c.sides[i].TypeOf(r.Type); t != nil && t.Shape == vocabulary.OrgShape && r.ID != "" {
		for _, p := range c.pairs {
			if p.Name == r.ID {
				r.ID = p.On(i)
				break
			}
		}
	}
	return authzen.Request{Action: action, Resource: r, Org: c.org.On(i), Time: c.at}
}

// allowed returns the classes that are allowed the request of a cell on each side, in layer 0 and in
// the layers of the cell: all of them or only the moved ones.
func (c *comparer) allowed(f *cell, moved, creators bool) [2][]bitset.Set {
	var all [2][]bitset.Set
	for i := range c.sides {
		var layers []askers.Layer
		for n := range len(f.layers) + 1 {
			layers = append(layers, askers.Layer{Org: c.org, Side: i, Number: f.layer(n), Moved: moved})
			all[i] = append(all[i], bitset.New(len(c.org.Classes)))
		}
		if f.problems[i] == access.NoProblem {
			addAllowed(all[i], &f.queries[i], layers, creators)
		}
		for _, set := range all[i] {
			if moved {
				set.Intersect(c.org.Moved)
			}
		}
	}
	return all
}

// addAllowed adds to each of some sets the classes of a layer that are allowed a query. The first layer
// is layer 0.
func addAllowed(to []bitset.Set, q *access.Query, layers []askers.Layer, creators bool) {
	ways := make([]bitset.Set, len(layers))
	for n := range q.Plan.Ways {
		for i, layer := range layers {
			ways[i] = layer.Asking(layer.Side, layer.Number)
		}
		for _, need := range q.Needs(&q.Plan.Ways[n]) {
			plain := bitset.New(len(to[0]) * 64)
			layers[0].AddHaving(plain, q, need, creators)
			for i, layer := range layers {
				having := slices.Clone(layer.HavingWith(plain, q, need, creators))
				having.Intersect(ways[i])
				ways[i] = having
			}
		}
		for i := range to {
			to[i].Union(ways[i])
		}
	}
}
