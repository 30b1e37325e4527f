package engine

import (
	"context"

	"github.com/rolecall/rolecall/engine/explain"
)

// explain decides a request and gives everything that the decision rests on.
func (v *View) explain(ctx context.Context, r Request) (explain.Explanation, error) {
	q, p, err := v.matcher.match(ctx, &r)
	if err != nil {
		return explain.Explanation{}, err
	}
	e := explain.Explanation{Request: q.request}
	if q.context != nil {
		e.Request.Org = q.context.Label
	}
	if p != noProblem {
		e.Problem = q.told(p)
		return e, nil
	}
	d, err := newDeriver(ctx, &q, v.whatIf)
	if err != nil {
		return explain.Explanation{}, err
	}
	e.Allowed = q.allowed()
	if !q.subject.Member {
		e.Outside = q.org.Label
	}
	if e.Ways, err = d.ways(ctx, e.Allowed); err != nil {
		return explain.Explanation{}, err
	}
	if !e.Allowed {
		e.Repairs, err = repairs(ctx, d)
	}
	return e, err
}
