package rolecall.request_test

import data.rolecall.request

_world := {
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
}

_one_org := object.union(_world, {"default_org": "main"})

# A request that can be decided; cases replace parts of it.
_good := {
	"subject": {"type": "user", "id": "eve"},
	"action": {"name": "dashboards:read"},
	"resource": {"type": "dashboard", "id": "latency"},
	"context": {"org": "main", "time": "2026-11-21T12:00:00Z"},
}

_but(parts) := object.union(object.remove(_good, object.keys(parts)), parts)

test_problem[note] if {
	some note, tc in {
		"no subject": {
			"but": {"subject": null},
			"want": "the request is not an object with a subject and an action",
		},
		"subject without type": {
			"but": {"subject": {"id": "eve"}},
			"want": "the request is not an object with a subject and an action",
		},
		"subject that is a word": {
			"but": {"subject": "user:eve"},
			"want": "the request is not an object with a subject and an action",
		},
		"subject whose id is a number": {
			"but": {"subject": {"type": "user", "id": 1}},
			"want": "the request is not an object with a subject and an action",
		},
		"no action": {
			"but": {"action": null},
			"want": "the request is not an object with a subject and an action",
		},
		"action that is a word": {
			"but": {"action": "dashboards:read"},
			"want": "the request is not an object with a subject and an action",
		},
		"resource that is a word": {
			"but": {"resource": "dashboard:latency"},
			"want": "the request is not an object with a subject and an action",
		},
		"resource type that is a list": {
			"but": {"resource": {"type": ["dashboard"], "id": "latency"}},
			"want": "the request is not an object with a subject and an action",
		},
		"resource id that is a number": {
			"but": {"resource": {"type": "dashboard", "id": 7}},
			"want": "the request is not an object with a subject and an action",
		},
		"no org": {
			"but": {"context": {}},
			"want": "the request names no org, and more than one is declared",
		},
		"context that is a word": {
			"but": {"context": "main"},
			"want": "the request names no org, and more than one is declared",
		},
		"undeclared org": {
			"but": {"context": {"org": "nowhere"}},
			"want": "org \"nowhere\" is not declared",
		},
		"org with an empty name": {
			"but": {"context": {"org": ""}},
			"want": "org \"\" is not declared",
		},
		"time in words": {
			"but": {"context": {"org": "main", "time": "noon"}},
			"want": "the time \"noon\" is not RFC 3339",
		},
		"time without zone": {
			"but": {"context": {"org": "main", "time": "2026-11-21T12:00:00"}},
			"want": "the time \"2026-11-21T12:00:00\" is not RFC 3339",
		},
		"unknown subject type": {
			"but": {"subject": {"type": "robot", "id": "eve"}},
			"want": "subject type \"robot\" is not known",
		},
		"anonymous, where there is no anonymous access": {
			"but": {"subject": {"type": "anonymous"}, "context": {"org": "other"}},
			"want": "anonymous access is off in org \"other\"",
		},
		"undeclared user": {
			"but": {"subject": {"type": "user", "id": "nobody"}},
			"want": "user \"nobody\" is not declared",
		},
		"user without id": {
			"but": {"subject": {"type": "user"}},
			"want": "user \"\" is not declared",
		},
		"undeclared API key": {
			"but": {"subject": {"type": "api_key", "id": "nope"}},
			"want": "api_key \"nope\" is not declared",
		},
		"API key with the name of a user": {
			"but": {"subject": {"type": "api_key", "id": "eve"}},
			"want": "api_key \"eve\" is not declared",
		},
		"user with the name of an API key": {
			"but": {"subject": {"type": "user", "id": "ci"}},
			"want": "user \"ci\" is not declared",
		},
		"API key of another org": {
			"but": {"subject": {"type": "api_key", "id": "ci"}, "context": {"org": "other"}},
			"want": "api_key \"ci\" is not declared",
		},
		"disabled user": {
			"but": {"subject": {"type": "user", "id": "dan"}},
			"want": "user:dan is disabled",
		},
		"API key at the moment it expires": {
			"but": {"subject": {"type": "api_key", "id": "ci"}},
			"want": "api_key:ci expired at 2026-11-21T12:00:00Z",
		},
		"API key long after it expired": {
			"but": {"subject": {"type": "api_key", "id": "ci"}, "context": {"org": "main", "time": "2099-01-01T00:00:00Z"}},
			"want": "api_key:ci expired at 2026-11-21T12:00:00Z",
		},
		"unknown action": {
			"but": {"action": {"name": "dashboards:paint"}},
			"want": "action \"dashboards:paint\" is not known",
		},
		"wildcard for an action": {
			"but": {"action": {"name": "dashboards:*"}},
			"want": "action \"dashboards:*\" is not known",
		},
		"unknown resource type": {
			"but": {"resource": {"type": "castle", "id": "1"}},
			"want": "resource type \"castle\" is not known",
		},
		"action that only later versions have": {
			"but": {"action": {"name": "reports:create"}, "resource": {"type": "org"}},
			"want": "Grafana 8.0 has no rule for reports:create",
		},
		"action that only later versions have, by its older name": {
			"but": {"action": {"name": "reports.admin:create"}, "resource": {"type": "org"}},
			"want": "Grafana 8.0 has no rule for reports:create",
		},
		"action on another kind of thing": {
			"but": {"action": {"name": "playlists:read"}},
			"want": "playlists:read is not asked of: dashboard",
		},
		"action on nothing, which takes something": {
			"but": {"resource": {}},
			"want": "dashboards:read is not asked of: org",
		},
		"General cannot be renamed": {
			"but": {"action": {"name": "folders:write"}, "resource": {"type": "folder", "id": "general"}},
			"want": "folders:write is not asked of: general",
		},
		"alert that is nowhere": {
			"but": {"action": {"name": "alert.rules:read"}, "resource": {"type": "alert", "id": "1"}},
			"want": "alert.rules:read is not asked of: alert",
		},
		"preferences of another org": {
			"but": {"action": {"name": "orgs.preferences:read"}, "resource": {"type": "org", "id": "other"}},
			"want": "orgs.preferences:read is not asked of: another org",
		},
		"undeclared dashboard": {
			"but": {"resource": {"type": "dashboard", "id": "nope"}},
			"want": "dashboard \"nope\" is not declared in org \"main\"",
		},
		"undeclared dashboard in an undeclared folder": {
			"but": {"resource": {"type": "dashboard", "id": "nope", "properties": {"folder": "nowhere"}}},
			"want": "dashboard \"nope\" is not declared in org \"main\"",
		},
		"dashboard of another org": {
			"but": {"context": {"org": "other"}},
			"want": "dashboard \"latency\" is not declared in org \"other\"",
		},
		"undeclared folder": {
			"but": {"action": {"name": "folders:read"}, "resource": {"type": "folder", "id": "nope"}},
			"want": "folder \"nope\" is not declared in org \"main\"",
		},
		"undeclared team": {
			"but": {"action": {"name": "teams:read"}, "resource": {"type": "team", "id": "nope"}},
			"want": "team \"nope\" is not declared in org \"main\"",
		},
		"undeclared data source": {
			"but": {"action": {"name": "datasources:query"}, "resource": {"type": "data_source", "id": "nope"}},
			"want": "data_source \"nope\" is not declared in org \"main\"",
		},
		"undeclared API key as resource": {
			"but": {"action": {"name": "apikeys:delete"}, "resource": {"type": "api_key", "id": "nope"}},
			"want": "api_key \"nope\" is not declared in org \"main\"",
		},
		"undeclared user as resource": {
			"but": {"action": {"name": "users:read"}, "resource": {"type": "user", "id": "nobody"}},
			"want": "user \"nobody\" is not declared in org \"main\"",
		},
		"undeclared org as resource": {
			"but": {"action": {"name": "orgs:read"}, "resource": {"type": "org", "id": "nowhere"}},
			"want": "org \"nowhere\" is not declared in org \"main\"",
		},
		"resource without id": {
			"but": {"action": {"name": "folders:read"}, "resource": {"type": "folder"}},
			"want": "folder \"\" is not declared in org \"main\"",
		},
		"annotation of an undeclared dashboard": {
			"but": {
				"action": {"name": "annotations:write"},
				"resource": {"type": "annotation", "id": "1", "properties": {"dashboard": "nope"}},
			},
			"want": "dashboard \"nope\" is not declared in org \"main\"",
		},
		"library panel in an undeclared folder": {
			"but": {
				"action": {"name": "library.panels:read"},
				"resource": {"type": "library_panel", "id": "1", "properties": {"folder": "nope"}},
			},
			"want": "folder \"nope\" is not declared in org \"main\"",
		},
	}
	problem := request.problem with data.rolecall.world as _world with input as _but(tc.but)
	problem == tc.want
}

