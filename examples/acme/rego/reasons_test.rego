# A decision comes with its reasons: the grants that give an access, or what is missing.
package acme_test

import data.rolecall.testing

test_reasons_of_an_allow if {
	decision := testing.decision(testing.request("user:kim", "dashboards:write", "folder:production", {"org": "acme"}))
	decision.decision == true
	some reason in decision.context.reasons
	startswith(reason, "team:SRE has dashboards:write at folders:uid:production")
	contains(reason, "folders.hcl:")
}

# [reason, subject, context]
test_reasons_of_a_denial[note] if {
	some note, tc in {
		"no grant": ["user:vic lacks dashboards:write at folders:uid:production, folders:*", "user:vic", {"org": "acme"}],
		"disabled": ["user:max is disabled", "user:max", {"org": "acme"}],
		"unknown": [`user "mallory" is not declared`, "user:mallory", {"org": "acme"}],
		"no org said": ["the request names no org, and the configuration does not declare exactly one", "user:vic", {}],
	}
	[reason, subject, context] := tc
	decision := testing.decision(testing.request(subject, "dashboards:write", "folder:production", context))
	decision == {"decision": false, "context": {"reasons": [reason]}}
}
