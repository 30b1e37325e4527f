# What Grafana gives by the org role.
package rolecall.grafana.rights

# METADATA
# description: |
#   The org roles. First the table "Compare roles" of the documentation, row by row. Its first three rows
#   are about dashboards and folders: what an Editor or Viewer may do with one is decided by its permission
#   list, which starts as the default permissions, so only creating a folder stands here. Then what servers do
#   besides the table, and what the role still decides by itself where permissions decide. In 8.5 a team is
#   seen by its members alone, whatever the settings say, and its member list by its admins alone; with
#   permissions it has no fixed role for plugins yet.
matrix := {
	"Add, edit, delete folders": [{
		"open": {"Admin": true, "Editor": true, "Viewer": false}, "actions": {"folders:create"},
		"source": concat(" ", [
			"page, row 3; tested against the default list of General alone, so no entry of a list",
			"opens it (services/dashboards/folder_service.go)",
		]),
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"View playlists": [
		{
			"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"playlists:read"},
			"source": "page, row 4",
			"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "13.0"}},
		},
		{
			"open": {"Admin": _playlists_by_role, "Editor": _playlists_by_role, "Viewer": _playlists_by_role},
			"actions": {"playlists:read"}, "source": _playlists_source, "holds": {"permissions": {"since": "13.0"}},
		},
	],
	"Create, update, delete playlists": [
		{
			"open": {"Admin": true, "Editor": true, "Viewer": false},
			"actions": {"playlists:create", "playlists:delete", "playlists:write"},
			"source": "page, row 5; api/api.go:353-361",
			"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "13.0"}},
		},
		{
			"open": {"Admin": _playlists_by_role, "Editor": _playlists_by_role, "Viewer": false},
			"actions": {"playlists:create", "playlists:delete", "playlists:write"},
			"source": _playlists_source, "holds": {"permissions": {"since": "13.0"}},
		},
	],
	"Access Explore": [{
		"open": {"Admin": true, "Editor": true, "Viewer": {"setting": "viewers_can_edit", "is": true}},
		"actions": {"datasources:explore"},
		"source": "page, row 6; middleware/auth.go:76-80",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Add, edit, delete data sources": [{
		"open": {"Admin": true, "Editor": false, "Viewer": false},
		"actions": {"datasources:create", "datasources:delete", "datasources:read", "datasources:write"},
		"source": "page, row 7; api/api.go:262-272", "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Add and edit users": [{
		"open": {"Admin": true, "Editor": false, "Viewer": false},
		"actions": {"org.users:add", "org.users:read", "org.users:remove", "org.users:write"},
		"source": "page, row 8; api/api.go:198-216", "holds": {"roles": {"since": "8.0"}},
	}],
	"Add and edit teams": [{
		"open": {"Admin": true, "Editor": false, "Viewer": false}, "actions": {"teams:delete", "teams:write"},
		"source": "page, row 9; services/teamguardian/team.go",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Add teams": [{
		"open": {"Admin": true, "Editor": {"setting": "editors_can_admin", "is": true}, "Viewer": false},
		"actions": {"teams:create"},
		"source": "page, row 9; api/team.go:17", "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Change organization settings": [{
		"open": {"Admin": true, "Editor": false, "Viewer": false},
		"actions": {"orgs.preferences:read", "orgs.preferences:write", "orgs:write"},
		"source": "page, row 10; api/api.go:198-216", "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Change team settings": [{
		"open": {"Admin": true, "Editor": false, "Viewer": false},
		"actions": {"teams.permissions:write", "teams.preferences:read"},
		"source": "page, row 11; services/teamguardian/team.go",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Configure app plugins": [{
		"open": {"Admin": true, "Editor": false, "Viewer": false},
		"actions": {"plugins.dashboards:read", "plugins:write"}, "source": "page, row 12; api/api.go:291-295",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "9.3"}},
	}],
	"Manage notification channels": [{
		"open": {"Admin": true, "Editor": true, "Viewer": false},
		"actions": {
			"alert.notifications.channels:create", "alert.notifications.channels:delete",
			"alert.notifications.channels:read", "alert.notifications.channels:test",
			"alert.notifications.channels:write",
		},
		"source": "page, Editor role; api/api.go:387-397",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "11.0"}},
	}],
	"Look up notification channels": [{
		"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"alert.notifications.channels:lookup"},
		"source": "api/api.go:400-402",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "11.0"}},
	}],
	"Manage silences and the Alertmanager configuration": [
		{
			"open": {"Admin": true, "Editor": true, "Viewer": false},
			"actions": {"alert.instances:create", "alert.instances:write", "alert.notifications:write"},
			"source": "services/ngalert/api/api_alertmanager.go:25-63",
			"holds": {"roles": {"since": "8.0", "until": "8.5"}, "beta": {"since": "8.0"}},
		},
		{
			"open": {"Admin": true, "Editor": true, "Viewer": false},
			"actions": {
				"alert.instances:create", "alert.instances:write", "alert.notifications:read",
				"alert.notifications:write",
			},
			"source": "recorded: matrix-vce0-eca0", "holds": {"roles": {"since": "8.5"}},
		},
	],
	"Read silences, the Alertmanager configuration and the list of alerts": [{
		"open": {"Admin": true, "Editor": true, "Viewer": true},
		"actions": {"alert.instances:read", "alert.notifications:read", "alert.rules:read"},
		"source": concat(" ", [
			"services/ngalert/api/api_alertmanager.go, no role is asked;",
			"services/sqlstore/alert.go:128",
		]),
		"holds": {"roles": {"since": "8.0", "until": "8.5"}, "beta": {"since": "8.0"}},
	}],
	"Pause an alert": [{
		"open": {"Admin": true, "Editor": true, "Viewer": false}, "actions": {"alert.rules:write"},
		"source": "api/alerting.go; the dashboard must be editable too",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "9.3"}},
	}],
	"Read annotations": [{
		"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"annotations:read"},
		"source": "api/annotations.go; no permission list is asked",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Write annotations of the organization": [{
		"open": {"Admin": true, "Editor": true, "Viewer": false},
		"actions": {"annotations:create", "annotations:delete", "annotations:write"},
		"source": "api/annotations.go:262-265", "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Delete all annotations of a panel": [{
		"open": {"Admin": true, "Editor": false, "Viewer": false}, "actions": {"annotations:mass-delete"},
		"source": "api/api.go, reqOrgAdmin", "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Push Graphite annotations": [{
		"open": {"Admin": true, "Editor": true, "Viewer": false}, "actions": {"annotations.graphite:create"},
		"source": "api/api.go, reqEditorRole", "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"List all snapshots": [
		{
			"open": {"Admin": true, "Editor": false, "Viewer": false}, "actions": {"snapshots:read"},
			"source": "services/sqlstore/dashboard_snapshot.go:119-128",
			"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "11.5"}},
		},
		{
			"open": {"Admin": true, "Editor": false, "Viewer": false}, "actions": {"snapshots:list"},
			"source": "recorded: matrix-vce0-eca0 of 12.2.0-pre", "holds": {"permissions": {"since": "11.5"}},
		},
	],
	"Delete snapshots by key": [{
		"open": {"Admin": true, "Editor": true, "Viewer": false}, "actions": {"snapshots:delete"},
		"source": "api/dashboard_snapshot.go:262-270; its creator, or with an editable dashboard",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "9.3"}},
	}],
	"Query any data source": [{
		"open": {"Admin": true, "Editor": false, "Viewer": false}, "actions": {"datasources:query"},
		"source": "docs, data source permissions of Grafana Enterprise 8.0: org Admins always",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Look up the id of a data source": [{
		"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"datasources.id:read"},
		"source": "api/api.go:272", "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Look up users of the organization": [{
		"open": {"Admin": true, "Editor": false, "Viewer": false}, "actions": {"org.users:lookup"},
		"source": "api/org_users.go:105-125", "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Read the current organization": [{
		"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"orgs.quotas:read", "orgs:read"},
		"source": "api/api.go", "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Manage API keys": [{
		"open": {"Admin": true, "Editor": false, "Viewer": false},
		"actions": {"apikeys:create", "apikeys:delete", "apikeys:read"}, "source": "api/api.go:250-254",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Read plugin settings": [
		{
			"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"plugins.settings:read"},
			"source": "recorded: matrix-vce0-eca0, a Viewer reads the settings of an app plugin",
			"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
		},
		{
			"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"plugins.settings:read"},
			"source": "recorded: matrix-vce0-eca0", "holds": {"permissions": {"since": "8.5"}},
		},
	],
	"Read teams": [
		{
			"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"teams:read"}, "source": "api/team.go",
			"holds": {"roles": {"since": "8.0", "until": "8.5"}, "beta": {"since": "8.0"}},
		},
		{
			"open": {"Admin": true, "Editor": false, "Viewer": false}, "actions": {"teams:list", "teams:read"},
			"source": "recorded: matrix-vce0-eca0, an Editor reads no team of others",
			"holds": {"roles": {"since": "8.5"}},
		},
	],
	"Find teams": [{
		"open": {
			"Admin": true, "Editor": {"setting": "editors_can_admin", "is": false},
			"Viewer": {"setting": "editors_can_admin", "is": false},
		},
		"actions": {"teams:list"}, "source": "api/team.go:99-101",
		"holds": {"roles": {"since": "8.0", "until": "8.5"}, "beta": {"since": "8.0"}},
	}],
	"List team members": [
		{
			"open": {
				"Admin": true, "Editor": {"setting": "editors_can_admin", "is": true},
				"Viewer": {"setting": "editors_can_admin", "is": true},
			},
			"actions": {"teams.permissions:read"},
			"source": concat(" ", [
				"api/api.go:173-183 closes the route without the flag; api/team_members.go asks",
				"nothing more",
			]),
			"holds": {"roles": {"since": "8.0", "until": "8.5"}, "beta": {"since": "8.0"}},
		},
		{
			"open": {"Admin": true, "Editor": false, "Viewer": false}, "actions": {"teams.permissions:read"},
			"source": "recorded: matrix-vce0-eca1, a Viewer lists no members", "holds": {"roles": {"since": "8.5"}},
		},
	],
	"Administer teams as an Editor": [{
		"open": {"Admin": true, "Editor": {"setting": "editors_can_admin", "is": true}, "Viewer": false},
		"actions": {"teams:administer"},
		"source": "recorded: teams-vce0-eca1, a Viewer who is team admin adds nobody",
		"holds": {"roles": {"since": "8.5"}},
	}],
	"Read silences and alert rules": [{
		"open": {"Admin": true, "Editor": true, "Viewer": true},
		"actions": {"alert.instances:read", "alert.rules:read"}, "source": "recorded: matrix-vce0-eca0",
		"holds": {"roles": {"since": "8.5"}},
	}],
	"Search teams": [{
		"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"teams:search"},
		"source": "api/api.go, the search is open and narrowed", "holds": {"roles": {"since": "8.5"}},
	}],
	# Each org has notification policies with the permissions that they were created with.
	"Read notification policies": [{
		"open": {"Admin": true, "Editor": true, "Viewer": true},
		"actions": {"notifications.alerting.grafana.app/routingtrees:get"},
		"source": "pull request 121689: Viewer View, Editor Edit", "holds": {"permissions": {"since": "13.1"}},
	}],
	"Change notification policies": [{
		"open": {"Admin": true, "Editor": true, "Viewer": false},
		"actions": {"notifications.alerting.grafana.app/routingtrees:update"},
		"source": "pull request 121689: Viewer View, Editor Edit", "holds": {"permissions": {"since": "13.1"}},
	}],
	"Administer alerting": [{
		"open": {"Admin": true, "Editor": false, "Viewer": false},
		"actions": {"alert.configuration:read", "alert.configuration:write"}, "source": "recorded: matrix-vce0-eca0",
		"holds": {"roles": {"since": "8.5"}, "permissions": {"since": "8.5"}},
	}],
	"Manage service accounts": [{
		"open": {"Admin": true, "Editor": false, "Viewer": false},
		"actions": {
			"serviceaccounts:create", "serviceaccounts:delete", "serviceaccounts:read", "serviceaccounts:write",
		},
		"source": "recorded: keys-vce0-eca0", "holds": {"roles": {"since": "8.5"}},
	}],
	"Write library panels in General": [{
		"open": {"Admin": true, "Editor": true, "Viewer": false},
		"actions": {"library.panels:create", "library.panels:delete", "library.panels:write"},
		"source": "services/libraryelements/guard.go", "holds": {"permissions": {"since": "8.5", "until": "12.1"}},
	}],
	"Read library panels in General": [{
		"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"library.panels:read"},
		"source": "recorded: matrix-vce0-eca0", "holds": {"permissions": {"since": "8.5", "until": "12.1"}},
	}],
	"List the dashboards of a plugin": [{
		"open": {"Admin": true, "Editor": false, "Viewer": false}, "actions": {"plugins.dashboards:read"},
		"source": "recorded: matrix-vce0-eca0", "holds": {"permissions": {"since": "8.5"}},
	}],
	"Delete snapshots without a dashboard": [{
		"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"snapshots:delete"},
		"source": "recorded: matrix-vce0-eca0, a Viewer deletes one of another user",
		"holds": {"permissions": {"since": "9.3", "until": "11.5"}},
	}],
}

# METADATA
# description: |
#   Rights over resources that the subject has created.
own := {
	"Delete one's own snapshot": [
		{
			"open": {"Admin": true, "Editor": true, "Viewer": false}, "actions": {"snapshots:delete-own"},
			"source": concat(" ", [
				"api/dashboard_snapshot.go:262-270; the route is closed to a Viewer (recorded:",
				"matrix-vce0-eca0)",
			]),
			"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "9.3"}},
		},
		{
			"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"snapshots:delete-own"},
			"source": "recorded: matrix-vce0-eca0, a Viewer deletes its own",
			"holds": {"permissions": {"since": "9.3"}},
		},
	],
	"List one's own snapshots": [
		{
			"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"snapshots:read"},
			"source": "services/sqlstore/dashboard_snapshot.go:119-128",
			"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "9.3"}},
		},
		{
			"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"snapshots:read"},
			"source": "services/sqlstore/dashboard_snapshot.go",
			"holds": {"permissions": {"since": "9.3", "until": "11.5"}},
		},
		{
			"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"snapshots:list"},
			"source": "recorded: matrix-vce0-eca0 of 12.2.0-pre", "holds": {"permissions": {"since": "11.5"}},
		},
	],
}

# METADATA
# description: |
#   A data source that has no permissions of its own: without a licence that enforces them,
#   fixed:datasources:reader is Viewer's (9.3: api/accesscontrol.go).
open_data_sources := {
	"Query data sources": [{
		"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"datasources:query"},
		"source": "api/api.go, signed in or anonymous",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Read and query data sources": [{
		"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"datasources:query", "datasources:read"},
		"source": "recorded: matrix-vce0-eca0, a Viewer reads one", "holds": {"permissions": {"since": "8.5"}},
	}],
}

# METADATA
# description: |
#   General, which has no list of its own.
general := {
	"Open General": [{
		"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"folders:read"},
		"source": "services/dashboards/folder_service.go:63-66",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Read library panels in General": [{
		"open": {"Admin": true, "Editor": true, "Viewer": true}, "actions": {"library.panels:read"},
		"source": "recorded: matrix-vce0-eca0", "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Write library panels in General": [{
		"open": {"Admin": true, "Editor": true, "Viewer": false},
		"actions": {"library.panels:create", "library.panels:delete", "library.panels:write"},
		"source": "services/libraryelements/guard.go:25-51",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
}

# Permissions decide about playlists with the feature toggle, and roles without it.
_playlists_by_role := {"setting": "feature_toggles.playlistsRBAC", "is": false}

_playlists_source := "pull request 119975; pkg/registry/apps/playlist"
