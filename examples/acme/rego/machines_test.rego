# Those who ask without being a person: the screens in the hall, and API keys.
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
		"may annotate what it sees": [
			true, "logistics", "annotations:create", {"type": "annotation", "properties": {"dashboard": "hall-screen"}},
		],
		"may query, as everybody may": [true, "logistics", "datasources:query", "data_source:parcels"],
		"is nobody in Acme": [false, "acme", "dashboards:read", "folder:sandbox"],
	}
	[allowed, org, action, resource] := tc
	testing.answer(testing.request("anonymous", action, resource, {"org": org})) == allowed
}

_deploys := ["acme", "api_key:deploy-markers", "annotations:create", "org"]

_in_2026 := "2026-11-21T12:00:00Z"

_in_2030 := "2030-01-01T00:00:00Z"

# [allowed, [org, subject, action, resource], time]
test_api_keys[note] if {
	some note, tc in {
		"before it expires": [true, _deploys, _in_2026],
		"in its last second": [true, _deploys, "2027-03-31T23:59:59Z"],
		"from the moment that it expires": [false, _deploys, "2027-04-01T00:00:00Z"],
		"an hour later, told in another zone": [false, _deploys, "2027-03-31T21:00:00-04:00"],
		"an Editor by role": [true, ["acme", "api_key:deploy-markers", "dashboards:write", "folder:sandbox"], _in_2026],
		"in no team": [false, ["acme", "api_key:deploy-markers", "dashboards:write", "folder:production"], _in_2026],
		"one without end": [true, ["logistics", "api_key:status-page", "dashboards:read", "folder:warehouse"], _in_2030],
		"a Viewer by role": [false, ["logistics", "api_key:status-page", "dashboards:write", "folder:warehouse"], _in_2030],
	}
	[allowed, [org, subject, action, resource], time] := tc
	testing.answer(testing.request(subject, action, resource, {"org": org, "time": time})) == allowed
}
