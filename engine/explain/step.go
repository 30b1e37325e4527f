package explain

import (
	"encoding/json"
	"fmt"

	"github.com/rolecall/rolecall/internal/printable"
)

// A Step is a fact that a derivation depends on, about the configuration or about Grafana.
// Its Kind determines which other fields are set.
type Step struct {
	Kind Kind `json:"kind"`
	// Subject is the subject of the request: "user:eve".
	Subject string `json:"subject,omitempty"`
	// Org is the label of the org in which the fact holds.
	Org string `json:"org,omitempty"`
	// Groups lists the external groups of a session, or the group of a mapping or a
	// team.
	Groups []string `json:"groups,omitempty"`
	// Token is the name of a token of a service account.
	Token string `json:"token,omitempty"`
	// Role is a role in an org or a basic role, or the id of another role.
	Role string `json:"role,omitempty"`
	// Includes is a role that the Role includes.
	Includes string `json:"includes,omitempty"`
	// Resource is a declared resource: "folder:production", "team:SRE".
	Resource string `json:"resource,omitempty"`
	// Action is the action of a granted permission, or of a permission that a role
	// declares. A declared one may also have a Scope.
	Action string `json:"permission,omitempty"`
	Scope  string `json:"scope,omitempty"`
	// Holder is the holder of the permission, and Place its place: a scope, which
	// names a list of permissions or of members, or another place that covers
	// resources.
	Holder string `json:"holder,omitempty"`
	Place  string `json:"place,omitempty"`
	// Level is the level of an entry in a list of permissions, or of a team member.
	Level string `json:"level,omitempty"`
	// Setting is the name of a setting of the server.
	Setting string `json:"setting,omitempty"`
	// Rule is the name of a rule of Grafana's.
	Rule string `json:"rule,omitempty"`
	Source
	// Fact is the source of a rule of Grafana's: source code or documentation. It is
	// empty for other steps.
	Fact string `json:"fact,omitempty"`
}

// A Kind is a kind of step.
type Kind string

// The kinds of steps that identify the subject, and make it a holder.
const (
	// Declared is the declaration of the Subject.
	Declared Kind = "declared"
	// Session means that the session of the Subject has external Groups.
	Session Kind = "session"
	// Token is the Token that the Subject uses.
	Token Kind = "token"
	// OrgRole is the Role of the Subject in the Org.
	OrgRole Kind = "org_role"
	// MappedRole is the Role of the Subject in the Org by a mapping of the group.
	MappedRole Kind = "mapped_role"
	// Inheritance means that the Role includes another.
	Inheritance Kind = "inheritance"
	// Mapping is a mapping of the group that admits the session to the Org.
	Mapping Kind = "mapping"
	// SilentMapping is a mapping that does not set who is a server admin.
	SilentMapping Kind = "silent_mapping"
	// LDAPMapping is a mapping that sets who is a server admin, so that the mappings are those of
	// LDAP.
	LDAPMapping Kind = "ldap_mapping"
	// ServerAdmin means that the Subject is declared a server admin.
	ServerAdmin Kind = "server_admin"
	// MappedAdmin is a mapping of the group that makes its members server admins.
	MappedAdmin Kind = "mapped_admin"
	// TeamMember is the Level of the Subject in the team that is the Resource.
	TeamMember Kind = "team_member"
	// TeamCreator means that the Subject created that team.
	TeamCreator Kind = "team_creator"
	// TeamGroup means that the group is in that team.
	TeamGroup Kind = "team_group"
)

// The kinds of steps that grant the permission to the Holder at the Place.
const (
	// Rule is a Rule of Grafana's.
	Rule Kind = "rule"
	// DefaultRule is a Rule about resources with default permissions. It has no
	// Place.
	DefaultRule Kind = "default_rule"
	// Entry is the entry of the Holder in the list of the Place.
	Entry Kind = "entry"
	// MatchedEntry is an entry of another Holder that also counts in lists.
	MatchedEntry Kind = "matched_entry"
	// EntrySomewhere is an entry that counts in the whole org.
	EntrySomewhere Kind = "entry_somewhere"
	// Creator means that the Holder created the resource of the Place.
	Creator Kind = "creator"
	// Assignment means that the Role is assigned to the Holder.
	Assignment Kind = "assignment"
	// BasicRole is a change of the basic Role.
	BasicRole Kind = "basic_role"
	// RolePermission is a permission that the Role declares.
	RolePermission Kind = "role_permission"
	// FixedPermission is a permission of the fixed Role of Grafana's.
	FixedPermission Kind = "fixed_permission"
	// Setting means that a Setting is on that the grant depends on.
	Setting Kind = "setting"
)

// The kinds of steps that lead from a place to the resource of the request.
const (
	// Resource is the declaration of the Resource.
	Resource Kind = "resource"
	// Role is the declaration of the role that is the Resource.
	Role Kind = "role"
	// OrgMember means that the user who is the Resource is in the Org.
	OrgMember Kind = "org_member"
	// InFolder means that the resource of the request lies in the folder that is the
	// Resource.
	InFolder Kind = "in_folder"
	// AsCreated means that the Resource still has the permissions that it was created
	// with.
	AsCreated Kind = "as_created"
)

// Text returns the step as text. Invisible characters in names are escaped.
func (s Step) Text() string { return printable.Line(words.step(s)) }

// String returns the step as text, followed by its source or its fact in parentheses.
func (s Step) String() string {
	switch {
	case s.File != "":
		return fmt.Sprintf("%s (%s:%d)", s.Text(), printable.Name(s.File), s.Line)
	case s.Fact != "":
		return fmt.Sprintf("%s (Grafana: %s)", s.Text(), s.Fact)
	}
	return s.Text()
}

// MarshalJSON returns the fields of the step that are set, and its text.
func (s Step) MarshalJSON() ([]byte, error) {
	type fields Step
	return json.Marshal(struct {
		Text string `json:"text"`
		fields
	}{s.Text(), fields(s)})
}
