package engine

import (
	"context"
	"slices"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/derive"
	"github.com/rolecall/rolecall/engine/internal/repair"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// Explain decides a request and gives everything that the decision rests on. It
// takes much longer than Check: it looks at every grant, and for a denial it tries
// changes of the configuration out.
//
// The error is the context's.
func (v *View) Explain(ctx context.Context, r Request) (explain.Explanation, error) {
	e, d, err := v.explained(ctx, r)
	if err == nil && d != nil && !e.Allowed {
		e.Repairs, err = repair.Repairs(ctx, d)
	}
	return e, err
}

// explained is Explain without the repairs. It also returns what finds them, nil with a problem.
func (v *View) explained(ctx context.Context, r Request) (explain.Explanation, *derive.Deriver, error) {
	if err := v.asked(ctx); err != nil {
		return explain.Explanation{}, nil, err
	}
	q, p, err := v.config.Matcher.Match(ctx, &r)
	if err != nil {
		return explain.Explanation{}, nil, err
	}
	release := v.config.Matcher.Rows.Version
	e := explain.Explanation{
		Request: q.Request,
		Rules:   explain.Rules{Release: release, Server: catalogue.Of(schema.Version(release)).Server},
	}
	if q.Context != nil {
		e.Request.Org = q.Context.Label
	}
	if r.IsBare() {
		e.Asks = v.Asks(r.Action)
	}
	if p != access.NoProblem {
		e.Problem = q.Problem(p)
		return e, nil, nil
	}
	d, err := derive.New(ctx, &q, v.config.WhatIf)
	if err != nil {
		return explain.Explanation{}, nil, err
	}
	e.Allowed = q.Allowed()
	if !q.Subject.Member {
		e.Outside = q.Org.Label
	}
	if e.Ways, err = d.Ways(ctx, e.Allowed); err != nil {
		return explain.Explanation{}, nil, err
	}
	return e, d, nil
}

// Problem returns why a request cannot be allowed for any subject: its action is
// not known or does not apply to such a resource, or something in it is not
// declared. Otherwise the Problem has no Kind. WhoCan gives the same Problem.
func (v *View) Problem(r Request) explain.Problem {
	if v.ready() != nil {
		return noConfiguration
	}
	q, p := v.config.Matcher.MatchAccess(&r)
	return q.Problem(p)
}

// UnknownGroups returns the groups of the session of a request that neither a team of its
// org nor an org mapping names, sorted. It returns none for a subject that is not a user or
// is not known. The error is the context's, or that of the policies of a bundle.
func (v *View) UnknownGroups(ctx context.Context, r Request) ([]string, error) {
	if err := v.asked(ctx); err != nil {
		return nil, err
	}
	q, p, err := v.config.Matcher.MatchSubject(ctx, &r)
	if err != nil || p != access.NoProblem || !q.HasSession() {
		return nil, err
	}
	steps, err := q.Steps(ctx)
	if err != nil {
		return nil, err
	}
	return slices.Clone(steps.Unnamed), nil
}

// Rules returns what Grafana's own rules give in the orgs of the configuration,
// whatever it declares, as steps of the kind explain.Rule: the Action, its Holder (a
// role such as "role:Viewer", or "server admin"), its Place, and the Fact. Each is
// there once, ordered by holder, action and place. Fixed roles are not among them,
// as they must be assigned.
func (v *View) Rules() []explain.Step {
	if v.ready() != nil {
		return nil
	}
	return derive.Rules(v.config.Matcher.Rows)
}
