package rolecall.authz_test

import data.rolecall.authz

# Roles that are made and assigned, and basic roles that are changed.

_query_f1 := [["dashboards:read", "folders:uid:f1"]]

# Whoever a role is assigned to has it, and nobody else.
test_assigned[note] if {
	some note, tc in {
		"to a user": {"to": "user:nora", "who": "user:nora", "want": true},
		"to another user": {"to": "user:vic", "who": "user:nora", "want": false},
		"to a team, for a member": {"to": "team:SRE", "who": "user:tess", "want": true},
		"to a team, for nobody else": {"to": "team:SRE", "who": "user:nora", "want": false},
		"to another team": {"to": "team:Ops", "who": "user:tess", "want": false},
		"to a service account": {"to": "service_account:robot", "who": "service_account:robot", "want": true},
		"to a user with the name of a service account": {"to": "user:robot", "who": "service_account:robot", "want": false},
		"to Viewer, for a Viewer": {"to": "basic:Viewer", "who": "user:vic", "want": true},
		"to Viewer, for an Editor": {"to": "basic:Viewer", "who": "user:eve", "want": true},
		"to Viewer, not for None": {"to": "basic:Viewer", "who": "user:nora", "want": false},
		"to Viewer, not for a Grafana Admin": {"to": "basic:Viewer", "who": "user:root", "want": false},
		"to Grafana Admin, for one in the org": {"to": "basic:Grafana Admin", "who": "user:root", "want": true},
		"to Grafana Admin, for one who is not": {"to": "basic:Grafana Admin", "who": "user:boss", "want": false},
		"to Grafana Admin, not for a Viewer": {"to": "basic:Grafana Admin", "who": "user:vic", "want": false},
	}
	_allowed(_given(_rbac, tc.to, _query_f1), tc.who, "dashboards:read dashboard:d1") == tc.want
}

# Editors and Admins open d1 by no list here, so that what reaches them comes of the assignment.
test_assigned_to_a_basic_role_reaches_up[note] if {
	some note, tc in {
		"Viewer's, in 8.0": {"version": "8.0 with accesscontrol", "to": "basic:Viewer", "who": "user:eve", "want": true},
		"Viewer's, in 8.0, an Admin": {
			"version": "8.0 with accesscontrol", "to": "basic:Viewer", "who": "user:ada", "want": true,
		},
		"Editor's, in 8.0": {"version": "8.0 with accesscontrol", "to": "basic:Editor", "who": "user:vic", "want": false},
		"Viewer's, in 8.5": {"version": "8.5 with accesscontrol", "to": "basic:Viewer", "who": "user:eve", "want": true},
		"Editor's, in 8.5": {"version": "8.5 with accesscontrol", "to": "basic:Editor", "who": "user:vic", "want": false},
		"Viewer's, in 9.3": {"version": "9.3", "to": "basic:Viewer", "who": "user:eve", "want": true},
		"Editor's, in 9.3": {"version": "9.3", "to": "basic:Editor", "who": "user:vic", "want": false},
		"Viewer's, in 13": {"version": "13.3", "to": "basic:Viewer", "who": "user:eve", "want": true},
		"Editor's, in 13": {"version": "13.3", "to": "basic:Editor", "who": "user:vic", "want": false},
	}
	_allowed(_given(_in(_rbac, tc.version), tc.to, [["reports:create", ""]]), tc.who, "reports:create org") == tc.want
}

# The same of a fixed role; reports are nobody's by default but an Admin's.
test_fixed_role_assigned[note] if {
	some note, tc in {
		"to a user": {"version": "9.3", "to": "user:nora", "who": "user:nora", "want": true},
		"to a team": {"version": "9.3", "to": "team:SRE", "who": "user:tess", "want": true},
		"to Viewer, for a Viewer": {"version": "9.3", "to": "basic:Viewer", "who": "user:vic", "want": true},
		"to Viewer, for an Editor": {"version": "9.3", "to": "basic:Viewer", "who": "user:eve", "want": true},
		"to Viewer, not for None": {"version": "9.3", "to": "basic:Viewer", "who": "user:nora", "want": false},
		"to nobody, for an Editor": {"version": "9.3", "to": "user:boss", "who": "user:eve", "want": false},
		"to nobody, for an Admin, whose it is": {"version": "9.3", "to": "user:boss", "who": "user:ada", "want": true},
		"in 8.5": {"version": "8.5 with accesscontrol", "to": "user:nora", "who": "user:nora", "want": true},
		"in 8.5 without the toggle": {"version": "8.5", "to": "user:nora", "who": "user:nora", "want": false},
		"in 13": {"version": "13.3", "to": "user:nora", "who": "user:nora", "want": true},
	}
	world := object.union(_in(_rbac, tc.version), {
		"orgs": {"main": {"roles": {tc.to: {"fixed:reports:reader": "a.hcl:9"}}}},
	})
	_allowed(world, tc.who, "reports:read report:1") == tc.want
}

