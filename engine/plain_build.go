package engine

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// maxNear is how many owners there may be near to a thing of which plain
// questions are asked: they are gone through one by one.
const maxNear = 32

// newPlain arranges an index for plain questions.
func newPlain(x *index) *plainIndex {
	p := &plainIndex{orgs: make([]plainOrg, len(x.orgs))}
	p.addKinds()
	var levels [numKinds]plainLevels
	for kind := range representatives.ItemTypes {
		levels[kind] = levelsOf(x, kind)
	}
	p.addActions(x, &levels)
	p.addOrgs(x)
	for n, o := range x.orgs {
		b := plainBuilder{index: x, plainOrg: &p.orgs[n], rows: map[string]uint16{}}
		b.addMembers(o)
		b.addThings(o, &levels)
	}
	p.addOutside(x)
	return p
}

// addKinds adds the types of things. A type whose name does not fit, or is as
// long as that of another, is left out: questions about it are not plain.
func (p *plainIndex) addKinds() {
	for number, typ := range representatives.ItemTypes {
		n := len(typ.Type)
		if n < minType || n > maxType || p.kinds[n].known {
			continue
		}
		p.kinds[n] = plainKind{code: typeCodeOf(typ.Type), number: number, known: true}
	}
}

// plainLevels are the sets that are granted near to the things of a type, and
// the different parts of them that give something that is asked. If there are
// more than plain questions tell apart, the others are left out.
type plainLevels struct {
	granted bitset.Set
	levels  []bitset.Set
}

func levelsOf(x *index, kind int) plainLevels {
	l := plainLevels{granted: bitset.New(len(x.sets))}
	for _, o := range x.orgs {
		for n := range o.things[kind].covers {
			for at := range o.things[kind].covers[n].places {
				for _, g := range at.grants {
					l.granted.Add(g.set)
				}
			}
		}
	}
	for n := range x.actionNames {
		permission, ok := x.plainPermission(int32(n), kind)
		if !ok {
			continue
		}
		if level, near := l.of(x.giving(permission)); near && level < 0 && len(l.levels) < numLevels {
			giving := x.giving(permission)
			giving.Intersect(l.granted)
			l.levels = append(l.levels, giving)
		}
	}
	return l
}

// of is the number of the level at which something is given by some sets, -1 if
// it has none; not near if none of them is granted near to a thing.
func (l *plainLevels) of(giving bitset.Set) (level int, near bool) {
	giving = slices.Clone(giving)
	giving.Intersect(l.granted)
	return slices.IndexFunc(l.levels, func(level bitset.Set) bool { return slices.Equal(level, giving) }), !giving.Empty()
}

// addActions adds the actions by each of their names.
func (p *plainIndex) addActions(x *index, levels *[numKinds]plainLevels) {
	names := slices.Sorted(maps.Keys(x.rows.Actions))
	for old := range x.rows.Renamed {
		if !x.rows.Actions[old] && x.actions.find(old) >= 0 {
			names = append(names, old)
		}
	}
	t, places := newCodeTable(names)
	p.actionTable, p.actions = t, make([]plainAction, t.size)
	for i := range p.actions {
		p.actions[i].length = noText
	}
	for i, name := range names {
		a := plainAction{code: codeOf(name), length: len(name)}
		for kind := range a.takes {
			a.takes[kind] = needOf(x, x.actions.find(name), kind, &levels[kind])
		}
		put(p.actions, places[i], a)
	}
}

// put puts what has a place there.
func put[T any](all []T, place uint32, v T) {
	if place != nowhere {
		all[place] = v
	}
}

// plainNeed is what an action takes for things of a type.
func needOf(x *index, action int32, kind int, levels *plainLevels) plainNeed {
	permission, ok := x.plainPermission(action, kind)
	if !ok {
		return plainNeed{notSo: true}
	}
	switch level, near := levels.of(x.giving(permission)); {
	case !near:
		return plainNeed{permission: permission}
	case level < 0:
		return plainNeed{notSo: true}
	default:
		return plainNeed{permission: permission, level: uint8(level), near: 1}
	}
}

