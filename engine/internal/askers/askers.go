package askers

import (
	"context"
	"slices"
	"time"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/index"
)

// A Pair is an org with its label on each side, empty where it is not declared.
type Pair struct {
	Labels [2]string
	// Numbers are the numbers of the org on each side, -1 where it is not declared.
	Numbers [2]int32
	// Name is the label of the org in results: the second one, if it is declared there.
	Name string
}

// On returns the label of the org on a side, or one that no org has.
func (p *Pair) On(side int) string {
	if p.Labels[side] == "" {
		return Undeclared
	}
	return p.Labels[side]
}

// Undeclared is a name that no org has.
const Undeclared = "\x00"

// UserType is the type of the subjects that can have sessions.
const UserType = "user"

// A Class has the subjects of an org that hold the same on each side, in each layer, so that they
// are allowed the same.
type Class struct {
	// Members are its subjects without sessions: declared ones, or tokens.
	Members []authzen.Subject
	// Logins are the members that are users, sorted; nil for others.
	Logins []string

	on [2]on
}

// An on is what a class is on a side.
type on struct {
	// user is the number of the first user on the side, or -1.
	user int32
	// others has what members that are not users are in each org, nil for nothing.
	others []*index.Subject
	// asks reports whether members that are not users can ask.
	asks, member bool
}

// All are the askers of two configurations. They are not safe for concurrent use.
type All struct {
	ctx   context.Context
	sides [2]*access.Matcher
	pairs []Pair
	at    time.Time
	// Layers are the external groups of each layer; nil for layer 0.
	Layers [][]string
	// across translates the holders of each pair from the first side to the second.
	across []across
	users  []*Class
	// moved are the users who may hold, in some layer, something on one side only that both sides
	// know.
	moved bitset.Set
	// in has what sessions are in each org of each side.
	in     [2][]inOrg
	crowds map[crowdKey]*index.Crowd
}

// New returns the askers of two sides with these orgs, at a time. The errors are those of Match.
func New(ctx context.Context, sides [2]*access.Matcher, pairs []Pair, at time.Time) (*All, error) {
	a := &All{ctx: ctx, sides: sides, pairs: pairs, at: at, crowds: map[crowdKey]*index.Crowd{}}
	a.Layers = append([][]string{nil}, a.findSessions()...)
	for i := range pairs {
		a.across = append(a.across, a.findAcross(&pairs[i]))
	}
	raw := a.findUsers()
	a.moved = bitset.New(len(a.users))
	for n, class := range a.users {
		if a.movedPlain(class) {
			a.moved.Add(int32(n))
		}
	}
	return a, a.findLayers(raw)
}

// An across translates the holders of an org from the first side to the second, as masks and by
// number; the others that both sides know are -1.
type across struct {
	known  bool
	roles  [index.FirstOwner]int32
	owners []index.Holder
	back   []bool // the owners of the second side that the first side has
	mask   uint64 // the role-like holders of the second side that the first side has
}

func (a *All) findAcross(p *Pair) across {
	var to across
	if p.Numbers[0] < 0 || p.Numbers[1] < 0 {
		return to
	}
	to.known = true
	x, y := a.sides[0], a.sides[1]
	o, there := x.Orgs[p.Numbers[0]], y.Orgs[p.Numbers[1]]
	for n, name := range x.Holders.Names {
		to.roles[n] = -1
		if m, ok := y.Holders.Of[name]; ok {
			to.roles[n] = m
			to.mask |= 1 << m
		}
	}
	to.owners, to.back = make([]index.Holder, len(o.Owners.Names)), make([]bool, len(there.Owners.Names))
	for n, name := range o.Owners.Names {
		to.owners[n] = -1
		if m, ok := there.Owners.Of[name]; ok {
			to.owners[n] = index.Holder(m)
			to.back[m-index.FirstOwner] = true
		}
	}
	return to
}

// same reports whether subjects hold the same on both sides, of the holders that both know.
func (to *across) same(s, there *index.Subject) bool {
	var mask uint64
	for n := range index.FirstOwner {
		if s.Mask>>n&1 != 0 && to.roles[n] >= 0 {
			mask |= 1 << to.roles[n]
		}
	}
	return mask == there.Mask&to.mask && to.sameOwners(s.Own, there.Own)
}

func (to *across) sameOwners(own, there []index.Holder) bool {
	var translated, known []index.Holder
	for _, h := range own {
		if m := to.owners[h-index.FirstOwner]; m >= 0 {
			translated = append(translated, m)
		}
	}
	for _, h := range there {
		if to.back[h-index.FirstOwner] {
			known = append(known, h)
		}
	}
	slices.Sort(translated)
	return slices.Equal(translated, known)
}

// movedPlain reports whether a class of users without sessions may hold something else on the two
// sides that both know.
func (a *All) movedPlain(class *Class) bool {
	if (class.on[0].user < 0) != (class.on[1].user < 0) {
		return true
	}
	for i := range a.pairs {
		if !a.across[i].known {
			continue
		}
		s, there := a.plain(0, a.pairs[i].Numbers[0], class), a.plain(1, a.pairs[i].Numbers[1], class)
		if s.Disabled != there.Disabled || !a.across[i].same(s, there) {
			return true
		}
	}
	return false
}

