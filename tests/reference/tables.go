package reference

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// tables holds facts copied from Grafana's source code; each file names its sources.
//
//go:embed testdata/tables/*.json
var tables embed.FS

// A fixedRole is a role that comes with Grafana.
type fixedRole struct {
	Role string
	// DocsName is another name of the role, used in the documentation.
	DocsName    string `json:"docs_name"`
	UID         string
	Permissions []struct{ Action, Scope string }
	// DefaultGrants lists the basic roles that have it.
	DefaultGrants     []schema.OrgRole `json:"default_grants"`
	ConditionalGrants []struct {
		Grant, Replaces schema.OrgRole
		When            string
	} `json:"conditional_grants"`
	// Exclude lists the basic roles that a grant to a lower role does not reach.
	Exclude []schema.OrgRole
}

// A level is the permissions of a level of a resource.
type level struct {
	Resource, Version, Level string
	Actions                  []string
}

var (
	fixedRoles = map[string][]fixedRole{
		"8.0": rows[fixedRole]("fixed_roles_8_0"),
		"8.5": rows[fixedRole]("fixed_roles_8_5"),
		"9.3": rows[fixedRole]("fixed_roles_9_3"),
		"13":  rows[fixedRole]("fixed_roles_latest"),
	}
	levels = rows[level]("folder_levels")
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

// levelActions returns the actions of a level of a resource in a version. The levels of data sources are known
// for the newest version alone.
func levelActions(resource, version, name string) []string {
	if version == "13" || resource == "data source" {
		version = "latest"
	}
	var actions []string
	for _, l := range levels {
		if l.Resource == resource && l.Version == version && l.Level == name {
			for _, a := range l.Actions {
				actions = append(actions, newest(a))
			}
		}
	}
	return actions
}

// grantedTo returns the basic roles that have a fixed role: those that it is granted to and, for org roles, the
// roles above (9.3: pkg/services/accesscontrol/models.go:421-436, BuiltInRolesWithParents).
func (f fixedRole) grantedTo(w *schema.World) []schema.OrgRole {
	direct := slices.Clone(f.DefaultGrants)
	for _, c := range f.ConditionalGrants {
		switch {
		case strings.Contains(c.When, "viewers_can_edit"):
			if w.Grafana.ViewersCanEdit {
				direct = append(direct, c.Grant)
			}
		case strings.Contains(c.When, "editors_can_admin"):
			if w.Grafana.EditorsCanAdmin {
				direct = append(direct, c.Grant)
			}
		case strings.Contains(c.When, "registered only if"):
			direct = nil // [rbac] resources_with_seeded_wildcard_access is empty
		}
	}
	var held []schema.OrgRole
	for _, role := range direct {
		for _, up := range withParents(role) {
			if up == role || !slices.Contains(f.Exclude, up) {
				held = append(held, up)
			}
		}
	}
	return held
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

// scopeless reports whether an action has no scope in a version: fixed roles grant it, and never with a scope.
func scopeless(version, action string) bool {
	given := false
	for _, f := range fixedRoles[version] {
		for _, p := range f.permissions() {
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

// FixedRoles returns the names of the fixed roles of a version, in the order of
// Grafana's table.
func FixedRoles(version string) []string {
	var names []string
	for _, f := range fixedRoles[version] {
		names = append(names, f.Role)
	}
	return names
}

// KnownActions returns the sorted actions that fixed roles of some versions grant or that a rule decides about.
func KnownActions(versions ...string) []string {
	all := map[string]bool{}
	for _, version := range versions {
		for _, f := range fixedRoles[version] {
			for _, p := range f.Permissions {
				all[p.Action], all[newest(p.Action)] = true, true
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
