package derive

import (
	"context"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
)

// sessionSteps are what the rule rolecall.sessions.steps of the policies says of
// a session.
type sessionSteps struct {
	// Mapped is whether groups decide over the role in the org.
	Mapped bool `json:"mapped"`
	// Member has the step that makes the user a member; none for one who is not.
	Member []sessionStep `json:"member"`
	// LetIn and Admin are ways: in which the session is let in, and in which
	// its user is a server admin.
	LetIn [][]sessionStep `json:"let_in"`
	Admin [][]sessionStep `json:"admin"`
	// Teams are the steps that put the user into each team by its groups.
	Teams map[string][]sessionStep `json:"teams"`
}

// A sessionStep is a step without what the query knows of itself.
type sessionStep struct {
	Kind   explain.Kind `json:"kind"`
	Role   string       `json:"role"`
	Groups []string     `json:"groups"`
	Source string       `json:"source"`
}

func (s *sessionStep) step() explain.Step {
	return explain.Step{Kind: s.Kind, Role: s.Role, Groups: s.Groups, Source: SourceOf(s.Source)}
}

// New asks the policies for the steps of the session; those of a subject
// without one follow from what is declared. The error is that of the context, or of
// policies that do not say.
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

// memberStep is the step that makes the subject a member of the org.
func (q *Deriver) memberStep() explain.Step {
	if len(q.Steps.Member) == 0 {
		return explain.Step{Kind: explain.OrgRole}
	}
	return q.Steps.Member[0].step()
}

// Role is the role of the subject in the org, and where it is declared.
func (q *Deriver) Role() (role, source string) {
	if len(q.Steps.Member) == 0 {
		return "", ""
	}
	return q.Steps.Member[0].Role, q.Steps.Member[0].Source
}

// letInSteps are the ways in which the session is let in.
func (q *Deriver) letInSteps() [][]explain.Step { return q.sessionWays(q.Steps.LetIn) }

// adminSteps are the ways in which the subject is a server admin.
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
