package repair

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// trials returns the edits that may meet a missing need.
func (q *repairer) trials(ctx context.Context) ([]trial, error) {
	var trials []trial
	seen := map[vocabulary.Selector]map[int32]bool{}
	for i := range q.Plan.Ways {
		for _, n := range q.Needs(&q.Plan.Ways[i]) {
			if seen[n.At][n.Permission] || q.Has(n) {
				continue
			}
			if seen[n.At] == nil {
				seen[n.At] = map[int32]bool{}
			}
			seen[n.At][n.Permission] = true
			entries, err := q.entryTrials(ctx, n)
			if err != nil {
				return nil, err
			}
			trials = append(trials, entries...)
			inTeams, err := q.teamTrials(ctx, n)
			if err != nil {
				return nil, err
			}
			trials = append(trials, inTeams...)
			trials = append(trials, q.assignmentTrials(n)...)
		}
	}
	for _, more := range []func(context.Context) ([]trial, error){q.roleTrials, q.adminTrials, q.settingTrials} {
		found, err := more(ctx)
		if err != nil {
			return nil, err
		}
		trials = append(trials, found...)
	}
	// An edit that meets several needs is there once for each.
	return uniqueTrials(trials), nil
}

func uniqueTrials(trials []trial) []trial {
	seen := map[string]bool{}
	return slices.DeleteFunc(trials, func(t trial) bool {
		key := fmt.Sprintf("%#v", t.edit)
		twice := seen[key]
		seen[key] = true
		return twice
	})
}

// entryTrials returns entries for the lists of permissions that cover the resource.
func (q *repairer) entryTrials(ctx context.Context, n vocabulary.Need) ([]trial, error) {
	if !q.Subject.Member {
		return nil, nil
	}
	var trials []trial
	for _, place := range q.Places(n.At) {
		typ, id := listed(q.Query, place)
		if typ == nil {
			continue
		}
		level, sets := q.smallestLevel(representatives.TypeOf(place), n.Permission)
		if level == "" {
			continue
		}
		item := typ.Items(q.Org.Data)[id]
		state, changes := q.listState(place, item), true
		for _, holder := range q.entryHolders(typ.Type) {
			present := q.Org.Data.Permissions[place][holder].Level
			if !includes(q.Index, representatives.TypeOf(place), level, present) || coveredAbove(q.Query, *typ, id, holder, level) {
				continue
			}
			t := trial{
				edit: explain.Edit{
					Kind: explain.AddPermission, Org: q.Org.Label, Holder: holder, Resource: typ.Type + ":" + id,
					Level: level, Replaces: present, List: state, Source: access.SourceOf(item.Source),
				},
				given:  q.entryGives(place, holder, level),
				extent: q.extentOf(sets, place),
			}
			if state == explain.EmptyList && changes {
				in, err := q.WithEntry(ctx, place, holder, level)
				if err != nil {
					return nil, err
				}
				if changes = changesPlaces(q.Query, in, typ, place, id); changes {
					t.in = in
				}
			}
			trials = append(trials, t)
		}
	}
	return trials, nil
}

// includes reports whether a level gives everything that the present level of a holder
// does, if it has one.
func includes(x *index.Index, kind, level, present string) bool {
	given := setsOfLevel(x, kind, level)
	for _, set := range setsOfLevel(x, kind, present) {
		for permission := range x.Sets[set].Each {
			if !haveAny(x, given, permission) {
				return false
			}
		}
	}
	return true
}

// changesPlaces reports whether the first entry of the list at a place changes more than it
// gives: where else permissions on the resource come from, or what its creator has.
func changesPlaces(q *access.Query, in *access.Matcher, typ *representatives.ItemType, place, id string) bool {
	now := q.Index.ItemPattern(q.Org, *typ, id)
	then := in.ItemPattern(in.Org(q.Org.Label), *typ, id)
	return q.Org.Data.Creators[place] != nil || !slices.Equal(now.Names(), then.Names())
}

// listState returns the state of the list of a resource before an entry is added. A folder
// in another folder keeps nothing of the list that it was created with but its creator.
func (q *repairer) listState(place string, item document.Item) explain.ListState {
	switch {
	case item.DefaultPermissions && (len(item.Above) == 0 || q.Org.Data.Creators[place] != nil):
		return explain.DefaultList
	case q.Org.Data.Permissions[place] == nil:
		return explain.EmptyList
	}
	return ""
}

// listed returns the resource whose list of permissions a place is, nil for a place that
// is not a list with an effect.
func listed(q *access.Query, place string) (*representatives.ItemType, string) {
	if q.Index.Rows.Disregarded[place] {
		return nil, ""
	}
	scope, id := representatives.SplitPlace(place)
	for i := range representatives.ItemTypes {
		typ := &representatives.ItemTypes[i]
		if _, ok := typ.Items(q.Org.Data)[id]; ok && typ.Scope == scope && typ.Lists {
			return typ, id
		}
	}
	return nil, ""
}

// entryHolders returns the holders that an entry for the subject can name in the list of a
// resource of a type.
func (q *repairer) entryHolders(typ string) []string {
	return slices.DeleteFunc(q.holders(), func(holder string) bool {
		return !catalogue.CanHold(typ, representatives.TypeOf(holder))
	})
}

