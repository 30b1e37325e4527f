package loader

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

func (r *resolver) resolveRoleOrg(b *schema.RoleBlock, role *schema.Role) {
	if b.Global && !isAbsent(b.Org) {
		r.error("Global role in an org", "A role is either global or in an org.", b.Org.Range())
	}
	if !b.Global {
		role.Org = r.org(b.Org, b.Range)
	}
}

func (r *resolver) resolveRole(b *schema.RoleBlock, role *schema.Role) {
	role.Permissions = r.rolePermissions(b.Permissions, false)
	// What is no number counts as 0 and is reported already.
	decoded := !slices.ContainsFunc(r.files, func(f *file) bool { return f.diags.HasErrors() })
	if b.Version < 1 && !b.VersionRange.Empty() && decoded {
		r.error("Invalid role version", fmt.Sprintf("The version of a role counts from 1; %d is none.", b.Version), b.VersionRange)
	}
}

// rolePermissions resolves permission blocks to one permission for each
// scope, and one without scope for a block that has none. Of what is taken
// away, that one stands for all of the action.
func (r *resolver) rolePermissions(written []schema.RolePermissionBlock, away bool) []schema.RolePermission {
	var permissions []schema.RolePermission
	for _, b := range written {
		action := r.action(b.Action, b.ActionRange)
		if isAbsent(b.Scopes) {
			if !away {
				r.missingScope(action, catalogue.Of(r.version()).Actions[action], b.ActionRange)
			}
			permissions = append(permissions, schema.RolePermission{Action: action, Range: b.ActionRange})
			continue
		}
		for _, item := range r.list(b.Scopes, `scopes such as ["folders:*", folder.NAME]`) {
			if scope, ok := r.scope(action, item); ok {
				r.checkScope(action, scope, item.Range())
				permissions = append(permissions, schema.RolePermission{Action: action, Scope: scope, Range: item.Range()})
			}
		}
	}
	return permissions
}

// scope resolves one scope: a string, or a reference to what it covers.
func (r *resolver) scope(action string, expr hcl.Expression) (string, bool) {
	switch schema.Type(rootName(expr)) {
	case schema.FolderType:
		if ref := reference(r, expr, schema.FolderType, r.folders); ref != nil {
			return "folders:uid:" + ref.To.UID.Value, true
		}
	case schema.DashboardType:
		if ref := reference(r, expr, schema.DashboardType, r.dashboards); ref != nil {
			return "dashboards:uid:" + ref.To.UID.Value, true
		}
	case schema.DataSourceType:
		if ref := reference(r, expr, schema.DataSourceType, r.dataSources); ref != nil {
			return "datasources:uid:" + ref.To.UID.Value, true
		}
	case schema.TeamType:
		if ref := reference(r, expr, schema.TeamType, r.teams); ref != nil {
			return "teams:id:" + ref.To.Name.Value, true
		}
	case schema.ServiceAccountType:
		if ref := reference(r, expr, schema.ServiceAccountType, r.serviceAccounts); ref != nil {
			return "serviceaccounts:id:" + ref.To.Name.Value, true
		}
	case schema.RoleType:
		if ref := reference(r, expr, schema.RoleType, r.roles); ref != nil {
			return "roles:uid:" + ref.To.UID.Value, true
		}
	case schema.UserType:
		if ref := reference(r, expr, schema.UserType, r.users); ref != nil {
			// Users of the instance and members of an org have scopes of
			// their own kinds.
			if r.isServerWide(action) {
				return "global.users:id:" + ref.To.Login.Value, true
			}
			return "users:id:" + ref.To.Login.Value, true
		}
	case "":
		v, diags := expr.Value(nil)
		if !diags.HasErrors() && !v.IsNull() && v.Type() == cty.String {
			return v.AsString(), true
		}
		r.error("Scope expected", `Write a scope as a string here, as in "folders:*", or a reference to what it covers, as in folder.NAME.`, expr.Range())
	default:
		r.error("Wrong kind of reference", fmt.Sprintf("No scope covers a %s.", rootName(expr)), expr.Range())
	}
	return "", false
}

func (r *resolver) resolveAssignment(b *schema.RoleAssignmentBlock, a *schema.RoleAssignment) {
	if org := reference(r, b.Org, schema.OrgType, r.orgs); org != nil {
		a.Org = org.To
	}
	if rootName(b.Role) != "" {
		if role := reference(r, b.Role, schema.RoleType, r.roles); role != nil {
			a.Role = role.To
			if role.To.Org != nil && a.Org == nil && isAbsent(b.Org) {
				a.Org = role.To.Org
			}
			if role.To.Org != nil {
				r.sameOrg(role.To.Addr, role.To.Org, a.Org, role.Range)
			}
		}
	} else if v, diags := b.Role.Value(nil); !diags.HasErrors() && !v.IsNull() && v.Type() == cty.String {
		a.Fixed = r.fixedRole(v.AsString(), b.Role.Range())
	} else if !diags.HasErrors() {
		r.error("Role expected", `Write a reference to a role here, as in role.NAME, or the name of a fixed role, as in "fixed:reports:reader".`, b.Role.Range())
	}
	a.Holders = r.holders(a.Org, holderExprs{
		roles: b.BasicRoles, known: schema.BasicRoles,
		users: b.Users, teams: b.Teams, serviceAccounts: b.ServiceAccounts,
	})
}

func (r *resolver) resolveBasicRoles() {
	first := map[string]hcl.Range{}
	for _, f := range r.files {
		for _, b := range f.blocks.BasicRoles {
			label := schema.Text{Value: b.Role, Range: b.RoleRange}
			if at, twice := first[b.Role]; twice {
				r.clash("basic_role", "name", label, at)
				continue
			}
			first[b.Role] = b.RoleRange
			if !slices.Contains(schema.BasicRoles, schema.OrgRole(b.Role)) {
				r.error("Unknown role", fmt.Sprintf("There is no basic role %q; the basic roles are %s.%s", b.Role, quoted(schema.BasicRoles), didYouMean(b.Role, names(schema.BasicRoles))), b.RoleRange)
			}
			role := &schema.BasicRole{Role: schema.OrgRole(b.Role), Range: b.Range}
			if b.Add != nil {
				role.Add = r.rolePermissions(b.Add.Permissions, false)
			}
			if b.Remove != nil {
				role.Remove = r.rolePermissions(b.Remove.Permissions, true)
			}
			r.world.BasicRoles = append(r.world.BasicRoles, role)
		}
	}
}
