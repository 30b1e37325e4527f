package schema

import "reflect"

// A BlockType is a type of block that stands by itself in a file.
type BlockType struct {
	Name string
	// Struct is what the block is decoded into.
	Struct reflect.Type
}

// BlockTypes are the blocks of the language, in the order of the reference.
var BlockTypes = []BlockType{
	{"grafana", reflect.TypeFor[GrafanaBlock]()},
	{"org", reflect.TypeFor[OrgBlock]()},
	{"user", reflect.TypeFor[UserBlock]()},
	{"team", reflect.TypeFor[TeamBlock]()},
	{"folder", reflect.TypeFor[FolderBlock]()},
	{"dashboard", reflect.TypeFor[DashboardBlock]()},
	{"data_source", reflect.TypeFor[DataSourceBlock]()},
	{"role", reflect.TypeFor[RoleBlock]()},
	{"role_assignment", reflect.TypeFor[RoleAssignmentBlock]()},
	{"basic_role", reflect.TypeFor[BasicRoleBlock]()},
	{"service_account", reflect.TypeFor[ServiceAccountBlock]()},
	{"api_key", reflect.TypeFor[APIKeyBlock]()},
	{"org_mapping", reflect.TypeFor[OrgMappingBlock]()},
	{"invariant", reflect.TypeFor[InvariantBlock]()},
	{"test", reflect.TypeFor[TestBlock]()},
}
