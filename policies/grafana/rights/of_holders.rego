# What Grafana gives to others than org roles. The name of a row ends with the holder.
package rolecall.grafana.rights

# METADATA
# description: |
#   The org. The holders are described in subjects.rego. `server_admin_member` is here because of the checks
#   that a server admin always passes (HasRole, models/user.go:210), whatever the role in the org; the other
#   role checks do not know the flag (middleware/auth.go:82-95). Keys and anonymous have the user id 0, which
#   the narrowing to own teams does not catch. Roles of the beta are an API that keys cannot call (docs, access
#   control API of 8.0).
besides := {
	"Access Explore (server_admin_member)": [{
		"holder": "server_admin_member", "open": true, "actions": {"datasources:explore"},
		"source": "recorded: matrix-vce0-eca0, superviewer opens Explore",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Write annotations of the organization (server_admin_member)": [{
		"holder": "server_admin_member", "open": true,
		"actions": {"annotations:create", "annotations:delete", "annotations:write"},
		"source": "api/annotations.go:262-265, HasRole",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Look up users of the organization (server_admin_member)": [{
		"holder": "server_admin_member", "open": true, "actions": {"org.users:lookup"},
		"source": "recorded: matrix-vce0-eca0, superviewer looks up users",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Look up users of the organization (team_admin)": [{
		"holder": "team_admin", "open": true, "actions": {"org.users:lookup"},
		"source": "api/org_users.go:105-125; recorded: teams-vce0-eca0, also with editors_can_admin off",
		"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Create snapshots (signed_in_member)": [
		{
			"holder": "signed_in_member", "open": true, "actions": {"snapshots:create"},
			"source": "api/api.go; anonymous only in public mode",
			"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
		},
		{
			"holder": "signed_in_member", "open": true, "actions": {"snapshots:create"},
			"source": "recorded: anon-Editor-vce0, anonymous creates none",
			"holds": {"permissions": {"since": "8.5", "until": "13"}},
		},
	],
	"Find teams (no_user_id)": [{
		"holder": "no_user_id", "open": true, "actions": {"teams:list"},
		"source": "recorded: anon-Viewer-vce1; the narrowing to own teams is by user id, which is 0 here",
		"holds": {"roles": {"since": "8.0", "until": "8.5"}, "beta": {"since": "8.0"}},
	}],
	"Read teams (no_user_id)": [{
		"holder": "no_user_id", "open": true, "actions": {"teams:list", "teams:read"},
		"source": "recorded: keys-vce0-eca0, the key of a Viewer reads a team", "holds": {"roles": {"since": "8.5"}},
	}],
	"Call the API of roles (user_id)": [{
		"holder": "user_id", "open": true, "actions": {"call-api-of-roles"},
		"source": "docs/sources/http_api/access_control.md", "holds": {"beta": {"since": "8.0"}},
	}],
	"Edit what one may view (member)": [{
		"holder": "member", "open": {"setting": "viewers_can_edit", "is": true}, "actions": {"viewers-can-edit"},
		"source": "services/guardian/accesscontrol_guardian.go", "holds": {"permissions": {"since": "8.5"}},
	}],
	"Edit what one may write (member)": [{
		"holder": "member", "open": {"setting": "viewers_can_edit", "is": false}, "actions": {"writers-can-edit"},
		"source": "services/guardian/accesscontrol_guardian.go", "holds": {"permissions": {"since": "8.5"}},
	}],
	"Write library panels in General (server_admin_member)": [{
		"holder": "server_admin_member", "open": true,
		"actions": {"library.panels:create", "library.panels:delete", "library.panels:write"},
		"source": "recorded: matrix-vce0-eca0, superviewer creates one",
		"holds": {"permissions": {"since": "8.5", "until": "13"}},
	}],
}

# METADATA
# description: |
#   General, which has no list of its own.
general_besides := {
	"Write library panels in General (server_admin_member)": [{
		"holder": "server_admin_member", "open": true,
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
	"Administer the server (server_admin)": [
		{
			"holder": "server_admin", "open": true,
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
			"holder": "server_admin", "open": true,
			"actions": {
				"alert.rules:pause-all", "org.users:add", "org.users:read", "org.users:remove", "org.users:write",
				"orgs.quotas:read", "orgs.quotas:write", "orgs:create", "orgs:delete", "orgs:read", "orgs:write",
				"plugins:install", "server.stats:read", "settings:read", "users.teams:read",
			},
			"source": "api/api.go:160-169, 220-240, 430-465, reqGrafanaAdmin", "holds": {"beta": {"since": "8.0"}},
		},
	],
	"Create organizations (signed_in)": [{
		"holder": "signed_in", "open": {"setting": "allow_org_create", "is": true}, "actions": {"orgs:create"},
		"source": "api/org.go, AllowUserOrgCreate", "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
	}],
	"Manage users and orgs of the server (not_of_one_org)": [{
		"holder": "not_of_one_org", "open": true, "actions": {"beyond-one-org"},
		"source": "docs, service accounts: none for operations on the whole instance",
		"holds": {"permissions": {"since": "8.5"}},
	}],
	"Pause all alerts and install plugins (server_admin)": [{
		"holder": "server_admin", "open": true, "actions": {"alert.rules:pause-all", "plugins:install"},
		"source": "recorded: fgac-vce0-eca0; api/api.go, reqGrafanaAdmin",
		"holds": {"permissions": {"since": "8.5", "until": "9.3"}},
	}],
}
