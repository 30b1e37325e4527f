package derive

import (
	"maps"
	"slices"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/internal/scopes"
)

// Given returns the ways in which the configuration, or a rule, made a grant.
func Given(q *access.Query, f access.Finding) [][]explain.Step {
	return (&Deriver{Query: q}).grantSteps(f)
}

// Towards returns the steps from the place of a grant to the resource of a query.
func Towards(q *access.Query, place string) []explain.Step {
	return (&Deriver{Query: q}).placeSteps(place)
}

// grantSteps returns the ways in which the configuration, or a rule, made a grant.
func (q *Deriver) grantSteps(f access.Finding) [][]explain.Step {
	by := &f.Row.Grant.By
	step := explain.Step{Kind: explain.Kind(by.Kind), Action: f.Permission, Holder: f.Giver(), Place: f.Place, Level: by.Level}
	switch by.Kind {
	case "":
		step.Kind, step.Rule, step.Fact = explain.Rule, f.Row.Grant.Because, f.Source
		return [][]explain.Step{{step}}
	case "held":
		return q.heldSteps(by, step)
	case "default":
		step.Kind, step.Rule, step.Fact, step.Place = explain.DefaultRule, f.Row.Grant.Because, f.Source, ""
		return q.createdWithSteps(by.Lists, step)
	case "role", "basic_role", "fixed_role":
		return q.roleSteps(f)
	}
	step.Org, step.Source = q.Org.Label, access.SourceOf(f.Source) // an entry or a creator
	return [][]explain.Step{{step}}
}

// heldSteps returns steps for the entries in lists of a kind by which a holder has a level.
func (q *Deriver) heldSteps(by *policy.GivenBy, step explain.Step) [][]explain.Step {
	step.Kind, step.Org = explain.EntrySomewhere, q.Org.Label
	var ways [][]explain.Step
	for _, place := range slices.Sorted(maps.Keys(q.Org.Data.Permissions)) {
		entry, ok := q.Org.Data.Permissions[place][step.Holder]
		if ok && representatives.TypeOf(place) == by.Lists && entry.Level == by.Level && !q.Index.Rows.Disregarded[place] {
			step.Place, step.Source = place, access.SourceOf(entry.Source)
			ways = append(ways, []explain.Step{step})
		}
	}
	if by.Level != q.Index.Rows.Creator.Level {
		return ways
	}
	for _, place := range slices.Sorted(maps.Keys(q.Org.Data.Creators)) {
		source, ok := q.Org.Data.Creators[place][step.Holder]
		if ok && representatives.TypeOf(place) == by.Lists && q.counts(place, step.Holder) {
			step.Kind, step.Place, step.Level, step.Source = explain.Creator, place, "", access.SourceOf(source)
			ways = append(ways, append([]explain.Step{step}, q.creatorSettings()...))
		}
	}
	return ways
}

// creatorSettings returns the steps for the settings that make creators members and admins.
func (q *Deriver) creatorSettings() []explain.Step {
	var steps []explain.Step
	for _, c := range q.Index.Rows.Creator.If {
		if c.Is {
			steps = append(steps, q.settingStep(c.Setting))
		}
	}
	return steps
}

// createdWithSteps returns the step of a rule about the lists that resources of a kind are
// created with, with each of the resources that still has this list.
func (q *Deriver) createdWithSteps(kind string, rule explain.Step) [][]explain.Step {
	var ways [][]explain.Step
	for _, typ := range representatives.ItemTypes {
		if representatives.TypeOf(typ.Scope) != kind {
			continue
		}
		items := typ.Items(q.Org.Data)
		for _, id := range slices.Sorted(maps.Keys(items)) {
			item := items[id]
			if !item.DefaultPermissions || len(item.Above) > 0 || q.Index.Rows.Disregarded[scopes.Of(typ.Scope, id)] {
				continue
			}
			resource := typ.Type + ":" + id
			ways = append(ways, []explain.Step{rule, listStep(resource, item), resourceStep(resource, item.Source)})
		}
	}
	return ways
}

// counts reports whether something is granted to the creator of a resource for creating it.
func (q *Deriver) counts(place, creator string) bool {
	at := q.Org.Places[place]
	if at == nil {
		return false
	}
	h, ok := q.Org.Owners.Of[creator]
	return ok && slices.ContainsFunc(at.Origins, func(from index.Origin) bool {
		return q.Index.Row(from.Row).Grant.By.Kind == "creator"
	}) && slices.ContainsFunc(at.Grants, func(g index.Grant) bool { return g.Holder == index.Holder(h) })
}

// roleSteps returns steps for the assignment of a role, and for its permissions that meet
// the need. A fixed role is one of Grafana's.
func (q *Deriver) roleSteps(f access.Finding) [][]explain.Step {
	x, by := q.Index, &f.Row.Grant.By
	assigned := explain.Step{Kind: explain.Assignment, Org: q.Org.Label, Role: by.Role, Holder: f.Whose(), Source: access.SourceOf(f.Source)}
	role, _ := x.Data.Role(q.Org.Label, by.Role)
	switch by.Kind {
	case "basic_role":
		role = x.Data.BasicRoles[by.Role].Add
		assigned = explain.Step{Kind: explain.BasicRole, Role: by.Role, Source: access.SourceOf(f.Source)}
	case "fixed_role":
		return [][]explain.Step{{assigned, {
			Kind: explain.FixedPermission, Role: by.Role, Action: f.Permission, Place: f.Place,
			Fact: explain.FixedRole(by.Role, x.Rows.Version),
		}}}
	}
	var ways [][]explain.Step
	for _, scope := range slices.Sorted(maps.Keys(role.Scopes)) {
		if by.Scope != policy.Anywhere && by.Scope != scope {
			continue
		}
		for _, action := range slices.Sorted(maps.Keys(role.Scopes[scope])) {
			if action != f.Permission && !x.Rows.ActionSets[action][f.Permission] {
				continue
			}
			ways = append(ways, []explain.Step{assigned, {
				Kind: explain.RolePermission, Role: by.Role, Action: action, Scope: scope,
				Source: access.SourceOf(role.Scopes[scope][action]),
			}})
		}
	}
	return ways
}
