package rolecall.request_test

import data.rolecall.request
import data.rolecall.worlds_test

_world := worlds_test.complete({
	"grafana": {"version": "8.0", "editors_can_admin": false},
	"org_ids": {"main": "main", "Main Org.": "main", "other": "other"},
	"logins": {"eve": "eve", "eve@example.com": "eve", "dan": "dan"},
	"users": {"user:eve": {}, "user:dan": {"disabled": true}},
	"orgs": {
		"main": {
			"members": {
				"user:eve": {"role": "Editor"},
				"user:dan": {"role": "Admin"},
				"api_key:ci": {"role": "Viewer", "expires": "2026-11-21T12:00:00Z"},
				"anonymous": {"role": "Viewer"},
			},
			"folders": {"production": {}, "sandbox": {"default_permissions": true}},
			"dashboards": {"latency": {"folder": "production"}},
			"teams": {"SRE": {}},
			"data_sources": {"prometheus": {}},
			"api_keys": {"ci": {}},
		},
		"other": {"members": {}, "folders": {}, "dashboards": {}, "teams": {}, "data_sources": {}, "api_keys": {}},
	},
})

_one_org := object.union(_world, {"default_org": "main"})

# A request that can be decided; cases replace parts of it.
_good := {
	"subject": {"type": "user", "id": "eve"},
	"action": {"name": "dashboards:read"},
	"resource": {"type": "dashboard", "id": "latency"},
	"context": {"org": "main", "time": "2026-11-21T12:00:00Z"},
}

_but(parts) := object.union(object.remove(_good, object.keys(parts)), parts)

test_resource_left_out if {
	asked := object.remove(_but({"action": {"name": "folders:create"}}), ["resource"])
	not _troubled(asked)
	kind := request.kind with data.rolecall.world as _world with input as asked
	kind == "org"
}

test_default_org if {
	org := request.org with data.rolecall.world as _one_org with input as _but({"context": {}})
	org == "main"
}

test_no_problem_in_the_default_org if {
	not request.problem with data.rolecall.world as _one_org with input as _but({"context": {}})
}

test_no_default_for_an_undeclared_org if {
	not request.org with data.rolecall.world as _one_org with input as _but({"context": {"org": "nowhere"}})
}

test_org[id] if {
	some id, want in {"main": "main", "Main Org.": "main", "other": "other"}
	org := request.org with data.rolecall.world as _world with input as _but({"context": {"org": id}})
	org == want
}

test_now if {
	now := request.now with input as {"context": {"time": "1970-01-01T01:00:01+01:00"}}
	now == 1000000000
}

test_now_by_the_clock if {
	now := request.now with input as {} with time.now_ns as 42
	now == 42
}

test_subject[note] if {
	some note, tc in {
		"login": {"subject": {"type": "user", "id": "eve"}, "want": "user:eve"},
		"email": {"subject": {"type": "user", "id": "eve@example.com"}, "want": "user:eve"},
		"API key": {"subject": {"type": "api_key", "id": "ci"}, "want": "api_key:ci"},
		"anonymous": {"subject": {"type": "anonymous"}, "want": "anonymous"},
		"anonymous with the id of a user": {"subject": {"type": "anonymous", "id": "eve"}, "want": "anonymous"},
	}
	subject := request.subject with data.rolecall.world as _world with input as _but({"subject": tc.subject})
	subject == tc.want
}

test_action[name] if {
	some name, want in {
		"dashboards:read": "dashboards:read",
		"users.authtoken:list": "users.authtoken:read",
		"users.authtoken:update": "users.authtoken:write",
		"users.password:update": "users.password:write",
		"users.permissions:list": "users.permissions:read",
		"users.permissions:update": "users.permissions:write",
		"users.quotas:list": "users.quotas:read",
		"users.quotas:update": "users.quotas:write",
		"org.users.role:update": "org.users:write",
		"alert.rules:update": "alert.rules:write",
		"alert.instances:update": "alert.instances:write",
		"licensing:update": "licensing:write",
		"reports.admin:create": "reports:create",
		"reports.admin:write": "reports:write",
		"teams.roles:list": "teams.roles:read",
		"users.roles:list": "users.roles:read",
	}
	action := request.action with input as {"action": {"name": name}}
		with data.rolecall.world as {"grafana": {"version": "13.3"}}
	action == want
}

