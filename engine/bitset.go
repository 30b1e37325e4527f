package engine

import (
	"math/bits"
	"slices"
)

// A bitset is a set of small numbers.
type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }

func (b bitset) add(n int32) { b[n>>6] |= 1 << (n & 63) }

func (b bitset) has(n int32) bool { return b != nil && b[n>>6]>>(n&63)&1 != 0 }

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
