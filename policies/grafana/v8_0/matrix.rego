# METADATA
# title: Grafana 8.0 without fine-grained access control
# description: |
#   What the builtin roles of an organization may do in Grafana 8.0, as tables. A row is
#   [what, Admin, Editor, Viewer, actions, source]. A cell is true, false, or the name of the
#   setting that opens it ("unless NAME": the setting closes it).
#
#   Sources: "page" is the documentation page Organization roles of Grafana 8.0
#   (docs/sources/permissions/organization_roles.md of tag v8.0.7); everything else is a file of
#   that tag, below pkg/, or "recorded", which is a decision of a v8.0.7 server (tests/conformance).
package rolecall.grafana.v8_0

# METADATA
# description: |
#   The documentation's table "Compare roles", row by row. Its first three rows are about dashboards
#   and folders: what an Editor or Viewer may do with one is decided by its permission list, which
#   starts as `default_permissions` in levels.rego, so only creating a folder stands here.
matrix := array.concat(
	[
		["Add, edit, delete folders", true, true, false, {"folders:create"}, "page, row 3; tested against the default list of General alone, so no entry of a list opens it (services/dashboards/folder_service.go)"],
		["View playlists", true, true, true, {"playlists:read"}, "page, row 4"],
		["Create, update, delete playlists", true, true, false, {"playlists:create", "playlists:write", "playlists:delete"}, "page, row 5; api/api.go:353-361"],
		["Access Explore", true, true, "viewers_can_edit", {"datasources:explore"}, "page, row 6; middleware/auth.go:76-80"],
		["Add, edit, delete data sources", true, false, false, {"datasources:create", "datasources:read", "datasources:write", "datasources:delete"}, "page, row 7; api/api.go:262-272"],
		["Add and edit users", true, false, false, {"org.users:read", "org.users:add", "org.users:write", "org.users:remove"}, "page, row 8; api/api.go:198-216"],
		["Add and edit teams", true, false, false, {"teams:write", "teams:delete"}, "page, row 9; services/teamguardian/team.go"],
		["Add teams", true, "editors_can_admin", false, {"teams:create"}, "page, row 9; api/team.go:17"],
		["Change organization settings", true, false, false, {"orgs:write", "orgs.preferences:read", "orgs.preferences:write"}, "page, row 10; api/api.go:198-216"],
		["Change team settings", true, false, false, {"teams.permissions:write", "teams.preferences:read"}, "page, row 11; services/teamguardian/team.go"],
		["Configure app plugins", true, false, false, {"plugins:write", "plugins.dashboards:read"}, "page, row 12; api/api.go:291-295"],
	],
	_beside_the_table,
)

# METADATA
# description: What the 8.0 servers do besides the table of the documentation.
_beside_the_table := [
	["Manage notification channels", true, true, false, {"alert.notifications.channels:read", "alert.notifications.channels:create", "alert.notifications.channels:write", "alert.notifications.channels:delete", "alert.notifications.channels:test"}, "page, Editor role; api/api.go:387-397"],
	["Look up notification channels", true, true, true, {"alert.notifications.channels:lookup"}, "api/api.go:400-402"],
	["Manage silences and the Alertmanager configuration", true, true, false, {"alert.instances:create", "alert.instances:write", "alert.notifications:write"}, "services/ngalert/api/api_alertmanager.go:25-63"],
	["Read silences, the Alertmanager configuration and the list of alerts", true, true, true, {"alert.instances:read", "alert.notifications:read", "alert.rules:read"}, "services/ngalert/api/api_alertmanager.go, no role is asked; services/sqlstore/alert.go:128"],
	["Pause an alert", true, true, false, {"alert.rules:write"}, "api/alerting.go; the dashboard must be editable too"],
	["Read annotations", true, true, true, {"annotations:read"}, "api/annotations.go; no permission list is asked"],
	["Write annotations of the organization", true, true, false, {"annotations:create", "annotations:write", "annotations:delete"}, "api/annotations.go:262-265"],
	["Delete all annotations of a panel", true, false, false, {"annotations:mass-delete"}, "api/api.go, reqOrgAdmin"],
	["Push Graphite annotations", true, true, false, {"annotations.graphite:create"}, "api/api.go, reqEditorRole"],
	["List all snapshots", true, false, false, {"snapshots:read"}, "services/sqlstore/dashboard_snapshot.go:119-128"],
	["Delete snapshots by key", true, true, false, {"snapshots:delete"}, "api/dashboard_snapshot.go:262-270; its creator, or with an editable dashboard"],
	["Query any data source", true, false, false, {"datasources:query"}, "docs, data source permissions of Grafana Enterprise 8.0: org Admins always"],
	["Look up the id of a data source", true, true, true, {"datasources.id:read"}, "api/api.go:272"],
	["Look up users of the organization", true, false, false, {"org.users:lookup"}, "api/org_users.go:105-125"],
	["Read the current organization", true, true, true, {"orgs:read", "orgs.quotas:read"}, "api/api.go"],
	["Manage API keys", true, false, false, {"apikeys:read", "apikeys:create", "apikeys:delete"}, "api/api.go:250-254"],
	["Read plugin settings", true, true, true, {"plugins.settings:read"}, "recorded: matrix-vce0-eca0, a Viewer reads the settings of an app plugin"],
	["Read teams", true, true, true, {"teams:read"}, "api/team.go"],
	["Find teams", true, "unless editors_can_admin", "unless editors_can_admin", {"teams:list"}, "api/team.go:99-101"],
	["List team members", true, "editors_can_admin", "editors_can_admin", {"teams.permissions:read"}, "api/api.go:173-183 closes the route without the flag; api/team_members.go asks nothing more"],
]

