package main

import (
	"log"
	"slices"
	"strings"
)

// facts is the document data.rolecall.facts, from which derive/rbac makes the
// tables of the versions with fine-grained access control: by version the
// fixed roles, which basic roles they are granted to, and what the levels of
// lists give.
func facts() map[string]versionFacts {
	all := map[string]versionFacts{}
	for _, r := range releases() {
		all[r.Release] = factsOf(r)
	}
	return all
}

// A release is a row of the list of releases, which says what its fields mean
// (grafana/releases).
type release struct {
	Release    string `json:"release"`
	FixedRoles string `json:"fixed_roles"`
	Levels     string `json:"levels"`
	ActionSets string `json:"action_sets"`
	Wildcards  string `json:"wildcards"`
}

// releases returns the list of releases, which is written by hand.
func releases() []release {
	var doc struct {
		List []release `json:"list"`
	}
	read("grafana/releases/data.json", &doc)
	return doc.List
}

// versionFacts are the facts of one version.
type versionFacts struct {
	Roles map[string]fixedRole `json:"roles"`
	// Grants are [fixed role, basic role, setting that it takes or true].
	Grants [][3]any `json:"grants"`
	// Excluded are the basic roles that a grant to a lower one does not
	// reach, by fixed role.
	Excluded map[string][]string `json:"excluded"`
	// ActionSets are the actions of each action set.
	ActionSets map[string][]string `json:"action_sets,omitempty"`
	// Levels are the actions of each level of each kind of list.
	Levels map[string]map[string][]string `json:"levels"`
}

type fixedRole struct {
	Permissions []permission `json:"permissions"`
	Source      string       `json:"source"`
}

type permission struct {
	Action string `json:"action"`
	Scope  string `json:"scope"`
}

// A conditionalGrant is a grant to a basic role under a condition, of which When
// is the sentence of the source. Just one of the others says what it means here.
type conditionalGrant struct {
	Grant string `json:"grant"`
	When  string `json:"when"`
	// If is the setting that opens the grant.
	If string `json:"if"`
	// Seeded says that the role is there under a setting alone which a
	// configuration cannot declare, and Undeclarable that the grant is.
	Seeded       bool `json:"seeded"`
	Undeclarable bool `json:"undeclarable"`
	// Elsewhere says that the grant stands among the rules of the versions: what
	// everybody may do with a data source without permissions.
	Elsewhere bool `json:"elsewhere"`
}

// kinds are the kinds of list by the names that the table of levels uses.
var kinds = map[string]string{
	"dashboard":       "dashboards",
	"folder":          "folders",
	"team":            "teams",
	"data source":     "datasources",
	"service account": "serviceaccounts",
}

// place returns the place of a scope. Where scopes are globs, "users:*" is
// "any users", a place apart from what a glob could match.
func (r release) place(scope string) string {
	if kind, ok := strings.CutSuffix(scope, ":*"); ok && r.Wildcards != "" {
		return r.Wildcards + kind
	}
	return scope
}

func factsOf(r release) versionFacts {
	var table struct {
		Rows []struct {
			Role              string             `json:"role"`
			Permissions       []permission       `json:"permissions"`
			DefaultGrants     []string           `json:"default_grants"`
			Exclude           []string           `json:"exclude"`
			ConditionalGrants []conditionalGrant `json:"conditional_grants"`
			Source            string             `json:"source"`
		} `json:"rows"`
	}
	read(tables+r.FixedRoles, &table)
	renamed := renamedActions()
	f := versionFacts{Roles: map[string]fixedRole{}, Excluded: map[string][]string{}, Levels: levels(r.Levels, renamed)}
	for _, row := range table.Rows {
		role := fixedRole{Permissions: []permission{}, Source: strings.Split(row.Source, ";")[0]}
		for _, p := range row.Permissions {
			if renamed[p.Action] != "" {
				p.Action = renamed[p.Action]
			}
			p.Scope = r.place(p.Scope)
			role.Permissions = append(role.Permissions, p)
		}
		f.Roles[row.Role] = role
		if len(row.Exclude) > 0 {
			f.Excluded[row.Role] = row.Exclude
		}
		seeded := slices.ContainsFunc(row.ConditionalGrants, func(c conditionalGrant) bool { return c.Seeded })
		for _, to := range row.DefaultGrants {
			if !seeded {
				f.Grants = append(f.Grants, [3]any{row.Role, to, true})
			}
		}
		for _, c := range row.ConditionalGrants {
			switch {
			case c.If != "":
				f.Grants = append(f.Grants, [3]any{row.Role, c.Grant, c.If})
			case !c.Elsewhere && !c.Undeclarable && !c.Seeded:
				log.Fatalf("%s: %s: the condition %q does not say what it means", r.FixedRoles, row.Role, c.When)
			}
		}
	}
	if r.ActionSets != "" {
		f.ActionSets = actionSets(r.ActionSets)
	}
	return f
}

// actionSets are the action sets, which a role can hold as one action.
func actionSets(name string) map[string][]string {
	var table struct {
		Rows []struct {
			Set     string   `json:"set"`
			Actions []string `json:"actions"`
		} `json:"rows"`
	}
	read(tables+name, &table)
	out := map[string][]string{}
	for _, row := range table.Rows {
		out[row.Set] = row.Actions
	}
	return out
}

// levels are the actions of each level of a version, by kind of list.
func levels(version string, renamed map[string]string) map[string]map[string][]string {
	var table struct {
		Rows []struct {
			Resource string   `json:"resource"`
			Version  string   `json:"version"`
			Level    string   `json:"level"`
			Actions  []string `json:"actions"`
		} `json:"rows"`
	}
	read(tables+"folder_levels.facts", &table)
	out := map[string]map[string][]string{}
	for _, row := range table.Rows {
		kind := kinds[row.Resource]
		// The levels of data sources are of Grafana Enterprise, and known
		// from its newest documentation alone.
		if kind == "" || row.Version != version && (kind != "datasources" || version == "8.0") {
			continue
		}
		if out[kind] == nil {
			out[kind] = map[string][]string{}
		}
		for _, action := range row.Actions {
			if renamed[action] != "" {
				action = renamed[action]
			}
			out[kind][row.Level] = append(out[kind][row.Level], action)
		}
	}
	return out
}

// renamedActions maps older spellings of actions to the newest.
func renamedActions() map[string]string {
	var coined struct {
		Renamed map[string]string `json:"renamed"`
	}
	read(tables+"actions_coined.facts", &coined)
	return coined.Renamed
}
