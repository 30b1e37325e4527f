# What Grafana asks without a resource, though the action has scopes: mostly lists. A list is then filtered by what
# the subject can read. Actions whose permissions have no scope are not here: rolecall.derive takes them from
# gen/tables.
package rolecall.grafana.requirements

of_lists := {
	"List folders, teams, service accounts, alert rules and annotations": {
		"kinds": {"org"},
		"actions": {"alert.rules:read", "annotations:read", "folders:read", "serviceaccounts:read", "teams:read"},
		"rows": [
			{
				"ways": anywhere,
				"source": "api/api.go; services/serviceaccounts/api/api.go; services/ngalert/api/authorization.go",
				"holds": {"permissions": {"since": "8.5"}},
			},
		],
	},
	"List API keys": {
		"kinds": {"org"},
		"actions": {"apikeys:read"},
		"rows": [
			{"ways": anywhere, "source": "api/api.go", "holds": {"permissions": {"since": "8.5", "until": "12.1"}}},
		],
	},
	"List reports": {
		"kinds": {"org"},
		"actions": {"reports:read"},
		"rows": [
			{
				"ways": anywhere, "source": "docs, reporting API",
				"holds": {"beta": {"since": "8.0"}, "permissions": {"since": "8.5"}},
			},
		],
	},
	"Search the permissions of users": {
		"kinds": {"org"},
		"actions": {"users.permissions:read"},
		"rows": [
			{"ways": anywhere, "source": "services/accesscontrol/api/api.go", "holds": {"permissions": {"since": "10.0"}}},
		],
	},
	"List library panels": {
		"kinds": {"org"},
		"actions": {"library.panels:read"},
		"rows": [
			{"ways": anywhere, "source": "services/libraryelements/api.go", "holds": {"permissions": {"since": "12.1"}}},
		],
	},
	"Use the advisor": {
		"kinds": {"org"},
		"actions": {
			"advisor.checks:create", "advisor.checks:read", "advisor.checktypes:create", "advisor.checktypes:read",
			"advisor.register:create",
		},
		"rows": [
			{
				"ways": array.concat(anywhere, [{"@": "org"}]),
				"source": "services/accesscontrol/authorizer.go, LegacyAccessClient",
				"holds": {"permissions": {"since": "12.4"}},
			},
		],
	},
	"Use Git Sync": {
		"kinds": {"org"},
		"actions": {
			"provisioning.historicjobs:read", "provisioning.jobs:create", "provisioning.jobs:delete",
			"provisioning.jobs:read", "provisioning.jobs:write", "provisioning.repositories:create",
			"provisioning.repositories:delete", "provisioning.repositories:read", "provisioning.repositories:write",
		},
		"rows": [
			{
				"ways": _with_git_sync, "source": "registry of toggles; listed by server 12.3.0",
				"holds": {"permissions": {"since": "12.3", "until": "13.0"}},
			},
			{
				"ways": array.concat(anywhere, [{"@": "org"}]), "source": "docs 13.0, Git Sync",
				"holds": {"permissions": {"since": "13.0"}},
			},
		],
	},
	"Connect Git Sync": {
		"kinds": {"org"},
		"actions": {
			"provisioning.connections:create", "provisioning.connections:delete", "provisioning.connections:read",
			"provisioning.connections:write", "provisioning.settings:read", "provisioning.stats:read",
		},
		"rows": [
			{
				"ways": _with_git_sync, "source": "registry of toggles; listed by server 12.4.0",
				"holds": {"permissions": {"since": "12.4", "until": "13.0"}},
			},
			{
				"ways": array.concat(anywhere, [{"@": "org"}]), "source": "docs 13.0, Git Sync",
				"holds": {"permissions": {"since": "13.0"}},
			},
		],
	},
	# The client that the newer APIs ask checks a list, and the creation of something, by the action alone.
	"List and create secrets": {
		"kinds": {"org"},
		"actions": {
			"secret.keepers:create", "secret.keepers:read", "secret.securevalues:create", "secret.securevalues:read",
		},
		"rows": [
			{
				"ways": [{"@": "any scope at all", "secretsManagementAppPlatform = true": "org"}],
				"source": "registry of toggles; services/accesscontrol/authorizer.go, LegacyAccessClient",
				"holds": {"permissions": {"since": "12.3"}},
			},
		],
	},
	"List inhibition rules": {
		"kinds": {"org"},
		"actions": {
			"alert.notifications.inhibition-rules:read",
		},
		"rows": [
			{
				"ways": anywhere, "source": "services/accesscontrol/authorizer.go, LegacyAccessClient",
				"holds": {"permissions": {"since": "13.0"}},
			},
		],
	},
	"List and create resources of the newer APIs": {
		"kinds": {"org"},
		"actions": {
			"notebooks:read", "resourcepermissions:create", "resourcepermissions:read", "variables:read",
		},
		"rows": [
			{
				"ways": anywhere, "source": "services/accesscontrol/authorizer.go, LegacyAccessClient",
				"holds": {"permissions": {"since": "13.3"}},
			},
		],
	},
	"Change settings of the server": {
		"kinds": {"org"},
		"actions": {"settings:write"},
		"rows": [
			{"ways": anywhere, "source": "docs, admin API", "holds": {"permissions": {"since": "8.5", "until": "9.4"}}},
		],
	},
}

_with_git_sync := [{"@": place, "provisioning = true": "org"} | some place in ["any scope at all", "org"]]
