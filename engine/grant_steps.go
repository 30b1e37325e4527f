package engine

import (
	"maps"
	"slices"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
)

// grantSteps say in which ways the configuration, or a rule, made a grant.
func (q *deriver) grantSteps(f finding) [][]explain.Step {
	by := &f.row.Grant.By
	step := explain.Step{Kind: explain.Kind(by.Kind), Action: f.permission, Holder: f.giver(), Place: f.place, Level: by.Level}
	switch by.Kind {
	case "":
		step.Kind, step.Rule, step.Fact = explain.Rule, f.row.Grant.Because, f.source
		return [][]explain.Step{{step}}
	case "held":
		return q.heldSteps(by, step)
	case "default":
		step.Kind, step.Rule, step.Fact, step.Place = explain.DefaultRule, f.row.Grant.Because, f.source, ""
		return q.createdWithSteps(by.Lists, step)
	case "role", "basic_role", "fixed_role":
		return q.roleSteps(f)
	}
	step.Org, step.Source = q.org.Label, at(f.source) // an entry or a creator
	return [][]explain.Step{{step}}
}

// heldSteps are the entries in lists of a kind by which a holder has a level.
func (q *deriver) heldSteps(by *policy.GivenBy, step explain.Step) [][]explain.Step {
	step.Kind, step.Org = explain.EntrySomewhere, q.org.Label
	var ways [][]explain.Step
	for _, place := range slices.Sorted(maps.Keys(q.org.Data.Permissions)) {
		if entry, ok := q.org.Data.Permissions[place][step.Holder]; ok && representatives.TypeOf(place) == by.Lists && entry.Level == by.Level {
			step.Place, step.Source = place, at(entry.Source)
			ways = append(ways, []explain.Step{step})
		}
	}
	if by.Level != q.index.Rows.Creator.Level {
		return ways
	}
	for _, place := range slices.Sorted(maps.Keys(q.org.Data.Creators)) {
		source, ok := q.org.Data.Creators[place][step.Holder]
		if ok && representatives.TypeOf(place) == by.Lists && q.counts(place, step.Holder) {
			step.Kind, step.Place, step.Level, step.Source = explain.Creator, place, "", at(source)
			ways = append(ways, append([]explain.Step{step}, q.creatorSettings()...))
		}
	}
	return ways
}

// createdWithSteps are a rule about the lists of a kind that things are created
// with, and each of the things that still has its own.
func (q *deriver) createdWithSteps(kind string, rule explain.Step) [][]explain.Step {
	var ways [][]explain.Step
	for _, typ := range representatives.ItemTypes {
		if representatives.TypeOf(typ.Scope) != kind {
			continue
		}
		items := typ.Items(q.org.Data)
		for _, id := range slices.Sorted(maps.Keys(items)) {
			item := items[id]
			if !item.DefaultPermissions || len(item.Above) > 0 {
				continue
			}
			resource := typ.Type + ":" + id
			ways = append(ways, []explain.Step{rule, listStep(resource, item), resourceStep(resource, item.Source)})
		}
	}
	return ways
}

// counts says whether something is granted to whoever created a thing, for
// having done so.
func (q *deriver) counts(place, creator string) bool {
	at := q.org.Places[place]
	if at == nil {
		return false
	}
	h, ok := q.org.Owners.Of[creator]
	return ok && slices.ContainsFunc(at.Origins, func(from index.Origin) bool {
		return q.index.Row(from.Row).Grant.By.Kind == "creator"
	}) && slices.ContainsFunc(at.Grants, func(g index.Grant) bool { return g.Holder == index.Holder(h) })
}

// roleSteps are the assignment of a role, and its permissions that give what
// is needed. A fixed role is one of Grafana's.
func (q *deriver) roleSteps(f finding) [][]explain.Step {
	x, by := q.index, &f.row.Grant.By
	assigned := explain.Step{Kind: explain.Assignment, Org: q.org.Label, Role: by.Role, Holder: f.whose(), Source: at(f.source)}
	role := x.Data.Roles[by.Role]
	switch by.Kind {
	case "basic_role":
		role = x.Data.BasicRoles[by.Role].Add
		assigned = explain.Step{Kind: explain.BasicRole, Role: by.Role, Source: at(f.source)}
	case "fixed_role":
		return [][]explain.Step{{assigned, {
			Kind: explain.FixedPermission, Role: by.Role, Action: f.permission, Place: f.place,
			Fact: explain.FixedRole(by.Role, x.Rows.Version),
		}}}
	}
	var ways [][]explain.Step
	for _, scope := range slices.Sorted(maps.Keys(role.Scopes)) {
		if by.Scope != policy.Anywhere && by.Scope != scope {
			continue
		}
		for _, action := range slices.Sorted(maps.Keys(role.Scopes[scope])) {
			if action != f.permission && !x.Rows.ActionSets[action][f.permission] {
				continue
			}
			ways = append(ways, []explain.Step{assigned, {
				Kind: explain.RolePermission, Role: by.Role, Action: action, Scope: scope,
				Source: at(role.Scopes[scope][action]),
			}})
		}
	}
	return ways
}
