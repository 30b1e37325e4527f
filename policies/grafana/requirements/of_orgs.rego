# The org, its members, teams, accounts and resources.
package rolecall.grafana.requirements

of_orgs := {
	"Use what the org has": {
		"kinds": {"org"},
		"actions": {
			"alert.instances:create", "alert.instances:read", "alert.instances:write", "alert.notifications:read",
			"alert.notifications:write", "alert.rules:read", "annotations.graphite:create", "annotations:read", "apikeys:create",
			"apikeys:read", "datasources:create", "datasources:explore", "orgs.preferences:read", "orgs.preferences:write",
			"orgs.quotas:read", "orgs:read", "orgs:write", "teams:create",
		},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
		],
	},
	"Configure the Alertmanager": {
		"kinds": {"org"},
		"actions": {"alert.configuration:read", "alert.configuration:write"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.5"}, "permissions": {"since": "8.5"}}},
		],
	},
	"Create notification channels": {
		"kinds": {"org"},
		"actions": {
			"alert.notifications.channels:create", "alert.notifications.channels:lookup", "alert.notifications.channels:read",
			"alert.notifications.channels:test",
		},
		"rows": [
			{
				"ways": self,
				"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "11.0"}},
			},
		],
	},
	"Create snapshots": {
		"kinds": {"org"},
		"actions": {"snapshots:create"},
		"rows": [
			{
				"ways": self,
				"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "11.0"}},
			},
		],
	},
	"Read, write and delete a notification channel": {
		"kinds": {"notification_channel"},
		"actions": {
			"alert.notifications.channels:delete", "alert.notifications.channels:read", "alert.notifications.channels:test",
			"alert.notifications.channels:write",
		},
		"rows": [
			{
				"ways": self,
				"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "11.0"}},
			},
		],
	},
	"List and create playlists": {
		"kinds": {"org"},
		"actions": {"playlists:create", "playlists:read"},
		"rows": [
			{
				"ways": self,
				"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "13.0"}},
			},
		],
	},
	# The authorizer of playlists checks permissions without a scope. A later one checks the single playlist, so a
	# permission for another playlist is not enough here.
	"List playlists": {
		"kinds": {"org"},
		"actions": {"playlists:read"},
		"rows": [
			{
				"ways": [{"@": "org"}, {"@": "any scope at all", "playlistsRBAC = true": "org"}],
				"source": "pull request 119975; pkg/registry/apps/playlist",
				"holds": {"permissions": {"since": "13.0"}},
			},
		],
	},
	"Create playlists": {
		"kinds": {"org"},
		"actions": {"playlists:create"},
		"rows": [
			{
				"ways": [{"@": "org"}, {"playlists:write": "any scope at all", "playlistsRBAC = true": "org"}],
				"source": "pull request 119975; pkg/registry/apps/playlist",
				"holds": {"permissions": {"since": "13.0"}},
			},
		],
	},
	"Read, write and delete a playlist": {
		"kinds": {"playlist"},
		"actions": {"playlists:delete", "playlists:read", "playlists:write"},
		"rows": [
			{
				"ways": self,
				"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "13.0"}},
			},
		],
	},
	"Read and write a playlist": {
		"kinds": {"playlist"},
		"actions": {"playlists:read", "playlists:write"},
		"rows": [
			{
				"ways": [{"@": "org"}, {"@": "resource", "playlistsRBAC = true": "org"}],
				"source": "pull request 119975; pkg/registry/apps/playlist",
				"holds": {"permissions": {"since": "13.0"}},
			},
		],
	},
	"Delete a playlist": {
		"kinds": {"playlist"},
		"actions": {"playlists:delete"},
		"rows": [
			{
				"ways": [{"@": "org"}, {"playlists:write": "resource", "playlistsRBAC = true": "org"}],
				"source": "pull request 119975; pkg/registry/apps/playlist",
				"holds": {"permissions": {"since": "13.0"}},
			},
		],
	},
	"Read, write, delete and query a data source": {
		"kinds": {"data_source"},
		"actions": {
			"datasources.id:read", "datasources:delete", "datasources:query", "datasources:read", "datasources:write",
		},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5"}}},
		],
	},
	"Use the alerting of a data source": {
		"kinds": {"data_source"},
		"actions": {
			"alert.instances.external:read", "alert.instances.external:write", "alert.notifications.external:read",
			"alert.notifications.external:write", "alert.rules.external:read", "alert.rules.external:write",
		},
		"rows": [
			{
				"ways": self, "source": "services/ngalert/api/authorization.go",
				"holds": {"permissions": {"since": "8.5"}},
			},
		],
	},
	"Manage the permissions and the cache of a data source": {
		"kinds": {"data_source"},
		"actions": {
			"datasources.caching:read", "datasources.caching:write", "datasources.permissions:read",
			"datasources.permissions:write",
		},
		"rows": [
			{"ways": self, "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	# Explore is a page, and keys open none.
	"Open Explore": {
		"kinds": {"org"},
		"actions": {"datasources:explore"},
		"rows": [
			{
				"ways": [{"@": "any scope at all", "access to pages": "org"}],
				"source": "recorded: keys-vce0-eca0 of 10.4.3, also the key of an Admin is refused",
				"holds": {"permissions": {"since": "10.2"}},
			},
		],
	},
	"Read all data sources": {
		"kinds": {"org"},
		"actions": {"datasources:read"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{
				"ways": [{"@": "any scope at all"}, {"@": "data sources without permissions"}],
				"holds": {"permissions": {"since": "8.5"}},
			},
		],
	},
	"Query any data source": {
		"kinds": {"org"},
		"actions": {"datasources:query"},
		"rows": [
			{
				"ways": [{"@": "any scope at all"}, {"@": "data sources without permissions"}],
				"holds": {"permissions": {"since": "8.5"}},
			},
		],
	},
	"Read and delete an API key": {
		"kinds": {"api_key"},
		"actions": {"apikeys:delete", "apikeys:read"},
		"rows": [
			{
				"ways": self,
				"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "12.1"}},
			},
		],
	},
	"Read, write and delete a service account": {
		"kinds": {"service_account"},
		"actions": {"serviceaccounts:delete", "serviceaccounts:read", "serviceaccounts:write"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.5"}, "permissions": {"since": "8.5"}}},
		],
	},
	"Manage the permissions of a service account": {
		"kinds": {"service_account"},
		"actions": {"serviceaccounts.permissions:read", "serviceaccounts.permissions:write"},
		"rows": [
			{"ways": self, "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"List and create service accounts": {
		"kinds": {"org"},
		"actions": {"serviceaccounts:create", "serviceaccounts:read"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.5"}}},
		],
	},
	"Search teams": {
		"kinds": {"org"},
		"actions": {"teams:read"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0", "until": "8.5"}, "beta": {"since": "8.0"}}},
			{"ways": [{"teams:search": "org"}], "holds": {"roles": {"since": "8.5"}}},
		],
	},
	"Read a team": {
		"kinds": {"team"},
		"actions": {"teams:read"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5"}}},
		],
	},
	"Find a team": {
		"kinds": {"team"},
		"actions": {"teams:list"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{"ways": [{"teams:read": "resource"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"Write and delete a team, and its permissions": {
		"kinds": {"team"},
		"actions": {"teams.permissions:read", "teams.permissions:write", "teams:delete", "teams:write"},
		"rows": [
			{
				"ways": self,
				"holds": {"roles": {"since": "8.0", "until": "8.5"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5"}},
			},
			{"ways": [{"@": "resource", "teams:administer": "org"}], "holds": {"roles": {"since": "8.5"}}},
		],
	},
	"Read the preferences of a team": {
		"kinds": {"team"},
		"actions": {"teams.preferences:read"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0", "until": "8.5"}, "beta": {"since": "8.0"}}},
			{"ways": [{"@": "resource", "teams:administer": "org"}], "holds": {"roles": {"since": "8.5"}}},
			{"ways": [{"teams:read": "resource"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"Configure a plugin": {
		"kinds": {"plugin", "plugin of an app"},
		"actions": {"plugins:write"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "9.3"}}},
			{"ways": [{"@": "org"}], "holds": {"permissions": {"since": "8.5", "until": "9.3"}}},
		],
	},
	"Open an app plugin": {
		"kinds": {"plugin", "plugin of an app"},
		"actions": {"plugins.app:access"},
		"rows": [
			{"ways": self, "holds": {"permissions": {"since": "9.3"}}},
		],
	},
	"Read the dashboards of a plugin": {
		"kinds": {"plugin", "plugin of an app"},
		"actions": {"plugins.dashboards:read"},
		"rows": _by_role,
	},
	"Read the settings of an app": {
		"kinds": {"plugin of an app"},
		"actions": {"plugins.settings:read"},
		"rows": _by_role,
	},
	"Read the settings of a plugin": {
		"kinds": {"plugin"},
		"actions": {"plugins.settings:read"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{"ways": [{"@": "org"}], "holds": {"permissions": {"since": "8.5", "until": "10.2"}}},
			{
				"ways": [{"plugins.settings:open": "org"}],
				"source": "recorded: none-vce0-eca0 of 10.2.7, also with the role None",
				"holds": {"permissions": {"since": "10.2"}},
			},
		],
	},
	"Manage the members of the org": {
		"kinds": {"org"},
		"actions": {"org.users:add", "org.users:read", "org.users:remove", "org.users:write"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}}},
			{"ways": [{"@": "all users"}], "holds": {"beta": {"since": "8.0"}, "permissions": {"since": "8.5"}}},
		],
	},
	# Where roles decide, an Admin of any folder, or of any team, may pick users from the short list.
	"Look up users of the org": {
		"kinds": {"org"},
		"actions": {"org.users:lookup"},
		"rows": [
			{
				"ways": [{"@": "org"}, {"@": "any scope at all"}],
				"source": "api/org_users.go:105-125",
				"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
			},
			{
				"ways": [{"org.users:read": "any scope at all"}],
				"source": "recorded: fgac-vce0-eca0, an Editor who is Admin of a folder is refused",
				"holds": {"permissions": {"since": "8.5", "until": "9.3"}},
			},
			{
				"ways": [
					{"org.users:read": "any scope at all"},
					{"teams.permissions:write": "any scope at all", "licence = false": "org"},
					{"folders.permissions:write": "any scope at all", "licence = false": "org"},
					{"dashboards.permissions:write": "any scope at all", "licence = false": "org"},
				],
				"source": "grafana/grafana issue 91401; v9.3.2 api/api.go:322-334 and lookupEvaluator of later releases",
				"holds": {"permissions": {"since": "9.3"}},
			},
		],
	},
	"Manage a member of the org": {
		"kinds": {"user"},
		"actions": {"org.users:read", "org.users:remove", "org.users:write"},
		"rows": [
			{
				"ways": [{"@": "member"}],
				"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5"}},
			},
		],
	},
	"Add a user to the org": {
		"kinds": {"user"},
		"actions": {"org.users:add"},
		"rows": [
			{"ways": [{"@": "org"}], "holds": {"roles": {"since": "8.0"}}},
			{"ways": [{"@": "user"}], "holds": {"beta": {"since": "8.0"}, "permissions": {"since": "8.5"}}},
		],
	},
	"Read, write, delete and send a report": {
		"kinds": {"report"},
		"actions": {"reports:delete", "reports:read", "reports:send", "reports:write"},
		"rows": [
			{"ways": self, "holds": {"beta": {"since": "8.0"}, "permissions": {"since": "8.5"}}},
		],
	},
	# Without a scope, any permission with the action will do.
	"Create reports, and read and write their settings": {
		"kinds": {"org"},
		"actions": {"reports.settings:read", "reports.settings:write", "reports:create"},
		"rows": [
			{
				"ways": anywhere,
				"source": "services/accesscontrol/evaluator/evaluator.go",
				"holds": {"beta": {"since": "8.0"}},
			},
		],
	},
}

_by_role := [
	{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
	{"ways": [{"@": "org"}], "holds": {"permissions": {"since": "8.5"}}},
]
