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
		"no grant": [
			"user:vic lacks dashboards:write at folders:uid:production, folders:uid:*, folders:*, *",
			"user:vic", {"org": "acme"},
		],
		"disabled": ["user:max is disabled", "user:max", {"org": "acme"}],
		"unknown": [`user "mallory" is not declared`, "user:mallory", {"org": "acme"}],
		"no org said": ["the request names no org, and the configuration does not declare exactly one", "user:vic", {}],
	}
	[reason, subject, context] := tc
	decision := testing.decision(testing.request(subject, "dashboards:write", "folder:production", context))
	decision == {"decision": false, "context": {"reasons": [reason]}}
}

# A request that names anything unknown is not allowed, and not a denial to test for: the name may be misspelt.
# A case is [reason, request].
test_unknown_names[note] if {
	some note, tc in {
		"a service account of another org": [
			`service_account "status-page" is not declared`,
			testing.request("service_account:status-page", "dashboards:read", "folder:sandbox", {"org": "acme"}),
		],
		"a folder that is not declared": [
			`folder "marketing" is not declared in org "acme"`,
			testing.request("user:ada", "folders:read", "folder:marketing", {"org": "acme"}),
		],
		"an org that is not declared": [
			`org "umbrella" is not declared`,
			testing.request("user:ada", "folders:read", "folder:production", {"org": "umbrella"}),
		],
		"a user who is not declared": [
			`user "mallory" is not declared`,
			testing.request("user:mallory", "folders:read", "folder:production", {"org": "acme"}),
		],
		"a dashboard in no folder that is known": [
			`dashboard "latency-by-region" is not declared in org "acme"`,
			testing.request("user:ada", "dashboards:read", "dashboard:latency-by-region", {
				"org": "acme", "folder": "marketing",
			}),
		],
		"a dashboard that is nowhere": [
			`dashboard "latency-by-region" is not declared in org "acme"`,
			testing.request("user:ada", "dashboards:read", "dashboard:latency-by-region", {"org": "acme"}),
		],
	}
	[reason, request] := tc
	testing.decision(request) == {"decision": false, "context": {"reasons": [reason]}}
	not testing.denies(request)
}
