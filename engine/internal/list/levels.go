package list

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/engine/levels"
)

// Levels returns the table of levels on the resources of a type in the org of a query, at the
// time of the query. It has no levels if lists of the type have none.
func Levels(q *access.Query, t *vocabulary.ResourceType) (*levels.Table, error) {
	m := tabling{
		query: q, Table: &levels.Table{Org: q.Org.Label, Type: t.Name, Permissions: map[string]levels.Set{}},
		places: map[string]int32{}, holders: map[index.Holder]int32{},
	}
	if err := m.findLevels(representatives.ItemTypes[t.Number]); err != nil || len(m.Levels) == 0 {
		return m.Table, err
	}
	for _, id := range q.Org.Things[t.Number].IDs {
		if t.Shape == vocabulary.FolderShape && id == representatives.General {
			continue // it has a kind of its own, and no list
		}
		r := levels.Resource{ID: id}
		pattern := q.Index.ItemPattern(q.Org, representatives.ItemTypes[t.Number], id)
		for _, name := range pattern.Names() {
			if n := m.place(name); n >= 0 {
				r.Places = append(r.Places, n)
			}
		}
		m.Resources = append(m.Resources, r)
	}
	m.findSubjects()
	return m.Table, nil
}

// A tabling is a table that is being made.
type tabling struct {
	query *access.Query
	*levels.Table
	// bits are the permissions of the levels, by bit. Permissions that are alike share one.
	bits []int32
	// places and holders are the numbers in the table; places without grants have -1.
	places  map[string]int32
	holders map[index.Holder]int32
}

// findLevels finds the levels of a type, lowest first, and the bits of their permissions.
func (m *tabling) findLevels(typ representatives.ItemType) error {
	x := m.query.Index
	rows := x.Rows.Levels[representatives.TypeOf(typ.Scope)]
	alike := map[int32]int{}
	for _, name := range typ.Levels {
		given := x.NoPermissions()
		for _, row := range rows[name] {
			if row.Place == "" && !row.Matching {
				given.Union(x.Sets[x.SetNumbers[row.Set]])
			}
		}
		l := levels.Level{Name: name}
		for n := range given.Each {
			bit, known := alike[x.Alike[n]]
			if !known {
				bit = len(m.bits)
				alike[x.Alike[n]] = bit
				m.bits = append(m.bits, n)
			}
			action := x.Permissions.Name(n)
			l.Actions = append(l.Actions, action)
			l.Gives |= 1 << bit
			m.Permissions[action] = 1 << bit
		}
		if slices.Sort(l.Actions); len(l.Actions) > 0 {
			m.Levels = append(m.Levels, l)
		}
	}
	if len(m.bits) > levels.MaxBits {
		return fmt.Errorf("the levels of the type %q have %d permissions, more than %d", typ.Type, len(m.bits), levels.MaxBits)
	}
	return nil
}

// place returns the number of a place, and -1 if nothing of a level is granted there.
func (m *tabling) place(name string) int32 {
	n, known := m.places[name]
	if known {
		return n
	}
	n = -1
	if at := m.query.Org.Places[name]; at != nil {
		p := levels.Place{Name: name}
		for i, g := range at.Grants {
			// What the creator of a resource has is granted to the creator where one is declared.
			if gives := m.gives(m.query.Index.Sets[g.Set]); gives != 0 && !g.Creator {
				p.Grants = append(p.Grants, m.grant(name, g, at.Origins[i], gives))
			}
		}
		if len(p.Grants) > 0 {
			n = int32(len(m.Places))
			m.Places = append(m.Places, p)
		}
	}
	m.places[name] = n
	return n
}

func (m *tabling) grant(place string, g index.Grant, from index.Origin, gives levels.Set) levels.Grant {
	f := access.Finding{Place: place, Holder: m.query.Index.HolderName(m.query.Org, g.Holder), Source: from.Source, Row: m.query.Index.Row(from.Row)}
	h, known := m.holders[g.Holder]
	if !known {
		h = int32(len(m.Holders))
		m.holders[g.Holder] = h
		m.Holders = append(m.Holders, f.Whose())
	}
	return levels.Grant{Holder: h, Gives: gives, Because: f.Because(), Source: f.Source, Rule: f.IsRule()}
}

// gives returns the permissions of a set that some level has.
func (m *tabling) gives(given bitset.Set) (s levels.Set) {
	for bit, n := range m.bits {
		if given.Has(n) {
			s |= 1 << bit
		}
	}
	return s
}

// findSubjects adds the members of the org, and the others who hold a grant of the table.
func (m *tabling) findSubjects() {
	o := m.query.Org
	for n := range o.Subjects {
		s := &o.Subjects[n]
		var holders []int32
		for h := range index.Holder(index.FirstOwner) {
			if number, ok := m.holders[h]; ok && s.Mask>>h&1 != 0 {
				holders = append(holders, number)
			}
		}
		for _, h := range s.Own {
			if number, ok := m.holders[h]; ok {
				holders = append(holders, number)
			}
		}
		if !s.Member && len(holders) == 0 {
			continue
		}
		m.Subjects = append(m.Subjects, levels.Subject{
			Subject: m.query.Index.SubjectOf(o, int32(n)), Member: s.Member, Asks: MayAsk(m.query, int32(n)), Holders: holders,
		})
	}
	slices.SortStableFunc(m.Subjects, func(a, b levels.Subject) int { return strings.Compare(a.Type, b.Type) })
}
