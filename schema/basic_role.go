package schema

import "github.com/hashicorp/hcl/v2"

// BasicRoleBlock is a basic_role block as written.
type BasicRoleBlock struct {
	Instance
	Role        string               `hcl:"role,label"`
	RoleRange   hcl.Range            `hcl:"role,label_range"`
	Add         *BasicRoleEditsBlock `hcl:"add,block"`
	Remove      *BasicRoleEditsBlock `hcl:"remove,block"`
	Description string               `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Range       hcl.Range            `hcl:",def_range" since:"9.0" doc:"Changes what a basic role holds (Grafana Enterprise or Cloud): Viewer, Editor, Admin or Grafana Admin. What one of them gets, the others do not."`
}

// BasicRoleEditsBlock is an add or remove block as written.
type BasicRoleEditsBlock struct {
	Permissions []RolePermissionBlock `hcl:"permission,block"`
	Range       hcl.Range             `hcl:",def_range" doc:"The permissions that the basic role gets, or loses."`
}

// A BasicRole is what is changed about what a basic role holds.
type BasicRole struct {
	Role        OrgRole
	Add, Remove []RolePermission
	Range       hcl.Range
}
