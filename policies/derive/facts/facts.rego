# METADATA
# title: Fixed roles and levels
# description: |
#   What fixed roles, action sets and the levels of lists give at a release, from the tables of gen/tables.
#   Actions have their newest names.
package rolecall.derive.facts

import data.rolecall.gen.tables
import data.rolecall.grafana.releases

# METADATA
# description: |
#   The facts of a release.
#
#   - roles: {fixed role: {permissions: [{action, scope}], source}}
#   - grants: [[fixed role, basic role, the condition {setting, is} of the grant or true]]
#   - action_sets: {action set: [action]}
#   - levels: {kind of list: {level: [action]}}
of[row.release] := facts if {
	some row in releases.list
	fixed := {name: role | some name, role in tables.fixed_roles.rows; releases.spans(role, row.release)}
	levels := {kind: _levels(kind, row.release) | some kind in _kinds(row.release)}
	facts := {
		"roles": {name: {"permissions": _permissions(role, row), "source": split(role.source, ";")[0]} |
			some name, role in fixed
		},
		"grants": [[name, grant.to, _condition(role, grant)] |
			some name, role in fixed
			some grant in role.grants
			releases.spans(grant, row.release)
		],
		"action_sets": {set.set: levels[set.resource][set.level] |
			some set in tables.action_sets.rows
			releases.spans(set, row.release)
		},
		"levels": levels,
	}
}

# METADATA
# description: The newest name of an action.
newest(action) := object.get(tables.actions_coined.renamed, action, action)

_permissions(role, row) := [{"action": newest(p.action), "scope": _place(p.scope, row)} |
	some p in role.permissions
	releases.spans(p, row.release)
]

# The place of a scope. Where scopes are globs, "users:*" is "any users", a place that no glob can match.
_place(scope, row) := concat("", [row.wildcards, trim_suffix(scope, ":*")]) if {
	endswith(scope, ":*")
} else := scope

# Without a licence, Grafana does not have the roles that need one.
_condition(role, grant) := {"setting": "licence", "is": true} if {
	role.licensed
} else := {"setting": grant["if"], "is": true} if {
	grant["if"]
} else := true

_kinds(release) := {level.list | some level in tables.levels.rows; releases.spans(level, release)}

_levels(kind, release) := {level.level: [newest(held.action) |
	some held in level.actions
	releases.spans(held, release)
] |
	some level in tables.levels.rows
	level.list == kind
	releases.spans(level, release)
}
