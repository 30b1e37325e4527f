package reference

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/rolecall/rolecall/schema"
)

// tables holds facts from Grafana's source code, its documentation and recorded servers; each file
// names its sources.
//
//go:embed testdata/tables/*.json
var tables embed.FS

// A span is the release that brought something, and the one that ended it, which is empty if it
// has not ended.
type span struct{ since, until schema.Version }

// UnmarshalText reads a span, as in "10.2-12.1" or "11.0-".
func (s *span) UnmarshalText(text []byte) error {
	since, until, ok := strings.Cut(string(text), "-")
	if !ok {
		return fmt.Errorf("%q is no span", text)
	}
	s.since, s.until = schema.Version(since), schema.Version(until)
	return nil
}

// holds reports whether a release is in the span.
func (s span) holds(release schema.Version) bool {
	return release.AtLeast(s.since) && (s.until == "" || release.Before(s.until))
}

// anyHolds reports whether a release is in one of the spans, of which there may be none.
func anyHolds(spans []span, release schema.Version) bool {
	return len(spans) == 0 || slices.ContainsFunc(spans, func(s span) bool { return s.holds(release) })
}

// A dated value is one or more words, and the last may be a span.
type dated struct {
	words []string
	spans []span
}

func (d *dated) UnmarshalJSON(text []byte) error {
	if err := json.Unmarshal(text, &d.words); err != nil {
		return err
	}
	last := len(d.words) - 1
	if i := strings.LastIndex(d.words[last], "-"); i <= 0 || last == 0 || strings.ContainsFunc(d.words[last], func(c rune) bool {
		return !strings.ContainsRune("0123456789.-", c)
	}) {
		return nil
	}
	var s span
	d.spans = []span{s}
	err := d.spans[0].UnmarshalText([]byte(d.words[last]))
	d.words = d.words[:last]
	return err
}

// A roleRow is a fixed role in all releases.
type roleRow struct {
	Role string
	// DocsName is another name of the role, used in the documentation.
	DocsName string `json:"docs_name"`
	UID      string
	Spans    []span
	// Grants lists the basic roles that have it; When is the setting that a grant needs.
	Grants []struct {
		To   schema.OrgRole
		When string
		Span *span
	}
	// Permissions are an action, a scope and perhaps a span.
	Permissions []dated
}

// A fixedRole is a role that comes with a release of Grafana.
type fixedRole struct {
	role, docsName, uid string
	grants              []grant
	// licensed reports whether only a server with a licence has the role.
	licensed    bool
	permissions []permission
}

// A grant gives a fixed role to a basic role, if a setting is on or when is empty.
type grant struct {
	to   schema.OrgRole
	when string
}

// A levelRow is a level of a resource in all releases.
type levelRow struct {
	Resource, Level string
	Actions         []dated
}

var (
	roleRows  = rows[roleRow]("fixed_roles")
	levelRows = rows[levelRow]("levels")
	// licensedRoles holds the fixed roles that only a server with a licence has.
	licensedRoles = read[struct{ Licensed []string }]("fixed_roles").Licensed
	// renamed holds older names of actions.
	renamed = read[struct{ Renamed map[string]string }]("actions_coined").Renamed
)

func rows[T any](name string) []T { return read[struct{ Rows []T }](name).Rows }

func read[T any](name string) T {
	var table T
	text, err := tables.ReadFile("testdata/tables/" + name + ".json")
	if err == nil {
		err = json.Unmarshal(text, &table)
	}
	if err != nil {
		panic(fmt.Sprintf("table %s: %v", name, err))
	}
	return table
}

// newest returns the newest name of an action.
func newest(action string) string {
	if name, ok := renamed[action]; ok {
		return name
	}
	return action
}

// ofReleases holds the fixed roles of releases, by release.
var ofReleases sync.Map

// fixedRoles returns the fixed roles of a release.
func fixedRoles(release schema.Version) []fixedRole {
	if known, ok := ofReleases.Load(release); ok {
		return known.([]fixedRole)
	}
	var roles []fixedRole
	for _, row := range roleRows {
		if !anyHolds(row.Spans, release) {
			continue
		}
		f := fixedRole{role: row.Role, docsName: row.DocsName, licensed: slices.Contains(licensedRoles, row.Role)}
		if release.AtLeast("10.2") {
			f.uid = row.UID // grafana/grafana pull request 76239: made of the name
		}
		for _, g := range row.Grants {
			if g.Span == nil || g.Span.holds(release) {
				f.grants = append(f.grants, grant{g.To, g.When})
			}
		}
		for _, p := range row.Permissions {
			if anyHolds(p.spans, release) {
				f.permissions = append(f.permissions, permission{action: newest(p.words[0]), scope: p.words[1]})
			}
		}
		roles = append(roles, f)
	}
	ofReleases.Store(release, roles)
	return roles
}

