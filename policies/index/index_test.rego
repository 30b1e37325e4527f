package rolecall.index_test

import data.rolecall.grants
import data.rolecall.index
import data.rolecall.places
import data.rolecall.plugins
import data.rolecall.versions
import data.rolecall.worlds_test

_world := worlds_test.complete({
	"grafana": {
		"version": "8.0",
		"viewers_can_edit": false,
		"editors_can_admin": true,
		"allow_org_create": false,
	},
	"org_ids": {"main": "main", "Main Org.": "main"},
	"default_org": "main",
	"logins": {"eve": "eve", "eve@example.com": "eve", "boss": "boss", "dan": "dan"},
	"users": {
		"user:eve": {},
		"user:boss": {"grafana_admin": true},
		"user:dan": {"disabled": true},
	},
	"orgs": {"main": {
		"members": {
			"user:eve": {"role": "Editor", "teams": {"SRE": {"level": "Admin"}}},
			"user:dan": {"role": "Admin"},
			"api_key:ci": {"role": "Viewer", "expires": "2026-11-21T12:00:00Z"},
			"anonymous": {"role": "Viewer"},
		},
		"folders": {"production": {}},
		"dashboards": {"latency": {"folder": "production"}},
		"teams": {"SRE": {}},
		"data_sources": {"prometheus": {}},
		"api_keys": {"ci": {}},
		"permissions": {
			"folders:uid:production": {"team:SRE": {"level": "Admin", "source": "a.hcl:10"}},
			"teams:id:SRE": {"user:eve": {"level": "Admin", "source": "a.hcl:20"}},
		},
		"creators": {"dashboards:uid:latency": {"user:eve": "a.hcl:30"}},
	}},
})

_of_the_configuration := ["version", "members", "users", "places", "folders"]

test_rows_of_the_configuration if {
	rows := index.rows with data.rolecall.world as _world
	object.filter(rows, _of_the_configuration) == {
		"version": "8.0",
		"members": [
			[
				"main", "anonymous",
				{
					"basic:Viewer", "every member", "everyone but API keys", "every API key and anonymous access",
					"everyone but service accounts", "role:Viewer",
				},
				_rest({}),
			],
			[
				"main", "api_key:ci",
				{
					"api_key:ci", "basic:Viewer", "every member", "every API key and anonymous access",
					"everyone but service accounts", "role:Viewer", "everyone signed in",
					"everyone signed in to the org",
				},
				_rest({"expires": "2026-11-21T12:00:00Z"}),
			],
			["main", "user:dan", set(), _rest({"disabled": true})],
			[
				"main", "user:eve",
				{
					"basic:Editor", "every member", "everyone but API keys", "everyone but service accounts", "role:Editor",
					"everyone signed in", "everyone signed in to the org", "team:SRE",
					"every Admin of a team", "user:eve", "every user and service account",
				},
				_rest({}),
			],
		],
		"users": [
			[
				"user:boss",
				{"everyone but service accounts", "outside:user:boss", "server admin", "everyone signed in"},
				false,
			],
			["user:dan", {"everyone but service accounts", "outside:user:dan", "everyone signed in"}, true],
			["user:eve", {"everyone but service accounts", "outside:user:eve", "everyone signed in"}, false],
		],
		"places": [
			["main", "api_key", "ci", ["apikeys:id:ci", "org"]],
			["main", "dashboard", "latency", ["dashboards:uid:latency", "folders:uid:production", "folders:*"]],
			["main", "data_source", "prometheus", ["datasources:uid:prometheus", "data sources without permissions", "org"]],
			["main", "folder", "general", ["the General folder", "default permissions", "folders:*"]],
			["main", "folder", "production", ["folders:uid:production", "folders:*"]],
			["main", "team", "SRE", ["teams:id:SRE", "org"]],
		],
		"folders": [
			["main", "general", ["default permissions", "folders:*"], ["created by oneself"]],
			["main", "production", ["folders:uid:production", "folders:*"], ["created by oneself"]],
		],
	}
}

_rest(changes) := object.union({"disabled": false, "expires": "", "tokens": {}}, changes)

test_rows_of_every_configuration if {
	rows := index.rows with data.rolecall.world as _world
	object.remove(rows, array.concat(_of_the_configuration, ["grants", "kind_places", "levels"])) == {
		"actions": versions["8.0"].actions,
		"renamed": versions["8.0"].renamed,
		"subject_types": versions["8.0"].subjects,
		"in_every_org": {"user": true},
		"types": places.types,
		"requirements": versions["8.0"].requirements,
		"sets": versions["8.0"].sets,
		"fixed_places": versions["8.0"].at,
		"kind_scopes": {},
		"parted": {},
		"lower_logins": false,
		"member_places": {"scope": "users:id", "above": ["org"]},
		"max_groups": 10000,
		"covering": {},
		"delegations": {},
		"delegating": {},
		"asks": versions["8.0"].asks,
		"of_server": versions["8.0"].of_server,
		"coined": versions["8.0"].coined,
		"weights": versions["8.0"].weights,
		"weighty_holders": versions["8.0"].weighty_holders,
		"entry_roles": {"Editor": true, "Viewer": true},
		"org_roles": {"Admin": true, "Editor": true, "Viewer": true},
		"globs": [],
		"globbed": {},
		"fixed_roles": {},
		"by_roles": {},
		"matched_by": {"role:Viewer": {"role:Editor"}},
		"made_by": grants.made_by,
		"of_unnamed_sources": places.of_unnamed_sources,
		"plugins": plugins.described,
		"licensed_edits": grants.licensed_edits,
		"action_sets": {},
		"creator": {"level": "Admin", "if": [{"setting": "editors_can_admin", "is": true}]},
		"defaults": ["default permissions", "default permissions"],
		"disregarded": {},
		"settings": {"allow_org_create", "editors_can_admin", "viewers_can_edit"},
	}
}

