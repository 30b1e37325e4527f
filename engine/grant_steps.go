package engine

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// grantSteps say in which ways the configuration, or a rule, made a grant.
func (q *question) grantSteps(f finding) [][]Step {
	by := f.row.Grant.By
	if len(by) == 0 {
		return [][]Step{{{Text: fmt.Sprintf("%s at %s: %s", f.permission, f.place, f.because()), Fact: f.source}}}
	}
	switch by[0] {
	case "held":
		return q.heldSteps(f, by[1], by[2], by[3])
	case "default":
		return q.createdWithSteps(f, by[1])
	case "role":
		return q.roleSteps(f, by[1])
	}
	return [][]Step{{declared(fmt.Sprintf("%s at %s: %s", f.permission, f.place, f.because()), f.source)}}
}

// heldSteps are the entries in lists of a kind by which a holder has a level.
func (q *question) heldSteps(f finding, kind, level, holder string) [][]Step {
	if strings.Contains(holder, standIn) {
		holder = f.holder
	}
	var ways [][]Step
	add := func(place, because, source string) {
		ways = append(ways, []Step{declared(fmt.Sprintf("%s at %s: %s", f.permission, place, because), source)})
	}
	for _, place := range slices.Sorted(maps.Keys(q.org.data.Permissions)) {
		if entry, ok := q.org.data.Permissions[place][holder]; ok && typeOf(place) == kind && entry.Level == level {
			add(place, fmt.Sprintf("the permission %q of %s", level, holder), entry.Source)
		}
	}
	if level != q.index.rows.Creator.Level {
		return ways
	}
	for _, place := range slices.Sorted(maps.Keys(q.org.data.Creators)) {
		source, ok := q.org.data.Creators[place][holder]
		if ok && typeOf(place) == kind && q.counts(place, holder) {
			add(place, holder+" created it", source)
			ways[len(ways)-1] = append(ways[len(ways)-1], q.creatorSettings()...)
		}
	}
	return ways
}

// createdWithSteps are the things of which each still has the list that it was
// created with, by which a holder has what that list gives somewhere.
func (q *question) createdWithSteps(f finding, kind string) [][]Step {
	var ways [][]Step
	for _, typ := range itemTypes {
		if typeOf(typ.scope) != kind {
			continue
		}
		items := typ.items(q.org.data)
		for _, id := range slices.Sorted(maps.Keys(items)) {
			item := items[id]
			if !item.DefaultPermissions || len(item.Above) > 0 {
				continue
			}
			steps := []Step{{Text: fmt.Sprintf("%s: %s", f.permission, f.because()), Fact: f.source}}
			steps = append(steps, listStep(typ.typ+" "+id, item)...)
			ways = append(ways, append(steps, declared(typ.typ+":"+id, item.Source)))
		}
	}
	return ways
}

// counts says whether something is granted to whoever created a thing, for
// having done so.
func (q *question) counts(place, creator string) bool {
	at := q.org.places[place]
	if at == nil {
		return false
	}
	h, ok := q.org.owners.of[creator]
	return ok && slices.ContainsFunc(at.origins, func(from origin) bool {
		by := q.index.row(from.row).Grant.By
		return len(by) > 0 && by[0] == "creator"
	}) && slices.ContainsFunc(at.grants, func(g grant) bool { return g.holder == holder(h) })
}

// roleSteps are the assignment of a role, and its permissions that give what
// is needed. A fixed role is one of Grafana's.
func (q *question) roleSteps(f finding, id string) [][]Step {
	x := q.index
	assigned := declared(fmt.Sprintf("role %s of %s", id, f.whose()), f.source)
	role, custom := x.data.Roles[id]
	if name, ok := strings.CutPrefix(id, "basic role "); ok {
		role, custom = x.data.BasicRoles[name].Add, true
		assigned = declared("change of the basic role "+name, f.source)
	}
	if !custom {
		return [][]Step{{assigned, {Text: fmt.Sprintf("%s at %s: a permission of the role", f.permission, f.place), Fact: "fixed role " + id + " of Grafana " + x.rows.Version}}}
	}
	var ways [][]Step
	for _, scope := range slices.Sorted(maps.Keys(role.Scopes)) {
		anywhere := f.row.Set == setOfRole(id, "anywhere")
		if !anywhere && f.row.Set != setOfRole(id, scope) {
			continue
		}
		for _, action := range slices.Sorted(maps.Keys(role.Scopes[scope])) {
			if action != f.permission && !x.rows.ActionSets[action][f.permission] {
				continue
			}
			text := fmt.Sprintf("%s with the scope %q", action, scope)
			if scope == "" {
				text = action
			}
			ways = append(ways, []Step{assigned, declared("its permission "+text, role.Scopes[scope][action])})
		}
	}
	return ways
}

// setOfRole is what the policies call the permissions of a role at a scope.
func setOfRole(id, scope string) string { return fmt.Sprintf("role %s at %q", id, scope) }
