package fastpath

import (
	"encoding/binary"

	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// An orgBuilder makes an org of an Index.
type orgBuilder struct {
	*builder
	*org
	// rows are masks by permission. numbers are the numbers of rows by what they hold, and known by
	// what they are made of.
	rows    [][]uint64
	numbers map[string]uint16
	known   map[string]uint16
	wides   map[*index.Wide]int
	key     []byte // room for one
}

// addMembers adds the members of an org. A disabled user holds nothing.
func (b *orgBuilder) addMembers(o *index.Org) {
	var logins []string
	var all []member
	for n, login := range b.Logins {
		s := &o.Subjects[o.FirstUser+int32(n)]
		if (s.Member || s.Disabled) && len(login) < noText {
			logins, all = append(logins, login), append(all, b.member(s, login))
		}
	}
	b.org.members = membersOf(logins, all)
}

// member returns a user with its holders.
func (b *orgBuilder) member(s *index.Subject, login string) member {
	m := member{code: codeOf(login), length: uint8(len(login))}
	switch {
	case s.Disabled:
	case s.Credentials != nil || len(s.Own) >= leftOpen || len(b.owners)+len(s.Own) > maxMore:
		m.count = leftOpen
	default:
		m.mask, m.shared, m.count = s.Mask, s.Roles, uint16(len(s.Own))
		const last = holdersInLine - 1
		if copy(m.own[:], s.Own) < len(s.Own) {
			m.own[last] = -1 - index.Holder(len(b.owners))
			b.owners = append(b.owners, s.Own[last:]...)
		}
	}
	return m
}

// addResources adds everything that is declared but the folder General, about which other
// permissions decide.
func (b *orgBuilder) addResources(o *index.Org) {
	b.numbers, b.known, b.wides = map[string]uint16{}, map[string]uint16{}, map[*index.Wide]int{}
	for typ := range b.resources {
		var ids []string
		var all []resource
		alike := map[cover]resource{}
		for n, id := range o.Things[typ].IDs {
			if len(id) >= noText || representatives.ItemTypes[typ].Type == representatives.FolderType.Type && id == representatives.General {
				continue
			}
			if t, ok := b.resource(&o.Things[typ].Covers[n], b.levels[typ].levels, alike); ok {
				t.code, t.length = codeOf(id), uint8(len(id))
				ids, all = append(ids, id), append(all, t)
			}
		}
		t := &b.resources[typ]
		t.table, t.records = arrange(ids, all, resource{length: noText})
	}
	b.addRoles()
}

// A cover is an index.Cover with at most two places.
type cover struct {
	wide *index.Wide
	near [2]*index.Place
}

// resource returns a resource with a cover. It is not ok if too much is granted near it.
// Resources with the same cover are alike.
func (b *orgBuilder) resource(c *index.Cover, levels []bitset.Set, alike map[cover]resource) (t resource, ok bool) {
	key := cover{c.Wide, c.Near}
	if t, ok := alike[key]; ok && len(c.More) == 0 {
		return t, true
	}
	roles, near := c.Granted()
	if t.row, ok = b.row(c.Wide, roles); !ok || !b.addGrants(&t, near, levels) {
		return resource{}, false
	}
	if c.Wide != nil && len(c.Wide.Own) > 0 {
		t.count |= sharedOwners
	}
	if len(c.More) == 0 {
		alike[key] = t
	}
	return t, true
}

// addGrants adds grants to a resource, one for each owner, unless they are too many.
func (b *orgBuilder) addGrants(t *resource, near []index.Grant, levels []bitset.Set) bool {
	var all []grant
next:
	for _, g := range near {
		given := grantOf(g, levels)
		switch {
		case given&levelBits == 0:
			continue
		case g.Holder > maxOwner:
			return false
		}
		for i, other := range all {
			if other>>numLevels == given>>numLevels {
				all[i] |= given
				continue next
			}
		}
		if all = append(all, given); len(all) > maxGrants {
			return false
		}
	}
	if len(b.grants)+len(all) > maxMore {
		return false
	}
	t.count = uint8(len(all))
	if n := copy(t.grants[:], all); n < len(all) {
		t.more = uint32(len(b.grants))
		b.grants = append(b.grants, all[n:]...)
	}
	return true
}

// grantOf returns a grant to an owner with its levels.
func grantOf(g index.Grant, levels []bitset.Set) grant {
	given := grant(g.Holder) << numLevels
	for n, level := range levels {
		if level.Has(g.Set) {
			given |= 1 << n
		}
	}
	return given
}

// row returns the number of the row for a wide and what is granted to role-like holders near a
// resource. It is not ok if there are too many rows.
func (b *orgBuilder) row(w *index.Wide, roles []index.Grant) (n uint16, ok bool) {
	key := binary.AppendVarint(b.key[:0], int64(b.wide(w)))
	for _, g := range roles {
		key = binary.AppendVarint(binary.AppendVarint(key, int64(g.Holder)), int64(g.Set))
	}
	b.key = key
	if n, ok = b.known[string(key)]; ok {
		return n, true
	}
	row := make([]uint64, len(b.permissions))
	var text []byte
	for column, permission := range b.permissions {
		if w != nil {
			row[column] = w.Any[permission]
		}
		for _, g := range roles {
			if b.Sets[g.Set].Has(permission) {
				row[column] |= 1 << g.Holder
			}
		}
		text = binary.LittleEndian.AppendUint64(text, row[column])
	}
	if n, ok = b.numbers[string(text)]; !ok {
		if len(b.rows) >= maxRows {
			return 0, false
		}
		n = uint16(len(b.rows))
		b.rows = append(b.rows, row)
		b.numbers[string(text)] = n
	}
	b.known[string(key)] = n
	return n, true
}

// wide returns the number of a wide among those so far.
func (b *orgBuilder) wide(w *index.Wide) int {
	n, ok := b.wides[w]
	if !ok {
		n = len(b.wides)
		b.wides[w] = n
	}
	return n
}

// addRoles puts the rows side by side, so that the masks of a permission lie together.
func (b *orgBuilder) addRoles() {
	b.org.rows = len(b.rows)
	b.roles = make([]uint64, len(b.permissions)*len(b.rows))
	for n, row := range b.rows {
		for column, mask := range row {
			b.roles[column*len(b.rows)+n] = mask
		}
	}
}
