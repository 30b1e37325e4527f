# METADATA
# title: The catalogue
# description: |
#   What the loader has to know of each release to check names and scopes. `go generate ./policies` writes it
#   to schema/catalogue; package catalogue describes its members.
package rolecall.derive.catalogue

import data.rolecall.derive
import data.rolecall.derive.actions
import data.rolecall.derive.facts
import data.rolecall.gen.tables
import data.rolecall.grafana.editions
import data.rolecall.grafana.releases

# METADATA
# description: The catalogue of each release.
versions := {row.release: _version(row) | some row in releases.list}

# METADATA
# description: What all releases have in common.
document := {
	"renamed": actions.renamed,
	"coined": object.keys(actions.coined),
	"meanings": actions.meanings,
	"renamed_roles": tables.fixed_roles_renamed.renamed,
	"plugin_actions": data.rolecall.kinds.plugins.pattern,
	"licences": {
		"editions": editions.licensed,
		"server_admins": editions.server_admins,
		"parts": {part: {"what": row.what} | some part, row in editions.parts},
	},
	"holes": tables.holes.rows,
	"toggles": tables.toggles.rows,
	"types": {name: object.union(type, _since(type)) | some name, type in data.rolecall.kinds.types},
}

# The levels that the oldest release does not have, with the first release that has each.
_since(type) := {"levels_since": since |
	since := {level: first |
		some level in type.levels
		first := releases.oldest(_with(split(type.scope, ":")[0], level))
		first != releases.list[0].release
	}
	count(since) > 0
}

# Releases with a level in a kind of list: those whose rules are known, and where a row of gen/tables begins.
_with(kind, level) := union({
	{row.since | some row in tables.levels.rows; [row.list, row.level] == [kind, level]},
	{row.release |
		some row in releases.list
		some mode in row.modes
		derive.tables[releases.name(mode, row.release)].levels[kind][level]
	},
})

# Roles are what scopes are written for, so the tables are those of the last mode.
_version(row) := object.union_n([
	{
		"actions": object.union(actions.scopes[row.release], _sets(row.release)),
		"names": shaped.names,
		"parted": shaped.parted,
		"lower_logins": shaped.logins == "lower",
		"lower_groups": shaped.groups == "lower",
		"synced_level": shaped.synced,
		"first_mapping": shaped.mapping == "first",
		"as_created": shaped.as_created,
		"entry_roles": [object.keys(derive.tables[releases.name(mode, row.release)].entry_roles) | some mode in row.modes],
		"disregarded": shaped.disregarded,
		"fixed_roles": {name | some name, role in tables.fixed_roles.rows; releases.spans(role, row.release)},
	},
	# A role can be made from others from 9.0 on, where scopes are no globs.
	{"role_permissions": {name: [[p.action, p.scope] | some p in role.permissions] |
		some name, role in facts.of[row.release].roles
		not row.wildcards
	}},
	# Grafana assigns roles to basic roles where it has an action for that.
	{"basic_assignments": true | shaped.requirements["roles.builtin:add"]},
	{"server": server | server := row.server},
	# Creators have a level there whatever the settings are.
	{"creators": creators |
		shaped.creator["if"] == []
		creators := object.remove(shaped.creator, {"if"})
	},
	{"folder_depth": depth | some depth in tables.folder_depth.rows; releases.spans(depth, row.release)},
	{"scopes": dialect | some dialect in tables.scope_dialects.rows; releases.spans(dialect, row.release)},
]) if {
	shaped := derive.tables[releases.name(row.modes[count(row.modes) - 1], row.release)]
}

# A role can hold an action set as one action.
_sets(release) := {set.set: {actions.pattern(scope) | some scope in set.scope_forms} |
	some set in tables.action_sets.rows
	releases.spans(set, release)
}
