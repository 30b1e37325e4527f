// Package explain holds what an explanation of a decision is made of: the ways
// in which an access can be had, the steps that a grant rests on, and the edits
// that would give it. They are data. The English text of a step or an edit is
// made of its fields in this package alone, so no program needs to read it.
package explain

// A Way is needs that must all be met.
type Way struct {
	Needs []Need `json:"needs"`
}

// A Need is a permission that is needed at one of several places.
type Need struct {
	Permission string `json:"permission"`
	// Places are those that cover what is asked about, the nearest first.
	Places []string `json:"places"`
	// Derivations are all that meet the need; none for one that is missing.
	Derivations []Derivation `json:"derivations"`
}

// A Derivation is one grant that meets a need, from the subject to the place.
type Derivation struct {
	// Holder is what the subject has the grant by: itself, a team, a role.
	Holder string `json:"holder"`
	// Place is where the grant is.
	Place string `json:"place"`
	// Steps lead from the subject to the resource.
	Steps []Step `json:"steps"`
}

// A Source is where a configuration declares something.
type Source struct {
	// File and Line, from 1, are empty and 0 for what it does not declare.
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
}
