package rolecall.authz_test

test_who_can_dashboards_under_viewers_can_edit[words] if {
	some words, want in {
		"dashboards:edit dashboard:latency": {"in the org"},
		"dashboards:edit dashboard:secret": {"admins"},
		"dashboards:edit dashboard:new folder=general": {"in the org"},
		"dashboards:write dashboard:latency": {"editors"},
		"dashboards:create folder:production": {"editors"},
		"dashboards:list-editable dashboard:latency": {"editors"},
	}
	_who_can(_with({"viewers_can_edit": true}), words) == _named(want)
}

test_who_can_folders_under_viewers_can_edit[words] if {
	some words, want in {
		"folders:edit folder:production": {"in the org"},
		"folders:write folder:production": {"editors"},
		"folders:create org": {"editors"},
	}
	_who_can(_with({"viewers_can_edit": true}), words) == _named(want)
}

test_who_can_annotate_under_viewers_can_edit[words] if {
	some words, want in {
		"datasources:explore org": {"in the org"},
		"annotations:write annotation:1 dashboard=latency": {"in the org"},
		"annotations:write annotation:1 dashboard=secret": {"admins"},
		"annotations:write annotation:1": {"editors", "user:root"},
	}
	_who_can(_with({"viewers_can_edit": true}), words) == _named(want)
}

test_who_can_library_panels_under_viewers_can_edit[words] if {
	some words, want in {
		"library.panels:create folder:production": {"in the org"},
		"library.panels:write library_panel:1 folder=production": {"in the org"},
		"library.panels:create folder:general": {"editors", "user:root"},
	}
	_who_can(_with({"viewers_can_edit": true}), words) == _named(want)
}

test_who_can_others_under_viewers_can_edit[words] if {
	some words, want in {
		"alert.rules:write alert:1 dashboard=latency": {"editors"},
		"alert.rules:write alert:1 folder=production": {"editors"},
		"snapshots:delete snapshot:1 dashboard=latency": {"editors"},
		"snapshots:delete snapshot:1 created_by=vic": {"editors"},
	}
	_who_can(_with({"viewers_can_edit": true}), words) == _named(want)
}

test_who_can_folders_under_editors_can_admin[words] if {
	some words, want in {
		"folders.permissions:read folder:sandbox": {"admins", "user:eve"},
		"folders.permissions:write folder:sandbox": {"admins", "user:eve"},
		"folders.permissions:write folder:production": {"admins"},
		"folders:read folder:sandbox": {"in the org"},
		"folders:write folder:sandbox": {"editors"},
	}
	_who_can(_with({"editors_can_admin": true}), words) == _named(want)
}

test_who_can_dashboards_under_editors_can_admin[words] if {
	some words, want in {
		"dashboards.permissions:write dashboard:draft": {"admins", "user:eve"},
		"dashboards.permissions:write dashboard:note": {"admins", "user:vic"},
		"dashboards.permissions:write dashboard:inner": {"admins", "user:eve"},
		"dashboards.permissions:write dashboard:latency": {"admins"},
		"dashboards.permissions:write dashboard:new folder=sandbox": {"admins", "user:eve"},
		"dashboards:write dashboard:note": {"editors", "user:vic"},
	}
	_who_can(_with({"editors_can_admin": true}), words) == _named(want)
}

test_who_can_teams_under_editors_can_admin[words] if {
	some words, want in {
		"teams:create org": {"editors"},
		"teams:read team:SRE": {"in the org"},
		"teams:list team:SRE": {"admins", "user:eve", "anonymous"},
		"teams:list team:Ops": {"admins", "user:vic", "anonymous"},
		"teams:list team:Web": {"admins", "user:eve", "anonymous"},
		"teams.permissions:read team:SRE": {"in the org"},
	}
	_who_can(_with({"editors_can_admin": true}), words) == _named(want)
}

test_who_can_manage_teams_under_editors_can_admin[words] if {
	some words, want in {
		"teams:write team:SRE": {"admins"},
		"teams.permissions:write team:SRE": {"admins"},
		"teams:write team:Ops": {"admins", "user:vic"},
		"teams:delete team:Ops": {"admins", "user:vic"},
		"teams.permissions:write team:Ops": {"admins", "user:vic"},
		"teams.preferences:read team:Ops": {"admins", "user:vic"},
		"teams:write team:Web": {"admins", "user:eve"},
		"teams.permissions:write team:Web": {"admins", "user:eve"},
		"org.users:lookup org": {"admins", "user:root", "user:vic", "user:eve"},
	}
	_who_can(_with({"editors_can_admin": true}), words) == _named(want)
}

