package access

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/internal/document"
)

// Steps explains what a subject is in an org. It is the document
// data.rolecall.sessions.steps, and must not be changed.
type Steps struct {
	// Mapped reports whether groups decide over the role in the org.
	Mapped bool
	// Member holds the step that makes the subject a member of the org; none if it is
	// not a member.
	Member []explain.Step
	// Holders holds, for each holder that the subject is, the ways in which it is that
	// holder.
	Holders map[string][][]explain.Step
	// Unnamed are the groups of the session that neither a team of the org nor a mapping
	// names, sorted.
	Unnamed []string
}

// UnmarshalJSON decodes the document of the policies.
func (s *Steps) UnmarshalJSON(raw []byte) error {
	var written struct {
		Mapped  bool
		Member  []step
		Holders map[string][][]step
		Unnamed []string
	}
	if err := json.Unmarshal(raw, &written); err != nil {
		return err
	}
	s.Mapped, s.Member, s.Unnamed = written.Mapped, stepsOf(written.Member), written.Unnamed
	s.Holders = make(map[string][][]explain.Step, len(written.Holders))
	for holder, ways := range written.Holders {
		for _, way := range ways {
			s.Holders[holder] = append(s.Holders[holder], stepsOf(way))
		}
	}
	return nil
}

// A step is a step as the policies write it, with its source as one text.
type step struct {
	explain.Step
	Source string `json:"source"`
}

func stepsOf(written []step) []explain.Step {
	var steps []explain.Step
	for _, s := range written {
		s.Step.Source = SourceOf(s.Source)
		steps = append(steps, s.Step)
	}
	return steps
}

// SourceOf returns the source that a text "FILE:LINE" in the data names.
func SourceOf(source string) explain.Source {
	file, line := source, ""
	if colon := strings.LastIndex(source, ":"); colon >= 0 {
		file, line = source[:colon], source[colon+1:]
	}
	n, _ := strconv.Atoi(line)
	return explain.Source{File: file, Line: n}
}

// Steps returns the steps about the subject of the query, in the org whose rights count.
// The error is that of the context, or of policies that have no such steps.
func (q *Query) Steps(ctx context.Context) (*Steps, error) {
	s, a := q.Matcher.sessions, q.asked()
	var buffer [maxSessionKey]byte
	key := sessionKeyOf(append(append(buffer[:0], a.subject...), 0), a.org.Number, a.context.Number, a.groups)
	if known, ok := s.steps.find(key); ok {
		return known, nil
	}
	input, err := s.input(a, nil)
	if err != nil {
		return nil, err
	}
	made := &Steps{}
	if err := s.program.Steps(ctx, input, made); err != nil {
		return nil, fmt.Errorf("explain %s in org %q: %w", a.subject, a.org.Label, err)
	}
	s.steps.keep(string(key), made, sizeOf(a.groups)) // steps name groups
	return made, nil
}

// A Change changes a copy of the configuration: the org whose rights count, in which
// only the subject of a query is left, and what the subject is as a user.
type Change func(*document.Org, *document.User)

// HeldAfter returns what the subject of the query would be after a change. The error is
// that of the context, or of policies that do not decide it.
func (q *Query) HeldAfter(ctx context.Context, c Change) (policy.HeldRow, error) {
	input, err := q.Matcher.sessions.input(q.asked(), c)
	if err != nil {
		return policy.HeldRow{}, err
	}
	return q.Matcher.sessions.program.Held(ctx, input)
}

func (q *Query) asked() asked {
	a := asked{context: q.Context, org: q.Org, subject: q.Key()}
	if q.User != NoUser {
		a.groups = q.Request.Subject.Groups
	}
	return a
}

// HasSession reports whether the request is of a user in a session with groups.
func (q *Query) HasSession() bool { return q.User != NoUser && len(q.Request.Subject.Groups) > 0 }
