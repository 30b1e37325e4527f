package engine

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/loaded"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/schema"
)

// A View is one configuration, as it was loaded. It never changes, so all of its
// answers are about the same configuration. It is safe for concurrent use.
//
// The zero View and a nil one have no configuration: methods that return an error
// return one, lists have a Problem, and all other results are empty.
type View struct {
	// config has no Matcher if the View has no configuration.
	config loaded.Configuration
	// warnings are about files.
	warnings hcl.Diagnostics
	files    map[string]*hcl.File
	// world is nil unless it is kept.
	world *schema.World
	// path is the folder or bundle that was opened, absolute; empty for none.
	path string
	// observer is nil if nobody observes decisions.
	observer func(context.Context, Observation)
	// replaced is closed when the engine answers from another View.
	replaced chan struct{}
}

// ready returns an error if nothing can be asked of a View: it is the zero View or nil.
func (v *View) ready() error {
	if v == nil || v.config.Matcher == nil {
		return errNoEngine
	}
	return nil
}

// asked is ready for a question with a context.
func (v *View) asked(ctx context.Context) error {
	if err := ended(ctx); err != nil {
		return err
	}
	return v.ready()
}

// Actions returns the actions that Grafana checks on resources of a type, by their
// newest names, sorted. An action of the type "org" is asked without a resource or on another
// org, and is not about the server. Actions returns none for a type that is not known, and
// for no type all actions that Grafana has.
func (v *View) Actions(resourceType string) []string {
	switch {
	case v.ready() != nil:
		return nil
	case resourceType == "":
		return slices.Clone(v.config.Matcher.ActionNames)
	}
	return v.config.Matcher.ActionsOf(resourceType)
}

// Asks returns what an action asks without a resource, as a phrase: "list teams" for
// teams:read. It is empty for an action that Grafana asks of resources alone, and for an
// unknown one.
func (v *View) Asks(action string) string {
	if v.ready() != nil {
		return ""
	}
	return v.config.Matcher.Rows.Asks[v.config.Matcher.Newest(action)]
}

// Types returns the types of subjects and of resources that a request can have, sorted.
func (v *View) Types() (subjects, resources []string) {
	if v.ready() != nil {
		return nil, nil
	}
	for _, t := range v.config.Matcher.TypesByName {
		resources = append(resources, t.Name)
	}
	return slices.Sorted(maps.Keys(v.config.Matcher.Rows.SubjectTypes)), resources
}

// Names returns Grafana's names of the subjects or resources of a type in an org, as a
// request has them, sorted: logins, uids, names. Users in an org are its members. The
// names of the type "org" are the labels of all orgs. The org goes by its label or name;
// for an empty one the names are those of all orgs. An unknown org has none, nor has a
// type that a configuration cannot declare.
func (v *View) Names(typ, org string) []string {
	if v.ready() != nil {
		return nil
	}
	m := v.config.Matcher
	o := m.Org(org)
	if o == nil && org != "" {
		return nil
	}
	return m.Names(typ, o)
}

// Roles returns the roles of an org that WhatCan takes as a subject, sorted: the org roles that
// the release has, "Grafana Admin", the fixed roles, and the custom roles of the org. The org
// goes by its label or name; for an empty one the custom roles are those of all orgs. An
// unknown org has no roles.
func (v *View) Roles(org string) []string {
	if v.ready() != nil || org != "" && v.config.Matcher.Org(org) == nil {
		return nil
	}
	roles := append(v.Names("role", org), string(schema.GrafanaAdmin))
	for role, has := range v.config.Matcher.Rows.OrgRoles {
		if has {
			roles = append(roles, role)
		}
	}
	slices.Sort(roles)
	return slices.Compact(roles)
}

// Members returns the users that count as members of a team, ordered by login: the
// users in its lists, and its creator where Grafana makes creators members. Disabled users and
// users outside the org do not count. The org goes by its label or name, the team
// by its name. An unknown org or team has no members.
func (v *View) Members(org, team string) []Subject {
	if v.ready() != nil {
		return nil
	}
	m := v.config.Matcher
	o := m.Org(org)
	if o == nil {
		return nil
	}
	var members []Subject
	for _, login := range m.Members(o, team) {
		members = append(members, Subject{Type: "user", ID: login})
	}
	return members
}

// IsMember reports whether a subject is in an org, in a session with its groups: where groups are
// mapped to roles, they decide rather than what is declared. The org goes by its label or name. Subjects
// that are not declared or are disabled are in no org. The error is the context's, or that of the
// policies of a bundle.
func (v *View) IsMember(ctx context.Context, org string, s Subject) (bool, error) {
	if err := v.asked(ctx); err != nil {
		return false, err
	}
	q, p, err := v.config.Matcher.MatchSubject(ctx, &Request{Subject: s, Org: org})
	return err == nil && p == access.NoProblem && q.Subject.Member, err
}

// Warnings returns the warnings about the configuration, and the files that they
// are about, by path below the root of the configuration. Both are empty for a
// bundle. The files have their text and the names of the blocks around the
// warnings, for printing source lines, but no Body. Neither must be changed.
func (v *View) Warnings() (hcl.Diagnostics, map[string]*hcl.File) {
	if v.ready() != nil {
		return nil, nil
	}
	return v.warnings, v.files
}

// Edition returns the edition of Grafana that the configuration is for, the place of what
// decides it, as file:line, and whether this is where the edition is declared. Otherwise it
// is the first thing that needs a licence; empty if nothing does.
func (v *View) Edition() (edition, at string, declared bool) {
	if v.ready() != nil {
		return "", "", false
	}
	g := &v.config.Matcher.Data.Grafana
	if at := g.DeclaredEdition(); at != "" {
		return g.Edition, at, true
	}
	return g.Edition, g.Sources[document.Licence], false
}

// World returns the world that was loaded, with the option WithWorld. It is nil
// without that option, and for a bundle. It must not be changed.
func (v *View) World() *schema.World {
	if v.ready() != nil {
		return nil
	}
	return v.world
}

// Path returns the absolute path of the folder or bundle that was opened. It is
// empty for a View of a file system, a world or a bundle in memory.
func (v *View) Path() string {
	if v.ready() != nil {
		return ""
	}
	return v.path
}
