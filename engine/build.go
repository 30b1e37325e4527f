package engine

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
)

// A builder makes an index of a configuration and the rows of its sample.
type builder struct {
	*index
	// What the rows say of each stand-in.
	members map[string]*policy.MemberRow
	users   map[string]*policy.UserRow
	entries map[string][]int32 // by place
	held    map[string][]int32 // by holder
	// rowsOf are the rows of each org that are as they are written.
	rowsOf map[string][]int32
	// assigned are the rows of assignments.
	assigned map[representatives.Assignment][]int32
	// known are the numbers of sets by what is in them.
	known map[string]int32
	// neverInside is what begins a holder that no user is in an org, and
	// neverOutside one that no user is outside; empty for none.
	neverInside, neverOutside string
	// everywhere are those who have roles in every org, by name.
	everywhere []receiver
	// globbed are the places that globs are matched with, sorted, but for
	// those of one thing.
	globbed []string
}

func newIndex(d *document.World, s *representatives.Sample, r *policy.Rows) (*index, error) {
	x := &index{
		rows:       r,
		data:       d,
		setNumbers: make(map[string]int32, len(r.Sets)),
		held:       map[string][]need{},
		byRoles:    map[string][][2]string{},
		covering:   map[string]covering{},
		grantsOf:   map[representatives.Assignment][]roleGrant{},
		sample:     s,
		items:      map[itemKey][]string{},
		inside:     map[itemKey][]string{},
	}
	x.number(d)
	x.vocabulary = newVocabulary(r, &x.permissions)
	for _, typ := range representatives.ItemTypes {
		if x.typeOf(typ.Type) == nil {
			return nil, fmt.Errorf("the policies do not know the type %q", typ.Type)
		}
	}
	x.typesByName, x.roleIDs = x.sortedTypes(), x.sortedRoles()
	b := newBuilder(x)
	b.addDelegations()
	for _, set := range r.Sets {
		for permission := range set {
			x.permissions.number(permission)
		}
	}
	for name, set := range r.Sets {
		given := x.noPermissions()
		for permission := range set {
			given.Add(x.permissions.of[permission])
		}
		x.setNumbers[name] = int32(len(x.sets))
		x.sets = append(x.sets, given)
	}
	b.addRoles()
	b.findEverywhere()
	b.numberHolders()
	for _, o := range x.orgs {
		if err := b.org(o); err != nil {
			return nil, err
		}
	}
	if len(x.holders.names) > firstOwner {
		return nil, fmt.Errorf("%d kinds of holders, of which there can be %d", len(x.holders.names), firstOwner)
	}
	x.findAlike()
	return x, nil
}

// numberHolders numbers all holders that are no instances, so that an org knows
// who those are that only others grant something to.
func (b *builder) numberHolders() {
	number := func(names []string) {
		for _, name := range names {
			if !representatives.IsOwner(name) {
				b.holders.number(name)
			}
		}
	}
	for _, row := range b.rows.Members {
		number(row.Holders)
	}
	for _, row := range b.rows.Users {
		number(row.Holders)
	}
	for _, role := range slices.Sorted(maps.Keys(b.rows.Becoming.Role)) {
		number(b.rows.Becoming.Role[role])
	}
	number(b.rows.Becoming.Member)
	number(b.rows.Becoming.ServerAdmin)
	number(b.rows.Becoming.ServerAdminMember)
	for _, row := range b.rows.Grants {
		number([]string{row.Holder})
	}
	for _, row := range b.rows.Globs {
		number([]string{row.Holder})
	}
}

// number numbers orgs and users.
func (x *index) number(d *document.World) {
	labels := slices.Sorted(maps.Keys(d.Orgs))
	x.orgNumbers = newWords(labels)
	for n, label := range labels {
		x.orgs = append(x.orgs, &orgIndex{label: label, number: int32(n), data: d.Orgs[label]})
	}
	for name, label := range d.OrgIDs {
		x.orgNumbers.put(name, x.orgNumbers.find(label))
	}
	if d.DefaultOrg != "" {
		x.defaultOrg = x.org(d.DefaultOrg)
	}
	for key := range d.Users {
		x.logins = append(x.logins, strings.TrimPrefix(key, "user:"))
	}
	slices.Sort(x.logins)
	x.users = newWords(x.logins)
	for id, login := range d.Logins {
		x.users.put(id, x.users.find(login))
	}
}

func (x *index) noPermissions() bitset.Set {
	return bitset.New(len(x.permissions.names))
}

