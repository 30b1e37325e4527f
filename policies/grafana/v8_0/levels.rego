# The permission lists of folders, dashboards and teams in Grafana 8.0: what an entry gives.
package rolecall.grafana.v8_0

# METADATA
# description: |
#   The levels in their order; an entry satisfies every capability of its level or below
#   (models/dashboard_acl.go:8-14).
ranks := {"View": 1, "Edit": 2, "Admin": 4}

# METADATA
# description: |
#   What each capability of the guardian takes and opens: [capability, level, level under
#   viewers_can_edit, actions]. Renaming and deleting a folder need Edit by the code
#   (services/dashboards/folder_service.go:157-215), whatever the page on folder permissions says.
#   Source: services/guardian/guardian.go:49-67.
capabilities := [
	["CanView", "View", "View", {"dashboards:read", "folders:read"}],
	["CanEdit", "Edit", "View", {"dashboards:edit", "folders:edit"}],
	["CanSave", "Edit", "Edit", {
		"dashboards:create", "dashboards:write", "dashboards:delete", "folders:write", "folders:delete",
	}],
	["CanAdmin", "Admin", "Admin", {
		"dashboards.permissions:read", "dashboards.permissions:write", "folders.permissions:read",
		"folders.permissions:write",
	}],
]

# METADATA
# description: |
#   What the filter of lists and searches shows: [level, actions]. It is another rule than the
#   guardian's: an Editor also matches the entries of role Viewer
#   (services/sqlstore/permissions/dashboard.go:18-77).
listed := [
	["View", {"dashboards:list", "folders:list"}],
	["Edit", {"dashboards:list-editable", "folders:list-editable"}],
]

# METADATA
# description: |
#   The roles whose entries the filter of lists lets a role match besides its own; the guardian knows
#   no such thing (services/guardian/guardian.go:116-119).
list_matches := {"Editor": {"Viewer"}}

# METADATA
# description: |
#   The list that a folder, or a dashboard in General, has until somebody writes one
default_permissions := {"Viewer": "View", "Editor": "Edit"}

# METADATA
# description: Where the default list is known from.
default_source := "services/sqlstore/migrations/dashboard_acl.go:33-46"

# METADATA
# description: |
#   The level of whoever creates a folder or dashboard, the setting that gives it, and the types of
#   subject that get it (api/folder.go:66-71, api/dashboard.go:361-366): whoever has a user id.
creator := {"level": "Admin", "setting": "editors_can_admin", "types": {"user"}}

# METADATA
# description: The types of subject that can ask.
subjects := {"anonymous", "api_key", "user"}

# METADATA
# description: The role that may do everything with every folder and dashboard of its org.
override := {"role": "Admin", "level": "Admin", "source": "services/guardian/guardian.go:75-78"}

# METADATA
# description: |
#   What membership of a team gives over the team: [level, cell, actions, source]. Whoever creates a
#   team under editors_can_admin becomes its Admin (api/team.go:29-41).
team_levels := [
	["Member", true, {"teams:list"}, "api/team.go:99-101"],
	["Admin", true, {"teams:list"}, "api/team.go:99-101"],
	[
		"Admin", "editors_can_admin", {
			"teams:write", "teams:delete", "teams.permissions:write", "teams.preferences:read",
		},
		"api/api.go:173-183; services/teamguardian/team.go",
	],
]

# METADATA
# description: What a level on any folder of the org gives in the org, matched as lists are.
any_folder := {"level": "Admin", "actions": {"org.users:lookup"}, "source": "api/org_users.go:105-125"}

# METADATA
# description: |
#   What an entry of a data source gives, which Grafana Enterprise has: [level, actions] (docs, data
#   source permissions).
data_source_levels := [
	["Query", {"datasources:query"}],
	["Edit", {"datasources:query"}],
	["Admin", {"datasources:query"}],
]
