package engine

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/internal/scopes"
)

// anyOther is the uid that stands for a dashboard that is not declared. No
// declared one can have it.
const anyOther = "*"

// resources are all that can be asked about in the org that is compared.
func (c *comparer) resources() []Resource {
	var all []Resource
	seen := map[Resource]bool{}
	for _, s := range []side{c.first, c.second} {
		if o := s.org(c.org); o != nil {
			for _, r := range askable(s.index, o) {
				if !seen[r] {
					seen[r] = true
					all = append(all, r)
				}
			}
		}
	}
	return all
}

// askable are the resources of an org: what is declared, folders and what is
// in them first, and then what no block declares.
func askable(x *index, o *orgIndex) []Resource {
	var declared, rest []Resource
	for _, t := range x.typesByName {
		switch {
		case t.declarable:
			for _, id := range o.things[t.number].ids {
				declared = append(declared, Resource{Type: t.name, ID: id})
			}
		case t.is == aUser:
			rest = appendEach(rest, t.name, x.logins)
		case t.is == anOrg:
			rest = appendEach(append(rest, Resource{Type: t.name}), t.name, x.orgLabels())
		case t.is == aRole:
			rest = appendEach(rest, t.name, x.roleIDs)
		default:
			rest = append(rest, Resource{Type: t.name})
			rest = appendEach(rest, t.name, scopedIDs(x, o, t))
		}
		if t.is == aDashboard {
			for _, folder := range slices.Sorted(maps.Keys(o.folders)) {
				rest = append(rest, Resource{Type: t.name, ID: anyOther, Folder: folder})
			}
		}
		rest = append(rest, hangingOn(x, o, t)...)
	}
	return append(declared, rest...)
}

func appendEach(all []Resource, typ string, ids []string) []Resource {
	for _, id := range ids {
		all = append(all, Resource{Type: typ, ID: id})
	}
	return all
}

// hangingOn are the resources of a type on each dashboard, declared or not,
// and in each folder.
func hangingOn(x *index, o *orgIndex, t *resourceType) []Resource {
	var all []Resource
	folders := slices.Sorted(maps.Keys(o.folders))
	if t.onDashboards {
		for _, id := range o.things[x.dashboards.number].ids {
			all = append(all, Resource{Type: t.name, Dashboard: id})
		}
		for _, folder := range folders {
			all = append(all, Resource{Type: t.name, Dashboard: anyOther, Folder: folder})
		}
	}
	if t.inFolders {
		for _, folder := range folders {
			all = append(all, Resource{Type: t.name, Folder: folder})
		}
	}
	return all
}

// scopedIDs are the ids of resources of a type that something is granted at:
// those of scopes, and one for each glob.
func scopedIDs(x *index, o *orgIndex, t *resourceType) []string {
	ids := map[string]bool{}
	add := func(place string) {
		for _, kind := range t.kinds() {
			for _, scope := range x.kindScopes[kind] {
				if word, ok := strings.CutPrefix(place, scope+":"); ok && word != "" && word != "*" {
					ids[scopes.Name(word)] = true
				}
			}
		}
	}
	for place := range o.places {
		add(place)
	}
	for _, g := range o.globs {
		add(wildcards.Replace(g.glob.where + g.glob.text))
	}
	return slices.Sorted(maps.Keys(ids))
}

// wildcards puts something that they match in the place of the wildcards of a
// glob.
var wildcards = strings.NewReplacer("**", "x", "*", "x", "?", "x")

// declared are the subjects of either side in the org that is compared.
func (c *comparer) declared() []Subject {
	var all []Subject
	seen := map[string]bool{}
	for _, s := range []side{c.first, c.second} {
		o := s.org(c.org)
		if o == nil {
			continue
		}
		for n := range o.subjects {
			if key := s.subjectKey(o, int32(n)); !seen[key] {
				seen[key] = true
				all = append(all, s.subjectOf(o, int32(n)))
			}
		}
	}
	return all
}

// variants are the declared subjects, with each of their tokens and, of those
// that hold the same, one in sessions with external groups.
func (c *comparer) variants() iter.Seq[Subject] {
	return func(yield func(Subject) bool) {
		seen := map[sessionClass]bool{}
		for _, s := range c.declared() {
			if !yield(s) {
				return
			}
			for _, token := range c.tokens(s) {
				with := s
				with.Token = token
				if !yield(with) {
					return
				}
			}
			if s.Type != "user" || len(c.sessions) == 0 {
				continue
			}
			class := c.sessionClass(s)
			if seen[class] {
				continue
			}
			seen[class] = true
			for _, groups := range c.sessions {
				in := s
				in.Groups = groups
				if !yield(in) {
					return
				}
			}
		}
	}
}

// A sessionClass is what tells users apart in sessions with the same groups.
type sessionClass struct {
	prints [2]int32
	admin  [2]bool
	// login is that of a user to whom something is granted by name.
	login string
}

func (c *comparer) sessionClass(s Subject) sessionClass {
	class := sessionClass{prints: c.prints(s)}
	key := authzen.Key(s.Type, s.ID)
	for i, side := range []side{c.first, c.second} {
		class.admin[i] = side.data.Users[key].GrafanaAdmin
		for _, o := range side.orgs {
			if _, ok := o.owners.of[key]; ok {
				class.login = s.ID
			}
		}
	}
	return class
}

// tokens are the names of the tokens of a subject, on either side.
func (c *comparer) tokens(s Subject) []string {
	names := map[string]bool{}
	for _, side := range []side{c.first, c.second} {
		if o := side.org(c.org); o != nil && s.Type != "user" {
			if declared := o.other(strings.TrimSuffix(s.Type+":"+s.ID, ":")); declared != nil && declared.credentials != nil {
				for name := range declared.credentials.tokens {
					names[name] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// findSessions are the external groups that sessions may bring: each that is
// spoken of. One that is mapped to an org role may let another count, of a team
// of that org, so these also come with each other one.
func (c *comparer) findSessions() [][]string {
	spoken, mapped := map[string]bool{}, map[string]bool{}
	for _, s := range []side{c.first, c.second} {
		for _, o := range s.orgs {
			for group := range o.data.Groups {
				spoken[group] = true
			}
		}
		for _, m := range s.data.OrgMappings {
			spoken[m.Group], mapped[m.Group] = true, true
		}
	}
	groups := slices.Sorted(maps.Keys(spoken))
	var all [][]string
	for i, group := range groups {
		all = append(all, []string{group})
		for _, other := range groups[i+1:] {
			if mapped[group] || mapped[other] {
				all = append(all, []string{group, other})
			}
		}
	}
	return all
}
