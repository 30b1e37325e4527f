package explain

import (
	"encoding/json"
	"fmt"

	"github.com/rolecall/rolecall/internal/printable"
)

// A Step is a fact that a derivation rests on, of the configuration or of
// Grafana. Its Kind tells which of the other fields count; the others are
// empty.
type Step struct {
	Kind Kind `json:"kind"`
	// Subject is who the derivation is about: "user:eve".
	Subject string `json:"subject,omitempty"`
	// Org is the label of the org that the fact holds in.
	Org string `json:"org,omitempty"`
	// Groups are the external groups that a session has, or that a mapping
	// or a team is about.
	Groups []string `json:"groups,omitempty"`
	// Token is the name of a token of a service account.
	Token string `json:"token,omitempty"`
	// Role is a role in an org or a basic role, or the id of another role.
	Role string `json:"role,omitempty"`
	// Includes is a role whose rights the Role has too.
	Includes string `json:"includes,omitempty"`
	// Resource is a declared resource: "folder:production", "team:SRE".
	Resource string `json:"resource,omitempty"`
	// Action is the action of a permission that is given, or that is declared in a
	// role, there with a Scope if it has one.
	Action string `json:"permission,omitempty"`
	Scope  string `json:"scope,omitempty"`
	// Holder is who is given it, and Place where: a scope, which names a list
	// of permissions or of members, or another place that covers resources.
	Holder string `json:"holder,omitempty"`
	Place  string `json:"place,omitempty"`
	// Level is that of an entry in a list of permissions, or in a team.
	Level string `json:"level,omitempty"`
	// Setting is the name of a setting of the server.
	Setting string `json:"setting,omitempty"`
	// Rule names a rule of Grafana's.
	Rule string `json:"rule,omitempty"`
	Source
	// Fact is where a rule of Grafana's is known from: its sources or its
	// documentation. Empty for what is not a rule.
	Fact string `json:"fact,omitempty"`
}

// A Kind is what kind of fact a step is.
type Kind string

// The kinds of steps that say who the subject is, and what makes it a holder.
const (
	// Declared is where the Subject is declared.
	Declared Kind = "declared"
	// Session is that the Subject shows external Groups.
	Session Kind = "session"
	// Token is the Token that the Subject shows.
	Token Kind = "token"
	// OrgRole is the Role of the Subject in the Org.
	OrgRole Kind = "org_role"
	// MappedRole is the same by a mapping of the group.
	MappedRole Kind = "mapped_role"
	// Inheritance is that the Role Includes another.
	Inheritance Kind = "inheritance"
	// Mapping is a mapping of the group, which lets the session in.
	Mapping Kind = "mapping"
	// SilentMapping is one that does not decide who is a server admin.
	SilentMapping Kind = "silent_mapping"
	// ServerAdmin is that the Subject is declared a server admin.
	ServerAdmin Kind = "server_admin"
	// MappedAdmin is a mapping of the group that makes a server admin.
	MappedAdmin Kind = "mapped_admin"
	// TeamMember is the Level of the Subject in the team that is the Resource.
	TeamMember Kind = "team_member"
	// TeamCreator is that the Subject created that team.
	TeamCreator Kind = "team_creator"
	// TeamGroup is that the group is in that team.
	TeamGroup Kind = "team_group"
)

// The kinds of steps that say what gives the Permission to the Holder at the
// Place.
const (
	// Rule is a Rule of Grafana's.
	Rule Kind = "rule"
	// DefaultRule is a Rule about what is created with default permissions;
	// it has no Place.
	DefaultRule Kind = "default_rule"
	// Entry is an entry of the Holder in the list of the Place.
	Entry Kind = "entry"
	// MatchedEntry is an entry of another Holder that lists match, too.
	MatchedEntry Kind = "matched_entry"
	// EntrySomewhere is an entry that counts in the whole org.
	EntrySomewhere Kind = "entry_somewhere"
	// Creator is that the Holder created what the Place is of.
	Creator Kind = "creator"
	// Assignment is that the Holder is assigned the Role.
	Assignment Kind = "assignment"
	// BasicRole is a change of the basic Role.
	BasicRole Kind = "basic_role"
	// RolePermission is a Permission that is declared in the Role.
	RolePermission Kind = "role_permission"
	// FixedPermission is a Permission of the fixed Role of Grafana's.
	FixedPermission Kind = "fixed_permission"
	// Setting is the Setting that something takes, which is on.
	Setting Kind = "setting"
)

// The kinds of steps that lead from a place to the resource that is asked about.
const (
	// Resource is where the Resource is declared.
	Resource Kind = "resource"
	// Role is where the role that is the Resource is declared.
	Role Kind = "role"
	// OrgMember is that the user who is the Resource is in the Org.
	OrgMember Kind = "org_member"
	// InFolder is that what is asked about lies in the folder that is the
	// Resource.
	InFolder Kind = "in_folder"
	// AsCreated is that the Resource has the permissions that it was created
	// with.
	AsCreated Kind = "as_created"
)

// Text returns the step in words, in which what cannot be seen of names is escaped.
func (s Step) Text() string { return printable.Line(words.step(s)) }

// String is the step in words, with its source or its fact in brackets.
func (s Step) String() string {
	switch {
	case s.File != "":
		return fmt.Sprintf("%s (%s:%d)", s.Text(), printable.Name(s.File), s.Line)
	case s.Fact != "":
		return fmt.Sprintf("%s (Grafana: %s)", s.Text(), s.Fact)
	}
	return s.Text()
}

// MarshalJSON writes the fields of the step that it has, and its text.
func (s Step) MarshalJSON() ([]byte, error) {
	type fields Step
	return json.Marshal(struct {
		Text string `json:"text"`
		fields
	}{s.Text(), fields(s)})
}
