package rolecall.grafana.rights_test

import data.rolecall.grafana.releases
import data.rolecall.grafana.rights

_facts[[table, name]] := rows if {
	some tables in [rights.of_roles, rights.of_holders]
	some table, facts in tables
	some name, rows in facts
}

_held(row) := {[mode, release] |
	some mode, known in releases.known
	some release in known
	releases.holds(row.holds, mode, release)
}

# A fact has one row at a release.
test_rows_do_not_overlap if {
	count(_facts) > 50
	every _, rows in _facts {
		every i, row in rows {
			every j, other in rows {
				_differ(i, j, _held(row) & _held(other))
			}
		}
	}
}

_differ(i, j, _) if i == j

_differ(_, _, both) if count(both) == 0

# A span names releases that are known, and its fact holds in some of them: in the first, and not in the
# one that ended it.
test_spans_name_releases if {
	every _, rows in _facts {
		every row in rows {
			every mode, span in row.holds {
				span.since in releases.known[mode]
				[mode, span.since] in _held(row)
				object.get(span, "until", "never") in (_set(releases.known[mode]) | {"never"})
				not [mode, object.get(span, "until", "never")] in _held(row)
			}
		}
	}
}

_set(list) := {item | some item in list}

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