// plain returns the users of a class without a session in an org of a side that declares them.
func (a *All) plain(side int, org int32, class *Class) *index.Subject {
	o := a.sides[side].Orgs[org]
	return &o.Subjects[o.FirstUser+class.on[side].user]
}

// An Org has the askers of an org. The classes of users come first.
type Org struct {
	*All
	*Pair
	Classes []*Class
	// Users are the classes of users, and Moved the classes that may hold, in some layer, something
	// on one side only that both sides know.
	Users, Moved bitset.Set

	asking map[askingKey]bitset.Set
	others map[crowdKey]*index.Crowd
}

type askingKey struct {
	side, kind int
}

// In returns the askers of an org. The errors are those of Match.
func (a *All) In(p *Pair) (*Org, error) {
	o := &Org{All: a, Pair: p, Classes: slices.Clone(a.users)}
	o.asking, o.others = map[askingKey]bitset.Set{}, map[crowdKey]*index.Crowd{}
	for _, s := range a.declared(p) {
		class, err := o.newOther(s)
		if err != nil {
			return nil, err
		}
		o.Classes = append(o.Classes, class)
	}
	o.Users, o.Moved = bitset.New(len(o.Classes)), bitset.New(len(o.Classes))
	for n := range o.Classes {
		if n < len(a.users) {
			o.Users.Add(int32(n))
		} else if o.movedOther(o.Classes[n]) {
			o.Moved.Add(int32(n))
		}
	}
	o.Moved.Union(a.moved)
	return o, nil
}

// newOther returns the class of a subject that is not a user.
func (o *Org) newOther(s authzen.Subject) (*Class, error) {
	class := &Class{Members: []authzen.Subject{s}}
	for i, x := range o.sides {
		of := &class.on[i]
		of.user, of.others = -1, make([]*index.Subject, len(x.Orgs))
		q, p, err := x.MatchSubject(o.ctx, &authzen.Request{Subject: s, Org: o.On(i), Time: o.at})
		if err != nil {
			return nil, err
		}
		if of.asks = p == access.NoProblem; !of.asks {
			continue
		}
		of.member = q.Subject.Member
		for n, other := range x.Orgs {
			if of.others[n] = q.Subject; other == q.Org {
				continue
			}
			if of.others[n], err = q.SubjectIn(o.ctx, other); err != nil {
				return nil, err
			}
		}
	}
	return class, nil
}

func (o *Org) movedOther(class *Class) bool {
	if class.on[0].asks != class.on[1].asks {
		return true
	}
	for i, p := range o.pairs {
		if !o.across[i].known || !class.on[0].asks {
			continue
		}
		if !o.across[i].same(class.on[0].others[p.Numbers[0]], class.on[1].others[p.Numbers[1]]) {
			return true
		}
	}
	return false
}

// declared returns the subjects of either side in an org that are not users, and their tokens,
// ordered by type and id.
func (a *All) declared(p *Pair) []authzen.Subject {
	var all []authzen.Subject
	for i, x := range a.sides {
		if p.Numbers[i] < 0 {
			continue
		}
		o := x.Orgs[p.Numbers[i]]
		for n := range o.FirstUser {
			s := x.SubjectOf(o, n)
			all = append(all, s)
			if c := o.Subjects[n].Credentials; c != nil {
				for token := range c.Tokens {
					with := s
					with.Token = token
					all = append(all, with)
				}
			}
		}
	}
	slices.SortFunc(all, diff.CompareSubjects)
	return slices.CompactFunc(all, func(a, b authzen.Subject) bool { return diff.CompareSubjects(a, b) == 0 })
}

// Member reports whether the first member of a class is in the org on a side.
func (o *Org) Member(side int, n int32) bool {
	s := o.Subject(side, 0, n)
	return s != nil && s.Member
}

// Subject returns what the first member of a class is in the org on a side, in a layer. It is nil if
// it cannot ask there.
func (o *Org) Subject(side, layer int, n int32) *index.Subject {
	asking := o.Asking(side, layer)
	if !asking.Has(n) {
		return nil
	}
	class := o.Classes[n]
	if class.Logins == nil {
		return class.on[side].others[o.Numbers[side]]
	}
	return o.userIn(side, o.Numbers[side], o.in[side][o.Numbers[side]].of(layer), class)
}

// Named returns the first member of a class as it asks in a layer.
func (o *Org) Named(layer int, n int32) authzen.Subject {
	s := o.Classes[n].Members[0]
	s.Groups = o.Layers[layer]
	return s
}

// Asking returns the classes that can ask on a side, in a layer.
func (o *Org) Asking(side, layer int) bitset.Set {
	kind := 0
	if n := o.Numbers[side]; n >= 0 {
		kind = o.in[side][n].of(layer)
	}
	key := askingKey{side, kind}
	if layer > 0 {
		key.kind++ // 0 is for layer 0
	}
	if known, ok := o.asking[key]; ok {
		return known
	}
	set := bitset.New(len(o.Classes))
	o.asking[key] = set
	for n, class := range o.Classes {
		of := &class.on[side]
		switch {
		case class.Logins == nil:
			if layer == 0 && of.asks {
				set.Add(int32(n))
			}
		case of.user >= 0 && o.Numbers[side] >= 0 && !o.userIn(side, o.Numbers[side], kind, class).Disabled:
			set.Add(int32(n))
		}
	}
	return set
}
