# Subjects who are not people: the screens in the hall, and service accounts.
package acme_test

import data.rolecall.testing

# [allowed, org, action, resource]
test_anonymous[note] if {
	some note, tc in {
		"sees what Viewers of Logistics see": [true, "logistics", "dashboards:read", "folder:warehouse"],
		"sees its dashboard": [true, "logistics", "dashboards:read", "dashboard:hall-screen"],
		"sees delays": [true, "logistics", "dashboards:read", "dashboard:carrier-delays"],
		"sees no prices": [false, "logistics", "dashboards:read", "folder:carriers"],
		"saves nothing": [false, "logistics", "dashboards:write", "folder:warehouse"],
		"annotates nothing": [
			false, "logistics", "annotations:create", {"type": "annotation", "properties": {"dashboard": "hall-screen"}},
		],
		"may query, as everybody may": [true, "logistics", "datasources:query", "data_source:parcels"],
		"is nobody in Acme": [false, "acme", "dashboards:read", "folder:sandbox"],
	}
	[allowed, org, action, resource] := tc
	testing.answer(testing.request("anonymous", action, resource, {"org": org})) == allowed
}

_annotation := {"type": "annotation", "properties": {"dashboard": "deploys"}}

_deploys := ["acme", "service_account:deploy-markers", "annotations:create", _annotation]

_in_2026 := "2026-11-21T12:00:00Z"

_in_2030 := "2030-01-01T00:00:00Z"

# The account itself does not end, but its token does: [allowed, [org, subject, action, resource], token, time].
test_tokens[note] if {
	some note, tc in {
		"before it expires": [true, _deploys, "first_quarter", _in_2026],
		"in its last second": [true, _deploys, "first_quarter", "2027-03-31T23:59:59Z"],
		"from the moment that it expires": [false, _deploys, "first_quarter", "2027-04-01T00:00:00Z"],
		"an hour later, told in another zone": [false, _deploys, "first_quarter", "2027-03-31T21:00:00-04:00"],
		"one without end": [
			true, ["logistics", "service_account:status-page", "dashboards:read", "folder:warehouse"],
			"page", _in_2030,
		],
	}
	[allowed, [org, subject, action, resource], token, time] := tc
	testing.answer(testing.request(subject, action, resource, {"org": org, "token": token, "time": time})) == allowed
}

# [allowed, org, subject, action, resource]
test_service_accounts[note] if {
	some note, tc in {
		"saves the dashboard that names it": [
			true, "acme", "service_account:deploy-markers", "dashboards:write", "dashboard:deploys",
		],
		"without a role, it sees no other": [
			false, "acme", "service_account:deploy-markers", "dashboards:read", "folder:production",
		],
		"nor queries data": [
			false, "acme", "service_account:deploy-markers", "datasources:query", "data_source:prometheus",
		],
		"a Viewer by role": [
			true, "logistics", "service_account:status-page", "dashboards:read", "folder:warehouse",
		],
		"who saves nothing": [
			false, "logistics", "service_account:status-page", "dashboards:write", "folder:warehouse",
		],
	}
	[allowed, org, subject, action, resource] := tc
	testing.answer(testing.request(subject, action, resource, {"org": org})) == allowed
}

# Without permission blocks a data source is for everybody with a role: [allowed, subject, data source].
test_data_sources[note] if {
	some note, tc in {
		"everybody queries": [true, "user:vic", "data_source:loki"],
		"a user without a role does not": [false, "user:auditor@ledger.example", "data_source:loki"],
		"but one that names the user": [true, "user:auditor@ledger.example", "data_source:ledger"],
		"a team that it names": [true, "user:finn", "data_source:ledger"],
		"an Editor in no list": [false, "user:paul", "data_source:ledger"],
		"the org admin is above the list": [true, "user:ada", "data_source:ledger"],
	}
	[allowed, subject, resource] := tc
	testing.answer(testing.request(subject, "datasources:query", resource, {"org": "acme"})) == allowed
}
