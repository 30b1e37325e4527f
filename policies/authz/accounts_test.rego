package rolecall.authz_test

import data.rolecall.authz
import data.rolecall.worlds_test

# Service accounts and their tokens, API keys, and the role None.

_accounts := worlds_test.complete(object.union(_rbac, {"orgs": {
	"main": {
		"members": {
			"service_account:ci": {"role": "Editor", "tokens": {
				"forever": {},
				"short": {"expires": "2026-11-21T12:00:00Z"},
				"broken": {"expires": "soon"},
			}},
			"service_account:off": {"role": "Admin", "disabled": true, "tokens": {"forever": {}}},
			"service_account:lists": {"role": "Viewer", "tokens": {}},
			"api_key:editor": {"role": "Editor"},
			"anonymous": {"role": "Viewer"},
		},
		"service_accounts": {"ci": {}, "off": {}, "lists": {}},
		"api_keys": {"editor": {}},
		"permissions": {"folders:uid:f1": {
			"service_account:lists": {"level": "Edit", "source": "a.hcl:9"},
			"user:lists": {"level": "Admin", "source": "a.hcl:10"},
		}},
	},
	"other": {"members": {"service_account:ci": {"role": "Viewer", "tokens": {}}}, "service_accounts": {"ci": {}}},
}}))

_with_token(subject, token, words, at) := object.union(_request(subject, words), {
	"subject": {"properties": {"token": token}},
	"context": {"time": at},
})

test_token[note] if {
	some note, tc in {
		"without an end": {"who": "ci", "token": "forever", "at": "2099-01-01T00:00:00Z", "want": true},
		"just before its end": {"who": "ci", "token": "short", "at": "2026-11-21T11:59:59.999999999Z", "want": true},
		"at its end": {"who": "ci", "token": "short", "at": "2026-11-21T12:00:00Z", "want": false},
		"after its end": {"who": "ci", "token": "short", "at": "2026-11-21T12:00:01Z", "want": false},
		"after its end, in another zone": {"who": "ci", "token": "short", "at": "2026-11-21T14:00:00+01:00", "want": false},
		"whose end cannot be read": {"who": "ci", "token": "broken", "at": "2026-11-21T12:00:00Z", "want": false},
		"that is not declared": {"who": "ci", "token": "nope", "at": "2026-11-21T12:00:00Z", "want": false},
		"of another account": {"who": "lists", "token": "forever", "at": "2026-11-21T12:00:00Z", "want": false},
		"none, which is the account itself": {"who": "ci", "token": "", "at": "2026-11-21T12:00:00Z", "want": true},
		"of a disabled account": {"who": "off", "token": "forever", "at": "2026-11-21T12:00:00Z", "want": false},
		"none, of a disabled account": {"who": "off", "token": "", "at": "2026-11-21T12:00:00Z", "want": false},
	}
	asked := _with_token(concat(":", ["service_account", tc.who]), tc.token, "playlists:create org", tc.at)
	_decides(_accounts, asked) == tc.want
}

test_decision_about_token[note] if {
	some note, tc in {
		"expired": {
			"who": "ci", "token": "short",
			"want": "service_account:ci expired at 2026-11-21T12:00:00Z",
		},
		"not declared": {
			"who": "ci", "token": "nope",
			"want": "token \"nope\" of service_account:ci is not declared",
		},
		"of a disabled account": {
			"who": "off", "token": "forever",
			"want": "service_account:off is disabled",
		},
		"of a disabled account, and not declared": {
			"who": "off", "token": "nope",
			"want": "service_account:off is disabled",
		},
		"of an account that is not declared": {
			"who": "nobody", "token": "forever",
			"want": "service_account \"nobody\" is not declared",
		},
	}
	asked := _with_token(
		concat(":", [
			"service_account", tc.who,
		]),
		tc.token, "playlists:create org", "2026-11-21T12:00:00Z",
	)
	decision := authz.decision with data.rolecall.world as _accounts with input as asked
	decision == {"decision": false, "context": {"reasons": [tc.want]}}
}

test_token_of_what_has_none[who] if {
	some who in {"user:eve", "api_key:editor"}
	_decides(_accounts, _with_token(who, "forever", "playlists:create org", "2026-11-21T12:00:00Z")) == false
}

