# METADATA
# title: Permission lists
# description: |
#   The rights that an entry in the list of a folder, dashboard, team or data source gives where roles decide, and
#   the list that a resource has until somebody writes one. The permissions that an entry gives where permissions
#   decide are in gen/tables/levels. A fact has rows under its name, with `source` and `holds`; a path in a row
#   is a file of the oldest release of the row (v8.0.7, v8.5.15, v9.3.2), below pkg/.
package rolecall.grafana.levels

import data.rolecall.grafana.releases

# METADATA
# description: The tables at a release, in the columns that their descriptions name.
tables(mode, release) := object.union_n([
	{
		"ranks": releases.values(ranks, mode, release),
		"capabilities": [[name, row.level, row.for_viewers, row.actions] |
			some name, row in releases.at(capabilities, mode, release)
		],
		"listed": [[row.level, row.actions] | some row in releases.at(listed, mode, release)],
		"list_matches": releases.values(matches_of_lists, mode, release),
		"team_levels": [[row.level, row.open, row.actions, row.source] |
			some row in releases.at(team_levels, mode, release)
		],
		"data_source_levels": [[level, row.actions] | some level, row in releases.at(data_source_levels, mode, release)],
	},
	{name: object.union(row.value, {"source": row.source}) |
		some name, row in releases.at(in_general, mode, release)
	},
	{key: value |
		some row in releases.at(defaults, mode, release)
		some key, value in {"default_permissions": row.value, "default_source": row.source}
	},
	{"entry_roles": {role | some role, _ in releases.at(entry_roles, mode, release)}},
])

# METADATA
# description: The tables of facts, by name.
facts := {
	"capabilities": capabilities, "data_source_levels": data_source_levels, "defaults": defaults,
	"entry_roles": entry_roles,
	"in_general": in_general, "matches_of_lists": matches_of_lists, "listed": listed, "ranks": ranks,
	"team_levels": team_levels,
}

# METADATA
# description: |
#   The roles that an entry can be for. Where lists decide, Grafana refuses one for Admin, which has every permission.
entry_roles := {
	"Viewer": [{"source": "models/dashboard_acl.go", "holds": _everywhere}],
	"Editor": [{"source": "models/dashboard_acl.go", "holds": _everywhere}],
	"Admin": [{
		"source": concat(" ", [
			"v8.5.15: services/accesscontrol/resourcepermissions/service.go takes every org role;",
			"docs, folder access control: Viewer, Editor, Admin; refused before: services/guardian/guardian.go:151-164",
		]),
		"holds": {"permissions": {"since": "8.5"}},
	}],
}

# METADATA
# description: The levels in their order; an entry satisfies every capability of its level or below.
ranks := {level: [{"value": rank, "source": "models/dashboard_acl.go:8-14", "holds": _lists}] |
	some level, rank in {"View": 1, "Edit": 2, "Admin": 4}
}

# METADATA
# description: |
#   What each capability of the guardian takes and opens: [capability, level, level under viewers_can_edit,
#   actions]. Renaming and deleting a folder need Edit by the code (services/dashboards/folder_service.go:157-215),
#   whatever the page on folder permissions says.
capabilities := {
	"CanView": [{
		"level": "View", "for_viewers": "View", "actions": {"dashboards:read", "folders:read"},
		"source": "services/guardian/guardian.go:49-67", "holds": _lists,
	}],
	"CanEdit": [{
		"level": "Edit", "for_viewers": "View", "actions": {"dashboards:edit", "folders:edit"},
		"source": "services/guardian/guardian.go:49-67", "holds": _lists,
	}],
	"CanSave": [{
		"level": "Edit", "for_viewers": "Edit",
		"actions": {"dashboards:create", "dashboards:write", "dashboards:delete", "folders:write", "folders:delete"},
		"source": "services/guardian/guardian.go:49-67", "holds": _lists,
	}],
	"CanAdmin": [{
		"level": "Admin", "for_viewers": "Admin",
		"actions": {
			"dashboards.permissions:read", "dashboards.permissions:write", "folders.permissions:read",
			"folders.permissions:write",
		},
		"source": "services/guardian/guardian.go:49-67", "holds": _lists,
	}],
}

# METADATA
# description: |
#   What the filter of lists and searches shows: [level, actions]. It is another rule than the guardian's: an
#   Editor also matches the entries of role Viewer.
listed := {
	"What one may view": [{
		"level": "View", "actions": {"dashboards:list", "folders:list"},
		"source": "services/sqlstore/permissions/dashboard.go:18-77", "holds": _lists,
	}],
	"What one may edit": [{
		"level": "Edit", "actions": {"dashboards:list-editable", "folders:list-editable"},
		"source": "services/sqlstore/permissions/dashboard.go:18-77", "holds": _lists,
	}],
}

# METADATA
# description: |
#   The roles whose entries the filter of lists lets a role match besides its own; the guardian knows no such
#   thing (services/guardian/guardian.go:116-119).
matches_of_lists := {"Editor": [{
	"value": {"Viewer"}, "source": "services/sqlstore/permissions/dashboard.go:18-77",
	"holds": _lists,
}]}

# METADATA
# description: |
#   The list that a folder, or a dashboard in General, has until somebody writes one. Where permissions decide, it
#   is the list that Grafana creates with it (there also folderimpl/folder.go:254-275).
defaults := {"folders and dashboards in General": [
	{
		"value": {"Viewer": "View", "Editor": "Edit"},
		"source": "services/sqlstore/migrations/dashboard_acl.go:33-46", "holds": _lists,
	},
	{
		"value": {"Viewer": "View", "Editor": "Edit"},
		"source": "services/dashboards/service/dashboard_service.go:460-493",
		"holds": {"permissions": {"since": "8.5"}},
	},
]}