# In 8.0 it has another name.
test_fixed_role_assigned_in_8_0[note] if {
	some note, tc in {
		"to Viewer, for an Editor": {
			"version": "8.0 with accesscontrol", "to": "basic:Viewer", "who": "user:eve", "want": true,
		},
		"to Editor, not for a Viewer": {
			"version": "8.0 with accesscontrol", "to": "basic:Editor", "who": "user:vic", "want": false,
		},
		"without the toggle": {"version": "8.0", "to": "basic:Viewer", "who": "user:eve", "want": false},
	}
	world := object.union(_in(_rbac, tc.version), {
		"orgs": {"main": {"roles": {tc.to: {"fixed:reporting:admin:read": "a.hcl:9"}}}},
	})
	_allowed(world, tc.who, "reports:read report:1") == tc.want
}

test_fixed_role_that_is_none if {
	world := object.union(_rbac, {"orgs": {"main": {"roles": {"user:nora": {"fixed:reports:painter": "a.hcl:9"}}}}})
	_allowed(world, "user:nora", "reports:read report:1") == false
}

# Without the toggle, custom roles are as if they were not there.
test_custom_role_without_access_control[version] if {
	some version in {"8.0", "8.5"}
	_nora(version, [["dashboards:read", "*"], ["teams:read", "*"]], "dashboards:read dashboard:d1") == false
}

# A role assigned in one org is none in another, whatever it is.
test_assigned_in_one_org[note] if {
	some note, tc in {
		"in it": {"who": "user:nora", "org": "main", "want": true},
		"in another": {"who": "user:nora", "org": "other", "want": false},
	}
	asked := object.union(_request(tc.who, "folders:read folder:f1"), {"context": {"org": tc.org}})
	allow := authz.allow with data.rolecall.world as _given(_rbac, "user:nora", [["folders:read", "folders:*"]])
		with input as asked
	allow == tc.want
}

test_assigned_in_every_org[note] if {
	some note, tc in {
		"in one": {"who": "user:nora", "org": "main", "want": true},
		"in the other": {"who": "user:nora", "org": "other", "want": true},
		"in an org that one is not in": {"who": "user:otto", "org": "main", "want": false},
	}
	world := _given_everywhere(_rbac, tc.who, [["folders:read", "folders:*"]])
	asked := object.union(_request(tc.who, "folders:read folder:f1"), {"context": {"org": tc.org}})
	allow := authz.allow with data.rolecall.world as world with input as asked
	allow == tc.want
}

# What is asked of the server counts what is assigned in every org, and mostly also what is assigned in the
# org of the context; orgs are created in none.
test_server_counts_what_is_assigned_in_every_org[note] if {
	some note, tc in {
		"a user": {"asks": "users:read user:eve", "holds": [["users:read", "global.users:*"]], "here": true},
		"a user, by a scope of its own": {
			"asks": "users:disable user:eve", "holds": [["users:disable", "global.users:id:eve"]], "here": true,
		},
		"creating orgs": {"asks": "orgs:create server", "holds": [["orgs:create", ""]], "here": false},
		"settings": {"asks": "settings:read server", "holds": [["settings:read", "settings:*"]], "here": true},
		"LDAP": {"asks": "ldap.status:read server", "holds": [["ldap.status:read", ""]], "here": true},
		"provisioning": {
			"asks": "provisioning:reload server", "holds": [["provisioning:reload", "provisioners:*"]], "here": true,
		},
	}
	_nora("9.3", tc.holds, tc.asks) == tc.here
	_nora_everywhere("9.3", tc.holds, tc.asks) == true
}

# Another org counts what is held there.
test_another_org_counts_what_is_assigned_there[note] if {
	some note, tc in {
		"in every org": {"in": ["main", "other"], "want": true},
		"there": {"in": ["other"], "want": true},
		"here": {"in": ["main"], "want": false},
		"nowhere": {"in": [], "want": false},
	}
	world := object.union(_rbac, {
		"roles": {"own": _role([["org.users:read", "users:*"]])},
		"orgs": {org: {"roles": {"user:nora": {"own": "a.hcl:9"}}} | some org in tc["in"]},
	})
	_allowed(world, "user:nora", "org.users:read org:other") == tc.want
}

# A fixed role reaches users in the org that it is assigned in, or in every org; and no further.
test_fixed_role_on_the_server[note] if {
	some note, tc in {
		"in every org": {"everywhere": {"user:nora": {"fixed:users:reader": "a.hcl:9"}}, "in": "nowhere", "want": true},
		"in one": {"everywhere": {}, "in": "main", "want": true},
		"in another": {"everywhere": {}, "in": "other", "want": false},
		"in none": {"everywhere": {}, "in": "nowhere", "want": false},
	}
	assigned := {tc["in"]: {"roles": {"user:nora": {"fixed:users:reader": "a.hcl:9"}}}}
	world := object.union(_rbac, {"everywhere": tc.everywhere, "orgs": object.filter(assigned, ["main", "other"])})
	_allowed(world, "user:nora", "users:read user:eve") == tc.want
}

# Why, with the file and line of the assignment.
test_decision_by_role if {
	world := _given(_rbac, "team:SRE", _query_f1)
	decision := authz.decision
		with data.rolecall.world as world
		with input as _request("user:tess", "dashboards:read dashboard:d1")
	decision == {
		"decision": true,
		"context": {"reasons": ["team:SRE has dashboards:read at folders:uid:f1: role own (roles.hcl:9)"]},
	}
}
