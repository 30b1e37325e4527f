package rolecall.authz_test

import data.rolecall.authz
import data.rolecall.worlds_test

_world := worlds_test.complete({
	"grafana": {
		"version": "8.0",
		"viewers_can_edit": false,
		"editors_can_admin": false,
		"allow_org_create": false,
	},
	"org_ids": {"main": "main", "Main Org.": "main", "other": "other"},
	"logins": {
		"ada": "ada",
		"eve": "eve", "eve@example.com": "eve",
		"vic": "vic",
		"tess": "tess",
		"root": "root",
		"boss": "boss",
		"otto": "otto",
		"dan": "dan",
	},
	"users": {
		"user:ada": {},
		"user:eve": {},
		"user:vic": {},
		"user:tess": {},
		"user:root": {"grafana_admin": true},
		"user:boss": {"grafana_admin": true},
		"user:otto": {},
		"user:dan": {"disabled": true, "grafana_admin": true},
	},
	"orgs": {
		"main": {
			"members": {
				"user:ada": {"role": "Admin"},
				"user:eve": {
					"role": "Editor",
					"teams": {"SRE": {"level": "Member"}},
					"created_teams": {"Web": "a.hcl:60"},
				},
				"user:vic": {"role": "Viewer", "teams": {"Ops": {"level": "Admin"}}},
				"user:tess": {"role": "Viewer", "teams": {"SRE": {"level": "Member"}}},
				"user:root": {"role": "Viewer"},
				"user:dan": {"role": "Admin"},
				"api_key:admin": {"role": "Admin"},
				"api_key:editor": {"role": "Editor"},
				"api_key:viewer": {"role": "Viewer"},
				"anonymous": {"role": "Viewer"},
			},
			"teams": {"SRE": {}, "Ops": {}, "Web": {}},
			"folders": {
				"production": {"default_permissions": true},
				"sandbox": {"default_permissions": true},
			},
			"dashboards": {
				"latency": {"folder": "production"},
				"note": {"folder": "production"},
				"draft": {"default_permissions": true},
				"inner": {"folder": "sandbox"},
				"secret": {},
			},
			"data_sources": {"prometheus": {}},
			"api_keys": {"admin": {}, "editor": {}, "viewer": {}},
			"permissions": {
				"teams:id:SRE": {
					"user:eve": {"level": "Member", "source": "a.hcl:50"},
					"user:tess": {"level": "Member", "source": "a.hcl:51"},
				},
				"teams:id:Ops": {"user:vic": {"level": "Admin", "source": "a.hcl:55"}},
			},
			"creators": {
				"folders:uid:sandbox": {"user:eve": "a.hcl:61"},
				"dashboards:uid:draft": {"user:eve": "a.hcl:62"},
				"dashboards:uid:note": {"user:vic": "a.hcl:63"},
				"teams:id:Web": {"user:eve": "a.hcl:60"},
			},
		},
		"other": {
			"members": {"user:vic": {"role": "Admin"}},
			"teams": {},
			"folders": {"elsewhere": {"default_permissions": true}},
			"dashboards": {},
			"data_sources": {},
			"api_keys": {},
			"permissions": {},
			"creators": {},
		},
	},
})

_with(settings) := object.union(_world, {"grafana": settings})

# What `words` ask, as on a command line: "playlists:read playlist:1" or "alert.rules:read alert:1
# dashboard=latency", whose last words are properties. A resource is one word, its id may be left out; "-" is none.
_request(subject, words) := {
	"subject": _entity(subject),
	"action": {"name": split(words, " ")[0]},
	"resource": object.union(_entity(split(words, " ")[1]), {"properties": {key: value |
		some word in split(words, " ")
		[key, value] := split(word, "=")
	}}),
	"context": {"org": "main", "time": "2026-11-21T12:00:00Z"},
}

_entity(word) := {} if {
	word == "-"
} else := {"type": parts[0], "id": parts[1]} if {
	parts := split(word, ":")
	count(parts) == 2
} else := {"type": word}

