package rolecall.subjects_test

import data.rolecall.subjects
import data.rolecall.worlds_test

_world := worlds_test.complete({
	"grafana": {"version": "8.0", "editors_can_admin": false},
	"users": {
		"user:ada": {},
		"user:eve": {},
		"user:root": {"grafana_admin": true},
		"user:boss": {"grafana_admin": true},
		"user:otto": {},
		"user:dan": {"disabled": true, "grafana_admin": true},
	},
	"orgs": {
		"main": {"members": {
			"user:ada": {"role": "Admin", "teams": {"SRE": {"level": "Admin"}, "Ops": {"level": "Member"}}},
			"user:eve": {"role": "Editor", "teams": {"SRE": {"level": "Member"}}, "created_teams": {"Web": "a.hcl:9"}},
			"user:root": {"role": "Viewer"},
			"user:dan": {"role": "Admin", "teams": {"SRE": {"level": "Admin"}}},
			"api_key:ci": {"role": "Editor", "expires": "2026-11-21T12:00:00Z"},
			"api_key:old": {"role": "Viewer"},
			"anonymous": {"role": "Viewer"},
		}},
		"other": {"members": {"user:eve": {"role": "Viewer"}}},
	},
})

_editors_can_admin := object.union(_world, {"grafana": {"editors_can_admin": true}})

test_holders[note] if {
	some note, tc in {
		"user in teams": {
			"subject": "user:ada",
			"want": {
				"basic:Admin", "every member", "everyone but API keys", "everyone but service accounts", "role:Admin",
				"everyone signed in", "everyone signed in to the org", "team:Ops", "team:SRE",
				"every Admin of a team",
				"user:ada", "every user and service account",
			},
		},
		"member of a team, creator of another": {
			"subject": "user:eve",
			"want": {
				"basic:Editor", "every member", "everyone but API keys", "everyone but service accounts", "role:Editor",
				"everyone signed in", "everyone signed in to the org", "team:SRE", "user:eve",
				"every user and service account",
			},
		},
		"server admin in the org": {
			"subject": "user:root",
			"want": {
				"basic:Grafana Admin", "basic:Viewer", "every member", "everyone but API keys", "everyone but service accounts",
				"role:Viewer", "server admin",
				"server admin in the org",
				"everyone signed in", "everyone signed in to the org", "user:root", "every user and service account",
			},
		},
		"server admin outside the org": {
			"subject": "user:boss",
			"want": {"everyone but service accounts", "outside:user:boss", "server admin", "everyone signed in"},
		},
		"user outside the org": {
			"subject": "user:otto",
			"want": {"everyone but service accounts", "outside:user:otto", "everyone signed in"},
		},
		"disabled user": {
			"subject": "user:dan",
			"want": set(),
		},
		"API key": {
			"subject": "api_key:ci",
			"want": {
				"api_key:ci", "basic:Editor", "every member", "every API key and anonymous access",
				"everyone but service accounts", "role:Editor", "everyone signed in",
				"everyone signed in to the org",
			},
		},
		"anonymous": {
			"subject": "anonymous",
			"want": {
				"basic:Viewer", "every member", "everyone but API keys", "every API key and anonymous access",
				"everyone but service accounts", "role:Viewer",
			},
		},
		"undeclared user": {
			"subject": "user:nobody",
			"want": set(),
		},
		"undeclared API key": {
			"subject": "api_key:nope",
			"want": set(),
		},
	}
	holders := subjects.holders("main", tc.subject, set()) with data.rolecall.world as _world
	holders == tc.want
}

# A service account that made a team is in it only where it counts as a creator.
test_account_that_created_a_team[note] if {
	some note, tc in {
		"8.0, which has none": {"grafana": {"version": "8.0", "editors_can_admin": true}, "teams": set()},
		"8.5": {"grafana": {"version": "8.5", "editors_can_admin": true}, "teams": {"team:Web"}},
		"8.5 without the setting": {"grafana": {"version": "8.5"}, "teams": set()},
		"8.5 with fine-grained access control": {
			"grafana": {"version": "8.5", "feature_toggles": {"accesscontrol": true}}, "teams": set(),
		},
		"9.3": {"grafana": {"version": "9.3"}, "teams": set()},
		"13.3": {"grafana": {"version": "13.3"}, "teams": set()},
	}
	world := worlds_test.complete({
		"grafana": tc.grafana,
		"orgs": {"main": {"members": {"service_account:ci": {"role": "Viewer", "created_teams": {"Web": "a.hcl:9"}}}}},
	})
	holders := subjects.holders("main", "service_account:ci", set()) with data.rolecall.world as world
	{holder | some holder in holders; startswith(holder, "team:")} == tc.teams
}

