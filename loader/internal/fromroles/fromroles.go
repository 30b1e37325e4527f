// Package fromroles makes the permissions of roles that are made from other roles.
package fromroles

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A Source is a role that another is made from: Role, or else a role of Grafana's, by the
// name Fixed.
type Source struct {
	Role  *schema.Role
	Fixed string
	Range hcl.Range
}

// A Recipe is how a role is made: from the permissions of others, less some, beside its
// own. A permission to Remove that has no scope stands for every scope of its action.
type Recipe struct {
	From   []Source
	Remove []schema.RolePermission
}

// A Kitchen makes the permissions of roles. Recipes has the roles that are made from
// others; their own permissions stand in the roles already.
type Kitchen struct {
	*diag.List
	Version catalogue.Version
	Recipes map[*schema.Role]Recipe
	// path leads from the first role to the one that is being made.
	path []*schema.Role
}

// Make adds the permissions that a role has from others to its own. It reports roles that
// are made from themselves, and removals of what the others do not hold.
func (k *Kitchen) Make(role *schema.Role) {
	recipe, ok := k.Recipes[role]
	if !ok {
		return // made, or not made from others
	}
	k.path = append(k.path, role)
	var taken []schema.RolePermission
	for _, source := range recipe.From {
		taken = append(taken, k.of(source)...)
	}
	delete(k.Recipes, role)
	k.path = k.path[:len(k.path)-1]
	for _, removed := range recipe.Remove {
		before := len(taken)
		taken = slices.DeleteFunc(taken, func(p schema.RolePermission) bool {
			return p.Action == removed.Action && (p.Scope == removed.Scope || removed.Scope == "")
		})
		if len(taken) == before {
			k.About(role.Addr)
			k.Warn("Removal without effect", fmt.Sprintf("The roles that %s is made from do not hold %s.", role.Addr, strings.TrimSpace(removed.Action+" "+removed.Scope)), removed.Range)
		}
	}
	for _, p := range taken {
		if !slices.ContainsFunc(role.Permissions, func(own schema.RolePermission) bool { return own.Action == p.Action && own.Scope == p.Scope }) {
			role.Permissions = append(role.Permissions, p)
		}
	}
}

// of returns the permissions of a source, at the place where it is named.
func (k *Kitchen) of(source Source) []schema.RolePermission {
	var held []schema.RolePermission
	if source.Role == nil {
		for _, p := range k.Version.RolePermissions[source.Fixed] {
			held = append(held, schema.RolePermission{Action: p[0], Scope: p[1], Range: source.Range})
		}
		return held
	}
	if i := slices.Index(k.path, source.Role); i >= 0 {
		k.About(k.path[len(k.path)-1].Addr)
		names := make([]string, 0, len(k.path)-i+1)
		for _, role := range append(slices.Clone(k.path[i:]), source.Role) {
			names = append(names, role.Addr.String())
		}
		k.Error("Role made from itself", fmt.Sprintf("This makes a circle: %s.", strings.Join(names, " is made from ")), source.Range)
		return nil
	}
	k.Make(source.Role)
	for _, p := range source.Role.Permissions {
		p.Range = source.Range
		held = append(held, p)
	}
	return held
}
