package rolecall.derive_test

import data.rolecall.authz
import data.rolecall.grafana.releases
import data.rolecall.places
import data.rolecall.versions

# TestGenerated of the package gen derives them again.
test_versions if {
	object.keys(versions) == {releases.name(mode, row.release) | some row in releases.list; some mode in row.modes}
	count(versions) > 40
}

# The tables of every version.
_parts := {
	"action_sets", "actions", "anywhere", "as_created", "asks", "at", "coined", "creator", "decided", "defaults",
	"delegating", "disregarded", "entry_roles",
	"fixed", "general", "globs", "groups", "holds", "inherits", "kinds", "levels",
	"listed", "logins", "mapping", "matched", "members", "names", "of_server", "org_roles", "parted",
	"removals", "renamed", "weights", "weighty_holders",
	"requirements", "roles", "scoped", "sets", "subjects", "synced", "tails",
}

test_parts[version] if {
	some version, tables in versions
	object.keys(tables) == _parts
}

# A configuration with the settings that Grafana comes with, and one member of each role.
_world := {
	"grafana": {
		"version": "8.0",
		"viewers_can_edit": false,
		"editors_can_admin": false,
		"allow_org_create": false,
	},
	"org_ids": {"main": "main"},
	"default_org": "main",
	"logins": {"Admin": "Admin", "Editor": "Editor", "Viewer": "Viewer"},
	"users": {"user:Admin": {}, "user:Editor": {}, "user:Viewer": {}},
	"orgs": {"main": {
		"members": {
			"user:Admin": {"role": "Admin"},
			"user:Editor": {"role": "Editor"},
			"user:Viewer": {"role": "Viewer"},
		},
		"teams": {"t": {}},
		"folders": {"f": {"default_permissions": true}},
		"dashboards": {"d": {"default_permissions": true}, "in-f": {"folder": "f"}},
		"data_sources": {"s": {}},
		"api_keys": {},
		"permissions": {},
		"creators": {},
	}},
}

# The table "Compare roles" of the page Organization roles of Grafana 8.0
# (docs/sources/permissions/organization_roles.md), row by row: who has an x, and what the row says in
# actions. A row holds when each of its actions is allowed to exactly those.
test_compare_roles_over_dashboards[row] if {
	some row, tc in {
		"View dashboards": {
			"x": {"Admin", "Editor", "Viewer"},
			"asks": {
				{"action": "dashboards:read", "type": "dashboard", "id": "d"},
				{"action": "dashboards:read", "type": "dashboard", "id": "in-f"},
			},
		},
		"Add, edit, delete dashboards": {
			"x": {"Admin", "Editor"},
			"asks": {
				{"action": "dashboards:create", "type": "folder", "id": "general"},
				{"action": "dashboards:create", "type": "folder", "id": "f"},
				{"action": "dashboards:write", "type": "dashboard", "id": "d"},
				{"action": "dashboards:write", "type": "dashboard", "id": "in-f"},
				{"action": "dashboards:delete", "type": "dashboard", "id": "d"},
				{"action": "dashboards:delete", "type": "dashboard", "id": "in-f"},
			},
		},
		"Add, edit, delete folders": {
			"x": {"Admin", "Editor"},
			"asks": {
				{"action": "folders:create", "type": "org"},
				{"action": "folders:write", "type": "folder", "id": "f"},
				{"action": "folders:delete", "type": "folder", "id": "f"},
			},
		},
	}
	{ask: _roles(ask) | some ask in tc.asks} == {ask: tc.x | some ask in tc.asks}
}

