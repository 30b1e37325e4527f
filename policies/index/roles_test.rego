package rolecall.index_test

import data.rolecall.grants
import data.rolecall.index
import data.rolecall.worlds_test

# A configuration with roles, assigned in one org and in all of them, and groups.
_roles := worlds_test.complete({
	"grafana": {"version": "9.3"},
	"org_ids": {"main": "main"},
	"default_org": "main",
	"logins": {"eve": "eve", "nora": "nora", "boss": "boss"},
	"users": {"user:eve": {}, "user:nora": {}, "user:boss": {"grafana_admin": true}},
	"roles": {"global": {
		"permissions": [{"action": "users:read", "scope": "global.users:*"}],
		"scopes": {"global.users:*": {"users:read": "r.hcl:6"}},
		"source": "r.hcl:5",
	}},
	"basic_roles": {"Viewer": {
		"add": {
			"permissions": [{"action": "teams:read", "scope": "teams:*"}],
			"scopes": {"teams:*": {"teams:read": "r.hcl:9"}},
			"source": "r.hcl:8",
		},
		"remove": {"permissions": [], "scopes": {}, "source": "r.hcl:8"},
	}},
	"everywhere": {"user:nora": {"global": "r.hcl:20"}},
	"org_mappings": [
		{"group": "leads", "org": "main", "role": "Editor", "grafana_admin": true, "source": "r.hcl:40"},
		{"group": "*", "role": "Viewer", "source": "r.hcl:41"},
	],
	"orgs": {"main": {
		"members": {
			"user:eve": {"role": "Editor"},
			"user:nora": {"role": "None"},
			"service_account:ci": {"role": "Viewer", "tokens": {"short": {"expires": "2026-11-21T12:00:00Z"}, "forever": {}}},
			"service_account:off": {"role": "Viewer", "disabled": true, "tokens": {"forever": {}}},
		},
		"folders": {"f1": {}},
		"teams": {"SRE": {}},
		"service_accounts": {"ci": {}, "off": {}},
		"groups": {"sre": {"SRE": "r.hcl:30"}},
		"roles": {
			"user:nora": {"global": "r.hcl:20"},
			"team:SRE": {"local": "r.hcl:21"},
			"basic:Viewer": {"fixed:reports:reader": "r.hcl:22"},
		},
		"custom_roles": {"local": {
			"permissions": [
				{"action": "dashboards:read", "scope": "folders:uid:f1"},
				{"action": "teams:create", "scope": ""},
			],
			"scopes": {"folders:uid:f1": {"dashboards:read": "r.hcl:2"}, "": {"teams:create": "r.hcl:3"}},
			"source": "r.hcl:1",
		}},
	}},
})

test_rows_of_roles if {
	rows := index.rows with data.rolecall.world as _roles
	rows.delegations.local == [["dashboards:read", "covering folders:uid:f1"], ["teams:create", "covering "]]
	rows.delegations.global == [["users:read", "covering global.users:*"]]
	rows.covering["covering folders:uid:f1"] == ["folders:uid:f1", "folders:uid:*", "folders:*", "*"]
	rows.covering["covering "] == ["any scope at all"]
	rows.fixed_roles["fixed:reports:reader"] == true
	rows.sets["role local at \"folders:uid:f1\""] == {"dashboards:read": true}
	rows.sets["role local at \"any scope at all\""] == {"dashboards:read": true, "teams:create": true}
}

test_rows_of_tokens if {
	rows := index.rows with data.rolecall.world as _roles
	rest := {subject: about | some ["main", subject, _, about] in rows.members; about.tokens != {}}
	rest == {
		"service_account:ci": {"disabled": false, "expires": "", "tokens": {"short": "2026-11-21T12:00:00Z", "forever": ""}},
		"service_account:off": {"disabled": true, "expires": "", "tokens": {"forever": ""}},
	}
}

# Nothing is asked at a place without a name, nor at the server without a scope by that name.
_by_roles := {[place, holder, set] |
	rows := index.rows with data.rolecall.world as _roles
	some [_, place, holder, set, grant] in rows.grants
	endswith(grant.by.kind, "role")
	not place in {"", "server-wide any scope at all"}
}

