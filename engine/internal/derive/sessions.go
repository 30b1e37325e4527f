package derive

import (
	"context"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
)

// sessionSteps is the rule rolecall.sessions.steps of the policies for a session.
type sessionSteps struct {
	// Mapped reports whether groups decide over the role in the org.
	Mapped bool `json:"mapped"`
	// Member has the step that makes the user a member, if the user is one.
	Member []sessionStep `json:"member"`
	// LetIn are the ways in which the session is let in, and Admin the ways in which
	// its user is a server admin.
	LetIn [][]sessionStep `json:"let_in"`
	Admin [][]sessionStep `json:"admin"`
	// Teams are the steps that put the user into each team by its groups.
	Teams map[string][]sessionStep `json:"teams"`
}

// A sessionStep is a step without the parts that the query has.
type sessionStep struct {
	Kind   explain.Kind `json:"kind"`
	Role   string       `json:"role"`
	Groups []string     `json:"groups"`
	Source string       `json:"source"`
}

func (s *sessionStep) step() explain.Step {
	return explain.Step{Kind: s.Kind, Role: s.Role, Groups: s.Groups, Source: SourceOf(s.Source)}
}

// New returns the Deriver of a query. It asks the policies for the steps of a session; the
// steps of other subjects follow from the configuration. The error is that of the context,
// or of policies that do not give the steps.
func New(ctx context.Context, asked *access.Query, w *WhatIf) (*Deriver, error) {
	q := &Deriver{Query: asked, whatIf: w}
	if q.HasSession() {
		return q, q.SessionSteps(ctx, &q.Steps)
	}
	key := q.Key()
	q.Steps.LetIn = [][]sessionStep{nil}
	q.Steps.Admin = [][]sessionStep{{{Kind: explain.ServerAdmin, Source: q.Index.Data.Users[key].AdminSource}}}
	if m := q.member(); m != nil {
		q.Steps.Member = []sessionStep{{Kind: explain.OrgRole, Role: m.Role, Source: m.Source}}
	}
	return q, nil
}

// memberStep returns the step that makes the subject a member of the org.
func (q *Deriver) memberStep() explain.Step {
	if len(q.Steps.Member) == 0 {
		return explain.Step{Kind: explain.OrgRole}
	}
	return q.Steps.Member[0].step()
}

// Role returns the role of the subject in the org, and its source.
func (q *Deriver) Role() (role, source string) {
	if len(q.Steps.Member) == 0 {
		return "", ""
	}
	return q.Steps.Member[0].Role, q.Steps.Member[0].Source
}

// letInSteps returns the ways in which the session is let in.
func (q *Deriver) letInSteps() [][]explain.Step { return q.sessionWays(q.Steps.LetIn) }

// adminSteps returns the ways in which the subject is a server admin.
func (q *Deriver) adminSteps() [][]explain.Step { return q.sessionWays(q.Steps.Admin) }

func (q *Deriver) sessionWays(of [][]sessionStep) [][]explain.Step {
	ways := make([][]explain.Step, len(of))
	for i, steps := range of {
		for _, s := range steps {
			step := s.step()
			if step.Kind == explain.ServerAdmin {
				step.Subject = q.Key()
			}
			ways[i] = append(ways[i], step)
		}
	}
	return ways
}
