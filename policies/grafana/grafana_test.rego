package rolecall.grafana_test

import data.rolecall.grafana
import data.rolecall.grafana.holders
import data.rolecall.grafana.levels
import data.rolecall.grafana.places
import data.rolecall.grafana.releases
import data.rolecall.grafana.requirements
import data.rolecall.grafana.rights

# All rows of all facts, by table and name of the fact.
_rows[[table, name]] := rows if {
	some part, tables in {
		"holders": holders.facts,
		"levels": levels.facts,
		"places": places.facts,
		"requirements": {"facts": {name: fact.rows | some name, fact in requirements.facts}},
		"rights of roles": rights.of_roles,
		"rights of holders": rights.of_holders,
	}
	some key, facts in tables
	table := [part, key]
	some name, rows in facts
}

_held(row) := {[mode, release] |
	some mode, known in releases.known
	some release in known
	releases.holds(row.holds, mode, release)
}

_all := {[mode, release] | some mode, known in releases.known; some release in known}

# A fact has one row at a release.
test_rows_do_not_overlap if {
	count(_rows) > 250
	overlapping := {fact |
		some fact, rows in _rows
		at := [place | some row in rows; some place in _held(row)]
		count(at) != count(_set(at))
	}
	overlapping == set()
}

# What an action on a kind takes at a release is said once, whatever the name of the fact.
test_requirements_do_not_overlap[note] if {
	some [mode, release] in _all
	note := sprintf("%s %s", [mode, release])
	said := [[kind, action] |
		some [kinds, actions, _] in requirements.table(mode, release)
		some kind in kinds
		some action in actions
	]
	count(said) > 100
	count(said) == count({pair | some pair in said})
}

# Each part of the requirements has names of its own, so that none replaces another's fact.
test_requirements_have_one_name if {
	count(requirements.facts) == sum([count(part) | some part in requirements.parts])
}

# A span names modes and releases that are known, and its fact holds in some of them: in the first, and not in
# the one that ended it.
test_spans_name_releases if {
	wrong := {fact |
		some fact, rows in _rows
		some row in rows
		not _names_releases(row)
	}
	wrong == set()
}

_names_releases(row) if {
	count(row.holds) > 0
	every mode, span in row.holds {
		span.since in releases.known[mode]
		[mode, span.since] in _held(row)
		object.get(span, "until", "never") in (_set(releases.known[mode]) | {"never"})
		not [mode, object.get(span, "until", "never")] in _held(row)
		every key, _ in span {
			key in {"since", "until"}
		}
	}
}

_set(list) := {item | some item in list}

# The list of releases has each once, oldest first, and a name for each table.
test_releases_are_in_order if {
	listed := [_number(row.release) | some row in releases.list]
	listed == sort(listed)
	count(listed) == count(_set(listed))
	count({releases.name(mode, release) | some [mode, release] in _all}) == count(_all)
}

_number(release) := [to_number(part) | some part in split(release, ".")]

# A release that is not in the list has no facts at all.
test_unknown_releases_have_nothing[note] if {
	some note, tc in {
		"newer": {"mode": "permissions", "release": "99"},
		"older": {"mode": "roles", "release": "7.5"},
		"between": {"mode": "permissions", "release": "9.6"},
		"of another mode": {"mode": "roles", "release": "13.3"},
		"no release": {"mode": "permissions", "release": ""},
		"no mode": {"mode": "nobody", "release": "13.3"},
	}
	releases.at(_rows, tc.mode, tc.release) == {}
}

test_known_releases_have_tables[note] if {
	some [mode, release] in _all
	note := sprintf("%s %s", [mode, release])
	tables := grafana.tables(mode, release)
	every table in ["requirements", "subjects", "selectors", "kinds", "tails", "creator", "matrix"] {
		count(tables[table]) > 0
	}
}