test_kind[note] if {
	some note, tc in {
		"nothing": {"resource": {}, "want": "org"},
		"org of the context": {"resource": {"type": "org"}, "want": "org"},
		"org of the context by name": {"resource": {"type": "org", "id": "Main Org."}, "want": "org"},
		"another org": {"resource": {"type": "org", "id": "other"}, "want": "another org"},
		"undeclared org": {"resource": {"type": "org", "id": "nowhere"}, "want": "org"},
		"team with the name of another org": {"resource": {"type": "team", "id": "other"}, "want": "team"},
		"General": {"resource": {"type": "folder", "id": "general"}, "want": "the General folder"},
		"folder": {"resource": {"type": "folder", "id": "production"}, "want": "folder"},
		"dashboard with the id general": {"resource": {"type": "dashboard", "id": "general"}, "want": "dashboard"},
		"dashboard in a folder": {
			"resource": {"type": "dashboard", "id": "latency", "properties": {"folder": "production"}},
			"want": "dashboard",
		},
		"annotation": {"resource": {"type": "annotation", "id": "1"}, "want": "annotation"},
		"annotation of a dashboard": {
			"resource": {"type": "annotation", "id": "1", "properties": {"dashboard": "latency"}},
			"want": "annotation of a dashboard",
		},
		"snapshot of a dashboard": {
			"resource": {"type": "snapshot", "id": "1", "properties": {"dashboard": "latency"}},
			"want": "snapshot of a dashboard",
		},
		"alert of a dashboard": {
			"resource": {"type": "alert", "id": "1", "properties": {"dashboard": "latency"}},
			"want": "alert of a dashboard",
		},
		"alert of a dashboard whose folder is named": {
			"resource": {"type": "alert", "id": "1", "properties": {"dashboard": "nope", "folder": "production"}},
			"want": "alert of a dashboard",
		},
		"alert in a folder": {
			"resource": {"type": "alert", "id": "1", "properties": {"folder": "production"}},
			"want": "alert in a folder",
		},
		"alert in General": {
			"resource": {"type": "alert", "id": "1", "properties": {"folder": "general"}},
			"want": "alert in General",
		},
		"library panel": {"resource": {"type": "library_panel", "id": "1"}, "want": "library_panel"},
		"library panel in a folder": {
			"resource": {"type": "library_panel", "id": "1", "properties": {"folder": "production"}},
			"want": "library_panel in a folder",
		},
		"library panel in General": {
			"resource": {"type": "library_panel", "id": "1", "properties": {"folder": "general"}},
			"want": "library_panel in General",
		},
		"playlist, which is in no folder": {
			"resource": {"type": "playlist", "id": "1", "properties": {"folder": "production", "dashboard": "latency"}},
			"want": "playlist",
		},
	}
	kind := request.kind with data.rolecall.world as _world with input as _but({"resource": tc.resource})
	kind == tc.want
}

test_creator[id] if {
	some id, want in {"eve": "user:eve", "eve@example.com": "user:eve"}
	asked := _but({"resource": {"type": "snapshot", "id": "1", "properties": {"created_by": id}}})
	creator := request.creator with data.rolecall.world as _world with input as asked
	creator == want
}

test_no_creator[note] if {
	some note, tc in {
		"not said": {"resource": {"type": "snapshot", "id": "1"}},
		"undeclared user": {"resource": {"type": "snapshot", "id": "1", "properties": {"created_by": "nobody"}}},
	}
	not _creator(_but({"resource": tc.resource}))
}

_creator(asked) if {
	_ := request.creator with data.rolecall.world as _world with input as asked
}

