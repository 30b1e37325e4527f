package rolecall.testing_test

import data.rolecall.testing
import data.rolecall.worlds_test

_world := worlds_test.complete({
	"grafana": {"version": "8.5", "viewers_can_edit": false, "editors_can_admin": true, "allow_org_create": false},
	"org_ids": {"main": "main", "other": "other"},
	"default_org": "main",
	"logins": {"eve": "eve", "vic": "vic"},
	"users": {"user:eve": {}, "user:vic": {}},
	"orgs": {
		"main": {
			"members": {
				"user:eve": {"role": "Editor"},
				"user:vic": {"role": "Viewer"},
				"service_account:ci": {"role": "Editor", "tokens": {"old": {"expires": "2020-01-01T00:00:00Z"}}},
				"anonymous": {"role": "Viewer"},
			},
			"teams": {"SRE": {}},
			"folders": {"production": {}},
			"groups": {"cn=sre": {"SRE": "a.hcl:1"}},
			"permissions": {"folders:uid:production": {"team:SRE": {"level": "Edit", "source": "a.hcl:2"}}},
		},
		"other": {"members": {"user:vic": {"role": "Editor"}}},
	},
})

test_allowed[note] if {
	some note, tc in {
		"a user": ["user:eve", "folders:create", "org"],
		"no resource": ["user:eve", "folders:create", ""],
		"a kind": ["user:eve", "playlists:write", "playlist"],
		"a service account": ["service_account:ci", "folders:create", ""],
		"anonymous": ["anonymous", "dashboards:read", "folder:general"],
		"a whole resource": [
			"user:eve", "dashboards:write", {"type": "dashboard", "id": "x", "properties": {"folder": "general"}},
		],
	}
	[subject, action, resource] := tc
	testing.allowed(subject, action, resource) with data.rolecall.world as _world
	not testing.denied(subject, action, resource) with data.rolecall.world as _world
}

test_denied[note] if {
	some note, tc in {
		"a user": ["user:vic", "folders:create", ""],
		"of a folder": ["user:vic", "dashboards:write", "folder:production"],
		"in an undeclared dashboard of a folder": [
			"user:vic", "dashboards:write",
			{"type": "dashboard", "id": "x", "properties": {"folder": "production"}},
		],
	}
	[subject, action, resource] := tc
	testing.denied(subject, action, resource) with data.rolecall.world as _world
	not testing.allowed(subject, action, resource) with data.rolecall.world as _world
}

# Anonymous access that is off is denied, and so is a token that has ended: both are known.
test_denied_but_known[note] if {
	some note, r in {
		"anonymous access that is off": testing.request("anonymous", "folders:create", "", {"org": "other"}),
		"a token that has ended": testing.request("service_account:ci", "folders:create", "", {"token": "old"}),
	}
	testing.denies(r) with data.rolecall.world as _world
}

# A request that names anything unknown is neither.
test_unknown_names[note] if {
	some note, r in {
		"an org": testing.request("user:vic", "folders:create", "", {"org": "mian"}),
		"a token": testing.request("service_account:ci", "folders:create", "", {"token": "odl"}),
		"a folder": testing.request("user:vic", "dashboards:write", "dashboard:x", {"folder": "producton"}),
		"a dashboard": testing.request("user:vic", "annotations:create", "annotation", {"dashboard": "latncy"}),
		"a creator": testing.request("user:vic", "snapshots:delete", "snapshot:x", {"created_by": "vick"}),
		"no time": testing.request("user:vic", "folders:create", "", {"time": "soon"}),
	}
	not testing.denies(r) with data.rolecall.world as _world
	not testing.allows(r) with data.rolecall.world as _world
}

# What cannot be asked is neither.
test_senseless[note] if {
	some note, tc in {
		"who is not declared": ["user:mallory", "folders:create", ""],
		"what is not declared": ["user:eve", "dashboards:write", "folder:nothing"],
		"an unknown action": ["user:vic", "folders:crate", ""],
		"of another kind": ["user:vic", "datasources:query", "folder:production"],
		"an unknown type of subject": ["usr:vic", "folders:create", ""],
		"an unknown kind": ["user:vic", "dashboards:write", "dashbord:x"],
		"no action": ["user:vic", "", "folder:production"],
	}
	[subject, action, resource] := tc
	not testing.denied(subject, action, resource) with data.rolecall.world as _world
	not testing.allowed(subject, action, resource) with data.rolecall.world as _world
}

test_in_an_org if {
	testing.allowed_in("other", "user:vic", "folders:create", "") with data.rolecall.world as _world
	testing.denied_in("main", "user:vic", "folders:create", "") with data.rolecall.world as _world
	not testing.allowed_in("main", "user:vic", "folders:create", "") with data.rolecall.world as _world
	not testing.denied_in("other", "user:vic", "folders:create", "") with data.rolecall.world as _world
}

test_more[note] if {
	some note, tc in {
		"the groups of the session": [true, "user:vic", "dashboards:write", "folder:production", {"groups": ["cn=SRE"]}],
		"no groups": [false, "user:vic", "dashboards:write", "folder:production", {}],
		"the folder": [true, "user:eve", "dashboards:write", "dashboard:x", {"folder": "general"}],
		"another folder": [false, "user:eve", "dashboards:write", "dashboard:x", {"folder": "production"}],
		"the org": [true, "user:vic", "folders:create", "", {"org": "other"}],
		"a token that is over": [false, "service_account:ci", "folders:create", "", {"token": "old"}],
		"a token in its time": [
			true, "service_account:ci", "folders:create", "", {"token": "old", "time": "2019-01-01T00:00:00Z"},
		],
	}
	[want, subject, action, resource, more] := tc
	r := testing.request(subject, action, resource, more)
	testing.answer(r) == want with data.rolecall.world as _world
}

test_no_answer if {
	r := testing.request("user:vic", "folders:crate", "", {})
	answers := {answer | answer := testing.answer(r)} with data.rolecall.world as _world
	answers == set()
}

test_request if {
	testing.request("user:eve", "roles:delegate", "role:fixed:reports:reader", {"org": "main", "groups": []}) == {
		"subject": {"type": "user", "id": "eve", "properties": {"groups": []}},
		"action": {"name": "roles:delegate"},
		"resource": {"type": "role", "id": "fixed:reports:reader"},
		"context": {"org": "main"},
	}
	testing.request(
		"anonymous", "x", {
			"type": "dashboard", "id": "d", "properties": {"folder": "f"},
		},
		{"created_by": "eve"},
	) == {
		"subject": {"type": "anonymous"},
		"action": {"name": "x"},
		"resource": {"type": "dashboard", "id": "d", "properties": {"folder": "f", "created_by": "eve"}},
		"context": {},
	}
	not testing.request("user:eve", "x", "", {"ogr": "main"})
}

test_decision if {
	testing.decision(testing.request("user:nobody", "folders:create", "", {})) == {
		"decision": false,
		"context": {"reasons": ["user \"nobody\" is not declared"]},
	} with data.rolecall.world as _world
}