# METADATA
# description: |
#   What may be done with a data source that has no permissions of its own, in the columns of `matrix`.
open_data_sources := [
	["Query data sources", true, true, true, {"datasources:query"}, "api/api.go, signed in or anonymous"],
]

# METADATA
# description: What may be done with General, which has no list of its own, in the columns of `matrix`.
general := [
	["Open General", true, true, true, {"folders:read"}, "services/dashboards/folder_service.go:63-66"],
	["Read library panels in General", true, true, true, {"library.panels:read"}, "recorded: matrix-vce0-eca0"],
	["Write library panels in General", true, true, false, {"library.panels:create", "library.panels:write", "library.panels:delete"}, "services/libraryelements/guard.go:25-51"],
]

# METADATA
# description: The same for other holders than org roles, in the columns of `besides`.
general_besides := [
	["Write library panels in General", "server_admin_member", true, {"library.panels:create", "library.panels:write", "library.panels:delete"}, "recorded: matrix-vce0-eca0, superviewer creates one"],
]

# METADATA
# description: |
#   Rights that follow from something else than the org role: [what, holder, cell, actions, source].
#   The holders are described in subjects.rego. `server_admin_member` is here because of the checks
#   that a server admin always passes (HasRole, models/user.go:210), whatever the role in the org;
#   the other role checks do not know the flag (middleware/auth.go:82-95).
besides := [
	["Access Explore", "server_admin_member", true, {"datasources:explore"}, "recorded: matrix-vce0-eca0, superviewer opens Explore"],
	["Write annotations of the organization", "server_admin_member", true, {"annotations:create", "annotations:write", "annotations:delete"}, "api/annotations.go:262-265, HasRole"],
	["Look up users of the organization", "server_admin_member", true, {"org.users:lookup"}, "recorded: matrix-vce0-eca0, superviewer looks up users"],
	["Look up users of the organization", "team_admin", true, {"org.users:lookup"}, "api/org_users.go:105-125; recorded: teams-vce0-eca0, also with editors_can_admin off"],
	["Create snapshots", "signed_in_member", true, {"snapshots:create"}, "api/api.go; anonymous only in public mode"],
	["Find teams", "no_user_id", true, {"teams:list"}, "recorded: anon-Viewer-vce1; the narrowing to own teams is by user id, which is 0 here"],
]

# METADATA
# description: Rights over what one has created oneself, in the columns of `matrix`.
own := [
	["Delete one's own snapshot", true, true, false, {"snapshots:delete-own"}, "api/dashboard_snapshot.go:262-270; the route is closed to a Viewer (recorded: matrix-vce0-eca0)"],
	["List one's own snapshots", true, true, true, {"snapshots:read"}, "services/sqlstore/dashboard_snapshot.go:119-128"],
]

# METADATA
# description: |
#   What is asked of the server rather than of an org: [what, holder, cell, actions, source].
server := [
	["Administer the server", "server_admin", true, _server_actions, "api/api.go:160-169, 220-240, 430-465, reqGrafanaAdmin"],
	["Create organizations", "signed_in", "allow_org_create", {"orgs:create"}, "api/org.go, AllowUserOrgCreate"],
]

_server_actions := {
	"alert.rules:pause-all",
	"ldap.config:reload",
	"ldap.status:read",
	"ldap.user:read",
	"ldap.user:sync",
	"org.users:add",
	"org.users:read",
	"org.users:remove",
	"org.users:write",
	"orgs.quotas:read",
	"orgs.quotas:write",
	"orgs:create",
	"orgs:delete",
	"orgs:read",
	"orgs:write",
	"plugins:install",
	"provisioning:reload",
	"server.stats:read",
	"settings:read",
	"users.authtoken:read",
	"users.authtoken:write",
	"users.password:write",
	"users.permissions:read",
	"users.permissions:write",
	"users.quotas:read",
	"users.quotas:write",
	"users.teams:read",
	"users:create",
	"users:delete",
	"users:disable",
	"users:enable",
	"users:logout",
	"users:read",
	"users:write",
}
