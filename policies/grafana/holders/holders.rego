# METADATA
# title: Subjects, and how roles reach them
# description: |
#   Who can ask, which holders a grant to a role reaches, and how roles and groups are read. A fact has rows
#   under its name, with `holds`, a `source` where it has one of its own, and a `value` where it has one. A path
#   in a row is a file of the oldest release of the row (v8.0.7, v8.5.15, v9.3.2), below pkg/.
package rolecall.grafana.holders

import data.rolecall.grafana.releases

# METADATA
# description: The tables at a release.
tables(mode, release) := object.union(
	{
		"org_roles": object.keys(releases.at(org_roles, mode, release)),
		"subjects": object.keys(releases.at(subjects, mode, release)),
		"reaches": releases.values(reaches, mode, release),
		"holds": releases.values(entries, mode, release),
		"delegating": object.keys(releases.at(delegating, mode, release)),
		"decided": object.keys(releases.at(decided, mode, release)),
	},
	releases.values(readings, mode, release),
)

# METADATA
# description: The tables of facts, by name.
facts := {
	"decided": decided, "delegating": delegating, "entries": entries, "org_roles": org_roles, "reaches": reaches,
	"readings": readings, "subjects": subjects,
}

# METADATA
# description: The types of subject that can ask.
subjects := {
	"anonymous": [{"holds": _always}],
	"api_key": [
		{"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
		{
			"source": "changelog 12.1.0, pull request 106019",
			"holds": {"permissions": {"since": "8.5", "until": "12.1"}},
		},
	],
	"service_account": [{"holds": {"roles": {"since": "8.5"}, "permissions": {"since": "8.5"}}}],
	"user": [{"holds": _always}],
}

# METADATA
# description: The roles that an org can give.
org_roles := {
	"Admin": [{"source": "models/org_user.go:19-70", "holds": _always}],
	"Editor": [{"source": "models/org_user.go:19-70", "holds": _always}],
	"None": [{"source": "changelog 10.2.0, pull request 76343", "holds": {"permissions": {"since": "10.2"}}}],
	"Viewer": [{"source": "models/org_user.go:19-70", "holds": _always}],
}

# METADATA
# description: |
#   The holders that a grant to a basic role reaches: a grant to Viewer goes up to Editor and Admin, one to
#   Grafana Admin stays.
reaches := {role: [{
	"value": holders, "source": "services/accesscontrol/models.go:421-436 of v9.3.2",
	"holds": {"beta": {"since": "8.0"}, "permissions": {"since": "8.5"}},
}] |
	some role, holders in {
		"Viewer": ["role:Viewer", "role:Editor", "role:Admin"],
		"Editor": ["role:Editor", "role:Admin"],
		"Admin": ["role:Admin"],
		"Grafana Admin": ["server admin in the org"],
	}
}

# METADATA
# description: |
#   The roles whose entries and assignments reach a role too. From 9.0 on, an entry for a role matches that role
#   alone (services/accesscontrol/accesscontrol.go:212-221).
entries := {
	"Admin": [{
		"value": {"Viewer", "Editor"},
		"source": "services/accesscontrol/ossaccesscontrol/ossaccesscontrol.go:196-212",
		"holds": {"permissions": {"since": "8.5", "until": "9.0"}},
	}],
	"Editor": [{
		"value": {"Viewer"},
		"source": "services/accesscontrol/ossaccesscontrol/ossaccesscontrol.go:196-212",
		"holds": {"permissions": {"since": "8.5", "until": "9.0"}},
	}],
}

# METADATA
# description: |
#   The actions for which a subject must hold all permissions of the role (docs, role-based access control). From
#   13.3 on, they are needed to give a role, and not to take it away (docs, what is new in 13.3).
delegating := object.union_n([
	{action: [{"holds": {"beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "9.0"}}}] |
		some action in ["roles.builtin:add", "roles.builtin:remove"]
	},
	{"roles:write": [{"holds": {"beta": {"since": "8.0"}, "permissions": {"since": "8.5"}}}]},
	{"roles:delete": [{"holds": {"beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "13.3"}}}]},
	{action: [{"holds": {"permissions": {"since": "8.5"}}}] | some action in ["teams.roles:add", "users.roles:add"]},
	{action: [{"holds": {"permissions": {"since": "8.5", "until": "13.3"}}}] |
		some action in ["teams.roles:remove", "users.roles:remove"]
	},
])

# METADATA
# description: |
#   The actions that permissions decide where the toggle leaves the others to roles. If a release has no such
#   actions, permissions decide every action that is a permission.
decided := {action: [{
	"source": "docs/sources/enterprise/access-control of tag v8.0.7",
	"holds": {"beta": {"since": "8.0"}},
}] |
	some action in [
		"ldap.config:reload", "ldap.status:read", "ldap.user:read", "ldap.user:sync", "org.users:add",
		"org.users:read", "org.users:remove", "org.users:write", "provisioning:reload", "reports.settings:read",
		"reports.settings:write", "reports:create", "reports:delete", "reports:read", "reports:send",
		"reports:write", "roles.builtin:add", "roles.builtin:list", "roles.builtin:remove", "roles:delete",
		"roles:list", "roles:read", "roles:write", "status:accesscontrol", "users.authtoken:read",
		"users.authtoken:write", "users.password:write", "users.permissions:write", "users.quotas:read",
		"users.quotas:write", "users.teams:read", "users:create", "users:delete", "users:disable", "users:enable",
		"users:logout", "users:read", "users:write",
	]
}

# METADATA
# description: |
#   How things are read: whether scopes are globs rather than prefixes; in which case logins and emails are
#   stored and found, and external groups are compared (`groups`), `lower` or as they are (empty); which of several
#   mappings of groups to roles in an org decides, the `first` or the `highest`; the level in a team that
#   members of its groups have (`synced`); and whether a basic role loses `assignments`, which roles above it
#   lose with it, or `permissions`, which it loses alone (`removals`).
readings := {
	"groups": [{"value": "lower", "source": "docs, team sync", "holds": _always}],
	"synced": [{"value": "Member", "source": "docs, team sync", "holds": _always}],
	"removals": [
		{"value": "assignments", "holds": {"roles": {"since": "8.0"}}},
		{
			"value": "assignments",
			"source": "docs, access control provisioning of 8.0 and 8.5: removeDefaultAssignments",
			"holds": {"beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "9.0"}},
		},
		{
			"value": "permissions", "source": "docs, role-based access control of 9.0: update basic role permissions",
			"holds": {"permissions": {"since": "9.0"}},
		},
	],
	"globs": [
		{"value": false, "holds": {"roles": {"since": "8.0"}, "permissions": {"since": "8.5"}}},
		{
			"value": true, "source": "docs/sources/enterprise/access-control of tag v8.0.7",
			"holds": {"beta": {"since": "8.0"}},
		},
	],
	"logins": [
		{"value": "", "holds": _before("11.0")},
		{
			"value": "lower", "source": "changelog 11.0.0, pull requests 84840 and 86985",
			"holds": {"permissions": {"since": "11.0"}},
		},
	],
	"mapping": [
		{"value": "first", "source": "services/ldap/ldap.go", "holds": _before("11.1")},
		{
			"value": "highest", "source": "docs, org_mapping; changelog 11.1.0: org mapping for OAuth providers",
			"holds": {"permissions": {"since": "11.1"}},
		},
	],
}

_always := {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5"}}

_before(release) := {
	"roles": {"since": "8.0"}, "beta": {"since": "8.0"},
	"permissions": {"since": "8.5", "until": release},
}
