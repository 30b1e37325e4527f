# Dashboards with permissions of their own, and those that only have a folder.
package acme_test

import data.rolecall.testing

# [allowed, org, subject, action, resource]
test_dashboards[note] if {
	some note, tc in {
		"a dashboard adds to its folder": [true, "acme", "user:paul", "dashboards:write", "dashboard:deploys"],
		"and takes nothing from it": [true, "acme", "user:sam", "dashboards:write", "dashboard:deploys"],
		"others have what the folder gives": [false, "acme", "user:dora", "dashboards:write", "dashboard:deploys"],
		"one dashboard of a closed folder": [true, "acme", "user:chen", "dashboards:read", "dashboard:checkout-funnel"],
		"it was opened to look": [false, "acme", "user:chen", "dashboards:write", "dashboard:checkout-funnel"],
		"the creator of a team is a member": [true, "acme", "user:carl", "dashboards:read", "dashboard:checkout-funnel"],
		"the analyst builds revenue": [true, "acme", "user:dora", "dashboards:write", "dashboard:revenue"],
		"the auditor reads revenue by the folder": [
			true, "acme", "user:auditor@ledger.example", "dashboards:read", "dashboard:revenue",
		],
		"one dashboard of the emptied folder": [
			true, "acme", "user:auditor@ledger.example", "dashboards:read", "dashboard:breach-timeline",
		],
		"for nobody else": [false, "acme", "user:eve", "dashboards:read", "dashboard:breach-timeline"],
		"who made it decides about it": [
			true, "acme", "user:dora", "dashboards.permissions:write", "dashboard:search-quality",
		],
		"who made its folder does too": [
			true, "acme", "user:carl", "dashboards.permissions:write", "dashboard:search-quality",
		],
		"another Editor saves it by default": [true, "acme", "user:paul", "dashboards:write", "dashboard:search-quality"],
		"and decides nothing": [false, "acme", "user:paul", "dashboards.permissions:write", "dashboard:search-quality"],
		"in General, its list replaces the default": [
			false, "acme", "user:paul", "dashboards:write", "dashboard:slo-overview",
		],
		"in General, its list is what counts": [true, "acme", "user:kim", "dashboards:write", "dashboard:slo-overview"],
		"in General, no list means the default": [true, "acme", "user:paul", "dashboards:write", "dashboard:capacity"],
		"in General, who made it": [true, "acme", "user:sam", "dashboards.permissions:write", "dashboard:capacity"],
		"for those of the hall": [true, "logistics", "user:lou", "dashboards:read", "dashboard:hall-screen"],
		"for Leo alone to change": [false, "logistics", "user:lou", "dashboards:write", "dashboard:hall-screen"],
	}
	[allowed, org, subject, action, resource] := tc
	testing.answer(testing.request(subject, action, resource, {"org": org})) == allowed
}

# Most dashboards are not declared: the request says which folder they are in.
test_undeclared_dashboards[note] if {
	some note, tc in {
		"as the folder is": [true, "user:sam", "dashboards:write", {"folder": "production"}],
		"for everybody": [false, "user:paul", "dashboards:write", {"folder": "production"}],
		"in General": [true, "user:paul", "dashboards:write", {"folder": "general"}],
		"in General, for a Viewer": [false, "user:petra", "dashboards:write", {"folder": "general"}],
		"in the emptied folder": [false, "user:eve", "dashboards:read", {"folder": "legal-hold"}],
		"in the emptied folder, for the org admin": [true, "user:ada", "dashboards:read", {"folder": "legal-hold"}],
	}
	[allowed, subject, action, where] := tc
	more := object.union({"org": "acme"}, where)
	testing.answer(testing.request(subject, action, "dashboard:latency-by-region", more)) == allowed
}