# A service account has its role, and entries of its own; it is a member of one org, and administers no server.
test_service_account[note] if {
	some note, tc in {
		"has its role": {"who": "service_account:ci", "asks": "playlists:create org", "want": true},
		"has no higher role": {"who": "service_account:ci", "asks": "orgs:write org", "want": false},
		"has its entry": {"who": "service_account:lists", "asks": "dashboards:write dashboard:d1", "want": true},
		"has no entry of a user with its name": {
			"who": "service_account:lists", "asks": "folders.permissions:write folder:f1", "want": false,
		},
		"has no entry of another": {"who": "service_account:ci", "asks": "dashboards:write dashboard:d1", "want": false},
		"reads no users of the server": {"who": "service_account:ci", "asks": "users:read user:eve", "want": false},
		"reads no other org": {"who": "service_account:ci", "asks": "orgs:write org:other", "want": false},
		"with role None has nothing": {"who": "service_account:robot", "asks": "playlists:read org", "want": false},
	}
	_allowed(_accounts, tc.who, tc.asks) == tc.want
}

test_service_account_by_version[version] if {
	some version, want in {
		"8.0": false,
		"8.0 with accesscontrol": false,
		"8.5": true,
		"8.5 with accesscontrol": true,
		"9.3": true,
		"13.3": true,
	}
	_allowed(_in(_accounts, version), "service_account:ci", "playlists:create org") == want
}

# API keys are gone in 13, and with them the right to manage any.
test_api_key_by_version[version] if {
	some version, want in {
		"8.0": true,
		"8.0 with accesscontrol": true,
		"8.5": true,
		"8.5 with accesscontrol": true,
		"9.3": true,
		"13.3": false,
	}
	_allowed(_in(_accounts, version), "api_key:editor", "playlists:create org") == want
}

test_api_key_as_resource_by_version[version] if {
	some version, want in {
		"8.0": true,
		"8.0 with accesscontrol": true,
		"8.5": true,
		"8.5 with accesscontrol": true,
		"9.3": true,
		"13.3": false,
	}
	_allowed(_in(_accounts, version), "user:ada", "apikeys:delete api_key:editor") == want
}

test_decision_about_api_key_in_13 if {
	world := _in(_accounts, "13.3")
	decision := authz.decision
		with data.rolecall.world as world
		with input as _request("api_key:editor", "playlists:create org")
	decision == {"decision": false, "context": {"reasons": ["subject type \"api_key\" is not known"]}}
}

# Managing service accounts, by permissions on one or all of them.
test_managing_service_accounts[note] if {
	some note, tc in {
		"an Admin": {"holds": [], "who": "user:ada", "asks": "serviceaccounts:write service_account:ci", "want": true},
		"an Editor": {"holds": [], "who": "user:eve", "asks": "serviceaccounts:write service_account:ci", "want": false},
		"one": {
			"holds": [["serviceaccounts:write", "serviceaccounts:id:ci"]], "who": "user:nora",
			"asks": "serviceaccounts:write service_account:ci", "want": true,
		},
		"another": {
			"holds": [["serviceaccounts:write", "serviceaccounts:id:off"]], "who": "user:nora",
			"asks": "serviceaccounts:write service_account:ci", "want": false,
		},
		"all": {
			"holds": [["serviceaccounts:write", "serviceaccounts:*"]], "who": "user:nora",
			"asks": "serviceaccounts:write service_account:ci", "want": true,
		},
		"one that is not declared": {
			"holds": [["serviceaccounts:write", "serviceaccounts:*"]], "who": "user:nora",
			"asks": "serviceaccounts:write service_account:nobody", "want": false,
		},
		"creating takes no scope": {
			"holds": [["serviceaccounts:create", ""]], "who": "user:nora",
			"asks": "serviceaccounts:create org", "want": true,
		},
	}
	_allowed(_given(_accounts, "user:nora", tc.holds), tc.who, tc.asks) == tc.want
}

# Anonymous has a role, and nothing that goes with a user.
test_anonymous[note] if {
	some note, tc in {
		"has its role": {"to": "user:nora", "asks": "playlists:read org", "want": true},
		"has roles assigned to Viewer": {"to": "basic:Viewer", "asks": "dashboards:read dashboard:d1", "want": true},
		"has no others": {"to": "user:nora", "asks": "dashboards:read dashboard:d1", "want": false},
	}
	_allowed(_given(_accounts, tc.to, _query_f1), "anonymous", tc.asks) == tc.want
}

