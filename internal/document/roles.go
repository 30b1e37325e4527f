package document

import (
	"maps"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

func (d *World) addRoles(w *schema.World) {
	for _, r := range w.Roles {
		roles := d.Roles
		if r.Org != nil {
			o := d.org(r.Org)
			if o.CustomRoles == nil {
				o.CustomRoles = map[string]Role{}
			}
			roles = o.CustomRoles
		}
		roles[r.UID.Value] = roleData(r.Permissions, r.Range)
	}
	for _, r := range w.BasicRoles {
		d.BasicRoles[string(r.Role)] = BasicRole{Add: roleData(r.Add, r.Range), Remove: roleData(r.Remove, r.Range)}
	}
	assigned := &assigner{data: d, own: map[ownRoles]bool{}}
	for _, a := range w.RoleAssignments {
		assigned.add(w, a)
	}
	for _, m := range w.OrgMappings {
		mapping := OrgMapping{Group: m.Group, Role: string(m.Role), GrafanaAdmin: m.GrafanaAdmin, Source: source(m.Range)}
		if m.GrafanaAdmin != nil {
			mapping.AdminSource = source(m.AdminRange)
		}
		if m.Org != nil {
			mapping.Org = m.Org.Addr.Label
		}
		d.OrgMappings = append(d.OrgMappings, mapping)
	}
}

// An assigner gives roles to holders, as they are declared. An org whose holder
// has what it has in every org shares the roles with them: there may be many
// orgs.
type assigner struct {
	data *World
	// own are the holders with roles that an org does not share.
	own map[ownRoles]bool
}

type ownRoles struct {
	org    *Org
	holder string
}

// add gives a role to its holders, in one org or in all.
func (g *assigner) add(w *schema.World, a *schema.RoleAssignment) {
	name := a.Fixed
	if a.Role != nil {
		name = a.Role.UID.Value
	}
	for _, h := range a.Holders {
		key, at := AssigneeKey(h.Holder), source(h.Range)
		own := a.Org
		// A team or service account is in one org. In other orgs there may be another
		// with the same name.
		switch {
		case h.Holder.Team != nil:
			own = h.Holder.Team.Org
		case h.Holder.ServiceAccount != nil:
			own = h.Holder.ServiceAccount.Org
		}
		if own != nil {
			if a.Org == nil || a.Org == own {
				g.in(g.data.org(own), key, name, at, false)
			}
			continue
		}
		give(g.data.Everywhere, key, name, at)
		for _, org := range w.Orgs {
			g.in(g.data.org(org), key, name, at, true)
		}
	}
}

// in gives a role to a holder in an org.
func (g *assigner) in(o *Org, key, name, at string, everywhere bool) {
	own := ownRoles{o, key}
	switch {
	case everywhere && o.Roles[key] == nil:
		o.Roles[key] = g.data.Everywhere[key]
		return
	case everywhere && !g.own[own]:
		return // it has it already
	case !g.own[own] && !everywhere:
		o.Roles[key] = maps.Clone(o.Roles[key])
		g.own[own] = true
	}
	give(o.Roles, key, name, at)
}

func give(roles map[string]map[string]string, key, name, at string) {
	if roles[key] == nil {
		roles[key] = map[string]string{}
	}
	roles[key][name] = at
}

func roleData(permissions []schema.RolePermission, at hcl.Range) Role {
	r := Role{Permissions: []Permission{}, Scopes: map[string]map[string]string{}, Source: source(at)}
	for _, p := range permissions {
		r.Permissions = append(r.Permissions, Permission{Action: p.Action, Scope: p.Scope})
		if r.Scopes[p.Scope] == nil {
			r.Scopes[p.Scope] = map[string]string{}
		}
		r.Scopes[p.Scope][p.Action] = source(p.Range)
	}
	return r
}

// AssigneeKey returns the key of a holder of an assignment in the data. The keys of
// basic roles as holders of roles differ from those of org roles as holders of
// entries.
func AssigneeKey(h schema.Holder) string {
	if h.Role != "" {
		return "basic:" + string(h.Role)
	}
	return HolderKey(h)
}
