package schema

import "github.com/hashicorp/hcl/v2"

// RoleAssignmentBlock is a role_assignment block as written.
type RoleAssignmentBlock struct {
	Instance
	Label           string         `hcl:"name,label"`
	LabelRange      hcl.Range      `hcl:"name,label_range"`
	Role            hcl.Expression `hcl:"role"`
	Org             hcl.Expression `hcl:"org,optional"`
	Users           hcl.Expression `hcl:"users,optional"`
	Teams           hcl.Expression `hcl:"teams,optional"`
	ServiceAccounts hcl.Expression `hcl:"service_accounts,optional"`
	BasicRoles      hcl.Expression `hcl:"basic_roles,optional"`
	Description     string         `hcl:"description,optional"`
	Range           hcl.Range      `hcl:",def_range"`
}

// A RoleAssignment gives a role to holders.
type RoleAssignment struct {
	Addr RoleAssignmentAddr
	// Role is nil when Fixed is not empty.
	Role *Role
	// Fixed is the name of a fixed role, "fixed:reports:reader".
	Fixed string
	// Org is where the role is granted; nil for every org.
	Org     *Org
	Holders []Assignee
	Range   hcl.Range
}

// An Assignee is a holder of an assignment, and where it is named.
type Assignee struct {
	Holder Holder
	Range  hcl.Range
}

// GrafanaAdmin is the basic role of server admins.
const GrafanaAdmin OrgRole = "Grafana Admin"

// BasicRoles are the basic roles that a role can be assigned to.
var BasicRoles = []OrgRole{Viewer, Editor, Admin, GrafanaAdmin}
