package rolecall.authz_test

import data.rolecall.authz

# What an evaluator of permissions must answer, by the pair of permissions held and question asked.

test_resolution_of_scopes[note] if {
	some note, tc in {
		"a folder's scope covers its dashboards": {
			"version": "9.3", "holds": [["dashboards:read", "folders:uid:f1"]],
			"asks": "dashboards:read dashboard:d1", "want": true,
		},
		"and no others": {
			"version": "9.3", "holds": [["dashboards:read", "folders:uid:f1"]],
			"asks": "dashboards:read dashboard:d2", "want": false,
		},
		"in 13, also those in folders below": {
			"version": "13.3", "holds": [["dashboards:read", "folders:uid:f1"]],
			"asks": "dashboards:read dashboard:below", "want": true,
		},
		"nor the folder, by another action": {
			"version": "9.3", "holds": [["dashboards:read", "folders:uid:f1"]],
			"asks": "folders:read folder:f1", "want": false,
		},
		"General is not above other folders": {
			"version": "9.3", "holds": [["dashboards:read", "folders:uid:general"]],
			"asks": "dashboards:read dashboard:d2", "want": false,
		},
		"General is above the dashboards in it": {
			"version": "9.3", "holds": [["dashboards:read", "folders:uid:general"]],
			"asks": "dashboards:read dashboard:top", "want": true,
		},
		"General is not above other folders in 13": {
			"version": "13.3", "holds": [["dashboards:read", "folders:uid:general"]],
			"asks": "dashboards:read dashboard:d2", "want": false,
		},
	}
	world := object.union(_in(_rbac, tc.version), {"orgs": {"main": {
		"folders": {"sub": {"above": ["f1"]}},
		"dashboards": {"below": {"folder": "sub"}},
	}}})
	_allowed(_given(world, "user:nora", tc.holds), "user:nora", tc.asks) == tc.want
}

test_scopes_that_are_asked_for[note] if {
	some note, tc in {
		"a permission without scope is none at a folder": {
			"version": "9.3", "holds": [["dashboards:create", ""]],
			"asks": "dashboards:create folder:f1", "want": false,
		},
		"nor at General": {
			"version": "9.3", "holds": [["dashboards:create", ""]],
			"asks": "dashboards:create folder:general", "want": false,
		},
		"a permission without scope answers a question without one": {
			"version": "9.3", "holds": [["folders:create", ""]],
			"asks": "folders:create org", "want": true,
		},
		"in 13, folders are created in General or in another folder": {
			"version": "13.3", "holds": [["folders:create", ""]],
			"asks": "folders:create org", "want": false,
		},
		"where its scope is that of General": {
			"version": "13.3", "holds": [["folders:create", "folders:uid:general"]],
			"asks": "folders:create org", "want": true,
		},
		"or of the folder": {
			"version": "13.3", "holds": [["folders:create", "folders:uid:f1"]],
			"asks": "folders:create folder:f1", "want": true,
		},
		"any scope answers a question without one": {
			"version": "9.3", "holds": [["teams:read", "teams:id:Ops"]],
			"asks": "teams:read org", "want": true,
		},
		"the scope of one is none of another": {
			"version": "9.3", "holds": [["teams:read", "teams:id:Ops"]],
			"asks": "teams:read team:SRE", "want": false,
		},
		"there are no wildcards in actions": {
			"version": "9.3", "holds": [["datasources:*", "*"]],
			"asks": "datasources:read data_source:kept", "want": false,
		},
	}
	_nora(tc.version, tc.holds, tc.asks) == tc.want
}

# Members of an org and users of the server have scopes of their own.
test_users_and_global_users[note] if {
	some note, tc in {
		"users do": {
			"holds": [["users:read", "global.users:*"]], "asks": "users:read user:eve", "want": true,
		},
		"one user does for itself": {
			"holds": [["users:read", "global.users:id:eve"]], "asks": "users:read user:eve", "want": true,
		},
		"members do not stand for users": {
			"holds": [["users:read", "users:*"]], "asks": "users:read user:eve", "want": false,
		},
		"nor does one for itself": {
			"holds": [["users:read", "users:id:eve"]], "asks": "users:read user:eve", "want": false,
		},
		"users do not stand for members": {
			"holds": [["org.users:read", "global.users:*"]], "asks": "org.users:read user:eve", "want": false,
		},
		"members do": {
			"holds": [["org.users:read", "users:*"]], "asks": "org.users:read user:eve", "want": true,
		},
		"one member does for itself": {
			"holds": [["org.users:read", "users:id:eve"]], "asks": "org.users:read user:eve", "want": true,
		},
		"and for no other member": {
			"holds": [["org.users:read", "users:id:eve"]], "asks": "org.users:read user:vic", "want": false,
		},
	}
	_nora_everywhere("9.3", tc.holds, tc.asks) == tc.want
}

