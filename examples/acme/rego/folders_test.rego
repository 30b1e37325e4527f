# Who may do what in the folders of Acme. A case is [allowed, subject, action, resource].
package acme_test

import data.rolecall.testing

test_folders[note] if {
	some note, tc in {
		"a team has what its folder gives it": [true, "user:sam", "dashboards:write", "folder:production"],
		"a member of the team may be a Viewer": [true, "user:kim", "dashboards:write", "folder:production"],
		"an Editor outside the team looks": [true, "user:paul", "dashboards:read", "folder:production"],
		"an Editor outside the team saves nothing": [false, "user:paul", "dashboards:write", "folder:production"],
		"Edit is not Admin": [false, "user:sam", "folders.permissions:write", "folder:production"],
		"an entry for one user": [true, "user:eve", "folders.permissions:write", "folder:production"],
		"on call looks at payments": [true, "user:sam", "dashboards:read", "folder:payments"],
		"on call changes no payments": [false, "user:sam", "dashboards:write", "folder:payments"],
		"no role in the list, so no Editor": [false, "user:carl", "dashboards:read", "folder:payments"],
		"the user who is named": [true, "user:auditor@ledger.example", "dashboards:read", "folder:finance"],
		"the user who is named to look only looks": [
			false, "user:auditor@ledger.example", "dashboards:write", "folder:finance",
		],
		"the head of the team": [true, "user:fay", "folders.permissions:write", "folder:finance"],
		"support agents keep their boards": [true, "user:vic", "dashboards:create", "folder:support"],
		"another Viewer does not": [false, "user:petra", "dashboards:create", "folder:support"],
		"everybody plays in the sandbox": [true, "user:vic", "dashboards:delete", "folder:sandbox"],
		"by default a Viewer looks": [true, "user:vic", "dashboards:read", "folder:storefront"],
		"by default a Viewer saves nothing": [false, "user:vic", "dashboards:write", "folder:storefront"],
		"by default an Editor saves": [true, "user:paul", "dashboards:write", "folder:storefront"],
		"who made the folder decides about it": [true, "user:carl", "folders.permissions:write", "folder:storefront"],
		"another Editor does not": [false, "user:chen", "folders.permissions:write", "folder:storefront"],
		"the emptied list shuts Editors out": [false, "user:eve", "folders:read", "folder:legal-hold"],
		"the emptied list shuts Viewers out": [false, "user:vic", "folders:read", "folder:legal-hold"],
		"the org admin is above every list": [true, "user:ada", "folders.permissions:write", "folder:legal-hold"],
		"General has the default permissions": [true, "user:paul", "dashboards:create", "folder:general"],
		"General for a Viewer": [false, "user:vic", "dashboards:create", "folder:general"],
	}
	[allowed, subject, action, resource] := tc
	testing.answer(testing.request(subject, action, resource, {"org": "acme"})) == allowed
}

# What the setting opens, and what it does not.
test_viewers_can_edit[note] if {
	some note, tc in {
		"whoever looks may change a graph": [true, "user:vic", "dashboards:edit", "folder:production"],
		"and not save it": [false, "user:vic", "dashboards:write", "folder:production"],
		"what is closed stays closed": [false, "user:vic", "dashboards:edit", "folder:payments"],
		"whoever looks may annotate": [
			true, "user:vic", "annotations:create", {"type": "annotation", "properties": {"dashboard": "deploys"}},
		],
		"an Editor who looks may pause an alert": [
			true, "user:paul", "alert.rules:write", {"type": "alert", "properties": {"dashboard": "slo-overview"}},
		],
		"a Viewer may not": [
			false, "user:vic", "alert.rules:write", {"type": "alert", "properties": {"dashboard": "slo-overview"}},
		],
		"Viewers explore": [true, "user:vic", "datasources:explore", "org"],
	}
	[allowed, subject, action, resource] := tc
	testing.answer(testing.request(subject, action, resource, {"org": "acme"})) == allowed
}
