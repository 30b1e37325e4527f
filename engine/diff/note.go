package diff

// A Note is a change that is worth a look of its own.
type Note struct {
	Kind   NoteKind  `json:"kind"`
	Change Direction `json:"change,omitempty"`
	// Org is the label of the org; empty for the server.
	Org string `json:"org,omitempty"`
	// Items are the subjects or resources that it is about, sorted.
	Items []Item `json:"items,omitempty"`
	// Old and New are the values of what changed, for a note about the server and for Lasting.
	Old string `json:"old,omitempty"`
	New string `json:"new,omitempty"`
}

// A NoteKind is a kind of note. For one about a holder that administers everything, it is the
// name that the policies have for the holder: org_admin, server_admin.
type NoteKind string

// The kinds of other notes.
const (
	// Anonymous means that visitors who are not signed in gain or lose access.
	Anonymous NoteKind = "anonymous"
	// Outside means that users who are not in the org gain or lose access in it.
	Outside NoteKind = "outside"
	// GivesAway means that subjects gain or lose an action that decides what others can do.
	GivesAway NoteKind = "gives_away"
	// Unadministered means that nobody can decide any more who has access to resources.
	Unadministered NoteKind = "unadministered"
	// Lasting means that an API key or a token of a service account ends later (gained) or sooner
	// (lost). The note has one item. Old and New are the ends, in RFC 3339, or Never. A new one
	// that never ends has no Old.
	Lasting NoteKind = "lasting"
	// Edition means that the edition of Grafana is another one.
	Edition NoteKind = "edition"
	// Release means that the release of Grafana is another one.
	Release NoteKind = "release"
)

// Never is the end of credentials that do not end.
const Never = "never"
