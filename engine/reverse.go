package engine

import (
	"maps"
	"math/bits"

	"github.com/rolecall/rolecall/engine/internal/bitset"
)

// A reverse is what lists walk: from holders to subjects, and from holders to
// places and things.
type reverse struct {
	// enabled are the users that are not disabled.
	enabled bitset.Set
	// holding are the subjects of each holder that is no instance, owned
	// those of each owner.
	holding []bitset.Set
	owned   [][]int32
	// granted are the places of each holder where something is granted to
	// it: of those that are no instances, then of the owners.
	granted, ownGranted [][]*placeIndex
	// ever says for each permission which holders that are no instances
	// have it somewhere, as a mask, and ownEver what each owner has
	// somewhere. Globs count everywhere.
	ever    []uint64
	ownEver []bitset.Set
}

// reverse turns the lookups of an org round.
func (b *builder) reverse(o *orgIndex) {
	o.holding = make([]bitset.Set, len(b.holders.names))
	for h := range o.holding {
		o.holding[h] = bitset.New(len(o.subjects))
	}
	o.owned = make([][]int32, len(o.owners.names))
	o.enabled = bitset.New(len(o.subjects))
	for n := range o.subjects {
		s := &o.subjects[n]
		if int32(n) >= o.firstUser && !s.disabled {
			o.enabled.Add(int32(n))
		}
		for h := range o.holding {
			if s.mask>>h&1 != 0 {
				o.holding[h].Add(int32(n))
			}
		}
		for _, h := range s.own {
			o.owned[h-firstOwner] = append(o.owned[h-firstOwner], int32(n))
		}
	}
	o.granted = make([][]*placeIndex, len(b.holders.names))
	o.ownGranted = make([][]*placeIndex, len(o.owners.names))
	o.ever = make([]uint64, len(b.permissions.names))
	o.ownEver = make([]bitset.Set, len(o.owners.names))
	for at := range maps.Values(o.places) {
		var last holder = -1
		for _, g := range at.grants {
			b.countEver(o, g)
			if g.holder == last {
				continue
			}
			last = g.holder
			if g.holder < firstOwner {
				o.granted[g.holder] = append(o.granted[g.holder], at)
			} else {
				o.ownGranted[g.holder-firstOwner] = append(o.ownGranted[g.holder-firstOwner], at)
			}
		}
	}
	for _, g := range o.globs {
		b.countEver(o, g.grant)
	}
	for typ := range o.things {
		o.things[typ].reverse(typ)
	}
}

func (b *builder) countEver(o *orgIndex, g grant) {
	given := b.sets[g.set]
	if g.holder >= firstOwner {
		n := g.holder - firstOwner
		o.ownEver[n] = o.ownEver[n].With(given)
		return
	}
	for n := range o.ever {
		if given.Has(int32(n)) {
			o.ever[n] |= 1 << g.holder
		}
	}
}

// reverse finds which things share a wide, and which a place is near to.
func (t *things) reverse(typ int) {
	t.byWide = map[*wide][]int32{}
	for n := range t.covers {
		c := &t.covers[n]
		t.byWide[c.wide] = append(t.byWide[c.wide], int32(n))
		for at := range c.places {
			last := len(at.nearTo) - 1
			if last < 0 || at.nearTo[last].typ != typ {
				at.nearTo = append(at.nearTo, nearThings{typ: typ})
				last++
			}
			at.nearTo[last].numbers = append(at.nearTo[last].numbers, int32(n))
		}
	}
}

// places are those of a cover that are near.
func (c *cover) places(yield func(*placeIndex) bool) {
	for _, at := range c.near {
		if at == nil || !yield(at) {
			return
		}
	}
	for _, at := range c.more {
		if !yield(at) {
			return
		}
	}
}

// ever says whether a subject has a permission somewhere in an org.
func (o *orgIndex) everHas(s *subject, permission int32) bool {
	if o.ever[permission]&s.mask != 0 {
		return true
	}
	for _, h := range s.own {
		if ever := o.ownEver[h-firstOwner]; ever.Has(permission) {
			return true
		}
	}
	return false
}

// addWide adds the subjects that have a permission at one of the places.
func (o *orgIndex) addWide(set bitset.Set, w *wide, permission int32) {
	for mask := w.any[permission]; mask != 0; mask &= mask - 1 {
		set.Union(o.holding[bits.TrailingZeros64(mask)])
	}
	for h, held := range w.own {
		if held.Has(permission) {
			o.addHolder(set, h)
		}
	}
}

// addHolder adds the subjects of a holder.
func (o *orgIndex) addHolder(set bitset.Set, h holder) {
	if h < firstOwner {
		set.Union(o.holding[h])
		return
	}
	for _, n := range o.owned[h-firstOwner] {
		set.Add(n)
	}
}
