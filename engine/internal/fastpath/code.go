package fastpath

import (
	"math/bits"
	"unsafe"
)

// A code is what a text is hashed by: four words of it. They overlap if the text is
// short, and the words in the middle are mixed into them if it is longer than coded.
// Two texts of the same length, up to coded, are the same if their codes are.
//
// It has four fields because the compiler keeps a struct of four in registers.
type code struct{ a, b, c, d uint64 }

// coded is how many bytes of a text are whole in its code.
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

// longCode returns the code of a text that is longer than coded.
func longCode(p unsafe.Pointer, n int) code {
	c := code{load64(p, 0), load64(p, 8), load64(p, n-16), load64(p, n-8)}
	for i := 16; i < n-16; i += 8 {
		c.b = fold(c.b^factor1, load64(p, i)^factor2) + uint64(i)
	}
	return c
}

// hash returns the hash of a text with this code and a length.
func (c code) hash(length int, seed uint64) uint64 {
	return fold(c.a^uint64(length)*factor1, c.d^seed) ^ fold(c.b^factor2, c.c^bits.RotateLeft64(seed, 32))
}

// The factors of hashes: odd, and with bits of no pattern.
const (
	factor1 = 0x9e3779b97f4a7c15
	factor2 = 0xd1b54a32d192ed03
)

// load64 and load32 read a text from byte i on, in the byte order of the machine.
func load64(p unsafe.Pointer, i int) uint64 { return *(*uint64)(unsafe.Add(p, i)) }

func load32(p unsafe.Pointer, i int) uint64 { return uint64(*(*uint32)(unsafe.Add(p, i))) }

func fold(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}