test_problem_of_input_that_is_no_object[note] if {
	some note, tc in {
		"null": {"input": null},
		"string": {"input": "user:eve dashboards:read"},
		"number": {"input": 1},
		"list": {"input": [{"subject": {"type": "user", "id": "eve"}}]},
		"empty": {"input": {}},
	}
	problem := request.problem with data.rolecall.world as _world with input as tc.input
	problem == "the request is not an object with a subject and an action"
}

test_problem_of_undefined_input if {
	problem := request.problem with data.rolecall.world as _world
	problem == "the request is not an object with a subject and an action"
}

test_problem_of_unknown_version if {
	world := object.union(_world, {"grafana": {"version": "99.0"}})
	problem := request.problem with data.rolecall.world as world with input as _good
	problem == "Grafana 99.0 has no rule for dashboards:read"
}

# What is wrong with the subject is said before what is wrong with the question.
test_problem_of_the_subject_comes_first if {
	asked := _but({
		"subject": {"type": "user", "id": "nobody"},
		"action": {"name": "dashboards:paint"},
		"resource": {"type": "castle"},
	})
	problem := request.problem with data.rolecall.world as _world with input as asked
	problem == "user \"nobody\" is not declared"
}

test_no_problem[note] if {
	some note, tc in {
		"user": {"but": {}},
		"user by email": {"but": {"subject": {"type": "user", "id": "eve@example.com"}}},
		"user who is not in the org": {"but": {
			"context": {"org": "other"},
			"action": {"name": "playlists:read"},
			"resource": {"type": "playlist", "id": "1"},
		}},
		"anonymous": {"but": {"subject": {"type": "anonymous"}}},
		"API key a moment before it expires": {"but": {
			"subject": {"type": "api_key", "id": "ci"},
			"context": {"org": "main", "time": "2026-11-21T11:59:59.999999999Z"},
		}},
		"org by its name": {"but": {"context": {"org": "Main Org."}}},
		"without time": {"but": {"context": {"org": "main"}}},
		"action by its older name": {"but": {
			"action": {"name": "users.authtoken:list"},
			"resource": {"type": "user", "id": "dan"},
		}},
		"no resource": {"but": {"action": {"name": "folders:create"}, "resource": {}}},
		"General": {"but": {"resource": {"type": "folder", "id": "general"}}},
		"undeclared dashboard in a folder": {"but": {"resource": {
			"type": "dashboard",
			"id": "nope",
			"properties": {"folder": "production"},
		}}},
		"undeclared dashboard in General": {"but": {"resource": {
			"type": "dashboard",
			"id": "nope",
			"properties": {"folder": "general"},
		}}},
		"annotation of an undeclared dashboard in a folder": {"but": {
			"action": {"name": "annotations:write"},
			"resource": {"type": "annotation", "id": "1", "properties": {"dashboard": "nope", "folder": "production"}},
		}},
		"playlist of any id": {"but": {
			"action": {"name": "playlists:write"},
			"resource": {"type": "playlist", "id": "anything"},
		}},
		"playlist, to which a dashboard and a folder mean nothing": {"but": {
			"action": {"name": "playlists:write"},
			"resource": {"type": "playlist", "id": "1", "properties": {"dashboard": "nope", "folder": "nowhere"}},
		}},
		"another org": {"but": {"action": {"name": "orgs:read"}, "resource": {"type": "org", "id": "other"}}},
	}
	not _troubled(_but(tc.but))
}