// addOrgs adds the labels and names of orgs.
func (p *plainIndex) addOrgs(x *index) {
	var names []string
	for _, o := range x.orgs {
		names = append(names, o.label)
	}
	for name := range x.data.OrgIDs {
		if x.data.Orgs[name] == nil && name != "" {
			names = append(names, name)
		}
	}
	t, places := newCodeTable(names)
	p.orgTable, p.names = t, make([]plainName, t.size)
	for i := range p.names {
		p.names[i].length = -1
	}
	for i, name := range names {
		put(p.names, places[i], plainName{codeOf(name), len(name), &p.orgs[x.orgNumbers.find(name)]})
	}
	if x.defaultOrg != nil {
		p.defaultOrg = &p.orgs[x.defaultOrg.number]
	}
}

// A plainBuilder makes the plain index of an org.
type plainBuilder struct {
	*index
	*plainOrg
	// rows are the numbers of rows by what they are made of; key has room for
	// one such.
	rows map[string]uint16
	key  []byte
}

// addMembers adds the members of an org. Nobody that is disabled has anything;
// who is granted something at wide places by name asks no plain questions.
func (b *plainBuilder) addMembers(o *orgIndex) {
	var logins []string
	var members []plainMember
	for n, login := range b.logins {
		s := &o.subjects[o.firstUser+int32(n)]
		if (s.member || s.disabled) && len(login) < math.MaxUint16 {
			logins, members = append(logins, login), append(members, b.plainOrg.member(s, login))
		}
	}
	b.memberTable, b.plainOrg.members = tableOf(logins, members)
}

// member is a user with its holders.
func (o *plainOrg) member(s *subject, login string) plainMember {
	m := plainMember{code: codeOf(login), length: uint16(len(login))}
	switch {
	case s.disabled:
	case s.roles || s.credentials != nil || len(s.own) >= notPlain:
		m.count = notPlain
	default:
		m.mask, m.count = s.mask, uint16(len(s.own))
		if last := len(m.own) - 1; copy(m.own[:], s.own) < len(s.own) {
			m.own[last] = -1 - holder(len(o.owners))
			o.owners = append(o.owners, s.own[last:]...)
		}
	}
	return m
}

// addOutside adds the users that are not in every org, with what they hold where
// they are not. Those who do not hold the same in each, and those whom the table
// of an org that they are in lacks, are left out: they would be taken for
// outsiders there.
func (p *plainIndex) addOutside(x *index) {
	var logins []string
	var members []plainMember
	for n, login := range x.logins {
		if m, ok := p.outsider(x, int32(n), login); ok {
			logins, members = append(logins, login), append(members, m)
		}
	}
	p.outsideTable, p.outside = tableOf(logins, members)
}

// outsider is a user where it is not in an org; not ok for one that is in every
// org or is to be left out.
func (p *plainIndex) outsider(x *index, user int32, login string) (m plainMember, ok bool) {
	if len(login) >= math.MaxUint16 {
		return m, false
	}
	for i, o := range x.orgs {
		s := &o.subjects[o.firstUser+user]
		if s.member || s.disabled {
			if findMember(&p.orgs[i].memberTable, p.orgs[i].members, login) == nil {
				return m, false
			}
			continue
		}
		here := plainMember{code: codeOf(login), mask: s.mask, length: uint16(len(login))}
		if len(s.own) > 0 || s.credentials != nil {
			here.count = notPlain
		}
		if ok && here != m {
			return m, false
		}
		m, ok = here, true
	}
	return m, ok
}

// tableOf puts members at the places of their logins.
func tableOf(logins []string, members []plainMember) (codeTable, []plainMember) {
	t, places := newCodeTable(logins)
	all := make([]plainMember, t.size)
	for i := range all {
		all[i].length = math.MaxUint16
	}
	for i, m := range members {
		put(all, places[i], m)
	}
	return t, all
}

