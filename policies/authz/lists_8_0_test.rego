package rolecall.authz_test

import data.rolecall.worlds_test

# Folders and dashboards with lists of their own, each for one rule.
_lists := worlds_test.complete(object.union(_world, {"orgs": {"main": {
	"folders": {
		"emptied": {},
		"for-viewers": {},
		"mixed": {},
		"of-vic": {},
		"edited-by-vic": {},
		"of-users": {},
		"of-sre": {},
		"general": {},
	},
	"dashboards": {
		"of-sre-in-production": {"folder": "production"},
		"of-sre-in-general": {},
		"of-ops": {},
		"in-for-viewers": {"folder": "for-viewers"},
		"in-mixed": {"folder": "mixed"},
		"highest": {},
		"in-of-vic": {"folder": "of-vic"},
		"given-in-emptied": {"folder": "emptied"},
		"in-emptied": {"folder": "emptied"},
	},
	"permissions": {
		"folders:uid:for-viewers": {"role:Viewer": {"level": "View", "source": "b.hcl:1"}},
		"folders:uid:mixed": {
			"user:eve": {"level": "View", "source": "b.hcl:2"},
			"role:Editor": {"level": "Edit", "source": "b.hcl:3"},
		},
		"folders:uid:of-vic": {"user:vic": {"level": "Admin", "source": "b.hcl:4"}},
		"folders:uid:edited-by-vic": {"user:vic": {"level": "Edit", "source": "b.hcl:5"}},
		"folders:uid:of-users": {
			"user:eve": {"level": "Admin", "source": "b.hcl:6"},
			"user:vic": {"level": "View", "source": "b.hcl:7"},
		},
		"folders:uid:of-sre": {"team:SRE": {"level": "Edit", "source": "b.hcl:8"}},
		"folders:uid:general": {"user:eve": {"level": "Admin", "source": "b.hcl:9"}},
		"dashboards:uid:of-sre-in-production": {"team:SRE": {"level": "View", "source": "b.hcl:10"}},
		"dashboards:uid:of-sre-in-general": {"team:SRE": {"level": "View", "source": "b.hcl:11"}},
		"dashboards:uid:of-ops": {"team:Ops": {"level": "View", "source": "b.hcl:16"}},
		"dashboards:uid:highest": {
			"role:Viewer": {"level": "View", "source": "b.hcl:12"},
			"user:vic": {"level": "Edit", "source": "b.hcl:13"},
			"team:Ops": {"level": "Admin", "source": "b.hcl:14"},
		},
		"dashboards:uid:given-in-emptied": {"role:Viewer": {"level": "Edit", "source": "b.hcl:15"}},
	},
}}}))

_case_of_list(settings, who, asks) := _allowed(object.union(_lists, {"grafana": settings}), who, asks)

# The rules of permission lists as the code of 8.0 has them (services/guardian/guardian.go:49-150,
# services/sqlstore/dashboard_acl.go:44-127).
test_permission_list[note] if {
	some note, tc in {
		"a Viewer opens a folder with the default list": {
			"who": "user:vic", "asks": "folders:read folder:production", "want": true,
		},
		"a Viewer does not save a folder with the default list": {
			"who": "user:vic", "asks": "folders:write folder:production", "want": false,
		},
		"an Editor does not open a folder with an emptied list": {
			"who": "user:eve", "asks": "folders:read folder:emptied", "want": false,
		},
		"an Editor does not find a folder with an emptied list": {
			"who": "user:eve", "asks": "folders:list folder:emptied", "want": false,
		},
		"an Editor does not open a dashboard in a folder with an emptied list": {
			"who": "user:eve", "asks": "dashboards:read dashboard:in-emptied", "want": false,
		},
		"an Admin opens a folder with an emptied list": {
			"who": "user:ada", "asks": "folders:read folder:emptied", "want": true,
		},
		"an Admin deletes a folder with an emptied list": {
			"who": "user:ada", "asks": "folders:delete folder:emptied", "want": true,
		},
		"an Admin writes an emptied list": {
			"who": "user:ada", "asks": "folders.permissions:write folder:emptied", "want": true,
		},
		"an Admin creates a dashboard in a folder with an emptied list": {
			"who": "user:ada", "asks": "dashboards:create folder:emptied", "want": true,
		},
		"an API key with role Admin opens a folder with an emptied list": {
			"who": "api_key:admin", "asks": "folders:read folder:emptied", "want": true,
		},
		"a server admin with role Viewer does not open a folder with an emptied list": {
			"who": "user:root", "asks": "folders:read folder:emptied", "want": false,
		},
		"a server admin without a role opens no folder": {
			"who": "user:boss", "asks": "folders:read folder:production", "want": false,
		},
	}
	_case_of_list({}, tc.who, tc.asks) == tc.want
}

