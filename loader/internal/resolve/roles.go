package resolve

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/fromroles"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// roleBlocks resolves roles, their permissions and their assignments.
type roleBlocks struct {
	*attributes
	// recipes has how roles are made from others.
	recipes map[*schema.Role]fromroles.Recipe
}

func (r roleBlocks) resolveRoleOrg(b *schema.RoleBlock, role *schema.Role) {
	if b.Global && !r.Absent(b.Org) {
		r.Error("Global role in an org", "A role is global or in an org, not both: take out one of the attributes.", b.Org.Range())
	}
	if !b.Global {
		role.Org = r.org(b.Org, b.Range)
	}
}

func (r roleBlocks) resolveRole(b *schema.RoleBlock, role *schema.Role) {
	role.Name = text(b.Name, b.NameRange, b.NameText())
	role.DisplayName, role.Group, role.Description = b.DisplayName, b.Group, b.Description
	role.Version, role.Hidden = b.Version, b.Hidden
	role.Permissions = r.rolePermissions(b.Permissions, false)
	if !r.Absent(b.From) {
		r.recipes[role] = r.recipe(b, role)
	} else if b.Remove != nil {
		r.Error("Nothing to remove from", "A role removes permissions of the roles in from, which is left out.", b.Remove.Range)
	}
	if b.Version < 1 && !b.VersionRange.Empty() {
		r.Error("Invalid role version", fmt.Sprintf("The version of a role counts from 1; %d is less.", b.Version), b.VersionRange)
	}
}

// recipe resolves from and remove.
func (r roleBlocks) recipe(b *schema.RoleBlock, role *schema.Role) (made fromroles.Recipe) {
	for _, item := range r.Items(b.From, `roles such as ["fixed:reports:reader", role.NAME]`) {
		if name, ok := r.Text(item); ok {
			made.From = append(made.From, fromroles.Source{Fixed: r.fixedRole(name, item.At), Range: item.At})
		} else if from := r.Roles.Of(item); from != nil {
			if b.Global && from.To.Org != nil {
				r.Error("Reference to another org", fmt.Sprintf("%s is in %s, and a role for all orgs is made from such roles alone.", from.To.Addr, from.To.Org.Addr), item.At)
			}
			sameOrg(&r.List, from.To.Declared(), role.Org, item.At)
			made.From = append(made.From, fromroles.Source{Role: from.To, Range: item.At})
		}
	}
	if b.Remove != nil {
		made.Remove = r.rolePermissions(b.Remove.Permissions, true)
	}
	return made
}

// makeRoles adds what roles have from others, and checks the roles for all orgs.
func (r roleBlocks) makeRoles(b *schema.RoleBlock, role *schema.Role) {
	k := fromroles.Kitchen{List: &r.List, Version: r.known(), Recipes: r.recipes}
	k.Make(role)
	if b.Global {
		r.checkGlobal(role.Permissions)
	}
}

// checkGlobal reports scopes of single things of an org in a role for all orgs.
func (r roleBlocks) checkGlobal(permissions []schema.RolePermission) {
	for _, p := range permissions {
		if all, refused := r.known().Scopes.OneOrg(p.Scope); refused {
			r.Error("Scope of one org", fmt.Sprintf("Grafana %s refuses a role for all orgs with the scope %q of a single thing, which one org has. Write the role in that org, or %q.", r.version(), p.Scope, all), p.Range)
		}
	}
}

// rolePermissions resolves permission blocks to one permission for each scope, and
// one without scope for a block that has none. If it takes away, a permission without
// scope means every scope of the action.
func (r roleBlocks) rolePermissions(written []schema.RolePermissionBlock, away bool) []schema.RolePermission {
	var permissions []schema.RolePermission
	for _, b := range written {
		action := r.action(b.Action, away, b.ActionRange)
		if r.Absent(b.Scopes) {
			if !away {
				r.missingScope(action, r.known().Actions[action], b.ActionRange)
			}
			permissions = append(permissions, schema.RolePermission{Action: action, Range: b.ActionRange})
			continue
		}
		for _, item := range r.Items(b.Scopes, `scopes such as ["folders:*", folder.NAME]`) {
			for _, scope := range r.scopes(action, item) {
				permissions = append(permissions, schema.RolePermission{Action: action, Scope: scope.text, To: scope.to, Range: item.At})
			}
		}
	}
	return permissions
}

