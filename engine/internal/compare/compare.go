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
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/fingerprint"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/list"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// A comparer compares two configurations, the sides.
type comparer struct {
	ctx   context.Context
	sides [2]side
	at    time.Time
	// pairs are the orgs of both sides, by their names.
	pairs []pair
	// actions are the actions that Grafana checks on each type of resource.
	actions map[string][]string
	// differs reports whether the rules differ, so that everything may have changed.
	differs bool
	// sessions are the external groups to compare sessions with.
	sessions [][]string
	// found is called with each cell that differs.
	found func(*cell) error
	// leave, if not nil, is called after each org.
	leave func()

	// The org that is compared, and its classes of subjects. Moved are the classes that hold
	// different things on the two sides, and users the classes of users.
	org     pair
	classes []*class
	plain   map[string]*class // those of users without a session, by login
	moved   bitset.Set
	users   bitset.Set
}

// A side is one of the configurations that are compared.
type side struct {
	*access.Matcher
	prints *fingerprint.Prints
	names  *vocabulary.Numbering
	// crowds are the subjects of each class in each org whose rights count, all of them or
	// only the moved ones.
	crowds map[crowdKey]*index.Crowd
	// asking are the classes whose subjects can ask at all.
	asking bitset.Set
}

type crowdKey struct {
	org   int32
	moved bool
}

// A pair is an org with its label on each side, empty where it is not declared.
type pair struct {
	labels [2]string
	// numbers are the numbers of the org on each side, -1 where it is not declared.
	numbers [2]int32
	// name is the label of the org in results: the second one, if it is declared there.
	name string
}

func newComparer(ctx context.Context, a, b *access.Matcher, at time.Time, found func(*cell) error) *comparer {
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
	}
	c.pairs = c.findPairs()
	c.sessions = c.findSessions()
	return c
}

// findPairs finds the orgs of both sides, ordered by name. An org is the one with its name in
// Grafana, whatever the labels, and otherwise the one with its label.
func (c *comparer) findPairs() []pair {
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
	var pairs []pair
	for _, o := range old.Orgs {
		p := pair{labels: [2]string{o.Label, ""}, numbers: [2]int32{o.Number, -1}, name: o.Label}
		if is := used[o]; is != nil {
			p.labels[1], p.numbers[1], p.name = is.Label, is.Number, is.Label
		} else if slices.Contains(now.OrgLabels(), o.Label) {
			p.name = old.orgName(o) // another org has its label now
		}
		pairs = append(pairs, p)
	}
	for _, o := range now.Orgs {
		if !taken[o] {
			pairs = append(pairs, pair{labels: [2]string{"", o.Label}, numbers: [2]int32{-1, o.Number}, name: o.Label})
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Compare(a.name, b.name) })
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
func (c *comparer) run() error {
	for _, org := range c.pairs {
		if err := c.enter(org); err != nil {
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
	// only are the classes that are allowed it on each side alone.
	only [2]bitset.Set
	// queries and problems are those of a request without a subject on each side.
	queries  [2]access.Query
	problems [2]access.Problem
}

// compare compares the decisions of an action on a class of resources.
func (c *comparer) compare(action string, r *resourceClass) error {
	found := &cell{action: action, things: r}
	var demands [2]demand
	for i := range c.sides {
		asked := c.request(i, action, r.members[0])
		found.queries[i], found.problems[i] = c.sides[i].MatchAccess(&asked)
		if found.problems[i] == access.NoProblem {
			demands[i] = c.sides[i].demand(&found.queries[i])
		}
	}
	a, b := &demands[0], &demands[1]
	if !a.possible && !b.possible {
		return nil
	}
	moved := !c.differs && a.possible == b.possible && slices.Equal(a.prints, b.prints)
	if moved && c.moved.Empty() {
		return nil
	}
	plain := c.allowed(found, moved, false)
	found.only = [2]bitset.Set{plain[0].Without(plain[1]), plain[1].Without(plain[0])}
	if err := c.report(found); err != nil || !a.createdMatters && !b.createdMatters {
		return err
	}
	// The creator of a resource counts where that makes a difference to the same subject.
	made := *found
	made.creators = true
	more := c.allowed(found, moved, true)
	matters := more[0].Without(plain[0])
	matters.Union(more[1].Without(plain[1]))
	matters.Intersect(c.users)
	made.only = [2]bitset.Set{more[0].Without(more[1]), more[1].Without(more[0])}
	made.only[0].Intersect(matters)
	made.only[1].Intersect(matters)
	return c.report(&made)
}

func (c *comparer) report(found *cell) error {
	if found.only[0].Empty() && found.only[1].Empty() {
		return nil
	}
	return c.found(found)
}

// request returns a request without a subject as a side spells it: orgs go by the labels there.
func (c *comparer) request(i int, action string, r authzen.Resource) authzen.Request {
	if t := c.sides[i].TypeOf(r.Type); t != nil && t.Shape == vocabulary.OrgShape && r.ID != "" {
		for _, p := range c.pairs {
			if p.name == r.ID {
				r.ID = p.labels[i]
				if r.ID == "" {
					r.ID = undeclared
				}
				break
			}
		}
	}
	return authzen.Request{Action: action, Resource: r, Org: c.labelOn(i), Time: c.at}
}

// undeclared is a name that no org has.
const undeclared = "\x00"

// labelOn returns the label of the compared org on a side, or one that no org has.
func (c *comparer) labelOn(i int) string {
	if c.org.labels[i] == "" {
		return undeclared
	}
	return c.org.labels[i]
}

// allowed returns the classes that are allowed the request of a cell on each side, all of them
// or only the moved ones.
func (c *comparer) allowed(f *cell, moved, creators bool) [2]bitset.Set {
	var all [2]bitset.Set
	for i := range c.sides {
		s := &c.sides[i]
		all[i] = bitset.New(len(c.classes))
		if f.problems[i] != access.NoProblem {
			continue
		}
		q := &f.queries[i]
		crowd := c.crowd(i, q.Org, moved)
		for n := range q.Plan.Ways {
			way := s.asking
			for _, need := range q.Needs(&q.Plan.Ways[n]) {
				having := bitset.New(len(c.classes))
				list.AddHaving(having, q, crowd, need, creators)
				having.Intersect(way)
				way = having
			}
			all[i].Union(way)
		}
		if moved {
			all[i].Intersect(c.moved)
		}
	}
	return all
}

// crowd returns the subjects of the classes in an org whose rights count.
func (c *comparer) crowd(i int, o *index.Org, moved bool) *index.Crowd {
	s, key := &c.sides[i], crowdKey{o.Number, moved}
	if known := s.crowds[key]; known != nil {
		return known
	}
	made := s.NewCrowd(o, len(c.classes))
	for n, class := range c.classes {
		if in := class.on[i].in; in != nil && (!moved || c.moved.Has(int32(n))) {
			made.Add(int32(n), in[o.Number])
		}
	}
	s.crowds[key] = &made
	return &made
}
