# METADATA
# title: Grafana 8.5 without fine-grained access control
# description: |
#   What differs from 8.0. Sources are files of tag v8.5.15, below pkg/, or "recorded", which is a
#   decision of a v8.5.15 server (tests/conformance).
package rolecall.grafana.v8_5

import data.rolecall.grafana.v8_0

data_source_levels := v8_0.data_source_levels

ranks := v8_0.ranks

capabilities := v8_0.capabilities

listed := v8_0.listed

list_matches := v8_0.list_matches

default_permissions := v8_0.default_permissions

default_source := v8_0.default_source

override := v8_0.override

any_folder := v8_0.any_folder

# METADATA
# description: |
#   A service account has a user id, and so becomes Admin of what it creates (recorded:
#   keys-vce1-eca1, the token of an Editor reads the permissions of its own folder).
creator := object.union(v8_0.creator, {"types": {"service_account", "user"}})

# METADATA
# description: The types of subject that can ask.
subjects := v8_0.subjects | {"service_account"}

team_levels := [
	["Member", true, {"teams:read", "teams:list"}, "recorded: teams-vce0-eca0"],
	["Admin", true, {"teams:read", "teams:list"}, "recorded: teams-vce0-eca0"],
	[
		"Admin", "editors_can_admin", {
			"teams:write", "teams:delete", "teams.permissions:read", "teams.permissions:write",
			"teams.preferences:read",
		},
		"services/teamguardian/team.go",
	],
]

# METADATA
# description: What an action on a resource takes, in the columns of v8_0.
requirements := array.concat(
	[[row[0], row[1] - {"teams:read"}, row[2]] | some row in v8_0.requirements; row[0] != {"team"}],
	[
		[{"team"}, {"teams:read", "teams:list"}, v8_0.self],
		[
			{"team"}, {
				"teams:write", "teams:delete", "teams.permissions:read", "teams.permissions:write",
				"teams.preferences:read",
			},
			[{"teams:administer": "org", "@": "resource"}],
		],
		[
			{"org"}, {
				"alert.instances:read", "alert.rules:read", "alert.notifications:read", "alert.configuration:read",
				"alert.configuration:write", "serviceaccounts:create", "serviceaccounts:read",
			},
			v8_0.self,
		],
		[{"org"}, {"teams:read"}, [{"teams:search": "org"}]],
		[{"service_account"}, {"serviceaccounts:read", "serviceaccounts:write", "serviceaccounts:delete"}, v8_0.self],
	],
)
