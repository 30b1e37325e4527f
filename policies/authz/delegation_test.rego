package rolecall.authz_test

import data.rolecall.roles

# Giving roles away takes the right to, and holding what the role holds.

# `world` with the role "gift" of `permissions`, which nobody has.
_with_gift(world, permissions) := object.union(world, {"roles": {"gift": _role(permissions)}})

# Whether nora, who may do `action` to roles and holds `own`, may do it to the role "gift" of `gift`.
_delegates(version, action, own, gift) := _allowed(
	_with_gift(_given(_in(_rbac, version), "user:nora", array.concat([[action, _delegate[version]]], own)), gift),
	"user:nora",
	sprintf("%s role:gift", [action]),
)

_delegate := {
	"8.0 with accesscontrol": "permissions:delegate",
	"8.5 with accesscontrol": "permissions:delegate",
	"9.3": "permissions:type:delegate",
	"13.3": "permissions:type:delegate",
}

test_delegation_takes_holding[note] if {
	some note, tc in {
		"the same": {"own": [["teams:read", "teams:id:Ops"]], "gift": [["teams:read", "teams:id:Ops"]], "want": true},
		"a scope that covers": {"own": [["teams:read", "teams:*"]], "gift": [["teams:read", "teams:id:Ops"]], "want": true},
		"all scopes": {"own": [["teams:read", "*"]], "gift": [["teams:read", "teams:*"]], "want": true},
		"another scope": {"own": [["teams:read", "teams:id:SRE"]], "gift": [["teams:read", "teams:id:Ops"]], "want": false},
		"a narrower scope": {"own": [["teams:read", "teams:id:Ops"]], "gift": [["teams:read", "teams:*"]], "want": false},
		"another action": {"own": [["teams:write", "*"]], "gift": [["teams:read", "teams:id:Ops"]], "want": false},
		"one of two": {
			"own": [["teams:read", "*"]], "gift": [["teams:read", "teams:*"], ["teams:write", "teams:*"]], "want": false,
		},
		"both": {
			"own": [["teams:read", "*"], ["teams:write", "teams:*"]], "gift": [
				["teams:read", "teams:*"], ["teams:write", "teams:*"],
			],
			"want": true,
		},
		"one without scope, by any": {
			"own": [["teams:create", "teams:id:Ops"]], "gift": [["teams:create", ""]], "want": true,
		},
		"one with a scope, not by none": {
			"own": [["teams:read", ""]], "gift": [["teams:read", "teams:id:Ops"]], "want": false,
		},
		"a role that holds nothing": {"own": [], "gift": [], "want": true},
	}
	_delegates("9.3", "roles:write", tc.own, tc.gift) == tc.want
}

# What takes holding, in each version; before 13 also taking a role away.
test_delegation_by_version[note] if {
	some note, tc in {
		"8.0, changing one": {"version": "8.0 with accesscontrol", "action": "roles:write", "want": false},
		"8.0, deleting one": {"version": "8.0 with accesscontrol", "action": "roles:delete", "want": false},
		"8.0, giving one": {"version": "8.0 with accesscontrol", "action": "roles.builtin:add", "want": false},
		"8.0, taking one": {"version": "8.0 with accesscontrol", "action": "roles.builtin:remove", "want": false},
		"8.5, changing one": {"version": "8.5 with accesscontrol", "action": "roles:write", "want": false},
		"8.5, taking one": {"version": "8.5 with accesscontrol", "action": "users.roles:remove", "want": false},
		"9.3, changing one": {"version": "9.3", "action": "roles:write", "want": false},
		"9.3, deleting one": {"version": "9.3", "action": "roles:delete", "want": false},
		"9.3, giving one to a user": {"version": "9.3", "action": "users.roles:add", "want": false},
		"9.3, giving one to a team": {"version": "9.3", "action": "teams.roles:add", "want": false},
		"9.3, taking one from a user": {"version": "9.3", "action": "users.roles:remove", "want": false},
		"9.3, taking one from a team": {"version": "9.3", "action": "teams.roles:remove", "want": false},
		"13, changing one": {"version": "13.3", "action": "roles:write", "want": false},
		"13, deleting one": {"version": "13.3", "action": "roles:delete", "want": true},
		"13, giving one to a user": {"version": "13.3", "action": "users.roles:add", "want": false},
		"13, giving one to a team": {"version": "13.3", "action": "teams.roles:add", "want": false},
		"13, taking one from a user": {"version": "13.3", "action": "users.roles:remove", "want": true},
		"13, taking one from a team": {"version": "13.3", "action": "teams.roles:remove", "want": true},
	}
	_delegates(tc.version, tc.action, [], [["users.authtoken:read", "users:*"]]) == tc.want
}

test_delegation_with_holding_by_version[note] if {
	some note, tc in {
		"8.0, changing one": {"version": "8.0 with accesscontrol", "action": "roles:write"},
		"8.0, taking one": {"version": "8.0 with accesscontrol", "action": "roles.builtin:remove"},
		"8.5, deleting one": {"version": "8.5 with accesscontrol", "action": "roles:delete"},
		"9.3, giving one to a user": {"version": "9.3", "action": "users.roles:add"},
		"13, giving one to a team": {"version": "13.3", "action": "teams.roles:add"},
	}
	held := [["users.authtoken:read", "users:*"]]
	_delegates(tc.version, tc.action, held, held) == true
}

