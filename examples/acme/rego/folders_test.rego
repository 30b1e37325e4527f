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

# A folder in a folder: its list adds to that of the folder above.
test_nested_folder[note] if {
	some note, tc in {
		"a lead sees budgets": [true, "user:pia", "dashboards:read", "folder:budgets"],
		"and changes none": [false, "user:pia", "dashboards:write", "folder:budgets"],
		"and sees nothing above": [false, "user:pia", "dashboards:read", "folder:finance"],
		"the list above reaches below": [true, "user:finn", "dashboards:write", "folder:budgets"],
		"who is Admin above is Admin below": [true, "user:fay", "folders.permissions:write", "folder:budgets"],
		"who is in neither list has nothing": [false, "user:paul", "folders:read", "folder:budgets"],
	}
	[allowed, subject, action, resource] := tc
	testing.answer(testing.request(subject, action, resource, {"org": "acme"})) == allowed
}

_annotation := {"type": "annotation", "properties": {"dashboard": "deploys"}}

_alert := {"type": "alert", "properties": {"folder": "production"}}

# An annotation takes the level Edit of its dashboard. For an alert the role Editor and a look into its folder are
# enough, or the level Edit.
test_what_belongs_to_a_dashboard[note] if {
	some note, tc in {
		"a Viewer reads annotations": [true, "user:vic", "annotations:read", _annotation],
		"and makes none": [false, "user:vic", "annotations:create", _annotation],
		"who edits the dashboard annotates it": [true, "user:paul", "annotations:create", _annotation],
		"an Editor in no list does not": [false, "user:dora", "annotations:create", _annotation],
		"a Viewer reads alerts": [true, "user:vic", "alert.rules:read", _alert],
		"who edits the folder changes them": [true, "user:kim", "alert.rules:write", _alert],
		"an Editor who looks does too": [true, "user:paul", "alert.rules:write", _alert],
		"an Editor who does not look has none": [
			false, "user:dora", "alert.rules:write", {"type": "alert", "properties": {"folder": "payments"}},
		],
		"Viewers do not explore": [false, "user:vic", "datasources:explore", "org"],
		"Editors do": [true, "user:paul", "datasources:explore", "org"],
	}
	[allowed, subject, action, resource] := tc
	testing.answer(testing.request(subject, action, resource, {"org": "acme"})) == allowed
}