test_permission_list_and_filter[note] if {
	some note, tc in {
		"an Editor does not open what is for Viewers": {
			"who": "user:eve", "asks": "folders:read folder:for-viewers", "want": false,
		},
		"an Editor finds what is for Viewers": {
			"who": "user:eve", "asks": "folders:list folder:for-viewers", "want": true,
		},
		"an Editor does not find what is for Viewers among the editable": {
			"who": "user:eve", "asks": "folders:list-editable folder:for-viewers", "want": false,
		},
		"an Editor does not open a dashboard in what is for Viewers": {
			"who": "user:eve", "asks": "dashboards:read dashboard:in-for-viewers", "want": false,
		},
		"an Editor finds a dashboard in what is for Viewers": {
			"who": "user:eve", "asks": "dashboards:list dashboard:in-for-viewers", "want": true,
		},
		"an Editor sees the alert of a dashboard in what is for Viewers": {
			"who": "user:eve", "asks": "alert.rules:read alert:1 dashboard=in-for-viewers", "want": true,
		},
		"an Editor does not pause the alert of a dashboard in what is for Viewers": {
			"who": "user:eve", "asks": "alert.rules:write alert:1 dashboard=in-for-viewers", "want": false,
		},
		"an Editor reads no alert rule in what is for Viewers": {
			"who": "user:eve", "asks": "alert.rules:read alert:1 folder=for-viewers", "want": false,
		},
		"an Editor reads a library panel in what is for Viewers": {
			"who": "user:eve", "asks": "library.panels:read library_panel:1 folder=for-viewers", "want": true,
		},
		"an Editor does not write a library panel in what is for Viewers": {
			"who": "user:eve", "asks": "library.panels:write library_panel:1 folder=for-viewers", "want": false,
		},
	}
	_case_of_list({}, tc.who, tc.asks) == tc.want
}

test_permission_list_of_dashboard[note] if {
	some note, tc in {
		"a list of a dashboard in a folder adds to the default list": {
			"who": "user:vic", "asks": "dashboards:read dashboard:of-sre-in-production", "want": true,
		},
		"a list of a dashboard in General replaces the default list": {
			"who": "user:vic", "asks": "dashboards:read dashboard:of-sre-in-general", "want": false,
		},
		"a member of the team opens the dashboard in General": {
			"who": "user:eve", "asks": "dashboards:read dashboard:of-sre-in-general", "want": true,
		},
		"an admin of a team opens a dashboard of the team": {
			"who": "user:vic", "asks": "dashboards:read dashboard:of-ops", "want": true,
		},
		"an admin of a team has no more of its dashboard than members": {
			"who": "user:vic", "asks": "dashboards:write dashboard:of-ops", "want": false,
		},
		"a list of a dashboard opens it in a folder with an emptied list": {
			"who": "user:vic", "asks": "dashboards:write dashboard:given-in-emptied", "want": true,
		},
		"a list of a dashboard does not open its folder": {
			"who": "user:vic", "asks": "folders:read folder:emptied", "want": false,
		},
	}
	_case_of_list({}, tc.who, tc.asks) == tc.want
}

test_permission_list_levels[note] if {
	some note, tc in {
		"the role's Edit counts beside the user's View": {
			"who": "user:eve", "asks": "dashboards:write dashboard:in-mixed", "want": true,
		},
		"the highest of role, user and team counts": {
			"who": "user:vic", "asks": "dashboards.permissions:write dashboard:highest", "want": true,
		},
		"the user's Edit counts beside the role's View": {
			"who": "user:vic", "asks": "dashboards:write dashboard:highest", "want": true,
		},
		"another Viewer has but the role's View": {
			"who": "user:tess", "asks": "dashboards:write dashboard:highest", "want": false,
		},
		"a Viewer creates dashboards in a folder with Admin": {
			"who": "user:vic", "asks": "dashboards:create folder:of-vic", "want": true,
		},
		"a Viewer writes the list of a folder with Admin": {
			"who": "user:vic", "asks": "folders.permissions:write folder:of-vic", "want": true,
		},
		"a Viewer writes the list of a dashboard in a folder with Admin": {
			"who": "user:vic", "asks": "dashboards.permissions:write dashboard:in-of-vic", "want": true,
		},
		"a Viewer with Admin of a folder creates no other": {
			"who": "user:vic", "asks": "folders:create org", "want": false,
		},
		"an Editor with Admin of a folder looks up users": {
			"who": "user:eve", "asks": "org.users:lookup org", "want": true,
		},
		"a Viewer with less does not look up users": {
			"who": "user:tess", "asks": "org.users:lookup org", "want": false,
		},
	}
	_case_of_list({}, tc.who, tc.asks) == tc.want
}

