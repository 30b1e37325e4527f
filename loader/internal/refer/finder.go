package refer

import (
	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
)

// A Finder finds things by the references to them, and reports references to
// nothing.
type Finder struct {
	diag.List
	Eval *decode.Evaluator
	// Broken reports whether some file could not be parsed. It may declare
	// things that seem to be missing.
	Broken bool

	Orgs            *Table[schema.Org]
	Users           *Table[schema.User]
	Teams           *Table[schema.Team]
	Folders         *Table[schema.Folder]
	Dashboards      *Table[schema.Dashboard]
	DataSources     *Table[schema.DataSource]
	APIKeys         *Table[schema.APIKey]
	Roles           *Table[schema.Role]
	RoleAssignments *Table[schema.RoleAssignment]
	ServiceAccounts *Table[schema.ServiceAccount]
}

// A Table has the things of one type by their labels.
type Table[T any] struct {
	*Finder
	Type    schema.Type
	ByLabel map[string]*T
}

// table returns the table of a type. It is nil for role assignments: no list of
// several types takes them.
func (f *Finder) table(typ schema.Type) anyTable {
	return map[schema.Type]anyTable{
		schema.OrgType: f.Orgs, schema.UserType: f.Users, schema.TeamType: f.Teams, schema.FolderType: f.Folders,
		schema.DashboardType: f.Dashboards, schema.DataSourceType: f.DataSources, schema.APIKeyType: f.APIKeys,
		schema.RoleType: f.Roles, schema.ServiceAccountType: f.ServiceAccounts,
	}[typ]
}
