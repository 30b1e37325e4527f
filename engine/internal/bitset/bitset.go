// Package bitset holds sets of small numbers, a bit for each number. The packages below
// engine keep permissions, subjects and things in them, by their numbers in an index.
package bitset

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// A Set is a set of small numbers. It does not grow: numbers that are added must be
// below the one that it was made for. The nil Set is empty.
type Set []uint64

// New returns an empty set for numbers below n.
func New(n int) Set { return make(Set, (n+63)/64) }

// Add adds a number.
func (b Set) Add(n int32) { b[n>>6] |= 1 << (n & 63) }

// Has reports whether a number is in the set; none is in a nil one.
func (b Set) Has(n int32) bool {
	i := int(n >> 6)
	return i < len(b) && b[i]>>(n&63)&1 != 0
}

// Remove removes a number.
func (b Set) Remove(n int32) { b[n>>6] &^= 1 << (n & 63) }

// Empty reports whether no number is in the set.
func (b Set) Empty() bool {
	return !slices.ContainsFunc(b, func(word uint64) bool { return word != 0 })
}

// Union adds the numbers of another set, which may be nil.
func (b Set) Union(other Set) {
	for i, word := range other {
		b[i] |= word
	}
}

// Intersect keeps the numbers that are in another set too.
func (b Set) Intersect(other Set) {
	for i := range b {
		b[i] &= other[i]
	}
}

// Subtract removes the numbers of another set.
func (b Set) Subtract(other Set) {
	for i := range b {
		b[i] &^= other[i]
	}
}

// Without returns the numbers that are not in another set.
func (b Set) Without(other Set) Set {
	rest := slices.Clone(b)
	rest.Subtract(other)
	return rest
}

// Each calls yield for the numbers in order, until it says false.
func (b Set) Each(yield func(int32) bool) {
	for i, word := range b {
		for ; word != 0; word &= word - 1 {
			if !yield(int32(i<<6 | bits.TrailingZeros64(word))) {
				return
			}
		}
	}
}

// Count returns how many numbers are in the set.
func (b Set) Count() int {
	n := 0
	for _, word := range b {
		n += bits.OnesCount64(word)
	}
	return n
}

// Key returns a text that sets with the same numbers have, and no others of their
// length.
func (b Set) Key() string {
	var text []byte
	for _, word := range b {
		text = binary.LittleEndian.AppendUint64(text, word)
	}
	return string(text)
}

// With returns a set that has the numbers of another, too. Neither is changed, so
// that many holders of the same can share a set. It may be nil.
func (b Set) With(other Set) Set {
	if b == nil {
		return other
	}
	for i, word := range other {
		if word&^b[i] != 0 {
			all := slices.Clone(b)
			all.Union(other)
			return all
		}
	}
	return b
}
