# METADATA
# title: Roles as resources
# description: What a role holds, for those who give it away.
package rolecall.roles

import data.rolecall.tables
import data.rolecall.world

# METADATA
# description: |
#   The actions that an action of a role stands for: those of an action set, or itself. Where permissions
#   decide about some actions alone, the others are none.
members(action) := object.keys(tables.of_version.action_sets[action]) if {
	tables.of_version.action_sets[action]
} else := {decided |
	some decided in {action}
	not _decided_otherwise(action)
}

_decided_otherwise(action) if {
	count(tables.of_version.decided) > 0
	not tables.of_version.decided[action]
}

# METADATA
# description: |
#   What somebody must hold to give the role `id` away, its permissions with their scopes, in the shape
#   of a way of the requirements.
delegation(id) := [[action, concat(" ", ["covering", permission.scope])] |
	some permission in world.roles[id].permissions
	some action in _held(permission.action)
] if {
	world.roles[id]
} else := [[action, concat(" ", ["covering", scope])] |
	some place, sets in tables.of_version.roles[id]
	scope := object.get({"anywhere": ""}, place, place)
	some set, _ in sets
	some action, _ in tables.of_version.sets[set]
	_held_so(id, action, scope)
]

# What is decided otherwise must be held too, which nobody does.
_held(action) := object.keys(tables.of_version.action_sets[action]) if {
	tables.of_version.action_sets[action]
} else := {action}

# Every permission counts anywhere; as one without scope it counts when it has none.
_held_so(_, _, scope) if scope != ""

_held_so(id, action, "") if {
	scoped := {set |
		some place, sets in tables.of_version.roles[id]
		place != "anywhere"
		some set, _ in sets
	}
	every set in scoped {
		not tables.of_version.sets[set][action]
	}
}
