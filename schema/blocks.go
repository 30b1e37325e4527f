package schema

// Blocks are the blocks of a file. The fields are in the order of the language
// reference.
type Blocks struct {
	Grafana         []*GrafanaBlock        `hcl:"grafana,block"`
	Orgs            []*OrgBlock            `hcl:"org,block"`
	Users           []*UserBlock           `hcl:"user,block"`
	Teams           []*TeamBlock           `hcl:"team,block"`
	Folders         []*FolderBlock         `hcl:"folder,block"`
	Dashboards      []*DashboardBlock      `hcl:"dashboard,block"`
	DataSources     []*DataSourceBlock     `hcl:"data_source,block"`
	Roles           []*RoleBlock           `hcl:"role,block"`
	RoleAssignments []*RoleAssignmentBlock `hcl:"role_assignment,block"`
	BasicRoles      []*BasicRoleBlock      `hcl:"basic_role,block"`
	ServiceAccounts []*ServiceAccountBlock `hcl:"service_account,block"`
	APIKeys         []*APIKeyBlock         `hcl:"api_key,block"`
	OrgMappings     []*OrgMappingBlock     `hcl:"org_mapping,block"`
	Invariants      []*InvariantBlock      `hcl:"invariant,block"`
	Tests           []*TestBlock           `hcl:"test,block"`
}
