# Those who ask without being a person: the screens in the hall, and API keys.
package acme_test

import data.rolecall.authz

# [allowed, org, action, resource]
test_anonymous[note] if {
	some note, tc in {
		"sees what Viewers of Logistics see": [true, "logistics", "dashboards:read", {"type": "folder", "id": "warehouse"}],
		"sees its dashboard": [true, "logistics", "dashboards:read", {"type": "dashboard", "id": "hall-screen"}],
		"sees delays": [true, "logistics", "dashboards:read", {"type": "dashboard", "id": "carrier-delays"}],
		"sees no prices": [false, "logistics", "dashboards:read", {"type": "folder", "id": "carriers"}],
		"saves nothing": [false, "logistics", "dashboards:write", {"type": "folder", "id": "warehouse"}],
		"may annotate what it sees": [true, "logistics", "annotations:create", {"type": "annotation", "properties": {"dashboard": "hall-screen"}}],
		"may query, as everybody may": [true, "logistics", "datasources:query", {"type": "data_source", "id": "parcels"}],
		"is nobody in Acme": [false, "acme", "dashboards:read", {"type": "folder", "id": "sandbox"}],
	}
	[allowed, org, action, resource] := tc
	authz.allow == allowed with input as {
		"subject": {"type": "anonymous"},
		"action": {"name": action},
		"resource": resource,
		"context": {"org": org},
	}
}

_deploys := ["acme", "deploy-markers", "annotations:create", {"type": "org"}]

_in_2026 := "2026-11-21T12:00:00Z"

_in_2030 := "2030-01-01T00:00:00Z"

# [allowed, [org, key, action, resource], time]
test_api_keys[note] if {
	some note, tc in {
		"before it expires": [true, _deploys, _in_2026],
		"in its last second": [true, _deploys, "2027-03-31T23:59:59Z"],
		"from the moment that it expires": [false, _deploys, "2027-04-01T00:00:00Z"],
		"an hour later, told in another zone": [false, _deploys, "2027-03-31T21:00:00-04:00"],
		"an Editor by role": [true, ["acme", "deploy-markers", "dashboards:write", {"type": "folder", "id": "sandbox"}], _in_2026],
		"in no team": [false, ["acme", "deploy-markers", "dashboards:write", {"type": "folder", "id": "production"}], _in_2026],
		"one without end": [true, ["logistics", "status-page", "dashboards:read", {"type": "folder", "id": "warehouse"}], _in_2030],
		"a Viewer by role": [false, ["logistics", "status-page", "dashboards:write", {"type": "folder", "id": "warehouse"}], _in_2030],
		"of its org alone": [false, ["acme", "status-page", "dashboards:read", {"type": "folder", "id": "sandbox"}], _in_2026],
	}
	[allowed, [org, key, action, resource], time] := tc
	authz.allow == allowed with input as {
		"subject": {"type": "api_key", "id": key},
		"action": {"name": action},
		"resource": resource,
		"context": {"org": org, "time": time},
	}
}
