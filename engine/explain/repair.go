package explain

import (
	"encoding/json"
	"fmt"

	"github.com/rolecall/rolecall/internal/printable"
)

// A Repair is edits of the configuration by which a request would be allowed.
type Repair struct {
	// Edits must all be made. Mostly there is one.
	Edits []Edit `json:"edits"`
	// Others is how many other declared subjects the edits would allow the same
	// request, as WhoCan counts them.
	Others int `json:"others"`
}

// An Edit adds one thing to a configuration, or puts it in the place of
// another.
type Edit struct {
	Kind EditKind `json:"kind"`
	// Org is the label of the org that it is made in; empty for what is
	// not of an org.
	Org string `json:"org,omitempty"`
	// Holder is who gets something: "user:eve", "team:SRE", "role:Viewer",
	// "basic:Viewer".
	Holder string `json:"holder,omitempty"`
	// Resource is whose list of permissions, or of members, gets an entry.
	Resource string `json:"resource,omitempty"`
	// Level is that of an entry.
	Level string `json:"level,omitempty"`
	// List is what becomes of the list of permissions that gets an entry.
	List ListState `json:"list,omitempty"`
	// Role is the role in the org, or the id of the one that is assigned.
	Role string `json:"role,omitempty"`
	// Setting is the name of the setting that is turned on.
	Setting string `json:"setting,omitempty"`
	// Source is where the block begins that is to be changed; empty when it
	// takes a new one.
	Source
	// Granters are the declared subjects that can make the edit in Grafana,
	// ordered as WhoCan orders them. Settings and the like are changed by
	// whoever runs the server, so they have none.
	Granters []string `json:"granters"`
}

// An EditKind tells which fields of an Edit count.
type EditKind string

const (
	// AddPermission gives the Holder the Level on the Resource.
	AddPermission EditKind = "permission"
	// AddToTeam puts the Holder into the team that is the Resource.
	AddToTeam EditKind = "team"
	// SetRole gives the Holder the Role in the Org, whatever it had.
	SetRole EditKind = "role"
	// AssignRole assigns the Role to the Holder, in the Org or in all.
	AssignRole EditKind = "assignment"
	// SetServerAdmin makes the Holder a server admin.
	SetServerAdmin EditKind = "server_admin"
	// TurnOn turns the Setting of the server on.
	TurnOn EditKind = "setting"
)

// A ListState is what a list of permissions is before an entry is added to it;
// empty for one that is written.
type ListState string

const (
	// DefaultList is the list that the resource was created with, which must
	// be declared to be kept.
	DefaultList ListState = "default"
	// EmptyList is a list without entries.
	EmptyList ListState = "empty"
)

// Text returns the edit in words, in which what cannot be seen of names is escaped.
func (e Edit) Text() string { return printable.Line(words.edit(e)) }

// String is the edit in words, with the block that it changes in brackets.
func (e Edit) String() string {
	if e.File == "" {
		return e.Text()
	}
	return fmt.Sprintf("%s (%s:%d)", e.Text(), printable.Name(e.File), e.Line)
}

// MarshalJSON writes the fields of the edit that it has, and its text.
func (e Edit) MarshalJSON() ([]byte, error) {
	type fields Edit
	return json.Marshal(struct {
		Kind EditKind `json:"kind"`
		Text string   `json:"text"`
		fields
	}{e.Kind, e.Text(), fields(e)})
}
