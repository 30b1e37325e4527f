package rolecall.derive.facts_test

import data.rolecall.derive.facts
import data.rolecall.gen.tables
import data.rolecall.grafana.releases

# A row begins and ends with releases that are in the list: with others it would hold in none. Holes are closed by
# patches.
test_rows_have_known_releases if {
	known := {row.release | some row in releases.list}
	named := {release |
		walk(object.remove(tables, ["holes"]), [_, row])
		is_object(row)
		some key in ["since", "until"]
		release := row[key]
	}
	count(named) > 10
	named - known == set()
}

# The rows of each fact of the tables whose rows have spans.
_facts := object.union_n([
	{["actions", action]: rows | some action, rows in tables.actions.rows},
	{["action_sets", row.set]: [other | some other in tables.action_sets.rows; other.set == row.set] |
		some row in tables.action_sets.rows
	},
	{["levels", row.resource, row.level]: [other |
		some other in tables.levels.rows
		[other.resource, other.level] == [row.resource, row.level]
	] |
		some row in tables.levels.rows
	},
	{[name]: tables[name].rows | some name in ["folder_depth", "scope_dialects"]},
])

# A fact has one row at a release.
test_rows_do_not_overlap if {
	count(_facts) > 200
	overlapping := {[fact, row.release] |
		some row in releases.list
		some fact, rows in _facts
		count([held | some held in rows; releases.spans(held, row.release)]) > 1
	}
	overlapping == set()
}

# A row holds from its beginning, and not from its end.
test_spans_begin_before_they_end if {
	wrong := {fact |
		some fact, rows in _facts
		some row in rows
		not releases.spans(row, row.since)
	} | {fact |
		some fact, rows in _facts
		some row in rows
		releases.spans(row, row.until)
	}
	wrong == set()
}

test_spans[note] if {
	some note, tc in {
		"from its release": {"row": {"since": "9.3"}, "release": "9.3", "want": true},
		"before": {"row": {"since": "9.3"}, "release": "8.5", "want": false},
		"two digits come after one": {"row": {"since": "9.3"}, "release": "13.3", "want": true},
		"an end": {"row": {"since": "8.0", "until": "9.3"}, "release": "9.3", "want": false},
		"before the end": {"row": {"since": "8.0", "until": "13.0"}, "release": "9.3", "want": true},
		"an end between": {"row": {"since": "8.0", "until": "9.0"}, "release": "9.3", "want": false},
		"a patch release": {"row": {"since": "10.2.3"}, "release": "10.2.3", "want": true},
		"before a patch release": {"row": {"since": "10.2.3"}, "release": "10.2", "want": false},
	}
	_spans(tc.row, tc.release) == tc.want
}

default _spans(_, _) := false

_spans(row, release) if releases.spans(row, release)

test_facts_of_every_release[row.release] if {
	some row in releases.list
	of := facts.of[row.release]
	count(of.roles) > 5
	count(of.grants) > 5
	every grant in of.grants {
		of.roles[grant[0]]
	}
}

test_no_facts_of_others if {
	not facts.of["9.6"]
}