// addThings adds what is declared, but General, of which other things are
// asked.
func (b *plainBuilder) addThings(o *orgIndex, levels *[numKinds]plainLevels) {
	b.plainOrg.permissions = len(b.index.permissions.names)
	for kind, typ := range representatives.ItemTypes {
		var ids []string
		var things []plainThing
		known := map[plainCover]plainThing{}
		for n, id := range o.things[kind].ids {
			if len(id) >= noText || typ.Type == representatives.FolderType.Type && id == representatives.General {
				continue
			}
			if t, ok := b.thing(&o.things[kind].covers[n], levels[kind].levels, known); ok {
				t.code, t.length = codeOf(id), uint8(len(id))
				ids, things = append(ids, id), append(things, t)
			}
		}
		t := &b.plainOrg.things[kind]
		var places []uint32
		t.table, places = newCodeTable(ids)
		t.things = make([]plainThing, t.table.size)
		for i := range t.things {
			t.things[i].length = noText
		}
		for i, thing := range things {
			put(t.things, places[i], thing)
		}
	}
}

// A plainCover is a cover without more places than two.
type plainCover struct {
	wide *wide
	near [2]*placeIndex
}

// thing is one with a cover; not ok if too much is granted near to it. Those
// with the same cover share what is known of it.
func (b *plainBuilder) thing(c *cover, levels []bitset.Set, known map[plainCover]plainThing) (t plainThing, ok bool) {
	key := plainCover{c.wide, c.near}
	if t, ok := known[key]; ok && len(c.more) == 0 {
		return t, true
	}
	var roles []grant
	owners := map[holder]plainGrant{}
	for at := range c.places {
		for _, g := range at.grants {
			switch {
			case g.creator:
			case g.holder < firstOwner:
				roles = append(roles, g)
			default:
				owners[g.holder] |= grantOf(g, levels)
			}
		}
	}
	if t.row, ok = b.row(c.wide, roles); !ok || !b.addOwners(&t, owners) {
		return plainThing{}, false
	}
	if len(c.more) == 0 {
		known[key] = t
	}
	return t, true
}

// grantOf is the plain grant of one to an owner.
func grantOf(g grant, levels []bitset.Set) plainGrant {
	given := plainGrant(g.holder) << numLevels
	for n, level := range levels {
		if level.Has(g.set) {
			given |= 1 << n
		}
	}
	return given
}

// addOwners adds grants to a thing, unless they are too many.
func (b *plainBuilder) addOwners(t *plainThing, owners map[holder]plainGrant) bool {
	grants := make([]plainGrant, 0, len(owners))
	for h, g := range owners {
		if h > maxOwner {
			return false
		}
		grants = append(grants, g)
	}
	if len(grants) > maxNear || len(b.plainOrg.grants) >= math.MaxUint32>>1 {
		return false
	}
	t.count = uint8(len(grants))
	if n := copy(t.grants[:], grants); n < len(grants) {
		t.more = uint32(len(b.plainOrg.grants))
		b.plainOrg.grants = append(b.plainOrg.grants, grants[n:]...)
	}
	return true
}

// maxRows is how many rows of roles there may be: they are to stay in the
// processor's cache.
const maxRows = 1 << 10

// row is the number of the row for a wide and what is granted to roles near to a
// thing; it is added if need be.
func (b *plainBuilder) row(w *wide, roles []grant) (n uint16, ok bool) {
	key := fmt.Appendf(b.key[:0], "%p", w)
	for _, g := range roles {
		key = binary.AppendVarint(binary.AppendVarint(key, int64(g.holder)), int64(g.set))
	}
	b.key = key
	n, ok = b.rows[string(key)]
	if ok || len(b.rows) >= maxRows {
		return n, ok
	}
	n = uint16(len(b.rows))
	b.rows[string(key)] = n
	row := make([]uint64, b.plainOrg.permissions)
	if w != nil {
		copy(row, w.any)
	}
	for _, g := range roles {
		for n := range row {
			if b.sets[g.set].Has(int32(n)) {
				row[n] |= 1 << g.holder
			}
		}
	}
	b.plainOrg.roles = append(b.plainOrg.roles, row...)
	return n, true
}
