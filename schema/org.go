package schema

import "github.com/hashicorp/hcl/v2"

// OrgBlock is an org block as written.
type OrgBlock struct {
	Instance
	Label       string         `hcl:"name,label"`
	LabelRange  hcl.Range      `hcl:"name,label_range"`
	Name        *string        `hcl:"name,optional" default:"the label" doc:"What Grafana calls the org; unique in the server. Requests may use the label or the name."`
	NameRange   hcl.Range      `hcl:"name,attr_value_range"`
	Admins      hcl.Expression `hcl:"admins,optional" type:"list of references to users" doc:"Users with the org role Admin. A user has one role in an org."`
	Editors     hcl.Expression `hcl:"editors,optional" type:"list of references to users" doc:"Users with the org role Editor."`
	Viewers     hcl.Expression `hcl:"viewers,optional" type:"list of references to users" doc:"Users with the org role Viewer."`
	None        hcl.Expression `hcl:"none,optional" since:"10.2" type:"list of references to users" doc:"Users with no basic role: members who hold only what is given to them."`
	Description string         `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Range       hcl.Range      `hcl:",def_range" doc:"An organization of the server, and who is in it with which role."`
}

// An Org is an organization of the server.
type Org struct {
	Addr OrgAddr
	// Name is what Grafana calls the org, unique in the instance.
	Name Text
	// Members are the users that have a role in the org, in the order
	// of the lists admins, editors, viewers, none.
	Members []Member
	Range   hcl.Range
}

// A Member is a user with a role in an org.
type Member struct {
	User Ref[User]
	Role OrgRole
}

// An OrgRole is an org role by Grafana's name, "Viewer". The zero OrgRole is none.
type OrgRole string

// The roles that the lists of an org block stand for.
const (
	Viewer OrgRole = "Viewer"
	Editor OrgRole = "Editor"
	Admin  OrgRole = "Admin"
)

// OrgRoles are the roles that an org can give.
var OrgRoles = []OrgRole{Viewer, Editor, Admin, NoBasicRole}

// NoBasicRole is the role of Grafana 10.2 and newer that holds nothing.
const NoBasicRole OrgRole = "None"

// NoBasicRoleSince is the version of Grafana that NoBasicRole came with.
const NoBasicRoleSince = "10.2"
