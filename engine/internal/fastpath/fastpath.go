package fastpath

import (
	"math"
	"unsafe"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/index"
)

// A Index answers plain questions: those of an enabled member of an org
// about something the org declares, where one permission on the thing itself
// decides. Most questions are plain. What it takes to answer them lies together
// in memory, in a line of the processor's cache for each member and thing, and
// is gone through with few branches; a query answers all others.
type Index struct {
	// actions are those that plain questions ask for, by place.
	actionTable codeTable
	actions     []plainAction
	// kinds are the types of things by the length of their names, which all
	// differ in that.
	kinds [maxType + 1]plainKind

	// outside are the users where they are no members, by place.
	outsideTable codeTable
	outside      []plainMember

	orgTable codeTable
	names    []plainName
	orgs     []plainOrg
	// defaultOrg is nil unless one org alone is declared.
	defaultOrg *plainOrg
}

// maxType is how long the name of a type of things may be, minType at least.
const minType, maxType = 4, 16

// A plainKind is a type of things. It is not known at a length that no type has:
// there the code says nothing, since any two words are the code of some name.
type plainKind struct {
	code   typeCode
	number int
	known  bool
}

// A typeCode is a name of minType to maxType bytes in four words, which overlap
// for shorter ones.
type typeCode struct{ a, b uint64 }

func typeCodeOf(name string) typeCode {
	p, last := unsafe.Pointer(unsafe.StringData(name)), len(name)-4
	return typeCode{
		load32(p, 0)<<32 | load32(p, min(4, last)),
		load32(p, max(last-4, 0))<<32 | load32(p, last),
	}
}

// A plainName is the label or the name of an org.
type plainName struct {
	code   code
	length int
	org    *plainOrg
}

// A plainAction is the name of an action, and what it takes for each type of
// things.
type plainAction struct {
	code   code
	length int
	takes  [numKinds]plainNeed
}

// numKinds is how many types of things there are.
const numKinds = 6

// A plainNeed is a permission that is needed.
type plainNeed struct {
	permission int32
	// level is which of those that entries give on things of the type; near
	// is 0 if none gives the permission, otherwise 1.
	level uint8
	notSo bool // it takes more than this permission
	near  plainGrant
}

// A plainOrg is what is in one org.
type plainOrg struct {
	memberTable codeTable
	members     []plainMember
	things      [numKinds]plainThings
	// roles are which holders that are no instances have each permission, as
	// a mask, in rows of one for each: many things have the same row.
	roles       []uint64
	permissions int
	// grants are those of things that have more than fit.
	grants []plainGrant
	// owners are the holders of members that have more than fit.
	owners []index.Holder
}

// plainThings are those of a type, by place.
type plainThings struct {
	table  codeTable
	things []plainThing
}

// notPlain is the count of the holders of a user whose questions are not plain.
const notPlain = math.MaxUint16

// A plainMember is a user of an org, or outside of it.
type plainMember struct {
	code code // of the login
	mask uint64
	// own are the holders that are instances, of which there are count; if
	// that is more than fit, the last says where those from it on are among
	// the owners, as -1 less that.
	own    [5]index.Holder
	count  uint16
	length uint16
}

// A plainThing is something that an org declares. It is one line of the cache.
type plainThing struct {
	code code // of the id
	// grants are those to owners near to the thing, of which there are
	// count; those that do not fit are in the org, from more on.
	grants [6]plainGrant
	more   uint32
	// row is that of the roles.
	row    uint16
	count  uint8
	length uint8
}

// numLevels is how many sets of permissions plain questions tell apart in the
// lists of things: viewing, editing, administering, under whatever names.
const numLevels = 5

// noText is the length of what is at free places, and has no text.
const noText = 255

// A plainGrant is an owner and, in the lowest bits, the levels that it has.
type plainGrant uint32

// maxOwner is the highest number that fits.
const maxOwner = math.MaxUint32 >> numLevels

