// Package diff defines the difference of the access that two configurations give: which
// requests only one of them allows, in groups of the same cause. Function Diff of package
// engine makes it.
//
// All types are plain values. Their methods are safe for concurrent use as long as
// nobody changes the value.
package diff

import (
	"context"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/explain"
)

// A Diff is the difference of the access that two configurations give. The zero Diff has none.
type Diff struct {
	// Groups has every request that is decided differently, each in exactly one group. Gains
	// come before losses. Among each, groups of greater Weight come first, and of these the ones
	// with more requests.
	Groups []Group
	// Gained and Lost count the requests of both directions.
	Gained, Lost int
	// New lists what only the new configuration declares, and Gone what only the old one does.
	New, Gone Declared
	// Notes lists what is worth a look even if nothing else is read.
	Notes []Note

	explain Explainer
}

// An Explainer explains a request on the old side and on the new one.
type Explainer func(ctx context.Context, r authzen.Request) (old, new explain.Explanation, err error)

// With returns the diff with an explainer.
func (d Diff) With(e Explainer) Diff {
	d.explain = e
	return d
}

// Same reports whether both configurations give the same access.
func (d Diff) Same() bool { return len(d.Groups) == 0 }

// Explain explains the Example of a group on both sides: the ways that allow it on the one,
// and what is missing on the other. It proposes no edits. The errors are those of View.Explain.
func (d Diff) Explain(ctx context.Context, g Group) (old, new explain.Explanation, err error) {
	return d.explain(ctx, g.Example)
}

// Declared lists declarations.
type Declared struct {
	// Subjects are users, service accounts, API keys and anonymous access.
	Subjects []Item `json:"subjects"`
	// Resources are folders, dashboards and so on, and orgs.
	Resources []Item `json:"resources"`
}

// An Item is something that is declared.
type Item struct {
	// Org is the label of its org; empty for a user, an org and what is in all orgs.
	Org  string `json:"org,omitempty"`
	Type string `json:"type"`
	ID   string `json:"id,omitempty"`
	// Token is the name of a token of a service account; empty for the account.
	Token string `json:"token,omitempty"`
}

// String returns the item as on a command line, without its token.
func (i Item) String() string { return authzen.Resource{Type: i.Type, ID: i.ID}.String() }

// A Direction is the direction of a change.
type Direction string

// Gained is access that only the new configuration gives, and Lost access that only the old one
// gives.
const (
	Gained Direction = "gained"
	Lost   Direction = "lost"
)

// A Group has the requests that changed in the same direction, for the same cause.
type Group struct {
	Change Direction
	Cause  Cause
	// Parts have the requests. No two parts of an org have the same subjects and resources, the same
	// subjects and actions, or the same actions and resources.
	Parts []Part
	// Count is the number of requests.
	Count int
	// Weight is the greatest weight of an action of the group, by the policies: 3 if it decides
	// what others can do, 2 if it changes something else, 1 if it only reads.
	Weight int
	// Example is the first request.
	Example authzen.Request
}

// A Cause is the reason why one side allows what the other does not.
type Cause struct {
	Kind Kind
	// Steps lists the facts that only the side that allows the requests has, each once. It
	// may be empty for a rule of Grafana's.
	Steps []explain.Step
	// Denying reports that Steps are instead facts of the side that denies the requests, and
	// take the access away: a list that replaces that of a new folder, a mapping.
	Denying bool
	// Problem reports why the other side allows the requests to nobody: something in
	// them is not known or declared there. It has no Kind if there is no such reason.
	Problem explain.Problem
}

// A Kind is a kind of cause.
type Kind string

// The kinds of causes.
const (
	// Subject means that the other side does not declare the subject, or that it is disabled
	// or has expired there.
	Subject Kind = "subject"
	// Resource means that the other side does not declare the resource.
	Resource Kind = "resource"
	// Action means that the release of the other side does not check the action there.
	Action Kind = "action"
	// Setting means that a setting of the server is another one.
	Setting Kind = "setting"
	// Holder means that the subject is not in the team, or has not the role in the org.
	Holder Kind = "holder"
	// Grant means that the other side does not declare the grant: an entry in a list, an
	// assignment, a permission of a role.
	Grant Kind = "grant"
	// Place means that the resource lies elsewhere, or has another list.
	Place Kind = "place"
	// Rule means that Grafana's own rules differ between the releases.
	Rule Kind = "rule"
)
