package schema

import "github.com/hashicorp/hcl/v2"

// OrgBlock is an org block as written.
type OrgBlock struct {
	Header
	Name      *string        `hcl:"name,optional" default:"the label" doc:"Grafana's name for the org, unique in the server. Requests may use the label or the name."`
	NameRange hcl.Range      `hcl:"name,attr_value_range"`
	Admins    hcl.Expression `hcl:"admins,optional" type:"list of references to users" doc:"Users with the org role Admin. A user has one role in an org."`
	Editors   hcl.Expression `hcl:"editors,optional" type:"list of references to users" doc:"Users with the org role Editor."`
	Viewers   hcl.Expression `hcl:"viewers,optional" type:"list of references to users" doc:"Users with the org role Viewer."`
	None      hcl.Expression `hcl:"none,optional" since:"10.2" type:"list of references to users" doc:"Users with no basic role: members with only the permissions and roles given to them."`
	Note
	Range hcl.Range `hcl:",def_range" doc:"An organization of the server, and who is in it with which role."`
}

// An Org is an organization of the server.
type Org struct {
	Declaration
	// Name is Grafana's name for the org, unique in the server.
	Name Text
	// Members are the users that have a role in the org, in the order
	// of the lists admins, editors, viewers, none.
	Members []Member
}

// A Member is a user with a role in an org.
type Member struct {
	User Ref[User]
	Role OrgRole
}

// An OrgRole is an org role by Grafana's name, as in "Viewer". The zero OrgRole stands
// for no role.
type OrgRole string

// The roles that the lists of an org block give.
const (
	Viewer OrgRole = "Viewer"
	Editor OrgRole = "Editor"
	Admin  OrgRole = "Admin"
)

// OrgRoles are the roles that an org can give.
var OrgRoles = []OrgRole{Viewer, Editor, Admin, NoBasicRole}

// NoBasicRole is the role of Grafana 10.2 and newer that holds no permissions.
const NoBasicRole OrgRole = "None"

// NoBasicRoleSince is the first version of Grafana with NoBasicRole.
const NoBasicRoleSince Version = "10.2"

// OrgMappingBlock is an org_mapping block as written.
type OrgMappingBlock struct {
	Group        string         `hcl:"group" doc:"The external group; * is everyone."`
	GroupRange   hcl.Range      `hcl:"group,attr_value_range"`
	Org          hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"every org" doc:"The org that the role is in."`
	Role         string         `hcl:"role" values:"None=10.2" doc:"The org role that the group's members get: Viewer, Editor, Admin or None."`
	RoleRange    hcl.Range      `hcl:"role,attr_value_range"`
	GrafanaAdmin *bool          `hcl:"grafana_admin,optional" default:"the flag stays as it is" doc:"Whether the group's members are server admins. Only LDAP has this, so in a configuration that sets it, the first mapping that matches decides for an org. Without it, the highest role does from Grafana 11.1 on."`
	AdminRange   hcl.Range      `hcl:"grafana_admin,attr_value_range"`
	Note
	Range hcl.Range `hcl:",def_range" doc:"Org sync: gives an org role to the members of an external group at each login."`
}

// An OrgMapping gives an org role to the members of an external group.
type OrgMapping struct {
	// Group is the group's name; "*" is everyone.
	Group string
	// Org is nil for every org.
	Org  *Org
	Role OrgRole
	// GrafanaAdmin is nil if the mapping does not change the server admin
	// flag.
	GrafanaAdmin *bool
	// AdminRange is the range of grafana_admin; empty if it is left out.
	AdminRange hcl.Range
	Range      hcl.Range
}

// TeamBlock is a team block as written.
type TeamBlock struct {
	Header
	Org            hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"the one org that is declared" doc:"The org that the team is in."`
	Name           *string        `hcl:"name,optional" default:"the label" doc:"Grafana's name for the team, unique in its org."`
	NameRange      hcl.Range      `hcl:"name,attr_value_range"`
	Members        hcl.Expression `hcl:"members,optional" type:"list of references to users" doc:"Users in the team. A user outside the org gets nothing from the team."`
	Admins         hcl.Expression `hcl:"admins,optional" type:"list of references to users" doc:"Users who manage the team. They are members too; list them here alone."`
	CreatedBy      hcl.Expression `hcl:"created_by,optional" type:"reference to a user or service account" default:"nobody" doc:"The creator of the team, who is its admin where Grafana makes creators admins. A service account from 8.5."`
	ExternalGroups hcl.Expression `hcl:"external_groups,optional" type:"list of strings" doc:"External groups whose members team sync adds, in any case."`
	Note
	Range hcl.Range `hcl:",def_range" doc:"A group of users of an org. Permissions and roles can be given to it."`
}

// The levels of members of a team.
const (
	TeamMember = "Member"
	TeamAdmin  = "Admin"
)

// TeamLevels are the levels of members of a team, lowest first.
var TeamLevels = []string{TeamMember, TeamAdmin}

// A Team is a group of users of an org.
type Team struct {
	Declaration
	// Name is unique in the org.
	Name Text
	// Members and Admins have no user in common: an admin is a member.
	Members, Admins []Ref[User]
	// ExternalGroups are the groups whose members team sync adds.
	ExternalGroups []Text
	// CreatedBy is nil if it is not declared.
	CreatedBy *Creator
}
