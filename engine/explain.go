package engine

import (
	"context"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/derive"
	"github.com/rolecall/rolecall/engine/internal/repair"
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
	d, err := derive.New(ctx, &q, v.whatIf)
	if err != nil {
		return explain.Explanation{}, err
	}
	e.Allowed = q.Allowed()
	if !q.Subject.Member {
		e.Outside = q.Org.Label
	}
	if e.Ways, err = d.Ways(ctx, e.Allowed); err != nil {
		return explain.Explanation{}, err
	}
	if !e.Allowed {
		e.Repairs, err = repair.Repairs(ctx, d)
	}
	return e, err
}
