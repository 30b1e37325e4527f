package compare

import (
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/internal/scopes"
)

// anyOther is the uid that stands for a dashboard that is not declared. No
// declared one can have it.
const anyOther = "*"

// resources returns all resources of the compared org that requests can name. Orgs go by
// pair.name.
func (c *comparer) resources() []authzen.Resource {
	var all []authzen.Resource
	seen := map[authzen.Resource]bool{}
	for i, s := range c.sides {
		n := c.org.numbers[i]
		if n < 0 {
			continue
		}
		for _, r := range askable(s.Index, s.Orgs[n]) {
			if !seen[r] {
				seen[r] = true
				all = append(all, r)
			}
		}
	}
	for _, p := range c.pairs {
		if p != c.org {
			all = append(all, authzen.Resource{Type: orgType, ID: p.name})
		}
	}
	return append(all, authzen.Resource{})
}

const orgType = "org"

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
		case t.Shape == vocabulary.OrgShape: // resources has the other orgs
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

// declared returns the subjects of either side in the compared org, ordered by type and id.
func (c *comparer) declared() []authzen.Subject {
	var all []authzen.Subject
	for i, s := range c.sides {
		if n := c.org.numbers[i]; n >= 0 {
			o := s.Orgs[n]
			for n := range o.Subjects {
				all = append(all, s.SubjectOf(o, int32(n)))
			}
		}
	}
	slices.SortFunc(all, diff.CompareSubjects)
	return slices.CompactFunc(all, func(a, b authzen.Subject) bool { return diff.CompareSubjects(a, b) == 0 })
}

// variants returns the declared subjects, with each of their tokens, and users in sessions
// with external groups: users with the same access together.
func (c *comparer) variants() []variant {
	var all []variant
	var classes []*sessionUsers
	known := map[sessionClass]*sessionUsers{}
	for _, s := range c.declared() {
		all = append(all, variant{Subject: s})
		for _, token := range c.tokens(s) {
			with := s
			with.Token = token
			all = append(all, variant{Subject: with})
		}
		if s.Type != userType || len(c.sessions) == 0 {
			continue
		}
		class := c.sessionClass(s)
		if known[class] == nil {
			known[class] = &sessionUsers{}
			classes = append(classes, known[class])
		}
		known[class].logins = append(known[class].logins, s.ID)
	}
	for _, class := range classes {
		for _, groups := range c.sessions {
			all = append(all, variant{authzen.Subject{Type: userType, ID: class.logins[0], Groups: groups}, class.logins})
		}
	}
	return all
}

// sessionUsers are the users of a session class.
type sessionUsers struct{ logins []string }

// A sessionClass holds the properties that tell users apart in sessions with the same
// groups.
type sessionClass struct {
	prints [2]int32
	admin  [2]bool
	// login is the login of a user with grants by name; empty for others.
	login string
}

func (c *comparer) sessionClass(s authzen.Subject) sessionClass {
	var class sessionClass
	key := authzen.Key(s.Type, s.ID)
	for i, x := range c.sides {
		on, _ := c.asker(i, s) // which fails for sessions alone
		class.prints[i], class.admin[i] = on.print, x.Data.Users[key].GrafanaAdmin
		for _, o := range x.Orgs {
			if _, ok := o.Owners.Of[key]; ok {
				class.login = s.ID
			}
			if _, ok := o.Owners.Of[policy.Outside+key]; ok {
				class.login = s.ID
			}
		}
	}
	return class
}

// tokens returns the names of the tokens of a subject, on either side.
func (c *comparer) tokens(s authzen.Subject) []string {
	names := map[string]bool{}
	for i, x := range c.sides {
		if n := c.org.numbers[i]; n >= 0 && s.Type != userType {
			if declared := x.Orgs[n].Other(strings.TrimSuffix(s.Type+":"+s.ID, ":")); declared != nil && declared.Credentials != nil {
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
	for _, s := range c.sides {
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
