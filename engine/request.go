package engine

import "github.com/rolecall/rolecall/engine/authzen"

// Requests and decisions. Package authzen defines them, for programs that build
// requests but do not decide them.
type (
	// A Request asks whether a subject may do an action with a resource.
	Request = authzen.Request
	// A Subject is the user, account or key that asks.
	Subject = authzen.Subject
	// A Resource is the object of an action.
	Resource = authzen.Resource
	// A Decision is the outcome of a request. The zero Decision denies.
	Decision = authzen.Decision
	// An Evaluation is a decision with its reasons.
	Evaluation = authzen.Evaluation
)
