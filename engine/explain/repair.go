package explain

import (
	"encoding/json"
	"fmt"

	"github.com/rolecall/rolecall/internal/printable"
)

// A Repair is a list of edits of the configuration that would together allow a request.
type Repair struct {
	// Edits must all be made. Most repairs have one.
	Edits []Edit `json:"edits"`
	// NeedsLicence reports whether the edits make a configuration for a server without
	// a licence, whose edition is not declared, one for a server with a licence.
	NeedsLicence bool `json:"needs_licence,omitempty"`
	// Others is the number of Gainers.
	Others int `json:"others"`
	// Gainers lists the other declared subjects that the edits would allow the same
	// request, in the order of WhoCan. It may be empty.
	Gainers []string `json:"gainers"`
	// Losers lists the declared subjects that would no longer be allowed something that
	// they are allowed now: in the org of the request first, in the order of WhoCan,
	// then in other orgs. Access that only a session with external groups has is not
	// counted. It may be empty.
	Losers []string `json:"losers"`
}

// An Edit adds one entry or value to a configuration, or replaces one.
type Edit struct {
	Kind EditKind `json:"kind"`
	// Org is the label of the org to edit; empty if the edit is not about an org.
	Org string `json:"org,omitempty"`
	// Holder is the holder that gains access: "user:eve", "team:SRE", "role:Viewer",
	// "basic:Viewer".
	Holder string `json:"holder,omitempty"`
	// Resource is the resource whose list of permissions, or of members, gets an
	// entry.
	Resource string `json:"resource,omitempty"`
	// Level is the level of the entry.
	Level string `json:"level,omitempty"`
	// List is the state of the list of permissions before the entry is added.
	List ListState `json:"list,omitempty"`
	// Replaces is the present level in the list, or the present role in the org; empty
	// if the Holder has none.
	Replaces string `json:"replaces,omitempty"`
	// Redundant lists the present entries of the Holder that have no effect after the
	// edit, since the edit gives their level on a folder above. They can be deleted.
	Redundant []RedundantEntry `json:"redundant,omitempty"`
	// Role is the new role in the org, or the id of the role to assign.
	Role string `json:"role,omitempty"`
	// Setting is the name of the setting to turn on.
	Setting string `json:"setting,omitempty"`
	// Source is the place of the block to change; empty if a new block is needed.
	Source
	// Granters lists the declared subjects that can make the edit in Grafana, in the
	// order of WhoCan. It is empty for settings and other edits that only the
	// operator of the server can make.
	Granters []string `json:"granters"`
}

// A RedundantEntry is an entry in the list of permissions of a folder or dashboard that an
// edit makes redundant.
type RedundantEntry struct {
	// Resource is what the list belongs to, as in "dashboard:latency".
	Resource string `json:"resource"`
	Level    string `json:"level"`
	// Source is the place of the entry.
	Source
}

// An EditKind is a kind of Edit. It determines which fields of an Edit are set.
type EditKind string

const (
	// AddPermission gives the Holder the Level on the Resource.
	AddPermission EditKind = "permission"
	// AddToTeam puts the Holder into the team that is the Resource.
	AddToTeam EditKind = "team"
	// SetRole gives the Holder the Role in the Org, in place of its present one.
	SetRole EditKind = "role"
	// AssignRole assigns the Role to the Holder, in the Org, or in every org.
	AssignRole EditKind = "assignment"
	// SetServerAdmin makes the Holder a server admin.
	SetServerAdmin EditKind = "server_admin"
	// TurnOn turns the Setting of the server on.
	TurnOn EditKind = "setting"
)

// A ListState is the state of a list of permissions before an entry is added. It is empty
// if the list is declared.
type ListState string

const (
	// DefaultList is the list that the resource was created with, which must
	// be declared to be kept.
	DefaultList ListState = "default"
	// EmptyList is a list without entries.
	EmptyList ListState = "empty"
)

// Text returns the edit as text. Invisible characters in names are escaped.
func (e Edit) Text() string { return printable.Line(words.edit(e)) }

// String returns the edit as text, followed by the place of its block in parentheses.
func (e Edit) String() string {
	if e.File == "" {
		return e.Text()
	}
	return fmt.Sprintf("%s (%s:%d)", e.Text(), printable.Name(e.File), e.Line)
}

// MarshalJSON returns the fields of the edit that are set, and its text.
func (e Edit) MarshalJSON() ([]byte, error) {
	type fields Edit
	return json.Marshal(struct {
		Kind EditKind `json:"kind"`
		Text string   `json:"text"`
		fields
	}{e.Kind, e.Text(), fields(e)})
}
