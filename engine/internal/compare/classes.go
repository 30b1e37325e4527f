package compare

import (
	"encoding/binary"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/askable"
	"github.com/rolecall/rolecall/engine/internal/fingerprint"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

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
	sides := &askable.Sides{
		Matchers: [2]*access.Matcher{c.sides[0].Matcher, c.sides[1].Matcher},
		Prints:   [2]*fingerprint.Prints{c.sides[0].prints, c.sides[1].prints},
		Pairs:    c.pairs, Org: c.org, SameRules: !c.differs, Asked: c.asked,
	}
	for _, r := range sides.Resources() {
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

// example returns a request of a cell by a class in a layer.
func (c *comparer) example(f *cell, layer int, n int32) authzen.Request {
	r := authzen.Request{Subject: c.org.Named(layer, n), Action: f.action, Resource: f.things.members[0]}
	r.Org, r.Time = c.org.Name, c.at
	if f.creators {
		r.Resource.CreatedBy = r.Subject.ID
	}
	return r
}
