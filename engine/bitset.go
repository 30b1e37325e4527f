package engine

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// A bitset is a set of small numbers.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) add(n int32) { b[n>>6] |= 1 << (n & 63) }

// has reports whether a number is in the set; none is in a nil one.
func (b bitset) has(n int32) bool {
	i := int(n >> 6)
	return i < len(b) && b[i]>>(n&63)&1 != 0
}

func (b bitset) remove(n int32) { b[n>>6] &^= 1 << (n & 63) }

func (b bitset) empty() bool {
	return !slices.ContainsFunc(b, func(word uint64) bool { return word != 0 })
}

// union adds the numbers of another set, which may be nil.
func (b bitset) union(other bitset) {
	for i, word := range other {
		b[i] |= word
	}
}

// intersect keeps the numbers that are in another set too.
func (b bitset) intersect(other bitset) {
	for i := range b {
		b[i] &= other[i]
	}
}

// each calls yield for the numbers in order, until it says false.
func (b bitset) each(yield func(int32) bool) {
	for i, word := range b {
		for ; word != 0; word &= word - 1 {
			if !yield(int32(i<<6 | bits.TrailingZeros64(word))) {
				return
			}
		}
	}
}

// count returns how many numbers are in the set.
func (b bitset) count() int {
	n := 0
	for _, word := range b {
		n += bits.OnesCount64(word)
	}
	return n
}

// key returns a text that sets with the same numbers have, and no others of their
// length.
func (b bitset) key() string {
	var text []byte
	for _, word := range b {
		text = binary.LittleEndian.AppendUint64(text, word)
	}
	return string(text)
}

// with returns a set that has the numbers of another, too. Neither is changed, so
// that many holders of the same can share a set. It may be nil.
func (b bitset) with(other bitset) bitset {
	if b == nil {
		return other
	}
	for i, word := range other {
		if word&^b[i] != 0 {
			all := slices.Clone(b)
			all.union(other)
			return all
		}
	}
	return b
}
