# The server, its orgs and its users.
package rolecall.grafana.requirements

of_server := {
	# Where permissions decide, orgs are asked about outside any org, and no service account manages orgs or
	# users of the server: it belongs to one org, whatever roles it has (docs, service accounts). The same
	# holds for all rows that need `access beyond one org`.
	"List orgs": {
		"kinds": {"server"},
		"actions": {"orgs:read"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{
				"ways": [{"@": "resource", "access beyond one org": "server"}],
				"source": "recorded: matrix-vce0-eca0, an Admin lists none",
				"holds": {"permissions": {"since": "8.5"}},
			},
		],
	},
	"Manage all orgs": {
		"kinds": {"server"},
		"actions": {"orgs.quotas:read", "orgs.quotas:write", "orgs:delete", "orgs:write"},
		"rows": [
			{"ways": [{"@": "resource", "access beyond one org": "server"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"Manage another org, and its members": {
		"kinds": {"another org"},
		"actions": {
			"org.users:add", "org.users:read", "org.users:remove", "org.users:write", "orgs.quotas:read",
			"orgs.quotas:write",
			"orgs:delete", "orgs:read", "orgs:write",
		},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{
				"ways": [{"@": "resource", "access beyond one org": "server"}],
				"holds": {"permissions": {"since": "8.5", "until": "10.2"}},
			},
			{
				"ways": [{"@": "resource", "access beyond one org": "server", "access as a member": "org"}],
				"source": "recorded: matrix-vce0-eca0 of 10.2.7, a server admin who is not in it is refused",
				"holds": {"permissions": {"since": "10.2", "until": "10.4"}},
			},
			{"ways": [{"@": "resource", "access beyond one org": "server"}], "holds": {"permissions": {"since": "10.4"}}},
		],
	},
	"Delete the org, and write its quotas": {
		"kinds": {"org"},
		"actions": {"orgs.quotas:write", "orgs:delete"},
		"rows": [
			{"ways": [{"@": "server"}], "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
		],
	},
	"Create an org": {
		"kinds": {"org", "server"},
		"actions": {"orgs:create"},
		"rows": [
			{"ways": [{"@": "server"}], "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{"ways": [{"@": "server", "access beyond one org": "server"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"List users": {
		"kinds": {"org", "server"},
		"actions": {"users:read"},
		"rows": [
			{"ways": [{"@": "server"}], "holds": {"roles": {"since": "8.0"}}},
			{
				"ways": [{"@": "all users of the server"}], "source": "api/api.go, ScopeGlobalUsersAll",
				"holds": {"beta": {"since": "8.0"}},
			},
			{
				"ways": [{"@": "here or on the server", "access beyond one org": "server"}],
				"holds": {"permissions": {"since": "8.5"}},
			},
		],
	},
	"Create users": {
		"kinds": {"org", "server"},
		"actions": {"users:create"},
		"rows": [
			{"ways": [{"@": "server"}], "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{
				"ways": [{"@": "here or administered", "access beyond one org": "server"}],
				"holds": {"permissions": {"since": "8.5"}},
			},
		],
	},
	"Read and change a user": {
		"kinds": {"user"},
		"actions": {"users.teams:read", "users:read", "users:write"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{"ways": [{"@": "resource", "access beyond one org": "server"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"Administer a user": {
		"kinds": {"user"},
		"actions": of_administered_users - {"users.permissions:write"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{
				"ways": [{"@": "resource", "access beyond one org": "server"}],
				"holds": {"permissions": {"since": "8.5", "until": "11.1.5"}},
			},
			# From here on the permission must hold in every org.
			{
				"ways": [{"@": "administered user", "access beyond one org": "server"}],
				"source": "changelog 11.1.5, pull request 92273",
				"holds": {"permissions": {"since": "11.1.5", "until": "11.2"}},
			},
			{
				"ways": [{"@": "resource", "access beyond one org": "server"}],
				"holds": {"permissions": {"since": "11.2", "until": "11.2.1"}},
			},
			{
				"ways": [{"@": "administered user", "access beyond one org": "server"}],
				"source": "changelog 11.2.1, pull request 92274; pkg/api/api.go of 12.2, UseGlobalOrg",
				"holds": {"permissions": {"since": "11.2.1"}},
			},
		],
	},
	"Make a user a server admin": {
		"kinds": {"user"},
		"actions": {"users.permissions:write"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{
				"ways": [{"@": "resource", "access beyond one org": "server"}],
				"holds": {"permissions": {"since": "8.5", "until": "11.1"}},
			},
			# No source tells which release between 11.1 and 12.2 was the first to ask for a server admin, too.
			{
				"ways": [{"@": "resource", "access as a server admin": "server"}],
				"source": "changelog 11.1, pull request 86285; pkg/api/api.go of 12.2, reqGrafanaAdmin",
				"holds": {"permissions": {"since": "11.1", "until": "11.1.5"}},
			},
			{
				"ways": [{"@": "administered user", "access as a server admin": "server"}],
				"source": "changelog 11.1.5, pull request 92273",
				"holds": {"permissions": {"since": "11.1.5", "until": "11.2"}},
			},
			{
				"ways": [{"@": "resource", "access as a server admin": "server"}],
				"source": "changelog 11.1, pull request 86285",
				"holds": {"permissions": {"since": "11.2", "until": "11.2.1"}},
			},
			{
				"ways": [{"@": "administered user", "access as a server admin": "server"}],
				"source": "changelog 11.2.1, pull request 92274; pkg/api/api.go of 12.2, reqGrafanaAdmin and UseGlobalOrg",
				"holds": {"permissions": {"since": "11.2.1"}},
			},
		],
	},
	"Change the users of the server": {
		"kinds": {"server"},
		"actions": of_users - of_administered_users,
		"rows": array.concat(_globally, [
			{
				"ways": [{"@": "here or on the server", "access beyond one org": "server"}],
				"holds": {"permissions": {"since": "8.5"}},
			},
		]),
	},
	"Administer the users of the server": {
		"kinds": {"server"},
		"actions": of_administered_users - {"users.permissions:write"},
		"rows": array.concat(_globally, [
			{
				"ways": [{"@": "here or administered", "access beyond one org": "server"}],
				"holds": {"permissions": {"since": "8.5"}},
			},
		]),
	},
	"Make users server admins": {
		"kinds": {"server"},
		"actions": {"users.permissions:write"},
		"rows": array.concat(_globally, [
			{
				"ways": [{"@": "here or administered", "access beyond one org": "server"}],
				"holds": {"permissions": {"since": "8.5", "until": "11.1"}},
			},
			{
				"ways": [{"@": "here or administered", "access as a server admin": "server"}],
				"source": "changelog 11.1, pull request 86285; pkg/api/api.go of 12.2, reqGrafanaAdmin",
				"holds": {"permissions": {"since": "11.1"}},
			},
		]),
	},
	"Pause all alerts of the server": {
		"kinds": {"org", "server"},
		"actions": {"alert.rules:pause-all"},
		"rows": [
			{
				"ways": [{"@": "server"}],
				"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5", "until": "9.3"}},
			},
		],
	},
	"Pause all alerts of the server by a permission": {
		"kinds": {"server"},
		"actions": {"alert.rules:pause-all"},
		"rows": [
			{"ways": self, "holds": {"permissions": {"since": "9.3", "until": "11.0"}}},
		],
	},
	"Install a plugin": {
		"kinds": {"org", "plugin", "server"},
		"actions": {"plugins:install"},
		"rows": [
			{"ways": [{"@": "server"}], "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{
				"ways": [{"@": "here or on the server"}],
				"holds": {"permissions": {"since": "8.5", "until": "10.2.3"}},
			},
			# A plugin is installed for all orgs, so the permission must hold in every org.
			{
				"ways": [{"@": "server"}], "source": "pull request 78438",
				"holds": {"permissions": {"since": "10.2.3"}},
			},
		],
	},
	"Operate the server": {
		"kinds": {"org", "server"},
		"actions": {
			"ldap.config:reload", "ldap.status:read", "ldap.user:read", "ldap.user:sync", "provisioning:reload",
			"server.stats:read", "settings:read",
		},
		"rows": [
			{"ways": [{"@": "server"}], "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{"ways": [{"@": "here or on the server"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"License and support the server": {
		"kinds": {"org", "server"},
		"actions": {
			"licensing.reports:read", "licensing:delete", "licensing:read", "licensing:write",
			"server.usagestats.report:read", "settings:write", "support.bundles:create", "support.bundles:delete",
			"support.bundles:read",
		},
		"rows": [
			{"ways": [{"@": "here or on the server"}], "holds": {"permissions": {"since": "9.4"}}},
		],
	},
	"Move resources to Grafana Cloud": {
		"kinds": {"org", "server"},
		"actions": {"migrationassistant:migrate"},
		"rows": [
			{
				"ways": [{"@": "here or on the server", "onPremToCloudMigrations = true": "org"}],
				"source": "changelog 11.2", "holds": {"permissions": {"since": "11.2", "until": "12.0"}},
			},
			{
				"ways": [{"@": "here or on the server"}], "source": "pull request 103212",
				"holds": {"permissions": {"since": "12.0"}},
			},
		],
	},
}

# The users of the server.
of_users := {
	"users.authtoken:read", "users.authtoken:write", "users.password:write", "users.permissions:write",
	"users.quotas:read", "users.quotas:write", "users.teams:read", "users:delete", "users:disable",
	"users:enable", "users:logout", "users:write",
}

# The users of the server, by the routes below /api/admin.
of_administered_users := of_users - {"users.teams:read", "users:write"}

_globally := [{
	"ways": [{"@": "server"}],
	"source": "services/accesscontrol/evaluator/evaluator.go",
	"holds": {"beta": {"since": "8.0"}},
}]
