# Who may do what in the folders of Acme. A case is [allowed, user, action, folder].
package acme_test

import data.rolecall.authz

test_folders[note] if {
	some note, tc in {
		"a team has what its folder gives it": [true, "sam", "dashboards:write", "production"],
		"a member of the team may be a Viewer": [true, "kim", "dashboards:write", "production"],
		"an Editor outside the team looks": [true, "paul", "dashboards:read", "production"],
		"an Editor outside the team saves nothing": [false, "paul", "dashboards:write", "production"],
		"Edit is not Admin": [false, "sam", "folders.permissions:write", "production"],
		"an entry for one user": [true, "eve", "folders.permissions:write", "production"],
		"on call looks at payments": [true, "sam", "dashboards:read", "payments"],
		"on call changes no payments": [false, "sam", "dashboards:write", "payments"],
		"no role in the list, so no Editor": [false, "carl", "dashboards:read", "payments"],
		"the user who is named": [true, "auditor@ledger.example", "dashboards:read", "finance"],
		"the user who is named to look only looks": [false, "auditor@ledger.example", "dashboards:write", "finance"],
		"the head of the team": [true, "fay", "folders.permissions:write", "finance"],
		"support agents keep their boards": [true, "vic", "dashboards:create", "support"],
		"another Viewer does not": [false, "petra", "dashboards:create", "support"],
		"everybody plays in the sandbox": [true, "vic", "dashboards:delete", "sandbox"],
		"by default a Viewer looks": [true, "vic", "dashboards:read", "storefront"],
		"by default a Viewer saves nothing": [false, "vic", "dashboards:write", "storefront"],
		"by default an Editor saves": [true, "paul", "dashboards:write", "storefront"],
		"who made the folder decides about it": [true, "carl", "folders.permissions:write", "storefront"],
		"another Editor does not": [false, "chen", "folders.permissions:write", "storefront"],
		"the emptied list shuts Editors out": [false, "eve", "folders:read", "legal-hold"],
		"the emptied list shuts Viewers out": [false, "vic", "folders:read", "legal-hold"],
		"the org admin is above every list": [true, "ada", "folders.permissions:write", "legal-hold"],
		"General has the default permissions": [true, "paul", "dashboards:create", "general"],
		"General for a Viewer": [false, "vic", "dashboards:create", "general"],
		"a folder that is not declared": [false, "ada", "folders:read", "marketing"],
	}
	[allowed, user, action, folder] := tc
	authz.allow == allowed with input as {
		"subject": {"type": "user", "id": user},
		"action": {"name": action},
		"resource": {"type": "folder", "id": folder},
		"context": {"org": "acme"},
	}
}

# What the setting opens, and what it does not: [allowed, user, action, resource].
test_viewers_can_edit[note] if {
	some note, tc in {
		"whoever looks may change a graph": [true, "vic", "dashboards:edit", {"type": "folder", "id": "production"}],
		"and not save it": [false, "vic", "dashboards:write", {"type": "folder", "id": "production"}],
		"what is closed stays closed": [false, "vic", "dashboards:edit", {"type": "folder", "id": "payments"}],
		"whoever looks may annotate": [true, "vic", "annotations:create", {"type": "annotation", "properties": {"dashboard": "deploys"}}],
		"an Editor who looks may pause an alert": [true, "paul", "alert.rules:write", {"type": "alert", "properties": {"dashboard": "slo-overview"}}],
		"a Viewer may not": [false, "vic", "alert.rules:write", {"type": "alert", "properties": {"dashboard": "slo-overview"}}],
		"Viewers explore": [true, "vic", "datasources:explore", {"type": "org"}],
	}
	[allowed, user, action, resource] := tc
	authz.allow == allowed with input as {
		"subject": {"type": "user", "id": user},
		"action": {"name": action},
		"resource": resource,
		"context": {"org": "acme"},
	}
}
