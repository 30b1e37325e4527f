package compare

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/list"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// A Comparison holds the differences in the access that two Views give. The zero
// Comparison has none.
type Comparison struct {
	// Gained is the access that only the other View gives, and Lost the access that only
	// the first one gives.
	Gained Changes `json:"gained"`
	Lost   Changes `json:"lost"`
}

// Same reports whether the access is the same.
func (c Comparison) Same() bool { return c.Gained.Count == 0 && c.Lost.Count == 0 }

// Changes are the requests whose decisions differ in one direction.
type Changes struct {
	// Count is the number of requests. In sessions, users with the same access count
	// once.
	Count int `json:"count"`
	// First is the first request, nil if there is none.
	First *authzen.Request `json:"first,omitempty"`
}

func (c *Changes) add(r authzen.Request) {
	if c.Count++; c.First == nil {
		c.First = &r
	}
}

// Matchers compares the access that two matchers give at a time, with the requests that
// View.Compare documents. The errors are those of Match.
func Matchers(ctx context.Context, first, second *access.Matcher, at time.Time) (Comparison, error) {
	c := newComparer(ctx, first, second, at)
	for _, org := range c.orgs {
		if err := c.enter(ctx, org); err != nil {
			return Comparison{}, err
		}
		for _, resource := range c.resources() {
			if err := ctx.Err(); err != nil {
				return Comparison{}, err
			}
			for _, action := range c.asked(resource.Type) {
				c.compare(authzen.Request{Action: action, Resource: resource, Org: org, Time: at})
			}
		}
	}
	return c.found, nil
}

// A comparer compares two indexes.
type comparer struct {
	first, second side
	at            time.Time
	orgs          []string
	// actions are the actions that Grafana checks on each type of resource.
	actions map[string][]string
	// differs reports whether the rules differ, so that everything may have changed.
	differs bool
	// sessions are the external groups to compare sessions with.
	sessions [][]string
	// everybody are the subjects of the compared org that lists do not find: those with
	// tokens and in sessions. moved are all subjects whose holders differ.
	everybody, moved []authzen.Subject
	org              string

	found Comparison
}

// A side is one of the configurations that are compared.
type side struct {
	*access.Matcher
	ctx    context.Context
	prints *fingerprints
}

func newSide(ctx context.Context, m *access.Matcher, names *vocabulary.Numbering) side {
	m = m.Remembering()
	return side{m, ctx, newFingerprints(ctx, m, names)}
}

// decide decides a request. It denies if that fails: enter has decided all sessions
// before, and returned their errors.
func (s side) decide(r authzen.Request) bool {
	allowed, err := s.Matcher.Decide(s.ctx, &r)
	return err == nil && allowed
}

func newComparer(ctx context.Context, a, b *access.Matcher, at time.Time) *comparer {
	names := &vocabulary.Numbering{}
	c := &comparer{
		first:   newSide(ctx, a, names),
		second:  newSide(ctx, b, names),
		at:      at,
		actions: map[string][]string{},
		orgs:    union(a.OrgLabels(), b.OrgLabels()),
		differs: !reflect.DeepEqual(a.Rows.Rules(), b.Rows.Rules()),
	}
	c.sessions = c.findSessions()
	return c
}

// asked returns the actions that Grafana checks on a type of resource. Actions with a name
// of Grafana's come first, as they make better examples.
func (c *comparer) asked(typ string) []string {
	actions, ok := c.actions[typ]
	if !ok {
		actions = union(c.first.ActionsOf(typ), c.second.ActionsOf(typ))
		coined := func(action string) int {
			if c.first.Rows.Coined[action] {
				return 1
			}
			return 0
		}
		slices.SortStableFunc(actions, func(a, b string) int { return coined(a) - coined(b) })
		c.actions[typ] = actions
	}
	return actions
}

// err returns the error of a session that could not be decided.
func (c *comparer) err() error { return cmp.Or(c.first.prints.err, c.second.prints.err) }

// enter prepares the comparison of an org. The errors are those of Compare.
func (c *comparer) enter(ctx context.Context, org string) error {
	c.org, c.everybody, c.moved = org, nil, nil
	seen := map[[2]int32]bool{}
	for s := range c.variants() {
		if err := ctx.Err(); err != nil {
			return err
		}
		prints := c.prints(s)
		if err := c.err(); err != nil {
			return err
		}
		if prints[0] != prints[1] {
			c.moved = append(c.moved, s)
		}
		if listed := len(s.Groups) == 0 && s.Token == ""; !listed && !seen[prints] {
			seen[prints] = true // who holds the same is allowed the same
			c.everybody = append(c.everybody, s)
		}
	}
	return nil
}

// prints returns the fingerprints of the access of a subject on both sides.
func (c *comparer) prints(s authzen.Subject) [2]int32 {
	return [2]int32{c.first.prints.subject(c.org, s), c.second.prints.subject(c.org, s)}
}

// compare compares the decisions on a request without a subject.
func (c *comparer) compare(r authzen.Request) {
	a, b := c.first.demand(&r), c.second.demand(&r)
	if !a.possible && !b.possible {
		return
	}
	creators := a.createdMatters || b.createdMatters
	if !c.differs && a.possible == b.possible && slices.Equal(a.prints, b.prints) {
		c.check(r, c.moved, creators)
		return
	}
	c.lists(r)
	c.check(r, c.everybody, creators)
	if creators {
		for _, login := range union(c.first.Logins, c.second.Logins) {
			made := r
			made.Subject, made.Resource.CreatedBy = authzen.Subject{Type: "user", ID: login}, login
			c.decide(made)
		}
	}
}

// check compares the decisions for subjects, and for users also as the creator of the
// resource if that can matter.
func (c *comparer) check(r authzen.Request, subjects []authzen.Subject, creators bool) {
	for _, s := range subjects {
		r.Subject, r.Resource.CreatedBy = s, ""
		c.decide(r)
		if creators && s.Type == "user" {
			r.Resource.CreatedBy = s.ID
			c.decide(r)
		}
	}
}

func (c *comparer) decide(r authzen.Request) {
	c.note(r, c.first.decide(r), c.second.decide(r))
}

func (c *comparer) note(r authzen.Request, before, after bool) {
	switch {
	case before == after:
	case after:
		c.found.Gained.add(r)
	default:
		c.found.Lost.add(r)
	}
}

// lists compares the declared subjects that are allowed a request. Both lists are in the
// same order.
func (c *comparer) lists(r authzen.Request) {
	before, stopBefore := iter.Pull(c.first.subjects(r))
	defer stopBefore()
	after, stopAfter := iter.Pull(c.second.subjects(r))
	defer stopAfter()
	a, inA := before()
	b, inB := after()
	for inA || inB {
		order := 0
		switch {
		case !inA:
			order = 1
		case !inB:
			order = -1
		default:
			order = cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID))
		}
		if order < 0 {
			r.Subject = a
			c.note(r, true, false)
		} else if order > 0 {
			r.Subject = b
			c.note(r, false, true)
		}
		if order <= 0 {
			a, inA = before()
		}
		if order >= 0 {
			b, inB = after()
		}
	}
}

// union returns the words of two lists, each once, sorted.
func union(a, b []string) []string {
	all := map[string]bool{}
	for _, list := range [][]string{a, b} {
		for _, word := range list {
			all[word] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// subjects returns the subjects that are allowed a request. The subject of the request does
// not count.
func (s side) subjects(r authzen.Request) iter.Seq[authzen.Subject] {
	q, p := s.MatchAccess(&r)
	if p != access.NoProblem {
		return func(func(authzen.Subject) bool) {}
	}
	return list.Subjects(&q)
}
