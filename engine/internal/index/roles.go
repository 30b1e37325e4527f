package index

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/globs"
)

// addDelegations finds the permissions needed to delegate each role.
func (b *builder) addDelegations() {
	for id, pairs := range b.Rows.Delegations {
		if !strings.Contains(id, representatives.StandIn) {
			b.Index.Held[id] = b.NeedsOf(pairs, &b.Permissions)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(b.custom)) {
		b.Index.Held[id] = b.NeedsOf(b.delegation(b.custom[id]), &b.Permissions)
	}
	b.findGlobbed()
}

// A covering has the places that cover the scope of a permission. Unless name is empty,
// the places have StandIn in place of the name.
type covering struct {
	places []string
	name   string
}

// names returns the places with the name in them.
func (c covering) names() []string {
	names := make([]string, len(c.places))
	for i, place := range c.places {
		names[i] = named(place, c.name)
	}
	return names
}

// findGlobbed finds the places that globs are matched with, except the places of one
// resource.
func (b *builder) findGlobbed() {
	places := map[string]bool{}
	for place := range b.Rows.Globbed {
		if !strings.Contains(place, representatives.StandIn) {
			places[place] = true
		}
	}
	for _, c := range b.covering {
		for _, place := range c.places {
			if b.Rows.Globbed[place] {
				places[named(place, c.name)] = true
			}
		}
	}
	b.globbed = slices.Sorted(maps.Keys(places))
}

// addRoles finds the permissions that roles give at their scopes, and anywhere.
func (b *builder) addRoles() {
	for id, rows := range b.Rows.ByRoles {
		if !strings.Contains(id, representatives.StandIn) {
			b.ByRoles[id] = rows
		}
	}
	for _, id := range slices.Sorted(maps.Keys(b.custom)) {
		b.addSets(id, b.custom[id])
	}
}

// delegation returns the permissions needed to delegate a custom role.
func (b *builder) delegation(role document.Role) [][2]string {
	var pairs [][2]string
	for _, p := range role.Permissions {
		stand, name := b.permission(p)
		for _, pair := range b.Rows.Delegations[stand] {
			selector := named(pair[1], name)
			b.covering[selector] = covering{b.Rows.Covering[pair[1]], name}
			pairs = append(pairs, [2]string{pair[0], selector})
		}
	}
	return pairs
}

// permission returns the representative of a permission, which is a role, and the name
// that StandIn replaces in its scope.
func (b *builder) permission(p document.Permission) (role, name string) {
	class, name := representatives.ClassOfPermission(p.Action, p.Scope)
	return b.sample.Permissions[class], name
}

// named replaces StandIn in a text by a name, unless the name is empty.
func named(text, name string) string {
	if name == "" {
		return text
	}
	return strings.Replace(text, representatives.StandIn, name, 1)
}

// addSets adds the sets that a custom role gives at each of its scopes, and anywhere.
// Equal sets of several roles are one.
func (b *builder) addSets(id string, role document.Role) {
	given, outside := map[string]bitset.Set{}, map[string][]string{}
	for _, p := range role.Permissions {
		stand, name := b.permission(p)
		for _, row := range b.Rows.ByRoles[stand] {
			place := named(row.Place, name)
			if given[place] == nil {
				given[place] = b.NoPermissions()
				for _, other := range row.Outside {
					outside[place] = append(outside[place], named(other, name))
				}
			}
			given[place].Union(b.Sets[b.SetNumbers[row.Set]])
		}
	}
	b.ByRoles[id] = nil
	for _, place := range slices.Sorted(maps.Keys(given)) {
		set := setOfRole(id, place)
		b.SetNumbers[set] = b.setOf(given[place])
		b.ByRoles[id] = append(b.ByRoles[id], policy.RoleRow{Place: place, Set: set, Outside: outside[place]})
	}
}

// setOfRole returns the name by which the policies know the set of a role at a scope.
// Reasons are ordered by it.
func setOfRole(id, scope string) string { return fmt.Sprintf("role %s at %q", id, scope) }

// setOf returns the number of a set of permissions, which it adds if necessary.
func (b *builder) setOf(given bitset.Set) int32 {
	key := given.Key()
	n, ok := b.known[key]
	if !ok {
		n = int32(len(b.Sets))
		b.Sets = append(b.Sets, given)
		b.known[key] = n
	}
	return n
}

// A roleGrant is a grant of a role to a kind of holder.
type roleGrant struct {
	// Places are the places of the grant. For a glob they are the places that it
	// matches, except those of one resource.
	Places []string
	// Holder is the holder in the sample.
	Holder string
	Row    int32
	// glob is nil for a grant at a place.
	glob *ScopeGlob
}

// roleGrants returns the grants of an assigned role. All holders of a type share the rows
// that are made of a custom role.
func (b *builder) roleGrants(key representatives.Assignment) []roleGrant {
	if known, ok := b.GrantsOf[key]; ok {
		return known
	}
	var grants []roleGrant
	role, custom := b.custom[key.Role]
	if !custom || b.Rows.FixedRoles[key.Role] {
		for _, n := range b.assigned[key] {
			row := b.Row(n)
			grants = append(grants, roleGrant{Places: []string{row.Place}, Holder: row.Holder, Row: n})
		}
	} else {
		grants = b.customGrants(key, role)
	}
	b.GrantsOf[key] = grants
	return grants
}

// customGrants returns the grants of a custom role: those of its permissions, one for each
// place and scope.
func (b *builder) customGrants(key representatives.Assignment, role document.Role) []roleGrant {
	type one struct{ place, holder, scope string }
	var grants []roleGrant
	seen := map[one]bool{}
	for _, p := range role.Permissions {
		stand, name := b.permission(p)
		for _, n := range b.assigned[representatives.Assignment{Role: stand, Holder: key.Holder, Everywhere: key.Everywhere}] {
			row := b.Row(n)
			scope := named(row.Grant.By.Scope, name)
			place := named(row.Place, name)
			g := roleGrant{Holder: row.Holder}
			if i := int(n) - len(b.Rows.Grants); i >= 0 {
				place = b.Rows.Globs[i].Where + scope
				if globs.IsPattern(scope) {
					g.glob = newGlob(b.Rows.Globs[i].Where, scope)
				}
			}
			if seen[one{place, g.Holder, scope}] {
				continue
			}
			seen[one{place, g.Holder, scope}] = true
			if g.Places = []string{place}; g.glob != nil {
				g.Places = g.glob.among(b.globbed)
			}
			g.Row = b.makeRow(row, stand, key.Role, place, scope)
			grants = append(grants, g)
		}
	}
	return grants
}

// makeRow makes the row of a custom role of the row of a representative.
func (b *builder) makeRow(of *policy.GrantRow, stand, role, place, scope string) int32 {
	row := policy.GrantRow{Org: of.Org, Place: place, Holder: of.Holder, Set: setOfRole(role, scope)}
	row.Grant.Because = strings.ReplaceAll(of.Grant.Because, stand, role)
	row.Grant.By = of.Grant.By
	row.Grant.By.Role, row.Grant.By.Scope = role, scope
	b.made = append(b.made, row)
	return int32(len(b.Rows.Grants) + len(b.Rows.Globs) + len(b.made) - 1)
}

// roleGrantsIn adds the grants of the roles that are assigned in an org, or everywhere.
func (b *builder) roleGrantsIn(o *Org) error {
	var holders []receiver
	for name := range o.Data.Roles {
		// A holder that nobody ever is in the org needs no grants.
		by, never := representatives.Assignee(name), b.never(o, name)
		if never == "" || !strings.HasPrefix(by, never) {
			holders = append(holders, receiver{name: name, by: by})
		}
	}
	sortReceivers(holders)
	if err := b.give(o, holders, o.Data.Roles, false); err != nil {
		return err
	}
	return b.give(o, b.everywhere, b.Data.Everywhere, true)
}

// give adds the grants of the roles of holders, in the order of the holders' names: then
// the grants at most places are already sorted.
func (b *builder) give(o *Org, holders []receiver, roles map[string]map[string]string, everywhere bool) error {
	known := map[representatives.Assignment][]placedGrant{}
	for _, to := range holders {
		to.never = b.never(o, to.name)
		for role, source := range roles[to.name] {
			key := representatives.Assignment{Role: role, Holder: to.by, Everywhere: everywhere}
			placed, ok := known[key]
			if !ok {
				var err error
				if placed, err = b.place(o, b.roleGrants(key)); err != nil {
					return err
				}
				known[key] = placed
			}
			for i := range placed {
				if err := b.giveRole(o, &placed[i], &to, source); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// findEverywhere finds the holders of roles in every org.
func (b *builder) findEverywhere() {
	b.findNever()
	for name := range b.Data.Everywhere {
		b.everywhere = append(b.everywhere, receiver{name: name, by: representatives.Assignee(name)})
	}
	sortReceivers(b.everywhere)
}

func sortReceivers(all []receiver) {
	slices.SortFunc(all, func(a, b receiver) int { return strings.Compare(a.name, b.name) })
}

// A placedGrant is the grant of a role in an org.
type placedGrant struct {
	roleGrant
	grant Grant
	at    []*Place
}

// place finds the places of the grants of a role in an org.
func (b *builder) place(o *Org, grants []roleGrant) ([]placedGrant, error) {
	placed := make([]placedGrant, len(grants))
	for i, g := range grants {
		made, err := b.newGrant(g.Row)
		if err != nil {
			return nil, err
		}
		placed[i] = placedGrant{roleGrant: g, grant: made}
		for _, name := range g.Places {
			placed[i].at = append(placed[i].at, o.place(name))
		}
	}
	return placed, nil
}

// A receiver is a holder of roles, with its representative in the sample.
type receiver struct {
	name, by string
	// never is the prefix of the holders that it is in no session; empty for none.
	never string
	// as are the last representatives that it was looked up for in the org, and
	// numbers its numbers there.
	as      [2]string
	numbers [2]Holder
}

// never returns the prefix of the holders that a user never is in an org: the holders of
// users outside if the user is in the org, and those of members otherwise. It is empty if
// groups may bring users into orgs and out of them, and for other holders.
func (b *builder) never(o *Org, name string) string {
	switch {
	case len(b.Data.OrgMappings) > 0 || representatives.TypeOf(name) != "user":
		return ""
	case o.Data.Members[name] != nil:
		return b.neverInside
	default:
		return b.neverOutside
	}
}

// findNever finds the prefixes of the holders that no user is in an org, and outside.
func (b *builder) findNever() {
	b.neverInside, b.neverOutside = policy.Outside, "user:"
	for _, row := range b.Rows.Members {
		if slices.ContainsFunc(row.Holders, func(name string) bool { return strings.HasPrefix(name, policy.Outside) }) {
			b.neverInside = ""
		}
	}
	for _, row := range b.Rows.Users {
		if slices.ContainsFunc(row.Holders, func(name string) bool { return strings.HasPrefix(name, "user:") }) {
			b.neverOutside = ""
		}
	}
}

// holderFor returns the number of the holder that a grant to a representative is to.
func (b *builder) holderFor(o *Org, p *placedGrant, to *receiver) (Holder, error) {
	for i := range to.as {
		if p.Holder != "" && to.as[i] == p.Holder {
			return to.numbers[i], nil
		}
	}
	name := p.Holder
	if to.by != to.name {
		name = strings.Replace(name, to.by, to.name, 1)
	}
	n, err := b.holderOf(o, name, p.grant)
	to.as[1], to.numbers[1] = to.as[0], to.numbers[0]
	to.as[0], to.numbers[0] = p.Holder, n
	return n, err
}

// giveRole adds the grants of a role to a receiver, except grants that nobody could use:
// with many orgs, most users are in few of them.
func (b *builder) giveRole(o *Org, p *placedGrant, to *receiver, source string) error {
	if to.never != "" && strings.HasPrefix(p.Holder, to.never) {
		return nil
	}
	g := p.grant
	var err error
	if g.Holder, err = b.holderFor(o, p, to); err != nil {
		return err
	}
	from := Origin{p.Row, source}
	if p.glob != nil {
		o.Globs = append(o.Globs, GlobGrant{p.glob, g, from})
	}
	for _, at := range p.at {
		at.add(g, from)
	}
	return nil
}

// sortedRoles returns the ids of the custom and of the fixed roles, sorted.
func (x *Index) sortedRoles() []string {
	roles := map[string]bool{}
	maps.Copy(roles, x.Rows.FixedRoles)
	for id := range x.Data.AllRoles() {
		roles[id] = true
	}
	return slices.Sorted(maps.Keys(roles))
}
