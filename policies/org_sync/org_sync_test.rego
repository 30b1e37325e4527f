package rolecall.org_sync_test

import data.rolecall.org_sync

_world(version) := {
	"grafana": {"version": version},
	"org_mappings": [
		{"group": "Staff", "org": "main", "role": "None"},
		{"group": "leads", "org": "main", "role": "Editor"},
		{"group": "leads", "role": "Admin", "grafana_admin": false},
		{"group": "*", "org": "other", "role": "Viewer", "grafana_admin": true},
	],
	"orgs": {
		"main": {"groups": {"leads": {"SRE": "a.hcl:1", "Ops": "a.hcl:2"}}},
		"other": {"groups": {}},
	},
}

# Mappings of a provider that cannot make server admins.
_without_flags(version) := object.union(_world(version), {"org_mappings": [object.remove(mapping, {"grafana_admin"}) |
	some mapping in _world(version).org_mappings
]})

# What decides when the mappings that decide before it are taken away, one after the other.
test_precedence[note] if {
	some note, tc in {
		"first, in order": {"version": "9.3", "org": "main", "want": ["None", "Editor", "Admin"]},
		"first of LDAP, in newer releases, too": {"version": "13.3", "org": "main", "want": ["None", "Editor", "Admin"]},
		"first, of an org with fewer": {"version": "9.3", "org": "other", "want": ["Admin", "Viewer"]},
	}
	every n, role in tc.want {
		left := _without(tc.version, array.slice(tc.want, 0, n))
		mapping := org_sync.deciding(tc.org, {"staff", "leads"}) with data.rolecall.world as left
		mapping.role == role
	}
	none := _without(tc.version, tc.want)
	not org_sync.deciding(tc.org, {"staff", "leads"}) with data.rolecall.world as none
}

_without(version, roles) := object.union(_world(version), {"org_mappings": [mapping |
	some mapping in _world(version).org_mappings
	not mapping.role in roles
]})

test_highest[note] if {
	some note, tc in {
		"of three": {"version": "13.3", "org": "main", "want": "Admin"},
		"of two": {"version": "13.3", "org": "other", "want": "Admin"},
		"first, in order": {"version": "9.3", "org": "main", "want": "None"},
	}
	mapping := org_sync.deciding(tc.org, _shown(["Staff", "leads"])) with data.rolecall.world as _without_flags(tc.version)
	mapping.role == tc.want
}

# The forms in which a version without spellings of its own compares groups.
_shown(groups) := compared if {
	compared := org_sync.compared(groups) with data.rolecall.world as _world("13.3")
}

# Providers other than LDAP compare groups exactly, and know one role of a group in an org: the last.
test_exactly[note] if {
	some note, tc in {
		"the case of the mapping": {"groups": ["Staff"], "want": "Editor"},
		"another case": {"groups": ["staff"], "want": ""},
	}
	_last_role(tc.groups) == tc.want
}

_last_role(groups) := mapping.role if {
	mapping := org_sync.deciding("main", _shown(groups)) with data.rolecall.world as {
		"grafana": {"version": "13.3"},
		"org_mappings": [
			{"group": "Staff", "org": "main", "role": "Admin"},
			{"group": "Staff", "org": "main", "role": "Editor"},
		],
		"orgs": {"main": {"groups": {}}},
	}
} else := ""

test_deciding[note] if {
	some note, tc in {
		"the first that matches": {"version": "9.3", "org": "main", "groups": {"staff", "leads"}, "want": "None"},
		"the first of LDAP": {"version": "13.3", "org": "main", "groups": {"staff", "leads"}, "want": "None"},
		"of one group": {"version": "9.3", "org": "main", "groups": {"leads"}, "want": "Editor"},
		"of everybody": {"version": "9.3", "org": "other", "groups": {"guests"}, "want": "Viewer"},
		"of every org": {"version": "9.3", "org": "other", "groups": {"leads"}, "want": "Admin"},
		"none": {"version": "9.3", "org": "main", "groups": {"guests"}, "want": ""},
	}
	_deciding(tc.version, tc.org, tc.groups) == tc.want
}

_deciding(version, org, groups) := mapping.role if {
	mapping := org_sync.deciding(org, groups) with data.rolecall.world as _world(version)
} else := ""

# Flags of several orgs are joined: one that is on is enough (pkg/services/ldap/ldap.go:421-439).
test_server_admin[note] if {
	some note, tc in {
		"off by the mapping that decides, whatever others say": {"version": "9.3", "groups": {"leads"}, "want": false},
		"off by the mapping that decides, in newer releases, too": {"version": "13.3", "groups": {"leads"}, "want": false},
		"on in one org, left alone in the other": {"version": "9.3", "groups": {"guests"}, "want": true},
		"left alone without groups": {"version": "9.3", "groups": set(), "want": null},
	}
	_server_admin(tc.version, tc.groups) == tc.want
}

_server_admin(version, groups) := is if {
	is := org_sync.server_admin(groups) with data.rolecall.world as _world(version)
} else := null

test_teams[note] if {
	some note, tc in {
		"two by one group": {"groups": {"leads"}, "want": {"Ops", "SRE"}},
		"none": {"groups": {"staff"}, "want": set()},
		"without groups": {"groups": set(), "want": set()},
	}
	teams := org_sync.teams("main", tc.groups) with data.rolecall.world as _world("9.3")
	teams == tc.want
}
