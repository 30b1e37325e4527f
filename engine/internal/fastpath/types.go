package fastpath

import (
	"math/rand/v2"
	"unsafe"

	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// numTypes is how many types of resource have room in the records of actions and orgs. A test
// fails if there are more of them; those that have no room are decided the general way.
const numTypes = 6

// minType and maxType are how long the name of a type may be, in bytes. Types with
// other names are decided the general way.
const minType, maxType = 4, 16

// types finds the number of a type by its name: a hash of one multiplication, with a
// factor for which no two names have the same slot.
type types struct {
	factor uint64
	slots  [16]typeSlot
}

// A typeSlot is a type of resource; the slot is free if it is not known.
type typeSlot struct {
	code   typeCode
	length uint8
	number uint8
	known  bool
}

// A typeCode is a name of minType to maxType bytes in four half words, which overlap if
// the name is short. Names of the same length are the same if their codes are.
type typeCode struct{ a, b uint64 }

func typeCodeOf(name string) typeCode {
	p, last := unsafe.Pointer(unsafe.StringData(name)), len(name)-4
	return typeCode{
		load32(p, 0)<<32 | load32(p, min(4, last)),
		load32(p, max(last-4, 0))<<32 | load32(p, last),
	}
}

// newTypes puts names into slots. A name that does not fit, or whose slot is taken with every factor
// that is tried, is left out.
func newTypes(names []string) types {
	best, most := types{}, -1
	for range 1_000 {
		t, n := types{factor: rand.Uint64() | 1}, 0
		for number, name := range names {
			if !fits(name) || number >= numTypes {
				continue
			}
			c := typeCodeOf(name)
			if s := &t.slots[t.slot(c, len(name))]; !s.known {
				*s = typeSlot{c, uint8(len(name)), uint8(number), true}
				n++
			}
		}
		if n > most {
			best, most = t, n
		}
		if n == len(names) {
			break
		}
	}
	return best
}

// itemTypes returns the names of the types that orgs declare, by number.
func itemTypes() []string {
	var names []string
	for _, typ := range representatives.ItemTypes {
		names = append(names, typ.Type)
	}
	return names
}

func fits(name string) bool { return uint(len(name)-minType) <= maxType-minType }

func (t *types) slot(c typeCode, length int) uint64 {
	return (c.a ^ c.b*factor1 ^ uint64(length)) * t.factor >> 60
}

// find returns the number of a type. It is not ok for a name that has no slot.
func (t *types) find(name string) (number int, ok bool) {
	if !fits(name) {
		return 0, false
	}
	c := typeCodeOf(name)
	s := &t.slots[t.slot(c, len(name))]
	if !s.known || s.code != c || int(s.length) != len(name) {
		return 0, false
	}
	return int(s.number), true
}
