package index

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/internal/document"
)

// A builder makes an index of a configuration and the rows of its sample.
type builder struct {
	*Index
	// custom are the custom roles of the server and of all orgs, by uid.
	custom map[string]document.Role
	// The rows of the representatives.
	members map[string]*policy.MemberRow
	users   map[string]*policy.UserRow
	entries map[string][]int32 // by place
	granted map[representatives.EntryClass][]entryGrant
	held    map[string][]int32 // by holder
	// rowsOf are the rows of each org that have no representative in them.
	rowsOf map[string][]int32
	// assigned are the rows of assignments.
	assigned map[representatives.Assignment][]int32
	// known are the numbers of sets by their contents.
	known map[string]int32
	// neverInside is the prefix of holders that no user in an org is, and
	// neverOutside that of holders that no user outside is; empty for none.
	neverInside, neverOutside string
	// everywhere are the holders of roles in every org, by name.
	everywhere []receiver
	// globbed are the places that globs are matched with, sorted, except the places
	// of one resource.
	globbed []string
}

// New returns the index of a configuration. The sample is that of the configuration, and
// the rows are those that the policies return for the sample. It is an error if the rows
// do not fit the configuration, as those of foreign policies may not.
func New(d *document.World, s *representatives.Sample, r *policy.Rows) (*Index, error) {
	x := &Index{
		Rows:       r,
		Data:       d,
		SetNumbers: make(map[string]int32, len(r.Sets)),
		Held:       map[string][]vocabulary.Need{},
		ByRoles:    map[string][]policy.RoleRow{},
		covering:   map[string]covering{},
		GrantsOf:   map[representatives.Assignment][]roleGrant{},
		sample:     s,
		items:      map[itemKey][]string{},
		inside:     map[itemKey][]string{},
		created:    map[itemKey][]string{},
	}
	if r.LowerLogins {
		for name := range d.Logins {
			if lower := document.LowerCase(name); lower != name {
				return nil, fmt.Errorf("the login or email %q is not in lower case, as Grafana %s stores it; write %q", name, r.Version, lower)
			}
		}
	}
	if err := addPluginActions(r, d); err != nil {
		return nil, err
	}
	x.number(d)
	x.Vocabulary = vocabulary.New(r, &x.Permissions)
	for _, typ := range representatives.ItemTypes {
		if x.TypeOf(typ.Type) == nil {
			return nil, fmt.Errorf("the policies do not know the type %q", typ.Type)
		}
	}
	x.RoleIDs = x.sortedRoles()
	b := newBuilder(x)
	b.addDelegations()
	for _, set := range r.Sets {
		for permission := range set {
			x.Permissions.Number(permission)
		}
	}
	for name, set := range r.Sets {
		given := x.NoPermissions()
		for permission := range set {
			given.Add(x.Permissions.Of[permission])
		}
		x.SetNumbers[name] = int32(len(x.Sets))
		x.Sets = append(x.Sets, given)
	}
	b.addRoles()
	b.findEverywhere()
	b.numberHolders()
	for _, o := range x.Orgs {
		if err := b.org(o); err != nil {
			return nil, err
		}
	}
	if len(x.Holders.Names) > FirstOwner {
		return nil, fmt.Errorf("%d kinds of holders, of which there can be %d", len(x.Holders.Names), FirstOwner)
	}
	x.findAlike()
	return x, nil
}

// addPluginActions adds the actions of plugins that roles of the configuration hold, which
// the policies do not list.
func addPluginActions(r *policy.Rows, d *document.World) error {
	pattern, err := regexp.Compile(r.Plugins.Pattern)
	if err != nil {
		return fmt.Errorf("the pattern of the actions of plugins: %w", err)
	}
	add := func(permissions []document.Permission) {
		for _, p := range permissions {
			if r.Actions == nil || r.Requirements == nil || r.Asks == nil || r.Actions[p.Action] || !pattern.MatchString(p.Action) {
				continue
			}
			r.Actions[p.Action], r.Asks[p.Action] = true, r.Plugins.Asks
			r.Requirements[p.Action] = map[string][][][2]string{}
			for kind, selector := range r.Plugins.Selectors {
				r.Requirements[p.Action][kind] = [][][2]string{{{p.Action, selector}}}
			}
		}
	}
	for _, role := range d.Roles {
		add(role.Permissions)
	}
	for _, o := range d.Orgs {
		for _, role := range o.CustomRoles {
			add(role.Permissions)
		}
	}
	for _, changed := range d.BasicRoles {
		add(changed.Add.Permissions)
	}
	return nil
}

