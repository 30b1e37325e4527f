package schema

import "github.com/hashicorp/hcl/v2"

// A World is a configuration with all names resolved. Its slices are ordered
// by address, so that it does not depend on the order of files and blocks.
// It is not changed after loading, and so is safe for concurrent use.
type World struct {
	Grafana         Grafana
	Orgs            []*Org
	Users           []*User
	Teams           []*Team
	Folders         []*Folder
	Dashboards      []*Dashboard
	DataSources     []*DataSource
	APIKeys         []*APIKey
	Roles           []*Role
	RoleAssignments []*RoleAssignment
	ServiceAccounts []*ServiceAccount
	BasicRoles      []*BasicRole
	// OrgMappings are in the order of files and lines.
	OrgMappings []*OrgMapping
	// Invariants and Tests are in the order of files and lines; there are
	// tests only of the files that loader.WithTestFile adds.
	Invariants []*Invariant
	Tests      []*Test

	// Files are the parsed files by path below the root, for printing
	// diagnostics with their source lines.
	Files map[string]*hcl.File

	// Incomplete reports whether the World was loaded with errors, so that
	// nothing may be decided on it.
	Incomplete bool
}
