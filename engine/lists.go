package engine

import (
	"context"
	"slices"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/list"
)

// An Access is an action on a resource that a subject is allowed.
type Access struct {
	Action   string   `json:"action"`
	Resource Resource `json:"resource"`
}

func (v *View) whoCan(r Request) List[Subject] {
	q, p := v.matcher.MatchAccess(&r)
	if p != access.NoProblem {
		return List[Subject]{Problem: q.Problem(p)}
	}
	return List[Subject]{
		all: list.Subjects(&q),
		reasons: func(s Subject) []string {
			asked := q.Request
			asked.Subject = s
			return v.reasons(asked)
		},
	}
}

func (v *View) whatCan(r Request) List[Access] {
	r.Resource = Resource{}
	r.Subject.Groups = slices.Clone(r.Subject.Groups) // the list outlives the call
	q, p, err := v.matcher.MatchSubject(context.Background(), &r)
	actions := v.matcher.ActionNames
	if err == nil && p == access.NoProblem && r.Action != "" {
		n := v.matcher.Actions.Find(r.Action)
		if n < 0 {
			p = access.UnknownAction
		} else {
			actions = actions[n : n+1]
		}
	}
	switch {
	case err != nil:
		return List[Access]{Problem: explain.Problem{Kind: explain.NotDecided, Error: err.Error()}}
	case p != access.NoProblem:
		return List[Access]{Problem: q.Problem(p)}
	}
	return List[Access]{
		all: func(yield func(Access) bool) {
			for action, resource := range list.Resources(&q, actions) {
				if !yield(Access{action, resource}) {
					return
				}
			}
		},
		reasons: func(a Access) []string {
			asked := r
			asked.Action, asked.Resource = a.Action, a.Resource
			return v.reasons(asked)
		},
	}
}

// reasons returns those of an evaluation, for lists.
func (v *View) reasons(r Request) []string {
	_, reasons, err := v.matcher.Evaluate(context.Background(), &r)
	if err != nil {
		return []string{err.Error()}
	}
	return reasons
}
