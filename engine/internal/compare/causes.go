package compare

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/askable"
	"github.com/rolecall/rolecall/engine/internal/askers"
	"github.com/rolecall/rolecall/engine/internal/bitset"
	"github.com/rolecall/rolecall/engine/internal/derive"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// An attribution finds the causes of a cell for the classes that one side alone allows.
type attribution struct {
	*grouper
	*cell
	// side allows the request, and other does not.
	side, other int
	// at is the number of the set of the cell that causes are found for.
	at int
	// causes are those found so far, each with its classes.
	causes map[groupKey]*caused
	order  []groupKey
}

// A caused has the classes of a cause, as a cell has them.
type caused struct {
	found
	sets []bitset.Set
}

// add gives classes a cause.
func (a *attribution) add(f found, set bitset.Set) {
	if set.Empty() {
		return
	}
	key := groupKey{a.side, f.kind, a.c.org.Name, f.id}
	switch f.kind {
	case diff.Rule, diff.Action, diff.Setting:
		key.org = ""
	}
	known := a.causes[key]
	if known == nil {
		known = &caused{found: f}
		for range a.only[a.side] {
			known.sets = append(known.sets, bitset.New(len(a.c.org.Classes)))
		}
		a.causes[key] = known
		a.order = append(a.order, key)
	} else {
		known.alike = append(append(known.alike, f.step), f.alike...)
	}
	known.sets[a.at].Union(set)
}

// crowd returns the askers of the set of the cell on a side.
func (a *attribution) crowd(side int) askers.Layer {
	return askers.Layer{Org: a.c.org, Side: side, Number: a.layer(a.at)}
}

// attribute gives each class of the set of the cell a cause.
func (a *attribution) attribute() error {
	rest := slices.Clone(a.only[a.side][a.at])
	unknown := rest.Without(a.c.org.Asking(a.other, a.layer(a.at)))
	rest.Subtract(unknown)
	if err := a.bySubjects(unknown); err != nil || rest.Empty() {
		return err
	}
	q := &a.queries[a.side]
	if p := a.problems[a.other]; p != access.NoProblem {
		a.add(a.byProblem(&a.queries[a.other], p, q), rest)
		return nil
	}
	crowd := a.crowd(a.side)
	for i := range q.Plan.Ways {
		needs := q.Needs(&q.Plan.Ways[i])
		held := slices.Clone(rest)
		for _, n := range needs {
			having := bitset.New(len(a.c.org.Classes))
			crowd.AddHaving(having, q, n, a.creators)
			held.Intersect(having)
		}
		rest.Subtract(held)
		for _, n := range needs {
			missing := held.Without(a.meeting(n))
			held.Subtract(missing)
			if err := a.byGrants(n, missing); err != nil {
				return err
			}
			a.add(requirement, missing)
		}
		// The other side needs something else.
		a.add(requirement, held)
	}
	return nil
}

// meeting returns the classes for which a need is met on the other side.
func (a *attribution) meeting(n vocabulary.Need) bitset.Set {
	set, q := bitset.New(len(a.c.org.Classes)), &a.queries[a.other]
	if there, ok := a.translate(n); ok {
		a.crowd(a.other).AddHaving(set, q, there, a.creators)
	}
	return set
}

// placesOn returns the places of a selector for the resources of the cell on a side.
func (a *attribution) placesOn(side int, at vocabulary.Selector) []string {
	key := placesKey{a.things, side, at}
	places, known := a.places[key]
	if !known {
		places = a.queries[side].Places(at)
		a.places[key] = places
	}
	return places
}

// translate returns a need in the numbers of the other side. It is not ok if it has no such.
func (a *attribution) translate(n vocabulary.Need) (there vocabulary.Need, ok bool) {
	x, other := a.queries[a.side].Index, a.queries[a.other].Index
	permission, ok := other.Permissions.Of[x.Permissions.Name(n.Permission)]
	if !ok {
		return there, false
	}
	there = vocabulary.Need{Permission: permission, At: n.At}
	if _, named := n.At.Source(); !named {
		selector, known := other.Selectors.Of[x.Selectors.Name(int32(n.At))]
		there.At, ok = vocabulary.Selector(selector), known
	}
	return there, ok
}

// A found is a cause before it has a group. Causes with the same kind and id are one.
type found struct {
	kind diff.Kind
	id   string
	step explain.Step
	// denying reports that the step is of the side that denies.
	denying bool
	// alike are steps that do for other members of the classes what step does for the first.
	alike []explain.Step
	// problem is that of the other side, if there is one.
	problem explain.Problem
}

// requirement is the cause of a request that takes something else on the other side.
var requirement = found{kind: diff.Rule, id: "requirement"}

