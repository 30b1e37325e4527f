package rolecall.tables_test

import data.rolecall.tables

test_of_version if {
	found := tables.of_version with data.rolecall.world as {"grafana": {"version": "8.0"}}
	found == data.rolecall.versions["8.0"]
}

test_of_version_with_the_toggle[note] if {
	some note, tc in {
		"8.0, on": {"version": "8.0", "toggles": {"accesscontrol": true}, "want": "8.0 with accesscontrol"},
		"8.5, on": {"version": "8.5", "toggles": {"accesscontrol": true}, "want": "8.5 with accesscontrol"},
		"8.5, off": {"version": "8.5", "toggles": {}, "want": "8.5"},
		"8.5, another toggle on": {"version": "8.5", "toggles": {"newNavigation": true}, "want": "8.5"},
		"9.3 has no toggle": {"version": "9.3", "toggles": {"accesscontrol": true}, "want": "9.3"},
		"13 has no toggle": {"version": "13.3", "toggles": {"accesscontrol": true}, "want": "13.3"},
	}
	found := tables.of_version
		with data.rolecall.world as {"grafana": {"version": tc.version, "feature_toggles": tc.toggles}}
	found == data.rolecall.versions[tc.want]
}

test_of_version_without_tables[version] if {
	some version in {"", "8", "7.5", "99.0"}
	not tables.of_version with data.rolecall.world as {"grafana": {"version": version}}
}

test_open[note] if {
	some note, tc in {
		"no condition": {"conditions": [], "want": true},
		"a setting that is on": {"conditions": [_on("viewers_can_edit")], "want": true},
		"a setting that is off": {"conditions": [_on("editors_can_admin")], "want": false},
		"a setting that nobody knows": {"conditions": [_on("anybody_can_do_anything")], "want": false},
		"something that is no flag": {"conditions": [_on("version")], "want": false},
		"something that is no flag, as one that is off": {"conditions": [_off("version")], "want": false},
		"unless a setting that is on": {"conditions": [_off("viewers_can_edit")], "want": false},
		"unless a setting that is off": {"conditions": [_off("editors_can_admin")], "want": true},
		"both of two": {"conditions": [_on("viewers_can_edit"), _off("editors_can_admin")], "want": true},
		"one of two": {"conditions": [_on("viewers_can_edit"), _on("editors_can_admin")], "want": false},
	}
	_open(tc.conditions) == tc.want
}

_on(setting) := {"setting": setting, "is": true}

_off(setting) := {"setting": setting, "is": false}

default _open(_) := false

_open(conditions) if {
	tables.open(conditions) with data.rolecall.world as {"grafana": {
		"version": "8.0",
		"viewers_can_edit": true,
		"editors_can_admin": false,
	}}
}