func newBuilder(x *index) *builder {
	b := &builder{
		index:   x,
		members: map[string]*policy.MemberRow{},
		users:   map[string]*policy.UserRow{},
		entries: map[string][]int32{},
		held:    map[string][]int32{},

		rowsOf:   map[string][]int32{},
		assigned: map[representatives.Assignment][]int32{},
		known:    map[string]int32{},
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
	for i := range x.rows.Grants {
		row := &x.rows.Grants[i]
		a, byAssignment := representatives.AssignmentOf(row.Grant.By.Role, row.Grant.Source)
		switch {
		case byAssignment && row.Org == representatives.StandIn:
			b.assigned[a] = append(b.assigned[a], int32(i))
		case byAssignment: // the same in all orgs
		case row.Org != representatives.StandIn:
			b.rowsOf[row.Org] = append(b.rowsOf[row.Org], int32(i))
		case strings.Contains(row.Place, representatives.StandIn):
			b.entries[row.Place] = append(b.entries[row.Place], int32(i))
		case row.Place == policy.Anywhere && strings.Contains(row.Holder, representatives.StandIn):
			b.held[row.Holder] = append(b.held[row.Holder], int32(i))
		}
	}
	for i := range x.rows.Globs {
		row := &x.rows.Globs[i]
		if a, ok := representatives.AssignmentOf(row.Grant.By.Role, row.Grant.Source); ok && row.Org == representatives.StandIn {
			n := int32(len(x.rows.Grants) + i)
			b.assigned[a] = append(b.assigned[a], n)
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
	if err := b.subjects(o); err != nil {
		return err
	}
	b.reverse(o)
	return nil
}

func (b *builder) grants(o *orgIndex) error {
	for _, i := range b.rowsOf[o.label] {
		row := &b.rows.Grants[i]
		if err := b.grant(o, row.Place, row.Holder, row.Grant.Source, i); err != nil {
			return err
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
			holders[holder] = !representatives.IsRole(holder)
		}
	}
	for holder, instance := range holders {
		if !instance {
			continue
		}
		for _, i := range b.held[b.sample.Held[representatives.ClassOfHeld(o.data, holder)]] {
			if err := b.grant(o, policy.Anywhere, holder, representatives.HeldSource(o.data, holder, b.rows.Grants[i].Grant.Source), i); err != nil {
				return err
			}
		}
	}
	if err := b.roleGrantsIn(o); err != nil {
		return err
	}
	for _, at := range o.places {
		at.sort()
	}
	return nil
}

// sort orders what is granted by holder.
func (at *placeIndex) sort() {
	order := make([]int, len(at.grants))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(at.grants[i].holder, at.grants[j].holder), cmp.Compare(at.origins[i].row, at.origins[j].row))
	})
	grants, origins := make([]grant, len(order)), make([]origin, len(order))
	for to, from := range order {
		grants[to], origins[to] = at.grants[from], at.origins[from]
		if grants[to].holder < firstOwner {
			at.owners = to + 1
		}
	}
	at.grants, at.origins = grants, origins
}

// entry grants what the entry of a holder in a list gives, to it and to the
// roles that match it.
func (b *builder) entry(o *orgIndex, place, holder string) error {
	class := representatives.ClassOfEntry(o.data, place, holder)
	for _, i := range b.entries[b.sample.Entries[class]] {
		row := &b.rows.Grants[i]
		to := row.Holder
		switch {
		case to == class.StandIn():
			to = holder
		case !representatives.IsRole(to):
			continue // has a role, which its own row tells of
		}
		source := row.Grant.Source
		switch source {
		case representatives.EntrySource:
			source = o.data.Permissions[place][holder].Source
		case representatives.CreatorSource:
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
	g, err := b.newGrant(row)
	if err != nil {
		return err
	}
	if g.holder, err = b.holderOf(o, to, g); err != nil {
		return err
	}
	o.place(place).add(g, origin{row, source})
	return nil
}

// place is the index of a place, which is added if need be.
func (o *orgIndex) place(name string) *placeIndex {
	at := o.places[name]
	if at == nil {
		at = &placeIndex{name: name}
		o.places[name] = at
	}
	return at
}

func (at *placeIndex) add(g grant, from origin) {
	at.grants = append(at.grants, g)
	at.origins = append(at.origins, from)
}

// newGrant is the grant of a row, without a holder.
func (b *builder) newGrant(row int32) (grant, error) {
	r := b.row(row)
	set, ok := b.setNumbers[r.Set]
	if !ok {
		return grant{}, fmt.Errorf("grant of %q to %s: no such set", r.Set, r.Holder)
	}
	g := grant{set: set}
	switch r.Grant.When {
	case "":
	case "creator":
		g.creator = true
	default:
		return grant{}, fmt.Errorf("grant of %s to %s: unknown condition %q", r.Set, r.Holder, r.Grant.When)
	}
	if len(r.Grant.Without) > 0 {
		g.set = b.without(set, r.Grant.Without)
	}
	return g, nil
}

// holderOf is the number of a holder that something is granted to.
func (b *builder) holderOf(o *orgIndex, to string, g grant) (holder, error) {
	if !representatives.IsOwner(to) {
		return holder(b.holders.number(to)), nil
	}
	if g.creator {
		return 0, fmt.Errorf("grant to %s: only holders that are no instances may have created something", to)
	}
	return holder(o.owners.number(to)), nil
}

// without makes a set of another and what it does not give.
func (b *builder) without(set int32, names map[string]bool) int32 {
	rest := slices.Clone(b.sets[set])
	for permission := range names {
		if n, ok := b.permissions.of[permission]; ok {
			rest.Remove(n)
		}
	}
	return b.setOf(rest)
}

// row is what a grant was made of, by its number.
func (x *index) row(n int32) *policy.GrantRow {
	i := int(n) - len(x.rows.Grants)
	if i < 0 {
		return &x.rows.Grants[n]
	}
	if i < len(x.rows.Globs) {
		return &x.rows.Globs[i].GrantRow
	}
	return &x.made[i-len(x.rows.Globs)]
}
