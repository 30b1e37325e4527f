package server

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
)

// roles reads the custom roles and their holders, which Enterprise alone has. The forms of the answers
// are those of Grafana's documentation. Global roles are answered in every org, and are read once.
func (o *org) roles(ctx context.Context) error {
	if !o.licensed {
		return nil
	}
	var all []answeredRole
	err := o.get(ctx, o.id, "/api/access-control/roles?includeHidden=true", &all)
	switch {
	case missing(err):
		return nil // no licence, or fine-grained access control is off
	case err != nil:
		return o.refused("custom roles, and the holders of roles", err, schema.RoleType, schema.RoleAssignmentType)
	}
	o.Settings.Edition = schema.Enterprise
	o.Licensed = true
	for _, a := range all {
		given := &inventory.Assignment{Org: o.Org}
		switch prefix, _, _ := strings.Cut(a.Name, ":"); {
		case prefix == schema.FixedRoles:
			given.Fixed = a.Name
		case slices.Contains(schema.ReservedRoles, prefix):
			continue
		default:
			given.Role = o.role(a)
		}
		o.Assignments = append(o.Assignments, given)
		o.tasks = append(o.tasks, func(ctx context.Context) error { return o.assigned(ctx, a.UID, given) })
	}
	o.basicRoles(ctx, all)
	return nil
}

// An answeredRole is a role in an answer.
type answeredRole struct {
	UID, Name, DisplayName, Group, Description string
	Global, Hidden                             bool
}

// role returns the custom role of an answer, and adds it with the task for its permissions if it is
// new.
func (o *org) role(a answeredRole) *inventory.Role {
	for _, r := range o.Roles {
		if r.UID == a.UID {
			return r
		}
	}
	r := &inventory.Role{
		Org: o.Org, UID: a.UID, Name: a.Name, DisplayName: a.DisplayName, Group: a.Group,
		Description: a.Description, Hidden: a.Hidden,
	}
	if a.Global {
		r.Org = nil
	}
	o.Roles = append(o.Roles, r)
	o.tasks = append(o.tasks, func(ctx context.Context) error {
		var one struct{ Permissions []inventory.Permission }
		err := o.get(ctx, o.id, "/api/access-control/roles/"+url.PathEscape(a.UID), &one)
		r.Permissions, r.Unknown = one.Permissions, err != nil
		return note(&r.Unread, "its permissions", err)
	})
	return r
}

// assigned reads the holders of a role in the org.
func (o *org) assigned(ctx context.Context, uid string, given *inventory.Assignment) error {
	var ids struct {
		Users           []int64
		Teams           []int64
		ServiceAccounts []int64 `json:"service_accounts"`
	}
	err := o.get(ctx, o.id, "/api/access-control/roles/"+url.PathEscape(uid)+"/assignments", &ids)
	if err != nil {
		return note(&given.Unread, "its holders", err) // also where a release does not tell them
	}
	for _, id := range ids.Users {
		u := o.usersByID[id]
		give(given, inventory.Holder{User: u}, u != nil, "user", id)
	}
	for _, id := range ids.Teams {
		t := o.teams[id]
		give(given, inventory.Holder{Team: t}, t != nil, "team", id)
	}
	for _, id := range ids.ServiceAccounts {
		a := o.accounts[id]
		give(given, inventory.Holder{ServiceAccount: a}, a != nil, "service account", id)
	}
	return nil
}

// give adds a holder to an assignment. One that is not known is noted.
func give(a *inventory.Assignment, h inventory.Holder, known bool, word string, id int64) {
	if known {
		a.Holders = append(a.Holders, h)
		return
	}
	a.Unread = append(a.Unread, inventory.Unread{
		What: "one of its holders",
		Why:  fmt.Sprintf("Grafana names the %s with the number %d, which is not among those read.", word, id),
	})
}

// basicRoles notes that changes of basic roles are not read.
func (o *org) basicRoles(_ context.Context, all []answeredRole) {
	isBasic := func(a answeredRole) bool { return strings.HasPrefix(a.Name, schema.BasicRolePrefix+":") }
	already := func(u inventory.Unread) bool { return u.What == basicRolesUnread.What }
	if slices.ContainsFunc(all, isBasic) && !slices.ContainsFunc(o.Inventory.Unread, already) {
		o.Inventory.Unread = append(o.Inventory.Unread, basicRolesUnread)
	}
}

var basicRolesUnread = inventory.Unread{
	What: "changes of the permissions of basic roles",
	Why:  "Grafana tells the permissions that a basic role has now, and none that were added or removed.",
}
