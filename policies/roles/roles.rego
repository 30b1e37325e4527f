# METADATA
# title: Roles as resources
# description: What a role holds, for those who give it away.
package rolecall.roles

import data.rolecall.tables
import data.rolecall.world

# METADATA
# description: |
#   What somebody must hold to give the role `id` away, its permissions with their scopes, in the shape
#   of a way of the requirements.
delegation(id) := [[permission.action, concat(" ", ["covering", permission.scope])] |
	some permission in world.roles[id].permissions
] if {
	world.roles[id]
} else := [[action, concat(" ", ["covering", scope])] |
	some place, sets in tables.of_version.roles[id]
	scope := object.get({"anywhere": ""}, place, place)
	some set, _ in sets
	some action, _ in tables.of_version.sets[set]
	_held_so(id, action, scope)
]

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
