package rolecall.derive_test

import data.rolecall.actions
import data.rolecall.authz
import data.rolecall.derive
import data.rolecall.places
import data.rolecall.versions

# The file that decisions read is what `go generate ./policies` makes of the tables.
test_versions_are_those_generated if {
	object.keys(versions) == object.keys(derive.tables)
	object.keys(versions) != set()
}

test_generated_8_0[part] if {
	some part in {"requirements", "sets", "giving", "fixed", "levels", "listed", "creator", "any_folder"}
	generated := derive.tables["8.0"][part]
	versions["8.0"][part] == generated
}

test_generated_8_0_has_no_other_part if {
	object.keys(versions["8.0"]) == {"requirements", "sets", "giving", "fixed", "levels", "listed", "creator", "any_folder"}
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
test_compare_roles[row] if {
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
	unknown := {action | some action, _ in tables.requirements; not actions.known[action]}
	unknown == set()
}

test_every_required_permission_is_given[version] if {
	some version, tables in versions
	lost := {permission |
		some _, kinds in tables.requirements
		some _, ways in kinds
		some way in ways
		some permission, _ in way
		not tables.giving[permission]
	}
	lost == set()
}

test_every_given_permission_is_required[version] if {
	some version, tables in versions
	required := {permission |
		some _, kinds in tables.requirements
		some _, ways in kinds
		some way in ways
		some permission, _ in way
	}
	object.keys(tables.giving) - required == set()
}

test_every_granted_set_gives_something[version] if {
	some version, tables in versions
	granted := union({
		{set | some _, holders in tables.fixed; some _, sets in holders; some set, _ in sets},
		{set | some _, levels in tables.levels; some _, sets in levels; some [set, _] in sets},
		{concat(" ", ["listed", level]) | some level, _ in tables.levels.item},
		{"any folder"},
	})
	empty := {set | some set in granted; count(object.get(tables.sets, set, {})) == 0}
	empty == set()
}

test_every_selector_is_a_place[version] if {
	some version, tables in versions
	selectors := {selector |
		some _, kinds in tables.requirements
		some _, ways in kinds
		some way in ways
		some _, selector in way
	}
	selectors - object.keys(places.fixed) == {"resource", "dashboard", "folder"}
}

test_every_kind_is_of_a_type[version] if {
	some version, tables in versions
	kinds := {kind | some _, kinds in tables.requirements; some kind, _ in kinds}
	{kind | some kind in kinds; not split(kind, " ")[0] in places.types} == {"general", "another org"}
}

# Small tables in the shape of those in grafana/, to see what becomes of each.
_small := {
	"ranks": {"View": 1, "Edit": 2},
	"capabilities": [
		["CanView", "View", "View", {"a:read"}],
		["CanEdit", "Edit", "View", {"a:edit"}],
		["CanSave", "Edit", "Edit", {"a:write"}],
	],
	"listed": [["View", {"a:list"}]],
	"list_matches": {"Editor": {"Viewer"}},
	"default_permissions": {"Viewer": "View", "Editor": "Edit"},
	"default_source": "default.go",
	"creator": {"level": "Edit", "setting": "editors_can_admin"},
	"override": {"role": "Admin", "level": "Edit", "source": "override.go"},
	"team_levels": [
		["Member", true, {"t:list"}, "team.go"],
		["Admin", true, {"t:list"}, "team.go"],
		["Admin", "editors_can_admin", {"t:write"}, "team.go"],
	],
	"any_folder": {"level": "Edit", "actions": {"o:lookup"}, "source": "lookup.go"},
	"matrix": [
		["Read o", true, true, "some_setting", {"o:read"}, "o.go:1"],
		["Write o", true, false, false, {"o:write", "o:create"}, "o.go:2"],
	],
	"own": [["Delete one's own", false, true, false, {"o:delete-own"}, "own.go"]],
	"besides": [["Read o", "server_admin_member", true, {"o:read"}, "besides.go"]],
	"general": [["Open General", true, false, false, {"f:read"}, "general.go"]],
	"general_besides": [],
	"server": [["Run it", "signed_in", "some_setting", {"s:run"}, "server.go"]],
	"requirements": [
		[{"o", "another o"}, {"o:read", "o:write"}, [{"@": "resource"}]],
		[{"p"}, {"o:read"}, [{"@": "org", "a:edit": "dashboard"}, {"o:delete-own": "org"}]],
	],
}

test_derived[note] if {
	some note, tc in {
		"an action on several kinds, in the ways of each": {
			"at": ["requirements", "o:read"],
			"want": {
				"o": [{"o:read": "resource"}],
				"another o": [{"o:read": "resource"}],
				"p": [{"o:read": "org", "a:edit": "dashboard"}, {"o:delete-own": "org"}],
			},
		},
		"an action that only some rows have": {
			"at": ["requirements", "o:write"],
			"want": {"o": [{"o:write": "resource"}], "another o": [{"o:write": "resource"}]},
		},
		"an action that no row has": {
			"at": ["requirements", "o:create"],
			"want": null,
		},
		"the set of a row": {
			"at": ["sets", "Write o"],
			"want": {"o:create": true, "o:write": true},
		},
		"the set of a row about another holder": {
			"at": ["sets", "Read o (server_admin_member)"],
			"want": {"o:read": true},
		},
		"the set of a level": {
			"at": ["sets", "View"],
			"want": {"a:read": true, "a:list": true},
		},
		"the set of a higher level": {
			"at": ["sets", "Edit"],
			"want": {"a:read": true, "a:edit": true, "a:write": true, "a:list": true},
		},
		"the set of a level under viewers_can_edit": {
			"at": ["sets", "View under viewers_can_edit"],
			"want": {"a:read": true, "a:edit": true, "a:list": true},
		},
		"the set of a level as lists match it": {
			"at": ["sets", "listed Edit"],
			"want": {"a:list": true},
		},
		"the sets that give a permission": {
			"at": ["giving", "o:read"],
			"want": ["Read o", "Read o (server_admin_member)"],
		},
		"what an Admin has in the org": {
			"at": ["fixed", "org", "role:Admin"],
			"want": {
				"Read o": {"because": "\"Read o\" of the organization roles", "source": "o.go:1"},
				"Write o": {"because": "\"Write o\" of the organization roles", "source": "o.go:2"},
			},
		},
		"what an Editor has in the org, and over what it created": {
			"at": ["fixed", "org", "role:Editor"],
			"want": {
				"Read o": {"because": "\"Read o\" of the organization roles", "source": "o.go:1"},
				"Delete one's own": {
					"because": "\"Delete one's own\" of the organization roles",
					"source": "own.go",
					"when": "creator",
				},
			},
		},
		"what a Viewer has by a setting": {
			"at": ["fixed", "org", "role:Viewer"],
			"want": {"Read o": {
				"because": "\"Read o\" of the organization roles",
				"source": "o.go:1",
				"if": "some_setting",
			}},
		},
		"what another holder has": {
			"at": ["fixed", "org", "server_admin_member"],
			"want": {"Read o (server_admin_member)": {"because": "\"Read o\"", "source": "besides.go"}},
		},
		"what General gives": {
			"at": ["fixed", "general", "role:Admin"],
			"want": {"Open General": {"because": "\"Open General\" of the organization roles", "source": "general.go"}},
		},
		"what General does not give": {
			"at": ["fixed", "general", "role:Viewer"],
			"want": null,
		},
		"what the server gives": {
			"at": ["fixed", "server"],
			"want": {"signed_in": {"Run it (signed_in)": {
				"because": "\"Run it\"",
				"source": "server.go",
				"if": "some_setting",
			}}},
		},
		"the default list": {
			"at": ["fixed", "default permissions"],
			"want": {
				"role:Viewer": {
					"View": {
						"because": "the default permissions",
						"source": "default.go",
						"if": "unless viewers_can_edit",
					},
					"View under viewers_can_edit": {
						"because": "the default permissions",
						"source": "default.go",
						"if": "viewers_can_edit",
					},
				},
				"role:Editor": {
					"Edit": {"because": "the default permissions", "source": "default.go"},
					"listed View": {"because": "the default permissions", "source": "default.go"},
				},
			},
		},
		"the role above every list": {
			"at": ["fixed", "folders:*"],
			"want": {"role:Admin": {"Edit": {
				"because": "the org role is above every permission list",
				"source": "override.go",
			}}},
		},
		"levels of items: two sets where the setting matters, one where it does not": {
			"at": ["levels", "item"],
			"want": {
				"View": [["View", "unless viewers_can_edit"], ["View under viewers_can_edit", "viewers_can_edit"]],
				"Edit": [["Edit", ""]],
			},
		},
		"levels of teams": {
			"at": ["levels", "team"],
			"want": {
				"Member": [["team Member", ""]],
				"Admin": [["team Admin", ""], ["team Admin under editors_can_admin", "editors_can_admin"]],
			},
		},
		"roles that lists match besides": {
			"at": ["listed"],
			"want": {"Editor": {"Viewer": true}},
		},
		"the level of creators": {
			"at": ["creator"],
			"want": {"level": "Edit", "setting": "editors_can_admin"},
		},
		"the right by any folder": {
			"at": ["any_folder"],
			"want": {"level": "Edit", "source": "lookup.go"},
		},
	}
	tables := derive.tables["8.0"] with data.rolecall.grafana.v8_0 as _small
	object.get(tables, tc.at, null) == tc.want
}