# METADATA
# description: |
#   The level of a subject over the folder or dashboard that it creates, the condition for that (`open`), the types
#   of subject that get it, which have a user id, and the lists in which users alone get it (`creator`); the role
#   that may do everything with every folder and dashboard of its org (`override`); and what a level on any folder
#   of the org gives in the org, matched as lists are (`any_folder`).
in_general := {
	"creator": [
		{
			"value": {"level": "Admin", "open": {"setting": "editors_can_admin", "is": true}, "types": {"user"}},
			"source": "api/folder.go:66-71, api/dashboard.go:361-366",
			"holds": {"roles": {"since": "8.0", "until": "8.5"}, "beta": {"since": "8.0"}},
		},
		{
			"value": {
				"level": "Admin", "open": {"setting": "editors_can_admin", "is": true},
				"types": {"service_account", "user"},
			},
			"source": "recorded: keys-vce1-eca1, the token of an Editor reads the permissions of its own folder",
			"holds": {"roles": {"since": "8.5"}},
		},
		{
			"value": {"level": "Admin", "open": true, "types": {"user"}},
			"source": "services/dashboards/service/dashboard_service.go:460-493, only users are asked for",
			"holds": {"permissions": {"since": "8.5", "until": "11.2.4"}},
		},
		{
			"value": _accounts_of_folders, "source": "changelog 11.2.4, pull request 95416",
			"holds": {"permissions": {"since": "11.2.4", "until": "11.3"}},
		},
		{
			"value": {"level": "Admin", "open": true, "types": {"user"}},
			"source": "services/dashboards/service/dashboard_service.go, only users are asked for",
			"holds": {"permissions": {"since": "11.3", "until": "11.3.1"}},
		},
		# The server 12.2.0-pre gives dashboards to service accounts, too. Since when is not known.
		{
			"value": _accounts_of_folders, "source": "changelog 11.3.1, pull request 95365",
			"holds": {"permissions": {"since": "11.3.1", "until": "12.2"}},
		},
		{
			"value": {
				"level": "Admin", "open": true, "types": {"service_account", "user"},
				"of_users": {"serviceaccounts", "teams"},
			},
			"source": "recorded: 12.2.0-pre; services/team/teamapi, serviceaccounts/api",
			"holds": {"permissions": {"since": "12.2", "until": "12.3"}},
		},
		{
			"value": {
				"level": "Admin", "open": true, "types": {"service_account", "user"}, "of_users": {"serviceaccounts", "teams"},
				"only_at_the_top": {"folders"},
			},
			"source": "pull request 111984; recorded: nestedrandom-seed3 of 12.3.0, a dashboard in a folder has its creator",
			"holds": {"permissions": {"since": "12.3"}},
		},
	],
	"override": [{
		"value": {"role": "Admin", "level": "Admin"},
		"source": "services/guardian/guardian.go:75-78", "holds": _lists,
	}],
	"any_folder": [{
		"value": {"level": "Admin", "actions": {"org.users:lookup"}},
		"source": "api/org_users.go:105-125", "holds": _lists,
	}],
}

# METADATA
# description: |
#   What membership of a team gives over the team: [level, cell, actions, source]. The user who creates a team
#   under editors_can_admin becomes its Admin (api/team.go:29-41).
team_levels := {
	"Member": _in_a_team("Member"),
	"Admin": _in_a_team("Admin"),
	"Admin under editors_can_admin": [
		{
			"level": "Admin", "open": {"setting": "editors_can_admin", "is": true},
			"actions": {"teams:write", "teams:delete", "teams.permissions:write", "teams.preferences:read"},
			"source": "api/api.go:173-183; services/teamguardian/team.go",
			"holds": {"roles": {"since": "8.0", "until": "8.5"}, "beta": {"since": "8.0"}},
		},
		{
			"level": "Admin", "open": {"setting": "editors_can_admin", "is": true},
			"actions": {
				"teams:write", "teams:delete", "teams.permissions:read", "teams.permissions:write",
				"teams.preferences:read",
			},
			"source": "services/teamguardian/team.go", "holds": {"roles": {"since": "8.5"}},
		},
	],
}

_in_a_team(level) := [
	{
		"level": level, "open": true, "actions": {"teams:list"}, "source": "api/team.go:99-101",
		"holds": {"roles": {"since": "8.0", "until": "8.5"}, "beta": {"since": "8.0"}},
	},
	{
		"level": level, "open": true, "actions": {"teams:read", "teams:list"},
		"source": "recorded: teams-vce0-eca0", "holds": {"roles": {"since": "8.5"}},
	},
]

# METADATA
# description: |
#   The actions of each level of a data source, in Grafana Enterprise: [level, actions]. 8.0 has Query alone
#   (docs/sources/enterprise/datasource_permissions.md).
data_source_levels := {
	"Query": [{
		"actions": {"datasources:query"},
		"source": "docs, data source permissions", "holds": _lists,
	}],
	"Edit": [{
		"actions": {"datasources:query"},
		"source": "docs, data source permissions", "holds": {"roles": {"since": "8.5"}},
	}],
}

_lists := {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}

_everywhere := object.union(_lists, {"permissions": {"since": "8.5"}})

_accounts_of_folders := {
	"level": "Admin", "open": true, "types": {"service_account", "user"},
	"of_users": {"dashboards", "serviceaccounts", "teams"},
}
