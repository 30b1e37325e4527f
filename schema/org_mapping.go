package schema

import "github.com/hashicorp/hcl/v2"

// OrgMappingBlock is an org_mapping block as written.
type OrgMappingBlock struct {
	Group        string         `hcl:"group" doc:"The external group; * is everyone."`
	GroupRange   hcl.Range      `hcl:"group,attr_value_range"`
	Org          hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"every org" doc:"The org that the role is in."`
	Role         string         `hcl:"role" values:"None=10.2" doc:"The org role that the group's members get: Viewer, Editor, Admin or None."`
	RoleRange    hcl.Range      `hcl:"role,attr_value_range"`
	GrafanaAdmin *bool          `hcl:"grafana_admin,optional" default:"the flag stays as it is" doc:"Whether the group's members are server admins."`
	AdminRange   hcl.Range      `hcl:"grafana_admin,attr_value_range"`
	Description  string         `hcl:"description,optional" doc:"For people; Grafana does not see it."`
	Range        hcl.Range      `hcl:",def_range" doc:"Org sync: gives an org role to the members of an external group at each login."`
}

// An OrgMapping gives an org role to the members of an external group.
type OrgMapping struct {
	// Group is the group's name; "*" is everyone.
	Group string
	// Org is nil for every org.
	Org  *Org
	Role OrgRole
	// GrafanaAdmin is nil when the mapping leaves the server admin flag
	// as it is.
	GrafanaAdmin *bool
	// AdminRange is where grafana_admin stands; empty when it is left out.
	AdminRange hcl.Range
	Range      hcl.Range
}