# None is a role without rights, which makes a member all the same.
test_role_none[note] if {
	some note, tc in {
		"reads no dashboard": {"version": "13.3", "asks": "dashboards:read dashboard:top", "want": false},
		"reads nothing of the org": {"version": "13.3", "asks": "orgs:read org", "want": false},
		"lists no playlists": {"version": "13.3", "asks": "playlists:read org", "want": false},
		"queries no data source": {"version": "13.3", "asks": "datasources:query data_source:open", "want": false},
		"reads no dashboard in 9.3": {"version": "9.3", "asks": "dashboards:read dashboard:top", "want": false},
		"queries no data source in 9.3": {"version": "9.3", "asks": "datasources:query data_source:open", "want": false},
		"reads no default folder in 9.3": {"version": "9.3", "asks": "dashboards:read folder:general", "want": false},
	}
	_allowed(_in(_accounts, tc.version), "user:nora", tc.asks) == tc.want
}

test_role_none_with_more[note] if {
	some note, tc in {
		"its team's entry": {"who": "user:tess", "asks": "datasources:query data_source:kept", "want": true},
		"its team": {"who": "user:tess", "asks": "teams:read team:SRE", "want": true},
		"its flag": {"who": "user:root", "asks": "users:read user:eve", "want": true},
		"which is not of the org": {"who": "user:root", "asks": "teams:create org", "want": false},
	}
	_allowed(_in(_accounts, "13.3"), tc.who, tc.asks) == tc.want
}

# A service account of the same name in another org is another account.
test_names_of_other_orgs if {
	world := worlds_test.complete({
		"grafana": {
			"version": "9.3", "viewers_can_edit": false, "editors_can_admin": false, "allow_org_create": false,
			"feature_toggles": {},
		},
		"org_ids": {"main": "main", "other": "other"},
		"orgs": {
			"main": {"members": {"service_account:ci": {"role": "Viewer", "tokens": {}}}, "service_accounts": {"ci": {}}},
			"other": {"members": {"service_account:ci": {"role": "Admin", "tokens": {}}}, "service_accounts": {"ci": {}}},
		},
	})
	asked := {
		"subject": {"type": "service_account", "id": "ci"},
		"action": {"name": "org.users:read"},
		"resource": {"type": "org", "id": "other"},
	}
	from_main := authz.decision
		with data.rolecall.world as world
		with input as object.union(asked, {"context": {"org": "main"}})
	from_main == {"decision": false, "context": {"reasons": [
		"service_account:ci is not a member of org \"other\"",
		"service_account:ci lacks org.users:read at any scope at all, another org",
		"service_account:ci lacks access beyond one org at server",
	]}}
	authz.allow with data.rolecall.world as world with input as object.union(asked, {"context": {"org": "other"}})
}

# A service account belongs to one org: it does nothing to users and orgs of the server, whatever its roles.
test_service_account_beyond_its_org[words] if {
	some words, by in {
		"orgs:create server": {"user:nora"},
		"orgs:create -": {"user:nora"},
		"orgs:read server": {"user:nora"},
		"users:create server": {"user:nora"},
		"users:read server": {"user:nora"},
		"users:read user:eve": {"user:nora"},
		"users:write user:eve": {"user:nora"},
		"users:write server": {"user:nora"},
		"users:write org": set(),
		"users:read -": {"user:nora"},
		"orgs:read org": {"service_account:robot", "user:nora"},
		"org.users:read user:eve": {"service_account:robot", "user:nora"},
		"server.stats:read server": {"service_account:robot", "user:nora"},
	}
	every version in ["8.5 with accesscontrol", "9.3", "13.3"] {
		by == {who |
			some who in ["service_account:robot", "user:nora"]
			_allowed(_given_everywhere(_in(_rbac, version), who, _beyond), who, words)
		}
	}
}

_beyond := [
	["orgs:create", ""], ["orgs:read", ""], ["users:create", ""], ["users:read", "global.users:*"], [
		"users:write", "global.users:*",
	],
	["org.users:read", "users:*"], ["server.stats:read", ""],
]
