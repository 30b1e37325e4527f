package engine

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gobwas/glob"

	"github.com/rolecall/rolecall/loader"
)

// A builder makes an index of a configuration and the rows of its sample.
type builder struct {
	*index
	// What the rows say of each stand-in.
	members map[string]*memberRow
	users   map[string]*userRow
	entries map[string][]int32 // by place
	held    map[string][]int32 // by holder
}

func newIndex(d *loader.Data, s *sample, r *rows) (*index, error) {
	x := &index{
		rows:       r,
		data:       d,
		orgNumbers: map[string]int32{},
		users:      make(map[string]int32, len(d.Logins)),
		gives:      make(map[string]permissions, len(r.Sets)),
		held:       map[string][]need{},
		sample:     s,

		memberScopes: []string{r.MemberPlaces.Scope},
		items:        map[itemKey][]string{},
		inside:       map[itemKey][]string{},
	}
	for kind, scopes := range r.KindScopes {
		if len(scopes) > maxScopes {
			return nil, fmt.Errorf("%d scopes of %s, of which there can be %d", len(scopes), kind, maxScopes)
		}
	}
	x.number(d)
	x.vocabulary = newVocabulary(r, &x.permissions)
	for id, pairs := range r.Delegations {
		x.held[id] = x.needs(pairs, &x.permissions)
	}
	for _, set := range r.Sets {
		for permission := range set {
			x.permissions.number(permission)
		}
	}
	for name, set := range r.Sets {
		given := x.noPermissions()
		for permission := range set {
			given.add(x.permissions.of[permission])
		}
		x.gives[name] = given
	}
	b := newBuilder(x)
	for _, o := range x.orgs {
		if err := b.org(o); err != nil {
			return nil, err
		}
	}
	if len(x.holders.names) > firstOwner {
		return nil, fmt.Errorf("%d kinds of holders, of which there can be %d", len(x.holders.names), firstOwner)
	}
	return x, nil
}

// number numbers orgs and users.
func (x *index) number(d *loader.Data) {
	for _, label := range slices.Sorted(maps.Keys(d.Orgs)) {
		n := int32(len(x.orgs))
		x.orgNumbers[label] = n
		x.orgs = append(x.orgs, &orgIndex{label: label, number: n, data: d.Orgs[label]})
	}
	for name, label := range d.OrgIDs {
		x.orgNumbers[name] = x.orgNumbers[label]
	}
	if n, ok := x.orgNumbers[d.DefaultOrg]; ok && d.DefaultOrg != "" {
		x.defaultOrg = x.orgs[n]
	}
	numbers := make(map[string]int32, len(d.Users))
	for key := range d.Users {
		x.logins = append(x.logins, strings.TrimPrefix(key, "user:"))
	}
	slices.Sort(x.logins)
	for i, login := range x.logins {
		numbers[login] = int32(i)
	}
	for id, login := range d.Logins {
		x.users[id] = numbers[login]
	}
}

func (x *index) noPermissions() permissions {
	return make(permissions, (len(x.permissions.names)+63)/64)
}

func newBuilder(x *index) *builder {
	b := &builder{
		index:   x,
		members: map[string]*memberRow{},
		users:   map[string]*userRow{},
		entries: map[string][]int32{},
		held:    map[string][]int32{},
	}
	for i, row := range x.rows.Members {
		b.members[memberKey(row.Org, row.Subject)] = &x.rows.Members[i]
	}
	for i, row := range x.rows.Users {
		b.users[row.User] = &x.rows.Users[i]
	}
	for _, row := range x.rows.Places {
		x.items[itemKey{row.Org, row.Type, row.ID}] = row.Places
	}
	for _, row := range x.rows.Folders {
		x.inside[itemKey{row.Org, "folder", row.UID}] = row.Places
	}
	for i, row := range x.rows.Grants {
		switch {
		case row.Org != standIn:
		case strings.Contains(row.Place, standIn):
			b.entries[row.Place] = append(b.entries[row.Place], int32(i))
		case row.Place == "anywhere" && strings.Contains(row.Holder, standIn):
			b.held[row.Holder] = append(b.held[row.Holder], int32(i))
		}
	}
	return b
}

// org builds what is in an org: what is granted first, for the places of
// things to find it.
func (b *builder) org(o *orgIndex) error {
	o.owners.first = firstOwner
	o.places = map[string]*placeIndex{}
	if err := b.grants(o); err != nil {
		return err
	}
	b.covers(o)
	o.findAssigned()
	return b.subjects(o)
}

