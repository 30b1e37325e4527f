package index

import (
	"maps"

	"github.com/rolecall/rolecall/engine/internal/bitset"
)

// A reverse leads lists from holders to subjects, and from holders to places and
// resources.
type reverse struct {
	// Enabled are the users that are not disabled.
	Enabled bitset.Set
	// Crowd has all subjects of the org.
	Crowd
	// Granted are the places with grants to each role-like holder, and OwnGranted those
	// with grants to each owner.
	Granted, OwnGranted [][]*Place
	// Ever has for each permission a mask of the role-like holders that have it
	// somewhere, and OwnEver the permissions that each owner has somewhere. Globs count
	// as everywhere.
	Ever    []uint64
	OwnEver []bitset.Set
}

// reverse builds the reverse of an org.
func (b *builder) reverse(o *Org) {
	o.Crowd = b.NewCrowd(o, len(o.Subjects))
	o.Enabled = bitset.New(len(o.Subjects))
	for n := range o.Subjects {
		s := &o.Subjects[n]
		if int32(n) >= o.FirstUser && !s.Disabled {
			o.Enabled.Add(int32(n))
		}
		o.Crowd.Add(int32(n), s)
	}
	o.Granted = make([][]*Place, len(b.Holders.Names))
	o.OwnGranted = make([][]*Place, len(o.Owners.Names))
	o.Ever = make([]uint64, len(b.Permissions.Names))
	o.OwnEver = make([]bitset.Set, len(o.Owners.Names))
	for at := range maps.Values(o.Places) {
		var last Holder = -1
		for _, g := range at.Grants {
			b.countEver(o, g)
			if g.Holder == last {
				continue
			}
			last = g.Holder
			if g.Holder < FirstOwner {
				o.Granted[g.Holder] = append(o.Granted[g.Holder], at)
			} else {
				o.OwnGranted[g.Holder-FirstOwner] = append(o.OwnGranted[g.Holder-FirstOwner], at)
			}
		}
	}
	for _, g := range o.Globs {
		b.countEver(o, g.Grant)
	}
	for typ := range o.Things {
		o.Things[typ].reverse(typ)
	}
}

func (b *builder) countEver(o *Org, g Grant) {
	given := b.Sets[g.Set]
	if g.Holder >= FirstOwner {
		n := g.Holder - FirstOwner
		o.OwnEver[n] = o.OwnEver[n].With(given)
		return
	}
	for n := range o.Ever {
		if given.Has(int32(n)) {
			o.Ever[n] |= 1 << g.Holder
		}
	}
}

// reverse finds the resources with the same shared places, and the resources of each own
// place.
func (t *things) reverse(typ int) {
	t.ByWide = map[*Wide][]int32{}
	for n := range t.Covers {
		c := &t.Covers[n]
		t.ByWide[c.Wide] = append(t.ByWide[c.Wide], int32(n))
		for at := range c.Places {
			last := len(at.nearTo) - 1
			if last < 0 || at.nearTo[last].typ != typ {
				at.nearTo = append(at.nearTo, nearThings{typ: typ})
				last++
			}
			at.nearTo[last].numbers = append(at.nearTo[last].numbers, int32(n))
		}
	}
}

// Places yields the own places of a cover.
func (c *Cover) Places(yield func(*Place) bool) {
	for _, at := range c.Near {
		if at == nil || !yield(at) {
			return
		}
	}
	for _, at := range c.More {
		if !yield(at) {
			return
		}
	}
}

// EverHas reports whether a subject has a permission somewhere in an org.
func (o *Org) EverHas(s *Subject, permission int32) bool {
	if o.Ever[permission]&s.Mask != 0 {
		return true
	}
	for _, h := range s.Own {
		if ever := o.OwnEver[h-FirstOwner]; ever.Has(permission) {
			return true
		}
	}
	return false
}
