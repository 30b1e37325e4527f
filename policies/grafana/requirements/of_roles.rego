# Roles and their assignments, and permissions as such.
package rolecall.grafana.requirements

of_roles := {
	"Read a role": {
		"kinds": {"fixed role", "role"},
		"actions": {"roles:read"},
		"rows": [
			{"ways": [{"@": "resource", "access to the API of roles": "org"}], "holds": {"beta": {"since": "8.0"}}},
			{"ways": self, "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	# Without a scope, any permission with the action will do.
	"List roles": {
		"kinds": {"org"},
		"actions": {"roles.builtin:list", "roles:list", "roles:read"},
		"rows": [
			{
				"ways": [{"@": "any scope at all", "access to the API of roles": "org"}],
				"source": "services/accesscontrol/evaluator/evaluator.go",
				"holds": {"beta": {"since": "8.0"}},
			},
		],
	},
	"List roles by permissions": {
		"kinds": {"org"},
		"actions": {"roles:read"},
		"rows": [
			{"ways": anywhere, "source": "docs, access control API", "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"List roles, and those of basic roles": {
		"kinds": {"org"},
		"actions": {"roles.builtin:list", "roles:list"},
		"rows": [
			{
				"ways": anywhere, "source": "docs, access control API",
				"holds": {"permissions": {"since": "8.5", "until": "9.0"}},
			},
		],
	},
	"Write a role": {
		"kinds": {"role"},
		"actions": {"roles:write"},
		"rows": [
			{"ways": [{"@": "delegate", "access to the API of roles": "org"}], "holds": {"beta": {"since": "8.0"}}},
			{"ways": [{"@": "delegate"}, {"@": "escalate"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"Delete a role": {
		"kinds": {"role"},
		"actions": {"roles:delete"},
		"rows": [
			{"ways": [{"@": "delegate", "access to the API of roles": "org"}], "holds": {"beta": {"since": "8.0"}}},
			{"ways": [{"@": "delegate"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"Write roles": {
		"kinds": {"org"},
		"actions": {"roles:delete", "roles:write"},
		"rows": [
			{"ways": [{"@": "delegate", "access to the API of roles": "org"}], "holds": {"beta": {"since": "8.0"}}},
			{"ways": [{"@": "delegate"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"Assign a role": {
		"kinds": {"fixed role", "org", "role"},
		"actions": {"teams.roles:add", "teams.roles:remove", "users.roles:add", "users.roles:remove"},
		"rows": [
			{"ways": [{"@": "delegate"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"Assign a role to a basic role": {
		"kinds": {"fixed role", "org", "role"},
		"actions": {"roles.builtin:add", "roles.builtin:remove"},
		"rows": [
			{"ways": [{"@": "delegate", "access to the API of roles": "org"}], "holds": {"beta": {"since": "8.0"}}},
			{"ways": [{"@": "delegate"}], "holds": {"permissions": {"since": "8.5", "until": "9.0"}}},
		],
	},
	"Read the roles of a user": {
		"kinds": {"user"},
		"actions": {"users.roles:read"},
		"rows": [
			{"ways": [{"@": "member"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"Assign roles to a user": {
		"kinds": {"user"},
		"actions": {"users.roles:add", "users.roles:remove"},
		"rows": [
			{"ways": [{"@": "delegate"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"Read the roles of a team": {
		"kinds": {"team"},
		"actions": {"teams.roles:read"},
		"rows": [
			{"ways": self, "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"Assign roles to a team": {
		"kinds": {"team"},
		"actions": {"teams.roles:add", "teams.roles:remove"},
		"rows": [
			{"ways": [{"@": "delegate"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	# No source says who can list them in the beta, so nobody can.
	"Read the permissions of a user": {
		"kinds": {"user"},
		"actions": {"users.permissions:read"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}}},
			{"ways": [{"@": "member"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"Read the status of access control": {
		"kinds": {"org", "server"},
		"actions": {"status:accesscontrol"},
		"rows": [
			{"ways": [{"@": "status"}], "holds": {"beta": {"since": "8.0"}, "permissions": {"since": "8.5"}}},
		],
	},
}
