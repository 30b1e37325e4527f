package rolecall.roles_test

import data.rolecall.roles

_world := {
	"grafana": {"version": "9.3"},
	"roles": {"global": {"permissions": [], "scopes": {}}},
	"orgs": {
		"main": {"custom_roles": {"own": {"permissions": [{"action": "teams:read", "scope": "teams:*"}], "scopes": {}}}},
		"other": {},
	},
}

# An org has the global roles and its own, and none of another org.
test_has[note] if {
	some note, tc in {
		"a global role": {"org": "other", "role": "global", "want": true},
		"its own role": {"org": "main", "role": "own", "want": true},
		"a role of another org": {"org": "other", "role": "own", "want": false},
		"an undeclared role": {"org": "main", "role": "none", "want": false},
		"an undeclared org": {"org": "none", "role": "own", "want": false},
	}
	_has(tc.org, tc.role) == tc.want
}

default _has(_, _) := false

_has(org, role) if roles.has(org, role) with data.rolecall.world as _world

test_custom if {
	custom := roles.custom with data.rolecall.world as _world
	object.keys(custom) == {"global", "own"}
}

# Otherwise the permissions of both would count in each org.
test_custom_with_a_uid_declared_twice[note] if {
	some note, uid in {"global and in an org": "global", "in two orgs": "own"}
	world := object.union(_world, {"orgs": {"other": {"custom_roles": {uid: {"permissions": [], "scopes": {}}}}}})
	custom := roles.custom with data.rolecall.world as world
	custom == {}
}

test_of_an_org if {
	roles.of_an_org("own") with data.rolecall.world as _world
	not _of_an_org("global")
}

_of_an_org(id) if roles.of_an_org(id) with data.rolecall.world as _world

test_delegation_of_a_role_of_an_org if {
	way := roles.delegation("own") with data.rolecall.world as _world
	way == [["teams:read", "covering teams:*"]]
}
