package fastpath

import (
	"math"
	"math/rand/v2"
	"slices"
)

// A table gives each text of a fixed set a place of its own. One step finds it: no other
// place is looked at. Texts whose hashes begin alike are displaced together until
// each has a free place. A text that is not in the set gets the place of another text,
// or a free one, so the record at the place must be compared.
type table struct {
	seed         uint64
	displacement []uint16
	size         uint64
	// texts are the texts by place; nil if the code of each is the whole text.
	texts []string
}

// nowhere is the place of a text that is left out.
const nowhere = math.MaxUint32

// newTable gives places to texts and returns them. The place is nowhere for a text
// that has the hash of another: the fast path does not know it.
func newTable(texts []string) (t table, places []uint32) {
	t.size = uint64(len(texts)*5/4 + 1)
	for !t.displace(texts, &places) {
		t.size += t.size / 4
	}
	if slices.ContainsFunc(texts, func(text string) bool { return len(text) > coded }) {
		t.texts = make([]string, t.size)
		for i, text := range texts {
			put(t.texts, places[i], text)
		}
	}
	return t, places
}

// put writes a value at a place, unless that is nowhere.
func put[T any](all []T, place uint32, v T) {
	if place != nowhere {
		all[place] = v
	}
}

// arrange returns a table of names, and the record of each at its place. The other places
// have the record free.
func arrange[T any](names []string, all []T, free T) (table, []T) {
	t, places := newTable(names)
	records := slices.Repeat([]T{free}, int(t.size))
	for i, r := range all {
		put(records, places[i], r)
	}
	return t, records
}

// displace chooses a seed and finds displacements with which no two texts have the
// same place. It reports whether there are any. The largest groups come first, while
// most places are free.
func (t *table) displace(texts []string, places *[]uint32) bool {
	t.seed = rand.Uint64()
	t.displacement = make([]uint16, len(texts)/3+1)
	*places = make([]uint32, len(texts))
	sums := make([]uint64, len(texts))
	ends := make([]int32, len(t.displacement)+1) // of each group in members
	for i, text := range texts {
		sums[i] = codeOf(text).hash(len(text), t.seed)
		ends[t.group(sums[i])+1]++
	}
	for g := range t.displacement {
		ends[g+1] += ends[g]
	}
	members, filled := make([]int32, len(texts)), slices.Clone(ends)
	for i, sum := range sums {
		g := t.group(sum)
		if slices.ContainsFunc(members[ends[g]:filled[g]], func(other int32) bool { return sums[other] == sum }) {
			(*places)[i] = nowhere
			continue
		}
		members[filled[g]] = int32(i)
		filled[g]++
	}
	groups := make([]int32, len(t.displacement))
	for g := range groups {
		groups[g] = int32(g)
	}
	slices.SortStableFunc(groups, func(a, b int32) int { return int(filled[b] - ends[b] - filled[a] + ends[a]) })
	taken := make([]bool, t.size)
	for _, g := range groups {
		d := 0
		for !t.place(members[ends[g]:filled[g]], sums, uint16(d), *places, taken) {
			if d++; d > math.MaxUint16 {
				return false
			}
		}
		t.displacement[g] = uint16(d)
	}
	return true
}

// place takes the places of a group with a displacement, if all are free.
func (t *table) place(group []int32, sums []uint64, d uint16, places []uint32, taken []bool) bool {
	for n, i := range group {
		at := t.displaced(sums[i], d)
		if taken[at] {
			for _, i := range group[:n] {
				taken[places[i]] = false
			}
			return false
		}
		taken[at], places[i] = true, at
	}
	return true
}

func (t *table) group(sum uint64) uint64 {
	return (sum >> 32) * uint64(len(t.displacement)) >> 32
}

func (t *table) displaced(sum uint64, d uint16) uint32 {
	return uint32(((sum ^ uint64(d)) * factor2 >> 32) * t.size >> 32)
}

// find returns the place of a text with a code, if it is in the set.
func (t *table) find(c code, length int) uint32 {
	sum := c.hash(length, t.seed)
	return t.displaced(sum, t.displacement[t.group(sum)])
}

// same compares a text with the text at its place, which has the same code and length.
func (t *table) same(text string, place uint32) bool {
	return len(text) <= coded || t.texts[place] == text
}
