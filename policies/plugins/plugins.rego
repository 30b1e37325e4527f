# METADATA
# title: Plugins
# description: |
#   The actions of plugins. A plugin registers its own, whose names begin with its id, and asks about them with or
#   without itself as the resource (docs, role-based access control, RBAC for app plugins). No table can have them
#   all: those that a role of the configuration holds are known.
package rolecall.plugins

import data.rolecall.roles
import data.rolecall.world

# METADATA
# description: |
#   The pattern of the names of such actions, what they ask without a resource, as a phrase, and the selectors of the
#   places where one is needed, by kind of resource (kinds/data.json).
described := data.rolecall.kinds.plugins

# METADATA
# description: Whether `action` is one that a role of the configuration holds.
held(action) if {
	regex.match(described.pattern, action)
	some _, role in roles.custom
	some permission in role.permissions
	permission.action == action
}

held(action) if {
	regex.match(described.pattern, action)
	some _, changed in world.basic_roles
	some permission in changed.add.permissions
	permission.action == action
}
