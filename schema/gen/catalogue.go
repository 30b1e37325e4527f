package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A row of a table of fixed roles, levels, sets or actions: only what the
// catalogue needs of it.
type row struct {
	Role        string       `json:"role"`
	Version     string       `json:"version"`
	Action      string       `json:"action"`
	Scopes      []string     `json:"scopes"`
	Permissions []permission `json:"permissions"`
	// Actions and Scope are those of a level or set.
	Actions    []string `json:"actions"`
	Scope      string   `json:"scope"`
	Set        string   `json:"set"`
	ScopeForms []string `json:"scope_forms"`
	LastSeen   string   `json:"last_seen"`
}

type permission struct {
	Action string `json:"action"`
	Scope  string `json:"scope"`
}

type table struct {
	Rows    []row `json:"rows"`
	Removed []row `json:"removed_or_renamed"`
}

// newest is the table of the newest Grafana's actions, whose names all
// versions are written with.
const newest = "13"

// versions returns the catalogue: of each version the actions that a role can hold
// with the scopes they take, and the fixed roles. The actions of a version are
// those of its fixed roles and levels, under their newest names; those of the
// newest are all that its documentation and code name.
func versions() catalogue.File {
	var coined struct {
		Coined  map[string]string `json:"coined"`
		Renamed map[string]string `json:"renamed"`
	}
	read(tables+"actions_coined.facts", &coined)
	var actions, levels, sets table
	read(tables+"actions.facts", &actions)
	read(tables+"folder_levels.facts", &levels)
	read(tables+"action_sets_latest.facts", &sets)

	var shapes map[schema.Version]struct {
		Names  map[string]string `json:"names"`
		Parted map[string]bool   `json:"parted"`
		Logins string            `json:"logins"`
	}
	read("../policies/versions/data.json", &shapes)

	var kinds struct {
		Types map[string]catalogue.Type `json:"types"`
	}
	read("../policies/kinds/data.json", &kinds)
	var roles struct {
		Renamed map[string]string `json:"renamed"`
	}
	read(tables+"fixed_roles_renamed.facts", &roles)

	file := catalogue.File{
		Types:        kinds.Types,
		RenamedRoles: roles.Renamed,
		Versions:     map[schema.Version]catalogue.Version{},
		Renamed:      coined.Renamed,
		Coined:       slices.Sorted(maps.Keys(coined.Coined)),
	}
	for version, source := range map[schema.Version]struct{ roles, levels string }{
		"8.0":  {"fixed_roles_8_0.facts", "8.0"},
		"8.5":  {"fixed_roles_8_5.facts", "8.5"},
		"9.3":  {"fixed_roles_9_3.facts", "9.3"},
		newest: {"fixed_roles_latest.facts", "latest"},
	} {
		var roles table
		read(tables+source.roles, &roles)
		v := collector{renamed: coined.Renamed, actions: map[string]map[string]bool{}}
		fixed := map[string]bool{}
		for _, r := range roles.Rows {
			fixed[r.Role] = true
			for _, p := range r.Permissions {
				v.add(p.Action, p.Scope)
			}
		}
		for _, r := range levels.Rows {
			if r.Version == source.levels {
				scope := wildcard(r.Scope)
				if scope == "" {
					continue // the levels of 8.0 are no actions
				}
				for _, a := range r.Actions {
					v.add(a, scope)
				}
			}
		}
		if version == newest {
			for _, r := range sets.Rows {
				for _, scope := range r.ScopeForms {
					v.add(r.Set, wildcard(scope))
				}
			}
			for _, r := range actions.Rows {
				v.add(r.Action, r.Scopes...)
			}
		} else {
			v.addOld(version, actions)
		}
		of := shapes[version]
		if with, ok := shapes[version+" with accesscontrol"]; ok {
			of = with // roles are what scopes are written for
		}
		file.Versions[version] = catalogue.Version{
			Actions:     v.sorted(),
			Names:       of.Names,
			Parted:      of.Parted,
			LowerLogins: of.Logins == "lower",
			FixedRoles:  slices.Sorted(maps.Keys(fixed)),
			FolderDepth: at[catalogue.FolderDepth](version, "folder_depth.facts"),
			Scopes:      at[catalogue.Dialect](version, "scope_dialects.facts"),
		}
	}
	return file
}

// at returns the row of a table that holds at a version: the last whose release is
// not after it, or the zero row.
func at[R any](version schema.Version, table string) (row R) {
	var all struct {
		Rows []json.RawMessage `json:"rows"`
	}
	read(tables+table, &all)
	for _, raw := range all.Rows {
		var of struct {
			Since schema.Version `json:"since"`
		}
		decode(raw, &of)
		if version.AtLeast(of.Since) {
			row = *new(R)
			decode(raw, &row)
		}
	}
	return row
}

// A collector gathers the actions of a version and their scopes.
type collector struct {
	renamed map[string]string
	actions map[string]map[string]bool
}

func (c *collector) add(action string, scopes ...string) {
	if name := c.renamed[action]; name != "" {
		action = name
	}
	if c.actions[action] == nil {
		c.actions[action] = map[string]bool{}
	}
	if len(scopes) == 0 {
		scopes = []string{""}
	}
	for _, scope := range scopes {
		c.actions[action][scope] = true
	}
}

// addOld adds to a version before the newest what its roles leave out: the
// actions that the tables have as gone since 8.5 and whose kind the version
// has, reading the status of access control, and, except in the dialect of
// 8.0, the scopes that an action takes in the newest version too.
func (c *collector) addOld(version schema.Version, all table) {
	kinds := map[string]bool{}
	for action := range c.actions {
		kinds[kind(action)] = true
	}
	bare := map[string]bool{}
	for _, r := range all.Rows {
		bare[r.Action] = bare[r.Action] || len(r.Scopes) == 0
	}
	if version != "9.3" {
		for _, r := range all.Removed {
			if r.LastSeen == "8.5" && kinds[kind(r.Action)] {
				c.add(r.Action, r.Scopes...)
				if bare[c.renamed[r.Action]] {
					c.add(r.Action)
				}
			}
		}
	}
	c.add("status:accesscontrol", "services:accesscontrol")
	if version == "8.0" {
		c.add("status:accesscontrol", "service:accesscontrol", "service:access-control", "service:*")
		return
	}
	for _, r := range all.Rows {
		// What takes no scope there takes none of the newest either.
		if scopes := c.actions[r.Action]; scopes != nil && !(len(scopes) == 1 && scopes[""]) {
			c.add(r.Action, r.Scopes...)
		}
	}
}

// kind returns the kind of thing that an action is about: the word before the colon,
// up to its first dot.
func kind(action string) string {
	kind, _, _ := strings.Cut(action, ":")
	kind, _, _ = strings.Cut(kind, ".")
	return kind
}

// wildcard returns a scope with a placeholder, as in folders:uid:<uid>, for all of
// its kind; empty for what is no scope.
func wildcard(scope string) string {
	before, _, found := strings.Cut(scope, "<")
	if !found || strings.Contains(before, " ") {
		return ""
	}
	return before + "*"
}

func (c *collector) sorted() map[string][]string {
	out := make(map[string][]string, len(c.actions))
	for action, scopes := range c.actions {
		out[action] = slices.Sorted(maps.Keys(scopes))
	}
	return out
}
