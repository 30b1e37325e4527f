package index

import (
	"math/bits"

	"github.com/rolecall/rolecall/engine/internal/bitset"
)

// A Crowd finds subjects by their holders. They go by numbers of their own.
type Crowd struct {
	// holding are the subjects of each role-like holder, and owned the subjects of
	// each owner.
	holding []bitset.Set
	owned   [][]int32
}

// NewCrowd returns a crowd without subjects, for numbers below size. The holders are those of
// an org.
func (x *Index) NewCrowd(o *Org, size int) Crowd {
	c := Crowd{holding: make([]bitset.Set, len(x.Holders.Names)), owned: make([][]int32, len(o.Owners.Names))}
	for h := range c.holding {
		c.holding[h] = bitset.New(size)
	}
	return c
}

// Add adds a subject by its number.
func (c *Crowd) Add(n int32, s *Subject) {
	for h := range c.holding {
		if s.Mask>>h&1 != 0 {
			c.holding[h].Add(n)
		}
	}
	for _, h := range s.Own {
		c.owned[h-FirstOwner] = append(c.owned[h-FirstOwner], n)
	}
}

// AddWide adds to a set the subjects that have a permission at a shared place: with creator,
// also those that have it on what they created.
func (c *Crowd) AddWide(set bitset.Set, w *Wide, permission int32, creator bool) {
	mask := w.Any[permission]
	if creator {
		mask |= w.creator[permission]
	}
	for ; mask != 0; mask &= mask - 1 {
		set.Union(c.holding[bits.TrailingZeros64(mask)])
	}
	for h, held := range w.Own {
		if held.Has(permission) {
			c.AddHolder(set, h)
		}
	}
}

// AddHolder adds to a set the subjects of a holder.
func (c *Crowd) AddHolder(set bitset.Set, h Holder) {
	if h < FirstOwner {
		set.Union(c.holding[h])
		return
	}
	for _, n := range c.owned[h-FirstOwner] {
		set.Add(n)
	}
}