# What permissions do not decide about is given away by whoever holds it, too.
test_delegation_of_what_is_decided_otherwise[version] if {
	some version in ["8.0 with accesscontrol", "8.5 with accesscontrol", "9.3", "13.3"]
	held := [["users.permissions:read", "users:*"]]
	_delegates(version, "roles:write", held, held) == true
	_delegates(version, "roles:write", [], held) == false
}

# In 8.0, where it is decided by roles, it gives nothing else.
test_what_is_decided_otherwise_gives_nothing if {
	world := _given(_in(_rbac, "8.0 with accesscontrol"), "user:nora", [
		["dashboards:read", "**"], ["users.permissions:read", "**"],
	])
	_allowed(world, "user:nora", "users.permissions:read user:ada") == false
	_allowed(world, "user:nora", "teams:write team:Ops") == false
}

# A server admin of 8.0 holds users by a glob, which covers that glob.
test_delegation_of_a_glob if {
	world := _with_gift(_in(_rbac, "8.0 with accesscontrol"), [["users.authtoken:read", "global:users:*"]])
	_allowed(world, "user:root", "roles.builtin:remove role:gift") == true
	_allowed(world, "user:ada", "roles.builtin:remove role:gift") == false
}

# The right itself is one to delegate, or to escalate.
test_right_to_change_roles[note] if {
	some note, tc in {
		"delegating, without holding": {
			"version": "9.3", "own": [["roles:write", "permissions:type:delegate"]], "want": false,
		},
		"escalating, without holding": {
			"version": "9.3", "own": [["roles:write", "permissions:type:escalate"]], "want": true,
		},
		"escalating in 13": {"version": "13.3", "own": [["roles:write", "permissions:type:escalate"]], "want": true},
		"both, by a wildcard": {"version": "9.3", "own": [["roles:write", "permissions:type:*"]], "want": true},
		"holding alone": {"version": "9.3", "own": [["teams:read", "*"]], "want": false},
		"on roles, which is another scope": {
			"version": "9.3", "own": [["roles:write", "roles:*"], ["teams:read", "*"]], "want": false,
		},
		"without a scope": {"version": "9.3", "own": [["roles:write", ""], ["teams:read", "*"]], "want": false},
		"the newer scope in 8.0": {
			"version": "8.0 with accesscontrol", "own": [
				["roles:write", "permissions:type:delegate"], ["teams:read", "**"],
			],
			"want": false,
		},
	}
	world := _with_gift(_given(_in(_rbac, tc.version), "user:nora", tc.own), [["teams:read", "teams:id:Ops"]])
	_allowed(world, "user:nora", "roles:write role:gift") == tc.want
}

# Roles are read by their own scope, without holding anything.
test_reading_roles[note] if {
	some note, tc in {
		"one": {"own": [["roles:read", "roles:uid:gift"]], "asks": "roles:read role:gift", "want": true},
		"all": {"own": [["roles:read", "roles:*"]], "asks": "roles:read role:gift", "want": true},
		"another": {"own": [["roles:read", "roles:uid:other"]], "asks": "roles:read role:gift", "want": false},
		"one that is not declared": {"own": [["roles:read", "roles:*"]], "asks": "roles:read role:none", "want": false},
	}
	world := _with_gift(_given(_rbac, "user:nora", tc.own), [["teams:read", "teams:id:Ops"]])
	_allowed(world, "user:nora", tc.asks) == tc.want
}

# An org cannot give away a role of another org.
test_delegation_of_a_role_of_an_org[org] if {
	some org, want in {"main": true, "other": false}
	world := object.union(
		_given(_rbac, "user:nora", [["users.roles:add", "*"]]),
		{"orgs": {org: {"custom_roles": {"gift": _role([])}}}},
	)
	_allowed(world, "user:nora", "users.roles:add role:gift") == want
}

# A Grafana Admin gives away whatever it holds, and an Admin nothing.
test_delegation_by_default[note] if {
	some note, tc in {
		"an Admin has no right to": {"who": "user:ada", "gift": [["teams:read", "teams:*"]], "want": false},
		"a Grafana Admin holds users": {"who": "user:root", "gift": [["users:read", "global.users:*"]], "want": true},
	}
	_allowed(_with_gift(_rbac, tc.gift), tc.who, "users.roles:add role:gift") == tc.want
}

# Fixed roles are given away like others, and cannot be changed.
test_delegation_of_fixed_roles[note] if {
	some note, tc in {
		"without holding": {
			"own": [["users.roles:add", "permissions:type:delegate"]], "action": "users.roles:add", "want": false,
		},
		"with": {
			"own": [
				["users.roles:add", "permissions:type:delegate"], ["teams:create", ""], ["org.users:read", "users:*"],
			],
			"action": "users.roles:add", "want": true,
		},
		"changing one": {"own": [["roles:write", "*"], ["teams:create", ""]], "action": "roles:write", "want": false},
	}
	world := _given(_rbac, "user:nora", tc.own)
	asked := object.union(_request("user:nora", concat(" ", [tc.action, "role"])), {
		"resource": {"id": "fixed:teams:creator"},
	})
	_decides(world, asked) == tc.want
}

test_what_a_role_takes if {
	delegation := roles.delegation("gift")
		with data.rolecall.world as _with_gift(_rbac, [["teams:read", "teams:id:Ops"], ["teams:create", ""]])
	delegation == [["teams:read", "covering teams:id:Ops"], ["teams:create", "covering "]]
}

test_what_a_fixed_role_takes if {
	delegation := roles.delegation("fixed:reports:reader") with data.rolecall.world as _rbac
	{need | some need in delegation} == {
		["reports:read", "covering reports:*"], ["reports:send", "covering reports:*"],
		["reports.settings:read", "covering "],
	}
}