// bySubjects adds the classes that the other side does not know, or does not let ask.
func (a *attribution) bySubjects(set bitset.Set) error {
	for n := range set.Each {
		s := &a.c.sides[a.other]
		asked := authzen.Request{Subject: a.c.org.Named(a.layer(a.at), n), Org: a.c.org.On(a.other), Time: a.c.at}
		q, p, err := s.MatchSubject(a.c.ctx, &asked)
		if err != nil {
			return err
		}
		one := bitset.New(len(a.c.org.Classes))
		one.Add(n)
		if a.c.org.Numbers[a.other] < 0 {
			a.add(a.byOrg(a.c.org.Pair), one)
			continue
		}
		problem := q.Problem(p)
		cause := found{kind: diff.Subject, id: string(problem.Kind), problem: problem}
		side := a.side
		if cause.denying = problem.Kind == explain.Expired || problem.Kind == explain.Disabled; cause.denying {
			side = a.other
			cause.id += " there"
		}
		for i, s := range a.c.org.Classes[n].Members {
			if step := a.declaration(side, s); i == 0 {
				cause.step = step
			} else {
				cause.alike = append(cause.alike, step)
			}
		}
		a.add(cause, one)
	}
	return nil
}

// byOrg returns the cause of an org that the allowing side alone declares.
func (a *attribution) byOrg(org *askers.Pair) found {
	o := a.c.sides[a.side].Orgs[org.Numbers[a.side]]
	name := "org:" + org.Name
	return found{
		kind: diff.Resource, id: name,
		step:    explain.Step{Kind: explain.Resource, Resource: name, Source: access.SourceOf(o.Data.Source)},
		problem: explain.Problem{Kind: explain.Undeclared, Type: askable.OrgType, ID: org.Name},
	}
}

// declaration returns the step about the declaration of a subject on a side.
func (a *attribution) declaration(side int, s authzen.Subject) explain.Step {
	x := a.c.sides[side]
	step := explain.Step{Kind: explain.Declared, Subject: authzen.Key(s.Type, s.ID)}
	if s.Type == askers.UserType {
		step.Source = access.SourceOf(x.Data.Users[step.Subject].Source)
	} else if m := x.Orgs[a.c.org.Numbers[side]].Data.Members[step.Subject]; m != nil {
		step.Source = access.SourceOf(m.Source)
		if s.Token != "" {
			step.Kind, step.Token, step.Source = explain.Token, s.Token, access.SourceOf(m.Tokens[s.Token].Source)
		}
	}
	return step
}

// byProblem returns the cause of a problem of the other side with the action or the resource.
func (a *attribution) byProblem(other *access.Query, p access.Problem, q *access.Query) found {
	problem := other.Problem(p)
	switch problem.Kind {
	case explain.UnknownAction, explain.NoRule, explain.DoesNotApply, explain.UnknownResourceType, explain.NoSuchType,
		explain.NoID:
		return found{kind: diff.Action, id: string(problem.Kind), problem: problem}
	}
	r := &a.things.members[0]
	switch {
	case q.Type.Shape == vocabulary.RoleShape && q.Index.Rows.FixedRoles[r.ID]:
		return found{kind: diff.Action, id: "role", problem: problem}
	case q.Type.Shape == vocabulary.OrgShape && problem.Kind == explain.Undeclared:
		for i := range a.c.pairs {
			if org := &a.c.pairs[i]; org.Name == r.ID && org.Numbers[a.other] < 0 {
				return a.byOrg(org)
			}
		}
	}
	cause := found{kind: diff.Resource, id: string(problem.Kind), problem: problem}
	if steps := derive.Towards(q, ""); len(steps) > 0 {
		cause.step = steps[len(steps)-1]
	}
	return cause
}

// byGrants adds classes for which a need is met on one side only, by the first grants that meet
// it.
func (a *attribution) byGrants(n vocabulary.Need, missing bitset.Set) error {
	if missing.Empty() {
		return nil
	}
	q := a.queries[a.side]
	q.Subject, q.Creator = access.Anybody, a.creators
	crowd := a.crowd(a.side)
	for f := range q.Findings(n) {
		h, _ := q.Index.HolderNumber(q.Org, f.Holder)
		set := bitset.New(len(a.c.org.Classes))
		crowd.AddHolder(set, q.Org, h)
		set.Intersect(missing)
		if set.Empty() {
			continue
		}
		missing.Subtract(set)
		if err := a.byFinding(&q, n, f, set); err != nil || missing.Empty() {
			return err
		}
	}
	return nil
}

