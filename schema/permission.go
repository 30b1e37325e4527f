package schema

import (
	"strconv"

	"github.com/hashicorp/hcl/v2"
)

// PermissionBlock is a permission block of a folder, dashboard or data source
// as written.
type PermissionBlock struct {
	Level           string         `hcl:"level,label"`
	LevelRange      hcl.Range      `hcl:"level,label_range"`
	Roles           hcl.Expression `hcl:"roles,optional" type:"list of strings" doc:"The org roles that get the level: Viewer, Editor and, where permissions decide, Admin. Without an entry, Admin has what its basic role holds, which is every permission unless a basic_role block removes some."`
	Users           hcl.Expression `hcl:"users,optional" type:"list of references to users" doc:"The users that get the level."`
	Teams           hcl.Expression `hcl:"teams,optional" type:"list of references to teams" doc:"The teams whose members and admins get the level."`
	ServiceAccounts hcl.Expression `hcl:"service_accounts,optional" since:"8.5" type:"list of references to service accounts" doc:"The service accounts that get the level."`
	Note
	Range hcl.Range `hcl:",def_range" doc:"Gives a level to holders. Levels of folders and dashboards are View, Edit and Admin, each with those before it; of data sources Query, Edit and Admin. A holder has one level on an item."`
}

// Permissions are the permissions of a folder or dashboard.
type Permissions struct {
	// Default reports whether the item has, besides the entries, the
	// permissions that it was created with.
	Default bool
	// DefaultRange is the range of default_permissions; empty if it is left
	// out.
	DefaultRange hcl.Range
	// Entries are in the order of the file. A holder has one at most.
	Entries []Entry
}

// An Entry gives a level to one holder.
type Entry struct {
	Level  string
	Holder Holder
	// Range is the range of the reference or string that names the holder.
	Range hcl.Range
}

// A Holder has an entry or an assignment. Exactly one of its fields is set.
type Holder struct {
	Role           OrgRole
	User           *User
	Team           *Team
	ServiceAccount *ServiceAccount
}

// String returns the holder for messages: its address, or the name of the role in
// quotes.
func (h Holder) String() string {
	switch {
	case h.User != nil:
		return h.User.Addr.String()
	case h.Team != nil:
		return h.Team.Addr.String()
	case h.ServiceAccount != nil:
		return h.ServiceAccount.Addr.String()
	}
	return strconv.Quote(string(h.Role))
}

// A Creator created a thing. Exactly one of its fields besides Range is set.
type Creator struct {
	User           *User
	ServiceAccount *ServiceAccount
	Range          hcl.Range
}

// EntryRoles are the roles that can have an entry in some version, lowest first. Package catalogue has
// those of each.
var EntryRoles = []OrgRole{Viewer, Editor, Admin}
