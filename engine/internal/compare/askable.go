package compare

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/internal/scopes"
)

// anyOther is the uid that stands for a dashboard that is not declared. No
// declared one can have it.
const anyOther = "*"

// resources returns all resources of the compared org that requests can name.
func (c *comparer) resources() []authzen.Resource {
	var all []authzen.Resource
	seen := map[authzen.Resource]bool{}
	for _, s := range []side{c.first, c.second} {
		if o := s.Org(c.org); o != nil {
			for _, r := range askable(s.Index, o) {
				if !seen[r] {
					seen[r] = true
					all = append(all, r)
				}
			}
		}
	}
	return all
}

// askable returns the resources of an org: declared ones, with folders and their contents
// first, and then those that no block declares.
func askable(x *index.Index, o *index.Org) []authzen.Resource {
	var declared, rest []authzen.Resource
	for _, t := range x.TypesByName {
		switch {
		case t.Declarable:
			for _, id := range o.Things[t.Number].IDs {
				declared = append(declared, authzen.Resource{Type: t.Name, ID: id})
			}
		case t.Shape == vocabulary.UserShape:
			rest = appendEach(rest, t.Name, x.Logins)
		case t.Shape == vocabulary.OrgShape:
			rest = appendEach(append(rest, authzen.Resource{Type: t.Name}), t.Name, x.OrgLabels())
		case t.Shape == vocabulary.RoleShape:
			rest = appendEach(rest, t.Name, x.RoleIDs)
		default:
			rest = append(rest, authzen.Resource{Type: t.Name})
			rest = appendEach(rest, t.Name, scopedIDs(x, o, t))
		}
		if t.Shape == vocabulary.DashboardShape {
			for _, folder := range slices.Sorted(maps.Keys(o.Folders)) {
				rest = append(rest, authzen.Resource{Type: t.Name, ID: anyOther, Folder: folder})
			}
		}
		rest = append(rest, hangingOn(x, o, t)...)
	}
	return append(declared, rest...)
}

func appendEach(all []authzen.Resource, typ string, ids []string) []authzen.Resource {
	for _, id := range ids {
		all = append(all, authzen.Resource{Type: typ, ID: id})
	}
	return all
}

// hangingOn returns the resources of a type on each dashboard, declared or not, and in each
// folder.
func hangingOn(x *index.Index, o *index.Org, t *vocabulary.ResourceType) []authzen.Resource {
	var all []authzen.Resource
	folders := slices.Sorted(maps.Keys(o.Folders))
	if t.OnDashboards {
		for _, id := range o.Things[x.Dashboards.Number].IDs {
			all = append(all, authzen.Resource{Type: t.Name, Dashboard: id})
		}
		for _, folder := range folders {
			all = append(all, authzen.Resource{Type: t.Name, Dashboard: anyOther, Folder: folder})
		}
	}
	if t.InFolders {
		for _, folder := range folders {
			all = append(all, authzen.Resource{Type: t.Name, Folder: folder})
		}
	}
	return all
}

// scopedIDs returns the ids of resources of a type at which something is granted: the ids
// in scopes, and one for each glob.
func scopedIDs(x *index.Index, o *index.Org, t *vocabulary.ResourceType) []string {
	ids := map[string]bool{}
	add := func(place string) {
		for _, kind := range t.Kinds() {
			for _, scope := range x.KindScopes[kind] {
				if word, ok := strings.CutPrefix(place, scope+":"); ok && word != "" && word != "*" {
					ids[scopes.Name(word)] = true
				}
			}
		}
	}
	for place := range o.Places {
		add(place)
	}
	for _, g := range o.Globs {
		add(wildcards.Replace(g.Glob.Where + g.Glob.Text))
	}
	return slices.Sorted(maps.Keys(ids))
}

// wildcards replaces the wildcards of a glob by text that they match.
var wildcards = strings.NewReplacer("**", "x", "*", "x", "?", "x")

// declared returns the subjects of either side in the compared org.
func (c *comparer) declared() []authzen.Subject {
	var all []authzen.Subject
	seen := map[string]bool{}
	for _, s := range []side{c.first, c.second} {
		o := s.Org(c.org)
		if o == nil {
			continue
		}
		for n := range o.Subjects {
			if key := s.SubjectKey(o, int32(n)); !seen[key] {
				seen[key] = true
				all = append(all, s.SubjectOf(o, int32(n)))
			}
		}
	}
	return all
}

// variants returns the declared subjects, with each of their tokens and, for one of the
// users with the same access, in sessions with external groups.
func (c *comparer) variants() iter.Seq[authzen.Subject] {
	return func(yield func(authzen.Subject) bool) {
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

// A sessionClass holds the properties that tell users apart in sessions with the same
// groups.
type sessionClass struct {
	prints [2]int32
	admin  [2]bool
	// login is the login of a user with grants by name; empty for others.
	login string
}

func (c *comparer) sessionClass(s authzen.Subject) sessionClass {
	class := sessionClass{prints: c.prints(s)}
	key := authzen.Key(s.Type, s.ID)
	for i, side := range []side{c.first, c.second} {
		class.admin[i] = side.Data.Users[key].GrafanaAdmin
		for _, o := range side.Orgs {
			if _, ok := o.Owners.Of[key]; ok {
				class.login = s.ID
			}
		}
	}
	return class
}

// tokens returns the names of the tokens of a subject, on either side.
func (c *comparer) tokens(s authzen.Subject) []string {
	names := map[string]bool{}
	for _, side := range []side{c.first, c.second} {
		if o := side.Org(c.org); o != nil && s.Type != "user" {
			if declared := o.Other(strings.TrimSuffix(s.Type+":"+s.ID, ":")); declared != nil && declared.Credentials != nil {
				for name := range declared.Credentials.Tokens {
					names[name] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// findSessions finds the external groups to compare sessions with: each group that either
// side names. A group that is mapped to an org role may make the groups of teams of that
// org count, so it also comes together with each other group.
func (c *comparer) findSessions() [][]string {
	spoken, mapped := map[string]bool{}, map[string]bool{}
	for _, s := range []side{c.first, c.second} {
		for _, o := range s.Orgs {
			for group := range o.Data.Groups {
				spoken[group] = true
			}
		}
		for _, m := range s.Data.OrgMappings {
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
