package engine

import (
	"context"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
)

// explain decides a request and gives everything that the decision rests on.
func (v *View) explain(ctx context.Context, r Request) (explain.Explanation, error) {
	q, p, err := v.matcher.Match(ctx, &r)
	if err != nil {
		return explain.Explanation{}, err
	}
	e := explain.Explanation{Request: q.Request}
	if q.Context != nil {
		e.Request.Org = q.Context.Label
	}
	if p != access.NoProblem {
		e.Problem = q.Problem(p)
		return e, nil
	}
	d, err := newDeriver(ctx, &q, v.whatIf)
	if err != nil {
		return explain.Explanation{}, err
	}
	e.Allowed = q.Allowed()
	if !q.Subject.Member {
		e.Outside = q.Org.Label
	}
	if e.Ways, err = d.ways(ctx, e.Allowed); err != nil {
		return explain.Explanation{}, err
	}
	if !e.Allowed {
		e.Repairs, err = repairs(ctx, d)
	}
	return e, err
}
