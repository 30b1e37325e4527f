package rolecall.authz_test

# Basic roles that are changed: `add` and `remove` are [action, scope] pairs.
_changed(version, role, add, remove) := object.union(_in(_rbac, version), {"basic_roles": {role: {
	"add": _role(add),
	"remove": _role(remove),
}}})

# Nobody else can read this folder but an Admin.
test_basic_role_add[note] if {
	some note, tc in {
		"to Viewer, for a Viewer": {"role": "Viewer", "who": "user:vic", "want": true},
		"to Viewer, not for None": {"role": "Viewer", "who": "user:nora", "want": false},
		"to Editor, for an Editor": {"role": "Editor", "who": "user:eve", "want": true},
		"to Editor, not for a Viewer": {"role": "Editor", "who": "user:vic", "want": false},
		"to Admin, not for an Editor": {"role": "Admin", "who": "user:eve", "want": false},
		"to None, for None": {"role": "None", "who": "user:nora", "want": true},
		"to None, not for a Viewer": {"role": "None", "who": "user:vic", "want": false},
		"to Grafana Admin, for one": {"role": "Grafana Admin", "who": "user:root", "want": true},
		"to Grafana Admin, not for an Editor": {"role": "Grafana Admin", "who": "user:eve", "want": false},
		"to Viewer, not for a Grafana Admin": {"role": "Viewer", "who": "user:root", "want": false},
	}
	_allowed(_changed("9.3", tc.role, _query_f1, []), tc.who, "dashboards:read dashboard:d1") == tc.want
}

test_basic_role_add_elsewhere[note] if {
	some note, tc in {
		"in 8.5": {"version": "8.5 with accesscontrol", "asks": "dashboards:read dashboard:d1", "want": true},
		"in 13": {"version": "13.3", "asks": "dashboards:read dashboard:d1", "want": true},
		"another dashboard": {"version": "9.3", "asks": "dashboards:read dashboard:d2", "want": false},
		"no dashboard": {"version": "9.3", "asks": "dashboards:read org", "want": false},
		"another action": {"version": "9.3", "asks": "dashboards:write dashboard:d1", "want": false},
	}
	_allowed(_changed(tc.version, "Viewer", _query_f1, []), "user:vic", tc.asks) == tc.want
}

test_basic_role_remove[note] if {
	some note, tc in {
		"an action from Viewer, for a Viewer": {
			"role": "Viewer", "remove": [["orgs:read", ""]], "who": "user:vic", "asks": "orgs:read org", "want": false,
		},
		"an action from Viewer, not for an Editor": {
			"role": "Viewer", "remove": [["orgs:read", ""]], "who": "user:eve", "asks": "orgs:read org", "want": true,
		},
		"an action from Viewer, which leaves others": {
			"role": "Viewer", "remove": [["dashboards:read", ""]], "who": "user:vic", "asks": "orgs:read org", "want": true,
		},
		"an action from Admin": {
			"role": "Admin", "remove": [["teams:create", ""]], "who": "user:ada", "asks": "teams:create org", "want": false,
		},
		"an action from Admin, with its scope": {
			"role": "Admin", "remove": [
				["teams:read", "teams:*"],
			],
			"who": "user:ada", "asks": "teams:read team:Ops", "want": false,
		},
		"an action from Admin, with another scope": {
			"role": "Admin", "remove": [
				["teams:read", "teams:id:Ops"],
			],
			"who": "user:ada", "asks": "teams:read team:Ops", "want": true,
		},
		"the last scope leaves no answer to questions without one": {
			"role": "Admin", "remove": [["teams:read", "teams:*"]], "who": "user:ada", "asks": "teams:read org", "want": false,
		},
		"one of several scopes leaves one": {
			"role": "Admin", "remove": [
				["folders:read", "folders:uid:general"],
			],
			"who": "user:ada", "asks": "folders:read org", "want": true,
		},
		"from Grafana Admin": {
			"role": "Grafana Admin", "remove": [
				["users:read", ""],
			],
			"who": "user:root", "asks": "users:read user:eve", "want": false,
		},
		"from Grafana Admin, who is in no org": {
			"role": "Grafana Admin", "remove": [
				["users:read", ""],
			],
			"who": "user:boss", "asks": "users:read user:eve", "want": false,
		},
		"from Grafana Admin, which leaves others": {
			"role": "Grafana Admin", "remove": [
				["users:read", ""],
			],
			"who": "user:root", "asks": "users:disable user:eve", "want": true,
		},
	}
	_allowed(_changed("9.3", tc.role, [], tc.remove), tc.who, tc.asks) == tc.want
}

# What is taken from a basic role is not taken from what is given besides.
test_basic_role_remove_leaves_other_roles[note] if {
	some note, tc in {
		"a custom role": {"roles": {"own": "a.hcl:9"}, "want": true},
		"a fixed role": {"roles": {"fixed:teams:writer": "a.hcl:9"}, "want": true},
		"nothing": {"roles": {}, "want": false},
	}
	world := object.union(_changed("9.3", "Admin", [], [["teams:read", ""]]), {
		"roles": {"own": _role([["teams:read", "teams:id:Ops"]])},
		"orgs": {"main": {"roles": {"user:ada": tc.roles}}},
	})
	_allowed(world, "user:ada", "teams:read team:Ops") == tc.want
}

# Adding after taking: a basic role that may read one team only.
test_basic_role_remove_and_add[note] if {
	some note, tc in {
		"the one that is added": {"asks": "teams:read team:Ops", "want": true},
		"another": {"asks": "teams:read team:SRE", "want": false},
		"any": {"asks": "teams:read org", "want": true},
	}
	world := _changed("9.3", "Admin", [["teams:read", "teams:id:Ops"]], [["teams:read", "teams:*"]])
	_allowed(world, "user:ada", tc.asks) == tc.want
}
