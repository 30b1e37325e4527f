package authzen

import "encoding/json"

// A Decision is the outcome of a request. The zero Decision denies.
type Decision struct {
	Allowed bool
}

// An Evaluation is a decision with its reasons. Its JSON is AuthZEN's evaluation
// response: {"decision": …, "context": {"reasons": […]}}.
type Evaluation struct {
	Decision
	// Reasons are sentences for people. For an allow they name the grants that give
	// it, for a denial what is missing or not known. An Evaluation of package engine
	// has at least one. Characters of names that cannot be seen, such as line
	// breaks, are escaped.
	Reasons []string
}

// MarshalJSON writes AuthZEN's evaluation response.
func (e Evaluation) MarshalJSON() ([]byte, error) {
	type context struct {
		Reasons []string `json:"reasons"`
	}
	return json.Marshal(struct {
		Decision bool    `json:"decision"`
		Context  context `json:"context"`
	}{e.Allowed, context{append([]string{}, e.Reasons...)}})
}