// byFinding adds classes that have a permission by a grant on one side.
func (a *attribution) byFinding(q *access.Query, n vocabulary.Need, f access.Finding, set bitset.Set) error {
	o := a.queries[a.other]
	o.Subject, o.Creator = access.Anybody, a.creators
	there, ok := a.translate(n)
	covers := ok && slices.Contains(a.placesOn(a.other, there.At), f.Place)
	given := ok && slices.ContainsFunc(o.FindingsAt(f.Place, true, there.Permission),
		func(other access.Finding) bool { return other.Holder == f.Holder })
	if !given {
		key := grantKey{a.side, f.Place, f.Holder, f.Permission, f.Row}
		cause, known := a.grants[key]
		if !known {
			cause = a.byGrant(q, &o, f)
			a.grants[key] = cause
		}
		if cause.kind == diff.Grant {
			cause.alike = a.elsewhere(q, &o, n, f, cause)
		}
		a.add(cause, set)
		return nil
	}
	held := bitset.New(len(a.c.org.Classes))
	if h, ok := o.Index.HolderNumber(o.Org, f.Holder); ok {
		a.crowd(a.other).AddHolder(held, o.Org, h)
	}
	for n := range set.Without(held).Each {
		key := holderKey{a.side, a.layer(a.at), q.Org.Number, n, f.Holder}
		cause, known := a.holders[key]
		if !known {
			var err error
			if cause, err = a.byHolder(f.Holder, n); err != nil {
				return err
			}
			a.holders[key] = cause
		}
		one := bitset.New(len(a.c.org.Classes))
		one.Add(n)
		a.add(cause, one)
	}
	held.Intersect(set)
	if covers {
		a.add(requirement, held)
		return nil
	}
	a.add(a.byPlace(q, &o, n, there, f), held)
	return nil
}

// byGrant returns the cause of a grant that the other side does not have: the first fact behind
// it that is not declared there, or a rule of Grafana's if all are.
func (a *attribution) byGrant(q, o *access.Query, f access.Finding) found {
	for _, c := range f.Row.Grant.If {
		if is := o.Index.Data.Grafana.Setting(c.Setting); is != nil && *is != c.Is {
			on := q
			if *is {
				on = o
			}
			step := explain.Step{Kind: explain.Setting, Setting: c.Setting,
				Source: access.SourceOf(on.Index.Data.Grafana.Sources[c.Setting])}
			return found{kind: diff.Setting, id: c.Setting, step: step}
		}
	}
	if step, ok := removal(q, o, f); ok {
		return takenBy(diff.Grant, step)
	}
	by := f.Row.Grant.By
	if kind := explain.Kind(by.Kind); kind == explain.Creator || kind == "default" {
		if step, ok := a.listThere(q, o); ok {
			return takenBy(diff.Grant, step)
		}
	}
	ways := derive.Given(q, f)
	for _, way := range ways {
		for _, step := range way {
			if !stands(o, step) {
				return found{kind: diff.Grant, id: fmt.Sprint(step.Source), step: step}
			}
		}
	}
	return byRule(f, ways)
}

// byRule returns the cause of a grant that is made on one side alone though both declare the same.
// Whatever the same rule of Grafana's gives, to whomever, has one cause.
func byRule(f access.Finding, ways [][]explain.Step) found {
	by := f.Row.Grant.By
	cause := found{kind: diff.Rule, id: fmt.Sprintf("%q %q %q %q", by.Kind, by.Level, by.Role, by.Lists)}
	if by.Kind == "" {
		cause.id = f.Row.Grant.Because
	}
	if len(ways) > 0 && len(ways[0]) > 0 {
		cause.step = ways[0][len(ways[0])-1]
	}
	return cause
}

// stands reports whether what a step about a grant tells is also declared in the configuration
// of a query. Rules of Grafana's count as declared.
func stands(o *access.Query, s explain.Step) bool {
	d, org := o.Index.Data, o.Org.Data
	switch s.Kind {
	case explain.Entry, explain.MatchedEntry, explain.EntrySomewhere:
		entry, ok := org.Permissions[s.Place][s.Holder]
		return ok && entry.Level == s.Level
	case explain.Creator:
		_, ok := org.Creators[s.Place][s.Holder]
		return ok
	case explain.Assignment:
		_, here := org.Roles[s.Holder][s.Role]
		_, everywhere := d.Everywhere[s.Holder][s.Role]
		return here || everywhere
	case explain.BasicRole:
		_, ok := d.BasicRoles[s.Role]
		return ok
	case explain.RolePermission:
		role, ok := d.Role(o.Org.Label, s.Role)
		if !ok {
			role = d.BasicRoles[s.Role].Add
		}
		_, ok = role.Scopes[s.Scope][s.Action]
		return ok
	}
	return true
}
