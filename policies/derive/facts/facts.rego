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
#   - excluded: {fixed role: [basic role]}, which a grant to a lower basic role does not reach
#   - action_sets: {action set: [action]}
#   - levels: {kind of list: {level: [action]}}
of[row.release] := facts if {
	some row in releases.list
	fixed := tables[row.fixed_roles].rows
	facts := {
		"roles": {role.role: {"permissions": _permissions(role, row), "source": split(role.source, ";")[0]} |
			some role in fixed
		},
		"grants": [grant | some role in fixed; some grant in array.concat(_by_default(role), _conditional(role))],
		"excluded": {role.role: role.exclude | some role in fixed; count(object.get(role, "exclude", [])) > 0},
		"action_sets": {set.set: set.actions | some set in tables.action_sets.rows; releases.spans(set, row.release)},
		"levels": {kind: _levels(kind, row.release) | some kind in _kinds(row.release)},
	}
}

# METADATA
# description: The newest name of an action.
newest(action) := object.get(tables.actions_coined.renamed, action, action)

_permissions(role, row) := [{"action": newest(p.action), "scope": _place(p.scope, row)} | some p in role.permissions]

# The place of a scope. Where scopes are globs, "users:*" is "any users", a place that no glob can match.
_place(scope, row) := concat("", [row.wildcards, trim_suffix(scope, ":*")]) if {
	endswith(scope, ":*")
} else := scope

# A role that exists under a setting alone has no grants but those under the setting.
_by_default(role) := [] if {
	some grant in role.conditional_grants
	grant.seeded
} else := [[role.role, to, true] | some to in object.get(role, "default_grants", [])]

_conditional(role) := [[role.role, grant.grant, {"setting": grant["if"], "is": true}] |
	some grant in object.get(role, "conditional_grants", [])
]

_kinds(release) := {level.list | some level in tables.levels.rows; releases.spans(level, release)}

_levels(kind, release) := {level.level: [newest(action) | some action in level.actions] |
	some level in tables.levels.rows
	level.list == kind
	releases.spans(level, release)
}
