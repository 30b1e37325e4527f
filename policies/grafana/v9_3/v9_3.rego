# METADATA
# title: Grafana 9.3
# description: |
#   The rules around permissions in Grafana 9.3: who holds which fixed role stands in facts/data.json,
#   what is asked and what is still decided by role stands here. Sources are files of tag v9.3.2, below
#   pkg/, or "recorded", which is a decision of a v9.3.2 server (tests/conformance).
package rolecall.grafana.v9_3

import data.rolecall.grafana.v8_0

# METADATA
# description: |
#   The holders that a grant to a basic role reaches: a grant to Viewer goes up to Editor and Admin,
#   one to Grafana Admin stays (services/accesscontrol/models.go:421-436).
reaches := {
	"Viewer": ["role:Viewer", "role:Editor", "role:Admin"],
	"Editor": ["role:Editor", "role:Admin"],
	"Admin": ["role:Admin"],
	"Grafana Admin": ["server_admin_member"],
}

# METADATA
# description: |
#   Entries for a role match that role alone (services/accesscontrol/accesscontrol.go:212-221).
holds := {}

# METADATA
# description: |
#   Whoever creates something is its Admin, whatever the settings; only users are asked for
#   (services/dashboards/service/dashboard_service.go:460-493).
creator := {"level": "Admin", "setting": "", "types": {"user"}}

subjects := {"anonymous", "api_key", "service_account", "user"}

# METADATA
# description: |
#   The list that a folder gets when it is created, and a dashboard in General
#   (services/dashboards/service/dashboard_service.go:460-493, folderimpl/folder.go:254-275).
default_permissions := {"Viewer": "View", "Editor": "Edit"}

default_source := "services/dashboards/service/dashboard_service.go:460-493"

tails := {
	"folders": ["folders:uid:*", "folders:*", "*"],
	"dashboards": ["dashboards:uid:*", "dashboards:*", "folders:uid:*", "folders:*", "*"],
	"teams": ["teams:id:*", "teams:*", "*"],
	"data_sources": ["datasources:uid:*", "datasources:*", "*"],
	"api_keys": ["apikeys:id:*", "apikeys:*", "*"],
	"service_accounts": ["serviceaccounts:id:*", "serviceaccounts:*", "*"],
}

# METADATA
# description: A dashboard in General is also covered by its uid, `general`; a folder is not.
general_place := ["folders:uid:general"]

selectors := {
	"org": ["org"],
	"server": ["server"],
	"anywhere": ["anywhere"],
	"general": array.concat(["folders:uid:general"], tails.folders),
	"in General": array.concat(["default dashboard permissions", "folders:uid:general"], tails.dashboards),
	"all users": ["users:*", "*"],
	"unrestricted data sources": ["unrestricted data sources"],
	"delegate": ["permissions:type:delegate", "permissions:type:*", "permissions:*", "*"],
	"escalate": ["permissions:type:escalate", "permissions:type:*", "permissions:*", "*"],
	"status": ["services:accesscontrol", "services:*", "*"],
	"here or on the server": ["anywhere", "server"],
	"annotations of the org": _annotations_of_the_org,
	"created in General": ["created by oneself"],
	"created in a folder": ["created by oneself"],
}

# METADATA
# description: |
#   Where any other action is asked without a scope, which any permission with the action answers
#   (services/accesscontrol/evaluator.go).
unscoped := {"org": "anywhere"}

# METADATA
# description: Permissions decide about everything that has some.
decided := set()

# METADATA
# description: The actions that the version no longer has.
without := set()

globs := false

# METADATA
# description: The scopes of single things that an org does not declare.
scoped := {
	"user": ["global.users:id", "server global.users:id"],
	"plugin": ["plugins:id"],
	"report": ["reports:id"],
	"role": ["roles:uid"],
	"fixed role": ["roles:uid"],
}

members := {"scope": "users:id", "above": ["users:id:*", "users:*", "*"]}

# METADATA
# description: What takes holding all that the role holds (docs, role-based access control, up to 13.2).
delegating := {
	"roles:write", "roles:delete", "users.roles:add", "users.roles:remove", "teams.roles:add", "teams.roles:remove",
}

# METADATA
# description: The first mapping of a group decides over the role in an org (services/ldap/ldap.go).
mapping := "first"

kinds := {
	"another org": ["anywhere", "another org"],
	"server": ["server"],
	"user": ["global.users:id:*", "global.users:*", "*", "server global.users:id:*", "server global.users:*", "server *"],
	"role": ["roles:uid:*", "roles:*", "*"],
	"fixed role": ["roles:uid:*", "roles:*", "*"],
	"annotation": _annotations_of_the_org,
	"annotation of a dashboard": ["annotations:type:dashboard", "annotations:type:*", "annotations:*", "*"],
	"plugin": ["plugins:id:*", "plugins:*", "*"],
	"report": ["reports:id:*", "reports:*", "*"],
}

