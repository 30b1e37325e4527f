# Dashboards with permissions of their own, and those that only have a folder.
package acme_test

import data.rolecall.authz

# [allowed, org, user, action, dashboard]
test_dashboards[note] if {
	some note, tc in {
		"a dashboard adds to its folder": [true, "acme", "paul", "dashboards:write", "deploys"],
		"and takes nothing from it": [true, "acme", "sam", "dashboards:write", "deploys"],
		"others have what the folder gives": [false, "acme", "dora", "dashboards:write", "deploys"],
		"one dashboard of a closed folder": [true, "acme", "chen", "dashboards:read", "checkout-funnel"],
		"it was opened to look": [false, "acme", "chen", "dashboards:write", "checkout-funnel"],
		"the creator of a team is a member": [true, "acme", "carl", "dashboards:read", "checkout-funnel"],
		"the analyst builds revenue": [true, "acme", "dora", "dashboards:write", "revenue"],
		"the auditor reads revenue by the folder": [true, "acme", "auditor@ledger.example", "dashboards:read", "revenue"],
		"one dashboard of the emptied folder": [true, "acme", "auditor@ledger.example", "dashboards:read", "breach-timeline"],
		"for nobody else": [false, "acme", "eve", "dashboards:read", "breach-timeline"],
		"who made it decides about it": [true, "acme", "dora", "dashboards.permissions:write", "search-quality"],
		"who made its folder does too": [true, "acme", "carl", "dashboards.permissions:write", "search-quality"],
		"another Editor saves it by default": [true, "acme", "paul", "dashboards:write", "search-quality"],
		"and decides nothing": [false, "acme", "paul", "dashboards.permissions:write", "search-quality"],
		"in General, its list replaces the default": [false, "acme", "paul", "dashboards:write", "slo-overview"],
		"in General, its list is what counts": [true, "acme", "kim", "dashboards:write", "slo-overview"],
		"in General, no list means the default": [true, "acme", "paul", "dashboards:write", "capacity"],
		"in General, who made it": [true, "acme", "sam", "dashboards.permissions:write", "capacity"],
		"for those of the hall": [true, "logistics", "lou", "dashboards:read", "hall-screen"],
		"for Leo alone to change": [false, "logistics", "lou", "dashboards:write", "hall-screen"],
	}
	[allowed, org, user, action, dashboard] := tc
	authz.allow == allowed with input as {
		"subject": {"type": "user", "id": user},
		"action": {"name": action},
		"resource": {"type": "dashboard", "id": dashboard},
		"context": {"org": org},
	}
}

# Most dashboards are not declared: the request says which folder they are in.
test_undeclared_dashboards[note] if {
	some note, tc in {
		"as the folder is": [true, "sam", "dashboards:write", {"folder": "production"}],
		"for everybody": [false, "paul", "dashboards:write", {"folder": "production"}],
		"in General": [true, "paul", "dashboards:write", {"folder": "general"}],
		"in General, for a Viewer": [false, "petra", "dashboards:write", {"folder": "general"}],
		"in the emptied folder": [false, "eve", "dashboards:read", {"folder": "legal-hold"}],
		"in the emptied folder, for the org admin": [true, "ada", "dashboards:read", {"folder": "legal-hold"}],
		"in no folder that is known": [false, "ada", "dashboards:read", {"folder": "marketing"}],
		"nobody knows where": [false, "ada", "dashboards:read", {}],
	}
	[allowed, user, action, properties] := tc
	authz.allow == allowed with input as {
		"subject": {"type": "user", "id": user},
		"action": {"name": action},
		"resource": {"type": "dashboard", "id": "latency-by-region", "properties": properties},
		"context": {"org": "acme"},
	}
}