_allowed(world, subject, words) := _decides(world, _request(subject, words))

_decides(world, asked) := allow if {
	allow := authz.allow with data.rolecall.world as world with input as asked
}

# Who is asked about, and the same by what they have in common. Each stands for one kind of holder: vic
# is a Viewer and the admin of a team, root and boss are server admins, boss has no role in the org.
_subjects := {"user:ada", "user:eve", "user:vic", "user:root", "user:boss", "anonymous"}

_groups := {
	"admins": {"user:ada"},
	"editors": {"user:ada", "user:eve"},
	"in the org": {"user:ada", "user:eve", "user:vic", "user:root", "anonymous"},
	"signed in": {"user:ada", "user:eve", "user:vic", "user:root"},
	"server admins": {"user:root", "user:boss"},
}

_who_can(world, words) := {subject | some subject in _subjects; _allowed(world, subject, words)}

_named(names) := union({object.get(_groups, name, {name}) | some name in names})

# Whole decisions, with their reasons.
test_decision_allow[note] if {
	some note, tc in {
		"by the org role": {
			"who": "user:eve", "asks": "playlists:create org",
			"want": true,
			"reasons": [
				concat(" ", [
					"role:Editor has playlists:create at org: \"Create, update, delete playlists\" of the organization roles",
					"(Grafana: page, row 5; api/api.go:353-361)",
				]),
			],
		},
		"by the default list": {
			"who": "user:vic", "asks": "dashboards:read dashboard:latency",
			"want": true,
			"reasons": [
				concat(" ", [
					"role:Viewer has dashboards:read at default permissions: the default permissions",
					"(Grafana: services/sqlstore/migrations/dashboard_acl.go:33-46)",
				]),
			],
		},
		"by the org role above every list": {
			"who": "user:ada", "asks": "dashboards:read dashboard:in-emptied",
			"want": true,
			"reasons": [
				concat(" ", [
					"role:Admin has dashboards:read at folders:*: the org role is above every permission list",
					"(Grafana: services/guardian/guardian.go:75-78)",
				]),
			],
		},
		"by a team": {
			"who": "user:tess", "asks": "dashboards:create folder:of-sre",
			"want": true,
			"reasons": ["team:SRE has dashboards:create at folders:uid:of-sre: its permission \"Edit\" (b.hcl:8)"],
		},
		"by the nearest list": {
			"who": "user:vic", "asks": "dashboards:read dashboard:given-in-emptied",
			"want": true,
			"reasons": [
				"role:Viewer has dashboards:read at dashboards:uid:given-in-emptied: its permission \"Edit\" (b.hcl:15)",
			],
		},
		"by what lists match": {
			"who": "user:eve", "asks": "folders:list folder:for-viewers",
			"want": true,
			"reasons": [
				concat(" ", [
					"role:Editor has folders:list at folders:uid:for-viewers: its permission \"View\" of role:Viewer, which",
					"also counts in lists (b.hcl:1)",
				]),
			],
		},
		"by two needs of one way": {
			"who": "user:eve", "asks": "alert.rules:write alert:1 dashboard=in-mixed",
			"want": true,
			"reasons": [
				concat(" ", [
					"role:Editor has alert.rules:write at org: \"Pause an alert\" of the organization roles",
					"(Grafana: api/alerting.go; the dashboard must be editable too)",
				]),
				"role:Editor has dashboards:edit at folders:uid:mixed: its permission \"Edit\" (b.hcl:3)",
			],
		},
		"by the second way": {
			"who": "user:eve", "asks": "org.users:lookup org",
			"want": true,
			"reasons": ["user:eve has org.users:lookup at any scope at all: Admin on some of the folders (b.hcl:6)"],
		},
		"by the server": {
			"who": "user:boss", "asks": "users:read user:eve",
			"want": true,
			"reasons": [
				concat(" ", [
					"server admin has users:read at server: \"Administer the server\"",
					"(Grafana: api/api.go:160-169, 220-240, 430-465, reqGrafanaAdmin)",
				]),
			],
		},
	}
	asked := _request(tc.who, tc.asks)
	decision := authz.decision with data.rolecall.world as _lists with input as asked
	decision == {"decision": tc.want, "context": {"reasons": tc.reasons}}
	allow := authz.allow with data.rolecall.world as _lists with input as asked
	allow == tc.want
}

