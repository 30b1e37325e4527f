package fastpath

import (
	"math"
	"unsafe"

	"github.com/rolecall/rolecall/engine/internal/index"
)

// line is the size of a line of the processor's cache, in bytes.
const line = 64

// The records that are found by hash are one line each. This does not compile if one is
// larger or smaller.
var (
	_ [line]byte = [unsafe.Sizeof(member{})]byte{}
	_ [line]byte = [unsafe.Sizeof(resource{})]byte{}
	_ [line]byte = [unsafe.Sizeof(action{})]byte{}
)

// noText is the length in records at free places. A name that is this long or longer has
// no record.
const noText = math.MaxUint8

// holdersInLine and grantsInLine are how many holders of a member, and how many grants near a
// resource, fit into their line. More of them stand in lists of the org.
const holdersInLine, grantsInLine = 5, 6

// maxGrants is how many owners may have grants near a resource, as they are gone through one by one.
const maxGrants = 32

// A member is a user in an org, or outside of orgs.
type member struct {
	code code // of the login
	// mask are the role-like holders that the user is.
	mask uint64
	// own are the individual holders: the user and its teams. There are count of them;
	// if more than fit, the last one says where the ones from there on begin among
	// the owners of the org, as -1 less that.
	own   [holdersInLine]index.Holder
	count uint16
	// shared reports whether one of own is granted something at a shared place.
	shared bool
	length uint8 // of the login
}

// leftOpen is the count of a member whom the fast path decides nothing about.
const leftOpen = math.MaxUint16

// A resource is something that an org declares.
type resource struct {
	code code // of the id
	// grants are those to owners near the resource. There are count of them; the
	// ones that do not fit are in the list of the org, from more on.
	grants [grantsInLine]grant
	more   uint32
	row    uint16 // of the roles of the org
	// count has the bit sharedOwners too, if owners are granted something at a place that the resource
	// shares with others.
	count  uint8
	length uint8 // of the id
}

// sharedOwners is a bit above the counts of grants. A count with it counts as more than fit.
const sharedOwners = 1 << 7

// A grant is an owner and, in the lowest bits, the levels that it is given.
type grant uint32

// numLevels is how many levels have a bit.
const numLevels = 5

// levelBits are the bits of all levels, and maxOwner is the highest number of an owner that fits.
const levelBits, maxOwner = 1<<numLevels - 1, math.MaxUint32 >> numLevels

// An action is the name of an action, and what it takes on each type of resource.
type action struct {
	code   code
	takes  [numTypes]need
	length uint8
}

// A need is the permission that an action takes on a resource.
type need struct {
	// column is the number of the permission among the columns.
	column uint16
	// levels is the bit of the level that gives the permission; 0 if no list gives it.
	levels uint8
	// alone reports whether the permission alone decides.
	alone bool
}

// An org is what is in one org.
type org struct {
	members   members
	resources [numTypes]resources
	// roles are masks: the role-like holders that have a permission on a resource. There is a
	// column of masks for each permission, and in each a mask for each row. Many
	// resources have the same row.
	roles []uint64
	rows  int
	// grants and owners are those that do not fit into the records.
	grants []grant
	owners []index.Holder
}

// The most rows, and the most grants and owners that do not fit, of an org.
const maxRows, maxMore = 1 << 12, math.MaxInt32

// members and resources are records at the places of their names.
type (
	members struct {
		table   table
		records []member
	}
	resources struct {
		table   table
		records []resource
	}
)

// find returns the member with a login, or nil.
func (m *members) find(login string) *member {
	c := codeOf(login)
	at := m.table.find(c, len(login))
	if r := &m.records[at]; r.code == c && int(r.length) == len(login) && m.table.same(login, at) {
		return r
	}
	return nil
}

// find returns the resource with an id, or nil.
func (t *resources) find(id string) *resource {
	c := codeOf(id)
	at := t.table.find(c, len(id))
	if r := &t.records[at]; r.code == c && int(r.length) == len(id) && t.table.same(id, at) {
		return r
	}
	return nil
}