// Decide answers a request that asks a plain query. Others are not ok.
func (p *Index) Decide(r *authzen.Request) (allowed, ok bool) {
	if r.Subject.Type != "user" || len(r.Subject.Groups) != 0 || r.Subject.Token != "" || r.Resource.CreatedBy != "" || !r.Time.IsZero() {
		return false, false
	}
	need, kind := p.need(r.Action, r.Resource.Type)
	if need == nil {
		return false, false
	}
	o := p.org(r.Org)
	if o == nil {
		return false, false
	}
	m := findMember(&o.memberTable, o.members, r.Subject.ID)
	if m == nil {
		m = findMember(&p.outsideTable, p.outside, r.Subject.ID)
	}
	t := o.things[kind].find(r.Resource.ID)
	if m == nil || m.count == notPlain || t == nil {
		return false, false
	}
	if o.roles[int(t.row)*o.permissions+int(need.permission)]&m.mask != 0 {
		return true, true
	}
	var owned plainGrant
	for _, g := range t.grants {
		owned |= m.owns(g)
	}
	if int(m.count) > len(m.own) || int(t.count) > len(t.grants) {
		owned |= o.ownsMore(m, t)
	}
	return owned>>need.level&need.near != 0, true
}

// owns is a grant if it is to one of the first holders of a member. It has no
// branches, since which holder it is cannot be foretold.
func (m *plainMember) owns(g plainGrant) plainGrant {
	h := index.Holder(g >> numLevels)
	return g & -(equal(h, m.own[0]) | equal(h, m.own[1]) | equal(h, m.own[2]) | equal(h, m.own[3]) | equal(h, m.own[4]))
}

// equal is 1 for the same holder, else 0.
func equal(a, b index.Holder) plainGrant {
	if a == b {
		return 1
	}
	return 0
}

// ownsMore is the grants near to a thing that a member has, of those that do
// not fit.
func (o *plainOrg) ownsMore(m *plainMember, t *plainThing) (owned plainGrant) {
	var rest []plainGrant
	if int(t.count) > len(t.grants) {
		rest = o.grants[t.more:][:int(t.count)-len(t.grants)]
		for _, g := range rest {
			owned |= m.owns(g)
		}
	}
	if last := len(m.own) - 1; int(m.count) > len(m.own) {
		for _, h := range o.owners[-1-m.own[last]:][:int(m.count)-last] {
			for _, g := range t.grants {
				owned |= g & -equal(h, index.Holder(g>>numLevels))
			}
			for _, g := range rest {
				owned |= g & -equal(h, index.Holder(g>>numLevels))
			}
		}
	}
	return owned
}

// need is what it takes to have an action on a type of things, nil if that is
// more than a permission, and the number of the type.
func (p *Index) need(action, typ string) (*plainNeed, int) {
	if uint(len(typ)-minType) > maxType-minType {
		return nil, 0
	}
	kind := &p.kinds[len(typ)]
	c := codeOf(action)
	a := &p.actions[p.actionTable.find(c, len(action))]
	need := &a.takes[kind.number]
	if !kind.known || kind.code != typeCodeOf(typ) || a.code != c || a.length != len(action) || need.notSo || len(action) > coded {
		return nil, 0
	}
	return need, kind.number
}

// org is the org that a request names, or nil.
func (p *Index) org(name string) *plainOrg {
	if name == "" {
		return p.defaultOrg
	}
	c := codeOf(name)
	at := p.orgTable.find(c, len(name))
	if n := &p.names[at]; n.code == c && n.length == len(name) && p.orgTable.same(name, at) {
		return n.org
	}
	return nil
}

// findMember is the member with a login, or nil.
func findMember(t *codeTable, members []plainMember, login string) *plainMember {
	c := codeOf(login)
	at := t.find(c, len(login))
	if m := &members[at]; m.code == c && int(m.length) == len(login) && t.same(login, at) {
		return m
	}
	return nil
}

func (t *plainThings) find(id string) *plainThing {
	c := codeOf(id)
	at := t.table.find(c, len(id))
	if thing := &t.things[at]; thing.code == c && int(thing.length) == len(id) && t.table.same(id, at) {
		return thing
	}
	return nil
}