test_decision_deny[note] if {
	some note, tc in {
		"for lack of a permission": {
			"who": "user:vic", "asks": "dashboards:write dashboard:latency",
			"want": false,
			"reasons": [
				"user:vic lacks dashboards:write at dashboards:uid:latency, folders:uid:production, default permissions, folders:*",
			],
		},
		"for lack of one of two needs": {
			"who": "user:vic", "asks": "alert.rules:write alert:1 dashboard=highest",
			"want": false,
			"reasons": ["user:vic lacks alert.rules:write at org"],
		},
		"for lack in every way": {
			"who": "anonymous", "asks": "org.users:lookup org",
			"want": false,
			"reasons": [
				"anonymous lacks org.users:lookup at org",
				"anonymous lacks org.users:lookup at any scope at all",
			],
		},
		"for lack of membership": {
			"who": "user:otto", "asks": "playlists:read playlist:1",
			"want": false,
			"reasons": [
				"user:otto is not a member of org \"main\"",
				"user:otto lacks playlists:read at org",
			],
		},
		"for lack of membership of a server admin": {
			"who": "user:boss", "asks": "folders:read folder:production",
			"want": false,
			"reasons": [
				"user:boss is not a member of org \"main\"",
				"user:boss lacks folders:read at folders:uid:production, default permissions, folders:*",
			],
		},
		"for a disabled user, and for nothing else": {
			"who": "user:dan", "asks": "dashboards:read dashboard:latency",
			"want": false,
			"reasons": ["user:dan is disabled"],
		},
		"for an undeclared user": {
			"who": "user:nobody", "asks": "dashboards:read dashboard:latency",
			"want": false,
			"reasons": ["user \"nobody\" is not declared"],
		},
		"for an undeclared dashboard": {
			"who": "user:ada", "asks": "dashboards:read dashboard:new",
			"want": false,
			"reasons": ["dashboard \"new\" is not declared in org \"main\""],
		},
	}
	asked := _request(tc.who, tc.asks)
	decision := authz.decision with data.rolecall.world as _lists with input as asked
	decision == {"decision": tc.want, "context": {"reasons": tc.reasons}}
	allow := authz.allow with data.rolecall.world as _lists with input as asked
	allow == tc.want
}

test_decision_by_creation[note] if {
	some note, tc in {
		"of a folder": {
			"who": "user:eve", "asks": "folders.permissions:write folder:sandbox",
			"reasons": ["user:eve has folders.permissions:write at folders:uid:sandbox: user:eve created it (a.hcl:61)"],
		},
		"of a dashboard": {
			"who": "user:vic", "asks": "dashboards:write dashboard:note",
			"reasons": ["user:vic has dashboards:write at dashboards:uid:note: user:vic created it (a.hcl:63)"],
		},
		"of a team": {
			"who": "user:eve", "asks": "teams:write team:Web",
			"reasons": ["user:eve has teams:write at teams:id:Web: user:eve created it (a.hcl:60)"],
		},
		"of a snapshot": {
			"who": "user:eve", "asks": "snapshots:delete snapshot:1 dashboard=secret created_by=eve",
			"reasons": [
				concat(" ", [
					"role:Editor has snapshots:delete-own at org: \"Delete one's own snapshot\" of the organization roles",
					"(Grafana: api/dashboard_snapshot.go:262-270; the route is closed to a Viewer (recorded: matrix-vce0-eca0))",
				]),
			],
		},
	}
	world := _with({"editors_can_admin": true})
	decision := authz.decision with data.rolecall.world as world with input as _request(tc.who, tc.asks)
	decision == {"decision": true, "context": {"reasons": tc.reasons}}
}

