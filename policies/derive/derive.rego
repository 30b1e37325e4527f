# METADATA
# title: The tables, shaped for lookup
# description: |
#   Turns the tables of each version, which are written to be read, into documents that are keyed the
#   way decisions look things up. It is evaluated by `go generate ./policies`, which writes the result
#   to tables/data.json; decisions read that alone, so nothing here costs them anything.
package rolecall.derive

import data.rolecall.grafana

# METADATA
# description: |
#   The tables of each version.
#
#   - requirements: {action: {kind of resource: [{permission: selector of places}]}}
#   - sets: {set: {permission: true}}
#   - giving: {permission: [set]}, sorted
#   - fixed: {place: {holder: {set: {because, source, if, when}}}}, the grants at places that every
#     configuration has; `if` is the name of the setting that must be on, or "unless NAME"
#   - levels: {kind of list: {level: [[set, if]]}}, what an entry gives
#   - listed: {role: {role: true}}, whose entries lists match besides one's own
#   - creator: the level of whoever created something, and the setting that it takes
#   - any_folder: the level on any folder that gives a right in the org, and its source
tables := {
	"8.0": {
		"requirements": _requirements(grafana.v8_0),
		"sets": {set: {action: true | some action in actions} | some set, actions in _sets["8.0"]},
		"giving": _giving(_sets["8.0"]),
		"fixed": _fixed(grafana.v8_0),
		"levels": {"item": _item_levels(grafana.v8_0), "team": _team_levels(grafana.v8_0)},
		"listed": {role: {other: true | some other in others} | some role, others in grafana.v8_0.list_matches},
		"creator": grafana.v8_0.creator,
		"any_folder": object.remove(grafana.v8_0.any_folder, ["actions"]),
	},
}

_requirements(version) := {action: kinds |
	some [_, actions, _] in version.requirements
	some action in actions
	kinds := {kind: _ways(ways, action) |
		some [row_kinds, row_actions, ways] in version.requirements
		row_actions[action]
		some kind in row_kinds
	}
}

_ways(ways, action) := [{permission: selector |
	some short, selector in way
	permission := object.get({"@": action}, short, short)
} |
	some way in ways
]

_giving(sets) := {action: [set | some set, actions in sets; actions[action]] |
	some _, actions in sets
	some action in actions
}

_sets["8.0"] := object.union_n([
	_row_sets(grafana.v8_0),
	{name: _shown(grafana.v8_0, level) | some level, _ in grafana.v8_0.ranks; name := _listed_set(level)},
	{_level_set(level, setting): _level_actions(grafana.v8_0, level, setting) |
		some level, _ in grafana.v8_0.ranks
		some setting in ["", "viewers_can_edit"]
	},
	{_team_set(level, cell): actions | some [level, cell, actions, _] in grafana.v8_0.team_levels},
	{"any folder": grafana.v8_0.any_folder.actions},
])

# The grants that rows of tables give, and the sets of actions that go with them.
_by_role := ["matrix", "own", "general"]

_by_holder := ["besides", "general_besides", "server"]

_row_sets(version) := object.union(
	{row[0]: row[4] | some table in _by_role; some row in version[table]},
	{_row_set(row): row[3] | some table in _by_holder; some row in version[table]},
)

_row_set(row) := sprintf("%s (%s)", [row[0], row[1]])

_fixed(version) := {
	"org": _merged([_roles(version.matrix, ""), _roles(version.own, "creator"), _holders(version.besides)]),
	"server": _holders(version.server),
	"general": _merged([_roles(version.general, ""), _holders(version.general_besides)]),
	"default permissions": _default(version),
	"folders:*": {concat(":", ["role", version.override.role]): {_level_set(version.override.level, ""): {
		"because": "the org role is above every permission list",
		"source": version.override.source,
	}}},
}

_merged(grants) := {holder: object.union_n([by_holder[holder] | some by_holder in grants; by_holder[holder]]) |
	some by_holder in grants
	some holder, _ in by_holder
}

_roles(rows, condition) := {holder: sets |
	some column, holder in ["", "role:Admin", "role:Editor", "role:Viewer"]
	sets := {row[0]: grant |
		some row in rows
		row[column] != false
		grant := _grant(sprintf("%q of the organization roles", [row[0]]), row[5], row[column], condition)
	}
	sets != {}
}

_holders(rows) := {holder: sets |
	some [_, holder, _, _, _] in rows
	sets := {_row_set(row): _grant(sprintf("%q", [row[0]]), row[4], row[2], "") |
		some row in rows
		row[1] == holder
	}
}

_grant(because, source, cell, condition) := {key: value |
	some [key, value] in [["because", because], ["source", source], ["if", cell], ["when", condition]]
	not value in {true, ""}
}

_default(version) := {concat(":", ["role", role]): object.union(
	_entry_grants(version, version.default_permissions[role]),
	{_listed_set(version.default_permissions[other]): _default_grant(version, "") |
		some other in object.get(version.list_matches, role, set())
	},
) |
	some role, _ in version.default_permissions
}

_entry_grants(version, level) := {set: _default_grant(version, cell) | some [set, cell] in _item_levels(version)[level]}

_default_grant(version, cell) := _grant("the default permissions", version.default_source, cell, "")

# What a level gives under viewers_can_edit differs from what it gives else only where a capability
# asks for a lower level then.
_item_levels(version) := {level: sets |
	some level, _ in version.ranks
	sets := _level_sets(version, level)
}

_level_sets(version, level) := [[_level_set(level, ""), ""]] if {
	_guarded(version, level, "") == _guarded(version, level, "viewers_can_edit")
} else := [[_level_set(level, ""), "unless viewers_can_edit"], [_level_set(level, "viewers_can_edit"), "viewers_can_edit"]]

_level_set(level, "") := level

_level_set(level, "viewers_can_edit") := sprintf("%s under viewers_can_edit", [level])

_level_actions(version, level, setting) := _guarded(version, level, setting) | _shown(version, level)

_listed_set(level) := sprintf("listed %s", [level])

_guarded(version, level, setting) := union({actions |
	some [_, needed, for_viewers, actions] in version.capabilities
	version.ranks[level] >= version.ranks[{"": needed, "viewers_can_edit": for_viewers}[setting]]
})

_shown(version, level) := union({actions |
	some [needed, actions] in version.listed
	version.ranks[level] >= version.ranks[needed]
})

_team_levels(version) := {level: [[_team_set(level, cell), _if(cell)] | some [row_level, cell, _, _] in version.team_levels; row_level == level] |
	some [level, _, _, _] in version.team_levels
}

_team_set(level, true) := sprintf("team %s", [level])

_team_set(level, cell) := sprintf("team %s under %s", [level, cell]) if is_string(cell)

_if(true) := ""

_if(cell) := cell if is_string(cell)
