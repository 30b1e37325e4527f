package provisioning

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
)

// find returns the custom role with a name or uid, or the name of the fixed one.
func (r *reader) find(n roleName) (ref inventory.RoleRef, ok bool) {
	for _, key := range []string{n.UID, n.Name} {
		if fixed := r.fixed[key]; key != "" && fixed != "" {
			return inventory.RoleRef{Fixed: fixed}, true
		}
	}
	for _, role := range r.Roles {
		if n.UID != "" && role.UID == n.UID || n.UID == "" && role.Name == n.Name {
			if n.UID == "" && !n.Global && n.OrgID != "" && role.Org != nil && role.Org != r.org(n.OrgID) {
				continue
			}
			return inventory.RoleRef{Role: role}, true
		}
	}
	return inventory.RoleRef{}, false
}

// called returns the name of a role in a message.
func called(n roleName) string {
	if n.Name != "" {
		return strconv.Quote(n.Name)
	}
	return strconv.Quote(n.UID)
}

// gone takes away a role that a file deletes.
func (r *reader) gone(d named, n roleName) {
	if ref, ok := r.find(n); ok && ref.Role != nil {
		r.Roles = slices.DeleteFunc(r.Roles, func(role *inventory.Role) bool { return role == ref.Role })
		for _, role := range r.Roles {
			role.From = slices.DeleteFunc(role.From, func(f inventory.RoleRef) bool { return f.Role == ref.Role })
		}
		r.Assignments = slices.DeleteFunc(r.Assignments, func(a *inventory.Assignment) bool { return a.Role == ref.Role })
		for key := range r.assigned {
			if key.role == ref.Role {
				delete(r.assigned, key)
			}
		}
	}
}

// declare declares a role, and returns nil for one of Grafana's own or one that is absent.
func (r *reader) declare(d named, e roleEntry) *inventory.Role {
	for _, key := range []string{e.UID, e.Name} {
		if role, is := r.basics[key]; is {
			r.change(d, e, role)
			return nil
		}
	}
	if absent(e.State) {
		return nil
	}
	if e.Name == "" && e.UID == "" {
		r.unread("a role", fmt.Sprintf("It has neither a name nor a uid (%s).", d.at(e.Line)))
		return nil
	}
	role := &inventory.Role{
		Org: r.roleOrg(e.roleName), UID: e.UID, Name: e.Name, DisplayName: e.DisplayName, Group: e.Group,
		Description: e.Description, Hidden: e.Hidden,
	}
	if role.Name == "" {
		role.Name = e.UID
	}
	if role.UID == "" {
		role.UID = uidOf(role.Name)
		role.Unread = append(role.Unread, inventory.Unread{
			What: "its uid", Why: "The file gives none, so that Grafana makes one; the one here is made of the name.",
		})
	}
	for _, p := range e.Permissions {
		switch {
		case p.Action == "" || strings.Contains(p.Action+p.Scope, variable):
			role.Unknown = true
			role.Unread = append(role.Unread, inventory.Unread{What: "one of its permissions",
				Why: fmt.Sprintf("Its value is not in the file (%s).", d.at(e.Line))})
		case absent(p.State):
			role.Removed = append(role.Removed, inventory.Permission{Action: p.Action, Scope: p.Scope})
		default:
			role.Permissions = append(role.Permissions, inventory.Permission{Action: p.Action, Scope: p.Scope})
		}
	}
	r.Roles = append(r.Roles, role)
	return role
}

// uidOf makes a uid of the name of a role.
func uidOf(name string) string {
	return strings.Trim(strings.Map(func(c rune) rune {
		if schema.IsUID(string(c)) {
			return c
		}
		return '-'
	}, name), "-")
}

// change reads the changes of a basic role.
func (r *reader) change(d named, e roleEntry, role schema.OrgRole) {
	b := r.basic[role]
	if b == nil {
		b = &inventory.BasicRole{Role: role}
		r.basic[role] = b
		r.BasicRoles = append(r.BasicRoles, b)
	}
	for _, p := range e.Permissions {
		read := inventory.Permission{Action: p.Action, Scope: p.Scope}
		if absent(p.State) {
			b.Remove = append(b.Remove, read)
		} else {
			b.Add = append(b.Add, read)
		}
	}
	for _, n := range e.From {
		if itself, is := r.basics[cmp.Or(n.UID, n.Name)]; is && itself == role {
			continue // whose permissions are changed here
		}
		r.unread(fmt.Sprintf("that the basic role %s has the permissions of %s", strconv.Quote(string(role)), called(n)),
			fmt.Sprintf("The configuration adds permissions to basic roles, and not roles: write a basic_role block (%s).",
				d.at(n.Line)))
	}
}

// from reads the roles that a role has the permissions of. A permission that is absent is taken from those; without
// such roles it is nowhere.
func (r *reader) from(d named, e roleEntry, to *inventory.Role) {
	for _, n := range e.From {
		if absent(n.State) {
			continue
		}
		ref, ok := r.find(n)
		switch {
		case !ok:
			to.Unknown = true
			to.Unread = append(to.Unread, inventory.Unread{What: "the permissions of the role " + called(n),
				Why: fmt.Sprintf("The files declare no such role, and Grafana %s has no fixed role of this name (%s).",
					r.Settings.Version, d.at(n.Line))})
		case ref.Role != to && !slices.Contains(to.From, ref):
			to.From = append(to.From, ref)
		}
	}
	if len(to.From) == 0 {
		to.Removed = nil
	}
}
