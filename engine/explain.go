package engine

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/engine/explain"
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
	Ways []explain.Way
	// Changes are the smallest changes of the configuration that would
	// allow the request, first those by which the fewest others would be
	// allowed it too. None for an allow.
	Changes []explain.Change
}

// MarshalJSON writes the decision as AuthZEN does, with the rest beside it.
func (e Explanation) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Decision bool             `json:"decision"`
		Request  Request          `json:"request"`
		Problem  string           `json:"problem,omitempty"`
		Outside  string           `json:"outside,omitempty"`
		Ways     []explain.Way    `json:"ways,omitempty"`
		Changes  []explain.Change `json:"changes,omitempty"`
	}{e.Allowed, e.Request, e.Problem, e.Outside, e.Ways, e.Changes})
}

func (x *index) explain(ctx context.Context, r Request) (Explanation, error) {
	q := x.newQuestion(ctx, &r)
	p := q.ask()
	e := Explanation{}
	if p == noProblem {
		q.askSteps(ctx)
	}
	if q.err != nil {
		return e, q.err
	}
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
		way := explain.Way{Needs: []explain.Need{}}
		for _, n := range q.needs(w) {
			derivations, err := q.derivations(ctx, n)
			if err != nil {
				return Explanation{}, err
			}
			way.Needs = append(way.Needs, explain.Need{
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

// at is a source of the data, "FILE:LINE".
func at(source string) explain.Source {
	file, line := source, ""
	if colon := strings.LastIndex(source, ":"); colon >= 0 {
		file, line = source[:colon], source[colon+1:]
	}
	n, _ := strconv.Atoi(line)
	return explain.Source{File: file, Line: n}
}
