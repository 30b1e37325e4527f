package schema

import "github.com/hashicorp/hcl/v2"

// RoleAssignmentBlock is a role_assignment block as written.
type RoleAssignmentBlock struct {
	Instance
	Label           string         `hcl:"name,label"`
	LabelRange      hcl.Range      `hcl:"name,label_range"`
	Role            hcl.Expression `hcl:"role" type:"reference to a role, or string" doc:"The role: role.NAME, or the name of a fixed role, as in fixed:reports:reader."`
	Org             hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"that of the role, or every org" doc:"The org in which a global or fixed role is granted."`
	Users           hcl.Expression `hcl:"users,optional" since:"8.4" type:"list of references to users" doc:"The users that get the role."`
	Teams           hcl.Expression `hcl:"teams,optional" since:"8.5" type:"list of references to teams" doc:"The teams whose members get the role."`
	ServiceAccounts hcl.Expression `hcl:"service_accounts,optional" since:"8.5" type:"list of references to service accounts" doc:"The service accounts that get the role."`
	BasicRoles      hcl.Expression `hcl:"basic_roles,optional" type:"list of strings" doc:"The basic roles that get the role: Viewer, Editor, Admin, Grafana Admin."`
	Description     string         `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Range           hcl.Range      `hcl:",def_range" needs:"accesscontrol" doc:"Gives a role to holders. In 8.x it needs the feature toggle accesscontrol."`
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
