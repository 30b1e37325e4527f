# METADATA
# title: Roles as resources
# description: The permissions that a subject must hold to give a role away.
package rolecall.roles

import data.rolecall.tables
import data.rolecall.world

# METADATA
# description: |
#   The custom roles by uid, global ones and those of all orgs. A uid is that of one role; where it is declared
#   twice, no custom role counts.
custom := roles if {
	declared := array.concat([world.roles], [org.custom_roles | some _, org in world.orgs])
	roles := object.union_n(declared)
	count(roles) == sum([count(some_roles) | some some_roles in declared])
} else := {}

# METADATA
# description: Whether the custom role with the uid `id` is of one org, and so cannot be assigned in every org.
of_an_org(id) if {
	some _, org in world.orgs
	org.custom_roles[id]
}

# METADATA
# description: Whether `org` has a custom role with the uid `id`, a global one or its own.
has(_, id) if world.roles[id]

has(org, id) if world.orgs[org].custom_roles[id]

# METADATA
# description: |
#   The permissions that an action of a role stands for: the action itself and, for an action set, its members. The
#   set counts for giving the role away alone, as who holds all members need not hold the set. In a version that
#   decides some actions alone by permissions, the other actions of a role count for nothing but that, too.
members(action) := object.keys(tables.of_version.action_sets[action]) | {action} if {
	tables.of_version.action_sets[action]
} else := {sprintf("%s (which roles do not decide)", [action])} if {
	_decided_otherwise(action)
} else := {action}

_decided_otherwise(action) if {
	count(tables.of_version.decided) > 0
	not tables.of_version.decided[action]
}

# METADATA
# description: |
#   The permissions of the role `id` with their scopes, which a subject must hold to give the role away, in the
#   shape of a way of the requirements.
delegation(id) := [[action, concat(" ", ["covering", permission.scope])] |
	some permission in custom[id].permissions
	some action in members(permission.action)
] if {
	custom[id]
} else := [[action, concat(" ", ["covering", scope])] |
	some place, sets in tables.of_version.roles[id]
	scope := object.get({"any scope at all": ""}, place, place)
	some set, _ in sets
	some action, _ in tables.of_version.sets[set]
	_held_so(id, action, scope)
]

# Every permission counts anywhere; as one without scope it counts when it has none.
_held_so(_, _, scope) if scope != ""

_held_so(id, action, "") if {
	scoped := {set |
		some place, sets in tables.of_version.roles[id]
		place != "any scope at all"
		some set, _ in sets
	}
	every set in scoped {
		not tables.of_version.sets[set][action]
	}
}