// numberHolders numbers all role-like holders. An org must know all of them, also the
// ones that only other orgs grant something to.
func (b *builder) numberHolders() {
	number := func(names []string) {
		for _, name := range names {
			if !representatives.IsOwner(name) {
				b.Holders.Number(name)
			}
		}
	}
	for _, row := range b.Rows.Members {
		number(row.Holders)
	}
	for _, row := range b.Rows.Users {
		number(row.Holders)
	}
	for _, row := range b.Rows.Grants {
		number([]string{row.Holder})
	}
	for _, row := range b.Rows.Globs {
		number([]string{row.Holder})
	}
}

// number numbers orgs and users.
func (x *Index) number(d *document.World) {
	labels := slices.Sorted(maps.Keys(d.Orgs))
	x.OrgNumbers = vocabulary.NewWords(labels)
	for n, label := range labels {
		x.Orgs = append(x.Orgs, &Org{Label: label, Number: int32(n), Data: d.Orgs[label]})
	}
	for name, label := range d.OrgIDs {
		x.OrgNumbers.Put(name, x.OrgNumbers.Find(label))
	}
	if d.DefaultOrg != "" {
		x.DefaultOrg = x.Org(d.DefaultOrg)
	}
	x.Logins = make([]string, 0, len(d.Users))
	for key := range d.Users {
		x.Logins = append(x.Logins, strings.TrimPrefix(key, "user:"))
	}
	slices.Sort(x.Logins)
	x.Users = vocabulary.NewWords(x.Logins)
	for id, login := range d.Logins {
		x.Users.Put(id, x.Users.Find(login))
	}
}

func (x *Index) NoPermissions() bitset.Set {
	return bitset.New(len(x.Permissions.Names))
}

