# METADATA
# title: Releases
# description: |
#   The releases of Grafana whose rules are known, and which facts hold in them. Every table of facts says so in
#   the same way.
#
#   The one list of releases is data.json beside this file, oldest first, with what decides in each (`modes`). A
#   patch release is in it if a fact begins or ends there. The modes are `roles` in 8.x without the feature toggle
#   accesscontrol; `beta` in 8.0 with it; `permissions` in all newer ones, and in 8.5 with it. Scopes that end in
#   `:*` are made places that begin with `wildcards` in a release that has it, where globs must not match them.
#   `server` is the version of the server whose decisions were recorded, if there is one: tests/conformance holds
#   the rules of the release against it. All other releases are from documentation and source.
package rolecall.grafana.releases

# METADATA
# description: The releases that a mode decides in, oldest first, by the mode.
known := {mode: [row.release | some row in data.rolecall.grafana.releases.list; mode in row.modes] |
	some row in data.rolecall.grafana.releases.list
	some mode in row.modes
}

# METADATA
# description: |
#   The name of the tables of a release; "with accesscontrol" is the feature toggle, in a release that is decided
#   by roles without it.
name(mode, release) := release if {
	mode == "roles"
} else := sprintf("%s with accesscontrol", [release]) if {
	release in known.roles
} else := release

# METADATA
# description: |
#   The facts that hold in a release: of each fact the row that does. A fact has rows under its name.
at(facts, mode, release) := {name: row |
	some name, rows in facts
	some row in rows
	holds(row.holds, mode, release)
}

# METADATA
# description: The `value` of each fact that holds in a release, by the name of the fact.
values(facts, mode, release) := {name: row.value | some name, row in at(facts, mode, release)}

# METADATA
# description: |
#   Whether a fact holds in a release: `spans` has, for each mode, the release that brought the fact (`since`)
#   and the one that ended it (`until`, which is left out for none).
holds(spans, mode, release) if {
	span := spans[mode]
	_place[mode][release] >= _place[mode][span.since]
	not _ended(mode, span, release)
}

_ended(mode, span, release) if _place[mode][release] >= _place[mode][span.until]

_place[mode][release] := i if {
	some mode, releases in known
	some i, release in releases
}

# METADATA
# description: |
#   Whether a row of gen/tables holds in a release, whatever decides there: from the release `since` on, until the
#   release `until`, if the row has one.
spans(row, release) if {
	_order[release] >= _order[row.since]
	not _over(row, release)
}

# METADATA
# description: The oldest of some releases. It is not defined for none.
oldest(some_releases) := sort([[_order[release], release] | some release in some_releases])[0][1]

_over(row, release) if _order[release] >= _order[row.until]

_order := {row.release: i | some i, row in data.rolecall.grafana.releases.list}
