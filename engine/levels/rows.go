package levels

import "encoding/binary"

// Rows returns a function that returns what Row does. It is for many subjects: what holders that many
// are, such as roles, are granted counts once. The row holds until the next call of the function, which
// is not safe for concurrent use.
func (t *Table) Rows() func(subject int) []Access {
	r := &rows{
		table: t, common: make([]bool, len(t.Holders)), grants: make([][]placed, len(t.Holders)),
		at: make([][]int32, len(t.Places)), bases: map[string]*base{},
		row: make([]Access, len(t.Resources)), more: make([]Set, len(t.Resources)),
	}
	holding := make([]int, len(t.Holders))
	for i := range t.Subjects {
		for _, h := range t.Subjects[i].Holders {
			holding[h]++
			r.common[h] = holding[h] > len(t.Subjects)/manyOf
		}
	}
	for n := range t.Places {
		for i := range t.Places[n].Grants {
			g := &t.Places[n].Grants[i]
			r.grants[g.Holder] = append(r.grants[g.Holder], placed{int32(n), g.Gives})
		}
	}
	for n := range t.Resources {
		for _, place := range t.Resources[n].Places {
			r.at[place] = append(r.at[place], int32(n))
		}
	}
	return r.of
}

// One of manyOf subjects makes a holder one that many are.
const manyOf = 50

// rows computes the rows of a table.
type rows struct {
	table *Table
	// common are the holders that many subjects are.
	common []bool
	// grants are those of each holder, and at the resources that each place covers.
	grants [][]placed
	at     [][]int32
	// bases are the rows of common holders, by their numbers.
	bases map[string]*base

	row []Access
	// more has the levels of the other holders of the subject on each resource of touched.
	more    []Set
	touched []int32
}

// A placed is a grant to a holder at a place.
type placed struct {
	place int32
	gives Set
}

// A base has the levels that some holders have together.
type base struct {
	given []Set
	row   []Access
}

func (r *rows) of(subject int) []Access {
	s := &r.table.Subjects[subject]
	if !s.Asks {
		clear(r.row)
		return r.row
	}
	var shared []int32
	for _, h := range s.Holders {
		if r.common[h] {
			shared = append(shared, h)
		}
	}
	b := r.baseOf(shared)
	copy(r.row, b.row)
	for _, h := range s.Holders {
		if !r.common[h] {
			r.add(r.more, h)
		}
	}
	for _, n := range r.touched {
		r.row[n] = r.table.Of(b.given[n] | r.more[n])
		r.more[n] = 0
	}
	r.touched = r.touched[:0]
	return r.row
}

// add adds what a holder is given to a set for each resource. Resources that had nothing are touched.
func (r *rows) add(to []Set, holder int32) {
	for _, g := range r.grants[holder] {
		for _, n := range r.at[g.place] {
			if to[n] == 0 {
				r.touched = append(r.touched, n)
			}
			to[n] |= g.gives
		}
	}
}

// baseOf returns what common holders have together.
func (r *rows) baseOf(holders []int32) *base {
	var key []byte
	for _, h := range holders {
		key = binary.LittleEndian.AppendUint32(key, uint32(h))
	}
	b := r.bases[string(key)]
	if b != nil {
		return b
	}
	b = &base{make([]Set, len(r.row)), make([]Access, len(r.row))}
	r.bases[string(key)] = b
	for _, h := range holders {
		r.add(b.given, h)
	}
	r.touched = r.touched[:0]
	for n, given := range b.given {
		b.row[n] = r.table.Of(given)
	}
	return b
}
