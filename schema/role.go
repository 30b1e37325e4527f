package schema

import (
	"crypto/sha1"
	"encoding/base64"

	"github.com/hashicorp/hcl/v2"
)

// RoleBlock is a role block as written.
type RoleBlock struct {
	Header
	Org          hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"the one org that is declared" doc:"The org that the role is in. A role is in an org or global."`
	Global       bool           `hcl:"global,optional" doc:"Whether the role can be granted in every org."`
	GlobalRange  hcl.Range      `hcl:"global,attr_value_range"`
	UID          *string        `hcl:"uid,optional" default:"the label" doc:"Grafana's name for the role, unique in the server."`
	UIDRange     hcl.Range      `hcl:"uid,attr_value_range"`
	Name         *string        `hcl:"name,optional" default:"the label" doc:"The name of the role, as in custom:alerting:operator. The prefix fixed: is Grafana's."`
	NameRange    hcl.Range      `hcl:"name,attr_value_range"`
	DisplayName  string         `hcl:"display_name,optional" default:"none" doc:"The name for people."`
	Group        string         `hcl:"group,optional" default:"none" doc:"The heading under which Grafana lists the role."`
	Version      int            `hcl:"version,optional" default:"none" doc:"The version of the role, from 1, for Grafana's own provisioning. It has no effect on access."`
	VersionRange hcl.Range      `hcl:"version,attr_value_range"`
	Hidden       bool           `hcl:"hidden,optional" doc:"Whether Grafana leaves the role out of its lists. It has no effect on access."`
	From         hcl.Expression `hcl:"from,optional" since:"9.0" type:"list of references to roles and strings" default:"no role" doc:"The roles whose permissions this role has too: role.NAME, or the names of fixed roles, as in fixed:reports:reader."`
	Note
	Remove      *RoleRemovalsBlock    `hcl:"remove,block"`
	Permissions []RolePermissionBlock `hcl:"permission,block"`
	Range       hcl.Range             `hcl:",def_range" needs:"accesscontrol" doc:"A custom role of fine-grained access control (Grafana Enterprise or Cloud). In 8.x it needs the feature toggle accesscontrol."`
}

// RoleRemovalsBlock is a remove block of a role as written.
type RoleRemovalsBlock struct {
	Permissions []RolePermissionBlock `hcl:"permission,block"`
	Range       hcl.Range             `hcl:",def_range" since:"9.0" doc:"The permissions of the roles in from that this role does not get."`
}

// RolePermissionBlock is a permission block of a role as written.
type RolePermissionBlock struct {
	Action      string         `hcl:"action,label"`
	ActionRange hcl.Range      `hcl:"action,label_range"`
	Scopes      hcl.Expression `hcl:"scopes,optional" type:"list of strings and references" default:"no scope" doc:"Where the action applies: scopes as Grafana writes them, as in folders:*, or references to the things they cover, as in folder.production. Left out under remove: every scope of the action."`
	Note
	Range hcl.Range `hcl:",def_range" doc:"An action, by the newest Grafana's name for it, with the scopes it applies to."`
}

// A Role is a custom role of fine-grained access control.
type Role struct {
	Declaration
	// UID is unique in the server.
	UID  Text
	Name Text
	// DisplayName, Group and Description are for people; each is empty for none.
	DisplayName, Group, Description string
	// Version is the version for Grafana's own provisioning, from 1; 0 for none.
	Version int
	// Hidden reports whether Grafana leaves the role out of its lists.
	Hidden bool
	// Permissions are those of the role's own blocks, and those that it has from other
	// roles.
	Permissions []RolePermission
}

// A RolePermission is an action with a scope.
type RolePermission struct {
	Action string
	// Scope is empty for a permission without scope. It has the name of a
	// thing in the form of package scopes, so that it is not a pattern.
	Scope string
	// To is the block that the scope covers if it was written as a reference;
	// the zero Addr if it was written as a string.
	To Addr
	// Range is the range of the scope, or of the action if there is no scope.
	Range hcl.Range
}

// RoleAssignmentBlock is a role_assignment block as written.
type RoleAssignmentBlock struct {
	Header
	Role            hcl.Expression `hcl:"role" type:"reference to a role, or string" doc:"The role: role.NAME, or the name of a fixed role, as in fixed:reports:reader."`
	Org             hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"the org of the role, or every org" doc:"The org in which a global or fixed role is granted."`
	Users           hcl.Expression `hcl:"users,optional" since:"8.4" type:"list of references to users" doc:"The users that get the role."`
	Teams           hcl.Expression `hcl:"teams,optional" since:"8.5" type:"list of references to teams" doc:"The teams whose members get the role."`
	ServiceAccounts hcl.Expression `hcl:"service_accounts,optional" since:"8.5" type:"list of references to service accounts" doc:"The service accounts that get the role."`
	BasicRoles      hcl.Expression `hcl:"basic_roles,optional" type:"list of strings" doc:"The basic roles that get the role: Viewer, Editor, Admin, Grafana Admin."`
	Note
	Range hcl.Range `hcl:",def_range" needs:"accesscontrol" doc:"Gives a role to holders. In 8.x it needs the feature toggle accesscontrol."`
}

