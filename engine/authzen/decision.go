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
	// Reasons has sentences for people. For an allow they name the grants that
	// give it, for a denial what is missing or unknown. Package engine returns at
	// least one. Invisible characters in names, such as line breaks, are escaped.
	Reasons []string
}

// MarshalJSON returns AuthZEN's evaluation response.
func (e Evaluation) MarshalJSON() ([]byte, error) {
	type context struct {
		Reasons []string `json:"reasons"`
	}
	return json.Marshal(struct {
		Decision bool    `json:"decision"`
		Context  context `json:"context"`
	}{e.Allowed, context{append([]string{}, e.Reasons...)}})
}
