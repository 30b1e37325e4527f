package engine

import (
	"context"
	"encoding/json"

	"github.com/rolecall/rolecall/engine/explain"
)

// An Explanation says all that stands behind a decision: for an allow every
// way in which it is given, for a denial what is missing and what would give
// it.
type Explanation struct {
	Decision
	// Request is what was asked, with the org and the time that count.
	Request Request
	// Problem says why the request is denied whoever asks, or why its
	// subject may ask for nothing; empty when there is no such reason.
	Problem string
	// Outside is the label of the org whose rights count, if the subject is not
	// in it, in its session where external groups decide that; otherwise empty.
	Outside string
	// Ways are the ways in which the action can be had on the resource, any
	// of which is enough: for an allow those that hold, for a denial all.
	// None when there is a Problem.
	Ways []explain.Way
	// Changes are the smallest changes of the configuration that would
	// allow the request, first those by which the fewest others would be
	// allowed it too. None for an allow.
	Changes []explain.Change
}

// MarshalJSON writes the decision as AuthZEN does, with the rest beside it.
func (e Explanation) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Decision bool             `json:"decision"`
		Request  Request          `json:"request"`
		Problem  string           `json:"problem,omitempty"`
		Outside  string           `json:"outside,omitempty"`
		Ways     []explain.Way    `json:"ways,omitempty"`
		Changes  []explain.Change `json:"changes,omitempty"`
	}{e.Allowed, e.Request, e.Problem, e.Outside, e.Ways, e.Changes})
}

func (v *View) explain(ctx context.Context, r Request) (Explanation, error) {
	q, p, err := v.matcher.match(ctx, &r)
	if err != nil {
		return Explanation{}, err
	}
	e := Explanation{Request: q.request}
	if q.context != nil {
		e.Request.Org = q.context.label
	}
	if p != noProblem {
		e.Problem = q.sentence(p)
		return e, nil
	}
	d, err := newDeriver(ctx, &q, v.whatIf)
	if err != nil {
		return Explanation{}, err
	}
	e.Allowed = q.allowed()
	if !q.subject.member {
		e.Outside = q.org.label
	}
	if e.Ways, err = d.ways(ctx, e.Allowed); err != nil {
		return Explanation{}, err
	}
	if !e.Allowed {
		e.Changes, err = changes(ctx, d)
	}
	return e, err
}