// A RoleAssignment gives a role to holders.
type RoleAssignment struct {
	Declaration
	// Role is nil if Fixed is not empty.
	Role *Role
	// Fixed is the name of a fixed role, as in "fixed:reports:reader".
	Fixed   string
	Holders []Assignee
}

// An Assignee is a holder of an assignment, and the range of its name.
type Assignee struct {
	Holder Holder
	Range  hcl.Range
}

// GrafanaAdmin is the basic role of server admins.
const GrafanaAdmin OrgRole = "Grafana Admin"

// BasicRoles are the basic roles that a role can be assigned to.
var BasicRoles = []OrgRole{Viewer, Editor, Admin, GrafanaAdmin}

// BasicRoleBlock is a basic_role block as written.
type BasicRoleBlock struct {
	Header
	Add    *BasicRoleEditsBlock `hcl:"add,block"`
	Remove *BasicRoleEditsBlock `hcl:"remove,block"`
	Note
	Range hcl.Range `hcl:",def_range" needs:"accesscontrol" doc:"Changes the permissions of a basic role (Grafana Enterprise or Cloud): Viewer, Editor, Admin or Grafana Admin. From 9.0, a change of one role does not change the others. In 8.x it needs the feature toggle accesscontrol and has only remove, without scopes, which takes default assignments away: what Viewer loses, Editor and Admin lose, too."`
}

// BasicRoleEditsBlock is an add or remove block as written.
type BasicRoleEditsBlock struct {
	Permissions []RolePermissionBlock `hcl:"permission,block"`
	Range       hcl.Range             `hcl:",def_range" doc:"The permissions that the basic role gets, or loses."`
}

// A BasicRole changes the permissions of a basic role.
type BasicRole struct {
	Role        OrgRole
	Add, Remove []RolePermission
	Range       hcl.Range
}

// FixedRoles and BasicRolePrefix begin the names of Grafana's own roles, before a colon.
const (
	FixedRoles      = "fixed"
	BasicRolePrefix = "basic"
)

// ReservedRoles are the words before the colon in names that only Grafana's own roles have. Its
// documentation has this for FixedRoles, and it is assumed for the others.
var ReservedRoles = []string{FixedRoles, BasicRolePrefix, "managed", "plugins", "extsvc"}

// FixedRoleUID returns Grafana's uid for a fixed role, from 8.5 on: fixed_ and a hash of the name. Grafana hashes
// with SHA-1, as in 10.1:pkg/services/accesscontrol/roles.go; no secret depends on it.
func FixedRoleUID(name string) string {
	sum := sha1.Sum([]byte(name))
	return FixedRoles + "_" + base64.RawURLEncoding.EncodeToString(sum[:])
}