# METADATA
# description: What an action on a resource takes, in the columns of v8_0.
requirements := [
	[
		{"dashboard", "folder", "general"}, {
			"dashboards:read", "dashboards:write", "dashboards:delete", "dashboards.permissions:read",
		},
		v8_0.self,
	],
	[{"dashboard", "folder", "general"}, {"dashboards.permissions:write"}, [{"@": "resource", "dashboards.permissions:read": "resource"}]],
	[{"dashboard", "folder", "general"}, {"dashboards:list"}, [{"dashboards:read": "resource"}]],
	[{"dashboard", "folder", "general"}, {"dashboards:list-editable"}, [{"dashboards:read": "resource", "dashboards:write": "resource"}]],
	[{"dashboard", "folder", "general"}, {"dashboards:edit"}, edit_dashboard({}, "resource")],
	[{"folder", "general"}, {"dashboards:create"}, v8_0.self],
	[{"folder"}, {"folders:read", "folders:write", "folders:delete", "folders.permissions:read"}, v8_0.self],
	[{"general"}, {"folders:read"}, v8_0.self],
	[{"folder"}, {"folders.permissions:write"}, [{"@": "resource", "folders.permissions:read": "resource"}]],
	[{"folder"}, {"folders:list"}, [{"folders:read": "resource"}]],
	[{"folder"}, {"folders:list-editable"}, [{"folders:read": "resource", "dashboards:create": "resource"}]],
	[{"folder"}, {"folders:edit"}, _edit_folder("resource")],
	[
		{"data_source"}, {
			"datasources:read", "datasources:write", "datasources:delete", "datasources:query", "datasources.id:read",
		},
		v8_0.self,
	],
	[
		{"team"}, {
			"teams:read", "teams:write", "teams:delete", "teams.permissions:read", "teams.permissions:write",
		},
		v8_0.self,
	],
	[{"team"}, {"teams:list", "teams.preferences:read"}, [{"teams:read": "resource"}]],
	[{"api_key"}, {"apikeys:read", "apikeys:delete"}, v8_0.self],
	[
		{"service_account"}, {
			"serviceaccounts:read", "serviceaccounts:write", "serviceaccounts:delete",
			"serviceaccounts.permissions:read", "serviceaccounts.permissions:write",
		},
		v8_0.self,
	],
	[{"playlist"}, {"playlists:read", "playlists:write", "playlists:delete"}, v8_0.self],
	[
		{"notification_channel"}, {
			"alert.notifications.channels:read", "alert.notifications.channels:write",
			"alert.notifications.channels:delete", "alert.notifications.channels:test",
		},
		v8_0.self,
	],
	[{"plugin"}, {"plugins:write", "plugins.app:access"}, v8_0.self],
	[{"plugin"}, {"plugins.settings:read", "plugins.dashboards:read"}, [{"@": "org"}]],
	[
		{"org"}, {
			"playlists:create", "playlists:read", "alert.notifications.channels:create",
			"alert.notifications.channels:lookup", "alert.notifications.channels:read",
			"alert.notifications.channels:test", "alert.configuration:read", "alert.configuration:write",
			"snapshots:create",
		},
		v8_0.self,
	],
	[{"org"}, {"datasources:query", "datasources:read"}, [{"@": "anywhere"}, {"@": "unrestricted data sources"}]],
	[{"org"}, {"org.users:read", "org.users:add", "org.users:write", "org.users:remove"}, [{"@": "all users"}]],
	[
		{"user"}, {
			"org.users:read", "org.users:write", "org.users:remove", "users.roles:read", "users.permissions:read",
		},
		[{"@": "member"}],
	],
	[{"user"}, {"org.users:add"}, [{"@": "user"}]],
	[{"user"}, {"users.roles:add", "users.roles:remove"}, [{"@": "delegate"}]],
	[{"team"}, {"teams.roles:add", "teams.roles:remove"}, [{"@": "delegate"}]],
	[
		{"org"}, {
			"users.roles:add", "users.roles:remove", "teams.roles:add", "teams.roles:remove", "roles:write",
			"roles:delete",
		},
		[{"@": "delegate"}],
	],
	[{"report"}, {"reports:read", "reports:write", "reports:delete", "reports:send"}, v8_0.self],
	[{"role", "fixed role"}, {"roles:read"}, v8_0.self],
	[{"role"}, {"roles:write"}, [{"@": "delegate"}, {"@": "escalate"}]],
	[{"role"}, {"roles:delete"}, [{"@": "delegate"}]],
	[
		{"role", "fixed role"}, {
			"users.roles:add", "users.roles:remove", "teams.roles:add", "teams.roles:remove",
		},
		[{"@": "delegate"}],
	],
	[{"server", "org"}, {"status:accesscontrol"}, [{"@": "status"}]],
	[
		{"data_source"}, {
			"datasources.permissions:read", "datasources.permissions:write", "datasources.caching:read",
			"datasources.caching:write",
		},
		v8_0.self,
	],
	[{"team"}, {"teams.roles:read"}, v8_0.self],
	[{"dashboard"}, {"dashboards.public:write"}, v8_0.self],
	[{"org"}, {"org.users:lookup"}, [{"org.users:read": "anywhere"}, {"teams.permissions:write": "anywhere"}, {"folders.permissions:write": "anywhere"}, {"dashboards.permissions:write": "anywhere"}]],
	[
		{"another org"}, {
			"org.users:read", "org.users:add", "org.users:write", "org.users:remove", "orgs:read", "orgs:write",
			"orgs:delete", "orgs.quotas:read", "orgs.quotas:write",
		},
		beyond("resource"),
	],
	# Orgs are asked about outside any org (recorded: matrix-vce0-eca0, an Admin lists none).
	[{"server"}, {"orgs:read", "orgs:write", "orgs:delete", "orgs.quotas:read", "orgs.quotas:write"}, beyond("resource")],
	[{"server", "org"}, {"orgs:create"}, beyond("server")],
	[{"server"}, of_users, beyond("here or on the server")],
	[{"org"}, of_users, beyond("anywhere")],
	[{"plugin"}, {"plugins:install"}, [{"@": "here or on the server"}]],
	[
		{"server", "org"}, {
			"ldap.config:reload", "ldap.status:read", "ldap.user:read", "ldap.user:sync", "plugins:install",
			"provisioning:reload", "server.stats:read", "settings:read",
		},
		[{"@": "here or on the server"}],
	],
	[{"server", "org"}, {"users:create", "users:read"}, beyond("here or on the server")],
	[{"server"}, {"alert.rules:pause-all"}, v8_0.self],
	[
		{"user"}, {
			"users.authtoken:read", "users.authtoken:write", "users.password:write", "users.permissions:write",
			"users.quotas:read", "users.quotas:write", "users:delete", "users:disable", "users:enable", "users:logout",
			"users.teams:read", "users:read", "users:write",
		},
		beyond("resource"),
	],
	# An annotation that is made in the org is one of the org.
	[{"org"}, {"annotations:create"}, [{"@": "annotations of the org"}]],
	# Annotations of a dashboard need it too: to be listed, it; to be written, that it can be edited.
	[{"annotation"}, {"annotations:read", "annotations:create", "annotations:write", "annotations:delete"}, v8_0.self],
	[{"annotation of a dashboard"}, {"annotations:read"}, [{"@": "resource", "dashboards:read": "dashboard"}]],
	[
		{"annotation of a dashboard"}, {
			"annotations:create", "annotations:write", "annotations:delete",
		},
		edit_dashboard({"@": "resource"}, "dashboard"),
	],
	[
		{"alert in a folder"}, {
			"alert.rules:read", "alert.rules:create", "alert.rules:write", "alert.rules:delete",
		},
		[{"@": "folder", "folders:read": "folder"}],
	],
	[
		{"folder"}, {
			"alert.rules:read", "alert.rules:create", "alert.rules:write", "alert.rules:delete",
		},
		[{"@": "resource", "folders:read": "resource"}],
	],
	[{"folder"}, {"library.panels:read"}, [{"folders:read": "resource"}]],
	[{"folder"}, {"library.panels:create", "library.panels:write", "library.panels:delete"}, _edit_folder("resource")],
	[{"library_panel in a folder"}, {"library.panels:read"}, [{"folders:read": "folder"}]],
	[{"library_panel in a folder"}, {"library.panels:write", "library.panels:delete"}, _edit_folder("folder")],
	[
		{"general", "library_panel in General"}, {
			"library.panels:read", "library.panels:write", "library.panels:delete",
		},
		[{"@": "org"}],
	],
	[{"general"}, {"library.panels:create"}, [{"@": "org"}]],
	[{"snapshot", "snapshot of a dashboard"}, {"snapshots:read"}, [{"@": "org"}]],
	[{"snapshot"}, {"snapshots:delete"}, [{"@": "org"}]],
	[{"snapshot of a dashboard"}, {"snapshots:delete"}, array.concat([{"snapshots:delete-own": "org"}], edit_dashboard({}, "dashboard"))],
]

_annotations_of_the_org := ["annotations:type:organization", "annotations:type:*", "annotations:*", "*"]

# METADATA
# description: |
#   The way to manage users and orgs of the whole server, which a service account does not: it belongs to
#   one org, whatever roles it has (docs, service accounts).
beyond(at) := [{"@": at, "beyond-one-org": "server"}]

# METADATA
# description: What is done to the users of the server.
of_users := {
	"users.authtoken:read", "users.authtoken:write", "users.password:write", "users.permissions:write", "users.quotas:read",
	"users.quotas:write", "users.teams:read", "users:delete", "users:disable", "users:enable", "users:logout", "users:write",
}

# What can be edited is what may be written, or under viewers_can_edit what may be viewed; each besides
# another need.
_edit_folder(at) := _edit({}, "folders", at)

# METADATA
# description: The ways to edit a dashboard at a selector, each besides another need.
edit_dashboard(need, at) := _edit(need, "dashboards", at)

_edit(need, kind, at) := [
	object.union(need, {concat(":", [kind, "write"]): at, "writers-can-edit": "org"}),
	object.union(need, {concat(":", [kind, "read"]): at, "viewers-can-edit": "org"}),
]
