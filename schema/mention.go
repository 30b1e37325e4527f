package schema

import "github.com/hashicorp/hcl/v2"

// A SubjectRef is an item of a list of subjects: one subject, or all of a
// group. Exactly one of its fields is set, but that List comes with Org.
type SubjectRef struct {
	User           *User
	ServiceAccount *ServiceAccount
	APIKey         *APIKey
	// Anonymous is whoever has not signed in.
	Anonymous bool
	// Team stands for its members.
	Team *Team
	// Role stands for all who have it in the org that is asked in, and
	// GrafanaAdmin for the server admins.
	Role OrgRole
	// Org stands for the users in one of its lists, which List is the role
	// of.
	Org  *Org
	List OrgRole

	// Range is the item as written.
	Range hcl.Range
}

// String is the item as it is written in a list.
func (s SubjectRef) String() string {
	switch {
	case s.User != nil:
		return s.User.Addr.String()
	case s.ServiceAccount != nil:
		return s.ServiceAccount.Addr.String()
	case s.APIKey != nil:
		return s.APIKey.Addr.String()
	case s.Team != nil:
		return s.Team.Addr.String()
	case s.Org != nil:
		for name, role := range OrgLists {
			if role == s.List {
				return s.Org.Addr.String() + "." + name
			}
		}
	case s.Anonymous:
		return AnonymousWord
	}
	return `"` + string(s.Role) + `"`
}

// AnonymousWord is what stands for whoever has not signed in.
const AnonymousWord = "anonymous"

// OrgLists are the lists of users of an org block by their attribute, with
// the role that each gives.
var OrgLists = map[string]OrgRole{"admins": Admin, "editors": Editor, "viewers": Viewer, "none": NoBasicRole}

// Own returns the org outside of which the subject does not exist, and the
// address of the subject; nil for users, and for groups of them.
func (s SubjectRef) Own() (*Org, Addr) {
	switch {
	case s.ServiceAccount != nil:
		return s.ServiceAccount.Org, s.ServiceAccount.Addr
	case s.APIKey != nil:
		return s.APIKey.Org, s.APIKey.Addr
	}
	return nil, Addr{}
}

// A ResourceRef is an item of a list of resources, in the words of a request.
type ResourceRef struct {
	// Org is where is asked; nil when no org is declared.
	Org *Org
	// Type is one of ResourceTypes; empty for the org itself.
	Type string
	// ID is the uid, name or login; empty for all of a kind.
	ID string
	// Folder and Dashboard are the uids of what an undeclared resource is
	// in or hangs on, and CreatedBy the login of who made it.
	Folder, Dashboard, CreatedBy string
	// Range is the item as written, or the block without a list.
	Range hcl.Range
}

// ResourceTypes are the types of resource that a request can name, sorted.
var ResourceTypes = []string{
	"alert", "annotation", "api_key", "dashboard", "data_source", "folder", "library_panel", "notification_channel", "org",
	"playlist", "plugin", "report", "role", "server", "service_account", "snapshot", "team", "user",
}
