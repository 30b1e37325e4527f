# API keys have a role, and some end.
package grafana_8_0_test

import data.rolecall.testing

_deploys := ["api_key:deploy-markers", "annotations:create", "org"]

_in_2026 := "2026-11-21T12:00:00Z"

_in_2030 := "2030-01-01T00:00:00Z"

# [allowed, [subject, action, resource], time]
test_api_keys[note] if {
	some note, tc in {
		"before it expires": [true, _deploys, _in_2026],
		"in its last second": [true, _deploys, "2027-03-31T23:59:59Z"],
		"from the moment that it expires": [false, _deploys, "2027-04-01T00:00:00Z"],
		"an hour later, told in another zone": [false, _deploys, "2027-03-31T21:00:00-04:00"],
		"an Editor by role": [true, ["api_key:deploy-markers", "dashboards:write", "folder:storefront"], _in_2026],
		"in no list": [false, ["api_key:deploy-markers", "dashboards:write", "folder:payments"], _in_2026],
		"one without end": [true, ["api_key:status-page", "dashboards:read", "folder:storefront"], _in_2030],
		"a Viewer by role": [false, ["api_key:status-page", "dashboards:write", "folder:storefront"], _in_2030],
	}
	[allowed, [subject, action, resource], time] := tc
	testing.answer(testing.request(subject, action, resource, {"time": time})) == allowed
}
