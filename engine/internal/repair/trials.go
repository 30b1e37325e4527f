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
	"github.com/rolecall/rolecall/engine/internal/derive"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/schema"
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
			trials = append(trials, q.entryTrials(n)...)
			trials = append(trials, q.teamTrials(n)...)
			trials = append(trials, q.assignmentTrials(n)...)
		}
	}
	trials = append(trials, q.roleTrials()...)
	trials = append(trials, q.adminTrials()...)
	settings, err := q.settingTrials(ctx)
	// An edit that meets several needs is there once for each.
	return uniqueTrials(append(trials, settings...)), err
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
func (q *repairer) entryTrials(n vocabulary.Need) []trial {
	if !q.Subject.Member {
		return nil
	}
	var trials []trial
	for _, place := range q.Places(n.At) {
		typ, id := q.listed(place)
		if typ == nil {
			continue
		}
		level, sets := q.smallestLevel(representatives.TypeOf(place), n.Permission)
		if level == "" {
			continue
		}
		item := typ.Items(q.Org.Data)[id]
		for _, holder := range q.entryHolders() {
			trials = append(trials, trial{
				edit: explain.Edit{
					Kind: explain.AddPermission, Org: q.Org.Label, Holder: holder, Resource: typ.Type + ":" + id,
					Level: level, List: q.listState(place, item), Source: derive.SourceOf(item.Source),
				},
				given:   q.entryGives(place, holder, level, sets),
				breadth: q.breadthOf(sets),
			})
		}
	}
	return trials
}

// listState returns the state of the list of a resource before an entry is added.
func (q *repairer) listState(place string, item document.Item) explain.ListState {
	switch {
	case item.DefaultPermissions:
		return explain.DefaultList
	case q.Org.Data.Permissions[place] == nil:
		return explain.EmptyList
	}
	return ""
}

// listed returns the resource whose list of permissions a place is, nil for a place that
// is not a list with an effect.
func (q *repairer) listed(place string) (*representatives.ItemType, string) {
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

// entryHolders returns the holders that an entry for the subject can name: itself, its
// teams, its role.
func (q *repairer) entryHolders() []string {
	var holders []string
	if q.User != access.NoUser || q.Request.Subject.Type == "service_account" {
		holders = append(holders, q.Key())
	}
	holders = append(holders, q.teams()...)
	role, _ := q.Role()
	if slices.Contains(schema.EntryRoles, schema.OrgRole(role)) {
		holders = append(holders, "role:"+role)
	}
	return holders
}

// teams returns the teams that the subject is in, as holders.
func (q *repairer) teams() []string {
	var holders []string
	for _, team := range slices.Sorted(maps.Keys(q.Org.Data.Teams)) {
		if len(q.TeamSteps(team)) > 0 {
			holders = append(holders, "team:"+team)
		}
	}
	return holders
}

// smallestLevel returns the level of a kind of list that gives a permission and least
// else, with the sets that it gives. It is empty if no level gives the permission.
func (q *repairer) smallestLevel(kind string, permission int32) (level string, sets []int32) {
	for _, name := range q.levels(kind) {
		if given := q.setsOf(q.Index.Rows.Levels[kind][name]); q.anyHas(given, permission) {
			return name, given
		}
	}
	return "", nil
}

// levels returns the levels of a kind of list, lower ones first. Among equal levels, the
// level that creators get comes last.
func (q *repairer) levels(kind string) []string {
	levels := q.Index.Rows.Levels[kind]
	breadth := func(level string) int { return q.breadthOf(q.setsOf(levels[level])) }
	creator := func(level string) int {
		if level == q.Index.Rows.Creator.Level {
			return 1
		}
		return 0
	}
	return slices.SortedFunc(maps.Keys(levels), func(a, b string) int {
		return cmp.Or(cmp.Compare(breadth(a), breadth(b)), cmp.Compare(creator(a), creator(b)), strings.Compare(a, b))
	})
}

func (q *repairer) setsOf(names []string) []int32 {
	sets := make([]int32, 0, len(names))
	for _, name := range names {
		if n, ok := q.Index.SetNumbers[name]; ok {
			sets = append(sets, n)
		}
	}
	return sets
}

func (q *repairer) anyHas(sets []int32, permission int32) bool {
	return slices.ContainsFunc(sets, func(set int32) bool { return q.Index.Sets[set].Has(permission) })
}

// breadthOf returns how many permissions sets have.
func (q *repairer) breadthOf(sets []int32) int {
	all := q.Index.NoPermissions()
	for _, set := range sets {
		all.Union(q.Index.Sets[set])
	}
	return all.Count()
}

// entryGives returns what an entry gives: at its place, in the whole org, and to other
// roles that the entry matches.
func (q *repairer) entryGives(place, holder, level string, sets []int32) []givenTo {
	rows := q.Index.Rows
	kind := representatives.TypeOf(place)
	anywhere, matched := q.setsOf(rows.Anywhere[kind][level]), q.setsOf([]string{rows.Matched[kind][level]})
	given := []givenTo{{holder, place, sets}, {holder, policy.Anywhere, anywhere}}
	for matching, others := range rows.Listed {
		if slices.Contains(others, holder) {
			given = append(given,
				givenTo{matching, place, matched},
				givenTo{matching, policy.Anywhere, anywhere})
		}
	}
	return given
}

// teamTrials returns edits that put a user into a team with the needed permission, or that
// give the user a level in the team that is the resource.
func (q *repairer) teamTrials(n vocabulary.Need) []trial {
	if q.User == access.NoUser || !q.Subject.Member {
		return nil
	}
	var trials []trial
	levels := q.Index.Rows.Levels["teams"]
	add := func(team, level string) {
		place := representatives.TeamPlace(team)
		sets := q.setsOf(levels[level])
		trials = append(trials, trial{
			edit: explain.Edit{
				Kind: explain.AddToTeam, Org: q.Org.Label, Holder: q.Key(), Resource: "team:" + team, Level: level,
				Source: derive.SourceOf(q.Org.Data.Teams[team].Source),
			},
			holders: append([]string{"team:" + team}, q.Index.Rows.Becoming.TeamLevel[level]...),
			given:   q.entryGives(place, q.Key(), level, sets),
			breadth: q.breadthOf(sets) + q.breadthEver("team:"+team),
		})
	}
	ordered := q.levels("teams")
	for _, place := range q.Places(n.At) {
		if scope, team := representatives.SplitPlace(place); scope == representatives.TeamType.Scope {
			if level, _ := q.smallestLevel("teams", n.Permission); level != "" {
				add(team, level)
			}
		}
		at := q.Org.Places[place]
		if at == nil || len(ordered) == 0 {
			continue
		}
		for _, g := range at.Grants[at.Owners:] {
			team, ok := strings.CutPrefix(q.Org.Owners.Name(int32(g.Holder)), "team:")
			if ok && q.Index.Sets[g.Set].Has(n.Permission) && !q.Subject.Holds(g.Holder) {
				add(team, ordered[0])
			}
		}
	}
	return trials
}

// breadthEver returns how many permissions a holder has somewhere.
func (q *repairer) breadthEver(name string) int {
	if n, ok := q.Org.Owners.Of[name]; ok {
		if ever := q.Org.OwnEver[n-index.FirstOwner]; ever != nil {
			return ever.Count()
		}
		return 0
	}
	count := 0
	if n, ok := q.Index.Holders.Of[name]; ok {
		for _, mask := range q.Org.Ever {
			count += int(mask >> n & 1)
		}
	}
	return count
}
