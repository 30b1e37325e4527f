package compare

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/derive"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// byPlace returns the cause of a resource that the place of a grant does not cover on the other
// side.
//
// If both sides declare the same, Grafana's rules differ in how far the grant reaches.
func (a *attribution) byPlace(q, o *access.Query, n, there vocabulary.Need, f access.Finding) found {
	here, elsewhere := a.placesOn(a.side, n.At), a.placesOn(a.other, there.At)
	without := func(names, others []string) []string {
		return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(others, name) })
	}
	if step, ok := a.listThere(q, o); ok {
		return takenBy(diff.Grant, step)
	}
	same := true
	cause := found{kind: diff.Place, id: fmt.Sprintf("%q %q", without(here, elsewhere), without(elsewhere, here))}
	known, declared := map[string]bool{}, map[string]explain.Step{}
	for _, place := range elsewhere {
		for _, step := range derive.Towards(o, place) {
			known[toldBy(step)] = true
		}
	}
	for _, step := range derive.Towards(q, f.Place) {
		unknown := step.Kind != explain.Resource && !known[toldBy(step)]
		if same = same && !unknown; cause.step.Kind == "" || unknown {
			cause.step = step
		}
		if step.Kind == explain.Resource {
			declared[step.Resource] = step
		}
	}
	if same && a.c.differs {
		cause := byRule(f, derive.Given(q, f))
		cause.id = "reach of " + a.like(f.Holder)
		return cause
	}
	if cause.step.Kind == explain.AsCreated && cause.step.File == "" {
		cause.alike = append(cause.alike, declared[cause.step.Resource]) // which has a line
	}
	return cause
}

// byHolder returns the cause of a class that has a holder on one side only: the first step to
// the holder that the other side does not have.
func (a *attribution) byHolder(holder string, n int32) (found, error) {
	var steps [2]*access.Steps
	for _, i := range []int{a.side, a.other} {
		r := a.c.request(i, a.action, a.things.members[0])
		if r.Subject = a.c.org.Named(a.layer(a.at), n); a.creators {
			r.Resource.CreatedBy = r.Subject.ID
		}
		q, p, err := a.c.sides[i].Match(a.c.ctx, &r)
		if err != nil {
			return found{}, err
		}
		if p != access.NoProblem {
			return found{kind: diff.Subject, id: holder, problem: q.Problem(p)}, nil
		}
		if steps[i], err = q.Steps(a.c.ctx); err != nil {
			return found{}, err
		}
	}
	if steps[a.other].Mapped && !steps[a.side].Mapped {
		return takenBy(diff.Holder, a.mapping(steps[a.other])), nil
	}
	known := map[string]bool{}
	for _, ways := range steps[a.other].Holders {
		for _, step := range slices.Concat(ways...) {
			known[toldBy(step)] = true
		}
	}
	cause := found{kind: diff.Holder, id: holder}
	for _, way := range steps[a.side].Holders[holder] {
		for _, step := range way {
			if key := toldBy(step); !known[key] {
				return found{kind: diff.Holder, id: key, step: step, alike: a.ofOthers(step, n)}, nil
			}
			cause.step = step
		}
	}
	if a.c.differs { // in who the holder is, as both sides declare the same
		cause.kind, cause.id = diff.Rule, "holder "+a.like(holder)
	}
	return cause, nil
}

// like returns the name of a role-like holder, and the type of others, which rules do not tell apart.
func (a *attribution) like(holder string) string {
	if _, roleLike := a.queries[a.side].Index.Holders.Of[holder]; roleLike {
		return holder
	}
	return representatives.TypeOf(holder)
}
