// Package explain holds what an explanation of a decision is made of: the ways
// in which access can be had, the steps that a grant rests on, and the edits that
// would give it. They are data. The English text of a problem, a step or an edit is
// made of its fields in this package alone, so no program needs to read it.
//
// All types are plain values. Their methods are safe for concurrent use as long as
// nobody changes the value.
package explain

import (
	"encoding/json"

	"github.com/rolecall/rolecall/engine/authzen"
)

// An Explanation is everything that a decision rests on: for an allow every way in
// which it is given, for a denial what is missing and what would give it.
type Explanation struct {
	authzen.Decision
	// Request is the request, with the org and the time that count.
	Request authzen.Request
	// Problem is why the request is denied for any subject, or why its subject
	// cannot ask for anything. It has no Kind if there is no such reason.
	Problem Problem
	// Outside is the label of the org whose rights count, if the subject is not
	// in it, in its session where external groups decide that; otherwise empty.
	Outside string
	// Ways are the ways in which the action can be had on the resource, any of
	// which is enough: for an allow the ways that hold, for a denial all. There are
	// none if there is a Problem.
	Ways []Way
	// Repairs are the smallest ones that would allow the request. The repairs by
	// which the fewest others would be allowed it come first. There are none for an
	// allow.
	Repairs []Repair
}

// MarshalJSON writes the decision as AuthZEN does, with the rest beside it: the
// problem in words, and the repairs as changes.
func (e Explanation) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Decision bool            `json:"decision"`
		Request  authzen.Request `json:"request"`
		Problem  Problem         `json:"problem,omitzero"`
		Outside  string          `json:"outside,omitempty"`
		Ways     []Way           `json:"ways,omitempty"`
		Repairs  []Repair        `json:"changes,omitempty"`
	}{e.Allowed, e.Request, e.Problem, e.Outside, e.Ways, e.Repairs})
}

// A Way is needs that must all be met.
type Way struct {
	Needs []Need `json:"needs"`
}

// A Need is a permission that is needed: an action at one of several places.
type Need struct {
	Action string `json:"permission"`
	// Places are those that cover the resource, the nearest first.
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
