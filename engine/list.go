package engine

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/list"
	"github.com/rolecall/rolecall/engine/levels"
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

// An Access is an action on a resource that a subject is allowed, or one that Grafana asks
// without a resource.
type Access struct {
	Action string `json:"action"`
	// Resource is zero if Grafana asks the action without a resource.
	Resource Resource `json:"resource,omitzero"`
	// Asks tells what is asked without a resource, as View.Asks does: "list teams". It is
	// empty if there is a resource.
	Asks string `json:"asks,omitempty"`
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
			return reasons(v.config.Matcher, asked)
		},
	}
}

// WhatCan lists everything that the subject of a request is allowed in the org:
// AuthZEN's resource search, for all actions at once. If the request has an action,
// the list is about that action alone. The resource of the request does not count.
//
// The list names every declared resource, and also the users, the other orgs and
// the roles, fixed ones included. An action that Grafana asks
// without a resource, such as a list, is an item without one. A
// kind of resource that a configuration cannot declare is named once, without id.
// The list is ordered by action, type and id. It is made while it is iterated over:
// the list of an org Admin in a large configuration has millions of items.
//
// The subject may also be a team, {Type: "team", ID: "sre"}, or a role, {Type: "role",
// ID: "Editor"}: an org role, "Grafana Admin", a fixed role or a custom one. The list has
// what it gives by itself, to a member of the org who has nothing else. What every member
// can do anyway is not listed. The member of a team is one with the level Member. Such a list
// takes about as long as loading the configuration. Teams and roles ask nothing: Check and
// all other methods deny them, as they deny any unknown type of subject.
//
// The list of a session with external groups has a Problem if the policies of a bundle do
// not decide the session in an org that the list is about.
func (v *View) WhatCan(r Request) List[Access] {
	if v.ready() != nil {
		return List[Access]{Problem: noConfiguration}
	}
	r.Resource = Resource{}
	r.Subject.Groups = slices.Clone(r.Subject.Groups) // the list outlives the call
	if r.Subject.IsGroup() {
		return v.given(r)
	}
	q, p, err := v.config.Matcher.MatchSubject(context.Background(), &r)
	var actions []string
	if err == nil && p == access.NoProblem {
		actions, p = actionsOf(v.config.Matcher, r.Action)
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
				if !yield(v.access(action, resource)) {
					return
				}
			}
		},
		reasons: func(a Access) []string {
			asked := r
			asked.Action, asked.Resource = a.Action, a.Resource
			return reasons(v.config.Matcher, asked)
		},
	}
}

// Levels returns the levels that the subjects of an org have at a time on the declared
// resources of a type, such as "folder": who has View, Edit or Admin, and by which grants.
// A subject has a level on a resource if it has all permissions that an entry of that level
// gives, however it got them: the levels of a release, and what each gives, are those of the
// policies. The zero time means now. The folder General is left out, as it has no list.
//
// The table has no levels for a type without lists. An org or a type that is not known is an
// error.
func (v *View) Levels(org, typ string, at time.Time) (*levels.Table, error) {
	if err := v.ready(); err != nil {
		return nil, err
	}
	q, p := v.config.Matcher.MatchOrg(&Request{Org: org, Time: at})
	if p != access.NoProblem {
		return nil, errors.New(q.Problem(p).String())
	}
	t := v.config.Matcher.TypeOf(typ)
	if t == nil {
		return nil, fmt.Errorf("the type of resource %q is not known", typ)
	}
	if !t.Declarable {
		return &levels.Table{Org: q.Org.Label, Type: typ}, nil
	}
	return list.Levels(&q, t)
}

// access returns an item of a list.
func (v *View) access(action string, resource Resource) Access {
	a := Access{Action: action, Resource: resource}
	if resource == (Resource{}) {
		a.Asks = v.config.Matcher.Rows.Asks[action]
	}
	return a
}

// actionsOf returns the actions that a list is about: one, or all for an empty name.
func actionsOf(m *access.Matcher, action string) ([]string, access.Problem) {
	all := m.ActionNames
	if action == "" {
		return all, access.NoProblem
	}
	if n := m.Actions.Find(action); n >= 0 {
		return all[n : n+1], access.NoProblem
	}
	return nil, access.UnknownAction
}

// reasons returns the reasons for an item of a list, or the error as one.
func reasons(m *access.Matcher, r Request) []string {
	_, reasons, err := m.Evaluate(context.Background(), &r)
	if err != nil {
		return []string{err.Error()}
	}
	return reasons
}
