package schema

import "github.com/hashicorp/hcl/v2"

// A Type is the type of a labelled block, the first word of an address.
type Type string

// The types of block that can be referred to.
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

// BasicRoleType is the type of blocks basic_role, which are labelled and which
// nothing refers to.
const BasicRoleType Type = "basic_role"

// The types of blocks that say what must hold. Their labels are sentences, and
// nothing refers to them.
const (
	TestType      Type = "test"
	InvariantType Type = "invariant"
)

// Types are the types of block that can be referred to.
var Types = []Type{
	OrgType, UserType, TeamType, FolderType, DashboardType, DataSourceType,
	APIKeyType, RoleType, RoleAssignmentType, ServiceAccountType,
}

// An Addr is the address of a block inside a configuration, such as
// folder.production. It is comparable. The set of address types is closed.
type Addr interface {
	// String is the address as it is written in a reference.
	String() string
	// Type is the type of block that the address is for.
	Type() Type
	isAddr()
}

// The addresses of each type of block; the text is the block's label, with the
// key of an instance as in staff["eve"].
type (
	OrgAddr            string
	UserAddr           string
	TeamAddr           string
	FolderAddr         string
	DashboardAddr      string
	DataSourceAddr     string
	APIKeyAddr         string
	RoleAddr           string
	RoleAssignmentAddr string
	ServiceAccountAddr string
)

func (a OrgAddr) String() string            { return address(a) }
func (a UserAddr) String() string           { return address(a) }
func (a TeamAddr) String() string           { return address(a) }
func (a FolderAddr) String() string         { return address(a) }
func (a DashboardAddr) String() string      { return address(a) }
func (a DataSourceAddr) String() string     { return address(a) }
func (a APIKeyAddr) String() string         { return address(a) }
func (a RoleAddr) String() string           { return address(a) }
func (a RoleAssignmentAddr) String() string { return address(a) }
func (a ServiceAccountAddr) String() string { return address(a) }

func (OrgAddr) Type() Type            { return OrgType }
func (UserAddr) Type() Type           { return UserType }
func (TeamAddr) Type() Type           { return TeamType }
func (FolderAddr) Type() Type         { return FolderType }
func (DashboardAddr) Type() Type      { return DashboardType }
func (DataSourceAddr) Type() Type     { return DataSourceType }
func (APIKeyAddr) Type() Type         { return APIKeyType }
func (RoleAddr) Type() Type           { return RoleType }
func (RoleAssignmentAddr) Type() Type { return RoleAssignmentType }
func (ServiceAccountAddr) Type() Type { return ServiceAccountType }

func (OrgAddr) isAddr()            {}
func (UserAddr) isAddr()           {}
func (TeamAddr) isAddr()           {}
func (FolderAddr) isAddr()         {}
func (DashboardAddr) isAddr()      {}
func (DataSourceAddr) isAddr()     {}
func (APIKeyAddr) isAddr()         {}
func (RoleAddr) isAddr()           {}
func (RoleAssignmentAddr) isAddr() {}
func (ServiceAccountAddr) isAddr() {}

func address[A interface {
	~string
	Type() Type
}](a A) string {
	return string(a.Type()) + "." + string(a)
}

// A Ref is a reference to something declared, and where it was written.
type Ref[T any] struct {
	To    *T
	Range hcl.Range
}

// A Text is a string of the configuration, and where it was written: the
// value of an attribute, or the label of the block that it defaults to.
type Text struct {
	Value string
	Range hcl.Range
}
