package engine

import (
	"context"
	"iter"
	"slices"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/list"
)

// A List is the result of WhoCan or WhatCan.
type List[T any] struct {
	// Problem reports why the list cannot have items: something in the request is not
	// known or not declared. It has no Kind if the request was valid, even if the list
	// has no items.
	Problem explain.Problem

	all     iter.Seq[T]
	reasons func(T) []string
}

// All iterates over the list, in order. It may be called several times and from several
// goroutines, and gives the same items each time.
func (l List[T]) All() iter.Seq[T] {
	if l.all == nil {
		return func(func(T) bool) {}
	}
	return l.all
}

// WithReasons is All with the reasons that Evaluate gives for each.
func (l List[T]) WithReasons() iter.Seq2[T, []string] {
	return func(yield func(T, []string) bool) {
		for item := range l.All() {
			if !yield(item, l.reasons(item)) {
				return
			}
		}
	}
}

// An Access is an action on a resource that a subject is allowed.
type Access struct {
	Action   string   `json:"action"`
	Resource Resource `json:"resource"`
}

// WhoCan lists the declared subjects that are allowed a request: AuthZEN's subject
// search. The subject of the request does not count.
//
// The list has users, in the org or not, and the service accounts, API keys and
// anonymous access of the org, ordered by type and then by id. The id of a user is
// the login. Tokens and sessions with external groups are not declared, so the list
// has none.
func (v *View) WhoCan(r Request) List[Subject] {
	if v.ready() != nil {
		return List[Subject]{Problem: noConfiguration}
	}
	q, p := v.config.Matcher.MatchAccess(&r)
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

// WhatCan lists everything that the subject of a request is allowed in the org:
// AuthZEN's resource search, for all actions at once. If the request has an action,
// the list is about that action alone. The resource of the request does not count.
//
// The list names every declared resource, and also the users, the other orgs and
// the roles, fixed ones included. An org without id is the org of the request. A
// kind of resource that a configuration cannot declare is named once, without id.
// The list is ordered by action, type and id. It is made while it is iterated over:
// the list of an org Admin in a large configuration has millions of items.
//
// The list of a session with external groups has a Problem if the policies of a bundle do
// not decide the session in an org that the list is about.
func (v *View) WhatCan(r Request) List[Access] {
	if v.ready() != nil {
		return List[Access]{Problem: noConfiguration}
	}
	r.Resource = Resource{}
	r.Subject.Groups = slices.Clone(r.Subject.Groups) // the list outlives the call
	m := v.config.Matcher
	q, p, err := m.MatchSubject(context.Background(), &r)
	actions := m.ActionNames
	if err == nil && p == access.NoProblem && r.Action != "" {
		n := m.Actions.Find(r.Action)
		if n < 0 {
			p = access.UnknownAction
		} else {
			actions = actions[n : n+1]
		}
	}
	if err == nil && p == access.NoProblem {
		err = list.Decided(context.Background(), &q, actions)
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

// reasons returns the reasons for an item of a list, or the error as one.
func (v *View) reasons(r Request) []string {
	_, reasons, err := v.config.Matcher.Evaluate(context.Background(), &r)
	if err != nil {
		return []string{err.Error()}
	}
	return reasons
}
