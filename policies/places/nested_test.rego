package rolecall.places_test

import data.rolecall.places
import data.rolecall.worlds_test

_in_folders := worlds_test.complete({
	"grafana": {"version": "13.3"},
	"orgs": {"main": {
		"folders": {
			"top": {"default_permissions": true},
			"sub": {"above": ["top"]},
			"sub-sub": {"above": ["sub", "top"], "default_permissions": true},
			"general": {},
		},
		"dashboards": {
			"deep": {"folder": "sub-sub"}, "overview": {"default_permissions": true}, "lost": {"folder": "general"},
		},
		"data_sources": {"open": {}, "kept": {}},
		"service_accounts": {"ci": {}},
		"permissions": {"datasources:uid:kept": {"role:Viewer": {"level": "Query", "source": "a.hcl:1"}}},
	}},
})

test_of_in_13[note] if {
	some note, tc in {
		"a folder at the top": {
			"resource": ["folder", "top"],
			"want": ["folders:uid:top", "default folder permissions", "folders:uid:*", "folders:*", "*"],
		},
		"a folder in a folder": {
			"resource": ["folder", "sub"],
			"want": ["folders:uid:sub", "folders:uid:top", "default folder permissions", "folders:uid:*", "folders:*", "*"],
		},
		"a dashboard two below": {
			"resource": ["dashboard", "deep"],
			"want": [
				"dashboards:uid:deep", "folders:uid:sub-sub", "folders:uid:sub", "folders:uid:top", "default folder permissions",
				"dashboards:uid:*", "dashboards:*", "folders:uid:*", "folders:*", "*",
			],
		},
		"a dashboard in General": {
			"resource": ["dashboard", "overview"],
			"want": [
				"dashboards:uid:overview", "default dashboard permissions", "folders:uid:general",
				"dashboards:uid:*", "dashboards:*", "folders:uid:*", "folders:*", "*",
			],
		},
		"a dashboard in a folder with the uid general": {
			"resource": ["dashboard", "lost"],
			"want": ["dashboards:uid:lost", "dashboards:uid:*", "dashboards:*", "folders:uid:*", "folders:*", "*"],
		},
		"a data source": {
			"resource": ["data_source", "open"],
			"want": ["datasources:uid:open", "data sources without permissions", "datasources:uid:*", "datasources:*", "*"],
		},
		"a data source with permissions of its own": {
			"resource": ["data_source", "kept"],
			"want": ["datasources:uid:kept", "datasources:uid:*", "datasources:*", "*"],
		},
		"a service account": {
			"resource": ["service_account", "ci"],
			"want": ["serviceaccounts:id:ci", "serviceaccounts:id:*", "serviceaccounts:*", "*"],
		},
	}
	[type, id] := tc.resource
	found := places.of("main", type, id) with data.rolecall.world as _in_folders
	found == tc.want
}

test_of_kind_by_id[note] if {
	some note, tc in {
		"a user": {
			"asked": ["9.3", "user", "eve"],
			"want": [
				"global.users:id:eve", "server-wide global.users:id:eve", "global.users:id:*", "global.users:*", "*",
				"server-wide global.users:id:*", "server-wide global.users:*", "server-wide *",
			],
		},
		"a report": {"asked": ["9.3", "report", "1"], "want": ["reports:id:1", "reports:id:*", "reports:*", "*"]},
		"reports": {"asked": ["9.3", "report", ""], "want": ["reports:id:*", "reports:*", "*"]},
		"a playlist, which has no scope": {"asked": ["9.3", "playlist", "1"], "want": ["org"]},
		"a report in 8.0": {"asked": ["8.0", "report", "1"], "want": ["org"]},
	}
	[version, kind, id] := tc.asked
	found := places.of_kind(kind, id) with data.rolecall.world as {"grafana": {"version": version}}
	found == tc.want
}

test_of_member[version] if {
	some version, want in {
		"8.0": ["users:id:eve", "org"],
		"9.3": ["users:id:eve", "users:id:*", "users:*", "*"],
		"13.3": ["users:id:eve", "users:id:*", "users:*", "*"],
	}
	found := places.of_member("eve") with data.rolecall.world as {"grafana": {"version": version}}
	found == want
}
