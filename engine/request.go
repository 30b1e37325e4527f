package engine

import "github.com/rolecall/rolecall/engine/authzen"

// The words of a request. Package authzen holds them, for programs that build
// requests but do not decide them.
type (
	// A Request asks whether a subject may do an action with a resource.
	Request = authzen.Request
	// A Subject is who asks.
	Subject = authzen.Subject
	// A Resource is what an action is done with.
	Resource = authzen.Resource
	// A Decision is the outcome of a request. The zero Decision denies.
	Decision = authzen.Decision
	// An Evaluation is a decision with its reasons.
	Evaluation = authzen.Evaluation
)
