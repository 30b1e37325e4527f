package fastpath

import (
	"maps"
	"slices"

	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/index"
)

// New arranges an index for the fast path.
func New(x *index.Index) *Index {
	b := &builder{Index: x, made: &Index{types: newTypes(itemTypes()), orgs: make([]org, len(x.Orgs))}, columns: map[int32]uint16{}}
	for typ := range b.levels {
		b.levels[typ] = levelsOf(x, typ)
	}
	b.addActions()
	b.addOrgNames()
	for n, o := range x.Orgs {
		ob := orgBuilder{builder: b, org: &b.made.orgs[n]}
		ob.addMembers(o)
		ob.addResources(o)
	}
	b.addOutside()
	return b.made
}

// A builder makes an Index.
type builder struct {
	*index.Index
	made   *Index
	levels [numTypes]levels
	// permissions are those that have a column, in order, and columns their numbers.
	permissions []int32
	columns     map[int32]uint16
}

// levels are the sets that lists give on resources of a type, and the different parts of
// them that give an action. If there are more than numLevels, the fast path leaves the others
// open.
type levels struct {
	granted bitset.Set
	levels  []bitset.Set
}

func levelsOf(x *index.Index, typ int) levels {
	l := levels{granted: bitset.New(len(x.Sets))}
	for _, o := range x.Orgs {
		for n := range o.Things[typ].Covers {
			for at := range o.Things[typ].Covers[n].Places {
				for _, g := range at.Grants {
					l.granted.Add(g.Set)
				}
			}
		}
	}
	for n := range x.ActionNames {
		permission, ok := x.OnlyPermission(int32(n), typ)
		if !ok {
			continue
		}
		if level, given := l.of(x.Giving(permission)); given && level < 0 && len(l.levels) < numLevels {
			giving := x.Giving(permission)
			giving.Intersect(l.granted)
			l.levels = append(l.levels, giving)
		}
	}
	return l
}

// of returns the number of the level that some sets make, -1 if there is none, and
// reports whether any of the sets is granted.
func (l *levels) of(giving bitset.Set) (level int, given bool) {
	giving = slices.Clone(giving)
	giving.Intersect(l.granted)
	return slices.IndexFunc(l.levels, func(level bitset.Set) bool { return slices.Equal(level, giving) }), !giving.Empty()
}

// addActions adds the actions by each of their names.
func (b *builder) addActions() {
	names := slices.Sorted(maps.Keys(b.Rows.Actions))
	for old := range b.Rows.Renamed {
		if !b.Rows.Actions[old] && b.Actions.Find(old) >= 0 {
			names = append(names, old)
		}
	}
	t, places := newTable(names)
	b.made.actionTable, b.made.actions = t, make([]action, t.size)
	for i := range b.made.actions {
		b.made.actions[i].length = noText
	}
	for i, name := range names {
		if len(name) > coded {
			continue
		}
		a := action{code: codeOf(name), length: uint8(len(name))}
		for typ := range a.takes {
			a.takes[typ] = b.need(b.Actions.Find(name), typ)
		}
		put(b.made.actions, places[i], a)
	}
}

// need returns what an action takes on a type of resource. It is zero if more than one
// permission decides.
func (b *builder) need(action int32, typ int) need {
	permission, ok := b.OnlyPermission(action, typ)
	if !ok {
		return need{}
	}
	level, given := b.levels[typ].of(b.Giving(permission))
	if given && level < 0 {
		return need{}
	}
	column, ok := b.columns[permission]
	if !ok {
		column = uint16(len(b.permissions))
		b.columns[permission] = column
		b.permissions = append(b.permissions, permission)
	}
	n := need{column: column, alone: true}
	if given {
		n.levels = 1 << level
	}
	return n
}

// addOrgNames adds the labels and names of orgs.
func (b *builder) addOrgNames() {
	var names []string
	for _, o := range b.Orgs {
		names = append(names, o.Label)
	}
	for name := range b.Data.OrgIDs {
		if b.Data.Orgs[name] == nil && name != "" {
			names = append(names, name)
		}
	}
	t, places := newTable(names)
	b.made.orgTable, b.made.orgNames = t, make([]orgName, t.size)
	for i := range b.made.orgNames {
		b.made.orgNames[i].length = -1
	}
	for i, name := range names {
		put(b.made.orgNames, places[i], orgName{codeOf(name), len(name), &b.made.orgs[b.OrgNumbers.Find(name)]})
	}
	if b.DefaultOrg != nil {
		b.made.defaultOrg = &b.made.orgs[b.DefaultOrg.Number]
	}
}

// addOutside adds the users that are not in every org, with what they hold where they are
// not. It leaves out users who do not hold the same in each, and members who have no record
// in their org: they would be taken for outsiders there.
func (b *builder) addOutside() {
	var logins []string
	var all []member
	for n, login := range b.Logins {
		if m, ok := b.outsider(int32(n), login); ok {
			logins, all = append(logins, login), append(all, m)
		}
	}
	b.made.outside = membersOf(logins, all)
}

// outsider returns a user as it is in orgs that it is not in. It is not ok for a user that is in
// every org or is to be left out.
func (b *builder) outsider(user int32, login string) (m member, ok bool) {
	if len(login) >= noText {
		return m, false
	}
	for i, o := range b.Orgs {
		s := &o.Subjects[o.FirstUser+user]
		if s.Member || s.Disabled {
			if b.made.orgs[i].members.find(login) == nil {
				return m, false
			}
			continue
		}
		here := member{code: codeOf(login), mask: s.Mask, length: uint8(len(login))}
		if len(s.Own) > 0 || s.Credentials != nil {
			here.count = leftOpen
		}
		if ok && here != m {
			return m, false
		}
		m, ok = here, true
	}
	return m, ok
}

// membersOf puts members at the places of their logins.
func membersOf(logins []string, all []member) (m members) {
	m.table, m.records = arrange(logins, all, member{length: noText})
	return m
}
