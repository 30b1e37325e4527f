package fingerprint

import (
	"encoding/binary"
	"slices"

	"github.com/rolecall/rolecall/engine/internal/index"
)

// holder returns the number of the name of a holder in an org.
func (f *Prints) holder(o *index.Org, h index.Holder) int32 {
	if f.roles == nil {
		for _, name := range f.x.Holders.Names {
			f.roles = append(f.roles, f.names.Number(name))
		}
	}
	if h < index.FirstOwner {
		return f.roles[h]
	}
	if f.owners[o.Number] == nil {
		for _, name := range o.Owners.Names {
			f.owners[o.Number] = append(f.owners[o.Number], f.names.Number(name))
		}
	}
	return f.owners[o.Number][h-index.FirstOwner]
}

// An At is a place in an org of an index, with its fingerprints. The place is nil where nothing is
// granted.
type At struct {
	*Prints
	Org   *index.Org
	Place *index.Place
}

// Same reports whether the same is granted at places of two indexes that share the numbering of
// names.
func (a At) Same(b At) bool {
	if a.Place == nil || b.Place == nil {
		return a.Place == b.Place
	}
	if len(a.Place.Grants) != len(b.Place.Grants) {
		return false
	}
	for i, g := range a.Place.Grants {
		// Most are in the same order.
		if a.grantNumbers(g) != b.grantNumbers(b.Place.Grants[i]) {
			return a.Prints.Place(a.Org, a.Place) == b.Prints.Place(b.Org, b.Place)
		}
	}
	return true
}

// A numbers is a grant as numbers that two indexes share.
type numbers struct {
	holder, set int32
	creator     bool
}

func (a At) grantNumbers(g index.Grant) numbers {
	return numbers{a.holder(a.Org, g.Holder), a.sets[g.Set], g.Creator}
}

// SameGiven reports whether the same holders have a permission at places of two indexes that share
// the numbering of names: each place by the number of the permission in its index.
func (a At) SameGiven(b At, permission, there int32) bool {
	return a.Same(b) || slices.Equal(a.holders(permission), b.holders(there))
}

// holders returns the numbers of the holders that have a permission at a place, sorted: as creators of
// a resource, they are negative.
func (a At) holders(permission int32) []int32 {
	if a.Place == nil {
		return nil
	}
	var all []int32
	for _, g := range a.Place.Grants {
		if a.x.Sets[g.Set].Has(permission) {
			all = append(all, signed(a.holder(a.Org, g.Holder), g.Creator))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func signed(n int32, creator bool) int32 {
	if creator {
		return -1 - n
	}
	return n
}

// Given returns the fingerprint of the holders that have a permission at shared places of an org,
// which may be nil.
func (f *Prints) Given(o *index.Org, w *index.Wide, permission int32) int32 {
	if w == nil {
		return f.nothing()
	}
	key := widePermission{w, permission}
	if print, ok := f.given[key]; ok {
		return print
	}
	var all []int32
	for n := range index.Holder(index.FirstOwner) {
		if w.Any[permission]>>n&1 != 0 {
			all = append(all, f.holder(o, n))
		}
		if w.Creators(permission)>>n&1 != 0 {
			all = append(all, signed(f.holder(o, n), true))
		}
	}
	for h, held := range w.Own {
		if held.Has(permission) {
			all = append(all, f.holder(o, h))
		}
	}
	print := f.nothing()
	if len(all) > 0 {
		slices.Sort(all)
		text := []byte{0}
		for _, n := range all {
			text = binary.LittleEndian.AppendUint32(text, uint32(n))
		}
		print = f.names.Number(string(text))
	}
	f.given[key] = print
	return print
}

// SameCover reports whether the same is granted at the places of two covers, which may be nil, as wide
// and place tell.
func SameCover(c, d *index.Cover, wide func(w, x *index.Wide) bool, place func(at, other *index.Place) bool) bool {
	if c == nil {
		c = &index.Cover{}
	}
	if d == nil {
		d = &index.Cover{}
	}
	if !wide(c.Wide, d.Wide) || len(c.More) != len(d.More) {
		return false
	}
	for i := range c.Near {
		if !place(c.Near[i], d.Near[i]) {
			return false
		}
	}
	for i := range c.More {
		if !place(c.More[i], d.More[i]) {
			return false
		}
	}
	return true
}