# All of nothing holds, any of nothing does not.
test_needs_of_nothing[note] if {
	some note, tc in {
		"a way without needs": {"ways": [[]], "want": true},
		"no ways": {"ways": [], "want": false},
	}
	asked := _request("user:nora", "teams:read team:SRE")
	allow := authz.allow with data.rolecall.world as _rbac with data.rolecall.request.ways as tc.ways with input as asked
	allow == tc.want
}

# Where a check names several scopes, 8.2 to 8.5 ask for each of them, the versions before and after for
# any (8.5: pkg/services/accesscontrol/evaluator.go): needs of one way, and ways.
test_several_scopes[note] if {
	some note, tc in {
		"one of them, in 8.5": {"version": "8.5 with accesscontrol", "holds": ["teams:id:SRE"], "ways": _each, "want": false},
		"both, in 8.5": {
			"version": "8.5 with accesscontrol", "holds": ["teams:id:SRE", "teams:id:Ops"], "ways": _each, "want": true,
		},
		"all of the kind, in 8.5": {"version": "8.5 with accesscontrol", "holds": ["teams:*"], "ways": _each, "want": true},
		"one of them, in 9.3": {"version": "9.3", "holds": ["teams:id:SRE"], "ways": _any, "want": true},
		"another, in 9.3": {"version": "9.3", "holds": ["teams:id:Web"], "ways": _any, "want": false},
	}
	world := _given(_in(_rbac, tc.version), "user:nora", [["teams:read", scope] | some scope in tc.holds])
	asked := _request("user:nora", "teams:read team:SRE")
	allow := authz.allow with data.rolecall.world as world with data.rolecall.request.ways as tc.ways with input as asked
	allow == tc.want
}

_each := [[["teams:read", "covering teams:id:SRE"], ["teams:read", "covering teams:id:Ops"]]]

_any := [[["teams:read", "covering teams:id:SRE"]], [["teams:read", "covering teams:id:Ops"]]]

# An entry of a folder for Viewers, by whom and in which version it counts.
test_entries_for_roles_above[note] if {
	some note, tc in {
		"a Viewer, in 8.5": {"version": "8.5 with accesscontrol", "who": "user:vic", "want": true},
		"an Editor, in 8.5": {"version": "8.5 with accesscontrol", "who": "user:eve", "want": true},
		"a Viewer, in 9.3": {"version": "9.3", "who": "user:vic", "want": true},
		"an Editor, in 9.3": {"version": "9.3", "who": "user:eve", "want": false},
		"a Viewer, in 13": {"version": "13.3", "who": "user:vic", "want": true},
		"an Editor, in 13": {"version": "13.3", "who": "user:eve", "want": false},
		"nobody's role, in 8.5": {"version": "8.5 with accesscontrol", "who": "user:nora", "want": false},
	}
	world := object.union(_in(_rbac, tc.version), {"orgs": {"main": {"permissions": {"folders:uid:f1": {"role:Viewer": {
		"level": "View",
		"source": "a.hcl:9",
	}}}}}})
	_allowed(world, tc.who, "folders:read folder:f1") == tc.want
}

# What every version's fixed roles give goes up, but never to or from Grafana Admin.
test_grants_that_go_up[note] if {
	some note, tc in {
		"Viewer's, to a Viewer": {"who": "user:vic", "asks": "orgs:read org", "want": true},
		"Viewer's, to an Editor": {"who": "user:eve", "asks": "orgs:read org", "want": true},
		"Viewer's, to an Admin": {"who": "user:ada", "asks": "orgs:read org", "want": true},
		"Viewer's, not to None": {"who": "user:nora", "asks": "orgs:read org", "want": false},
		"Admin's, to an Admin": {"who": "user:ada", "asks": "teams:read org", "want": true},
		"Admin's, not to an Editor": {"who": "user:eve", "asks": "teams:read org", "want": false},
		"Admin's, not to a Grafana Admin": {"who": "user:root", "asks": "teams:read org", "want": false},
		"Grafana Admin's, to a Grafana Admin": {"who": "user:root", "asks": "users:read user:eve", "want": true},
		"Grafana Admin's, not to an Admin": {"who": "user:ada", "asks": "users:read user:eve", "want": false},
		"a Grafana Admin of role None reads no dashboard": {
			"who": "user:root", "asks": "dashboards:read dashboard:top", "want": false,
		},
		"nor any at all": {"who": "user:root", "asks": "dashboards:read org", "want": false},
	}
	_allowed(_rbac, tc.who, tc.asks) == tc.want
}
