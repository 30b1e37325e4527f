package fastpath

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"unsafe"
)

// A code is what a text is hashed by, and compared by as far as it goes: four
// words, which overlap for a short text, and are mixed with the middle of one
// that is longer than coded. Texts of one length that is no longer are the same
// if their codes are.
//
// It has four fields because the compiler keeps so many in registers.
type code struct{ a, b, c, d uint64 }

const coded = 32

func codeOf(text string) code {
	p, n := unsafe.Pointer(unsafe.StringData(text)), len(text)
	switch {
	case n > coded:
		return longCode(p, n)
	case n >= 8:
		last := n - 8
		return code{load64(p, 0), load64(p, min(8, last)), load64(p, max(last-8, 0)), load64(p, last)}
	case n >= 4:
		return code{a: load32(p, 0), d: load32(p, n-4)}
	case n > 0:
		return code{a: uint64(text[0])<<16 | uint64(text[n/2])<<8 | uint64(text[n-1])}
	}
	return code{}
}

// longCode is the code of a text that is longer than coded.
func longCode(p unsafe.Pointer, n int) code {
	c := code{load64(p, 0), load64(p, 8), load64(p, n-16), load64(p, n-8)}
	for i := 16; i < n-16; i += 8 {
		c.b = fold(c.b^factor1, load64(p, i)^factor2) + uint64(i)
	}
	return c
}

// hash is the hash of a text with a code and a length.
func (c code) hash(length int, seed uint64) uint64 {
	return fold(c.a^uint64(length)*factor1, c.d^seed) ^ fold(c.b^factor2, c.c^bits.RotateLeft64(seed, 32))
}

// A codeTable gives each text of a fixed set a place of its own, which is found
// without looking at others: texts whose hashes start alike are displaced
// together until each has a free place. A text that is not in the set has the
// place of some other, or one that is free.
type codeTable struct {
	seed         uint64
	displacement []uint16
	size         uint64
	// long are the texts that are longer than coded, by their places.
	long map[uint32]string
}

// newCodeTable gives places to different texts, and says which: nowhere for one
// that cannot be told from another.
func newCodeTable(texts []string) (t codeTable, places []uint32) {
	t.size = uint64(len(texts)*5/4 + 1)
	for !t.displace(texts, &places) {
		t.size += t.size / 4
	}
	t.long = map[uint32]string{}
	for i, text := range texts {
		if len(text) > coded {
			t.long[places[i]] = text
		}
	}
	return t, places
}

// nowhere is the place of what is left out.
const nowhere = math.MaxUint32

// displace chooses a seed and finds displacements with which no two texts have
// the same place; not ok if there are none. The largest groups come first,
// while most places are free.
func (t *codeTable) displace(texts []string, places *[]uint32) bool {
	t.seed = rand.Uint64()
	t.displacement = make([]uint16, len(texts)/3+1)
	*places = make([]uint32, len(texts))
	sums := make([]uint64, len(texts))
	groups := make([][]int32, len(t.displacement))
	for i, text := range texts {
		sums[i] = codeOf(text).hash(len(text), t.seed)
		g := &groups[t.group(sums[i])]
		if slices.ContainsFunc(*g, func(other int32) bool { return sums[other] == sums[i] }) {
			(*places)[i] = nowhere
			continue
		}
		*g = append(*g, int32(i))
	}
	slices.SortStableFunc(groups, func(a, b []int32) int { return len(b) - len(a) })
	taken := make([]bool, t.size)
	for _, group := range groups {
		if len(group) == 0 {
			break
		}
		d := 0
		for !t.place(group, sums, uint16(d), *places, taken) {
			if d++; d > math.MaxUint16 {
				return false
			}
		}
		t.displacement[t.group(sums[group[0]])] = uint16(d)
	}
	return true
}

// place takes the places of a group with a displacement, if all are free.
func (t *codeTable) place(group []int32, sums []uint64, d uint16, places []uint32, taken []bool) bool {
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

func (t *codeTable) group(sum uint64) uint64 {
	return (sum >> 32) * uint64(len(t.displacement)) >> 32
}

func (t *codeTable) displaced(sum uint64, d uint16) uint32 {
	return uint32(((sum ^ uint64(d)) * factor2 >> 32) * t.size >> 32)
}

// find is the place of a text with a code, if it is in the set.
func (t *codeTable) find(c code, length int) uint32 {
	sum := c.hash(length, t.seed)
	return t.displaced(sum, t.displacement[t.group(sum)])
}

// same compares a text with the one at its place, which has the same code and
// length.
func (t *codeTable) same(text string, place uint32) bool {
	return len(text) <= coded || t.long[place] == text
}

// The factors of hashes: odd, and with bits of no pattern.
const (
	factor1 = 0x9e3779b97f4a7c15
	factor2 = 0xd1b54a32d192ed03
)

// load64 and load32 read text from byte i on, in whatever order the machine
// has bytes.
func load64(p unsafe.Pointer, i int) uint64 { return *(*uint64)(unsafe.Add(p, i)) }

func load32(p unsafe.Pointer, i int) uint64 { return uint64(*(*uint32)(unsafe.Add(p, i))) }

func fold(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}