// holders returns the holders that an entry for the subject can name: itself, its teams, its
// role.
func (q *repairer) holders() []string {
	var holders []string
	if q.User != access.NoUser || q.Request.Subject.Type == "service_account" {
		holders = append(holders, q.Key())
	}
	holders = append(holders, q.teams()...)
	role, _ := q.role()
	if q.Index.Rows.EntryRoles[role] {
		holders = append(holders, "role:"+role)
	}
	return holders
}

// teams returns the teams that the subject is in, as holders, sorted.
func (q *repairer) teams() []string {
	var holders []string
	for _, holder := range slices.Sorted(maps.Keys(q.About.Holders)) {
		if representatives.TypeOf(holder) == "team" {
			holders = append(holders, holder)
		}
	}
	return holders
}

// role returns the role of the subject in the org, and where it is declared; none for a
// subject that is not in the org.
func (q *repairer) role() (role string, source explain.Source) {
	if len(q.About.Member) == 0 {
		return "", explain.Source{}
	}
	return q.About.Member[0].Role, q.About.Member[0].Source
}

// smallestLevel returns the lowest level of a kind of list that gives a permission, with
// the sets that it gives. It is empty if no level gives the permission.
func (q *repairer) smallestLevel(kind string, permission int32) (level string, sets []int32) {
	for _, name := range levelsOf(q.Query, kind) {
		if given := setsOfLevel(q.Index, kind, name); haveAny(q.Index, given, permission) {
			return name, given
		}
	}
	return "", nil
}

// entryGives returns what an entry of a holder in the list at a place gives, to all whom it
// gives something.
func (q *repairer) entryGives(place, holder, level string) []givenTo {
	var given []givenTo
	for _, row := range q.Index.Rows.Levels[representatives.TypeOf(place)][level] {
		to := []string{holder}
		if row.Matching {
			to = q.Index.Rows.MatchedBy[holder]
		}
		for _, name := range to {
			given = append(given, givenTo{name, cmp.Or(row.Place, place), setsOf(q.Index, row.Set)})
		}
	}
	return given
}

// teamTrials returns edits that put a user into a team with the needed permission, or that
// give the user a level in the team that is the resource.
func (q *repairer) teamTrials(ctx context.Context, n vocabulary.Need) ([]trial, error) {
	if q.User == access.NoUser || !q.Subject.Member {
		return nil, nil
	}
	var trials []trial
	ordered := levelsOf(q.Query, "teams")
	for _, place := range q.Places(n.At) {
		if scope, team := representatives.SplitPlace(place); scope == representatives.TeamType.Scope {
			level, _ := q.smallestLevel("teams", n.Permission)
			if level != "" && includes(q.Index, "teams", level, q.Org.Data.Permissions[place][q.Key()].Level) {
				t, err := q.teamTrial(ctx, team, level)
				if err != nil {
					return nil, err
				}
				trials = append(trials, t)
			}
		}
		at := q.Org.Places[place]
		if at == nil || len(ordered) == 0 {
			continue
		}
		for _, g := range at.Grants[at.Owners:] {
			team, ok := strings.CutPrefix(q.Org.Owners.Name(int32(g.Holder)), "team:")
			if ok && q.Index.Sets[g.Set].Has(n.Permission) && !q.Subject.Holds(g.Holder) {
				t, err := q.teamTrial(ctx, team, ordered[0])
				if err != nil {
					return nil, err
				}
				trials = append(trials, t)
			}
		}
	}
	return trials, nil
}

// teamTrial returns the edit that puts the subject into a team.
func (q *repairer) teamTrial(ctx context.Context, team, level string) (trial, error) {
	gained, err := q.becomesInTeam(ctx, level)
	if err != nil {
		return trial{}, err
	}
	t := trial{edit: explain.Edit{
		Kind: explain.AddToTeam, Org: q.Org.Label, Holder: q.Key(), Resource: "team:" + team, Level: level,
		Replaces: q.Org.Data.Permissions[representatives.TeamPlace(team)][q.Key()].Level,
		Source:   access.SourceOf(q.Org.Data.Teams[team].Source),
	}}
	for _, name := range gained {
		t.gained = append(t.gained, strings.Replace(name, representatives.StandIn, team, 1))
	}
	place := representatives.TeamPlace(team)
	t.given = q.entryGives(place, q.Key(), level)
	t.extent = q.extentOf(setsOfLevel(q.Index, "teams", level), place)
	t.extent.add(q.extentOfHolder("team:" + team))
	return t, nil
}

// becomesInTeam returns the holders that the subject becomes in a team with a level,
// with StandIn in place of the name of the team.
func (q *repairer) becomesInTeam(ctx context.Context, level string) ([]string, error) {
	if known, ok := q.inTeam[level]; ok {
		return known, nil
	}
	t, err := q.become(ctx, explain.Edit{}, func(o *document.Org, _ *document.User) {
		entry := document.Entry{Level: level}
		o.Teams[representatives.StandIn] = document.Item{}
		o.Permissions[representatives.TeamPlace(representatives.StandIn)] = map[string]document.Entry{q.Key(): entry}
		if m := o.Members[q.Key()]; m != nil {
			teams := map[string]document.Entry{representatives.StandIn: entry}
			maps.Copy(teams, m.Teams)
			m.Teams = teams
		}
	})
	q.inTeam[level] = t.gained
	return t.gained, err
}
