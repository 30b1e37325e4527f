# METADATA
# title: Grafana 13
# description: |
#   The rules around permissions in the newest documented Grafana: what differs from 9.3. No server of
#   it was recorded; the sources are its documentation on role-based access control and its code.
package rolecall.grafana.v13

import data.rolecall.grafana.v8_0
import data.rolecall.grafana.v9_3

reaches := v9_3.reaches

holds := {}

# METADATA
# description: |
#   Whoever creates something at the top is its Admin; what is in a folder has what the folder gives
#   (docs, folder access control).
creator := {"level": "Admin", "setting": "", "types": {"user"}, "only_at_the_top": true}

# METADATA
# description: API keys are gone (docs, what is new, 2025-10-03).
subjects := {"anonymous", "service_account", "user"}

# METADATA
# description: |
#   Logins and emails are stored in lower case and found in any (from 11.0: grafana/grafana pull requests
#   84840 and 86359).
logins := "lower"

default_permissions := v9_3.default_permissions

default_source := v9_3.default_source

tails := v9_3.tails

general_place := v9_3.general_place

selectors := object.union(v9_3.selectors, {"created in a folder": [], "general folder": array.concat(["folders:uid:general"], tails.folders)})

kinds := v9_3.kinds

globs := false

scoped := v9_3.scoped

unscoped := v9_3.unscoped

# METADATA
# description: Permissions decide about everything that has some.
decided := set()

# METADATA
# description: The actions of API keys are gone with them (docs, what is new, 2025-10-03).
without := {"apikeys:read", "apikeys:create", "apikeys:delete"}

members := v9_3.members

# METADATA
# description: Only what is given must be held, not what is taken (docs, what is new in 13.3).
delegating := {"roles:write", "users.roles:add", "teams.roles:add"}

# METADATA
# description: The highest role of the matching mappings decides (docs, org_mapping).
mapping := "highest"

# METADATA
# description: What an action on a resource takes, in the columns of v8_0.
requirements := array.concat(
	[[kinds_of, actions - _changed, ways] |
		some [kinds_of, actions, ways] in v9_3.requirements
		kinds_of & _gone == set()
		actions - _changed != set()
		kinds_of != {"org"}
	],
	[
		[{"org"}, {"folders:create"}, [{"@": "general folder"}]],
		[{"folder", "general"}, {"folders:create"}, v8_0.self],
		[{"org"}, {"annotations:create"}, [{"@": "annotations of the org"}]],
		[{"org"}, {"playlists:create", "playlists:read"}, [{"@": "org"}]],
		[{"org"}, {"org.users:read", "org.users:add", "org.users:write", "org.users:remove"}, [{"@": "all users"}]],
		[{"org"}, {"org.users:lookup"}, [{"org.users:read": "anywhere"}, {"teams.permissions:write": "anywhere"}, {"folders.permissions:write": "anywhere"}, {"dashboards.permissions:write": "anywhere"}]],
		[{"server", "org"}, {"status:accesscontrol"}, [{"@": "status"}]],
		[
			{"server", "org"}, {
				"ldap.config:reload", "ldap.status:read", "ldap.user:read", "ldap.user:sync", "plugins:install",
				"provisioning:reload", "server.stats:read", "server.usagestats.report:read", "settings:read",
				"settings:write", "support.bundles:create", "support.bundles:delete", "support.bundles:read",
				"migrationassistant:migrate", "licensing:read", "licensing:write", "licensing:delete",
				"licensing.reports:read",
			},
			[{"@": "here or on the server"}],
		],
		[{"org"}, v9_3.of_users, v9_3.beyond("anywhere")],
		[{"org"}, {"datasources:query", "datasources:read"}, [{"@": "anywhere"}, {"@": "unrestricted data sources"}]],
		[
			{"org"}, {
				"users.roles:add", "users.roles:remove", "teams.roles:add", "teams.roles:remove", "roles:write",
				"roles:delete",
			},
			[{"@": "delegate"}],
		],
		# The annotations of a dashboard are covered by it and by its folders.
		[
			{"annotation of a dashboard"}, {
				"annotations:read", "annotations:create", "annotations:write", "annotations:delete",
			},
			[{"@": "dashboard"}],
		],
		[{"annotation"}, {"annotations:read", "annotations:create", "annotations:write", "annotations:delete"}, v8_0.self],
		[
			{"dashboard", "folder", "general"}, {
				"annotations:read", "annotations:create", "annotations:write", "annotations:delete",
			},
			v8_0.self,
		],
		# So are library panels by theirs.
		[
			{"folder", "general"}, {
				"library.panels:read", "library.panels:create", "library.panels:write", "library.panels:delete",
			},
			v8_0.self,
		],
		[
			{"library_panel in a folder"}, {
				"library.panels:read", "library.panels:write", "library.panels:delete",
			},
			[{"@": "folder"}],
		],
		[
			{"library_panel in General"}, {
				"library.panels:read", "library.panels:write", "library.panels:delete",
			},
			[{"@": "general"}],
		],
		[{"folder"}, {"alert.silences:read", "alert.silences:create", "alert.silences:write"}, v8_0.self],
		[{"snapshot", "snapshot of a dashboard"}, {"snapshots:read", "snapshots:delete"}, [{"@": "anywhere"}]],
	],
)

_gone := {"alert of a dashboard", "api_key", "notification_channel"}

_changed := {
	"annotations:read", "annotations:create", "annotations:write", "annotations:delete", "folders:create",
	"library.panels:read", "library.panels:create", "library.panels:write", "library.panels:delete",
	"snapshots:read", "snapshots:delete", "snapshots:delete-own", "alert.rules:pause-all",
	"ldap.config:reload", "ldap.status:read", "ldap.user:read", "ldap.user:sync", "provisioning:reload",
	"server.stats:read", "settings:read",
}
