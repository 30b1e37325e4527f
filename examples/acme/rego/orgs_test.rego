# The two orgs, those who administer them, and the server.
package acme_test

import data.rolecall.authz

# Both orgs have a folder with the uid production: [allowed, org, user, action].
test_orgs_share_nothing[note] if {
	some note, tc in {
		"the admin of Acme": [true, "acme", "ada", "folders.permissions:write"],
		"is nobody in Logistics": [false, "logistics", "ada", "folders:read"],
		"the admin of Logistics": [true, "logistics", "lena", "folders.permissions:write"],
		"is a guest in Acme": [false, "acme", "lena", "folders:write"],
		"a guest looks": [true, "acme", "lena", "folders:read"],
		"an Editor and SRE in Acme": [true, "acme", "eve", "folders:write"],
		"is a Viewer in Logistics": [false, "logistics", "eve", "folders:write"],
		"and looks there": [true, "logistics", "eve", "folders:read"],
		"an org by its name": [true, "Acme Logistics", "leo", "folders:write"],
		"a user by the email": [true, "logistics", "leo@logistics.example", "folders:write"],
		"an org that is not declared": [false, "umbrella", "ada", "folders:read"],
		"a user who is not declared": [false, "acme", "mallory", "folders:read"],
		"a user who is disabled": [false, "acme", "max", "folders:read"],
	}
	[allowed, org, user, action] := tc
	authz.allow == allowed with input as {
		"subject": {"type": "user", "id": user},
		"action": {"name": action},
		"resource": {"type": "folder", "id": "production"},
		"context": {"org": org},
	}
}

# Defaults and blocks together: [allowed, user, action, folder].
test_logistics[note] if {
	some note, tc in {
		"the team of the hall": [true, "lou", "dashboards:write", "warehouse"],
		"another Viewer looks by default": [true, "dora", "dashboards:read", "warehouse"],
		"and saves nothing": [false, "dora", "dashboards:write", "warehouse"],
		"an Editor saves by default": [true, "leo", "dashboards:write", "warehouse"],
		"a Viewer who is named sees prices": [true, "lou", "dashboards:read", "carriers"],
		"one who is not does not": [false, "eve", "dashboards:read", "carriers"],
	}
	[allowed, user, action, folder] := tc
	authz.allow == allowed with input as {
		"subject": {"type": "user", "id": user},
		"action": {"name": action},
		"resource": {"type": "folder", "id": folder},
		"context": {"org": "logistics"},
	}
}

# Olga runs the server, is a Viewer in Acme, and not in Logistics: [allowed, org, action, resource].
test_server_admin[note] if {
	some note, tc in {
		"makes users": [true, "acme", "users:create", {"type": "server"}],
		"disables a user": [true, "acme", "users:disable", {"type": "user", "id": "max"}],
		"adds users to any org": [true, "acme", "org.users:add", {"type": "org", "id": "logistics"}],
		"looks in Acme": [true, "acme", "dashboards:read", {"type": "folder", "id": "production"}],
		"is no org admin there": [false, "acme", "dashboards:write", {"type": "folder", "id": "production"}],
		"has no key to the emptied folder": [false, "acme", "dashboards:read", {"type": "folder", "id": "legal-hold"}],
		"adds no data source": [false, "acme", "datasources:create", {"type": "org"}],
		"sees nothing in Logistics": [false, "logistics", "dashboards:read", {"type": "folder", "id": "warehouse"}],
	}
	[allowed, org, action, resource] := tc
	authz.allow == allowed with input as {
		"subject": {"type": "user", "id": "olga"},
		"action": {"name": action},
		"resource": resource,
		"context": {"org": org},
	}
}

# What is asked of the org rather than of a folder: [allowed, user, action, resource].
test_org[note] if {
	some note, tc in {
		"the org admin adds data sources": [true, "ada", "datasources:create", {"type": "org"}],
		"an Editor does not": [false, "eve", "datasources:create", {"type": "org"}],
		"the org admin is no server admin": [false, "ada", "users:create", {"type": "server"}],
		"everybody queries every data source": [true, "vic", "datasources:query", {"type": "data_source", "id": "loki"}],
		"an Editor makes a folder": [true, "paul", "folders:create", {"type": "org"}],
		"a Viewer does not": [false, "vic", "folders:create", {"type": "org"}],
		"an Editor makes a team": [true, "paul", "teams:create", {"type": "org"}],
		"a Viewer makes none": [false, "vera", "teams:create", {"type": "org"}],
		"a team admin has the members": [true, "vera", "teams.permissions:write", {"type": "team", "id": "Support"}],
		"a member has not": [false, "vic", "teams.permissions:write", {"type": "team", "id": "Support"}],
		"who made the team": [true, "carl", "teams.permissions:write", {"type": "team", "id": "Storefront"}],
		"the admin of another team": [false, "pia", "teams.permissions:write", {"type": "team", "id": "Storefront"}],
	}
	[allowed, user, action, resource] := tc
	authz.allow == allowed with input as {
		"subject": {"type": "user", "id": user},
		"action": {"name": action},
		"resource": resource,
		"context": {"org": "acme"},
	}
}