func (r roleBlocks) resolveAssignment(b *schema.RoleAssignmentBlock, a *schema.RoleAssignment) {
	a.Org = r.orgIn(b.Org)
	if b.Role == nil {
		// That it is missing is reported.
	} else if r.Root(b.Role) != "" {
		if role := r.Roles.One(b.Role); role != nil {
			a.Role = role.To
			if role.To.Org != nil && a.Org == nil && r.Absent(b.Org) {
				a.Org = role.To.Org
			}
			if role.To.Org != nil {
				sameOrg(&r.List, role.To.Declared(), a.Org, role.Range)
			}
		}
	} else if v, ok := r.Value(b.Role); ok && !v.IsNull() && v.Type() == cty.String {
		a.Fixed = r.fixedRole(v.AsString(), b.Role.Range())
	} else if ok {
		r.Error("Role expected", `Write a reference to a role here, as in role.NAME, or the name of a fixed role, as in "fixed:reports:reader".`, b.Role.Range())
	}
	a.Holders = r.holders(a.Org, holderExprs{
		roles: b.BasicRoles, known: schema.BasicRoles,
		users: b.Users, teams: b.Teams, serviceAccounts: b.ServiceAccounts,
	})
}

func (r roleBlocks) resolveBasicRoles(blocks []*schema.BasicRoleBlock) {
	first := taken{}
	for _, b := range blocks {
		label := b.NameText()
		if !first.take(&r.List, schema.BasicRoleType, "name", &label) {
			continue
		}
		if !slices.Contains(schema.BasicRoles, schema.OrgRole(label.Value)) {
			r.Error("Unknown role", fmt.Sprintf("There is no basic role %q; the basic roles are %s.%s", label.Value, diag.Quoted(schema.BasicRoles), diag.DidYouMean(label.Value, diag.Names(schema.BasicRoles))), b.LabelRange)
		}
		role := &schema.BasicRole{Role: schema.OrgRole(label.Value), Range: b.Range}
		if r.known().BasicAssignments && r.world.Grafana.FineGrained() {
			r.checkRemoval(b)
		} else if b.Add != nil {
			role.Add = r.rolePermissions(b.Add.Permissions, false)
		}
		if b.Remove != nil {
			role.Remove = r.rolePermissions(b.Remove.Permissions, true)
		}
		r.world.BasicRoles = append(r.world.BasicRoles, role)
	}
}

// checkRemoval reports changes of a basic role that a version lacks which assigns roles to basic
// roles: it only takes such assignments away.
func (r roleBlocks) checkRemoval(b *schema.BasicRoleBlock) {
	if b.Add != nil {
		r.Error(diag.NeedsNewer, fmt.Sprintf("Grafana %s adds nothing to a basic role but roles: write a role, and a role_assignment with basic_roles = [%q].", r.version(), b.NameText().Value), b.Add.Range)
	}
	if b.Remove == nil {
		return
	}
	for _, p := range b.Remove.Permissions {
		if !r.Absent(p.Scopes) {
			r.Error(diag.NeedsNewer, fmt.Sprintf("Grafana %s takes whole assignments from a basic role, at all scopes: leave scopes out.", r.version()), p.Range)
		}
	}
}

// fixedRole returns the name of a fixed role as Grafana's code has it. It reports
// one that the declared version does not have.
func (r roleBlocks) fixedRole(name string, at hcl.Range) string {
	version := r.version()
	if version == "" {
		return name
	}
	if known := catalogue.NewestRole(name); known != "" {
		r.Warn("Renamed fixed role", fmt.Sprintf("The role %s of Grafana's documentation is called %s; it is read as that.", name, known), at)
		name = known
	}
	has := func(v catalogue.Version) bool { return slices.Contains(v.FixedRoles, name) }
	if roles := r.known().FixedRoles; !slices.Contains(roles, name) {
		r.Error("Unknown fixed role", fmt.Sprintf("Grafana %s does not have a fixed role %q%s.%s", version, name, firstWith(has, version), diag.DidYouMean(name, roles)), at)
	}
	return name
}
