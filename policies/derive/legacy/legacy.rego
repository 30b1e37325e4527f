# METADATA
# title: Versions without fine-grained access control
# description: |
#   Derives the tables of Grafana 8.x without the feature toggle, where org roles, permission lists
#   and a few flags decide.
package rolecall.derive.legacy

import data.rolecall.derive.rows

# METADATA
# description: The tables of a release from `version`, its tables of rolecall.grafana.
tables(version) := {
	"requirements": rows.requirements(version.requirements),
	"sets": {set: rows.lookup(actions) | some set, actions in _sets(version)},
	"fixed": _fixed(version),
	"roles": {},
	"levels": {
		"folders": _item_levels(version),
		"dashboards": _item_levels(version),
		"teams": _team_levels(version),
		"datasources": {level: [[_data_source_set(level), []]] | some [level, _] in version.data_source_levels},
	},
	"anywhere": {"folders": {version.any_folder.level: [["any folder", []]]}},
	"listed": {role: rows.lookup(others) | some role, others in version.list_matches},
	"matched": {kind: {level: _listed_set(level) | some level, _ in version.ranks} |
		some kind in {"dashboards", "folders"}
	},
	"inherits": {},
	"globs": version.globs,
	"holds": {},
	"creator": {
		"level": version.creator.level,
		"if": rows.conditions(version.creator.open),
		"types": rows.lookup(version.creator.types),
	},
	"defaults": {"folders": "default permissions", "dashboards": "default permissions"},
	"as_created": version.default_permissions,
	"entry_roles": rows.lookup(version.entry_roles),
	"disregarded": {},
	"tails": version.tails,
	"general": version.general_place,
	"at": version.selectors,
	"kinds": version.kinds,
	"scoped": version.scoped,
	"members": version.members,
	"delegating": {},
	"decided": {},
	"action_sets": {},
	"mapping": version.mapping,
	"parted": version.parted,
	"groups": version.groups,
	"removals": version.removals,
	"synced": version.synced,
	"org_roles": rows.lookup(version.org_roles),
	"subjects": rows.lookup(version.subjects),
	"logins": version.logins,
}

_sets(version) := object.union_n([
	rows.sets(
		[row | some table in ["matrix", "own", "general", "open_data_sources"]; some row in version[table]],
		[row | some table in ["besides", "general_besides", "server"]; some row in version[table]],
	),
	{name: _shown(version, level) | some level, _ in version.ranks; name := _listed_set(level)},
	{set: _level_actions(version, level, _under_viewers_can_edit in conditions) |
		some level, sets in _item_levels(version)
		some [set, conditions] in sets
	},
	{_team_set(level, cell): actions | some [level, cell, actions, _] in version.team_levels},
	{"any folder": version.any_folder.actions},
	{_data_source_set(level): actions | some [level, actions] in version.data_source_levels},
])

_fixed(version) := {
	"org": rows.merged([
		rows.by_role(version.matrix, ""), rows.by_role(version.own, "creator"), rows.by_holder(version.besides, ""),
	]),
	"server": rows.by_holder(version.server, ""),
	"the General folder": rows.merged([rows.by_role(version.general, ""), rows.by_holder(version.general_besides, "")]),
	"data sources without permissions": rows.by_role(version.open_data_sources, ""),
	"default permissions": _default(version),
	"created by oneself": {
		"every user and service account": {
			_level_set(version.creator.level, false): _created(version),
		},
	},
	"folders:*": {concat(":", ["role", version.override.role]): {_level_set(version.override.level, false): rows.fixed(
		"the org role is above every permission list",
		version.override.source,
		[],
		"",
	)}},
}

_default(version) := {concat(":", ["role", role]): object.union(
	{set: _default_grant(version, conditions) | some [set, conditions] in _item_levels(version)[level]},
	{_listed_set(version.default_permissions[other]): _default_grant(version, []) |
		some other in object.get(version.list_matches, role, set())
	},
) |
	some role, level in version.default_permissions
}

_default_grant(version, conditions) := rows.fixed("the default permissions", version.default_source, conditions, "")

# Under viewers_can_edit, a level gives more only if a capability needs a lower level then.
_item_levels(version) := {level: _level_sets(version, level) | some level, _ in version.ranks}

_level_sets(version, level) := [[_level_set(level, false), []]] if {
	_guarded(version, level, false) == _guarded(version, level, true)
} else := [[_level_set(level, is), [{"setting": "viewers_can_edit", "is": is}]] | some is in [false, true]]

_under_viewers_can_edit := {"setting": "viewers_can_edit", "is": true}

_level_set(level, false) := level

_level_set(level, true) := sprintf("%s under viewers_can_edit", [level])

_level_actions(version, level, viewers_can_edit) := _guarded(version, level, viewers_can_edit) | _shown(version, level)

_listed_set(level) := sprintf("listed %s", [level])

_guarded(version, level, viewers_can_edit) := union({actions |
	some [_, needed, for_viewers, actions] in version.capabilities
	version.ranks[level] >= version.ranks[{false: needed, true: for_viewers}[viewers_can_edit]]
})

_shown(version, level) := union({actions |
	some [needed, actions] in version.listed
	version.ranks[level] >= version.ranks[needed]
})

_data_source_set(level) := sprintf("data source %s", [level])

_team_levels(version) := {level: [[_team_set(level, cell), rows.conditions(cell)] |
	some [row_level, cell, _, _] in version.team_levels
	row_level == level
] |
	some [level, _, _, _] in version.team_levels
}

_team_set(level, true) := sprintf("team %s", [level])

_team_set(level, cell) := sprintf("team %s under %s", [level, cell.setting]) if cell.is

_created(version) := rows.fixed("who created it", version.default_source, conditions, "creator") if {
	conditions := rows.conditions(version.creator.open)
}