// levelActions returns the actions of a level of a resource in a release.
func levelActions(resource string, release schema.Version, name string) []string {
	var actions []string
	for _, l := range levelRows {
		if l.Resource != resource || l.Level != name {
			continue
		}
		for _, a := range l.Actions {
			if anyHolds(a.spans, release) {
				actions = append(actions, a.words[0])
			}
		}
	}
	return actions
}

// grantedTo returns the basic roles that have a fixed role: those that it is granted to and, for org roles, the
// roles above (9.3: pkg/services/accesscontrol/models.go:421-436, BuiltInRolesWithParents).
func (f fixedRole) grantedTo(w *schema.World) []schema.OrgRole {
	if f.licensed && !licensed(w) {
		return nil
	}
	var held []schema.OrgRole
	for _, g := range f.grants {
		if g.when == "" || g.when == "viewers_can_edit" && w.Grafana.ViewersCanEdit || g.when == "editors_can_admin" && w.Grafana.EditorsCanAdmin {
			held = append(held, withParents(g.to)...)
		}
	}
	return held
}

// licensed reports whether the server has a licence: Enterprise and Cloud have one, and custom roles, assignments,
// other permissions of basic roles, permissions of data sources and team sync take one (grafana.com/docs, Grafana
// Enterprise).
func licensed(w *schema.World) bool {
	if !w.Grafana.EditionRange.Empty() {
		return w.Grafana.Edition != "oss"
	}
	return len(w.Roles)+len(w.RoleAssignments)+len(w.BasicRoles) > 0 ||
		slices.ContainsFunc(w.DataSources, func(s *schema.DataSource) bool { return len(s.Permissions.Entries) > 0 }) ||
		slices.ContainsFunc(w.Teams, func(t *schema.Team) bool { return len(t.ExternalGroups) > 0 })
}

// withParents returns a basic role and the roles that a grant to it reaches.
func withParents(role schema.OrgRole) []schema.OrgRole {
	switch role {
	case schema.Viewer:
		return []schema.OrgRole{schema.Viewer, schema.Editor, schema.Admin}
	case schema.Editor:
		return []schema.OrgRole{schema.Editor, schema.Admin}
	default:
		return []schema.OrgRole{role}
	}
}

// scopeless reports whether an action has no scope in a release: fixed roles grant it, and never with a scope.
func scopeless(release schema.Version, action string) bool {
	given := false
	for _, f := range fixedRoles(release) {
		for _, p := range f.permissions {
			if p.action == action {
				given = true
				if p.scope != "" {
					return false
				}
			}
		}
	}
	return given
}

// FixedRoles returns the sorted names of the fixed roles of a version.
func FixedRoles(version string) []string {
	var names []string
	for _, f := range fixedRoles(schema.Version(version).Release()) {
		names = append(names, f.role)
	}
	return names
}

// KnownActions returns the sorted actions that fixed roles of some versions grant, those of all versions if none
// is given, and the ones that a rule decides about.
func KnownActions(versions ...string) []string {
	all := map[string]bool{}
	releases := schema.Versions
	if len(versions) > 0 {
		releases = nil
	}
	for _, version := range versions {
		releases = append(releases, schema.Version(version).Release())
	}
	for _, row := range roleRows {
		for _, p := range row.Permissions {
			if slices.ContainsFunc(releases, func(r schema.Version) bool { return anyHolds(row.Spans, r) && anyHolds(p.spans, r) }) {
				all[p.words[0]], all[newest(p.words[0])] = true, true
			}
		}
	}
	for action := range read[struct{ Coined map[string]string }]("actions_coined").Coined {
		all[action] = true
	}
	for _, action := range []string{"status:accesscontrol", "serviceaccounts:create", "snapshots:read", "snapshots:create", "snapshots:delete",
		"library.panels:create", "library.panels:read", "library.panels:write", "library.panels:delete", "no.such:thing", "dashboards"} {
		all[action] = true
	}
	return slices.Sorted(maps.Keys(all))
}
