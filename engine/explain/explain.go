// Package explain defines explanations of decisions: the ways to get access, the steps
// from a subject to a grant, and the edits that would add access. They are data. Only this
// package turns them into English text, so no program needs to parse text.
//
// All types are plain values. Their methods are safe for concurrent use as long as
// nobody changes the value.
package explain

import (
	"encoding/json"
	"fmt"

	"github.com/rolecall/rolecall/engine/authzen"
)

// An Explanation explains a decision: for an allow, every way in which it is given; for a
// denial, what is missing and which repairs would allow the request.
type Explanation struct {
	authzen.Decision
	// Request is the request, with the org and the time that it was decided for.
	Request authzen.Request
	// Asks tells what a bare request asks: "list teams". It is empty for a request with a
	// resource.
	Asks string
	// Problem reports why the request is denied for any subject, or why its subject
	// cannot ask for anything. It has no Kind if there is no such reason.
	Problem Problem
	// Outside is the label of the org of the request if the subject is not in it,
	// and empty otherwise. The session decides, where external groups do.
	Outside string
	// Ways lists the ways to get the permission to do the action on the resource.
	// Each alone is enough. An allow lists the ways that hold, and a denial lists all
	// ways. The list is empty if there is a Problem.
	Ways []Way
	// Repairs lists the smallest repairs that would allow the request. Repairs without
	// Losers come first; among these, and among the others, the repair with the fewest
	// Gainers, then the one that gives the subject least. The list is empty for an allow.
	Repairs []Repair
	// Rules tells which rules decided. The text of an explanation leaves it out: it is the
	// same for all requests about a configuration.
	Rules Rules
}

// Rules names the rules of Grafana that decide, and where they are from.
type Rules struct {
	// Release is the release of Grafana: "12.1".
	Release string `json:"release"`
	// Server is the version of the server that the rules are checked against, by its
	// recorded decisions. It is empty if the rules are from documentation and source.
	Server string `json:"server,omitempty"`
}

// String returns a sentence.
func (r Rules) String() string {
	if r.Server == "" {
		return fmt.Sprintf("Rules of Grafana %s, from documentation and source.", r.Release)
	}
	return fmt.Sprintf("Rules of Grafana %s, checked against server %s.", r.Release, r.Server)
}

// MarshalJSON returns the decision as in AuthZEN, and beside it the other fields: the
// problem as text, and the repairs as "changes".
func (e Explanation) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Decision bool            `json:"decision"`
		Request  authzen.Request `json:"request"`
		Asks     string          `json:"asks,omitempty"`
		Problem  Problem         `json:"problem,omitzero"`
		Outside  string          `json:"outside,omitempty"`
		Ways     []Way           `json:"ways,omitempty"`
		Repairs  []Repair        `json:"changes,omitempty"`
		Rules    Rules           `json:"rules"`
	}{e.Allowed, e.Request, e.Asks, e.Problem, e.Outside, e.Ways, e.Repairs, e.Rules})
}

// A Way is a list of needs that must all be met.
type Way struct {
	Needs []Need `json:"needs"`
}

// A Need is a needed permission: an action at one of several places.
type Need struct {
	Action string `json:"permission"`
	// Places lists the places that cover the resource, nearest first.
	Places []string `json:"places"`
	// Derivations lists the grants that meet the need; none if it is missing.
	Derivations []Derivation `json:"derivations"`
}

// A Derivation is a grant that meets a need, with the steps from the subject to it.
type Derivation struct {
	// Holder is the holder of the grant: the subject itself, a team, a role.
	Holder string `json:"holder"`
	// Place is the place of the grant.
	Place string `json:"place"`
	// Steps lead from the subject to the resource.
	Steps []Step `json:"steps"`
}

// A Source is the place of a declaration in the configuration.
type Source struct {
	// File is empty and Line is 0 if nothing is declared. Lines count from 1.
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
}
