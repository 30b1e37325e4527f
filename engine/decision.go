package engine

import (
	"context"
	"encoding/json"
)

// An Answer is a decision with its reasons. Its JSON is AuthZEN's evaluation
// response: {"decision": …, "context": {"reasons": […]}}.
type Answer struct {
	Decision
	// Reasons are sentences that say why: for an allow which grants give
	// it, for a denial what is unknown or missing. Those of an answer of
	// an engine are at least one. Characters of names that cannot be seen,
	// such as line breaks, are escaped.
	Reasons []string
}

// MarshalJSON writes AuthZEN's evaluation response.
func (a Answer) MarshalJSON() ([]byte, error) {
	type context struct {
		Reasons []string `json:"reasons"`
	}
	return json.Marshal(struct {
		Decision bool    `json:"decision"`
		Context  context `json:"context"`
	}{a.Allowed, context{append([]string{}, a.Reasons...)}})
}

// Check decides one request. What is unknown is denied; the error is that of
// the context, and then the decision denies too. It allocates nothing, but for
// sessions with external groups.
func (e *Engine) Check(ctx context.Context, r Request) (Decision, error) {
	s, err := e.asked(ctx)
	if err != nil {
		return Decision{}, err
	}
	if e.observer != nil {
		return e.observed(ctx, s, &r), nil
	}
	return Decision{Allowed: s.index.decide(&r)}, nil
}

// CheckAll decides many requests on the same configuration; decision i is that
// of request i. The error is that of the context, and then there are no
// decisions.
func (e *Engine) CheckAll(ctx context.Context, requests []Request) ([]Decision, error) {
	s, err := e.asked(ctx)
	if err != nil {
		return nil, err
	}
	decisions := make([]Decision, len(requests))
	for i := range requests {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r := requests[i]
		if e.observer != nil {
			decisions[i] = e.observed(ctx, s, &r)
		} else {
			decisions[i].Allowed = s.index.decide(&r)
		}
	}
	return decisions, nil
}

// Answer is Check with the reasons.
func (e *Engine) Answer(ctx context.Context, r Request) (Answer, error) {
	s, err := e.asked(ctx)
	if err != nil {
		return Answer{}, err
	}
	if e.observer != nil {
		return e.observedAnswer(ctx, s, r), nil
	}
	return s.index.answer(r), nil
}

// decide decides a request. One that says no time is made to say now, if the
// decision depends on it.
func (x *index) decide(r *Request) bool {
	if allowed, ok := x.plain.decide(r); ok {
		return allowed
	}
	q := question{index: x, request: r}
	return q.ask() == noProblem && q.allowed()
}