_troubled(asked) if {
	request.problem with data.rolecall.world as _world with input as asked
}

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
		"General": {"resource": {"type": "folder", "id": "general"}, "want": "general"},
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
			"want": ["folders:uid:sandbox", "default permissions", "folders:*"],
		},
		"undeclared dashboard in General": {
			"resource": {"type": "dashboard", "id": "nope", "properties": {"folder": "general"}},
			"selector": "resource",
			"want": ["general", "default permissions", "folders:*"],
		},
		"General": {
			"resource": {"type": "folder", "id": "general"},
			"selector": "resource",
			"want": ["general", "default permissions", "folders:*"],
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
			"selector": "any folder",
			"want": ["any folder"],
		},
		"General, wherever the resource is": {
			"resource": {"type": "snapshot", "id": "1"},
			"selector": "general",
			"want": ["general", "default permissions", "folders:*"],
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
			"want": [{"dashboards:read": "resource"}],
		},
		"two needs at once": {
			"action": "alert.rules:write",
			"resource": {"type": "alert", "id": "1", "properties": {"dashboard": "latency"}},
			"want": [{"alert.rules:write": "org", "dashboards:edit": "dashboard"}],
		},
		"two ways": {
			"action": "org.users:lookup",
			"resource": {"type": "org"},
			"want": [{"org.users:lookup": "org"}, {"org.users:lookup": "any folder"}],
		},
		"by an older name": {
			"action": "alert.rules:update",
			"resource": {"type": "alert", "id": "1", "properties": {"folder": "production"}},
			"want": [{"folders:write": "folder"}],
		},
	}
	asked := _but({"action": {"name": tc.action}, "resource": tc.resource})
	ways := request.ways with data.rolecall.world as _world with input as asked
	ways == tc.want
}
