# A decision comes with its reasons: the grants that give an access, or what is missing.
package acme_test

import data.rolecall.authz

test_reasons_of_an_allow if {
	decision := authz.decision with input as {
		"subject": {"type": "user", "id": "kim"},
		"action": {"name": "dashboards:write"},
		"resource": {"type": "folder", "id": "production"},
		"context": {"org": "acme"},
	}
	decision.decision == true
	some reason in decision.context.reasons
	startswith(reason, "team:SRE has dashboards:write at folders:uid:production")
	contains(reason, "folders.hcl:")
}

# [reason, user, context]
test_reasons_of_a_denial[note] if {
	some note, tc in {
		"no grant": ["user:vic lacks dashboards:write at folders:uid:production, folders:*", "vic", {"org": "acme"}],
		"disabled": ["user:max is disabled", "max", {"org": "acme"}],
		"unknown": [`user "mallory" is not declared`, "mallory", {"org": "acme"}],
		"no org said": ["the request names no org, and not just one is declared", "vic", {}],
	}
	[reason, user, context] := tc
	authz.decision == {"decision": false, "context": {"reasons": [reason]}} with input as {
		"subject": {"type": "user", "id": user},
		"action": {"name": "dashboards:write"},
		"resource": {"type": "folder", "id": "production"},
		"context": context,
	}
}
