package derive

import (
	"context"
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// A Deriver derives the decision on a query: from the places where its subject and its
// resource are declared, and from the declaration behind each grant.
type Deriver struct {
	*access.Query
	whatIf *WhatIf
	// About explains what the subject is.
	About *access.Steps
}

// New asks the policies what the subject of a query is. The error is that of the context,
// or of policies that do not say.
func New(ctx context.Context, asked *access.Query, w *WhatIf) (*Deriver, error) {
	about, err := asked.Steps(ctx)
	return &Deriver{asked, w, about}, err
}

// On returns a deriver about another query of the same configuration, or of one that With
// returned.
func On(ctx context.Context, d *Deriver, asked *access.Query) (*Deriver, error) {
	return New(ctx, asked, d.whatIf)
}

// Ways returns the ways to be allowed the action on the resource, with the grants that meet
// each need: if the request is allowed, the ways whose needs are met, otherwise all.
func (q *Deriver) Ways(ctx context.Context, allowed bool) ([]explain.Way, error) {
	var ways []explain.Way
	for i := range q.Plan.Ways {
		w := &q.Plan.Ways[i]
		if allowed && !q.Holds(w) {
			continue
		}
		way := explain.Way{Needs: []explain.Need{}}
		for _, n := range q.Needs(w) {
			derivations, err := q.derivations(ctx, n)
			if err != nil {
				return nil, err
			}
			way.Needs = append(way.Needs, explain.Need{
				Action:      q.Index.Permissions.Name(n.Permission),
				Places:      q.Places(n.At),
				Derivations: derivations,
			})
		}
		ways = append(ways, way)
	}
	return ways, nil
}

// derivations returns the derivations of all grants that meet a need: one for each way in
// which the subject is the holder and in which the configuration gives the grant.
func (q *Deriver) derivations(ctx context.Context, n vocabulary.Need) ([]explain.Derivation, error) {
	derivations := []explain.Derivation{}
	seen := map[string]bool{}
	for f := range q.Findings(n) {
		settings, err := q.settingSteps(ctx, f)
		if err != nil {
			return nil, err
		}
		place := q.placeSteps(f.Place)
		for _, holding := range q.About.Holders[f.Holder] {
			for _, given := range q.grantSteps(f) {
				d := explain.Derivation{
					Holder: f.Whose(),
					Place:  f.Place,
					Steps:  slices.Concat(q.subjectSteps(), holding, given, settings, place),
				}
				if key := fmt.Sprintf("%#v", d); !seen[key] {
					seen[key] = true
					derivations = append(derivations, d)
				}
			}
		}
	}
	return derivations, nil
}

// subjectSteps returns the steps about the declaration of the subject, and about its token
// and groups.
func (q *Deriver) subjectSteps() []explain.Step {
	key := q.Key()
	step := explain.Step{Kind: explain.Declared, Subject: key}
	if q.User != access.NoUser {
		step.Source = access.SourceOf(q.Index.Data.Users[key].Source)
		if groups := q.Request.Subject.Groups; len(groups) > 0 {
			return []explain.Step{step, {Kind: explain.Session, Subject: key, Groups: groups}}
		}
		return []explain.Step{step}
	}
	m := q.Org.Data.Members[key]
	if m == nil {
		return []explain.Step{step}
	}
	step.Source = access.SourceOf(m.Source)
	if token := q.Request.Subject.Token; token != "" {
		return []explain.Step{step, {Kind: explain.Token, Subject: key, Token: token, Source: access.SourceOf(m.Tokens[token].Source)}}
	}
	return []explain.Step{step}
}

// settingSteps returns the steps for the settings that a grant depends on. It leaves out a
// setting without which the holder would have the permission at the place by another rule.
func (q *Deriver) settingSteps(ctx context.Context, f access.Finding) ([]explain.Step, error) {
	var steps []explain.Step
	for _, c := range f.Row.Grant.If {
		if !c.Is {
			continue
		}
		without, err := q.With(ctx, c.Setting, false)
		if err != nil {
			return nil, err
		}
		other, p, err := without.Match(ctx, &q.Request)
		if err != nil {
			return nil, err
		}
		if p != access.NoProblem || !hasAt(&other, f) {
			steps = append(steps, q.settingStep(c.Setting))
		}
	}
	return steps, nil
}

func (q *Deriver) settingStep(setting string) explain.Step {
	return explain.Step{Kind: explain.Setting, Setting: setting, Source: access.SourceOf(q.Index.Data.Grafana.Sources[setting])}
}

// hasAt reports whether the holder of a finding has the permission at its place
// in some other way.
func hasAt(q *access.Query, f access.Finding) bool {
	permission, ok := q.Index.Permissions.Of[f.Permission]
	if !ok {
		return false
	}
	return slices.ContainsFunc(q.FindingsAt(f.Place, false, permission), func(g access.Finding) bool { return g.Holder == f.Holder })
}
