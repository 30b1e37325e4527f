package mutate

import (
	"reflect"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// roles changes the permissions of roles, and their assignments.
func (m *mutator) roles() {
	for i, r := range m.world.Roles {
		m.permissions(r.Addr.String(), "loses", "has", r.Permissions, func(w *schema.World) *[]schema.RolePermission { return &w.Roles[i].Permissions })
	}
	for i, b := range m.world.BasicRoles {
		name := "the basic role " + string(b.Role)
		m.permissions(name, "does not gain", "gains", b.Add, func(w *schema.World) *[]schema.RolePermission { return &w.BasicRoles[i].Add })
		m.permissions(name, "keeps", "loses", b.Remove, func(w *schema.World) *[]schema.RolePermission { return &w.BasicRoles[i].Remove })
	}
	for i := range m.world.RoleAssignments {
		m.assignment(i)
	}
}

// permissions changes a list of permissions. In the texts, name is its role, without is
// the verb for a permission that is left out, and with the verb for a changed one.
func (m *mutator) permissions(name, without, with string, written []schema.RolePermission, at func(*schema.World) *[]schema.RolePermission) {
	for j, p := range written {
		m.add(Dropped, p.Range, drop(at, j), "%s %s %s", name, without, permission(p))
		if wide := m.wider(p); wide != "" {
			changed := p
			changed.Scope, changed.To = wide, schema.Addr{}
			permission := func(w *schema.World) *schema.RolePermission { return &(*at(w))[j] }
			m.add(Widened, p.Range, to(permission, changed), "%s %s %s at %s instead of %s", name, with, p.Action, wide, p.Scope)
		}
	}
}

func permission(p schema.RolePermission) string {
	if p.Scope == "" {
		return p.Action
	}
	return p.Action + " at " + p.Scope
}

// wider returns the narrowest scope with a wildcard that covers the scope of a permission
// and that its action can have. It returns "" if there is none.
func (m *mutator) wider(p schema.RolePermission) string {
	wide := ""
	for _, scope := range catalogue.Of(m.world.Grafana.Version).Actions[p.Action] {
		start, all := strings.CutSuffix(scope, "*")
		if all && scope != p.Scope && strings.HasPrefix(p.Scope, start) && len(scope) > len(wide) {
			wide = scope
		}
	}
	return wide
}

// assignment changes the holders of a role, and the org.
func (m *mutator) assignment(i int) {
	a := m.world.RoleAssignments[i]
	role := a.Fixed
	if a.Role != nil {
		role = a.Role.Addr.String()
	}
	holders := func(w *schema.World) *[]schema.Assignee { return &w.RoleAssignments[i].Holders }
	for j, h := range a.Holders {
		m.add(Dropped, h.Range, drop(holders, j), "%s loses %s, by %s", h.Holder, role, a.Addr)
	}
	if len(a.Holders) > 1 {
		m.add(Removed, a.Range, to(holders, nil), "%s, which gives %s, is removed", a.Addr, role)
	}
	if a.Org != nil && (a.Role == nil || a.Role.Org == nil) && len(m.world.Orgs) > 1 {
		org := func(w *schema.World) **schema.Org { return &w.RoleAssignments[i].Org }
		m.add(Widened, a.Range, to(org, nil), "%s gives %s in every org instead of %s", a.Addr, role, a.Org.Addr)
	}
	if !m.has(reflect.TypeFor[schema.RoleAssignmentBlock](), "users") {
		return
	}
	others := indexes(m.world.Users, func(u *schema.User) bool {
		has := func(h schema.Assignee) bool { return h.Holder.User == u }
		return m.inOrg(a.Org, u) && !slices.ContainsFunc(a.Holders, has)
	})
	if k, ok := m.pick(len(others)); ok {
		n := others[k]
		apply := put(holders, func(w *schema.World) schema.Assignee {
			return schema.Assignee{Holder: schema.Holder{User: w.Users[n]}, Range: a.Range}
		})
		m.add(Added, a.Range, apply, "%s gets %s, by %s", m.world.Users[n].Addr, role, a.Addr)
	}
}
