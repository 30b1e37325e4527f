package rolecall.request_test

import data.rolecall.request

test_problem_of_form[note] if {
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
		"groups with a null": {
			"but": {"subject": {"type": "user", "id": "eve", "properties": {"groups": ["a", null]}}},
			"want": "the request is not an object with a subject and an action",
		},
		"groups of a service account that are no list": {
			"but": {"subject": {"type": "service_account", "id": "ci", "properties": {"groups": 5}}},
			"want": "the request is not an object with a subject and an action",
		},
		"groups of a service account that are an object": {
			"but": {"subject": {"type": "service_account", "id": "ci", "properties": {"groups": {"a": "b"}}}},
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
		"resource type that is a list": {
			"but": {"resource": {"type": ["dashboard"], "id": "latency"}},
			"want": "the request is not an object with a subject and an action",
		},
		"resource id that is a number": {
			"but": {"resource": {"type": "dashboard", "id": 7}},
			"want": "the request is not an object with a subject and an action",
		},
	}
	problem := request.problem with data.rolecall.world as _world with input as _but(tc.but)
	problem == tc.want
}

test_problem_of_groups[note] if {
	some note, tc in {
		"as many as there may be": {"count": 10000, "want": ""},
		"one more": {"count": 10001, "want": "the session has more than 10000 groups"},
	}
	groups := [sprintf("g%d", [n]) | some n in numbers.range(1, tc.count)]
	asked := _but({"subject": {"type": "user", "id": "eve", "properties": {"groups": groups}}})
	_problem(asked) == tc.want
}

_problem(asked) := problem if {
	problem := request.problem with data.rolecall.world as _world with input as asked
} else := ""

test_problem_of_org_or_time[note] if {
	some note, tc in {
		"no org": {
			"but": {"context": {}},
			"want": "the request names no org, and the configuration does not declare exactly one",
		},
		"context that is a word": {
			"but": {"context": "main"},
			"want": "the request is not an object with a subject and an action",
		},
		"undeclared org": {
			"but": {"context": {"org": "nowhere"}},
			"want": "org \"nowhere\" is not declared",
		},
		"org with an empty name": {
			"but": {"context": {"org": ""}},
			"want": "the request names no org, and the configuration does not declare exactly one",
		},
		"time in words": {
			"but": {"context": {"org": "main", "time": "noon"}},
			"want": "the time \"noon\" is not RFC 3339",
		},
		"time without zone": {
			"but": {"context": {"org": "main", "time": "2026-11-21T12:00:00"}},
			"want": "the time \"2026-11-21T12:00:00\" is not RFC 3339",
		},
	}
	problem := request.problem with data.rolecall.world as _world with input as _but(tc.but)
	problem == tc.want
}

test_problem_of_subject[note] if {
	some note, tc in {
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
	}
	problem := request.problem with data.rolecall.world as _world with input as _but(tc.but)
	problem == tc.want
}

test_problem_of_action[note] if {
	some note, tc in {
		"unknown action": {
			"but": {"action": {"name": "dashboards:paint"}},
			"want": "action \"dashboards:paint\" is not known in Grafana 8.0",
		},
		"wildcard for an action": {
			"but": {"action": {"name": "dashboards:*"}},
			"want": "action \"dashboards:*\" is not known in Grafana 8.0",
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
			"want": "Grafana does not check playlists:read on: dashboard",
		},
		"action on nothing, which takes something": {
			"but": {"resource": {}},
			"want": "Grafana does not check dashboards:read without a resource",
		},
		"action on the org, which takes something else": {
			"but": {"resource": {"type": "org"}},
			"want": "Grafana does not check dashboards:read on: org",
		},
		"General cannot be renamed": {
			"but": {"action": {"name": "folders:write"}, "resource": {"type": "folder", "id": "general"}},
			"want": "Grafana does not check folders:write on: the General folder",
		},
		"alert that is nowhere": {
			"but": {"action": {"name": "alert.rules:read"}, "resource": {"type": "alert", "id": "1"}},
			"want": "Grafana does not check alert.rules:read on: alert",
		},
		"preferences of another org": {
			"but": {"action": {"name": "orgs.preferences:read"}, "resource": {"type": "org", "id": "other"}},
			"want": "Grafana does not check orgs.preferences:read on: another org",
		},
	}
	problem := request.problem with data.rolecall.world as _world with input as _but(tc.but)
	problem == tc.want
}

# What describes a resource is not asked without one.
test_problem_of_what_describes_a_resource[note] if {
	some note, tc in {
		"folder without a resource": {"properties": {"folder": "production"}},
		"dashboard without a resource": {"properties": {"dashboard": "latency"}},
		"creator without a resource": {"properties": {"created_by": "eve"}},
		"id without a type": {"id": "main"},
		"folder of the org": {"type": "org", "properties": {"folder": "production"}},
		"dashboard of an org with its id": {"type": "org", "id": "main", "properties": {"dashboard": "latency"}},
		"creator of another org": {"type": "org", "id": "other", "properties": {"created_by": "eve"}},
		"folder of the server": {"type": "server", "properties": {"folder": "production"}},
		"data sources of the server": {"type": "server", "properties": {"data_sources": []}},
		"data sources of a dashboard": {"type": "dashboard", "id": "latency", "properties": {"data_sources": []}},
	}
	some action in ["folders:create", "orgs:read", "orgs:create"]
	asked := _but({"action": {"name": action}, "resource": tc})
	_problem(asked) == concat(" ", [
		"the request describes a resource by its id, folder, dashboard, creator or data sources,",
		"and names no type of resource that has this",
	])
	not _exists(asked)
}

test_problem_of_an_id_of_the_server if {
	asked := _but({"action": {"name": "orgs:create"}, "resource": {"type": "server", "id": "main"}})
	_problem(asked) == "the server has no id, and the request names \"main\""
	not _exists(asked)
}

_exists(asked) if {
	request.exists with data.rolecall.world as _world with input as asked
}

test_problem_of_undeclared_resource[note] if {
	some note, tc in {
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
			"want": "user \"nobody\" is not declared",
		},
		"undeclared org as resource": {
			"but": {"action": {"name": "orgs:read"}, "resource": {"type": "org", "id": "nowhere"}},
			"want": "org \"nowhere\" is not declared",
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
	problem == "subject type \"user\" is not known"
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
		"no resource, with an empty folder and no creator": {"but": {
			"action": {"name": "folders:create"},
			"resource": {"properties": {"folder": "", "created_by": null}},
		}},
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
