package fastpath

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// maxNear is how many owners there may be near to a thing of which plain
// questions are asked: they are gone through one by one.
const maxNear = 32

// New arranges an index for plain questions.
func New(x *index.Index) *Index {
	p := &Index{orgs: make([]plainOrg, len(x.Orgs))}
	p.addKinds()
	var levels [numKinds]plainLevels
	for kind := range representatives.ItemTypes {
		levels[kind] = levelsOf(x, kind)
	}
	p.addActions(x, &levels)
	p.addOrgs(x)
	for n, o := range x.Orgs {
		b := plainBuilder{Index: x, plainOrg: &p.orgs[n], rows: map[string]uint16{}}
		b.addMembers(o)
		b.addThings(o, &levels)
	}
	p.addOutside(x)
	return p
}

// addKinds adds the types of things. A type whose name does not fit, or is as
// long as that of another, is left out: questions about it are not plain.
func (p *Index) addKinds() {
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

func levelsOf(x *index.Index, kind int) plainLevels {
	l := plainLevels{granted: bitset.New(len(x.Sets))}
	for _, o := range x.Orgs {
		for n := range o.Things[kind].Covers {
			for at := range o.Things[kind].Covers[n].Places {
				for _, g := range at.Grants {
					l.granted.Add(g.Set)
				}
			}
		}
	}
	for n := range x.ActionNames {
		permission, ok := x.OnlyPermission(int32(n), kind)
		if !ok {
			continue
		}
		if level, near := l.of(x.Giving(permission)); near && level < 0 && len(l.levels) < numLevels {
			giving := x.Giving(permission)
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
func (p *Index) addActions(x *index.Index, levels *[numKinds]plainLevels) {
	names := slices.Sorted(maps.Keys(x.Rows.Actions))
	for old := range x.Rows.Renamed {
		if !x.Rows.Actions[old] && x.Actions.Find(old) >= 0 {
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
			a.takes[kind] = needOf(x, x.Actions.Find(name), kind, &levels[kind])
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
func needOf(x *index.Index, action int32, kind int, levels *plainLevels) plainNeed {
	permission, ok := x.OnlyPermission(action, kind)
	if !ok {
		return plainNeed{notSo: true}
	}
	switch level, near := levels.of(x.Giving(permission)); {
	case !near:
		return plainNeed{permission: permission}
	case level < 0:
		return plainNeed{notSo: true}
	default:
		return plainNeed{permission: permission, level: uint8(level), near: 1}
	}
}

// addOrgs adds the labels and names of orgs.
func (p *Index) addOrgs(x *index.Index) {
	var names []string
	for _, o := range x.Orgs {
		names = append(names, o.Label)
	}
	for name := range x.Data.OrgIDs {
		if x.Data.Orgs[name] == nil && name != "" {
			names = append(names, name)
		}
	}
	t, places := newCodeTable(names)
	p.orgTable, p.names = t, make([]plainName, t.size)
	for i := range p.names {
		p.names[i].length = -1
	}
	for i, name := range names {
		put(p.names, places[i], plainName{codeOf(name), len(name), &p.orgs[x.OrgNumbers.Find(name)]})
	}
	if x.DefaultOrg != nil {
		p.defaultOrg = &p.orgs[x.DefaultOrg.Number]
	}
}

// A plainBuilder makes the plain index of an org.
type plainBuilder struct {
	*index.Index
	*plainOrg
	// rows are the numbers of rows by what they are made of; key has room for
	// one such.
	rows map[string]uint16
	key  []byte
}

// addMembers adds the members of an org. Nobody that is disabled has anything;
// who is granted something at wide places by name asks no plain questions.
func (b *plainBuilder) addMembers(o *index.Org) {
	var logins []string
	var members []plainMember
	for n, login := range b.Logins {
		s := &o.Subjects[o.FirstUser+int32(n)]
		if (s.Member || s.Disabled) && len(login) < math.MaxUint16 {
			logins, members = append(logins, login), append(members, b.plainOrg.member(s, login))
		}
	}
	b.memberTable, b.plainOrg.members = tableOf(logins, members)
}

// member is a user with its holders.
func (o *plainOrg) member(s *index.Subject, login string) plainMember {
	m := plainMember{code: codeOf(login), length: uint16(len(login))}
	switch {
	case s.Disabled:
	case s.Roles || s.Credentials != nil || len(s.Own) >= notPlain:
		m.count = notPlain
	default:
		m.mask, m.count = s.Mask, uint16(len(s.Own))
		if last := len(m.own) - 1; copy(m.own[:], s.Own) < len(s.Own) {
			m.own[last] = -1 - index.Holder(len(o.owners))
			o.owners = append(o.owners, s.Own[last:]...)
		}
	}
	return m
}

// addOutside adds the users that are not in every org, with what they hold where
// they are not. Those who do not hold the same in each, and those whom the table
// of an org that they are in lacks, are left out: they would be taken for
// outsiders there.
func (p *Index) addOutside(x *index.Index) {
	var logins []string
	var members []plainMember
	for n, login := range x.Logins {
		if m, ok := p.outsider(x, int32(n), login); ok {
			logins, members = append(logins, login), append(members, m)
		}
	}
	p.outsideTable, p.outside = tableOf(logins, members)
}

// outsider is a user where it is not in an org; not ok for one that is in every
// org or is to be left out.
func (p *Index) outsider(x *index.Index, user int32, login string) (m plainMember, ok bool) {
	if len(login) >= math.MaxUint16 {
		return m, false
	}
	for i, o := range x.Orgs {
		s := &o.Subjects[o.FirstUser+user]
		if s.Member || s.Disabled {
			if findMember(&p.orgs[i].memberTable, p.orgs[i].members, login) == nil {
				return m, false
			}
			continue
		}
		here := plainMember{code: codeOf(login), mask: s.Mask, length: uint16(len(login))}
		if len(s.Own) > 0 || s.Credentials != nil {
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
func (b *plainBuilder) addThings(o *index.Org, levels *[numKinds]plainLevels) {
	b.plainOrg.permissions = len(b.Index.Permissions.Names)
	for kind, typ := range representatives.ItemTypes {
		var ids []string
		var things []plainThing
		known := map[plainCover]plainThing{}
		for n, id := range o.Things[kind].IDs {
			if len(id) >= noText || typ.Type == representatives.FolderType.Type && id == representatives.General {
				continue
			}
			if t, ok := b.thing(&o.Things[kind].Covers[n], levels[kind].levels, known); ok {
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
	wide *index.Wide
	near [2]*index.Place
}

// thing is one with a cover; not ok if too much is granted near to it. Those
// with the same cover share what is known of it.
func (b *plainBuilder) thing(c *index.Cover, levels []bitset.Set, known map[plainCover]plainThing) (t plainThing, ok bool) {
	key := plainCover{c.Wide, c.Near}
	if t, ok := known[key]; ok && len(c.More) == 0 {
		return t, true
	}
	roles, near := c.Granted()
	owners := map[index.Holder]plainGrant{}
	for _, g := range near {
		owners[g.Holder] |= grantOf(g, levels)
	}
	if t.row, ok = b.row(c.Wide, roles); !ok || !b.addOwners(&t, owners) {
		return plainThing{}, false
	}
	if len(c.More) == 0 {
		known[key] = t
	}
	return t, true
}

// grantOf is the plain grant of one to an owner.
func grantOf(g index.Grant, levels []bitset.Set) plainGrant {
	given := plainGrant(g.Holder) << numLevels
	for n, level := range levels {
		if level.Has(g.Set) {
			given |= 1 << n
		}
	}
	return given
}

// addOwners adds grants to a thing, unless they are too many.
func (b *plainBuilder) addOwners(t *plainThing, owners map[index.Holder]plainGrant) bool {
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
func (b *plainBuilder) row(w *index.Wide, roles []index.Grant) (n uint16, ok bool) {
	key := fmt.Appendf(b.key[:0], "%p", w)
	for _, g := range roles {
		key = binary.AppendVarint(binary.AppendVarint(key, int64(g.Holder)), int64(g.Set))
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
		copy(row, w.Any)
	}
	for _, g := range roles {
		for n := range row {
			if b.Sets[g.Set].Has(int32(n)) {
				row[n] |= 1 << g.Holder
			}
		}
	}
	b.plainOrg.roles = append(b.plainOrg.roles, row...)
	return n, true
}