test_grants_by_roles if {
	_by_roles == {
		["folders:uid:f1", "team:SRE", "role local at \"folders:uid:f1\""],
		["any scope at all", "team:SRE", "role local at \"any scope at all\""],
		["global.users:*", "user:nora", "role global at \"global.users:*\""],
		["any scope at all", "user:nora", "role global at \"any scope at all\""],
		["server-wide global.users:*", "user:nora", "role global at \"global.users:*\""],
		["server", "user:nora", "role global at \"any scope at all\""],
		["another org", "user:nora", "role global at \"any scope at all\""],
		["server-wide global.users:*", "outside:user:nora", "role global at \"global.users:*\""],
		["server", "outside:user:nora", "role global at \"any scope at all\""],
		["another org", "outside:user:nora", "role global at \"any scope at all\""],
		["teams:*", "role:Viewer", "role basic role Viewer at \"teams:*\""],
		["any scope at all", "role:Viewer", "role basic role Viewer at \"any scope at all\""],
		["reports:*", "basic:Viewer", "fixed:reports:reader at reports:*"],
		["any scope at all", "basic:Viewer", "fixed:reports:reader at any scope at all"],
	}
}

# What decisions would look up about declared things and single users is enumerated.
test_grants_by_roles_are_those_that_decisions_look_up[note] if {
	some note, asked in {
		"a folder": ["folders:uid:f1", "folders:uid:*", "folders:*", "*"],
		"a user": [
			"global.users:id:eve", "server-wide global.users:id:eve", "global.users:id:*", "global.users:*", "*",
			"server-wide global.users:id:*", "server-wide global.users:*", "server-wide *",
		],
		"the server": ["server"],
		"a team": ["teams:id:SRE", "teams:id:*", "teams:*", "*"],
		"a report": ["reports:id:1", "reports:id:*", "reports:*", "*"],
		"no scope": ["any scope at all"],
	}
	looked_up := {[place, holder, set] |
		some place in asked
		some holder in [
			"user:nora", "outside:user:nora", "user:eve", "team:SRE", "basic:Viewer", "basic:Editor", "role:Viewer",
		]
		found := grants.at("main", place, holder) with data.rolecall.world as _roles
		some set, grant in found
		endswith(grant.by.kind, "role")
	}
	looked_up == {row | some row in _by_roles; row[0] in asked}
	looked_up != set()
}

# In 8.0 scopes are patterns: the rows have them as they are, and the places that they are matched with.
_patterns := worlds_test.complete({
	"grafana": {"version": "8.0", "feature_toggles": {"accesscontrol": true}},
	"org_ids": {"main": "main"},
	"default_org": "main",
	"roles": {"helper": {
		"permissions": [
			{"action": "org.users:write", "scope": "users:e*"},
			{"action": "org.users:read", "scope": "any users"},
			{"action": "users:create", "scope": ""},
		],
		"scopes": {
			"users:e*": {"org.users:write": "r.hcl:2"},
			"any users": {"org.users:read": "r.hcl:3"},
			"": {"users:create": "r.hcl:4"},
		},
		"source": "r.hcl:1",
	}},
	"everywhere": {"basic:Grafana Admin": {"helper": "r.hcl:20"}},
	"orgs": {"main": {"roles": {"basic:Viewer": {"helper": "r.hcl:21"}}}},
})

test_rows_of_globs if {
	rows := index.rows with data.rolecall.world as _patterns
	{[where, holder, glob] | some [_, where, holder, glob, _, _] in rows.globs} == {
		["", "basic:Viewer", "users:e*"],
		["server-wide ", "server admin", "users:e*"],
	}
	{place |
		some [_, place, _, set, _] in rows.grants
		startswith(set, "role helper")
	} == {"any scope at all", "another org", "server"}
	rows.globbed["users:e*"]
	rows.globbed["service:accesscontrol"]
	not rows.globbed["any users"]
	not rows.globbed.org
	not rows.globbed["any scope at all"]
}
