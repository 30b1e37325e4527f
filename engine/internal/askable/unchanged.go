package askable

import (
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/askers"
	"github.com/rolecall/rolecall/engine/internal/fingerprint"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/internal/scopes"
)

// An unchanged finds the resources of an org on which no decision can differ, without a look at each
// decision.
type unchanged struct {
	*Sides
	orgs [2]*index.Org
	// wides remembers which shared places grant the same.
	wides map[[2]*index.Wide]bool
	// places are the names of the places that do not grant the same, and ids the names of resources in
	// them.
	places, ids map[string]bool
	// affected are the types of which every resource may have changed.
	affected map[string]bool
}

// unchanged returns the finder of the compared org. It is not ok if anything may have changed: rules,
// what subjects hold, or what is granted by globs.
func (c *Sides) unchanged() (u *unchanged, ok bool) {
	if !c.SameRules || c.Org.Numbers[0] < 0 || c.Org.Numbers[1] < 0 || !c.Org.Moved.Empty() {
		return nil, false
	}
	u = &unchanged{
		Sides: c, wides: map[[2]*index.Wide]bool{},
		places: map[string]bool{}, ids: map[string]bool{}, affected: map[string]bool{},
	}
	for i := range u.orgs {
		u.orgs[i] = c.Matchers[i].Orgs[c.Org.Numbers[i]]
	}
	if c.Prints[0].Globs(u.orgs[0]) != c.Prints[1].Globs(u.orgs[1]) {
		return nil, false
	}
	u.findAffected()
	return u, u.findPlaces()
}

// findAffected finds the types with an action that needs something at shared places where something
// else is granted.
func (u *unchanged) findAffected() {
	old, now := u.Matchers[0], u.Matchers[1]
	for _, t := range old.TypesByName {
		if t.Shape == vocabulary.OrgShape || t.Shape == vocabulary.RoleShape {
			continue // which are all compared
		}
		shared := t.Shape == vocabulary.UserShape && !u.sameWide(u.orgs[0].Members.Wide, u.orgs[1].Members.Wide)
		for _, kind := range t.Kinds() {
			n, ok := now.Kinds.Of[old.Kinds.Names[kind]]
			shared = shared || !ok || !u.sameWide(u.orgs[0].Kinds[kind].Wide, u.orgs[1].Kinds[n].Wide)
		}
		for _, action := range u.Asked(t.Name) {
			if shared {
				break
			}
			shared = u.needsChanged(t, old.Actions.Find(action))
		}
		if shared {
			u.affected[t.Name] = true
		}
	}
}

// needsChanged reports whether an action on a type needs something at shared places, which no resource
// is in the name of, that others have on the other side.
func (u *unchanged) needsChanged(t *vocabulary.ResourceType, action int32) bool {
	if action < 0 {
		return true
	}
	for _, kind := range t.Kinds() {
		plan := u.Matchers[0].PlanOn(action, t, kind)
		if plan == nil {
			continue
		}
		for i := range plan.Ways {
			changed := func(n vocabulary.Need) bool { return n.At > vocabulary.AtUser && !u.sameFixed(n) }
			if slices.ContainsFunc(plan.Ways[i].Needs, changed) {
				return true
			}
		}
	}
	return false
}

// sameFixed reports whether the same holders have a need at places that do not depend on the request.
func (u *unchanged) sameFixed(n vocabulary.Need) bool {
	old, now := u.Matchers[0], u.Matchers[1]
	permission, ok := now.Permissions.Of[old.Permissions.Name(n.Permission)]
	selector, known := now.Selectors.Of[old.Selectors.Name(int32(n.At))]
	return ok && known && u.Prints[0].Given(u.orgs[0], u.orgs[0].Fixed[n.At].Wide, n.Permission) ==
		u.Prints[1].Given(u.orgs[1], u.orgs[1].Fixed[selector].Wide, permission)
}

func (u *unchanged) sameWide(w, x *index.Wide) bool {
	key := [2]*index.Wide{w, x}
	same, known := u.wides[key]
	if !known {
		same = u.Prints[0].Wide(w).Print == u.Prints[1].Wide(x).Print
		u.wides[key] = same
	}
	return same
}