# A level gives what the settings let it give.
test_levels if {
	plain := index.rows.levels with data.rolecall.world as _world
	with_setting := index.rows.levels
		with data.rolecall.world as object.union(_world, {"grafana": {"viewers_can_edit": true}})
	under := {"set": "View under viewers_can_edit"}
	not under in plain.folders.View
	under in with_setting.folders.View
	object.keys(plain) == object.keys(versions["8.0"].levels)
}

# What the rows of levels say that an entry gives is what is granted for one, to its holder and to those whose
# lists match it.
test_levels_are_granted[note] if {
	some version in ["8.0", "8.5", "9.3", "13.3"]
	some kind, place in {"folders": "folders:uid:f", "dashboards": "dashboards:uid:d", "datasources": "datasources:uid:s"}
	some holder in ["role:Viewer", "user:eve"]
	some level, _ in versions[version].levels[kind]
	grafana := {"version": version, "viewers_can_edit": true, "editors_can_admin": true}
	entry := {"level": level, "source": "a.hcl:1"}
	world := worlds_test.complete({"grafana": grafana, "orgs": {"main": {"permissions": {place: {holder: entry}}}}})
	rows := index.rows with data.rolecall.world as world
	granted := {[at, to, set] |
		some ["main", at, to, set, grant] in rows.grants
		grant.by.kind in {"entry", "held", "matched_entry"}
	}
	told := {[object.get(row, "place", place), to, row.set] |
		some row in rows.levels[kind][level]
		some to in _receivers(row, holder, rows.matched_by)
	}
	granted == told
	note := concat(" ", [version, kind, holder, level])
}

_receivers(row, holder, matched_by) := object.get(matched_by, holder, set()) if {
	row.matching
} else := {holder}

test_grants_of_the_configuration if {
	rows := index.rows with data.rolecall.world as _world
	listed := {[org, place, holder, set, object.remove(grant, ["by", "if"])] |
		some [org, place, holder, set, grant] in rows.grants
		not versions["8.0"].fixed[place]
	}
	listed == {
		[
			"main", "any scope at all", "team:SRE", "any folder",
			{"because": "Admin on some of the folders", "source": "a.hcl:10"},
		],
		[
			"main", "dashboards:uid:latency", "user:eve", "Admin",
			{"because": "user:eve created it", "source": "a.hcl:30"},
		],
		[
			"main", "folders:uid:production", "team:SRE", "Admin",
			{"because": "its permission \"Admin\"", "source": "a.hcl:10"},
		],
		[
			"main", "teams:id:SRE", "user:eve", "team Admin",
			{"because": "its permission \"Admin\"", "source": "a.hcl:20"},
		],
		[
			"main", "teams:id:SRE", "user:eve", "team Admin under editors_can_admin",
			{"because": "its permission \"Admin\"", "source": "a.hcl:20"},
		],
	}
}

test_kind_places if {
	rows := index.rows with data.rolecall.world as _world
	rows.kind_places["snapshot of a dashboard"] == ["org"]
	on_server := {kind | some kind, found in rows.kind_places; found == ["server"]}
	on_server == {"another org", "server", "user"}
	object.keys(rows.kind_places) == {kind | some _, kinds in versions["8.0"].requirements; some kind, _ in kinds}
}

# What decisions would look up is enumerated, all of it and nothing besides.
test_grants_are_those_that_decisions_look_up if {
	rows := index.rows with data.rolecall.world as _world
	asked := union({
		{place | some [_, _, _, found] in rows.places; some place in found},
		{place | some _, found in rows.fixed_places; some place in found},
	})
	holders := union({
		{holder | some [_, _, found, _] in rows.members; some holder in found},
		{holder | some [_, found, _] in rows.users; some holder in found},
	})
	looked_up := {["main", place, holder, set, grant] |
		some place in asked
		some holder in holders
		found := grants.at("main", place, holder) with data.rolecall.world as _world
		some set, grant in found
	}
	looked_up == {row | some row in rows.grants; row[1] in asked; row[2] in holders}
	looked_up != set()
}

# There are no rows without tables to make them of.
test_no_rows_in_an_unknown_version if {
	world := object.union(_world, {"grafana": {"version": "99.0"}})
	not index.rows with data.rolecall.world as world
}
