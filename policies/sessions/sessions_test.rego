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

_unflagged(version) := object.union(_world(version), {"org_mappings": [object.remove(mapping, {"grafana_admin"}) |
	some mapping in _world(version).org_mappings
]})

_unmapped(version) := object.union(_world(version), {"org_mappings": []})

_steps(world, user, groups) := steps if {
	steps := sessions.steps
		with data.rolecall.world as world
		with input as {"context": "main", "org": "main", "subject": user, "groups": groups}
}

_held(world, user, groups) := held if {
	held := sessions.held
		with data.rolecall.world as world
		with input as {"context": "main", "org": "main", "subject": user, "groups": groups}
}

test_held[note] if {
	some note, tc in {
		"a member by a mapping": {"user": "user:ada", "groups": ["STAFF"], "member": true, "has": "role:Viewer"},
		"in a team by a group": {"user": "user:ada", "groups": ["staff"], "member": true, "has": "team:Ops"},
		"in a team by any name": {"user": "user:ada", "groups": ["staff", "CN=x,OU=eng"], "member": true, "has": "team:SRE"},
		"a server admin by a mapping": {"user": "user:eve", "groups": ["leads"], "member": true, "has": "server admin"},
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

# A subject of one org is nobody in another, whatever has the same name there.
test_held_in_another_org if {
	world := worlds_test.complete({
		"grafana": {"version": "9.3"},
		"orgs": {"main": {"members": {"service_account:ci": {"role": "Admin"}}}, "other": {}},
	})
	asked := {"org": "main", "subject": "service_account:ci", "groups": []}
	here := sessions.held with data.rolecall.world as world with input as object.union(asked, {"context": "main"})
	here.member
	there := sessions.held with data.rolecall.world as world with input as object.union(asked, {"context": "other"})
	there == {"holders": set(), "member": false, "disabled": false}
	steps := sessions.steps with data.rolecall.world as world with input as object.union(asked, {"context": "other"})
	steps == {"mapped": false, "member": [], "holders": {}, "unnamed": set()}
	nowhere := sessions.held with data.rolecall.world as world with input as asked
	nowhere == there
}

_eve := {"subject": "user:eve", "org": "main"}

_in_main(step) := object.union(_eve, step)

test_steps[note] if {
	some note, tc in {
		"the lines that match, each once": {
			"world": _world("9.3"), "user": "user:eve", "groups": ["staff", "crew"],
			"mapped": true,
			"member": [_in_main({"kind": "mapped_role", "role": "Viewer", "groups": ["Staff"], "source": "a.hcl:40"})],
			"let_in": [[{"kind": "mapping", "groups": {"Staff", "crew"}, "source": "a.hcl:40"}]],
		},
		"nothing is mapped": {
			"world": _unmapped("9.3"), "user": "user:eve", "groups": ["guests"],
			"mapped": false,
			"member": [_in_main({"kind": "org_role", "role": "Admin", "source": "a.hcl:1"})],
			"let_in": [[]],
		},
		"no groups": {
			"world": _world("9.3"), "user": "user:eve", "groups": [],
			"mapped": false,
			"member": [_in_main({"kind": "org_role", "role": "Admin", "source": "a.hcl:1"})],
			"let_in": [[]],
		},
	}
	steps := _steps(tc.world, tc.user, tc.groups)
	steps.mapped == tc.mapped
	steps.member == tc.member
	steps.holders["everyone signed in"] == tc.let_in
}

test_steps_of_nobody if {
	steps := _steps(_world("9.3"), "user:eve", ["guests"])
	steps == {"mapped": true, "member": [], "holders": {}, "unnamed": {"guests"}}
}

# Neither a team nor a mapping names these groups; a mapping of every group does not.
test_steps_of_unnamed_groups if {
	everybody := {"group": "*", "role": "Viewer", "source": "a.hcl:50"}
	world := object.union(_world("9.3"), {"org_mappings": array.concat(_world("9.3").org_mappings, [everybody])})
	groups := ["STAFF", "Crew", "CN=x,OU=eng", "cn=x,ou=ops", "guests", "*"]
	_steps(world, "user:eve", groups).unnamed == {"cn=x,ou=ops", "guests", "*"}
}

# There is a way for each holder, and no other holder has one.
test_steps_of_all_holders[note] if {
	some note, tc in {
		"by a mapping": {"user": "user:eve", "groups": ["leads"]},
		"without groups": {"user": "user:eve", "groups": []},
		"outside": {"user": "user:ada", "groups": []},
		"in a team": {"user": "user:eve", "groups": ["staff", "CN=x,OU=eng"]},
	}
	some version in ["8.0", "9.3", "13.3"]
	steps := _steps(_world(version), tc.user, tc.groups)
	object.keys(steps.holders) == _held(_world(version), tc.user, tc.groups).holders
	every ways in steps.holders {
		ways != []
	}
}

test_steps_of_server_admins[note] if {
	flag := {"kind": "server_admin", "subject": "user:ada", "source": "a.hcl:3"}
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
			"world": _unflagged("13.3"), "groups": ["Staff"],
			"want": [[flag, object.union(staff, {"kind": "mapping"})]],
		},
		"nothing is mapped": {"world": _unmapped("9.3"), "groups": ["staff"], "want": [[flag]]},
		"a mapping of LDAP, of which a newer release knows by the flag": {
			"world": _world("13.3"), "groups": ["leads"],
			"want": [[{"kind": "mapped_admin", "groups": {"leads"}, "source": "a.hcl:42"}, _ldap]],
		},
	}
	_steps(tc.world, "user:ada", tc.groups).holders["server admin"] == tc.want
}