_malformed := {
	"decision": false,
	"context": {"reasons": ["the request is not an object with a subject and an action"]},
}

test_input_that_is_no_request[note] if {
	some note, tc in {
		"null": {"input": null},
		"string": {"input": "user:ada dashboards:read dashboard:latency"},
		"list": {"input": []},
		"empty": {"input": {}},
		"no action": {"input": {"subject": {"type": "user", "id": "ada"}, "context": {"org": "main"}}},
		"no subject": {"input": {"action": {"name": "playlists:read"}, "context": {"org": "main"}}},
		"old-fashioned": {"input": {"user": "ada", "action": "playlists:read", "org": "main"}},
	}
	decision := authz.decision with data.rolecall.world as _world with input as tc.input
	decision == _malformed
	allow := authz.allow with data.rolecall.world as _world with input as tc.input
	allow == false
}

test_input_undefined if {
	decision := authz.decision with data.rolecall.world as _world
	decision == _malformed
	allow := authz.allow with data.rolecall.world as _world
	allow == false
}

# Without a configuration nothing is declared.
test_world_undefined if {
	asked := _request("user:ada", "playlists:read org")
	decision := authz.decision with input as asked
	decision == {"decision": false, "context": {"reasons": ["org \"main\" is not declared"]}}
}

test_email_is_an_id[note] if {
	some note, tc in {
		"of the subject": {"who": "user:eve@example.com", "asks": "dashboards:write dashboard:latency"},
		"of the user asked about": {"who": "user:root", "asks": "users:write user:eve@example.com"},
		"of the creator": {"who": "user:eve", "asks": "snapshots:read snapshot:1 created_by=eve@example.com"},
	}
	_allowed(_world, tc.who, tc.asks) == true
}

test_org_is_known_by_its_name if {
	asked := object.union(_request("user:eve", "folders:create org"), {"context": {"org": "Main Org."}})
	allow := authz.allow with data.rolecall.world as _world with input as asked
	allow == true
}

# A role in one org is none in another.
test_org_that_is_asked_in_decides[org] if {
	some org, want in {"main": false, "other": true}
	asked := object.union(_request("user:vic", "teams:create org"), {"context": {"org": org}})
	allow := authz.allow with data.rolecall.world as _world with input as asked
	allow == want
}

test_renamed_actions[words] if {
	some words, want in {
		"users.authtoken:list user:eve": {"server admins"},
		"users.authtoken:update user:eve": {"server admins"},
		"users.password:update user:eve": {"server admins"},
		"users.permissions:list user:eve": {"server admins"},
		"users.quotas:update user:eve": {"server admins"},
		"org.users.role:update org": {"admins"},
		"alert.rules:update alert:1 folder=production": {"editors"},
		"alert.instances:update org": {"editors"},
	}
	_who_can(_world, words) == _named(want)
}

test_expiry_of_api_key[note] if {
	some note, tc in {
		"a nanosecond before": {
			"time": "2027-01-01T00:00:00Z",
			"want": {
				"decision": true,
				"context": {
					"reasons": [
						concat(" ", [
							"role:Viewer has playlists:read at org: \"View playlists\" of the organization roles",
							"(Grafana: page, row 4)",
						]),
					],
				},
			},
		},
		"at the moment": {
			"time": "2027-01-01T00:00:00.000000001Z",
			"want": {"decision": false, "context": {"reasons": ["api_key:viewer expired at 2027-01-01T00:00:00.000000001Z"]}},
		},
	}
	world := object.union(_world, {
		"orgs": {"main": {"members": {"api_key:viewer": {"expires": "2027-01-01T00:00:00.000000001Z"}}}},
	})
	asked := object.union(_request("api_key:viewer", "playlists:read org"), {"context": {"time": tc.time}})
	decision := authz.decision with data.rolecall.world as world with input as asked
	decision == tc.want
}
