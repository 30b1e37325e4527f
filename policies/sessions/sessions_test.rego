package rolecall.sessions_test

import data.rolecall.sessions
import data.rolecall.subjects
import data.rolecall.worlds_test

_world(version) := worlds_test.complete({
	"grafana": {"version": version},
	"logins": {"eve": "eve", "ada": "ada"},
	"users": {
		"user:ada": {"grafana_admin": true, "admin_source": "a.hcl:3"},
		"user:eve": {"disabled": false},
	},
	"org_mappings": [
		{"group": "Staff", "org": "main", "role": "Viewer", "source": "a.hcl:40"},
		{"group": "crew", "org": "main", "role": "Viewer", "source": "a.hcl:40"},
		{"group": "leads", "role": "Editor", "grafana_admin": true, "admin_source": "a.hcl:42", "source": "a.hcl:41"},
	],
	"orgs": {
		"main": {
			"members": {"user:eve": {"role": "Admin", "source": "a.hcl:1"}},
			"groups": {"cn=*,ou=eng": {"SRE": "a.hcl:30"}, "staff": {"Ops": "a.hcl:31"}},
			"teams": {"SRE": {}, "Ops": {}},
		},
		"other": {},
	},
})

_unmapped(version) := object.union(_world(version), {"org_mappings": []})

_steps(world, user, groups) := steps if {
	steps := sessions.steps with data.rolecall.world as world with input as {"org": "main", "user": user, "groups": groups}
}

_held(world, user, groups) := held if {
	held := sessions.held with data.rolecall.world as world with input as {"org": "main", "user": user, "groups": groups}
}

test_held[note] if {
	some note, tc in {
		"a member by a mapping": {"user": "user:ada", "groups": ["STAFF"], "member": true, "has": "role:Viewer"},
		"in a team by a group": {"user": "user:ada", "groups": ["staff"], "member": true, "has": "team:Ops"},
		"in a team by any name": {"user": "user:ada", "groups": ["staff", "CN=x,OU=eng"], "member": true, "has": "team:SRE"},
		"a server admin by a mapping": {"user": "user:eve", "groups": ["leads"], "member": true, "has": "server_admin"},
		"in no org by other groups": {"user": "user:eve", "groups": ["guests"], "member": false, "has": "none"},
	}
	held := _held(_world("9.3"), tc.user, tc.groups)
	held.member == tc.member
	tc.has in (held.holders | {"none"})
}

# An engine leaves out of the configuration whatever is not about the user.
test_held_is_that_of_subjects[note] if {
	some note, groups in {"staff": ["Staff"], "leads": ["leads", "cn=x,ou=eng"], "guests": ["guests"]}
	some user in ["user:ada", "user:eve"]
	world := _world("9.3")
	only := object.union(
		object.filter(world, ["grafana", "org_mappings"]),
		{"users": object.filter(world.users, [user]), "orgs": {
			"main": object.union(
				{"permissions": {}, "creators": {}, "teams": {}, "groups": world.orgs.main.groups},
				{"members": object.filter(world.orgs.main.members, [user])},
			),
			"other": {},
		}},
	)
	_held(only, user, groups) == _held(world, user, groups)
	whole := subjects.holders("main", user, {lower(group) | some group in groups}) with data.rolecall.world as world
	_held(only, user, groups).holders == whole
}

test_held_disabled if {
	world := object.union(_world("9.3"), {"users": {"user:eve": {"disabled": true}}})
	_held(world, "user:eve", ["staff"]) == {"holders": set(), "member": true, "disabled": true}
}

test_steps[note] if {
	some note, tc in {
		"the lines that match, each once": {
			"world": _world("9.3"), "user": "user:eve", "groups": ["staff", "crew"],
			"want": {
				"mapped": true,
				"member": [{"kind": "mapped_role", "role": "Viewer", "groups": ["Staff"], "source": "a.hcl:40"}],
				"let_in": [[{"kind": "mapping", "groups": {"Staff", "crew"}, "source": "a.hcl:40"}]],
			},
		},
		"none that matches": {
			"world": _world("9.3"), "user": "user:eve", "groups": ["guests"],
			"want": {"mapped": true, "member": [], "let_in": []},
		},
		"nothing is mapped": {
			"world": _unmapped("9.3"), "user": "user:eve", "groups": ["guests"],
			"want": {
				"mapped": false,
				"member": [{"kind": "org_role", "role": "Admin", "source": "a.hcl:1"}],
				"let_in": [[]],
			},
		},
	}
	object.filter(_steps(tc.world, tc.user, tc.groups), ["mapped", "member", "let_in"]) == tc.want
}

test_steps_of_server_admins[note] if {
	flag := {"kind": "server_admin", "source": "a.hcl:3"}
	staff := {"groups": {"Staff"}, "source": "a.hcl:40"}
	some note, tc in {
		"by a mapping": {
			"world": _world("9.3"), "groups": ["leads"],
			"want": [[{"kind": "mapped_admin", "groups": {"leads"}, "source": "a.hcl:42"}]],
		},
		"the mapping that decides is silent": {
			"world": _world("9.3"), "groups": ["staff"],
			"want": [[flag, object.union(staff, {"kind": "silent_mapping"})]],
		},
		"all that match are silent": {
			"world": _world("13"), "groups": ["staff"],
			"want": [[flag, object.union(staff, {"kind": "mapping"})]],
		},
		"nothing is mapped": {"world": _unmapped("9.3"), "groups": ["staff"], "want": [[flag]]},
	}
	_steps(tc.world, "user:ada", tc.groups).admin == tc.want
}

test_steps_of_teams if {
	_steps(_world("9.3"), "user:eve", ["staff", "CN=x,OU=eng"]).teams == {
		"Ops": {{"kind": "team_group", "groups": ["staff"], "source": "a.hcl:31"}},
		"SRE": {{"kind": "team_group", "groups": ["cn=*,ou=eng"], "source": "a.hcl:30"}},
	}
}