_ldap := {"kind": "ldap_mapping", "groups": ["leads"], "source": "a.hcl:42"}

test_steps_of_teams if {
	holders := _steps(_world("9.3"), "user:eve", ["staff", "CN=x,OU=eng"]).holders
	role := _in_main({"kind": "mapped_role", "role": "Viewer", "groups": ["Staff"], "source": "a.hcl:40"})
	holders["team:Ops"] == [[role, {
		"kind": "team_group", "org": "main", "resource": "team:Ops", "place": "teams:id:Ops", "groups": ["staff"],
		"source": "a.hcl:31",
	}]]
	holders["team:SRE"] == [[role, {
		"kind": "team_group", "org": "main", "resource": "team:SRE", "place": "teams:id:SRE", "groups": ["cn=*,ou=eng"],
		"source": "a.hcl:30",
	}]]
}

# Only who counts as a creator is in the team that it created.
test_steps_of_creators[note] if {
	some note, tc in {
		"a user, 9.3": {"version": "9.3", "subject": "user:eve", "counts": true, "settings": []},
		"an account, 9.3": {"version": "9.3", "subject": "service_account:ci", "counts": false, "settings": []},
		"a user, 8.5": {"version": "8.5", "subject": "user:eve", "counts": true, "settings": ["editors_can_admin"]},
		"an account, 8.5": {
			"version": "8.5", "subject": "service_account:ci", "counts": true,
			"settings": ["editors_can_admin"],
		},
	}
	world := worlds_test.complete({
		"grafana": {"version": tc.version, "editors_can_admin": true},
		"users": {"user:eve": {}},
		"orgs": {"main": {
			"members": {tc.subject: {"role": "Editor", "created_teams": {"Web": "a.hcl:9"}}},
			"teams": {"Web": {}},
			"creators": {"teams:id:Web": {tc.subject: "a.hcl:9"}},
		}},
	})
	role := {"kind": "org_role", "subject": tc.subject, "org": "main", "role": "Editor", "source": ""}
	created := {
		"kind": "team_creator", "subject": tc.subject, "org": "main", "resource": "team:Web", "place": "teams:id:Web",
		"source": "a.hcl:9",
	}
	settings := [{"kind": "setting", "setting": setting, "source": ""} | some setting in tc.settings]
	want := [array.concat([role, created], settings) | tc.counts]
	holders := _steps(world, tc.subject, []).holders
	object.get(holders, "team:Web", []) == want
	object.get(holders, "every Admin of a team", []) == want
}

test_steps_of_included_roles if {
	holders := _steps(_unmapped("8.5"), "user:eve", []).holders
	[[role, includes]] := _steps(object.union(_unmapped("9.3"), {}), "user:eve", []).holders["basic:Viewer"]
	role == _in_main({"kind": "org_role", "role": "Admin", "source": "a.hcl:1"})
	object.remove(includes, ["fact"]) == {"kind": "inheritance", "role": "Admin", "includes": "Viewer"}
	holders["role:Admin"] == [[role]]
}

_told(world, groups) := told if {
	told := sessions.told
		with data.rolecall.world as world
		with input as {"context": "main", "org": "main", "subject": "", "groups": groups}
}

test_all_that_groups_tell if {
	_told(_world("9.3"), ["leads", "Staff", "CN=a,OU=eng"]) == {
		"teams": {"SRE", "Ops"},
		"patterns": {"cn=*,ou=eng", "staff"},
		"mappings": {0, 2},
	}
	_told(_world("9.3"), ["nobody's"]) == {"teams": set(), "patterns": set(), "mappings": set()}
}