func (b *builder) grants(o *orgIndex) error {
	for i := range b.rows.Grants {
		if row := &b.rows.Grants[i]; row.Org == o.label {
			if err := b.grant(o, row.Place, row.Holder, row.Grant.Source, int32(i)); err != nil {
				return err
			}
		}
	}
	for place, list := range o.data.Permissions {
		for holder := range list {
			if err := b.entry(o, place, holder); err != nil {
				return err
			}
		}
	}
	for place, list := range o.data.Creators {
		for holder := range list {
			if _, ok := o.data.Permissions[place][holder]; ok {
				continue
			}
			if err := b.entry(o, place, holder); err != nil {
				return err
			}
		}
	}
	holders := map[string]bool{}
	for _, held := range []map[string]map[string]map[string]string{o.data.Held, o.data.Created} {
		for holder := range held {
			holders[holder] = !isRole(holder)
		}
	}
	for holder, instance := range holders {
		if !instance {
			continue
		}
		for _, i := range b.held[b.sample.held[classOfHeld(o.data, holder)]] {
			if err := b.grant(o, "anywhere", holder, heldSource(o.data, holder, b.rows.Grants[i].Grant.Source), i); err != nil {
				return err
			}
		}
	}
	for _, p := range o.places {
		slices.SortFunc(p.any, byHolder)
		slices.SortFunc(p.own, byHolder)
	}
	return b.globs(o)
}

func byHolder(a, b grant) int {
	return cmp.Or(cmp.Compare(a.holder, b.holder), cmp.Compare(a.row, b.row))
}

// entry grants what the entry of a holder in a list gives, to it and to the
// roles that match it.
func (b *builder) entry(o *orgIndex, place, holder string) error {
	class := classOfEntry(o.data, place, holder)
	for _, i := range b.entries[b.sample.entries[class]] {
		row := &b.rows.Grants[i]
		to := row.Holder
		switch {
		case to == class.standIn():
			to = holder
		case !isRole(to):
			continue // has a role, which its own row tells of
		}
		source := row.Grant.Source
		switch source {
		case entrySource:
			source = o.data.Permissions[place][holder].Source
		case creatorSource:
			source = o.data.Creators[place][holder]
		}
		if err := b.grant(o, place, to, source, i); err != nil {
			return err
		}
	}
	return nil
}

// grant adds the grant of a row to a holder at a place of an org.
func (b *builder) grant(o *orgIndex, place, to, source string, row int32) error {
	g, err := b.newGrant(o, to, source, row)
	if err != nil {
		return err
	}
	p := o.places[place]
	if p == nil {
		p = &placeIndex{name: place}
		o.places[place] = p
	}
	if g.holder < firstOwner {
		p.any = append(p.any, g)
	} else {
		p.own = append(p.own, g)
	}
	return nil
}

func (b *builder) newGrant(o *orgIndex, to, source string, row int32) (grant, error) {
	r := b.row(row)
	given, ok := b.gives[r.Set]
	if !ok {
		return grant{}, fmt.Errorf("grant of %q to %s: no such set", r.Set, to)
	}
	g := grant{gives: given, row: row, source: source}
	switch r.Grant.When {
	case "":
	case "creator":
		g.creator = true
	default:
		return grant{}, fmt.Errorf("grant of %s to %s: unknown condition %q", r.Set, to, r.Grant.When)
	}
	if len(r.Grant.Without) > 0 {
		g.gives = slices.Clone(given)
		for permission := range r.Grant.Without {
			if n, ok := b.permissions.of[permission]; ok {
				g.gives[n>>6] &^= 1 << (n & 63)
			}
		}
	}
	if isOwner(to) {
		if g.creator {
			return grant{}, fmt.Errorf("grant of %s to %s: only holders that are no instances may have created something", r.Set, to)
		}
		g.holder = holder(o.owners.number(to))
	} else {
		g.holder = holder(b.holders.number(to))
	}
	return g, nil
}

func (b *builder) globs(o *orgIndex) error {
	for i, row := range b.rows.Globs {
		if row.Org != o.label {
			continue
		}
		// As Grafana 8.0 does; a glob that cannot be read matches nothing.
		pattern, err := glob.Compile(row.Glob, ':', '/')
		if err != nil {
			continue
		}
		g, err := b.newGrant(o, row.Holder, row.Grant.Source, int32(len(b.rows.Grants)+i))
		if err != nil {
			return err
		}
		o.globs = append(o.globs, globGrant{pattern, g})
	}
	return nil
}

// row is what a grant was made of, by its number.
func (x *index) row(n int32) *grantRow {
	if i := int(n) - len(x.rows.Grants); i >= 0 {
		return &x.rows.Globs[i].grantRow
	}
	return &x.rows.Grants[n]
}
