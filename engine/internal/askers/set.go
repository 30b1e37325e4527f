package askers

import (
	"encoding/binary"
	"iter"
	"slices"

	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/internal/bitset"
)

// A Set has classes of an org in each layer. It does not change.
type Set struct {
	// Plain are the classes in layer 0, of which the users are in all layers that Others does not
	// have.
	Plain bitset.Set
	// Others are the layers that have other users, sorted.
	Others []Layered
}

// Layered are the classes of users in a layer.
type Layered struct {
	Layer   int32
	Classes bitset.Set
}

// NewSet returns a set of the first of some classes, and in some layers, sorted, of the classes that
// follow.
func (o *Org) NewSet(layers []int32, classes []bitset.Set) Set {
	s := Set{Plain: classes[0]}
	if len(layers) == 0 {
		return s
	}
	users := o.usersOf(s.Plain)
	for i, l := range layers {
		if in := classes[i+1]; !slices.Equal(in, users) {
			s.Others = append(s.Others, Layered{l, in})
		}
	}
	return s
}

func (o *Org) usersOf(plain bitset.Set) bitset.Set {
	users := slices.Clone(plain)
	users.Intersect(o.Users)
	return users
}

// Union returns a set with the classes of both.
func (o *Org) Union(a, b Set) Set {
	var layers []int32
	for _, s := range []Set{a, b} {
		for _, in := range s.Others {
			layers = append(layers, in.Layer)
		}
	}
	slices.Sort(layers)
	layers = slices.Compact(layers)
	both := slices.Clone(a.Plain)
	both.Union(b.Plain)
	classes := []bitset.Set{both}
	for _, l := range layers {
		in := slices.Clone(o.of(a, l))
		in.Union(o.of(b, l))
		classes = append(classes, in)
	}
	return o.NewSet(layers, classes)
}

// of returns the users of a layer.
func (o *Org) of(s Set, layer int32) bitset.Set {
	for _, in := range s.Others {
		if in.Layer == layer {
			return in.Classes
		}
	}
	return o.usersOf(s.Plain)
}

// Key returns a text that sets with the same classes have, and no others of the org.
func (s Set) Key() string {
	key := []byte(s.Plain.Key())
	for _, in := range s.Others {
		key = append(binary.LittleEndian.AppendUint32(key, uint32(in.Layer)), in.Classes.Key()...)
	}
	return string(key)
}

// Count returns the number of subjects of a set: each user in a session is one.
func (o *Org) Count(s Set) int {
	members := func(set bitset.Set) (all, users int) {
		for n := range set.Each {
			all += len(o.Classes[n].Members)
			users += len(o.Classes[n].Logins)
		}
		return all, users
	}
	all, users := members(s.Plain)
	all += users * (len(o.Layers) - 1 - len(s.Others))
	for _, in := range s.Others {
		_, users := members(in.Classes)
		all += users
	}
	return all
}

// Subjects iterates over the subjects of a set.
func (o *Org) Subjects(s Set) iter.Seq[diff.Subjects] {
	return func(yield func(diff.Subjects) bool) {
		for n := range s.Plain.Each {
			for _, one := range o.Classes[n].Members {
				if !yield(diff.Subjects{Subject: one}) {
					return
				}
			}
		}
		plain, others := o.usersOf(s.Plain), s.Others
		for l := int32(1); l < int32(len(o.Layers)); l++ {
			in := plain
			if len(others) > 0 && others[0].Layer == l {
				in, others = others[0].Classes, others[1:]
			}
			for n := range in.Each {
				if !yield(diff.Subjects{Subject: o.Named(int(l), n), Logins: o.Classes[n].Logins}) {
					return
				}
			}
		}
	}
}
