package schema

import (
	"time"

	"github.com/hashicorp/hcl/v2"
)

// UserBlock is a user block as written.
type UserBlock struct {
	Header
	Login        *string   `hcl:"login,optional" default:"the label" doc:"The login; unique in the server, and among the emails."`
	LoginRange   hcl.Range `hcl:"login,attr_value_range"`
	Email        *string   `hcl:"email,optional" default:"none" doc:"The email, which requests may use instead of the login; unique in the server."`
	EmailRange   hcl.Range `hcl:"email,attr_value_range"`
	Name         string    `hcl:"name,optional" default:"none" doc:"The name for people. It has no effect on access."`
	GrafanaAdmin bool      `hcl:"grafana_admin,optional" doc:"Server admin: runs the server, users and orgs. It is not an org role and opens no folder."`
	AdminRange   hcl.Range `hcl:"grafana_admin,attr_value_range"`
	Disabled     bool      `hcl:"disabled,optional" doc:"A disabled user cannot sign in, and has no permissions."`
	Note
	Range hcl.Range `hcl:",def_range" doc:"A user of the server. The org blocks list the users that are in them."`
}

// A User is a user of the server. The orgs list their members.
type User struct {
	Declaration
	// Login and Email are each unique in the server, and either names the
	// user in a request. The value of Email is empty for a user without one.
	Login, Email Text
	// Name is the name for people; empty for none.
	Name string
	// GrafanaAdmin marks a server admin, which is not an org role.
	GrafanaAdmin bool
	// AdminRange is the range of grafana_admin; empty if it is left out.
	AdminRange hcl.Range
	Disabled   bool
}

// ServiceAccountBlock is a service_account block as written.
type ServiceAccountBlock struct {
	Header
	Org       hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"the one org that is declared" doc:"The org that the account is in."`
	Name      *string        `hcl:"name,optional" default:"the label" doc:"Grafana's name for the account, unique in its org."`
	NameRange hcl.Range      `hcl:"name,attr_value_range"`
	Role      string         `hcl:"role" values:"None=10.2" doc:"The org role of the account: Viewer, Editor, Admin or None."`
	RoleRange hcl.Range      `hcl:"role,attr_value_range"`
	Disabled  bool           `hcl:"disabled,optional" doc:"A disabled account has no permissions, and neither have its tokens."`
	CreatedBy hcl.Expression `hcl:"created_by,optional" since:"9.3" type:"reference to a user or service account" default:"nobody" doc:"The creator of the account: a user becomes its Admin, until a permission block replaces the list of the account."`
	Note
	Tokens      []TokenBlock             `hcl:"token,block"`
	Permissions []AccountPermissionBlock `hcl:"permission,block"`
	Range       hcl.Range                `hcl:",def_range" since:"8.5" doc:"A service account of an org: a holder like a user, for programs."`
}

// AccountPermissionBlock is a permission block of a service account as written.
type AccountPermissionBlock struct {
	Level      string         `hcl:"level,label"`
	LevelRange hcl.Range      `hcl:"level,label_range"`
	Users      hcl.Expression `hcl:"users,optional" type:"list of references to users" doc:"The users that get the level."`
	Teams      hcl.Expression `hcl:"teams,optional" type:"list of references to teams" doc:"The teams whose members and admins get the level."`
	Note
	Range hcl.Range `hcl:",def_range" since:"9.3" doc:"Gives a level on the account to users and teams: Edit, to change it and its tokens, or Admin, to delete it and change its permissions too."`
}

// List returns the block as one of any list.
func (b AccountPermissionBlock) List() PermissionBlock {
	return PermissionBlock{Level: b.Level, LevelRange: b.LevelRange, Users: b.Users, Teams: b.Teams, Range: b.Range}
}

// TokenBlock is a token block as written.
type TokenBlock struct {
	Name         string    `hcl:"name,label"`
	NameRange    hcl.Range `hcl:"name,label_range"`
	Expires      *string   `hcl:"expires,optional" default:"never" doc:"The time from which Grafana refuses the token, in RFC 3339, as in 2027-01-01T00:00:00Z."`
	ExpiresRange hcl.Range `hcl:"expires,attr_value_range"`
	Note
	Range hcl.Range `hcl:",def_range" doc:"A token of the account, which has all of the account's rights until it expires."`
}

// A ServiceAccount is a service account of an org.
type ServiceAccount struct {
	Declaration
	// Name is unique among the service accounts of the org.
	Name     Text
	Role     OrgRole
	Disabled bool
	Tokens   []Token
	// Permissions has only entries, for users and teams.
	Permissions Permissions
	// CreatedBy is nil if it is not declared.
	CreatedBy *Creator
}

// A Token is a token of a service account.
type Token struct {
	Name Text
	// Expires is the first moment at which the token is refused, in UTC;
	// the zero time for a token without end.
	Expires time.Time
	// ExpiresRange is the range of the time; empty for a token without end.
	ExpiresRange hcl.Range
	Range        hcl.Range
}

// APIKeyBlock is an api_key block as written.
type APIKeyBlock struct {
	Header
	Org          hcl.Expression `hcl:"org,optional" type:"reference to an org" default:"the one org that is declared" doc:"The org that the key is for."`
	Name         *string        `hcl:"name,optional" default:"the label" doc:"Grafana's name for the key, unique in its org."`
	NameRange    hcl.Range      `hcl:"name,attr_value_range"`
	Role         string         `hcl:"role" values:"None=10.2" doc:"The org role of the key: Viewer, Editor, Admin or None. Entries for users and teams never match a key."`
	RoleRange    hcl.Range      `hcl:"role,attr_value_range"`
	Expires      *string        `hcl:"expires,optional" default:"never" doc:"The time from which Grafana refuses the key, in RFC 3339, as in 2027-01-01T00:00:00Z."`
	ExpiresRange hcl.Range      `hcl:"expires,attr_value_range"`
	Note
	Range hcl.Range `hcl:",def_range" until:"12.1" instead:"Declare a service_account with a token." doc:"An API key of an org. Grafana replaced API keys by service accounts."`
}

// An APIKey is an API key of an org.
type APIKey struct {
	Declaration
	// Name is unique among the keys of the org.
	Name Text
	Role OrgRole
	// Expires is the first moment at which the key is refused, in UTC;
	// the zero time for a key without end.
	Expires time.Time
	// ExpiresRange is the range of the time; empty for a key without end.
	ExpiresRange hcl.Range
}
