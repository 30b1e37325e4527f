# METADATA
# title: Grafana 8.0 with the feature toggle accesscontrol
# description: |
#   The beta of fine-grained access control works alongside the older permissions: it decides about
#   users, roles, reports, LDAP and provisioning, everything else is as in 8.0 (docs/sources/enterprise/
#   access-control of tag v8.0.7). Scopes are globs in the spelling of that version.
package rolecall.grafana.v8_0_accesscontrol

import data.rolecall.grafana.v8_0

data_source_levels := v8_0.data_source_levels

ranks := v8_0.ranks

capabilities := v8_0.capabilities

listed := v8_0.listed

list_matches := v8_0.list_matches

default_permissions := v8_0.default_permissions

default_source := v8_0.default_source

creator := v8_0.creator

override := v8_0.override

team_levels := v8_0.team_levels

any_folder := v8_0.any_folder

subjects := v8_0.subjects

_decided := {
	"ldap.config:reload", "ldap.status:read", "ldap.user:read", "ldap.user:sync", "provisioning:reload",
	"users.authtoken:read", "users.authtoken:write", "users.password:write", "users.permissions:write", "users.quotas:read",
	"users.quotas:write", "users:create", "users:delete", "users:disable", "users:enable", "users:logout", "users:read",
	"users:write",
}

reaches := {
	"Viewer": ["role:Viewer", "role:Editor", "role:Admin"],
	"Editor": ["role:Editor", "role:Admin"],
	"Admin": ["role:Admin"],
	"Grafana Admin": ["server_admin_member"],
}

globs := true

selectors := {
	"anywhere": ["anywhere"],
	"all users": ["users:*", "any users"],
	"server": ["anywhere", "server"],
	"delegate": ["permissions:delegate", "any permissions"],
	"status": ["service:accesscontrol", "services:accesscontrol", "service:access-control", "any service"],
}

kinds := {
	"user": ["any global:users", "server any global:users"],
	"role": ["any roles"],
	"fixed role": ["any roles"],
	"report": ["any reports"],
}

scoped := {"user": ["global:users", "server global:users"], "role": ["roles"], "fixed role": ["roles"], "report": ["reports"]}

unscoped := {}

# METADATA
# description: What permissions decide about; everything else is as without the toggle.
decided := ((_decided | _members_actions) | {"status:accesscontrol", "users.teams:read"}) | {
	"reports:create", "reports:delete", "reports:read", "reports:send", "reports:write", "reports.settings:read",
	"reports.settings:write", "roles:delete", "roles:list", "roles:read", "roles:write", "roles.builtin:add",
	"roles.builtin:list", "roles.builtin:remove",
}

# METADATA
# description: The actions that the version no longer has.
without := set()

members := {"scope": "users", "above": ["any users"]}

delegating := {"roles:write", "roles:delete", "roles.builtin:add", "roles.builtin:remove"}

mapping := "first"

# METADATA
# description: What an action on a resource takes, in the columns of v8_0.
requirements := array.concat(
	[[kinds_of, actions - _replaced, ways] |
		some [kinds_of, actions, ways] in v8_0.requirements
		actions - _replaced != set()
	],
	[
		[{"org"}, {"org.users:read", "org.users:add", "org.users:write", "org.users:remove"}, [{"@": "all users"}]],
		[{"another org"}, {"org.users:read", "org.users:add", "org.users:write", "org.users:remove"}, v8_0.self],
		[{"user"}, {"org.users:read", "org.users:write", "org.users:remove"}, [{"@": "member"}]],
		[{"user"}, {"org.users:add"}, [{"@": "user"}]],
		[
			{"org"}, {
				"reports:create", "reports:delete", "reports:read", "reports:send", "reports:write",
				"reports.settings:read", "reports.settings:write",
			},
			[{"@": "anywhere"}],
		],
		[{"org"}, {"roles:list", "roles:read", "roles.builtin:list"}, [{"@": "anywhere", "call-api-of-roles": "org"}]],
		[
			{"org"}, {
				"roles:write", "roles:delete", "roles.builtin:add", "roles.builtin:remove",
			},
			[{"@": "delegate", "call-api-of-roles": "org"}],
		],
		# Without a scope, any permission with the action will do (services/accesscontrol/evaluator/evaluator.go).
		[
			{"server"}, (_decided | {"users.teams:read"}) - {
				"ldap.config:reload", "ldap.status:read", "ldap.user:read", "ldap.user:sync", "provisioning:reload",
				"users:create", "users:read",
			},
			[{"@": "server"}],
		],
		[{"report"}, {"reports:read", "reports:write", "reports:delete", "reports:send"}, v8_0.self],
		[{"role", "fixed role"}, {"roles:read"}, [{"@": "resource", "call-api-of-roles": "org"}]],
		[{"role"}, {"roles:write", "roles:delete"}, [{"@": "delegate", "call-api-of-roles": "org"}]],
		[{"role", "fixed role"}, {"roles.builtin:add", "roles.builtin:remove"}, [{"@": "delegate", "call-api-of-roles": "org"}]],
		[{"server", "org"}, {"status:accesscontrol"}, [{"@": "status"}]],
	],
)

# No source says who may list the permissions of a user, so nobody may.
_replaced := _members_actions | {"users.permissions:read"}

_members_actions := {"org.users:read", "org.users:add", "org.users:write", "org.users:remove"}
