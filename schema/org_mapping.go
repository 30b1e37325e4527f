package schema

import "github.com/hashicorp/hcl/v2"

// OrgMappingBlock is an org_mapping block as written.
type OrgMappingBlock struct {
	Group        string         `hcl:"group"`
	GroupRange   hcl.Range      `hcl:"group,attr_value_range"`
	Org          hcl.Expression `hcl:"org,optional"`
	Role         string         `hcl:"role"`
	RoleRange    hcl.Range      `hcl:"role,attr_value_range"`
	GrafanaAdmin *bool          `hcl:"grafana_admin,optional"`
	Description  string         `hcl:"description,optional"`
	Range        hcl.Range      `hcl:",def_range"`
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
	Range        hcl.Range
}
