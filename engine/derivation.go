package engine

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/loader"
)

// derivations are all that meet a need: each grant, in each way in which the
// subject is its holder and in which the configuration gave it.
func (q *question) derivations(ctx context.Context, n need) ([]Derivation, error) {
	derivations := []Derivation{}
	seen := map[string]bool{}
	for f := range q.findings(n) {
		settings, err := q.settingSteps(ctx, f)
		if err != nil {
			return nil, err
		}
		place := q.placeSteps(f.place)
		for _, holding := range q.holderSteps(f.holder) {
			for _, given := range q.grantSteps(f) {
				d := Derivation{
					Holder: f.whose(),
					Place:  f.place,
					Steps:  slices.Concat(q.subjectSteps(), holding, given, settings, place),
				}
				if key := fmt.Sprint(d); !seen[key] {
					seen[key] = true
					derivations = append(derivations, d)
				}
			}
		}
	}
	return derivations, nil
}

// member is what the org whose rights count has of the subject, nil for a user
// who is not in it.
func (q *question) member() *loader.MemberData { return q.org.data.Members[q.key()] }

// subjectSteps say where the subject is declared, and what it shows.
func (q *question) subjectSteps() []Step {
	key := q.key()
	if q.user != noUser {
		steps := []Step{declared(key, q.index.data.Users[key].Source)}
		if groups := q.request.Subject.Groups; len(groups) > 0 {
			steps = append(steps, Step{Text: "in a session with the groups " + strings.Join(groups, ", ")})
		}
		return steps
	}
	m := q.member()
	steps := []Step{declared(key, m.Source)}
	if token := q.request.Subject.Token; token != "" {
		steps = append(steps, declared("its token "+token, m.Tokens[token].Source))
	}
	return steps
}

// holderSteps say in which ways the subject is a holder.
func (q *question) holderSteps(name string) [][]Step {
	x := q.index
	origin := x.rows.Origins[name]
	team, isTeam := strings.CutPrefix(name, "team:")
	switch {
	case isTeam:
		return q.within(q.teamSteps(team))
	case origin == "declared", strings.HasPrefix(name, outsidePrefix):
		return q.sessionSteps()
	case origin == "server_admin" && q.anywhere(name):
		return q.adminSteps()
	case origin == "server_admin":
		return q.within(q.adminSteps())
	case strings.HasPrefix(origin, "team "):
		var ways [][]Step
		for _, team := range q.teamsAtLevel(strings.TrimPrefix(origin, "team ")) {
			ways = append(ways, q.teamSteps(team)...)
		}
		return q.within(ways)
	case origin == "" && name != q.key():
		return q.within([][]Step{q.inheritanceSteps(name)})
	}
	return q.within([][]Step{nil})
}

// within puts what makes the subject a member of the org before each way.
func (q *question) within(ways [][]Step) [][]Step {
	role, source := q.role()
	for i := range ways {
		ways[i] = append([]Step{declared(fmt.Sprintf("%s in org %s", role, q.org.label), source)}, ways[i]...)
	}
	return ways
}

// inheritanceSteps say that the role of the subject comes with another one.
func (q *question) inheritanceSteps(name string) []Step {
	role, _ := q.role()
	if _, other, _ := strings.Cut(name, ":"); other != role {
		return []Step{{Text: fmt.Sprintf("%s has what %s has", role, other), Fact: q.index.rows.Inheritance}}
	}
	return nil
}

// teamSteps say in which ways the subject is in a team.
func (q *question) teamSteps(team string) [][]Step {
	var ways [][]Step
	place := "teams:id:" + team
	if entry, ok := q.org.data.Permissions[place][q.key()]; ok {
		ways = append(ways, []Step{declared(fmt.Sprintf("%s of team %s", entry.Level, team), entry.Source)})
	}
	if source, ok := q.org.data.Creators[place][q.key()]; ok && q.creatorsCount() {
		ways = append(ways, append([]Step{declared("created team "+team, source)}, q.creatorSettings()...))
	}
	for _, group := range lowered(q.request.Subject.Groups) {
		names := []string{group}
		if rest, ok := anyName(group); ok {
			names = append(names, rest)
		}
		for _, name := range names {
			if source, ok := q.org.data.Groups[name][team]; ok {
				ways = append(ways, []Step{declared(fmt.Sprintf("group %s is in team %s", name, team), source)})
			}
		}
	}
	return ways
}

// creatorsCount says whether having created a team puts somebody into it.
func (q *question) creatorsCount() bool {
	setting := q.index.rows.Creator.Setting
	on := q.index.data.Grafana.Setting(setting)
	return setting == "" || on != nil && *on
}

// creatorSettings is the setting that makes creators members and admins.
func (q *question) creatorSettings() []Step {
	if setting := q.index.rows.Creator.Setting; setting != "" {
		return []Step{q.settingStep(setting)}
	}
	return nil
}

// teamsAtLevel are the teams that the subject has a level in.
func (q *question) teamsAtLevel(level string) []string {
	m := q.member()
	if m == nil {
		return nil
	}
	var teams []string
	for team := range teamsOf(m) {
		_, created := m.CreatedTeams[team]
		if m.Teams[team].Level == level || created && q.index.rows.Creator.Level == level {
			teams = append(teams, team)
		}
	}
	slices.Sort(teams)
	return teams
}

// settingSteps are the settings that a grant takes. One without which the
// holder would have the permission at the place by another rule is left out.
func (q *question) settingSteps(ctx context.Context, f finding) ([]Step, error) {
	var steps []Step
	for setting := range strings.SplitSeq(f.row.Grant.If, " and ") {
		if setting == "" || strings.HasPrefix(setting, "unless ") {
			continue
		}
		without, err := q.with(ctx, setting, false)
		if err != nil {
			return nil, err
		}
		if other, p := q.in(without); p != noProblem || !other.hasAt(f) {
			steps = append(steps, q.settingStep(setting))
		}
	}
	return steps, nil
}

func (q *question) settingStep(setting string) Step {
	return declared(setting+" is on", q.index.data.Grafana.Sources[setting])
}

// in is the same question to another index.
func (q *question) in(x *index) (*question, problem) {
	r := *q.request
	other := &question{index: x, request: &r}
	return other, other.ask()
}

// hasAt says whether the holder of a finding has the permission at its place
// in some other way.
func (q *question) hasAt(f finding) bool {
	permission, ok := q.index.permissions.of[f.permission]
	if !ok {
		return false
	}
	return slices.ContainsFunc(q.findingsAt(f.place, false, permission), func(g finding) bool { return g.holder == f.holder })
}
