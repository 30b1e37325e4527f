package document

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

func (d *World) addRoles(w *schema.World) {
	for _, r := range w.Roles {
		role := roleData(r.Permissions, r.Range)
		if r.Org != nil {
			role.Org = string(r.Org.Addr)
		}
		d.Roles[r.UID.Value] = role
	}
	for _, r := range w.BasicRoles {
		d.BasicRoles[string(r.Role)] = BasicRole{Add: roleData(r.Add, r.Range), Remove: roleData(r.Remove, r.Range)}
	}
	for _, a := range w.RoleAssignments {
		d.addAssignment(w, a)
	}
	for _, m := range w.OrgMappings {
		mapping := OrgMapping{Group: m.Group, Role: string(m.Role), GrafanaAdmin: m.GrafanaAdmin, Source: source(m.Range)}
		if m.GrafanaAdmin != nil {
			mapping.AdminSource = source(m.AdminRange)
		}
		if m.Org != nil {
			mapping.Org = string(m.Org.Addr)
		}
		d.OrgMappings = append(d.OrgMappings, mapping)
	}
}

// addAssignment gives a role to its holders, in one org or in all.
func (d *World) addAssignment(w *schema.World, a *schema.RoleAssignment) {
	name := a.Fixed
	if a.Role != nil {
		name = a.Role.UID.Value
	}
	give := func(roles map[string]map[string]string, h schema.Assignee) {
		key := AssigneeKey(h.Holder)
		if roles[key] == nil {
			roles[key] = map[string]string{}
		}
		roles[key][name] = source(h.Range)
	}
	orgs := w.Orgs
	if a.Org != nil {
		orgs = []*schema.Org{a.Org}
	}
	for _, h := range a.Holders {
		for _, org := range orgs {
			// A team or service account holds nothing in other orgs.
			if t, s := h.Holder.Team, h.Holder.ServiceAccount; t != nil && t.Org != org || s != nil && s.Org != org {
				continue
			}
			give(d.org(org).Roles, h)
		}
		if a.Org == nil {
			give(d.Everywhere, h)
		}
	}
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

// AssigneeKey is what the data calls a holder of an assignment. Basic roles as
// holders of roles are told from org roles as holders of entries.
func AssigneeKey(h schema.Holder) string {
	if h.Role != "" {
		return "basic:" + string(h.Role)
	}
	return HolderKey(h)
}