// findPlaces finds the places that do not grant the same. It reports false if one may have all
// resources of a kind in it.
func (u *unchanged) findPlaces() bool {
	at := func(i int, place *index.Place) fingerprint.At {
		return fingerprint.At{Prints: u.Prints[i], Org: u.orgs[i], Place: place}
	}
	for name, place := range u.orgs[0].Places {
		if !at(0, place).Same(at(1, u.orgs[1].Places[name])) {
			u.places[name] = true
		}
	}
	for name := range u.orgs[1].Places {
		if u.orgs[0].Places[name] == nil {
			u.places[name] = true
		}
	}
	for name := range u.places {
		if strings.HasSuffix(name, "*") {
			return false
		}
		// The name of a resource is the end of that of a place, and may have colons.
		for i, char := range name {
			if char == ':' {
				u.ids[name[i+1:]], u.ids[scopes.Name(name[i+1:])] = true, true
			}
		}
	}
	return true
}

// same reports whether covers are of the same places, which grant the same.
func (u *unchanged) same(c, d *index.Cover) bool {
	return fingerprint.SameCover(c, d, u.sameWide, func(at, other *index.Place) bool {
		if at == nil || other == nil {
			return at == other
		}
		return at.Name() == other.Name() && !u.places[at.Name()]
	})
}

// resources returns the resources of the org on which decisions may differ, in the order of
// Resources.
func (u *unchanged) resources() []authzen.Resource {
	x := u.Matchers[1]
	var declared, rest []authzen.Resource
	folders := u.folders()
	dashboards := u.declared(x.Dashboards)
	for _, t := range x.TypesByName {
		switch {
		case t.Declarable:
			declared = appendEach(declared, t.Name, u.declared(t))
		case t.Shape == vocabulary.UserShape:
			rest = appendEach(rest, t.Name, u.users())
		case t.Shape == vocabulary.OrgShape: // Resources has the other orgs
		case t.Shape == vocabulary.RoleShape:
			rest = appendEach(rest, t.Name, merged(u.Matchers[0].RoleIDs, x.RoleIDs))
		default:
			rest = append(rest, authzen.Resource{Type: t.Name})
			rest = appendEach(rest, t.Name, slices.Sorted(maps.Keys(u.ids)))
		}
		if t.Shape == vocabulary.DashboardShape {
			for _, folder := range folders {
				rest = append(rest, authzen.Resource{Type: t.Name, ID: anyOther, Folder: folder})
			}
		}
		rest = append(rest, hanging(t, dashboards, folders)...)
	}
	all := append(declared, rest...)
	if len(u.affected) == 0 {
		return all
	}
	all = slices.DeleteFunc(all, func(r authzen.Resource) bool { return u.affected[r.Type] })
	for _, r := range u.all() {
		if u.affected[r.Type] {
			all = append(all, r)
		}
	}
	return all
}

// declared returns the ids of the resources of a type that a side alone declares, or that do not lie
// in the same places, or in whose places something has changed.
func (u *unchanged) declared(t *vocabulary.ResourceType) []string {
	old, now := &u.orgs[0].Things[t.Number], &u.orgs[1].Things[t.Number]
	var ids []string
	for id, at := range askers.EachOfBoth(old.IDs, now.IDs) {
		if at[0] < 0 || at[1] < 0 || u.ids[id] || !u.same(&old.Covers[at[0]], &now.Covers[at[1]]) {
			ids = append(ids, id)
		}
	}
	return ids
}

// folders returns the folders of which what lies in them is not the same.
func (u *unchanged) folders() []string {
	var ids []string
	old, now := u.orgs[0].Folders, u.orgs[1].Folders
	for id, in := range now {
		was := old[id]
		if was == nil || u.ids[id] || !u.same(&was.Cover, &in.Cover) || !u.sameWide(was.Created, in.Created) {
			ids = append(ids, id)
		}
	}
	for id := range old {
		if now[id] == nil {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// users returns the users that a side alone declares, that are members on a side alone, or about whom
// something is granted.
func (u *unchanged) users() []string {
	var logins []string
	for login, at := range askers.EachOfBoth(u.Matchers[0].Logins, u.Matchers[1].Logins) {
		member := func(i int) bool { return u.orgs[i].Subjects[u.orgs[i].FirstUser+at[i]].Member }
		if at[0] < 0 || at[1] < 0 || u.ids[login] || member(0) != member(1) {
			logins = append(logins, login)
		}
	}
	return logins
}

// merged returns the names in two sorted lists, each once.
func merged(a, b []string) []string {
	var all []string
	for name := range askers.EachOfBoth(a, b) {
		all = append(all, name)
	}
	return all
}
