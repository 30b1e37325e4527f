package mutate

import (
	"reflect"
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// orgRoles returns the roles that an org can give, from the one with the least access up.
func (m *mutator) orgRoles() []schema.OrgRole {
	roles := slices.DeleteFunc(slices.Clone(schema.OrgRoles), func(r schema.OrgRole) bool { return r == schema.NoBasicRole })
	if m.has(reflect.TypeFor[schema.OrgBlock](), "none") {
		roles = append([]schema.OrgRole{schema.NoBasicRole}, roles...)
	}
	return roles
}

// has reports whether a block has an attribute in the declared version of Grafana.
func (m *mutator) has(block reflect.Type, name string) bool {
	for _, attr := range schema.ShapeOf(block).Attributes {
		if attr.Name == name {
			return attr.Since == "" || m.world.Grafana.Version.AtLeast(attr.Since)
		}
	}
	return false
}

// orgs changes the members of orgs and their roles.
func (m *mutator) orgs() {
	roles := m.orgRoles()
	for i, org := range m.world.Orgs {
		members := func(w *schema.World) *[]schema.Member { return &w.Orgs[i].Members }
		for j, member := range org.Members {
			at := member.User.Range
			m.add(Dropped, at, drop(members, j), "%s is no longer in %s", member.User.To.Addr, org.Addr)
			for _, next := range steps(roles, member.Role) {
				role := func(w *schema.World) *schema.OrgRole { return &w.Orgs[i].Members[j].Role }
				m.add(Level, at, to(role, next), "%s is %s instead of %s in %s", member.User.To.Addr, next, member.Role, org.Addr)
			}
		}
		others := indexes(m.world.Users, func(u *schema.User) bool { return !m.inOrg(org, u) })
		if k, ok := m.pick(len(others)); ok {
			n := others[k]
			apply := put(members, func(w *schema.World) schema.Member {
				return schema.Member{User: schema.Ref[schema.User]{To: w.Users[n], Range: org.Range}, Role: schema.Viewer}
			})
			m.add(Added, org.Range, apply, "%s becomes %s in %s", m.world.Users[n].Addr, schema.Viewer, org.Addr)
		}
	}
}

// teams changes the members of teams and their levels.
func (m *mutator) teams() {
	for i, t := range m.world.Teams {
		members := func(w *schema.World) *[]schema.Ref[schema.User] { return &w.Teams[i].Members }
		admins := func(w *schema.World) *[]schema.Ref[schema.User] { return &w.Teams[i].Admins }
		for j, ref := range t.Members {
			m.add(Dropped, ref.Range, drop(members, j), "%s is no longer in %s", ref.To.Addr, t.Addr)
			m.add(Level, ref.Range, moved(members, admins, j), "%s is an admin instead of a member of %s", ref.To.Addr, t.Addr)
		}
		for j, ref := range t.Admins {
			m.add(Dropped, ref.Range, drop(admins, j), "%s is no longer in %s", ref.To.Addr, t.Addr)
			m.add(Level, ref.Range, moved(admins, members, j), "%s is a member instead of an admin of %s", ref.To.Addr, t.Addr)
		}
		for j, group := range t.ExternalGroups {
			groups := func(w *schema.World) *[]schema.Text { return &w.Teams[i].ExternalGroups }
			m.add(Dropped, group.Range, drop(groups, j), "the external group %q is no longer in %s", group.Value, t.Addr)
		}
		m.creator(t.Addr, t.CreatedBy, func(w *schema.World) **schema.Creator { return &w.Teams[i].CreatedBy })
		others := indexes(m.world.Users, func(u *schema.User) bool {
			is := func(ref schema.Ref[schema.User]) bool { return ref.To == u }
			return m.inOrg(t.Org, u) && !slices.ContainsFunc(t.Members, is) && !slices.ContainsFunc(t.Admins, is)
		})
		if k, ok := m.pick(len(others)); ok {
			n := others[k]
			apply := put(members, func(w *schema.World) schema.Ref[schema.User] {
				return schema.Ref[schema.User]{To: w.Users[n], Range: t.Range}
			})
			m.add(Added, t.Range, apply, "%s joins %s", m.world.Users[n].Addr, t.Addr)
		}
	}
}

// moved returns a change that moves an item to another list.
func moved[T any](from, to func(*schema.World) *[]T, i int) change {
	return func(w *schema.World) func() {
		item := (*from(w))[i]
		undoDrop := drop(from, i)(w)
		undoAdd := put(to, func(*schema.World) T { return item })(w)
		return func() {
			undoAdd()
			undoDrop()
		}
	}
}
