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
# scope: document
# description: |
#   The grants that `holder` has at `place` of `org`, by the set that each gives; {} for none.
at(org, place, holder) := {set: grant |
	some set, grant in tables.of_version.fixed[place][holder]
	tables.open(object.get(grant, "if", ""))
} if {
	tables.of_version.fixed[place]
} else := object.get(_any_folder[org], holder, {}) if {
	place == "any folder"
} else := object.union(_by_list(org, place, holder), _by_entry(org, place, holder))

# METADATA
# description: |
#   The entry of `holder` in the list of `place`: {level, because, source}. Whoever created it has an
#   entry of its own where the settings say so.
entry(org, place, holder) := {
	"level": tables.of_version.creator.level,
	"because": sprintf("%s created it", [holder]),
	"source": source,
} if {
	source := world.orgs[org].creators[place][holder]
	tables.open(tables.of_version.creator.setting)
} else := {
	"level": written.level,
	"because": sprintf("its permission %q", [written.level]),
	"source": written.source,
} if {
	written := world.orgs[org].permissions[place][holder]
}

_by_entry(org, place, holder) := {set: grant |
	found := entry(org, place, holder)
	some [set, setting] in tables.of_version.levels[_kind(place)][found.level]
	tables.open(setting)
	grant := {"because": found.because, "source": found.source}
}

_kind(place) := "team" if {
	startswith(place, "teams:")
} else := "item"

# Lists and searches match the entries of other roles too.
_by_list(org, place, holder) := {set: grant |
	some other, _ in tables.of_version.listed[trim_prefix(holder, "role:")]
	found := entry(org, place, concat(":", ["role", other]))
	set := concat(" ", ["listed", found.level])
	grant := {
		"because": sprintf("its permission %q of role %s, which lists match too", [found.level, other]),
		"source": found.source,
	}
}

# Who has the level on some folder, as lists match it, has a right in the org.
_any_folder[org] := {holder: {"any folder": grant} |
	some place in _lists(org)
	startswith(place, "folders:")
	some holder in _holders(org, place)
	some set, _ in object.union(_by_list(org, place, holder), _by_entry(org, place, holder))
	set in {level, concat(" ", ["listed", level])}
} if {
	some org, _ in world.orgs
	level := tables.of_version.any_folder.level
	grant := {
		"because": sprintf("%s on some folder", [level]),
		"source": tables.of_version.any_folder.source,
	}
}

_lists(org) := object.keys(world.orgs[org].permissions) | object.keys(world.orgs[org].creators)

# The holders that may have a grant by the list of `place`.
_holders(org, place) := entries | {concat(":", ["role", role]) |
	some role, others in tables.of_version.listed
	some other, _ in others
	concat(":", ["role", other]) in entries
} if {
	entries := {holder |
		some lists in [world.orgs[org].permissions, world.orgs[org].creators]
		some holder, _ in lists[place]
	}
}

# METADATA
# description: "Every grant of the configuration: [org, place, holder, set, grant]."
all := array.flatten([_listed, _any, _fixed])

_listed := [[org, place, holder, set, grant] |
	some org, _ in world.orgs
	some place in _lists(org)
	some holder in _holders(org, place)
	some set, grant in at(org, place, holder)
]

_any := [[org, "any folder", holder, set, grant] |
	some org, holders in _any_folder
	some holder, sets in holders
	some set, grant in sets
]

_fixed := [[org, place, holder, set, grant] |
	some org, _ in world.orgs
	some place, holders in tables.of_version.fixed
	some holder, _ in holders
	some set, grant in at(org, place, holder)
]
