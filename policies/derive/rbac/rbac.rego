# METADATA
# title: Versions with fine-grained access control
# description: |
#   Derives the tables of the versions where permissions decide: an action with a scope, held by the
#   basic role, or by an entry of a folder, dashboard, team or data source, which is a permission too.
package rolecall.derive.rbac

import data.rolecall.derive.rows

# METADATA
# description: |
#   The tables of a release from `version`, its tables of rolecall.grafana, and `facts`, its fixed roles and levels
#   (derive/facts).
tables(version, facts) := object.union_n([
	of_roles(version, facts),
	{
		"requirements": rows.requirements(version.requirements),
		"sets": {set: rows.lookup(actions) | some set, actions in _sets(version, facts)},
		"fixed": _fixed(version),
		"levels": _levels(facts),
		"anywhere": _levels(facts),
		"listed": {},
		"matched": {},
		"holds": {role: rows.lookup(others) | some role, others in version.holds},
		"creator": {
			"level": version.creator.level,
			"if": rows.conditions(version.creator.open),
			"types": rows.lookup(version.creator.types),
			"of_users": rows.lookup(object.get(version.creator, "of_users", set())),
			"only_at_the_top": rows.lookup(object.get(version.creator, "only_at_the_top", set())),
		},
		"defaults": {"folders": "default folder permissions", "dashboards": "default dashboard permissions"},
		"as_created": version.default_permissions,
		"entry_roles": rows.lookup(version.entry_roles),
		"tails": version.tails,
		"general": version.general_place,
		"parted": version.parted,
		"org_roles": rows.lookup(version.org_roles),
		"subjects": rows.lookup(version.subjects),
		"logins": version.logins,
	},
])

# METADATA
# description: |
#   The part of the tables that comes from roles. `version` has the spelling of scopes.
of_roles(version, facts) := {
	"sets": {_role_set(role, place): rows.lookup(actions) |
		some role, about in facts.roles
		some place, actions in _places(about.permissions)
	},
	"fixed": object.union(
		{place: sets | some place in _role_places(facts); sets := _at(version, facts, place); sets != {}},
		{name: {"server admin": sets} |
			some place in _role_places(facts)
			sets := _of_server_admins(facts, place)
			sets != {}
			some name in _asked_of_the_server(place)
		},
	),
	"roles": {role: {place: {_role_set(role, place): true} | some place, _ in _places(about.permissions)} |
		some role, about in facts.roles
	},
	"inherits": {"Editor": {"Viewer": true}, "Admin": {"Viewer": true, "Editor": true}},
	"globs": version.globs,
	"disregarded": _disregarded,
	"at": version.selectors,
	"kinds": version.kinds,
	"scoped": version.scoped,
	"members": version.members,
	"delegating": rows.lookup(version.delegating),
	"decided": rows.lookup(version.decided),
	"action_sets": {set: rows.lookup(actions) | some set, actions in object.get(facts, "action_sets", {})},
	"mapping": version.mapping,
	"groups": version.groups,
	"removals": version.removals,
	"synced": version.synced,
}

_sets(version, facts) := object.union(
	rows.sets(
		[row | some table in ["matrix", "own", "open_data_sources"]; some row in version[table]],
		array.flatten([version.besides, version.own_besides, version.server]),
	),
	{_level_set(kind, level): {action | some action in actions} |
		some kind, levels in facts.levels
		some level, actions in levels
	},
)

# The scope of a folder whose uid is "general" is that of General, so Grafana disregards the permissions
# of the folder (docs, fine-grained access control, caveats).
_disregarded := {"folders:uid:general": true}

# The actions of a role by the place of their scope. Whatever the scope, a question without one is
# answered by it, so each counts anywhere too.
_places(permissions) := {place: actions |
	some permission in permissions
	some place in ({permission.scope, "any scope at all"} - {""})
	actions := {p.action | some p in permissions; place in {p.scope, "any scope at all"}}
}

_role_set(role, place) := sprintf("%s at %s", [role, place])

_level_set(kind, level) := sprintf("%s %s", [kind, level])

_levels(facts) := {kind: {level: [[_level_set(kind, level), []]] | some level, _ in levels} |
	some kind, levels in facts.levels
}

_fixed(version) := {
	"org": rows.merged([
		rows.by_role(version.matrix, ""), rows.by_role(version.own, "creator"),
		rows.by_holder(version.besides, ""), rows.by_holder(version.own_besides, "creator"),
	]),
	"server": rows.by_holder(version.server, ""),
	"data sources without permissions": rows.by_role(version.open_data_sources, ""),
	"created by oneself": {
		"every user and service account": {
			_level_set("dashboards", version.creator.level): _created(version),
		},
	},
	"default folder permissions": _default(version, "folders"),
	"default dashboard permissions": _default(version, "dashboards"),
}

_role_places(facts) := {place |
	some _, role in facts.roles
	some place, _ in _places(role.permissions)
}

# What basic roles hold at a place, by their fixed roles.
_at(version, facts, place) := {holder: sets |
	some _, holders in version.reaches
	some holder in holders
	sets := {_role_set(role, place): rows.fixed(role, facts.roles[role].source, conditions, "") |
		some [role, to, _] in facts.grants
		holder in version.reaches[to]
		_places(facts.roles[role].permissions)[place]
		conditions := _conditions(version, facts, role, holder)
	}
	sets != {}
}

# The conditions on which a holder has a role: none if one of the grants that reach it has none.
_conditions(version, facts, role, holder) := [] if {
	true in _cells(version, facts, role, holder)
} else := rows.conditions(_cells(version, facts, role, holder)[0])

_cells(version, facts, role, holder) := [cell |
	some [granted, to, cell] in facts.grants
	granted == role
	holder in version.reaches[to]
]

# On the server, and in orgs that they are not in, server admins have the roles of Grafana Admin, which count
# everywhere.
_of_server_admins(facts, place) := {_role_set(role, place): rows.fixed(role, facts.roles[role].source, conditions, "") |
	some [role, "Grafana Admin", cell] in facts.grants
	conditions := rows.conditions(cell)
	_places(facts.roles[role].permissions)[place]
}

_asked_of_the_server("any scope at all") := {"another org", "server"}

_asked_of_the_server(place) := {concat(" ", ["server-wide", place])} if place != "any scope at all"

_default(version, kind) := {concat(":", ["role", role]): {
	_level_set(kind, level): rows.fixed("the default permissions", version.default_source, [], ""),
} |
	some role, level in version.default_permissions
}

_created(version) := rows.fixed("who created it", version.default_source, [], "creator")
