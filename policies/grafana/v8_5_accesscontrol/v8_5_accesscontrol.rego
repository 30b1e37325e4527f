# METADATA
# title: Grafana 8.5 with the feature toggle accesscontrol
# description: |
#   What differs from 9.3: which routes are still decided by role, and that entries for a role reach
#   the roles above it. Sources are files of tag v8.5.15, below pkg/, or "recorded", which is a
#   decision of a v8.5.15 server (tests/conformance).
package rolecall.grafana.v8_5_accesscontrol

import data.rolecall.grafana.v9_3

reaches := v9_3.reaches

# METADATA
# description: |
#   Entries and assignments for a role reach the roles above it
#   (services/accesscontrol/ossaccesscontrol/ossaccesscontrol.go:196-212).
holds := {"Editor": {"Viewer"}, "Admin": {"Viewer", "Editor"}}

creator := v9_3.creator

subjects := v9_3.subjects

default_permissions := v9_3.default_permissions

default_source := v9_3.default_source

tails := v9_3.tails

general_place := v9_3.general_place

selectors := object.union(v9_3.selectors, {"delegate": ["permissions:delegate", "permissions:*", "*"]})

globs := v9_3.globs

scoped := v9_3.scoped

unscoped := v9_3.unscoped

# METADATA
# description: Permissions decide about everything that has some.
decided := set()

# METADATA
# description: The actions that the version no longer has.
without := set()

members := v9_3.members

delegating := v9_3.delegating | {"roles.builtin:add", "roles.builtin:remove"}

mapping := v9_3.mapping

kinds := v9_3.kinds

# METADATA
# description: |
#   What an action on a resource takes, in the columns of v8_0. Legacy alerts are there beside the
#   unified ones, and the short list of users takes the permission to read them (recorded:
#   fgac-vce0-eca0, an Editor who is Admin of a folder is refused).
requirements := array.concat(
	[row | some row in v9_3.requirements; not row[1] in {{"org.users:lookup"}, {"alert.rules:pause-all"}, {"plugins:write", "plugins.app:access"}, {"snapshots:delete"}}],
	[
		[{"role", "fixed role", "org"}, {"roles.builtin:add", "roles.builtin:remove"}, [{"@": "delegate"}]],
		[{"server", "org"}, {"alert.rules:pause-all"}, [{"@": "server"}]],
		[{"org"}, {"org.users:lookup"}, [{"org.users:read": "anywhere"}]],
		[{"plugin"}, {"plugins:write"}, [{"@": "org"}]],
		[{"alert of a dashboard"}, {"alert.rules:read"}, [{"dashboards:read": "dashboard"}]],
		[{"alert of a dashboard"}, {"alert.rules:write"}, v9_3.edit_dashboard({"alert.rules:write": "org"}, "dashboard")],
		# Without a dashboard, no server was seen to delete another's (recorded: fgac-vce0-eca0).
		[{"snapshot"}, {"snapshots:delete"}, [{"snapshots:delete-own": "org"}]],
		[{"snapshot of a dashboard"}, {"snapshots:delete"}, array.concat([{"snapshots:delete-own": "org"}], v9_3.edit_dashboard({"@": "org"}, "dashboard"))],
	],
)
