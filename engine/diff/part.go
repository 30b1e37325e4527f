package diff

import (
	"cmp"
	"iter"
	"slices"

	"github.com/rolecall/rolecall/engine/authzen"
)

// A Part has a request for each of its subjects, actions and resources.
type Part struct {
	// Org is the label of the org in which the subjects ask.
	Org string
	// Actions are sorted.
	Actions []string
	// Creators reports whether each subject has created the resource.
	Creators bool

	subjects iter.Seq[Subjects]
	// askers is the number of subjects.
	askers    int
	resources [][]authzen.Resource
}

// Subjects are subjects of a class: one, or the users in sessions with the same groups.
type Subjects struct {
	authzen.Subject
	// Logins are the users in the session; nil for one subject.
	Logins []string
}

// With returns the part with subjects and resources. It shares the resources, which may be those of
// many parts, and iterates over the subjects when they are needed. Askers is the number of subjects:
// each login in a session is one.
func (p Part) With(subjects iter.Seq[Subjects], askers int, resources [][]authzen.Resource) Part {
	p.subjects, p.askers, p.resources = subjects, askers, resources
	return p
}

// Count returns the number of subjects.
func (s Subjects) Count() int { return max(1, len(s.Logins)) }

// Count returns the number of requests.
func (p Part) Count() int {
	things := 0
	for _, class := range p.resources {
		things += len(class)
	}
	return things * len(p.Actions) * p.askers
}

// Subjects returns the subjects, ordered by type and id, then by token and groups.
func (p Part) Subjects() []authzen.Subject {
	all := make([]authzen.Subject, 0, p.askers)
	for s := range p.subjects {
		if s.Logins == nil {
			all = append(all, s.Subject)
		}
		for _, login := range s.Logins {
			in := s.Subject
			in.ID = login
			all = append(all, in)
		}
	}
	slices.SortFunc(all, CompareSubjects)
	return all
}

// Resources returns the resources, ordered by type, id and place. What is asked without a
// resource is the zero Resource.
func (p Part) Resources() []authzen.Resource {
	all := slices.Concat(p.resources...)
	slices.SortFunc(all, CompareResources)
	return all
}

// CompareSubjects orders subjects by type and id, then by token and groups.
func CompareSubjects(a, b authzen.Subject) int {
	return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Token, b.Token),
		slices.Compare(a.Groups, b.Groups))
}

// CompareResources orders resources by type and id, then by dashboard, folder and creator.
func CompareResources(a, b authzen.Resource) int {
	return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Dashboard, b.Dashboard),
		cmp.Compare(a.Folder, b.Folder), cmp.Compare(a.CreatedBy, b.CreatedBy))
}

// First returns the first request of All; the zero Request for a group without parts.
func (g Group) First() authzen.Request {
	if len(g.Parts) == 0 {
		return authzen.Request{}
	}
	p := g.Parts[0]
	r := authzen.Request{Action: p.Actions[0], Org: p.Org}
	none := true
	for s := range p.subjects {
		if s.Logins != nil {
			s.ID = slices.Min(s.Logins)
		}
		if none || CompareSubjects(s.Subject, r.Subject) < 0 {
			r.Subject, none = s.Subject, false
		}
	}
	none = true
	for _, class := range p.resources {
		for _, one := range class {
			if none || CompareResources(one, r.Resource) < 0 {
				r.Resource, none = one, false
			}
		}
	}
	if p.Creators {
		r.Resource.CreatedBy = r.Subject.ID
	}
	return r
}

// All iterates over the requests of the group, ordered by part, subject, action and resource.
func (g Group) All() iter.Seq[authzen.Request] {
	return func(yield func(authzen.Request) bool) {
		for _, p := range g.Parts {
			resources := p.Resources()
			for _, s := range p.Subjects() {
				if !p.each(s, resources, yield) {
					return
				}
			}
		}
	}
}

// each yields the requests of a subject. It reports whether to go on.
func (p Part) each(s authzen.Subject, resources []authzen.Resource, yield func(authzen.Request) bool) bool {
	for _, action := range p.Actions {
		for _, r := range resources {
			if p.Creators {
				r.CreatedBy = s.ID
			}
			if !yield(authzen.Request{Subject: s, Action: action, Resource: r, Org: p.Org}) {
				return false
			}
		}
	}
	return true
}

// All iterates over all requests with their directions, ordered by subject, then by org, action
// and resource. It needs memory for those of one subject.
func (d Diff) All() iter.Seq2[Direction, authzen.Request] {
	type place struct{ group, part int }
	return func(yield func(Direction, authzen.Request) bool) {
		var subjects []authzen.Subject
		places := map[string][]place{}
		resources := map[place][]authzen.Resource{}
		for n, g := range d.Groups {
			for m, p := range g.Parts {
				at := place{n, m}
				resources[at] = p.Resources()
				for _, s := range p.Subjects() {
					key := subjectKey(s)
					if places[key] == nil {
						subjects = append(subjects, s)
					}
					places[key] = append(places[key], at)
				}
			}
		}
		slices.SortFunc(subjects, CompareSubjects)
		type change struct {
			Direction
			authzen.Request
		}
		for _, s := range subjects {
			var all []change
			for _, at := range places[subjectKey(s)] {
				g := d.Groups[at.group]
				g.Parts[at.part].each(s, resources[at], func(r authzen.Request) bool {
					all = append(all, change{g.Change, r})
					return true
				})
			}
			slices.SortFunc(all, func(a, b change) int {
				return cmp.Or(cmp.Compare(a.Org, b.Org), cmp.Compare(a.Action, b.Action), CompareResources(a.Resource, b.Resource))
			})
			for _, c := range all {
				if !yield(c.Direction, c.Request) {
					return
				}
			}
		}
	}
}

// subjectKey returns a text that no other subject has.
func subjectKey(s authzen.Subject) string {
	key := []byte(s.Type)
	for _, word := range append([]string{s.ID, s.Token}, s.Groups...) {
		key = append(append(key, 0), word...)
	}
	return string(key)
}
