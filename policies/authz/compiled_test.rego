package rolecall.authz_test

import data.rolecall.authz

# What is compiled is not what the rules say of this world, to tell them apart.
_compiled_world := object.union(_world_of_compiled, {"compiled": {
	"needs": {"folder": {"folders:read": {
		"roles": {"0": {"1": true}},
		"sets": {"2": true},
		"assigned": {"0": {"team:Assigned": true}},
	}}},
	"outside": {"outsider": "1", "disabled": "0"},
	"orgs": {"main": {
		"members": {
			"by_role": {"roles": "1", "holders": []},
			"by_team": {"roles": "0", "holders": ["team:Other", "team:Listed"]},
			"by_assignment": {"roles": "0", "holders": ["team:Assigned"], "assigned": ["team:Assigned"]},
			"without": {"roles": "0", "holders": ["team:Weak"]},
		},
		"things": {"folder": {"a": {"roles": "0", "holders": {"team:Listed": "2", "team:Weak": "3"}}}},
	}},
}})

_world_of_compiled := {
	"grafana": {"version": "8.0"},
	"orgs": {"main": {"members": {}, "folders": {"a": {}}}},
	"org_ids": {"main": "main"},
	"logins": {},
	"users": {},
}

_plain_request(login) := {
	"subject": {"type": "user", "id": login},
	"action": {"name": "folders:read"},
	"resource": {"type": "folder", "id": "a"},
	"context": {"org": "main"},
}

test_compiled[login] if {
	some login, allowed in {
		"by_role": true,
		"by_team": true,
		"by_assignment": true,
		"outsider": true,
		"without": false,
		"disabled": false,
		"unknown": false,
	}
	authz.allow == allowed with input as _plain_request(login) with data.rolecall.world as _compiled_world
}

# Whatever says more, or asks of something else, is decided by the rules, which know none of these users.
test_not_compiled[note] if {
	some note, patch in {
		"a property of the subject": {"op": "add", "path": "/subject/properties", "value": {}},
		"a property of the resource": {"op": "add", "path": "/resource/properties", "value": {}},
		"a property that is not an object": {"op": "add", "path": "/resource/properties", "value": false},
		"a time": {"op": "add", "path": "/context/time", "value": "2030-01-01T00:00:00Z"},
		"another type of subject": {"op": "replace", "path": "/subject/type", "value": "api_key"},
		"another action": {"op": "replace", "path": "/action/name", "value": "folders:write"},
		"another folder": {"op": "replace", "path": "/resource/id", "value": "b"},
		"no org": {"op": "remove", "path": "/context"},
	}
	request := json.patch(_plain_request("by_role"), [patch])
	not authz.allow with input as request with data.rolecall.world as _compiled_world
}