test_compare_roles_over_playlists_and_data_sources[row] if {
	some row, tc in {
		"View playlists": {
			"x": {"Admin", "Editor", "Viewer"},
			"asks": {
				{"action": "playlists:read", "type": "org"},
				{"action": "playlists:read", "type": "playlist", "id": "1"},
			},
		},
		"Create, update, delete playlists": {
			"x": {"Admin", "Editor"},
			"asks": {
				{"action": "playlists:create", "type": "org"},
				{"action": "playlists:write", "type": "playlist", "id": "1"},
				{"action": "playlists:delete", "type": "playlist", "id": "1"},
			},
		},
		"Access Explore": {
			"x": {"Admin", "Editor"},
			"asks": {{"action": "datasources:explore", "type": "org"}},
		},
		"Add, edit, delete data sources": {
			"x": {"Admin"},
			"asks": {
				{"action": "datasources:create", "type": "org"},
				{"action": "datasources:read", "type": "org"},
				{"action": "datasources:read", "type": "data_source", "id": "s"},
				{"action": "datasources:write", "type": "data_source", "id": "s"},
				{"action": "datasources:delete", "type": "data_source", "id": "s"},
			},
		},
	}
	{ask: _roles(ask) | some ask in tc.asks} == {ask: tc.x | some ask in tc.asks}
}

test_compare_roles_over_the_rest[row] if {
	some row, tc in {
		"Add and edit users": {
			"x": {"Admin"},
			"asks": {
				{"action": "org.users:read", "type": "org"},
				{"action": "org.users:add", "type": "org"},
				{"action": "org.users:write", "type": "org"},
				{"action": "org.users:remove", "type": "org"},
			},
		},
		"Add and edit teams": {
			"x": {"Admin"},
			"asks": {
				{"action": "teams:create", "type": "org"},
				{"action": "teams:write", "type": "team", "id": "t"},
				{"action": "teams:delete", "type": "team", "id": "t"},
			},
		},
		"Change organizations settings": {
			"x": {"Admin"},
			"asks": {
				{"action": "orgs:write", "type": "org"},
				{"action": "orgs.preferences:read", "type": "org"},
				{"action": "orgs.preferences:write", "type": "org"},
			},
		},
		"Change team settings": {
			"x": {"Admin"},
			"asks": {
				{"action": "teams:write", "type": "team", "id": "t"},
				{"action": "teams.permissions:read", "type": "team", "id": "t"},
				{"action": "teams.permissions:write", "type": "team", "id": "t"},
				{"action": "teams.preferences:read", "type": "team", "id": "t"},
			},
		},
		"Configure app plugins": {
			"x": {"Admin"},
			"asks": {{"action": "plugins:write", "type": "plugin", "id": "app"}},
		},
	}
	{ask: _roles(ask) | some ask in tc.asks} == {ask: tc.x | some ask in tc.asks}
}

_roles(ask) := {role | some role in ["Admin", "Editor", "Viewer"]; _allowed(role, ask)}

_allowed(role, ask) := allow if {
	allow := authz.allow with data.rolecall.world as _world with input as {
		"subject": {"type": "user", "id": role},
		"action": {"name": ask.action},
		"resource": object.remove(ask, ["action"]),
	}
}

# The tables are made of each other's names, so a slip of the pen in one would deny in silence.

test_every_required_action_is_known[version] if {
	some version, tables in versions
	unknown := {action | some action, _ in tables.requirements; not tables.actions[action]}
	unknown == set()
}

# Where roles can be made, any known action can be in one.
test_every_required_permission_is_given[version] if {
	some version, tables in versions
	given := {permission | some _, permissions in tables.sets; some permission, _ in permissions}
	lost := _required(tables) - (given | {action | tables.roles != {}; some action, _ in tables.actions})
	lost == set()
}

# Fixed roles have some permissions that no requirement names: of these kinds of resource, requests have no type.
_of_other_kinds := {
	"advisor.checks:delete", "advisor.checks:write", "advisor.checktypes:delete", "advisor.checktypes:write",
	"apikeys:create", "apikeys:delete", "apikeys:read",
	"folders.self:read", "notebooks:create", "notebooks:delete", "notebooks:write",
	"notifications.alerting.grafana.app/alertmanagerimports:create",
	"notifications.alerting.grafana.app/alertmanagerimports:delete",
	"notifications.alerting.grafana.app/alertmanagerimports:get",
	"notifications.alerting.grafana.app/alertmanagerimports:update",
	"resourcepermissions:delete", "resourcepermissions:write", "secret.keepers:create", "secret.keepers:delete",
	"secret.keepers:read", "secret.keepers:write", "secret.securevalues:create", "secret.securevalues:delete",
	"secret.securevalues:read", "secret.securevalues:write", "variables:create", "variables:delete",
	"variables:write",
}

