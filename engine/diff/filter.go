package diff

import (
	"maps"
	"slices"

	"github.com/rolecall/rolecall/engine/authzen"
)

// A Filter reports what to keep of a diff. A nil function keeps all.
type Filter struct {
	Org      func(label string) bool
	Subject  func(authzen.Subject) bool
	Action   func(string) bool
	Resource func(authzen.Resource) bool
}

// Filter returns the groups, parts and requests that a filter keeps. Notes and what is declared on
// one side only stay as they are.
func (d Diff) Filter(f Filter) Diff {
	all := d.Groups
	d.Groups, d.Gained, d.Lost = nil, 0, 0
	for _, g := range all {
		if f.Org != nil && !f.Org(g.Org) {
			continue
		}
		parts := g.Parts
		g.Parts, g.Count = nil, 0
		for _, p := range parts {
			if p = p.filter(f); p.Count() > 0 {
				g.Parts = append(g.Parts, p)
				g.Count += p.Count()
			}
		}
		if g.Count == 0 {
			continue
		}
		at := g.Example.Time
		for r := range g.All() {
			g.Example = r
			g.Example.Time = at
			break
		}
		if d.Groups = append(d.Groups, g); g.Change == Gained {
			d.Gained += g.Count
		} else {
			d.Lost += g.Count
		}
	}
	return d
}

func (p Part) filter(f Filter) Part {
	kept := Part{Actions: keep(p.Actions, f.Action), Creators: p.Creators}
	for _, s := range p.subjects {
		if s.Logins == nil {
			if f.Subject == nil || f.Subject(s.Subject) {
				kept.subjects = append(kept.subjects, s)
			}
			continue
		}
		s.Logins = slices.DeleteFunc(slices.Clone(s.Logins), func(login string) bool {
			in := s.Subject
			in.ID = login
			return f.Subject != nil && !f.Subject(in)
		})
		if len(s.Logins) > 0 {
			kept.subjects = append(kept.subjects, s)
		}
	}
	for _, class := range p.resources {
		if class = keep(class, f.Resource); len(class) > 0 {
			kept.resources = append(kept.resources, class)
		}
	}
	return kept
}

func keep[T any](list []T, such func(T) bool) []T {
	if such == nil {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), func(item T) bool { return !such(item) })
}

// Total returns the subjects, the actions and the resources of all parts together. It may have
// requests that the group does not have.
func (g Group) Total() Part {
	var all Part
	actions := map[string]bool{}
	subjects, resources := map[string]bool{}, map[authzen.Resource]bool{}
	for _, p := range g.Parts {
		for _, action := range p.Actions {
			actions[action] = true
		}
		for _, s := range p.Subjects() {
			if key := subjectKey(s); !subjects[key] {
				subjects[key] = true
				all.subjects = append(all.subjects, Subjects{Subject: s})
			}
		}
		for _, class := range p.resources {
			for _, r := range class {
				if !resources[r] {
					resources[r] = true
					all.resources = append(all.resources, []authzen.Resource{r})
				}
			}
		}
	}
	all.Actions = slices.Sorted(maps.Keys(actions))
	return all
}
