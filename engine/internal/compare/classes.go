package compare

import (
	"encoding/binary"
	"slices"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// A class has the subjects of an org that hold the same on each side, so that they are allowed
// the same.
type class struct {
	members []variant
	// count is the number of its subjects; those in a session count once.
	count int
	on    [2]asker
}

// A variant is a subject, or several users in sessions with the same groups.
type variant struct {
	authzen.Subject
	// users are the logins of the users in the session, nil without one.
	users []string
}

// An asker is what a class is on a side.
type asker struct {
	problem access.Problem
	member  bool
	// in is what its subjects are in each org whose rights may count, by number. It is nil
	// with a problem.
	in []*index.Subject
	// print is the fingerprint of all of this.
	print int32
}

// enter prepares the comparison of an org. The errors are those of Match.
func (c *comparer) enter(org pair) error {
	c.org, c.classes, c.plain = org, nil, map[string]*class{}
	byPrint := map[[2]int32]*class{}
	// The declared subjects come first, as they make better examples.
	var plain, others []variant
	for _, v := range c.variants() {
		if v.Token == "" && v.users == nil {
			plain = append(plain, v)
		} else {
			others = append(others, v)
		}
	}
	for _, v := range slices.Concat(plain, others) {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		on, err := c.askers(v.Subject)
		if err != nil {
			return err
		}
		key := [2]int32{on[0].print, on[1].print}
		known := byPrint[key]
		if known == nil {
			known = &class{on: on}
			byPrint[key] = known
			c.classes = append(c.classes, known)
		}
		if v.Type == userType && v.users == nil {
			c.plain[v.ID] = known
		}
		known.members = append(known.members, v)
		known.count++
	}
	c.moved, c.users = bitset.New(len(c.classes)), bitset.New(len(c.classes))
	for i := range c.sides {
		c.sides[i].crowds, c.sides[i].asking = map[crowdKey]*index.Crowd{}, bitset.New(len(c.classes))
	}
	for n, class := range c.classes {
		if class.members[0].Type == userType {
			c.users.Add(int32(n))
		}
		if class.on[0].print != class.on[1].print {
			c.moved.Add(int32(n))
		}
		for i, on := range class.on {
			if on.problem == access.NoProblem {
				c.sides[i].asking.Add(int32(n))
			}
		}
	}
	return nil
}

const userType = "user"

// askers returns what a subject is on each side.
func (c *comparer) askers(s authzen.Subject) (on [2]asker, err error) {
	for i := range c.sides {
		if on[i], err = c.asker(i, s); err != nil {
			return on, err
		}
	}
	return on, nil
}

// asker returns what a subject is on a side.
func (c *comparer) asker(i int, s authzen.Subject) (asker, error) {
	x := &c.sides[i]
	q, p, err := x.MatchSubject(c.ctx, &authzen.Request{Subject: s, Org: c.labelOn(i), Time: c.at})
	a := asker{problem: p}
	key := []byte{kindOf(s.Type), byte(p)}
	if p == access.NoProblem {
		a.member = q.Subject.Member
		if a.member {
			key = append(key, 1)
		}
		a.in = make([]*index.Subject, len(x.Orgs))
		for _, pair := range c.pairs {
			n, held := pair.numbers[i], int32(-1)
			if n >= 0 {
				in := q.Subject
				if o := x.Orgs[n]; o != q.Org {
					if in, err = q.SubjectIn(c.ctx, o); err != nil {
						return asker{}, err
					}
				}
				a.in[n], held = in, x.prints.Held(x.Orgs[n], in)
			}
			key = binary.LittleEndian.AppendUint32(key, uint32(held))
		}
	}
	a.print = x.names.Number(string(key))
	return a, err
}

// kindOf tells users, who can be the creators of resources, from other subjects, and separates
// the fingerprints of subjects from all others.
func kindOf(typ string) byte {
	if typ == userType {
		return 1
	}
	return 2
}

// A resourceClass has resources that the same grants cover on each side, so that the same is
// allowed on all of them.
type resourceClass struct {
	members []authzen.Resource
	// new reports whether one side alone knows them.
	new bool
}

// things returns the classes of the resources of the compared org, ordered by their first
// members.
func (c *comparer) things() []*resourceClass {
	type key struct {
		typ    string
		prints [2]int32
	}
	var all []*resourceClass
	known := map[key]*resourceClass{}
	for _, r := range c.resources() {
		k := key{typ: r.Type}
		for i := range c.sides {
			asked := c.request(i, "", r)
			k.prints[i] = c.sides[i].thing(&asked)
		}
		class := known[k]
		if class == nil {
			class = &resourceClass{}
			known[k] = class
			all = append(all, class)
		}
		if class.members = append(class.members, r); len(class.members) == 1 {
			class.new = c.known(0, class) != c.known(1, class)
		}
	}
	return all
}

// thing returns the fingerprint of everything about the resource of a request that decides who
// is allowed something on it.
func (s *side) thing(r *authzen.Request) int32 {
	q, p := s.MatchResource(r)
	f := s.prints
	key := []byte{3, byte(p)}
	add := func(n int32) { key = binary.LittleEndian.AppendUint32(key, uint32(n)) }
	if p != access.NoProblem {
		return s.names.Number(string(key))
	}
	add(s.names.Number(q.Kind()))
	for _, selector := range s.OfResource {
		first, cover, exact := q.At(selector)
		add(f.Wide(first).Print)
		add(f.Cover(q.Org, cover).Print)
		if q.ID == "" {
			continue
		}
		for _, scope := range exact {
			if at := q.Org.Exact(scope, q.Word(scope)); at != nil {
				add(f.Place(q.Org, at))
			}
			add(f.Matching(q.Org, scope+":"+q.Word(scope)))
		}
	}
	switch q.Type.Shape {
	case vocabulary.UserShape:
		if n := s.User(r.Resource.ID); n >= 0 && q.Org.Subjects[q.Org.FirstUser+n].Member {
			key = append(key, 1)
		}
	case vocabulary.OrgShape, vocabulary.RoleShape:
		key = append(key, r.Resource.ID...)
	}
	return s.names.Number(string(key))
}

// example returns a request of a cell by a member of a class.
func (c *comparer) example(f *cell, n *class) authzen.Request {
	r := authzen.Request{Subject: n.members[0].Subject, Action: f.action, Resource: f.things.members[0], Org: c.org.name, Time: c.at}
	if f.creators {
		r.Resource.CreatedBy = r.Subject.ID
	}
	return r
}
