package inventory

import (
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

// An Inventory is what a Grafana has. Pointers between its parts are to parts of the same
// Inventory. Sort puts it in an order that does not depend on the source.
type Inventory struct {
	Settings        Settings
	Orgs            []*Org
	Users           []*User
	Teams           []*Team
	Folders         []*Folder
	Dashboards      []*Dashboard
	DataSources     []*DataSource
	ServiceAccounts []*ServiceAccount
	APIKeys         []*APIKey
	Roles           []*Role
	Assignments     []*Assignment
	BasicRoles      []*BasicRole
	// OrgMappings are in the order in which Grafana reads them.
	OrgMappings []OrgMapping
	// Licensed reports whether the source can tell the parts that need a licence: custom roles and
	// the holders of roles, external groups, permissions of data sources. A Grafana without such parts tells them:
	// there are none.
	Licensed bool
	// AllUsers reports whether the source tells every user of the server.
	AllUsers bool
	// Unread lists the things that the source did not tell about the Grafana as a whole.
	Unread []Unread
}

// Unread is something that the source did not tell.
type Unread struct {
	// What is unknown, as a noun phrase: "the server admins".
	What string
	// Why is the reason, as a sentence.
	Why string
}

// Settings are the settings of the server that change access.
type Settings struct {
	Version schema.Version
	// Edition is the edition that runs, as the language names it; empty for one that follows
	// from the declared things.
	Edition string
	// The settings of the same names in the files of Grafana.
	ViewersCanEdit, EditorsCanAdmin, AllowOrgCreate bool
	// MaxFolderDepth is 0 for the default of the release.
	MaxFolderDepth int
	// Toggles are the feature toggles that are on and that the rules of the release follow.
	Toggles []string
	// Anonymous is nil if anonymous access is off.
	Anonymous *Anonymous
	// Unknown has the names, in the language, of the attributes and blocks that the source did not tell.
	Unknown map[string]bool
}

// OfServer are the names, in the language, of the settings that files about a part of a Grafana do not tell.
var OfServer = []string{
	"viewers_can_edit", "editors_can_admin", "allow_org_create", "max_folder_depth", "anonymous", "feature_toggles",
}

// Untold notes that the source did not tell some attributes or blocks, by their names in the language.
func (s *Settings) Untold(names ...string) {
	if s.Unknown == nil {
		s.Unknown = map[string]bool{}
	}
	for _, name := range names {
		s.Unknown[name] = true
	}
}

// Anonymous is the org and role of requests without signing in.
type Anonymous struct {
	Org  *Org
	Role schema.OrgRole
}

// An Org is an organization of the server.
type Org struct {
	Name    string
	Members []Member
	// Unread lists the things that the source did not tell about the org, and Unlisted the types of
	// things of which it did not tell all that the org has: UserType for the members.
	Unread   []Unread
	Unlisted map[schema.Type]bool
}

// A Member is a user with a role in an org.
type Member struct {
	User *User
	Role schema.OrgRole
}

// A User is a user of the server. Email and Name are empty for a user without.
type User struct {
	Login, Email, Name     string
	GrafanaAdmin, Disabled bool
	// AdminUnknown reports that the source did not tell whether the user is a server admin, and
	// DisabledUnknown that it did not tell whether the user is disabled.
	AdminUnknown, DisabledUnknown bool
}

// A Team is a group of users of an org. Members and Admins have no user in common.
type Team struct {
	Org             *Org
	Name            string
	Members, Admins []*User
	ExternalGroups  []string
	Unread          []Unread
	// Unknown reports that the source did not tell the members, and GroupsUnknown that it did not
	// tell the external groups.
	Unknown, GroupsUnknown bool
}

// A List is a list of permissions.
type List struct {
	// Default reports whether the list has, besides the entries, the permissions that Grafana
	// creates a folder with, or a dashboard in General.
	Default bool
	// Creator is the user or service account that has the level of a creator, besides the
	// entries; the zero Holder for none.
	Creator Holder
	// Entries have each holder once.
	Entries []Entry
	// Unknown reports that the source did not tell the list, or not all of it.
	Unknown bool
}

// An Entry gives a level, by Grafana's name for it, to a holder.
type Entry struct {
	Level  string
	Holder Holder
}

// A Holder has an entry or a role. Exactly one of its fields is set. It is comparable.
type Holder struct {
	Role           schema.OrgRole
	User           *User
	Team           *Team
	ServiceAccount *ServiceAccount
}

// A Folder holds dashboards and folders. Parent is nil at the top. Title is empty for one that is
// not known.
type Folder struct {
	Org         *Org
	UID, Title  string
	Parent      *Folder
	Permissions List
	Unread      []Unread
	// ParentUnknown reports that the source did not tell the parent.
	ParentUnknown bool
}

// A Dashboard is a dashboard. Folder is nil for one in General.
type Dashboard struct {
	Org         *Org
	UID, Title  string
	Folder      *Folder
	Permissions List
	Unread      []Unread
}

// A DataSource is a data source of an org. Name is the name for people.
type DataSource struct {
	Org         *Org
	UID, Name   string
	Permissions List
	Unread      []Unread
}

// A ServiceAccount is a service account of an org.
type ServiceAccount struct {
	Org         *Org
	Name        string
	Role        schema.OrgRole
	Disabled    bool
	Tokens      []Token
	Permissions List
	Unread      []Unread
	// TokensUnknown reports that the source did not tell the tokens.
	TokensUnknown bool
}

// A Token is a token of a service account. Expires is the first moment at which Grafana refuses
// it, in UTC; the zero time for a token without end.
type Token struct {
	Name    string
	Expires time.Time
}

// An APIKey is an API key of an org. Expires is as for a Token.
type APIKey struct {
	Org     *Org
	Name    string
	Role    schema.OrgRole
	Expires time.Time
}

// A Role is a custom role. Org is nil for one that can be granted in every org.
type Role struct {
	Org                                        *Org
	UID, Name, DisplayName, Group, Description string
	Hidden                                     bool
	Permissions                                []Permission
	// From are the roles whose permissions it has too, and Removed the permissions of those that it does
	// not get; one with an empty scope is at every scope.
	From    []RoleRef
	Removed []Permission
	Unread  []Unread
	// Unknown reports that the source did not tell all of its permissions.
	Unknown bool
}

// A RoleRef is a custom role, or the name of a fixed one.
type RoleRef struct {
	Role  *Role
	Fixed string
}

// A Permission is an action at a scope, which is empty for a permission without one. To is the one thing that the
// scope is of, if the scope is written as a reference to it; nil for another scope. The scope then has the name of the
// thing as one word.
type Permission struct {
	Action, Scope string
	To            Thing
}

// An Assignment gives a role to holders.
type Assignment struct {
	// Role is nil if Fixed, the name of a fixed role, is not empty.
	Role  *Role
	Fixed string
	// Org is the org in which the role is granted; nil for every org.
	Org     *Org
	Holders []Holder
	Unread  []Unread
	// Whole reports that a source that does not tell all assignments tells all holders of this one.
	Whole bool
	// At is where it is declared; nil for one that a source told.
	At *schema.Declaration
}

// A BasicRole changes the permissions of a basic role.
type BasicRole struct {
	Role        schema.OrgRole
	Add, Remove []Permission
	Unread      []Unread
	// At is the range of the block that declares it; the zero range for one that a source told.
	At hcl.Range
}

// An OrgMapping gives an org role to the members of an external group at each login. Org is nil
// for every org, and GrafanaAdmin nil if the flag stays as it is.
type OrgMapping struct {
	Group        string
	Org          *Org
	Role         schema.OrgRole
	GrafanaAdmin *bool
	// At is the range of the block that declares it; the zero range for one that a source told.
	At hcl.Range
}

// Set gives a level to a holder, in place of the one that the holder has.
func (l *List) Set(holder Holder, level string) {
	for i := range l.Entries {
		if l.Entries[i].Holder == holder {
			l.Entries[i].Level = level
			return
		}
	}
	l.Entries = append(l.Entries, Entry{level, holder})
}
