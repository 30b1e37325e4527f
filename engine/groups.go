package engine

import (
	"context"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/derive"
	"github.com/rolecall/rolecall/engine/internal/list"
)

// given is WhatCan for a team or a role.
func (v *View) given(r Request) List[Access] {
	ctx := context.Background()
	q, p := v.config.Matcher.MatchOrg(&r)
	if p == access.NoProblem && !derive.IsGroup(&q, q.Request.Subject) {
		p = access.UnknownSubject
	}
	var actions []string
	if p == access.NoProblem {
		actions, p = actionsOf(v.config.Matcher, r.Action)
	}
	if p != access.NoProblem {
		return List[Access]{Problem: q.Problem(p)}
	}
	alone, err := v.config.WhatIf.Alone(ctx, &q, []Subject{q.Request.Subject})
	if err != nil {
		return List[Access]{Problem: explain.Problem{Kind: explain.NotDecided, Error: err.Error()}}
	}
	has, hasNot := r, r
	has.Subject, hasNot.Subject = alone.Members[0], alone.Nobody
	with, _, _ := alone.MatchSubject(ctx, &has) // both are members, and in no session
	without, _, _ := alone.MatchSubject(ctx, &hasNot)
	return List[Access]{
		all: func(yield func(Access) bool) {
			for action, resource := range list.Gained(&with, &without, actions) {
				if !alone.IsMember(resource) && !yield(v.access(action, resource)) {
					return
				}
			}
		},
		reasons: func(a Access) []string {
			asked := has
			asked.Action, asked.Resource = a.Action, a.Resource
			return reasons(alone.Matcher, asked)
		},
	}
}

// TeamsThatCan lists the teams of the org that give a request by themselves, as WhatCan lists
// it for them: every enabled member of such a team is allowed it. They are ordered by name,
// and have the type "team". The subject of the request does not count. A request that is
// allowed to every member of the org is given by no team.
//
// The Problem is that of WhoCan. It takes about as long as loading the configuration.
func (v *View) TeamsThatCan(ctx context.Context, r Request) ([]Subject, error) {
	if err := v.asked(ctx); err != nil {
		return nil, err
	}
	q, p := v.config.Matcher.MatchAccess(&r)
	if p != access.NoProblem {
		return nil, nil
	}
	var teams []Subject
	for _, name := range v.Names("team", q.Context.Label) {
		teams = append(teams, Subject{Type: "team", ID: name})
	}
	if len(teams) == 0 {
		return nil, nil
	}
	alone, err := v.config.WhatIf.Alone(ctx, &q, teams)
	if err != nil {
		return nil, err
	}
	allowed := func(s Subject) bool {
		asked := r
		asked.Subject = s
		ok, err := alone.Decide(ctx, &asked)
		return err == nil && ok
	}
	if allowed(alone.Nobody) {
		return nil, nil
	}
	var can []Subject
	for i, team := range teams {
		if allowed(alone.Members[i]) {
			can = append(can, team)
		}
	}
	return can, ctx.Err()
}
