package engine

import "context"

// decide decides a request. With an error nothing was decided.
func (v *View) decide(ctx context.Context, r *Request) (bool, error) {
	if allowed, ok := v.plain.Decide(r); ok {
		return allowed, nil
	}
	return v.matcher.Decide(ctx, r)
}

// evaluate is decide with the reasons.
func (v *View) evaluate(ctx context.Context, r Request) (Evaluation, error) {
	allowed, reasons, err := v.matcher.Evaluate(ctx, &r)
	return Evaluation{Decision: Decision{Allowed: allowed}, Reasons: reasons}, err
}
