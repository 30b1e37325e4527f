package rolecall.places_test

import data.rolecall.places
import data.rolecall.worlds_test

_world := worlds_test.complete({"grafana": {"version": "8.0"}, "logins": {"eve": "eve"}, "orgs": {
	"main": {
		"folders": {
			"production": {"default_permissions": true},
			"locked": {},
			"general": {},
		},
		"dashboards": {
			"latency": {"folder": "production"},
			"secrets": {"folder": "locked"},
			"overview": {"default_permissions": true},
			"payroll": {},
			"lost": {"folder": "general"},
		},
		"teams": {"SRE": {}},
		"data_sources": {"prometheus": {}},
		"api_keys": {"ci": {}},
	},
	"empty": {"folders": {}, "dashboards": {}, "teams": {}, "data_sources": {}, "api_keys": {}},
}})

test_of[note] if {
	some note, tc in {
		"General has the default list": {
			"resource": ["main", "folder", "general"],
			"want": ["the General folder", "default permissions", "folders:*"],
		},
		"General is in every org, declared or not": {
			"resource": ["nowhere", "folder", "general"],
			"want": ["the General folder", "default permissions", "folders:*"],
		},
		"a folder with the list it was created with": {
			"resource": ["main", "folder", "production"],
			"want": ["folders:uid:production", "default permissions", "folders:*"],
		},
		"a folder with a list of its own": {
			"resource": ["main", "folder", "locked"],
			"want": ["folders:uid:locked", "folders:*"],
		},
		"a dashboard in a folder with the default list": {
			"resource": ["main", "dashboard", "latency"],
			"want": ["dashboards:uid:latency", "folders:uid:production", "default permissions", "folders:*"],
		},
		"a dashboard in a folder with a list of its own": {
			"resource": ["main", "dashboard", "secrets"],
			"want": ["dashboards:uid:secrets", "folders:uid:locked", "folders:*"],
		},
		"a dashboard in General with the default list": {
			"resource": ["main", "dashboard", "overview"],
			"want": ["dashboards:uid:overview", "default permissions", "folders:*"],
		},
		"a dashboard in General with a list of its own": {
			"resource": ["main", "dashboard", "payroll"],
			"want": ["dashboards:uid:payroll", "folders:*"],
		},
		"a dashboard in a real folder with the uid general is not in General": {
			"resource": ["main", "dashboard", "lost"],
			"want": ["dashboards:uid:lost", "folders:uid:general", "folders:*"],
		},
		"a team": {
			"resource": ["main", "team", "SRE"],
			"want": ["teams:id:SRE", "org"],
		},
		"a data source": {
			"resource": ["main", "data_source", "prometheus"],
			"want": ["datasources:uid:prometheus", "data sources without permissions", "org"],
		},
		"an API key": {
			"resource": ["main", "api_key", "ci"],
			"want": ["apikeys:id:ci", "org"],
		},
	}
	[org, type, id] := tc.resource
	found := places.of(org, type, id) with data.rolecall.world as _world
	found == tc.want
}

test_of_undeclared[note] if {
	some note, resource in {
		"folder": ["main", "folder", "nope"],
		"dashboard": ["main", "dashboard", "nope"],
		"team": ["main", "team", "nope"],
		"data source": ["main", "data_source", "nope"],
		"API key": ["main", "api_key", "nope"],
		"folder of another org": ["empty", "folder", "production"],
		"dashboard of another org": ["empty", "dashboard", "latency"],
		"team of another org": ["empty", "team", "SRE"],
		"data source of another org": ["empty", "data_source", "prometheus"],
		"API key of another org": ["empty", "api_key", "ci"],
		"org that is not declared": ["nowhere", "folder", "production"],
		"type that no org declares": ["main", "playlist", "1"],
		"unknown type": ["main", "castle", "1"],
	}
	[org, type, id] := resource
	not _of(org, type, id)
}

_of(org, type, id) if {
	_ := places.of(org, type, id) with data.rolecall.world as _world
}

test_of_kind[kind] if {
	some kind, want in {
		"another org": ["server"],
		"server": ["server"],
		"user": ["server"],
		"org": ["org"],
		"playlist": ["org"],
		"snapshot of a dashboard": ["org"],
	}
	of_kind := places.of_kind(kind, "") with data.rolecall.world as _world
	of_kind == want
}

test_types if {
	object.keys(places.types) == {
		"alert", "annotation", "api_key", "dashboard", "data_source", "folder", "library_panel",
		"notification_channel", "org", "playlist", "plugin", "receiver", "report", "role", "server",
		"service_account", "snapshot", "team", "user",
	}
}

test_declared if {
	declared := places.declared with data.rolecall.world as _world
	declared == {
		["empty", "folder", "general"],
		["main", "api_key", "ci"],
		["main", "dashboard", "latency"],
		["main", "dashboard", "lost"],
		["main", "dashboard", "overview"],
		["main", "dashboard", "payroll"],
		["main", "dashboard", "secrets"],
		["main", "data_source", "prometheus"],
		["main", "folder", "general"],
		["main", "folder", "locked"],
		["main", "folder", "production"],
		["main", "team", "SRE"],
	}
}
