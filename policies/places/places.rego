# METADATA
# title: Places
# description: |
#   A place is where a permission can be held: a scope such as `folders:uid:production`, the list of
#   `default permissions`, all folders (`folders:*`), the `org`, or the `server`. Each resource is covered by a few, and holds
#   whatever is granted at any of them. Folders and dashboards: Grafana 8.0,
#   pkg/services/sqlstore/dashboard_acl.go:44-127.
package rolecall.places

import data.rolecall.world

# METADATA
# description: The types of resource that can be asked about.
types := declarable | {
	"alert", "annotation", "library_panel", "notification_channel", "org", "playlist", "plugin",
	"report", "server", "snapshot", "user",
}

# METADATA
# description: The types whose instances an org declares; an undeclared one is denied to everybody.
declarable := {"api_key", "dashboard", "data_source", "folder", "role", "service_account", "team"}

# METADATA
# description: The places that are the same whatever the resource, by the name that requirements use.
fixed := {
	"org": ["org"],
	"server": ["server"],
	"any folder": ["any folder"],
	"general": ["general", "default permissions", "folders:*"],
}

# METADATA
# description: The places of kinds that are not declared in an org.
of_kind(kind) := ["server"] if {
	kind in {"another org", "server", "user"}
} else := ["org"]

# METADATA
# scope: document
# description: |
#   The places that cover the declared resource `type` `id` of `org`, nearest first; undefined when it
#   is not declared there.
of(_, "folder", "general") := fixed.general

of(org, "folder", uid) := _of_folder(org, uid) if uid != "general"

of(org, "dashboard", uid) := array.concat([_scope("dashboards:uid", uid)], _above(org, dashboard)) if {
	dashboard := world.orgs[org].dashboards[uid]
}

of(org, "team", name) := [_scope("teams:id", name), "org"] if world.orgs[org].teams[name]

of(org, "data_source", uid) := [_scope("datasources:uid", uid), "org"] if world.orgs[org].data_sources[uid]

of(org, "api_key", name) := [_scope("apikeys:id", name), "org"] if world.orgs[org].api_keys[name]

_scope(prefix, id) := concat(":", [prefix, id])

# A folder that still has the list it was created with shares the default one.
_of_folder(org, uid) := array.concat([_scope("folders:uid", uid)], _list(folder)) if {
	folder := world.orgs[org].folders[uid]
}

# A dashboard in a folder has the folder's list, and the default one if the folder has; one in General
# has the default list until it gets its own (dashboard_acl.go:44-127).
_above(org, dashboard) := _of_folder(org, dashboard.folder) if {
	dashboard.folder
} else := _list(dashboard)

_list(item) := ["default permissions", "folders:*"] if {
	item.default_permissions
} else := ["folders:*"]

# METADATA
# description: "Every resource that is declared or that every org has: {[org, type, id]}."
declared := {[org, "folder", "general"] | some org, _ in world.orgs} | {[org, type, id] |
	some org, things in world.orgs
	some type, key in {"folder": "folders", "dashboard": "dashboards", "team": "teams", "data_source": "data_sources", "api_key": "api_keys"}
	some id, _ in things[key]
}
