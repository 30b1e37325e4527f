package rolecall.subjects_test

import data.rolecall.subjects
import data.rolecall.worlds_test

# Subjects in sessions with external groups, and service accounts.
_grouped := worlds_test.complete({
	"grafana": {"version": "9.3"},
	"users": {"user:eve": {}, "user:boss": {"grafana_admin": true}, "user:otto": {}},
	"org_mappings": [
		{"group": "leads", "org": "main", "role": "Admin", "grafana_admin": true, "source": "a.hcl:1"},
		{"group": "staff", "org": "main", "role": "Viewer", "source": "a.hcl:2"},
	],
	"orgs": {
		"main": {
			"members": {
				"user:eve": {"role": "Editor"},
				"service_account:ci": {"role": "Viewer", "tokens": {"short": {"expires": "2026-11-21T12:00:00Z"}, "forever": {}}},
				"service_account:off": {"role": "Viewer", "disabled": true, "tokens": {"forever": {}}},
			},
			"groups": {"leads": {"SRE": "a.hcl:5"}, "staff": {"Web": "a.hcl:6"}},
		},
		"other": {"members": {"user:eve": {"role": "Viewer"}}},
	},
})

test_holders_with_groups[note] if {
	some note, tc in {
		"none": {
			"org": "main", "subject": "user:eve", "groups": set(),
			"want": {
				"basic:Editor", "basic:Viewer", "every member", "everyone but API keys", "everyone but service accounts",
				"role:Editor", "everyone signed in", "everyone signed in to the org",
				"user:eve", "every user and service account",
			},
		},
		"a mapped one": {
			"org": "main", "subject": "user:eve", "groups": {"staff"},
			"want": {
				"basic:Viewer", "every member", "everyone but API keys", "everyone but service accounts", "role:Viewer",
				"everyone signed in", "everyone signed in to the org", "team:Web", "user:eve",
				"every user and service account",
			},
		},
		"two, of which the first decides": {
			"org": "main", "subject": "user:eve", "groups": {"leads", "staff"},
			"want": {
				"basic:Admin", "basic:Editor", "basic:Grafana Admin", "basic:Viewer", "every member", "everyone but API keys",
				"everyone but service accounts", "role:Admin",
				"server admin", "server admin in the org", "everyone signed in",
				"everyone signed in to the org", "team:SRE", "team:Web", "user:eve",
				"every user and service account",
			},
		},
		"one that makes a member": {
			"org": "main", "subject": "user:otto", "groups": {"staff"},
			"want": {
				"basic:Viewer", "every member", "everyone but API keys", "everyone but service accounts", "role:Viewer",
				"everyone signed in", "everyone signed in to the org", "team:Web", "user:otto",
				"every user and service account",
			},
		},
		"one that is not mapped": {
			"org": "main", "subject": "user:eve", "groups": {"guests"},
			"want": set(),
		},
		"a mapped one, in an org that is not, which it takes one out of": {
			"org": "other", "subject": "user:eve", "groups": {"staff"},
			"want": {"everyone but service accounts", "outside:user:eve", "everyone signed in"},
		},
		"one that is not mapped, in an org that is not": {
			"org": "other", "subject": "user:eve", "groups": {"guests"},
			"want": set(),
		},
		"a disabled service account": {
			"org": "main", "subject": "service_account:off", "groups": set(),
			"want": set(),
		},
		"a service account": {
			"org": "main", "subject": "service_account:ci", "groups": set(),
			"want": {
				"basic:Viewer", "every member", "everyone but API keys", "role:Viewer", "service_account:ci", "everyone signed in",
				"everyone signed in to the org", "every user and service account",
			},
		},
	}
	holders := subjects.holders(tc.org, tc.subject, tc.groups) with data.rolecall.world as _grouped
	holders == tc.want
}

test_expires_of_token[note] if {
	some note, tc in {
		"with an end": {"subject": "service_account:ci", "token": "short", "want": "2026-11-21T12:00:00Z"},
		"without": {"subject": "service_account:ci", "token": "forever", "want": ""},
		"the account itself": {"subject": "service_account:ci", "token": "", "want": ""},
		"not declared": {"subject": "service_account:ci", "token": "nope", "want": null},
		"of a user": {"subject": "user:eve", "token": "short", "want": null},
	}
	_expires("main", tc.subject, tc.token) == tc.want
}

_expires(org, subject, token) := expires if {
	expires := subjects.expires(org, subject, token) with data.rolecall.world as _grouped
} else := null

test_live[note] if {
	some note, tc in {
		"without an end": {"expires": "", "want": true},
		"later": {"expires": "2026-11-21T12:00:01Z", "want": true},
		"now": {"expires": "2026-11-21T12:00:00Z", "want": false},
		"earlier": {"expires": "2026-11-21T11:59:59Z", "want": false},
		"no time": {"expires": "soon", "want": false},
	}
	_live(tc.expires, time.parse_rfc3339_ns("2026-11-21T12:00:00Z")) == tc.want
}

default _live(_, _) := false

_live(expires, now) if subjects.live(expires, now)
