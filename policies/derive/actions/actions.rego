# METADATA
# title: Actions
# description: |
#   Which actions there are, with their scopes, from the tables of gen/tables. Actions have their newest names.
package rolecall.derive.actions

import data.rolecall.derive.facts
import data.rolecall.gen.tables
import data.rolecall.grafana.releases

# METADATA
# description: The newest names of renamed actions, by older ones.
renamed := tables.actions_coined.renamed

# METADATA
# description: The names of decisions that Grafana makes without a permission.
coined := {name: true | some name, _ in tables.actions_coined.coined}

# METADATA
# description: What each action allows, in a sentence, by its newest name. A set of actions counts as an action.
meanings := object.union(tables.meanings.rows, tables.actions_coined.coined)

# METADATA
# description: |
#   The actions that Grafana checks at a release, with the scopes that each takes. A scope that ends in * stands for
#   all scopes that begin like it, and an empty scope for none.
# scope: document
scopes[row.release][action] contains permission.scope if {
	some row in releases.list
	some _, role in tables.fixed_roles.rows
	some permission in role.permissions
	releases.spans(permission, row.release)
	action := facts.newest(permission.action)
}

scopes[row.release][action] contains scope if {
	some row in releases.list
	some level in tables.levels.rows
	releases.spans(level, row.release)
	scope := pattern(level.scope)
	some held in level.actions
	releases.spans(held, row.release)
	action := facts.newest(held.action)
}

scopes[row.release][action] contains scope if {
	some row in releases.list
	some written, rows in tables.actions.rows
	some held in rows
	releases.spans(held, row.release)
	some scope in _scopes(held)
	action := facts.newest(written)
}

_scopes(row) := [""] if {
	row.scopes == []
} else := row.scopes

# METADATA
# description: A scope with a placeholder, as in folders:uid:<uid>, for all of its kind.
pattern(scope) := concat("", [before, "*"]) if {
	[before, _] := split(scope, "<")
	not contains(before, " ")
}
