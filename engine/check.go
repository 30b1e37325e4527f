package engine

import (
	"context"
	"slices"
	"time"
)

// Check decides one request. It denies everything that is not known or not declared.
//
// The error is the context's, or that of the policies of a bundle which do not
// decide a session; the decision then denies. Check allocates nothing, except for
// sessions with external groups. The first request in a session takes longer: the
// policies are evaluated for it.
func (v *View) Check(ctx context.Context, r Request) (Decision, error) { return v.check(ctx, &r) }

func (v *View) check(ctx context.Context, r *Request) (Decision, error) {
	if err := v.asked(ctx); err != nil {
		return Decision{}, err
	}
	if v.observer != nil {
		return v.observed(ctx, r)
	}
	allowed, err := v.config.Decide(ctx, r)
	return Decision{Allowed: allowed}, err
}

// CheckAll decides many requests. Decision i belongs to request i.
//
// The errors are those of Check; there are no decisions then.
func (v *View) CheckAll(ctx context.Context, requests []Request) ([]Decision, error) {
	if err := v.asked(ctx); err != nil {
		return nil, err
	}
	decisions := make([]Decision, len(requests))
	for i := range requests {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r := requests[i]
		var err error
		if v.observer != nil {
			decisions[i], err = v.observed(ctx, &r)
		} else {
			decisions[i].Allowed, err = v.config.Decide(ctx, &r)
		}
		if err != nil {
			return nil, err
		}
	}
	return decisions, nil
}

// observed decides a request and tells the observer.
func (v *View) observed(ctx context.Context, r *Request) (Decision, error) {
	asked, start := *r, time.Now()
	allowed, err := v.config.Decide(ctx, r)
	if err != nil {
		return Decision{}, err
	}
	d := Decision{Allowed: allowed}
	v.observer(ctx, Observation{Request: asked, Evaluation: Evaluation{Decision: d}, Duration: time.Since(start)})
	return d, nil
}

// Evaluate decides one request, as Check does, and gives the reasons.
func (v *View) Evaluate(ctx context.Context, r Request) (Evaluation, error) {
	if err := v.asked(ctx); err != nil {
		return Evaluation{}, err
	}
	start := time.Now()
	asked := r
	allowed, reasons, err := v.config.Matcher.Evaluate(ctx, &r)
	if err != nil {
		return Evaluation{}, err
	}
	e := Evaluation{Decision: Decision{Allowed: allowed}, Reasons: reasons}
	if v.observer != nil {
		told := Evaluation{Decision: e.Decision, Reasons: slices.Clone(reasons)}
		v.observer(ctx, Observation{Request: asked, Evaluation: told, Duration: time.Since(start)})
	}
	return e, nil
}
