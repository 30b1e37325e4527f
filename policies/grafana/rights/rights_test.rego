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
		"until a release": {"mode": "permissions", "release": "13", "name": "List all snapshots", "want": 0},
		"in the one before": {"mode": "permissions", "release": "9.3", "name": "List all snapshots", "want": 1},
		"one of several rows": {"mode": "roles", "release": "8.5", "name": "Read teams", "want": 1},
	}
	count([row | some row in rights.tables(tc.mode, tc.release).matrix; row[0] == tc.name]) == tc.want
}
