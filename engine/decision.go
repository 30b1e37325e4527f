package engine

import "encoding/json"

// A Decision says whether a request is allowed. The zero Decision denies.
type Decision struct {
	Allowed bool

	// A decision keeps what it was made of, so that the reasons cost
	// nothing until somebody asks for them.
	index   *index
	request Request
}

// decide decides a request, now for one that says no time.
func (x *index) decide(r Request) Decision {
	q := question{index: x, request: &r}
	d := Decision{index: x}
	if q.ask() == noProblem {
		d.Allowed = q.allowed()
	}
	d.request = r
	return d
}

// Reasons are sentences that say why: for an allow which grants give it, for
// a denial what is unknown or missing. There is at least one, but for the
// zero Decision, which has none.
func (d Decision) Reasons() []string {
	if d.index == nil {
		return nil
	}
	return d.index.reasons(d.request)
}

// MarshalJSON writes AuthZEN's answer:
// {"decision": …, "context": {"reasons": […]}}.
func (d Decision) MarshalJSON() ([]byte, error) {
	type context struct {
		Reasons []string `json:"reasons"`
	}
	return json.Marshal(struct {
		Decision bool    `json:"decision"`
		Context  context `json:"context"`
	}{d.Allowed, context{append([]string{}, d.Reasons()...)}})
}
