# METADATA
# title: Grants
# description: |
#   Every right is a grant: a holder, a place, a set of permissions, and what gave it. There are no
#   denials in Grafana's model, so a decision is whether some grant fits. A grant is
#   {because, source, when}: which rule or entry gave it, where that is declared or known from, and the
#   condition that the request must meet, if any.
package rolecall.grants

import data.rolecall.tables
import data.rolecall.world

# METADATA
# description: The grants that `holder` has at `place` of `org`, by the set that each gives; {} for none.
at(org, place, holder) := object.union_n([
	_anywhere(org, place, holder),
	_by_list(org, place, holder),
	_by_entry(org, place, holder),
	_fixed(place, holder),
])

_fixed(place, holder) := {set: grant |
	some set, grant in tables.of_version.fixed[place][holder]
	tables.open(object.get(grant, "if", ""))
}

# METADATA
# description: |
#   The entry of `holder` in the list of `place`: {level, because, source}. Whoever created it has an
#   entry of its own where the version and the settings say so.
entry(org, place, holder) := {
	"level": tables.of_version.creator.level,
	"because": sprintf("%s created it", [holder]),
	"source": source,
} if {
	source := world.orgs[org].creators[place][holder]
	_creates(holder)
} else := {
	"level": written.level,
	"because": sprintf("its permission %q", [written.level]),
	"source": written.source,
} if {
	written := world.orgs[org].permissions[place][holder]
}

_creates(holder) if {
	tables.open(tables.of_version.creator.setting)
	tables.of_version.creator.types[split(holder, ":")[0]]
}

_by_entry(org, place, holder) := {set: grant |
	found := entry(org, place, holder)
	some [set, setting] in tables.of_version.levels[_kind(place)][found.level]
	tables.open(setting)
	grant := {"because": found.because, "source": found.source}
}

_kind(place) := split(place, ":")[0]

# Lists and searches match the entries of other roles too.
_by_list(org, place, holder) := {set: grant |
	some other in _matched(holder)
	found := entry(org, place, other)
	set := concat(" ", ["listed", found.level])
	grant := {
		"because": sprintf("its permission %q of %s, which lists match too", [found.level, other]),
		"source": found.source,
	}
}

# What an entry in some list gives in the whole org.
_anywhere(org, place, holder) := object.union_n([_anywhere_by(org, other) | some other in array.concat(_matched(holder), [holder])]) if {
	place == "anywhere"
} else := {}

_anywhere_by(org, holder) := {set: grant |
	some kind, levels in tables.of_version.anywhere
	some level, source in held(org, holder)[kind]
	some [set, setting] in levels[level]
	tables.open(setting)
	grant := {"because": sprintf("%s on some of the %s", [level, kind]), "source": source}
}

# The holders whose entries lists match besides its own.
_matched(holder) := [concat(":", ["role", other]) |
	some other, _ in tables.of_version.listed[trim_prefix(holder, "role:")]
]

# METADATA
# description: "The levels that `holder` has in some list of `org`: {kind of list: {level: source}}."
held(org, holder) := object.union(written, created) if {
	written := object.get(world.orgs[org].held, holder, {})
	created := {kind: object.union(object.get(written, kind, {}), {tables.of_version.creator.level: source}) |
		some kind, source in world.orgs[org].created[holder]
		_creates(holder)
	}
}

_lists(org) := object.keys(world.orgs[org].permissions) | object.keys(world.orgs[org].creators)

# The holders that may have a grant at `place`.
_holders(org, place) := union({
	entries,
	{concat(":", ["role", role]) |
		some role, others in tables.of_version.listed
		some other, _ in others
		concat(":", ["role", other]) in entries
	},
	object.keys(object.get(tables.of_version.fixed, place, {})),
}) if {
	entries := {holder |
		some list in _lists_at(org, place)
		some holder, _ in list
	}
}

_lists_at(org, place) := [world.orgs[org].held, world.orgs[org].created] if {
	place == "anywhere"
} else := [list | some lists in [world.orgs[org].permissions, world.orgs[org].creators]; list := lists[place]]

# METADATA
# description: "Every grant of the configuration: [org, place, holder, set, grant]."
all := [[org, place, holder, set, grant] |
	some org, _ in world.orgs
	some place in ((_lists(org) | object.keys(tables.of_version.fixed)) | {"anywhere"})
	some holder in _holders(org, place)
	some set, grant in at(org, place, holder)
]
