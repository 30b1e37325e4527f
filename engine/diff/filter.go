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
		parts := g.Parts
		g.Parts, g.Count = nil, 0
		for _, p := range parts {
			if f.Org != nil && !f.Org(p.Org) {
				continue
			}
			if p = p.filter(f); p.Count() > 0 {
				g.Parts = append(g.Parts, p)
				g.Count += p.Count()
			}
		}
		if g.Count == 0 {
			continue
		}
		at := g.Example.Time
		g.Example = g.First()
		g.Example.Time = at
		if d.Groups = append(d.Groups, g); g.Change == Gained {
			d.Gained += g.Count
		} else {
			d.Lost += g.Count
		}
	}
	return d
}

func (p Part) filter(f Filter) Part {
	kept := p
	kept.Actions, kept.resources = keep(p.Actions, f.Action), nil
	if f.Subject != nil {
		kept.setSubjects(p.keep(f.Subject))
	}
	for _, class := range p.resources {
		if class = keep(class, f.Resource); len(class) > 0 {
			kept.resources = append(kept.resources, class)
		}
	}
	return kept
}

// keep returns the subjects that a filter keeps.
func (p Part) keep(such func(authzen.Subject) bool) []Subjects {
	var kept []Subjects
	for s := range p.subjects {
		if s.Logins == nil {
			if such(s.Subject) {
				kept = append(kept, s)
			}
			continue
		}
		s.Logins = slices.DeleteFunc(slices.Clone(s.Logins), func(login string) bool {
			in := s.Subject
			in.ID = login
			return !such(in)
		})
		if len(s.Logins) > 0 {
			kept = append(kept, s)
		}
	}
	return kept
}

func (p *Part) setSubjects(all []Subjects) {
	p.subjects, p.askers = slices.Values(all), 0
	for _, s := range all {
		p.askers += s.Count()
	}
}

func keep[T any](list []T, such func(T) bool) []T {
	if such == nil {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), func(item T) bool { return !such(item) })
}

// Orgs returns the labels of the orgs of the parts, sorted.
func (g Group) Orgs() []string {
	var all []string
	for _, p := range g.Parts {
		all = append(all, p.Org)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Total returns the subjects, the actions and the resources of all parts together, in no org. It
// may have requests that the group does not have.
func (g Group) Total() Part {
	var all Part
	var found []Subjects
	actions := map[string]bool{}
	subjects, resources := map[string]bool{}, map[authzen.Resource]bool{}
	for _, p := range g.Parts {
		for _, action := range p.Actions {
			actions[action] = true
		}
		for _, s := range p.Subjects() {
			if key := subjectKey(s); !subjects[key] {
				subjects[key] = true
				found = append(found, Subjects{Subject: s})
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
	all.setSubjects(found)
	all.Actions = slices.Sorted(maps.Keys(actions))
	return all
}
