# METADATA
# scope: package
# title: Grafana 8.0 without fine-grained access control
# description: |
#   What an action on a resource takes, and what entries in lists give (levels.rego). Sources are files of
#   tag v8.0.7, below pkg/, or "recorded", which is a decision of a v8.0.7 server (tests/conformance).
package rolecall.grafana.v8_0

# METADATA
# description: |
#   [kinds of resource, actions, ways]. One way must hold whole: it maps each permission that is
#   needed to where it is needed; `@` stands for the action itself, and `self` for just that at the resource. The kinds are
#   those of request.rego, the places those of places.rego. An action on a kind that is not here is
#   denied.
requirements := [
	[
		{"dashboard", "folder", "general"}, {
			"dashboards:read", "dashboards:edit", "dashboards:list", "dashboards:list-editable", "dashboards:write",
			"dashboards:delete", "dashboards.permissions:read", "dashboards.permissions:write",
		},
		self,
	],
	[{"folder", "general"}, {"dashboards:create"}, self],
	[
		{"folder"}, {
			"folders:read", "folders:edit", "folders:list", "folders:list-editable", "folders:write", "folders:delete",
			"folders.permissions:read", "folders.permissions:write",
		},
		self,
	],
	# General is no folder that could be changed: it can only be opened.
	[{"general"}, {"folders:read"}, [{"@": "general"}]],
	[
		{"data_source"}, {
			"datasources:read", "datasources:write", "datasources:delete", "datasources:query", "datasources.id:read",
		},
		self,
	],
	[
		{"team"}, {
			"teams:read", "teams:list", "teams:write", "teams:delete", "teams.permissions:read",
			"teams.permissions:write", "teams.preferences:read",
		},
		self,
	],
	[{"api_key"}, {"apikeys:read", "apikeys:delete"}, self],
	[{"playlist"}, {"playlists:read", "playlists:write", "playlists:delete"}, self],
	[
		{"notification_channel"}, {
			"alert.notifications.channels:read", "alert.notifications.channels:write",
			"alert.notifications.channels:delete", "alert.notifications.channels:test",
		},
		self,
	],
	[{"plugin"}, {"plugins:write", "plugins.settings:read", "plugins.dashboards:read"}, self],
	[{"org"}, _org_actions, self],
	[
		{"org", "another org"}, {
			"org.users:read", "org.users:add", "org.users:write", "org.users:remove", "orgs:read", "orgs:write",
		},
		self,
	],
	[{"another org"}, {"orgs:delete", "orgs.quotas:read", "orgs.quotas:write"}, self],
	[{"org"}, {"orgs:delete", "orgs.quotas:write"}, [{"@": "server"}]],
	[{"org"}, {"orgs.quotas:read"}, self],
	[{"user"}, {"org.users:read", "org.users:write", "org.users:remove"}, [{"@": "member"}]],
	[{"user"}, {"org.users:add"}, [{"@": "org"}]],
	# Who is Admin of any folder, or of any team, may pick users from the short list.
	[{"org"}, {"org.users:lookup"}, [{"org.users:lookup": "org"}, {"org.users:lookup": "anywhere"}]],
	[{"server"}, {"orgs:read"}, self],
	[
		{"server", "org"}, {
			"alert.rules:pause-all", "ldap.config:reload", "ldap.status:read", "ldap.user:read", "ldap.user:sync",
			"orgs:create", "plugins:install", "provisioning:reload", "server.stats:read", "settings:read",
			"users:create", "users:read",
		},
		[{"@": "server"}],
	],
	[{"plugin"}, {"plugins:install"}, [{"@": "server"}]],
	[
		{"user"}, {
			"users.authtoken:read", "users.authtoken:write", "users.password:write", "users.permissions:read",
			"users.permissions:write", "users.quotas:read", "users.quotas:write", "users:delete", "users:disable",
			"users:enable", "users:logout", "users.teams:read", "users:read", "users:write",
		},
		self,
	],
	# Annotations are read without asking a permission list, and written by whoever can edit the dashboard.
	[{"annotation", "annotation of a dashboard"}, {"annotations:read", "annotations:mass-delete"}, self],
	[{"annotation"}, {"annotations:create", "annotations:write", "annotations:delete"}, self],
	[
		{"annotation of a dashboard"}, {
			"annotations:create", "annotations:write", "annotations:delete",
		},
		[{"dashboards:edit": "dashboard"}],
	],
	# The list of alerts is filtered as searches are; pausing one takes the role and the dashboard.
	[{"alert of a dashboard"}, {"alert.rules:read"}, [{"dashboards:list": "dashboard"}]],
	[{"alert of a dashboard"}, {"alert.rules:write"}, [{"alert.rules:write": "org", "dashboards:edit": "dashboard"}]],
	# Unified alert rules have the rights of their folder (services/ngalert/store/alert_rule.go:363-381).
	[{"alert in a folder"}, {"alert.rules:read"}, [{"folders:read": "folder"}]],
	[
		{"alert in a folder"}, {
			"alert.rules:create", "alert.rules:write", "alert.rules:delete",
		},
		[{"folders:write": "folder"}],
	],
	[{"folder"}, {"alert.rules:read"}, [{"folders:read": "resource"}]],
	[{"folder"}, {"alert.rules:create", "alert.rules:write", "alert.rules:delete"}, [{"folders:write": "resource"}]],
	# A library_panel in a folder is read by the filter of lists and written by whoever can edit the folder.
	[{"folder"}, {"library.panels:read"}, [{"folders:list": "resource"}]],
	[
		{"folder"}, {
			"library.panels:create", "library.panels:write", "library.panels:delete",
		},
		[{"folders:edit": "resource"}],
	],
	[{"library_panel in a folder"}, {"library.panels:read"}, [{"folders:list": "folder"}]],
	[{"library_panel in a folder"}, {"library.panels:write", "library.panels:delete"}, [{"folders:edit": "folder"}]],
	[
		{"general"}, {
			"library.panels:read", "library.panels:create", "library.panels:write", "library.panels:delete",
		},
		[{"@": "general"}],
	],
	[
		{"library_panel in General"}, {
			"library.panels:read", "library.panels:write", "library.panels:delete",
		},
		[{"@": "general"}],
	],
	# A snapshot is deleted by an Editor who made it or can edit its dashboard; one without a
	# dashboard counts as in General.
	[{"snapshot", "snapshot of a dashboard"}, {"snapshots:read"}, self],
	[{"snapshot"}, {"snapshots:delete"}, [{"snapshots:delete-own": "org"}, {"snapshots:delete": "org", "dashboards:edit": "general"}]],
	[{"snapshot of a dashboard"}, {"snapshots:delete"}, [{"snapshots:delete-own": "org"}, {"snapshots:delete": "org", "dashboards:edit": "dashboard"}]],
]

# METADATA
# description: The one way that takes the action itself at the places of the resource.
self := [{"@": "resource"}]

_org_actions := {
	"alert.instances:create",
	"alert.instances:read",
	"alert.instances:write",
	"alert.notifications.channels:create",
	"alert.notifications.channels:lookup",
	"alert.notifications.channels:read",
	"alert.notifications.channels:test",
	"alert.notifications:read",
	"alert.notifications:write",
	"alert.rules:read",
	"annotations.graphite:create",
	"annotations:create",
	"annotations:read",
	"apikeys:create",
	"apikeys:read",
	"datasources:create",
	"datasources:explore",
	"datasources:read",
	"folders:create",
	"orgs.preferences:read",
	"orgs.preferences:write",
	"playlists:create",
	"playlists:read",
	"snapshots:create",
	"teams:create",
	"teams:read",
}
