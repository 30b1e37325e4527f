package compare

import (
	"iter"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/internal/askable"
	"github.com/rolecall/rolecall/engine/internal/askers"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/representatives"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
)

// declaredOnly returns what a side alone declares.
func (c *comparer) declaredOnly(side int) diff.Declared {
	only := diff.Declared{Subjects: []diff.Item{}, Resources: []diff.Item{}}
	mine, other := c.sides[side], c.sides[1-side]
	for id := range notIn(mine.Logins, other.Logins) {
		only.Subjects = append(only.Subjects, diff.Item{Type: askers.UserType, ID: id})
	}
	for id := range notIn(mine.RoleIDs, other.RoleIDs) {
		if !mine.Rows.FixedRoles[id] {
			only.Resources = append(only.Resources, diff.Item{Type: "role", ID: id})
		}
	}
	for _, p := range c.pairs {
		if p.Numbers[side] < 0 {
			continue
		}
		o, there := mine.Orgs[p.Numbers[side]], &index.Org{}
		if n := p.Numbers[1-side]; n >= 0 {
			there = other.Orgs[n]
		} else {
			only.Resources = append(only.Resources, diff.Item{Type: askable.OrgType, ID: p.Name})
		}
		for key := range notIn(o.OtherKeys, there.OtherKeys) {
			typ, id, _ := strings.Cut(key, ":")
			only.Subjects = append(only.Subjects, diff.Item{Org: p.Name, Type: typ, ID: id})
		}
		for _, t := range mine.TypesByName {
			if t.Declarable {
				only.Resources = append(only.Resources, things(t, o, there, p.Name)...)
			}
		}
	}
	slices.SortFunc(only.Subjects, compareItems)
	slices.SortFunc(only.Resources, compareItems)
	return only
}

// things returns the resources of a type that an org has and another has not.
func things(t *vocabulary.ResourceType, o, there *index.Org, org string) []diff.Item {
	var others []string
	if there.Things != nil {
		others = there.Things[t.Number].IDs
	}
	var all []diff.Item
	for id := range notIn(o.Things[t.Number].IDs, others) {
		if t.Shape != vocabulary.FolderShape || id != representatives.General {
			all = append(all, diff.Item{Org: org, Type: t.Name, ID: id})
		}
	}
	return all
}

// notIn iterates over the names of a sorted list that another does not have.
func notIn(names, others []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for name, at := range askers.EachOfBoth(names, others) {
			if at[1] < 0 && !yield(name) {
				return
			}
		}
	}
}
