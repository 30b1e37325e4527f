package derive

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/internal/document"
)

// A Deriver derives the decision on a query: from the places where its subject and its
// resource are declared, and from the declaration behind each grant.
type Deriver struct {
	*access.Query
	whatIf *WhatIf
	// Steps are the steps about the session.
	Steps sessionSteps
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
		for _, holding := range q.holderSteps(f.Holder) {
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

// member returns the subject as a member of the org whose rights count, nil for a user who
// is not in it.
func (q *Deriver) member() *document.Member { return q.Org.Data.Members[q.Key()] }

// subjectSteps returns the steps about the declaration of the subject, and about its token
// and groups.
func (q *Deriver) subjectSteps() []explain.Step {
	key := q.Key()
	step := explain.Step{Kind: explain.Declared, Subject: key}
	if q.User != access.NoUser {
		step.Source = SourceOf(q.Index.Data.Users[key].Source)
		if groups := q.Request.Subject.Groups; len(groups) > 0 {
			return []explain.Step{step, {Kind: explain.Session, Subject: key, Groups: groups}}
		}
		return []explain.Step{step}
	}
	m := q.member()
	step.Source = SourceOf(m.Source)
	if token := q.Request.Subject.Token; token != "" {
		return []explain.Step{step, {Kind: explain.Token, Subject: key, Token: token, Source: SourceOf(m.Tokens[token].Source)}}
	}
	return []explain.Step{step}
}

// holderSteps returns the ways in which the subject is a holder.
func (q *Deriver) holderSteps(name string) [][]explain.Step {
	x := q.Index
	origin := x.Rows.Origins[name]
	team, isTeam := strings.CutPrefix(name, "team:")
	switch {
	case isTeam:
		return q.within(q.TeamSteps(team))
	case origin == "declared", strings.HasPrefix(name, policy.Outside):
		return q.letInSteps()
	case origin == "server_admin":
		return q.adminSteps()
	case origin == "server_admin_member":
		return q.within(q.adminSteps())
	case origin == "team":
		var ways [][]explain.Step
		for _, team := range q.teamsGiving(name) {
			ways = append(ways, q.TeamSteps(team)...)
		}
		return q.within(ways)
	case origin == "" && name != q.Key():
		return q.within([][]explain.Step{q.inheritanceSteps(name)})
	}
	return q.within([][]explain.Step{nil})
}

// within puts the steps that make the subject a member of the org before each way.
func (q *Deriver) within(ways [][]explain.Step) [][]explain.Step {
	member := q.memberStep()
	member.Subject, member.Org = q.Key(), q.Org.Label
	for i := range ways {
		ways[i] = append([]explain.Step{member}, ways[i]...)
	}
	return ways
}

// inheritanceSteps returns the step by which the role of the subject includes another one.
func (q *Deriver) inheritanceSteps(name string) []explain.Step {
	role, _ := q.Role()
	if _, other, _ := strings.Cut(name, ":"); other != role {
		return []explain.Step{{Kind: explain.Inheritance, Role: role, Includes: other, Fact: q.Index.Rows.Inheritance}}
	}
	return nil
}

// TeamSteps returns the ways in which the subject is in a team.
func (q *Deriver) TeamSteps(team string) [][]explain.Step {
	var ways [][]explain.Step
	place := representatives.TeamPlace(team)
	add := func(source string, step explain.Step, settings ...explain.Step) {
		step.Org, step.Resource, step.Place, step.Source = q.Org.Label, "team:"+team, place, SourceOf(source)
		ways = append(ways, append([]explain.Step{step}, settings...))
	}
	if entry, ok := q.Org.Data.Permissions[place][q.Key()]; ok {
		add(entry.Source, explain.Step{Kind: explain.TeamMember, Subject: q.Key(), Level: entry.Level})
	}
	if source, ok := q.Org.Data.Creators[place][q.Key()]; ok && q.creatorsCount() {
		add(source, explain.Step{Kind: explain.TeamCreator, Subject: q.Key()}, q.creatorSettings()...)
	}
	for _, step := range q.Steps.Teams[team] {
		add(step.Source, step.step())
	}
	return ways
}

// creatorsCount reports whether the creator of a team is a member.
func (q *Deriver) creatorsCount() bool {
	setting := q.Index.Rows.Creator.Setting
	on := q.Index.Data.Grafana.Setting(setting)
	return setting == "" || on != nil && *on
}

// creatorSettings returns the steps for the setting that makes creators members and admins.
func (q *Deriver) creatorSettings() []explain.Step {
	if setting := q.Index.Rows.Creator.Setting; setting != "" {
		return []explain.Step{q.settingStep(setting)}
	}
	return nil
}

// teamsGiving returns the teams in which the level of the subject makes it a holder.
func (q *Deriver) teamsGiving(name string) []string {
	m := q.member()
	if m == nil {
		return nil
	}
	gives := func(level string) bool { return slices.Contains(q.Index.Rows.Becoming.TeamLevel[level], name) }
	var teams []string
	for team := range representatives.TeamsOf(m) {
		_, created := m.CreatedTeams[team]
		if gives(m.Teams[team].Level) || created && gives(q.Index.Rows.Creator.Level) {
			teams = append(teams, team)
		}
	}
	slices.Sort(teams)
	return teams
}

// settingSteps returns the steps for the settings that a grant depends on. It leaves out a
// setting without which the holder would have the permission at the place by another rule.
func (q *Deriver) settingSteps(ctx context.Context, f access.Finding) ([]explain.Step, error) {
	var steps []explain.Step
	for setting := range strings.SplitSeq(f.Row.Grant.If, " and ") {
		if setting == "" || strings.HasPrefix(setting, "unless ") {
			continue
		}
		without, err := q.With(ctx, setting, false)
		if err != nil {
			return nil, err
		}
		other, p, err := without.Match(ctx, &q.Request)
		if err != nil {
			return nil, err
		}
		if p != access.NoProblem || !hasAt(&other, f) {
			steps = append(steps, q.settingStep(setting))
		}
	}
	return steps, nil
}

func (q *Deriver) settingStep(setting string) explain.Step {
	return explain.Step{Kind: explain.Setting, Setting: setting, Source: SourceOf(q.Index.Data.Grafana.Sources[setting])}
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

// SourceOf returns a source of the data, "FILE:LINE".
func SourceOf(source string) explain.Source {
	file, line := source, ""
	if colon := strings.LastIndex(source, ":"); colon >= 0 {
		file, line = source[:colon], source[colon+1:]
	}
	n, _ := strconv.Atoi(line)
	return explain.Source{File: file, Line: n}
}