test_permission_list_of_a_viewer[note] if {
	some note, tc in {
		"a Viewer deletes a folder with Edit": {
			"who": "user:vic", "asks": "folders:delete folder:edited-by-vic", "want": true,
		},
		"a Viewer does not write the list of a folder with Edit": {
			"who": "user:vic", "asks": "folders.permissions:write folder:edited-by-vic", "want": false,
		},
		"a Viewer writes alert rules in a folder with Edit": {
			"who": "user:vic", "asks": "alert.rules:create alert:1 folder=edited-by-vic", "want": true,
		},
		"a Viewer does not pause an alert of an editable dashboard": {
			"who": "user:vic", "asks": "alert.rules:write alert:1 dashboard=highest", "want": false,
		},
		"a Viewer annotates an editable dashboard": {
			"who": "user:vic", "asks": "annotations:create annotation:1 dashboard=highest", "want": true,
		},
		"a Viewer does not delete a snapshot of an editable dashboard": {
			"who": "user:vic", "asks": "snapshots:delete snapshot:1 dashboard=highest", "want": false,
		},
	}
	_case_of_list({}, tc.who, tc.asks) == tc.want
}

test_permission_list_holders[note] if {
	some note, tc in {
		"a team's Edit is for its members": {
			"who": "user:tess", "asks": "dashboards:create folder:of-sre", "want": true,
		},
		"a team's Edit is for nobody else": {
			"who": "user:vic", "asks": "dashboards:create folder:of-sre", "want": false,
		},
		"an entry for a user is not for keys of the role": {
			"who": "api_key:viewer", "asks": "folders:read folder:of-users", "want": false,
		},
		"an entry for a user is not for anonymous": {
			"who": "anonymous", "asks": "folders:read folder:of-users", "want": false,
		},
		"an entry for a user is not for others of the role": {
			"who": "user:tess", "asks": "folders:read folder:of-users", "want": false,
		},
		"anonymous as a Viewer opens a folder with the default list": {
			"who": "anonymous", "asks": "folders:read folder:production", "want": true,
		},
		"anonymous as a Viewer does not save one": {
			"who": "anonymous", "asks": "dashboards:write folder:production", "want": false,
		},
		"an API key with role Editor does not open what is for Viewers": {
			"who": "api_key:editor", "asks": "folders:read folder:for-viewers", "want": false,
		},
		"the list of a folder with the uid general is not that of General": {
			"who": "user:vic", "asks": "dashboards:read folder:general", "want": true,
		},
		"nor does it make anybody Admin of General": {
			"who": "user:eve", "asks": "dashboards.permissions:write folder:general", "want": false,
		},
	}
	_case_of_list({}, tc.who, tc.asks) == tc.want
}

# A Viewer who has View of something: what viewers_can_edit makes of it, and what not.
test_permission_list_under_viewers_can_edit[note] if {
	some note, tc in {
		"View of a folder edits its dashboards": {
			"who": "user:vic", "asks": "dashboards:edit folder:of-users", "want": true,
		},
		"View of a folder saves none": {
			"who": "user:vic", "asks": "dashboards:write folder:of-users", "want": false,
		},
		"View of a folder writes its library panels": {
			"who": "user:vic", "asks": "library.panels:write library_panel:1 folder=of-users", "want": true,
		},
		"View of a folder writes no alert rules": {
			"who": "user:vic", "asks": "alert.rules:write alert:1 folder=of-users", "want": false,
		},
		"View annotates a dashboard": {
			"who": "user:vic", "asks": "annotations:create annotation:1 dashboard=latency", "want": true,
		},
		"an Editor with View edits as well": {
			"who": "user:eve", "asks": "dashboards:edit dashboard:of-sre-in-general", "want": true,
		},
		"an Editor with View deletes a snapshot": {
			"who": "user:eve", "asks": "snapshots:delete snapshot:1 dashboard=of-sre-in-general", "want": true,
		},
		"an Editor with View pauses an alert": {
			"who": "user:eve", "asks": "alert.rules:write alert:1 dashboard=of-sre-in-general", "want": true,
		},
		"whoever does not see a dashboard does not edit it": {
			"who": "user:vic", "asks": "dashboards:edit dashboard:of-sre-in-general", "want": false,
		},
	}
	_case_of_list({"viewers_can_edit": true}, tc.who, tc.asks) == tc.want
}
