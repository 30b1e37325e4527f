package engine

import (
	"math/bits"
	"math/rand/v2"
	"unsafe"
)

// words is a set of words, numbered from 0 in the order in which they were
// added; a word may have been given the number of another. It is what every
// request is looked up in, several times, and takes about half the time of a
// map of Go for that: it never grows, and its hash is made for short text.
//
// The zero value has no words. It is safe for concurrent use once no more are
// added.
type words struct {
	seed uint64
	// slots are a power of two, at most half of them taken: a word is in
	// the first that was free from the one that its hash says.
	slots []wordSlot
	taken int
}

// A wordSlot is a word, or free.
type wordSlot struct {
	text   string
	hash   uint32
	number int32 // the word's, plus 1; 0 in a free slot
}

// newWords has each text as the number of its place among them.
func newWords(texts []string) words {
	w := words{seed: rand.Uint64()}
	w.grow(len(texts))
	for i, text := range texts {
		w.put(text, int32(i))
	}
	return w
}

// grow makes room for so many words, and drops those that there are.
func (w *words) grow(n int) {
	size := 8
	for size < 2*n {
		size *= 2
	}
	w.slots, w.taken = make([]wordSlot, size), 0
}

// put adds a word with a number, unless the word is there.
func (w *words) put(text string, number int32) {
	if w.find(text) >= 0 {
		return
	}
	if 2*(w.taken+1) > len(w.slots) {
		old := w.slots
		w.grow(2 * (w.taken + 1))
		for _, s := range old {
			if s.number > 0 {
				w.put(s.text, s.number-1)
			}
		}
	}
	hash := w.hash(text)
	mask := len(w.slots) - 1
	i := int(hash) & mask
	for w.slots[i].number > 0 {
		i = (i + 1) & mask
	}
	w.slots[i] = wordSlot{text, uint32(hash >> 32), number + 1}
	w.taken++
}

// find is the number of a word, or -1.
func (w *words) find(text string) int32 {
	if len(w.slots) == 0 {
		return -1
	}
	hash := w.hash(text)
	for i := uint(hash); ; i++ {
		s := &w.slots[i&uint(len(w.slots)-1)]
		if s.hash == uint32(hash>>32) && s.text == text || s.number == 0 {
			return s.number - 1
		}
	}
}

// The factors of hash: odd, and with bits of no pattern.
const (
	factor1 = 0x9e3779b97f4a7c15
	factor2 = 0xd1b54a32d192ed03
)

// hash folds text, up to sixteen bytes at a time, into the two halves of a
// product. Parts of the text may be read twice, so that none is left over.
func (w *words) hash(text string) uint64 {
	p, n := unsafe.Pointer(unsafe.StringData(text)), len(text)
	h := w.seed
	var a, b uint64
	switch {
	case n > 16:
		for i := 0; i+16 < n; i += 16 {
			h = fold(load64(p, i)^factor1, load64(p, i+8)^h)
		}
		a, b = load64(p, n-16), load64(p, n-8)
	case n >= 8:
		a, b = load64(p, 0), load64(p, n-8)
	case n >= 4:
		a, b = load32(p, 0), load32(p, n-4)
	case n > 0:
		a, b = uint64(text[0])<<8|uint64(text[n/2]), uint64(text[n-1])
	}
	return fold(a^factor1^uint64(n), b^factor2^h)
}

// load64 and load32 read text from byte i on, in whatever order the machine
// has bytes.
func load64(p unsafe.Pointer, i int) uint64 { return *(*uint64)(unsafe.Add(p, i)) }

func load32(p unsafe.Pointer, i int) uint64 { return uint64(*(*uint32)(unsafe.Add(p, i))) }

func fold(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	return high ^ low
}
