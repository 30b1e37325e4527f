package schema

import "github.com/hashicorp/hcl/v2"

// A Type is the type of a labelled block, the first word of an address.
type Type string

// The types of block that references can name.
const (
	OrgType            Type = "org"
	UserType           Type = "user"
	TeamType           Type = "team"
	FolderType         Type = "folder"
	DashboardType      Type = "dashboard"
	DataSourceType     Type = "data_source"
	APIKeyType         Type = "api_key"
	RoleType           Type = "role"
	RoleAssignmentType Type = "role_assignment"
	ServiceAccountType Type = "service_account"
)

// Types are the types of block that references can name.
var Types = []Type{
	OrgType, UserType, TeamType, FolderType, DashboardType, DataSourceType,
	APIKeyType, RoleType, RoleAssignmentType, ServiceAccountType,
}

// NameAttribute returns the attribute with Grafana's name for things of the type,
// which defaults to the label.
func (t Type) NameAttribute() string {
	switch t {
	case UserType:
		return "login"
	case FolderType, DashboardType, DataSourceType, RoleType:
		return "uid"
	case BasicRoleType:
		return "role"
	}
	return "name"
}

// The types of labelled block that references cannot name. The labels of tests and
// invariants are sentences.
const (
	BasicRoleType Type = "basic_role"
	TestType      Type = "test"
	InvariantType Type = "invariant"
)

// An Addr is the address of a block in a configuration, such as folder.production. It
// is comparable. The zero Addr is not an address of any block.
type Addr struct {
	Type Type
	// Label is the label of the block. For an instance it includes the key,
	// as in staff["eve"].
	Label string
}

// String returns the address in the form of a reference.
func (a Addr) String() string { return string(a.Type) + "." + a.Label }

// MarshalText returns the address in the form of a reference.
func (a Addr) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// A Ref is a reference to a declared thing, and its range.
type Ref[T any] struct {
	To    *T
	Range hcl.Range
}

// A Text is a string of the configuration, and its range: the value of an attribute,
// or the label of a block that is the default of the attribute.
type Text struct {
	Value string
	Range hcl.Range
}
