package schema

import "github.com/hashicorp/hcl/v2"

// OrgBlock is an org block as written.
type OrgBlock struct {
	Label       string         `hcl:"name,label"`
	LabelRange  hcl.Range      `hcl:"name,label_range"`
	Name        *string        `hcl:"name,optional"`
	NameRange   hcl.Range      `hcl:"name,attr_value_range"`
	Admins      hcl.Expression `hcl:"admins,optional"`
	Editors     hcl.Expression `hcl:"editors,optional"`
	Viewers     hcl.Expression `hcl:"viewers,optional"`
	Description string         `hcl:"description,optional"`
	Range       hcl.Range      `hcl:",def_range"`
}

// An Org is an organization of the server.
type Org struct {
	Addr OrgAddr
	// Name is what Grafana calls the org, unique in the instance.
	Name Text
	// Members are the users that have a role in the org, in the order
	// of the lists admins, editors, viewers.
	Members []Member
	Range   hcl.Range
}

// A Member is a user with a role in an org.
type Member struct {
	User Ref[User]
	Role Role
}

// A Role is an org role by Grafana's name, "Viewer". The zero Role is none.
type Role string

// The roles that the lists of an org block stand for.
const (
	Viewer Role = "Viewer"
	Editor Role = "Editor"
	Admin  Role = "Admin"
)

// OrgRoles are the roles that an org can give.
var OrgRoles = []Role{Viewer, Editor, Admin}
