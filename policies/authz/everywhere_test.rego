package rolecall.authz_test

# A user who is in no org has what is assigned to it everywhere, and no entry of any list.
test_assigned_everywhere_to_an_outsider[note] if {
	some note, tc in {
		"asked of the server": {"own": [["orgs:create", ""]], "asks": "orgs:create server", "want": true},
		"asked of another org": {"own": [["orgs:read", ""]], "asks": "orgs:read org:other", "want": true},
		"asked of the org": {"own": [["orgs:read", ""]], "asks": "orgs:read org", "want": false},
		"another action": {"own": [["orgs:read", ""]], "asks": "orgs:write org:other", "want": false},
		"asked of a team": {"own": [["teams:read", "teams:*"]], "asks": "teams:read team:Ops", "want": false},
	}
	_allowed(_given_everywhere(_rbac, "user:otto", tc.own), "user:otto", tc.asks) == tc.want
	not _allowed(_given(_rbac, "user:otto", tc.own), "user:otto", tc.asks)
}

# A role of one org counts nowhere outside of it, though a document assigns it everywhere.
test_role_of_one_org_assigned_everywhere if {
	given := _given_everywhere(_rbac, "user:otto", [["orgs:create", ""]])
	own := object.union(json.remove(given, ["roles/own"]), {"orgs": {"other": {"custom_roles": given.roles}}})
	_allowed(given, "user:otto", "orgs:create server")
	not _allowed(own, "user:otto", "orgs:create server")
}

# What is added to a basic role does not go up.
test_added_to_one_basic_role_alone[who] if {
	some who, want in {"user:vic": true, "user:eve": false, "user:ada": true}
	_allowed(_changed("9.3", "Viewer", [["orgs:write", ""]], []), who, "orgs:write org") == want
}

# What anybody may do with open data sources is taken from a basic role with its scope.
test_removed_from_open_data_sources[scope] if {
	some scope, want in {"": false, "datasources:*": false, "datasources:uid:ds": true}
	world := object.union(
		_changed("9.3", "Viewer", [], [["datasources:query", scope]]),
		{"orgs": {"main": {"data_sources": {"ds": {}}}}},
	)
	_allowed(world, "user:vic", "datasources:query data_source:ds") == want
}

# The list that something was created with answers questions without a scope, whatever basic roles lose.
test_default_lists_anywhere[note] if {
	some note, tc in {
		"a Viewer reads": {"who": "user:vic", "asks": "folders:read org", "want": true},
		"a Viewer does not write": {"who": "user:vic", "asks": "folders:write org", "want": false},
		"an Editor reads": {"who": "user:eve", "asks": "folders:read org", "want": true},
		"an Editor lists alert rules": {"who": "user:eve", "asks": "alert.rules:read org", "want": true},
		"an Editor writes no folder that is not named": {"who": "user:eve", "asks": "folders:write org", "want": false},
		"nobody else": {"who": "user:otto", "asks": "folders:read org", "want": false},
	}
	world := object.union(_changed("9.3", "Viewer", [], [["folders:read", ""]]), {
		"orgs": {"main": {"defaults": {"folders": true}}},
	})
	_allowed(world, tc.who, tc.asks) == tc.want
}

# An annotation that is asked of the org is one of the org, not of dashboards.
test_annotations_of_the_org[who] if {
	some who, want in {"user:vic": false, "user:eve": true, "user:ada": true}
	every version in ["8.5 with accesscontrol", "9.3", "13.3"] {
		_allowed(_in(_rbac, version), who, "annotations:create org") == want
	}
}

# A folder that has the uid of General counts for nothing, also below it.
test_below_a_folder_that_is_called_general[who] if {
	some who, want in {"user:ada": true, "user:eve": false, "user:vic": false}
	world := object.union(_in(_rbac, "13.3"), {"orgs": {"main": {"folders": {
		"general": {"default_permissions": true},
		"below": {"above": ["general"]},
	}}}})
	_allowed(world, who, "folders:write folder:below") == want
}

test_folders_in_general[who] if {
	some who, want in {"user:ada": true, "user:eve": true, "user:vic": false}
	_allowed(_in(_rbac, "13.3"), who, "folders:create folder:general") == want
}

# Of snapshots without a dashboard, an Editor of 8.5 deletes its own.
test_deleting_snapshots_without_a_dashboard[by] if {
	some by, want in {"eve": true, "ada": false}
	_allowed(_in(_rbac, "8.5 with accesscontrol"), "user:eve", sprintf("snapshots:delete snapshot created_by=%s", [
		by,
	])) == want
}