test_who_can_under_allow_org_create[words] if {
	some words, want in {
		"orgs:create server": {"signed in", "user:boss"},
		"orgs:create -": {"signed in", "user:boss"},
		"orgs:delete org": {"server admins"},
		"orgs:read server": {"server admins"},
	}
	_who_can(_with({"allow_org_create": true}), words) == _named(want)
}

# A key has its role and no user: neither entries for users nor teams, nor anything it created.
test_api_key[note] if {
	some note, tc in {
		"reads with role Viewer": {
			"who": "api_key:viewer", "asks": "dashboards:read dashboard:latency", "settings": {}, "want": true,
		},
		"does not write with role Viewer": {
			"who": "api_key:viewer", "asks": "dashboards:write dashboard:latency", "settings": {}, "want": false,
		},
		"writes with role Editor": {
			"who": "api_key:editor", "asks": "dashboards:write dashboard:latency", "settings": {}, "want": true,
		},
		"creates playlists with role Editor": {
			"who": "api_key:editor", "asks": "playlists:create org", "settings": {}, "want": true,
		},
		"manages keys with role Admin": {
			"who": "api_key:admin", "asks": "apikeys:create org", "settings": {}, "want": true,
		},
		"does not manage keys with role Editor": {
			"who": "api_key:editor", "asks": "apikeys:create org", "settings": {}, "want": false,
		},
		"is no server admin with role Admin": {
			"who": "api_key:admin", "asks": "users:read server", "settings": {}, "want": false,
		},
		"takes snapshots": {
			"who": "api_key:viewer", "asks": "snapshots:create org", "settings": {}, "want": true,
		},
		"does not create orgs": {
			"who": "api_key:admin", "asks": "orgs:create server", "settings": {}, "want": false,
		},
		"creates orgs like everybody under allow_org_create": {
			"who": "api_key:viewer", "asks": "orgs:create server", "settings": {"allow_org_create": true}, "want": true,
		},
		"creates teams with role Editor under editors_can_admin": {
			"who": "api_key:editor", "asks": "teams:create org", "settings": {"editors_can_admin": true}, "want": true,
		},
		"does not write a team that a user of the role created": {
			"who": "api_key:editor", "asks": "teams:write team:Web", "settings": {"editors_can_admin": true}, "want": false,
		},
		"finds every team under editors_can_admin": {
			"who": "api_key:viewer", "asks": "teams:list team:Ops", "settings": {"editors_can_admin": true}, "want": true,
		},
	}
	_allowed(_with(tc.settings), tc.who, tc.asks) == tc.want
}

# A user of no org has what everybody has who can sign in; a disabled one cannot.
test_user_who_is_not_in_the_org_or_disabled[note] if {
	some note, tc in {
		"reads nothing of the org": {
			"who": "user:otto", "asks": "playlists:read org", "settings": {}, "want": false,
		},
		"does not create orgs": {
			"who": "user:otto", "asks": "orgs:create server", "settings": {}, "want": false,
		},
		"creates orgs under allow_org_create": {
			"who": "user:otto", "asks": "orgs:create server", "settings": {"allow_org_create": true}, "want": true,
		},
		"a disabled one does not": {
			"who": "user:dan", "asks": "orgs:create server", "settings": {"allow_org_create": true}, "want": false,
		},
		"a disabled server admin administers no server": {
			"who": "user:dan", "asks": "users:read server", "settings": {}, "want": false,
		},
		"nor the org where it is Admin": {
			"who": "user:dan", "asks": "org.users:read org", "settings": {}, "want": false,
		},
	}
	_allowed(_with(tc.settings), tc.who, tc.asks) == tc.want
}

# A version without tables denies everything to everybody.
test_who_can_in_an_unknown_version[words] if {
	some words in {
		"dashboards:read dashboard:latency",
		"dashboards:read folder:general",
		"dashboards.permissions:write dashboard:draft",
		"teams:write team:SRE",
		"playlists:read org",
		"users:read server",
		"orgs:create server",
	}
	_who_can(_with({"version": "99.0", "editors_can_admin": true, "allow_org_create": true}), words) == set()
}
