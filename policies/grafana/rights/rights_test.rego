package rolecall.grafana.rights_test

import data.rolecall.grafana.rights

# Names of facts about holders end with them, so that two of one label are told apart.
test_names_end_with_holders if {
	every _, facts in rights.of_holders {
		every name, rows in facts {
			every row in rows {
				endswith(name, sprintf(" (%s)", [row.holder]))
			}
		}
	}
}

test_tables[note] if {
	some note, tc in {
		"since a release": {"mode": "roles", "release": "8.5", "name": "Search teams", "want": 1},
		"before it": {"mode": "roles", "release": "8.0", "name": "Search teams", "want": 0},
		"until a release": {"mode": "permissions", "release": "9.3", "name": "Delete snapshots by key", "want": 0},
		"in the one before": {"mode": "permissions", "release": "9.2", "name": "Delete snapshots by key", "want": 1},
		"one of several rows": {"mode": "roles", "release": "8.5", "name": "Read teams", "want": 1},
	}
	count([row | some row in rights.tables(tc.mode, tc.release).matrix; row[0] == tc.name]) == tc.want
}

# A right of others than org roles has the set of what org roles are given under the same name, if it is the same.
test_sets[note] if {
	some note, tc in {
		"the same as roles are given": {
			"mode": "roles", "release": "8.0", "name": "Access Explore",
			"want": {"server admin in the org": "Access Explore"},
		},
		"the same for two holders": {
			"mode": "roles", "release": "8.0", "name": "Look up users of the organization",
			"want": {
				"server admin in the org": "Look up users of the organization",
				"every Admin of a team": "Look up users of the organization",
			},
		},
		"nobody else": {
			"mode": "beta", "release": "8.0", "name": "Call the API of roles",
			"want": {"every user and service account": "Call the API of roles"},
		},
	}
	tables := rights.tables(tc.mode, tc.release)
	{row[1]: row[5] | some row in tables.besides; row[0] == tc.name} == tc.want
}

# Where it is not the same, it has a set of its own.
test_sets_of_different_rights if {
	tables := rights.tables("roles", "8.0")
		with rights.of_holders as {"besides": {"View playlists (every member)": [{
			"holder": "every member", "open": true, "actions": {"playlists:write"}, "source": "",
			"holds": {"roles": {"since": "8.0"}},
		}]}}
	{row[5] | some row in tables.besides} == {"View playlists (every member)"}
}