test_every_given_permission_is_required[version] if {
	some version, tables in versions
	given := {permission | some _, permissions in tables.sets; some permission, _ in permissions}
	rest := given - _required(tables)
	count(rest - _of_other_kinds) == 0
	count(given) > 20
}

# What is about the server can be asked without a resource, and needs the same on the server.
test_of_server[version] if {
	some version, tables in versions
	count(tables.of_server) > 10
	every action, _ in tables.of_server {
		tables.asks[action]
		tables.requirements[action].org == tables.requirements[action].server
	}
	{"orgs:create", "server.stats:read", "users:create"} - object.keys(tables.of_server) == set()
	object.keys(tables.of_server) & {"orgs:read", "orgs:write", "teams:create", "org.users:read"} == set()
}

# Each action that Grafana asks without a resource has a phrase that says what is asked, and no other action has.
test_asks[version] if {
	some version, tables in versions
	object.keys(tables.asks) == {action | some action, kinds in tables.requirements; kinds.org}
	every _, phrase in tables.asks {
		regex.match(`^[a-z]`, phrase)
	}
}

_required(tables) := {permission |
	some _, kinds in tables.requirements
	some _, ways in kinds
	some way in ways
	some [permission, _] in way
}

test_every_granted_set_gives_something[version] if {
	some version, tables in versions
	empty := {set | some set in _granted(tables); count(object.get(tables.sets, set, {})) == 0}
	empty == set()
}

_granted(tables) := union({
	{set | some _, holders in tables.fixed; some _, sets in holders; some set, _ in sets},
	{set | some _, places in tables.roles; some _, sets in places; some set, _ in sets},
	{set |
		some part in ["levels", "anywhere"]
		some _, levels in tables[part]
		some _, sets in levels
		some [set, _] in sets
	},
	{set | some _, levels in tables.matched; some _, set in levels},
})

test_every_selector_is_a_place[version] if {
	some version, tables in versions
	selectors := {selector |
		some _, kinds in tables.requirements
		some _, ways in kinds
		some way in ways
		some [_, selector] in way
	}
	selectors - object.keys(tables.at) == {"resource", "dashboard", "folder", "member"} | {"user" | tables.roles != {}}
}

test_every_kind_is_of_a_type[version] if {
	some version, tables in versions
	kinds := {kind | some _, kinds in tables.requirements; some kind, _ in kinds}
	untyped := {kind | some kind in kinds; not places.types[split(kind, " ")[0]]}
	untyped == {"the General folder", "another org"} | {"fixed role" | tables.roles != {}}
}

# The levels of lists and fixed roles have sets of their own, as a set tells which of them gives something. Of all
# other sets, two have the same members for a reason alone.
_apart := {
	["List all snapshots", "List one's own snapshots"]: "a holder has both at a place, on different conditions",
	["Query any data source", "Query data sources"]: "one is the right of Admins, the other is given without a list",
}

test_equal_sets_are_apart_for_a_reason if {
	pairs := {[one, other] |
		some _, tables in versions
		rights := object.remove(tables.sets, _of_levels_and_roles(tables))
		some one, members in rights
		some other, same in rights
		one < other
		members == same
	}
	pairs == object.keys(_apart)
}

_of_levels_and_roles(tables) := union({
	{set |
		some part in ["levels", "anywhere"]
		some _, levels in tables[part]
		some _, sets in levels
		some [set, _] in sets
	},
	{set | some _, levels in tables.matched; some _, set in levels},
	{set | some _, places in tables.roles; some _, sets in places; some set, _ in sets},
})
