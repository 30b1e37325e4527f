package rolecall.derive.legacy_test

import data.rolecall.derive.legacy

_under(setting) := {"setting": setting, "is": true}

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
	"creator": {"level": "Edit", "open": _under("editors_can_admin"), "types": {"user"}},
	"org_roles": {"Admin", "Viewer"},
	"entry_roles": {"Viewer"},
	"subjects": {"robot", "user"},
	"override": {"role": "Admin", "level": "Edit", "source": "override.go"},
	"team_levels": [
		["Member", true, {"t:list"}, "team.go"],
		["Admin", true, {"t:list"}, "team.go"],
		["Admin", _under("editors_can_admin"), {"t:write"}, "team.go"],
	],
	"any_folder": {"level": "Edit", "actions": {"o:lookup"}, "source": "lookup.go"},
	"data_source_levels": [["Query", {"d:query"}]],
	"open_data_sources": [["Query d", true, false, false, {"d:query"}, "d.go"]],
	"matrix": [
		["Read o", true, true, _under("some_setting"), {"o:read"}, "o.go:1"],
		["Write o", true, false, false, {"o:write", "o:create"}, "o.go:2"],
	],
	"own": [["Delete one's own", false, true, false, {"o:delete-own"}, "own.go"]],
	"besides": [["Read o", "server admin in the org", true, {"o:read"}, "besides.go", "Read o"]],
	"general": [["Open General", true, false, false, {"f:read"}, "general.go"]],
	"general_besides": [],
	"selectors": {"org": ["org"]},
	"kinds": {"server": ["server"]},
	"tails": {"folders": ["folders:*"]},
	"general_place": [],
	"scoped": {},
	"members": {"scope": "m", "above": ["org"]},
	"globs": false,
	"mapping": "first",
	"groups": "",
	"removals": "assignments",
	"synced": "Member",
	"logins": "",
	"parted": {},
	"server": [[
		"Run it", "everyone signed in", _under("some_setting"), {"s:run"}, "server.go", "Run it (everyone signed in)",
	]],
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
				"o": [[["o:read", "resource"]]],
				"another o": [[["o:read", "resource"]]],
				"p": [[["o:read", "org"], ["a:edit", "dashboard"]], [["o:delete-own", "org"]]],
			},
		},
		"an action that only some rows have": {
			"at": ["requirements", "o:write"],
			"want": {"o": [[["o:write", "resource"]]], "another o": [[["o:write", "resource"]]]},
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
			"at": ["sets", "Run it (everyone signed in)"],
			"want": {"s:run": true},
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
		"the set of a level of data sources": {
			"at": ["sets", "data source Query"],
			"want": {"d:query": true},
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
				"if": [_under("some_setting")],
			}},
		},
		"what another holder has": {
			"at": ["fixed", "org", "server admin in the org"],
			"want": {"Read o": {"because": "\"Read o\"", "source": "besides.go"}},
		},
		"what General gives": {
			"at": ["fixed", "the General folder", "role:Admin"],
			"want": {"Open General": {"because": "\"Open General\" of the organization roles", "source": "general.go"}},
		},
		"what General does not give": {
			"at": ["fixed", "the General folder", "role:Viewer"],
			"want": null,
		},
		"what the server gives": {
			"at": ["fixed", "server"],
			"want": {"everyone signed in": {"Run it (everyone signed in)": {
				"because": "\"Run it\"",
				"source": "server.go",
				"if": [_under("some_setting")],
			}}},
		},
		"the default list": {
			"at": ["fixed", "default permissions"],
			"want": {
				"role:Viewer": {
					"View": {
						"because": "the default permissions",
						"source": "default.go",
						"if": [{"setting": "viewers_can_edit", "is": false}],
					},
					"View under viewers_can_edit": {
						"because": "the default permissions",
						"source": "default.go",
						"if": [_under("viewers_can_edit")],
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
		"levels of folders: two sets where the setting matters, one where it does not": {
			"at": ["levels", "folders"],
			"want": {
				"View": [
					["View", [{"setting": "viewers_can_edit", "is": false}]],
					["View under viewers_can_edit", [_under("viewers_can_edit")]],
				],
				"Edit": [["Edit", []]],
			},
		},
		"levels of dashboards, which are the same": {
			"at": ["levels", "dashboards"],
			"want": {
				"View": [
					["View", [{"setting": "viewers_can_edit", "is": false}]],
					["View under viewers_can_edit", [_under("viewers_can_edit")]],
				],
				"Edit": [["Edit", []]],
			},
		},
		"levels of teams": {
			"at": ["levels", "teams"],
			"want": {
				"Member": [["team Member", []]],
				"Admin": [
					["team Admin", []],
					["team Admin under editors_can_admin", [_under("editors_can_admin")]],
				],
			},
		},
		"roles that lists match besides": {
			"at": ["listed"],
			"want": {"Editor": {"Viewer": true}},
		},
		"the level of creators": {
			"at": ["creator"],
			"want": {"level": "Edit", "if": [_under("editors_can_admin")], "types": {"user": true}},
		},
		"the right by any folder": {
			"at": ["anywhere"],
			"want": {"folders": {"Edit": [["any folder", []]]}},
		},
		"what it gives": {
			"at": ["sets", "any folder"],
			"want": {"o:lookup": true},
		},
		"levels of data sources": {
			"at": ["levels", "datasources"],
			"want": {"Query": [["data source Query", []]]},
		},
		"a data source without permissions of its own": {
			"at": ["fixed", "data sources without permissions"],
			"want": {"role:Admin": {"Query d": {"because": "\"Query d\" of the organization roles", "source": "d.go"}}},
		},
		"who can ask": {
			"at": ["subjects"],
			"want": {"robot": true, "user": true},
		},
		"no roles to assign": {
			"at": ["roles"],
			"want": {},
		},
	}
	tables := legacy.tables(_small)
	object.get(tables, tc.at, null) == tc.want
}
