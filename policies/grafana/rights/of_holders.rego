# What Grafana gives to others than org roles. The name of a row ends with the holder.
package rolecall.grafana.rights

# METADATA
# description: |
#   The org. The holders are described in subjects.rego. `server admin in the org` is here because of the checks
#   that a server admin always passes (HasRole, models/user.go:210), whatever the role in the org; the other
#   role checks do not know the flag (middleware/auth.go:82-95). Keys and anonymous have the user id 0, which
#   the narrowing to own teams does not catch. Roles of the beta are an API that keys cannot call (docs, access
#   control API of 8.0).
besides := {
	"Access Explore (server admin in the org)": [{
		"holder": "server admin in the org", "open": true, "actions": {"datasources:explore"},
		"source": "recorded: matrix-vce0-eca0, superviewer opens Explore",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Write annotations of the organization (server admin in the org)": [{
		"holder": "server admin in the org", "open": true,
		"actions": {"annotations:create", "annotations:delete", "annotations:write"},
		"source": "api/annotations.go:262-265, HasRole",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Look up users of the organization (server admin in the org)": [{
		"holder": "server admin in the org", "open": true, "actions": {"org.users:lookup"},
		"source": "recorded: matrix-vce0-eca0, superviewer looks up users",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Look up users of the organization (every Admin of a team)": [{
		"holder": "every Admin of a team", "open": true, "actions": {"org.users:lookup"},
		"source": "api/org_users.go:105-125; recorded: teams-vce0-eca0, also with editors_can_admin off",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Create snapshots (everyone signed in to the org)": [
		{
			"holder": "everyone signed in to the org", "open": true, "actions": {"snapshots:create"},
			"source": "api/api.go; anonymous only in public mode",
			"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
		},
		{
			"holder": "everyone signed in to the org", "open": true, "actions": {"snapshots:create"},
			"source": "recorded: anon-Editor-vce0, anonymous creates none",
			"holds": {"permissions": {"since": "8.5", "until": "11.5"}},
		},
	],
	"Find teams (every API key and anonymous access)": [{
		"holder": "every API key and anonymous access", "open": true, "actions": {"teams:list"},
		"source": "recorded: anon-Viewer-vce1; the narrowing to own teams is by user id, which is 0 here",
		"holds": {"roles": {"since": "8.0", "until": "8.5"}, "beta": {"since": "8.0"}},
	}],
	"Read teams (every API key and anonymous access)": [{
		"holder": "every API key and anonymous access", "open": true, "actions": {"teams:list", "teams:read"},
		"source": "recorded: keys-vce0-eca0, the key of a Viewer reads a team", "holds": {"roles": {"since": "8.5"}},
	}],
	"Call the API of roles (every user and service account)": [{
		"holder": "every user and service account", "open": true, "actions": {"access to the API of roles"},
		"source": "docs/sources/http_api/access_control.md", "holds": {"beta": {"since": "8.0"}},
	}],
	"Edit what one may view (every member)": [{
		"holder": "every member", "open": {"setting": "viewers_can_edit", "is": true},
		"actions": {"viewers_can_edit = true"},
		"source": "services/guardian/accesscontrol_guardian.go",
		"holds": {"permissions": {"since": "8.5", "until": "13.0"}},
	}],
	"Edit what one may write (every member)": [{
		"holder": "every member", "open": {"setting": "viewers_can_edit", "is": false},
		"actions": {"viewers_can_edit = false"},
		"source": "services/guardian/accesscontrol_guardian.go",
		"holds": {"permissions": {"since": "8.5", "until": "13.0"}},
	}],
	"Leave the data sources of a rule unnamed (every member)": [{
		"holder": "every member", "open": true, "actions": {"rule of some data source"},
		"source": "the request names no data sources, and the rule may query others",
		"holds": {"permissions": {"since": "8.5"}},
	}],
	"Look up users without a licence (every member)": [{
		"holder": "every member", "open": {"setting": "licence", "is": false}, "actions": {"licence = false"},
		"source": "grafana/grafana issue 91401; api/api.go, lookupEvaluator", "holds": {"permissions": {"since": "9.3"}},
	}],
	"Have permissions for playlists count (every member)": [{
		"holder": "every member", "open": {"setting": "feature_toggles.playlistsRBAC", "is": true},
		"actions": {"playlistsRBAC = true"}, "source": "pull request 119975; pkg/registry/apps/playlist",
		"holds": {"permissions": {"since": "13.0"}},
	}],
	"Use the migration assistant (every member)": [{
		"holder": "every member", "open": {"setting": "feature_toggles.onPremToCloudMigrations", "is": true},
		"actions": {"onPremToCloudMigrations = true"}, "source": "changelog 11.2",
		"holds": {"permissions": {"since": "11.2", "until": "12.0"}},
	}],
	"Use Git Sync (every member)": [{
		"holder": "every member", "open": {"setting": "feature_toggles.provisioning", "is": true},
		"actions": {"provisioning = true"}, "source": "registry of toggles",
		"holds": {"permissions": {"since": "12.3", "until": "13.0"}},
	}],
	"Use the API of secrets (every member)": [{
		"holder": "every member", "open": {"setting": "feature_toggles.secretsManagementAppPlatform", "is": true},
		"actions": {"secretsManagementAppPlatform = true"}, "source": "registry of toggles",
		"holds": {"permissions": {"since": "12.3"}},
	}],
	"Sign in for snapshots (everyone signed in to the org)": [{
		"holder": "everyone signed in to the org", "open": true, "actions": {"sign in for snapshots"},
		"source": "recorded: anon-Editor-vce0 of 12.2.0-pre, anonymous creates none",
		"holds": {"permissions": {"since": "11.5"}},
	}],
	"Open pages (everyone but API keys)": [{
		"holder": "everyone but API keys", "open": true, "actions": {"access to pages"},
		"source": "recorded: keys-vce0-eca0 of 10.4.3", "holds": {"permissions": {"since": "10.2"}},
	}],
	"Manage one's other orgs (server admin in the org)": [{
		"holder": "server admin in the org", "open": true, "actions": {"access as a member"},
		"source": "recorded: matrix-vce0-eca0 of 10.2.7", "holds": {"permissions": {"since": "10.2", "until": "10.4"}},
	}],
	# The role None is refused what a role gives. These are open to every member.
	"View playlists (every member)": [{
		"holder": "every member", "open": true, "actions": {"playlists:read"}, "source": "recorded: none-vce0-eca0 of 10.2.7",
		"holds": {"permissions": {"since": "10.2", "until": "13.0"}},
	}],
	"Open the settings of plugins (every member)": [{
		"holder": "every member", "open": true, "actions": {"plugins.settings:open"},
		"source": "recorded: none-vce0-eca0 of 10.2.7", "holds": {"permissions": {"since": "10.2"}},
	}],
	"Read library panels in General (every member)": [{
		"holder": "every member", "open": true, "actions": {"library.panels:read"},
		"source": "recorded: none-vce0-eca0 of 10.2.7", "holds": {"permissions": {"since": "10.2", "until": "12.1"}},
	}],
	"Look up notification channels (every member)": [{
		"holder": "every member", "open": true, "actions": {"alert.notifications.channels:lookup"},
		"source": "recorded: none-vce0-eca0 of 10.2.7", "holds": {"permissions": {"since": "10.2", "until": "11.0"}},
	}],
	"Delete snapshots without a dashboard (every member)": [{
		"holder": "every member", "open": true, "actions": {"snapshots:delete"},
		"source": "recorded: none-vce0-eca0 of 10.2.7", "holds": {"permissions": {"since": "10.2", "until": "11.5"}},
	}],
	"Write library panels in General (server admin in the org)": [{
		"holder": "server admin in the org", "open": true,
		"actions": {"library.panels:create", "library.panels:delete", "library.panels:write"},
		"source": "recorded: matrix-vce0-eca0, superviewer creates one",
		"holds": {"permissions": {"since": "8.5", "until": "12.1"}},
	}],
}

# METADATA
# description: |
#   Rights over resources that the subject has created.
own_besides := {
	"Delete one's own snapshot (every member)": [{
		"holder": "every member", "open": true, "actions": {"snapshots:delete-own"},
		"source": "recorded: none-vce0-eca0 of 10.2.7, also with the role None",
		"holds": {"permissions": {"since": "10.2", "until": "11.5"}},
	}],
}

# METADATA
# description: |
#   General, which has no list of its own.
general_besides := {
	"Write library panels in General (server admin in the org)": [{
		"holder": "server admin in the org", "open": true,
		"actions": {"library.panels:create", "library.panels:delete", "library.panels:write"},
		"source": "recorded: matrix-vce0-eca0, superviewer creates one",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
}

# METADATA
# description: |
#   Rights on the server. Where permissions decide, they are the rights that Grafana checks beside permissions; in
#   the beta, the rights that permissions do not decide yet.
server := {
	"Administer the server (server admin)": [
		{
			"holder": "server admin", "open": true,
			"actions": {
				"alert.rules:pause-all", "ldap.config:reload", "ldap.status:read", "ldap.user:read",
				"ldap.user:sync", "org.users:add", "org.users:read", "org.users:remove", "org.users:write",
				"orgs.quotas:read", "orgs.quotas:write", "orgs:create", "orgs:delete", "orgs:read", "orgs:write",
				"plugins:install", "provisioning:reload", "server.stats:read", "settings:read",
				"users.authtoken:read", "users.authtoken:write", "users.password:write", "users.permissions:read",
				"users.permissions:write", "users.quotas:read", "users.quotas:write", "users.teams:read",
				"users:create", "users:delete", "users:disable", "users:enable", "users:logout", "users:read",
				"users:write",
			},
			"source": "api/api.go:160-169, 220-240, 430-465, reqGrafanaAdmin", "holds": {"roles": {"since": "8.0"}},
		},
		{
			"holder": "server admin", "open": true,
			"actions": {
				"alert.rules:pause-all", "org.users:add", "org.users:read", "org.users:remove", "org.users:write",
				"orgs.quotas:read", "orgs.quotas:write", "orgs:create", "orgs:delete", "orgs:read", "orgs:write",
				"plugins:install", "server.stats:read", "settings:read", "users.teams:read",
			},
			"source": "api/api.go:160-169, 220-240, 430-465, reqGrafanaAdmin", "holds": {"beta": {"since": "8.0"}},
		},
	],
	"Create organizations (everyone signed in)": [{
		"holder": "everyone signed in", "open": {"setting": "allow_org_create", "is": true}, "actions": {"orgs:create"},
		"source": "api/org.go, AllowUserOrgCreate", "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Manage users and orgs of the server (everyone but service accounts)": [{
		"holder": "everyone but service accounts", "open": true, "actions": {"access beyond one org"},
		"source": "docs, service accounts: none for operations on the whole instance",
		"holds": {"permissions": {"since": "8.5"}},
	}],
	"Make users server admins (server admin)": [{
		"holder": "server admin", "open": true, "actions": {"access as a server admin"},
		"source": "pkg/api/api.go of 12.2, reqGrafanaAdmin", "holds": {"permissions": {"since": "11.1"}},
	}],
	"Pause all alerts and install plugins (server admin)": [{
		"holder": "server admin", "open": true, "actions": {"alert.rules:pause-all", "plugins:install"},
		"source": "recorded: fgac-vce0-eca0; api/api.go, reqGrafanaAdmin",
		"holds": {"permissions": {"since": "8.5", "until": "9.3"}},
	}],
}