test_holders_elsewhere[note] if {
	some note, tc in {
		"another role in another org, and none of the teams": {
			"org": "other",
			"subject": "user:eve",
			"want": {
				"basic:Viewer", "every member", "everyone but API keys", "everyone but service accounts", "role:Viewer",
				"everyone signed in", "everyone signed in to the org", "user:eve",
				"every user and service account",
			},
		},
		"an API key is of one org": {
			"org": "other",
			"subject": "api_key:ci",
			"want": set(),
		},
		"anonymous access is to one org": {
			"org": "other",
			"subject": "anonymous",
			"want": set(),
		},
		"undeclared org": {
			"org": "nowhere",
			"subject": "user:ada",
			"want": {"everyone but service accounts", "outside:user:ada", "everyone signed in"},
		},
	}
	holders := subjects.holders(tc.org, tc.subject, set()) with data.rolecall.world as _world
	holders == tc.want
}

test_creator_of_team_under_editors_can_admin if {
	holders := subjects.holders("main", "user:eve", set()) with data.rolecall.world as _editors_can_admin
	holders == {
		"basic:Editor", "every member", "everyone but API keys", "everyone but service accounts", "role:Editor",
		"everyone signed in", "everyone signed in to the org", "team:SRE", "team:Web",
		"every Admin of a team",
		"user:eve", "every user and service account",
	}
}

test_anywhere[subject] if {
	some subject, want in {
		"user:ada": {"everyone but service accounts", "everyone signed in"},
		"user:boss": {"everyone but service accounts", "server admin", "everyone signed in"},
		"user:nobody": set(),
		"api_key:ci": set(),
		"anonymous": set(),
	}
	holders := subjects.anywhere(subject, set()) with data.rolecall.world as _world
	holders == want
}

test_disabled if {
	disabled := {subject | some subject, _ in _world.orgs.main.members; _disabled("main", subject)}
	disabled == {"user:dan"}
}

default _disabled(_, _) := false

_disabled(org, subject) if {
	subjects.disabled(org, subject) with data.rolecall.world as _world
}

test_member[note] if {
	some note, tc in {
		"user": {"org": "main", "subject": "user:ada", "want": true},
		"API key": {"org": "main", "subject": "api_key:ci", "want": true},
		"anonymous": {"org": "main", "subject": "anonymous", "want": true},
		"user of another org": {"org": "other", "subject": "user:ada", "want": false},
		"server admin without a role": {"org": "main", "subject": "user:boss", "want": false},
		"undeclared user": {"org": "main", "subject": "user:nobody", "want": false},
		"undeclared org": {"org": "nowhere", "subject": "user:ada", "want": false},
	}
	_member(tc.org, tc.subject) == tc.want
}

default _member(_, _) := false

_member(org, subject) if {
	subjects.member(org, subject, set()) with data.rolecall.world as _world
}

test_expired[note] if {
	some note, tc in {
		"a nanosecond before": {"subject": "api_key:ci", "now": "2026-11-21T11:59:59.999999999Z", "want": false},
		"at the moment": {"subject": "api_key:ci", "now": "2026-11-21T12:00:00Z", "want": true},
		"at the moment, in another zone": {"subject": "api_key:ci", "now": "2026-11-21T13:00:00+01:00", "want": true},
		"long after": {"subject": "api_key:ci", "now": "2036-01-01T00:00:00Z", "want": true},
		"without expiry": {"subject": "api_key:old", "now": "2036-01-01T00:00:00Z", "want": false},
		"a user": {"subject": "user:ada", "now": "2036-01-01T00:00:00Z", "want": false},
	}
	_expired(tc.subject, time.parse_rfc3339_ns(tc.now)) == tc.want
}

default _expired(_, _) := false

_expired(subject, now) if {
	expires := subjects.expires("main", subject, "") with data.rolecall.world as _world
	not subjects.live(expires, now)
}

test_expires if {
	expires := subjects.expires("main", "api_key:ci", "") with data.rolecall.world as _world
	expires == "2026-11-21T12:00:00Z"
}

test_types if {
	types := subjects.types with data.rolecall.world as _world
	object.keys(types) == {"anonymous", "api_key", "user"}
}

test_roles_of[note] if {
	some note, tc in {
		"8.0": {"version": "8.0", "want": {"basic:Editor", "role:Editor"}},
		"8.5 with permissions": {
			"version": "8.5", "feature_toggles": {"accesscontrol": true},
			"want": {"basic:Editor", "basic:Viewer", "role:Editor", "role:Viewer"},
		},
		"9.3": {"version": "9.3", "want": {"basic:Editor", "basic:Viewer", "role:Editor"}},
	}
	grafana := object.remove(tc, ["want"])
	subjects.roles_of("Editor") == tc.want with data.rolecall.world as worlds_test.complete({"grafana": grafana})
}