func newBuilder(x *Index) *builder {
	b := &builder{
		Index:   x,
		custom:  x.Data.AllRoles(),
		members: map[string]*policy.MemberRow{},
		users:   map[string]*policy.UserRow{},
		entries: map[string][]int32{},
		granted: map[representatives.EntryClass][]entryGrant{},
		held:    map[string][]int32{},

		rowsOf:   map[string][]int32{},
		assigned: map[representatives.Assignment][]int32{},
		known:    map[string]int32{},
	}
	for i, row := range x.Rows.Members {
		b.members[memberKey(row.Org, row.Subject)] = &x.Rows.Members[i]
	}
	for i, row := range x.Rows.Users {
		b.users[row.User] = &x.Rows.Users[i]
	}
	for _, row := range x.Rows.Places {
		x.items[itemKey{row.Org, row.Type, row.ID}] = row.Places
	}
	for _, row := range x.Rows.Folders {
		key := itemKey{row.Org, "folder", row.UID}
		x.inside[key], x.created[key] = row.Places, row.Created
	}
	for i := range x.Rows.Grants {
		row := &x.Rows.Grants[i]
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
	for i := range x.Rows.Globs {
		row := &x.Rows.Globs[i]
		if a, ok := representatives.AssignmentOf(row.Grant.By.Role, row.Grant.Source); ok && row.Org == representatives.StandIn {
			n := int32(len(x.Rows.Grants) + i)
			b.assigned[a] = append(b.assigned[a], n)
		}
	}
	return b
}

// org builds an org: first the grants, as the covers of resources look them up.
func (b *builder) org(o *Org) error {
	o.Owners.First = FirstOwner
	o.Places = make(map[string]*Place, len(o.Data.Permissions))
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

func (b *builder) grants(o *Org) error {
	for _, i := range b.rowsOf[o.Label] {
		row := &b.Rows.Grants[i]
		if err := b.grant(o, row.Place, row.Holder, row.Grant.Source, i); err != nil {
			return err
		}
	}
	for list := range representatives.Lists(o.Data) {
		if err := b.list(o, list); err != nil {
			return err
		}
	}
	holders := map[string]bool{}
	for _, held := range []map[string]map[string]map[string]string{o.Data.Held, o.Data.Created} {
		for holder := range held {
			holders[holder] = !representatives.IsRole(holder)
		}
	}
	for holder, instance := range holders {
		if !instance {
			continue
		}
		for _, i := range b.held[b.sample.Held[representatives.ClassOfHeld(o.Data, holder)]] {
			if err := b.grant(o, policy.Anywhere, holder, representatives.HeldSource(o.Data, holder, b.Rows.Grants[i].Grant.Source), i); err != nil {
				return err
			}
		}
	}
	if err := b.roleGrantsIn(o); err != nil {
		return err
	}
	for _, at := range o.Places {
		at.sort()
	}
	return nil
}

// sort orders what is granted by holder.
func (at *Place) sort() {
	sort.Sort((*byHolder)(at))
	at.Owners = 0
	for at.Owners < len(at.Grants) && at.Grants[at.Owners].Holder < FirstOwner {
		at.Owners++
	}
}

// byHolder orders the grants at a place, with their origins.
type byHolder Place

func (at *byHolder) Len() int { return len(at.Grants) }

func (at *byHolder) Less(i, j int) bool {
	if a, b := at.Grants[i].Holder, at.Grants[j].Holder; a != b {
		return a < b
	}
	return at.Origins[i].Row < at.Origins[j].Row
}

func (at *byHolder) Swap(i, j int) {
	at.Grants[i], at.Grants[j] = at.Grants[j], at.Grants[i]
	at.Origins[i], at.Origins[j] = at.Origins[j], at.Origins[i]
}

// list adds the grants of the entries of a list, to the holders of the entries and to the
// roles that match them.
func (b *builder) list(o *Org, list representatives.List) error {
	var at *Place
	for holder, class := range list.Classes() {
		grants, err := b.entryGrants(class)
		if err != nil {
			return err
		}
		for _, g := range grants {
			if g.own {
				if g.Holder, err = b.holderOf(o, holder, g.Grant); err != nil {
					return err
				}
			}
			source := b.Rows.Grants[g.row].Grant.Source
			switch source {
			case representatives.EntrySource:
				source = list.Entries[holder].Source
			case representatives.CreatorSource:
				source = list.Creators[holder]
			}
			if at == nil {
				at = o.place(list.Place)
			}
			at.add(g.Grant, Origin{g.row, source})
		}
	}
	return nil
}

// An entryGrant is the grant of a row for the entries of a class.
type entryGrant struct {
	Grant
	row int32
	// own reports whether the grant is to the holder of the entry. Otherwise it is to
	// a role.
	own bool
}

// entryGrants returns the grants for the entries of a class.
func (b *builder) entryGrants(class representatives.EntryClass) ([]entryGrant, error) {
	if known, ok := b.granted[class]; ok {
		return known, nil
	}
	var grants []entryGrant
	for _, i := range b.entries[b.sample.Entries[class]] {
		to := b.Rows.Grants[i].Holder
		own := to == class.StandIn()
		if !own && !representatives.IsRole(to) {
			continue // another holder of the entry's role, which has its own row
		}
		g, err := b.newGrant(i)
		if err != nil {
			return nil, err
		}
		if !own {
			g.Holder = Holder(b.Holders.Number(to))
		}
		grants = append(grants, entryGrant{g, i, own})
	}
	b.granted[class] = grants
	return grants, nil
}

// grant adds the grant of a row to a holder at a place of an org.
func (b *builder) grant(o *Org, place, to, source string, row int32) error {
	g, err := b.newGrant(row)
	if err != nil {
		return err
	}
	if g.Holder, err = b.holderOf(o, to, g); err != nil {
		return err
	}
	o.place(place).add(g, Origin{row, source})
	return nil
}

// place returns the place with a name, which it adds if necessary.
func (o *Org) place(name string) *Place {
	at := o.Places[name]
	if at == nil {
		at = &Place{name: name}
		o.Places[name] = at
	}
	return at
}

func (at *Place) add(g Grant, from Origin) {
	at.Grants = append(at.Grants, g)
	at.Origins = append(at.Origins, from)
}

// newGrant returns the grant of a row, without a holder.
func (b *builder) newGrant(row int32) (Grant, error) {
	r := b.Row(row)
	set, ok := b.SetNumbers[r.Set]
	if !ok {
		return Grant{}, fmt.Errorf("grant of %q to %s: no such set", r.Set, r.Holder)
	}
	g := Grant{Set: set}
	switch r.Grant.When {
	case "":
	case "creator":
		g.Creator = true
	default:
		return Grant{}, fmt.Errorf("grant of %s to %s: unknown condition %q", r.Set, r.Holder, r.Grant.When)
	}
	if len(r.Grant.Without) > 0 {
		g.Set = b.without(set, r.Grant.Without)
	}
	return g, nil
}

// holderOf returns the number of a holder that something is granted to.
func (b *builder) holderOf(o *Org, to string, g Grant) (Holder, error) {
	if !representatives.IsOwner(to) {
		return Holder(b.Holders.Number(to)), nil
	}
	if g.Creator {
		return 0, fmt.Errorf("grant to %s: only role-like holders may have created something", to)
	}
	return Holder(o.Owners.Number(to)), nil
}

// without returns a set that has the permissions of another except some.
func (b *builder) without(set int32, names map[string]bool) int32 {
	rest := slices.Clone(b.Sets[set])
	for permission := range names {
		if n, ok := b.Permissions.Of[permission]; ok {
			rest.Remove(n)
		}
	}
	return b.setOf(rest)
}

// Row returns the row of a grant, by its number.
func (x *Index) Row(n int32) *policy.GrantRow {
	i := int(n) - len(x.Rows.Grants)
	if i < 0 {
		return &x.Rows.Grants[n]
	}
	if i < len(x.Rows.Globs) {
		return &x.Rows.Globs[i].GrantRow
	}
	return &x.made[i-len(x.Rows.Globs)]
}
