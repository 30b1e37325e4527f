package engine

import "context"

// decide decides a request. With an error nothing was decided.
func (x *index) decide(ctx context.Context, r *Request) (bool, error) {
	if allowed, ok := x.plain.decide(r); ok {
		return allowed, nil
	}
	if len(r.Subject.Groups) > 0 {
		return x.decideInSession(ctx, *r)
	}
	q := question{index: x, request: r}
	return q.ask() == noProblem && q.allowed(), nil
}

// decideInSession decides a request with groups, which is allocated: its error
// comes of the question.
func (x *index) decideInSession(ctx context.Context, r Request) (bool, error) {
	q := x.newQuestion(ctx, &r)
	return q.ask() == noProblem && q.allowed(), q.err
}
