package schema

import "github.com/hashicorp/hcl/v2"

// OrgBlock is an org block as written.
type OrgBlock struct {
	Instance
	Label       string         `hcl:"name,label"`
	LabelRange  hcl.Range      `hcl:"name,label_range"`
	Name        *string        `hcl:"name,optional"`
	NameRange   hcl.Range      `hcl:"name,attr_value_range"`
	Admins      hcl.Expression `hcl:"admins,optional"`
	Editors     hcl.Expression `hcl:"editors,optional"`
	Viewers     hcl.Expression `hcl:"viewers,optional"`
	None        hcl.Expression `hcl:"none,optional"`
	Description string         `hcl:"description,optional"`
	Range       hcl.Range      `hcl:",def_range"`
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
