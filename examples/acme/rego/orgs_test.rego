# The two orgs, their admins, and the server.
package acme_test

import data.rolecall.testing

# Both orgs have a folder with the uid production: [allowed, org, subject, action].
test_orgs_share_nothing[note] if {
	some note, tc in {
		"the admin of Acme": [true, "acme", "user:ada", "folders.permissions:write"],
		"is nobody in Logistics": [false, "logistics", "user:ada", "folders:read"],
		"the admin of Logistics": [true, "logistics", "user:lena", "folders.permissions:write"],
		"is a guest in Acme": [false, "acme", "user:lena", "folders:write"],
		"a guest looks": [true, "acme", "user:lena", "folders:read"],
		"an Editor and SRE in Acme": [true, "acme", "user:eve", "folders:write"],
		"is a Viewer in Logistics": [false, "logistics", "user:eve", "folders:write"],
		"and looks there": [true, "logistics", "user:eve", "folders:read"],
		"an org by its name": [true, "Acme Logistics", "user:leo", "folders:write"],
		"a user by the email": [true, "logistics", "user:leo@logistics.example", "folders:write"],
		"a user who is disabled": [false, "acme", "user:max", "folders:read"],
	}
	[allowed, org, subject, action] := tc
	testing.answer(testing.request(subject, action, "folder:production", {"org": org})) == allowed
}

# Defaults and blocks together: [allowed, subject, action, resource].
test_logistics[note] if {
	some note, tc in {
		"the team of the hall": [true, "user:lou", "dashboards:write", "folder:warehouse"],
		"another Viewer looks by default": [true, "user:dora", "dashboards:read", "folder:warehouse"],
		"and saves nothing": [false, "user:dora", "dashboards:write", "folder:warehouse"],
		"an Editor saves by default": [true, "user:leo", "dashboards:write", "folder:warehouse"],
		"a Viewer who is named sees prices": [true, "user:lou", "dashboards:read", "folder:carriers"],
		"one who is not does not": [false, "user:eve", "dashboards:read", "folder:carriers"],
	}
	[allowed, subject, action, resource] := tc
	testing.answer(testing.request(subject, action, resource, {"org": "logistics"})) == allowed
}

# Olga runs the server, is a Viewer in Acme, and not in Logistics: [allowed, org, action, resource].
test_server_admin[note] if {
	some note, tc in {
		"makes users": [true, "acme", "users:create", "server"],
		"disables a user": [true, "acme", "users:disable", "user:max"],
		"adds users to any org": [true, "acme", "org.users:add", "org:logistics"],
		"looks in Acme": [true, "acme", "dashboards:read", "folder:production"],
		"is no org admin there": [false, "acme", "dashboards:write", "folder:production"],
		"has no key to the emptied folder": [false, "acme", "dashboards:read", "folder:legal-hold"],
		"adds no data source": [false, "acme", "datasources:create", "org"],
		"sees nothing in Logistics": [false, "logistics", "dashboards:read", "folder:warehouse"],
	}
	[allowed, org, action, resource] := tc
	testing.answer(testing.request("user:olga", action, resource, {"org": org})) == allowed
}

# Requests about the org rather than a folder: [allowed, subject, action, resource].
test_org[note] if {
	some note, tc in {
		"the org admin adds data sources": [true, "user:ada", "datasources:create", "org"],
		"an Editor does not": [false, "user:eve", "datasources:create", "org"],
		"the org admin is no server admin": [false, "user:ada", "users:create", "server"],
		"an Editor makes a folder": [true, "user:paul", "folders:create", "org"],
		"a Viewer does not": [false, "user:vic", "folders:create", "org"],
		"the org admin makes a team": [true, "user:ada", "teams:create", "org"],
		"an Editor makes none": [false, "user:paul", "teams:create", "org"],
		"a team admin has the members": [true, "user:vera", "teams.permissions:write", "team:Support"],
		"a member has not": [false, "user:vic", "teams.permissions:write", "team:Support"],
		"who made the team": [true, "user:carl", "teams.permissions:write", "team:Storefront"],
		"the admin of another team": [false, "user:pia", "teams.permissions:write", "team:Storefront"],
	}
	[allowed, subject, action, resource] := tc
	testing.answer(testing.request(subject, action, resource, {"org": "acme"})) == allowed
}