test_at[note] if {
	some note, tc in {
		"declared dashboard": {
			"resource": {"type": "dashboard", "id": "latency"},
			"selector": "resource",
			"want": ["dashboards:uid:latency", "folders:uid:production", "folders:*"],
		},
		"declared dashboard, whatever folder the request puts it in": {
			"resource": {"type": "dashboard", "id": "latency", "properties": {"folder": "sandbox"}},
			"selector": "resource",
			"want": ["dashboards:uid:latency", "folders:uid:production", "folders:*"],
		},
		"undeclared dashboard in a folder": {
			"resource": {"type": "dashboard", "id": "nope", "properties": {"folder": "sandbox"}},
			"selector": "resource",
			"want": ["created by oneself", "folders:uid:sandbox", "default permissions", "folders:*"],
		},
		"undeclared dashboard in General": {
			"resource": {"type": "dashboard", "id": "nope", "properties": {"folder": "general"}},
			"selector": "resource",
			"want": ["created by oneself", "default permissions", "folders:*"],
		},
		"General": {
			"resource": {"type": "folder", "id": "general"},
			"selector": "resource",
			"want": ["the General folder", "default permissions", "folders:*"],
		},
		"team": {
			"resource": {"type": "team", "id": "SRE"},
			"selector": "resource",
			"want": ["teams:id:SRE", "org"],
		},
		"playlist": {
			"resource": {"type": "playlist", "id": "1"},
			"selector": "resource",
			"want": ["org"],
		},
		"org": {
			"resource": {"type": "org"},
			"selector": "resource",
			"want": ["org"],
		},
		"another org": {
			"resource": {"type": "org", "id": "other"},
			"selector": "resource",
			"want": ["server"],
		},
		"user": {
			"resource": {"type": "user", "id": "dan"},
			"selector": "resource",
			"want": ["server"],
		},
		"dashboard of an annotation": {
			"resource": {"type": "annotation", "id": "1", "properties": {"dashboard": "latency"}},
			"selector": "dashboard",
			"want": ["dashboards:uid:latency", "folders:uid:production", "folders:*"],
		},
		"undeclared dashboard of an annotation, in a folder": {
			"resource": {"type": "annotation", "id": "1", "properties": {"dashboard": "nope", "folder": "sandbox"}},
			"selector": "dashboard",
			"want": ["folders:uid:sandbox", "default permissions", "folders:*"],
		},
		"folder of an alert": {
			"resource": {"type": "alert", "id": "1", "properties": {"folder": "production"}},
			"selector": "folder",
			"want": ["folders:uid:production", "folders:*"],
		},
		"org of a playlist": {
			"resource": {"type": "playlist", "id": "1"},
			"selector": "org",
			"want": ["org"],
		},
		"org of a team": {
			"resource": {"type": "team", "id": "SRE"},
			"selector": "org",
			"want": ["org"],
		},
		"org of an undeclared dashboard in a folder": {
			"resource": {"type": "dashboard", "id": "nope", "properties": {"folder": "sandbox"}},
			"selector": "org",
			"want": ["org"],
		},
		"server": {
			"resource": {"type": "org"},
			"selector": "server",
			"want": ["server"],
		},
		"any folder": {
			"resource": {"type": "org"},
			"selector": "any scope at all",
			"want": ["any scope at all"],
		},
		"General, wherever the resource is": {
			"resource": {"type": "snapshot", "id": "1"},
			"selector": "general",
			"want": ["the General folder", "default permissions", "folders:*"],
		},
	}
	at := request.at(tc.selector) with data.rolecall.world as _world with input as _but({"resource": tc.resource})
	at == tc.want
}

test_at_nothing[note] if {
	some note, tc in {
		"undeclared dashboard": {"resource": {"type": "dashboard", "id": "nope"}, "selector": "resource"},
		"undeclared folder, whatever folder the request puts it in": {
			"resource": {"type": "folder", "id": "nope", "properties": {"folder": "production"}},
			"selector": "resource",
		},
		"undeclared user": {"resource": {"type": "user", "id": "nobody"}, "selector": "resource"},
		"undeclared org": {"resource": {"type": "org", "id": "nowhere"}, "selector": "resource"},
		"user with the name of an org": {"resource": {"type": "user", "id": "other"}, "selector": "resource"},
		"org with the name of a user": {"resource": {"type": "org", "id": "eve"}, "selector": "resource"},
		"undeclared dashboard of an annotation": {
			"resource": {"type": "annotation", "id": "1", "properties": {"dashboard": "nope"}},
			"selector": "dashboard",
		},
		"undeclared folder of an alert": {
			"resource": {"type": "alert", "id": "1", "properties": {"folder": "nope"}},
			"selector": "folder",
		},
		"unknown selector": {"resource": {"type": "org"}, "selector": "moon"},
	}
	not _at(tc.selector, _but({"resource": tc.resource}))
}

_at(selector, asked) if {
	_ := request.at(selector) with data.rolecall.world as _world with input as asked
}

test_ways[note] if {
	some note, tc in {
		"one need at the resource": {
			"action": "dashboards:read",
			"resource": {"type": "dashboard", "id": "latency"},
			"want": [[["dashboards:read", "resource"]]],
		},
		"two needs at once": {
			"action": "alert.rules:write",
			"resource": {"type": "alert", "id": "1", "properties": {"dashboard": "latency"}},
			"want": [[["alert.rules:write", "org"], ["dashboards:edit", "dashboard"]]],
		},
		"two ways": {
			"action": "org.users:lookup",
			"resource": {"type": "org"},
			"want": [[["org.users:lookup", "org"]], [["org.users:lookup", "any scope at all"]]],
		},
		"by an older name": {
			"action": "alert.rules:update",
			"resource": {"type": "alert", "id": "1", "properties": {"folder": "production"}},
			"want": [[["folders:write", "folder"]]],
		},
	}
	asked := _but({"action": {"name": tc.action}, "resource": tc.resource})
	ways := request.ways with data.rolecall.world as _world with input as asked
	ways == tc.want
}
