package engine

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
)

// An Explanation says all that stands behind a decision: for an allow every
// way in which it is given, for a denial what is missing and what would give
// it.
type Explanation struct {
	Decision
	// Request is what was asked, with the org and the time that count.
	Request Request
	// Problem says why the request is denied whoever asks, or why its
	// subject may ask for nothing; empty when there is no such reason.
	Problem string
	// Outside is the label of the org whose rights count, if the subject is not
	// in it, in its session where external groups decide that; otherwise empty.
	Outside string
	// Ways are the ways in which the action can be had on the resource, any
	// of which is enough: for an allow those that hold, for a denial all.
	// None when there is a Problem.
	Ways []Way
	// Changes are the smallest changes of the configuration that would
	// allow the request, first those by which the fewest others would be
	// allowed it too. None for an allow.
	Changes []Change
}

// A Way is needs that must all be met.
type Way struct {
	Needs []Need `json:"needs"`
}

// A Need is a permission that is needed at one of several places.
type Need struct {
	Permission string `json:"permission"`
	// Places are those that cover what is asked about, the nearest first.
	Places []string `json:"places"`
	// Derivations are all that meet the need; none for one that is missing.
	Derivations []Derivation `json:"derivations"`
}

// A Derivation is one grant that meets a need, from the subject to the place.
type Derivation struct {
	// Holder is what the subject has the grant by: itself, a team, a role.
	Holder string `json:"holder"`
	// Place is where the grant is.
	Place string `json:"place"`
	// Steps lead from the subject to the resource.
	Steps []Step `json:"steps"`
}

// A Step is a fact that a derivation rests on, of the configuration or of
// Grafana.
type Step struct {
	Text string `json:"text"`
	// File and Line, from 1, are where the configuration declares it; empty
	// and 0 for what it does not declare.
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
	// Fact is where a rule of Grafana's is known from: its sources or its
	// documentation. Empty for what is no rule.
	Fact string `json:"fact,omitempty"`
}

// MarshalJSON writes the decision as AuthZEN does, with the rest beside it.
func (e Explanation) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Decision bool     `json:"decision"`
		Request  Request  `json:"request"`
		Problem  string   `json:"problem,omitempty"`
		Outside  string   `json:"outside,omitempty"`
		Ways     []Way    `json:"ways,omitempty"`
		Changes  []Change `json:"changes,omitempty"`
	}{e.Allowed, e.Request, e.Problem, e.Outside, e.Ways, e.Changes})
}

// Explain decides a request and says why. It takes much longer than Check: it
// looks at every grant, and for a denial tries changes out: settings on an index
// of their own, of which the engine keeps the last few. The error is that of the
// context.
func (e *Engine) Explain(ctx context.Context, r Request) (Explanation, error) {
	if err := ctx.Err(); err != nil {
		return Explanation{}, err
	}
	return e.state.Load().index.explain(ctx, r)
}

func (x *index) explain(ctx context.Context, r Request) (Explanation, error) {
	q := question{index: x, request: &r}
	p := q.ask()
	e := Explanation{}
	if q.context != nil {
		r.Org = q.context.label
	}
	if p != noProblem {
		e.Request, e.Problem = r, q.sentence(p)
		return e, nil
	}
	e.Allowed = q.allowed()
	if !q.subject.member {
		e.Outside = q.org.label
	}
	for i := range q.plan.ways {
		w := &q.plan.ways[i]
		if e.Allowed && !q.holds(w) {
			continue
		}
		way := Way{Needs: []Need{}}
		for _, n := range q.needs(w) {
			derivations, err := q.derivations(ctx, n)
			if err != nil {
				return Explanation{}, err
			}
			way.Needs = append(way.Needs, Need{
				Permission:  x.permissions.name(n.permission),
				Places:      q.places(n.at),
				Derivations: derivations,
			})
		}
		e.Ways = append(e.Ways, way)
	}
	if !e.Allowed {
		var err error
		if e.Changes, err = q.changes(ctx); err != nil {
			return Explanation{}, err
		}
	}
	e.Request = r
	return e, nil
}

// declared is a step that the configuration declares at a source, "FILE:LINE".
func declared(text, source string) Step {
	file, line := source, ""
	if colon := strings.LastIndex(source, ":"); colon >= 0 {
		file, line = source[:colon], source[colon+1:]
	}
	n, _ := strconv.Atoi(line)
	return Step{Text: text, File: file, Line: n}
}
