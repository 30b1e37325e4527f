package rolecall.authz_test

import data.rolecall.authz

_world := {
	"grafana": {
		"version": "8.0",
		"viewers_can_edit": false,
		"editors_can_admin": false,
		"allow_org_create": false,
	},
	"org_ids": {"main": "main", "Main Org.": "main", "other": "other"},
	"logins": {
		"ada": "ada",
		"eve": "eve", "eve@example.com": "eve",
		"vic": "vic",
		"tess": "tess",
		"root": "root",
		"boss": "boss",
		"otto": "otto",
		"dan": "dan",
	},
	"users": {
		"user:ada": {},
		"user:eve": {},
		"user:vic": {},
		"user:tess": {},
		"user:root": {"grafana_admin": true},
		"user:boss": {"grafana_admin": true},
		"user:otto": {},
		"user:dan": {"disabled": true, "grafana_admin": true},
	},
	"orgs": {
		"main": {
			"members": {
				"user:ada": {"role": "Admin"},
				"user:eve": {
					"role": "Editor",
					"teams": {"SRE": {"level": "Member"}},
					"created_teams": {"Web": "a.hcl:60"},
				},
				"user:vic": {"role": "Viewer", "teams": {"Ops": {"level": "Admin"}}},
				"user:tess": {"role": "Viewer", "teams": {"SRE": {"level": "Member"}}},
				"user:root": {"role": "Viewer"},
				"user:dan": {"role": "Admin"},
				"api_key:admin": {"role": "Admin"},
				"api_key:editor": {"role": "Editor"},
				"api_key:viewer": {"role": "Viewer"},
				"anonymous": {"role": "Viewer"},
			},
			"teams": {"SRE": {}, "Ops": {}, "Web": {}},
			"folders": {
				"production": {"default_permissions": true},
				"sandbox": {"default_permissions": true},
			},
			"dashboards": {
				"latency": {"folder": "production"},
				"note": {"folder": "production"},
				"draft": {"default_permissions": true},
				"inner": {"folder": "sandbox"},
				"secret": {},
			},
			"data_sources": {"prometheus": {}},
			"api_keys": {"admin": {}, "editor": {}, "viewer": {}},
			"permissions": {
				"teams:id:SRE": {
					"user:eve": {"level": "Member", "source": "a.hcl:50"},
					"user:tess": {"level": "Member", "source": "a.hcl:51"},
				},
				"teams:id:Ops": {"user:vic": {"level": "Admin", "source": "a.hcl:55"}},
			},
			"creators": {
				"folders:uid:sandbox": {"user:eve": "a.hcl:61"},
				"dashboards:uid:draft": {"user:eve": "a.hcl:62"},
				"dashboards:uid:note": {"user:vic": "a.hcl:63"},
				"teams:id:Web": {"user:eve": "a.hcl:60"},
			},
		},
		"other": {
			"members": {"user:vic": {"role": "Admin"}},
			"teams": {},
			"folders": {"elsewhere": {"default_permissions": true}},
			"dashboards": {},
			"data_sources": {},
			"api_keys": {},
			"permissions": {},
			"creators": {},
		},
	},
}

_with(settings) := object.union(_world, {"grafana": settings})

# What `words` ask, as on a command line: "playlists:read playlist:1" or "alert.rules:read alert:1
# dashboard=latency", whose last words are properties. A resource is one word, its id may be left out.
_request(subject, words) := {
	"subject": _entity(subject),
	"action": {"name": split(words, " ")[0]},
	"resource": object.union(_entity(split(words, " ")[1]), {"properties": {key: value |
		some word in split(words, " ")
		[key, value] := split(word, "=")
	}}),
	"context": {"org": "main", "time": "2026-11-21T12:00:00Z"},
}

_entity(word) := {"type": parts[0], "id": parts[1]} if {
	parts := split(word, ":")
	count(parts) == 2
} else := {"type": word}

_allowed(world, subject, words) := allow if {
	allow := authz.allow with data.rolecall.world as world with input as _request(subject, words)
}

# Who is asked about, and the same by what they have in common. Each stands for one kind of holder: vic
# is a Viewer and the admin of a team, root and boss are server admins, boss has no role in the org.
_subjects := {"user:ada", "user:eve", "user:vic", "user:root", "user:boss", "anonymous"}

_groups := {
	"admins": {"user:ada"},
	"editors": {"user:ada", "user:eve"},
	"in the org": {"user:ada", "user:eve", "user:vic", "user:root", "anonymous"},
	"signed in": {"user:ada", "user:eve", "user:vic", "user:root"},
	"server admins": {"user:root", "user:boss"},
}

_who_can(world, words) := {subject | some subject in _subjects; _allowed(world, subject, words)}

_named(names) := union({object.get(_groups, name, {name}) | some name in names})

# With the list they were created with.
test_who_can_dashboards[words] if {
	some words, want in {
		"dashboards:read dashboard:latency": {"in the org"},
		"dashboards:list dashboard:latency": {"in the org"},
		"dashboards:list-editable dashboard:latency": {"editors"},
		"dashboards:edit dashboard:latency": {"editors"},
		"dashboards:write dashboard:latency": {"editors"},
		"dashboards:delete dashboard:latency": {"editors"},
		"dashboards.permissions:write dashboard:latency": {"admins"},
		"dashboards:read dashboard:draft": {"in the org"},
		"dashboards:write dashboard:draft": {"editors"},
		"dashboards:read folder:production": {"in the org"},
		"dashboards:create folder:production": {"editors"},
		"dashboards:read folder:general": {"in the org"},
		"dashboards:create folder:general": {"editors"},
	}
	_who_can(_world, words) == _named(want)
}

# With the list they were created with.
test_who_can_folders[words] if {
	some words, want in {
		"folders:read folder:general": {"in the org"},
		"folders:write folder:general": set(),
		"folders.permissions:write folder:general": set(),
		"folders:create org": {"editors"},
		"folders:read folder:production": {"in the org"},
		"folders:list folder:production": {"in the org"},
		"folders:list-editable folder:production": {"editors"},
		"folders:edit folder:production": {"editors"},
		"folders:write folder:production": {"editors"},
		"folders:delete folder:production": {"editors"},
		"folders.permissions:write folder:production": {"admins"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_what_has_an_emptied_list[words] if {
	some words, want in {
		"dashboards:read dashboard:secret": {"admins"},
		"dashboards:list dashboard:secret": {"admins"},
		"dashboards.permissions:write dashboard:secret": {"admins"},
	}
	_who_can(_world, words) == _named(want)
}

# Denied, unless the request says where a dashboard is.
test_who_can_what_is_not_declared[words] if {
	some words, want in {
		"dashboards:read dashboard:new": set(),
		"dashboards:read dashboard:new folder=production": {"in the org"},
		"dashboards:write dashboard:new folder=production": {"editors"},
		"dashboards:read dashboard:new folder=general": {"in the org"},
		"dashboards:write dashboard:new folder=general": {"editors"},
		"dashboards.permissions:write dashboard:new folder=general": {"admins"},
		"dashboards:read dashboard:new folder=elsewhere": set(),
		"folders:read folder:elsewhere": set(),
		"folders:read folder:new folder=production": set(),
	}
	_who_can(_world, words) == _named(want)
}

# While editors_can_admin is off, to have created something gives nothing.
test_who_can_what_they_created[words] if {
	some words, want in {
		"dashboards.permissions:write dashboard:draft": {"admins"},
		"dashboards.permissions:write dashboard:note": {"admins"},
		"folders.permissions:write folder:sandbox": {"admins"},
		"teams:write team:Web": {"admins"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_playlists[words] if {
	some words, want in {
		"playlists:read playlist:1": {"in the org"},
		"playlists:create org": {"editors"},
		"playlists:write playlist:1": {"editors"},
		"playlists:delete playlist:1": {"editors"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_data_sources[words] if {
	some words, want in {
		"datasources:explore org": {"editors", "user:root"},
		"datasources:query data_source:prometheus": {"in the org"},
		"datasources.id:read data_source:prometheus": {"in the org"},
		"datasources:read org": {"admins"},
		"datasources:read data_source:prometheus": {"admins"},
		"datasources:create org": {"admins"},
		"datasources:write data_source:prometheus": {"admins"},
		"datasources:delete data_source:prometheus": {"admins"},
		"datasources:query data_source:new": set(),
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_orgs[words] if {
	some words, want in {
		"orgs:read org": {"in the org"},
		"orgs:read org:main": {"in the org"},
		"orgs:write org": {"admins"},
		"orgs.preferences:read org": {"admins"},
		"orgs.preferences:write org": {"admins"},
		"org.users:read org": {"admins"},
		"org.users:add org": {"admins"},
		"org.users:write org": {"admins"},
		"org.users:remove org": {"admins"},
		"org.users:lookup org": {"admins", "user:root", "user:vic"},
		"orgs:read org:other": {"server admins"},
		"orgs:write org:other": {"server admins"},
		"org.users:read org:other": {"server admins"},
		"org.users:write org:other": {"server admins"},
		"org.users:lookup org:other": set(),
		"orgs:delete org": {"server admins"},
		"orgs:delete org:other": {"server admins"},
		"orgs.quotas:write org": {"server admins"},
		"orgs.quotas:write org:other": {"server admins"},
		"orgs:read org:new": set(),
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_teams[words] if {
	some words, want in {
		"teams:create org": {"admins"},
		"teams:read team:SRE": {"in the org"},
		"teams:list team:SRE": {"in the org"},
		"teams:write team:SRE": {"admins"},
		"teams:delete team:SRE": {"admins"},
		"teams.permissions:read team:SRE": {"admins"},
		"teams.permissions:write team:SRE": {"admins"},
		"teams.preferences:read team:SRE": {"admins"},
		"teams:read team:new": set(),
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_api_keys_and_plugins[words] if {
	some words, want in {
		"apikeys:read org": {"admins"},
		"apikeys:create org": {"admins"},
		"apikeys:read api_key:viewer": {"admins"},
		"apikeys:delete api_key:viewer": {"admins"},
		"apikeys:delete api_key:new": set(),
		"plugins.settings:read plugin:app": {"in the org"},
		"plugins.dashboards:read plugin:app": {"admins"},
		"plugins:write plugin:app": {"admins"},
		"plugins:install plugin:app": {"server admins"},
	}
	_who_can(_world, words) == _named(want)
}

# An alert hangs on a dashboard, a unified rule lies in a folder.
test_who_can_alerting[words] if {
	some words, want in {
		"alert.rules:read alert:1 dashboard=latency": {"in the org"},
		"alert.rules:write alert:1 dashboard=latency": {"editors"},
		"alert.rules:read alert:1 dashboard=secret": {"admins"},
		"alert.rules:write alert:1 dashboard=secret": {"admins"},
		"alert.rules:read alert:1 dashboard=new": set(),
		"alert.rules:read alert:1 dashboard=new folder=production": {"in the org"},
		"alert.rules:read alert:1 folder=production": {"in the org"},
		"alert.rules:create alert:1 folder=production": {"editors"},
		"alert.rules:write alert:1 folder=production": {"editors"},
		"alert.rules:delete alert:1 folder=production": {"editors"},
		"alert.rules:read alert:1 folder=general": set(),
		"alert.rules:read alert:1": set(),
		"alert.rules:read folder:production": {"in the org"},
		"alert.rules:create folder:production": {"editors"},
		"alert.rules:delete folder:production": {"editors"},
		"alert.rules:pause-all server": {"server admins"},
		"alert.instances:create org": {"editors"},
		"alert.instances:write org": {"editors"},
		"alert.notifications:write org": {"editors"},
		"alert.notifications.channels:lookup org": {"in the org"},
		"alert.notifications.channels:read org": {"editors"},
		"alert.notifications.channels:read notification_channel:1": {"editors"},
		"alert.notifications.channels:write notification_channel:1": {"editors"},
		"alert.notifications.channels:delete notification_channel:1": {"editors"},
	}
	_who_can(_world, words) == _named(want)
}

# Read without asking the dashboard's list, written with it.
test_who_can_annotations[words] if {
	some words, want in {
		"annotations:read org": {"in the org"},
		"annotations:read annotation:1": {"in the org"},
		"annotations:read annotation:1 dashboard=secret": {"in the org"},
		"annotations:create org": {"editors", "user:root"},
		"annotations:write annotation:1": {"editors", "user:root"},
		"annotations:delete annotation:1": {"editors", "user:root"},
		"annotations:create annotation:1 dashboard=latency": {"editors"},
		"annotations:write annotation:1 dashboard=latency": {"editors"},
		"annotations:delete annotation:1 dashboard=latency": {"editors"},
		"annotations:write annotation:1 dashboard=secret": {"admins"},
		"annotations:mass-delete annotation:1 dashboard=latency": {"admins"},
		"annotations.graphite:create org": {"editors"},
	}
	_who_can(_world, words) == _named(want)
}

# Their creators see them, and delete them as Editors.
test_who_can_snapshots[words] if {
	some words, want in {
		"snapshots:create org": {"signed in"},
		"snapshots:read snapshot:1": {"admins"},
		"snapshots:read snapshot:1 dashboard=latency": {"admins"},
		"snapshots:read snapshot:1 created_by=vic": {"admins", "user:vic"},
		"snapshots:read snapshot:1 created_by=eve@example.com": {"admins", "user:eve"},
		"snapshots:read snapshot:1 created_by=nobody": {"admins"},
		"snapshots:read snapshot:1 created_by=otto": {"admins"},
		"snapshots:delete snapshot:1": {"editors"},
		"snapshots:delete snapshot:1 created_by=vic": {"editors"},
		"snapshots:delete snapshot:1 dashboard=latency": {"editors"},
		"snapshots:delete snapshot:1 dashboard=secret": {"admins"},
		"snapshots:delete snapshot:1 dashboard=secret created_by=eve": {"admins", "user:eve"},
		"snapshots:delete snapshot:1 dashboard=secret created_by=vic": {"admins"},
		"snapshots:delete snapshot:1 dashboard=new": set(),
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_library_panels[words] if {
	some words, want in {
		"library.panels:read library_panel:1 folder=production": {"in the org"},
		"library.panels:write library_panel:1 folder=production": {"editors"},
		"library.panels:delete library_panel:1 folder=production": {"editors"},
		"library.panels:read library_panel:1 folder=general": {"in the org"},
		"library.panels:write library_panel:1 folder=general": {"editors", "user:root"},
		"library.panels:delete library_panel:1 folder=general": {"editors", "user:root"},
		"library.panels:read folder:production": {"in the org"},
		"library.panels:create folder:production": {"editors"},
		"library.panels:create folder:general": {"editors", "user:root"},
		"library.panels:read library_panel:1": set(),
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_the_server[words] if {
	some words, want in {
		"orgs:create server": {"server admins"},
		"orgs:create org": {"server admins"},
		"orgs:read server": {"server admins"},
		"users:create server": {"server admins"},
		"users:read server": {"server admins"},
		"users:read user:eve": {"server admins"},
		"users:read user:eve@example.com": {"server admins"},
		"users:read user:nobody": set(),
		"users:disable user:eve": {"server admins"},
		"users.password:write user:eve": {"server admins"},
		"users.permissions:write user:eve": {"server admins"},
		"settings:read server": {"server admins"},
		"settings:read org": {"server admins"},
		"provisioning:reload server": {"server admins"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_what_8_0_lacks[words] if {
	some words, want in {
		"reports:create org": set(),
		"roles:read role:custom": set(),
		"serviceaccounts:read service_account:ci": set(),
		"dashboards:paint dashboard:latency": set(),
		"dashboards:read castle:latency": set(),
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_under_viewers_can_edit[words] if {
	some words, want in {
		"dashboards:edit dashboard:latency": {"in the org"},
		"dashboards:edit dashboard:secret": {"admins"},
		"dashboards:edit dashboard:new folder=general": {"in the org"},
		"dashboards:write dashboard:latency": {"editors"},
		"dashboards:create folder:production": {"editors"},
		"dashboards:list-editable dashboard:latency": {"editors"},
		"folders:edit folder:production": {"in the org"},
		"folders:write folder:production": {"editors"},
		"folders:create org": {"editors"},
		"datasources:explore org": {"in the org"},
		"annotations:write annotation:1 dashboard=latency": {"in the org"},
		"annotations:write annotation:1 dashboard=secret": {"admins"},
		"annotations:write annotation:1": {"editors", "user:root"},
		"library.panels:create folder:production": {"in the org"},
		"library.panels:write library_panel:1 folder=production": {"in the org"},
		"library.panels:create folder:general": {"editors", "user:root"},
		"alert.rules:write alert:1 dashboard=latency": {"editors"},
		"alert.rules:write alert:1 folder=production": {"editors"},
		"snapshots:delete snapshot:1 dashboard=latency": {"editors"},
		"snapshots:delete snapshot:1 created_by=vic": {"editors"},
	}
	_who_can(_with({"viewers_can_edit": true}), words) == _named(want)
}

test_who_can_under_editors_can_admin[words] if {
	some words, want in {
		"folders.permissions:read folder:sandbox": {"admins", "user:eve"},
		"folders.permissions:write folder:sandbox": {"admins", "user:eve"},
		"folders.permissions:write folder:production": {"admins"},
		"folders:read folder:sandbox": {"in the org"},
		"folders:write folder:sandbox": {"editors"},
		"dashboards.permissions:write dashboard:draft": {"admins", "user:eve"},
		"dashboards.permissions:write dashboard:note": {"admins", "user:vic"},
		"dashboards.permissions:write dashboard:inner": {"admins", "user:eve"},
		"dashboards.permissions:write dashboard:latency": {"admins"},
		"dashboards.permissions:write dashboard:new folder=sandbox": {"admins", "user:eve"},
		"dashboards:write dashboard:note": {"editors", "user:vic"},
		"teams:create org": {"editors"},
		"teams:read team:SRE": {"in the org"},
		"teams:list team:SRE": {"admins", "user:eve", "anonymous"},
		"teams:list team:Ops": {"admins", "user:vic", "anonymous"},
		"teams:list team:Web": {"admins", "user:eve", "anonymous"},
		"teams.permissions:read team:SRE": {"in the org"},
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
		"orgs:create org": {"signed in", "user:boss"},
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

# Folders and dashboards with lists of their own, each for one rule.
_lists := object.union(_world, {"orgs": {"main": {
	"folders": {
		"emptied": {},
		"for-viewers": {},
		"mixed": {},
		"of-vic": {},
		"edited-by-vic": {},
		"of-users": {},
		"of-sre": {},
		"general": {},
	},
	"dashboards": {
		"of-sre-in-production": {"folder": "production"},
		"of-sre-in-general": {},
		"of-ops": {},
		"in-for-viewers": {"folder": "for-viewers"},
		"in-mixed": {"folder": "mixed"},
		"highest": {},
		"in-of-vic": {"folder": "of-vic"},
		"given-in-emptied": {"folder": "emptied"},
		"in-emptied": {"folder": "emptied"},
	},
	"permissions": {
		"folders:uid:for-viewers": {"role:Viewer": {"level": "View", "source": "b.hcl:1"}},
		"folders:uid:mixed": {
			"user:eve": {"level": "View", "source": "b.hcl:2"},
			"role:Editor": {"level": "Edit", "source": "b.hcl:3"},
		},
		"folders:uid:of-vic": {"user:vic": {"level": "Admin", "source": "b.hcl:4"}},
		"folders:uid:edited-by-vic": {"user:vic": {"level": "Edit", "source": "b.hcl:5"}},
		"folders:uid:of-users": {
			"user:eve": {"level": "Admin", "source": "b.hcl:6"},
			"user:vic": {"level": "View", "source": "b.hcl:7"},
		},
		"folders:uid:of-sre": {"team:SRE": {"level": "Edit", "source": "b.hcl:8"}},
		"folders:uid:general": {"user:eve": {"level": "Admin", "source": "b.hcl:9"}},
		"dashboards:uid:of-sre-in-production": {"team:SRE": {"level": "View", "source": "b.hcl:10"}},
		"dashboards:uid:of-sre-in-general": {"team:SRE": {"level": "View", "source": "b.hcl:11"}},
		"dashboards:uid:of-ops": {"team:Ops": {"level": "View", "source": "b.hcl:16"}},
		"dashboards:uid:highest": {
			"role:Viewer": {"level": "View", "source": "b.hcl:12"},
			"user:vic": {"level": "Edit", "source": "b.hcl:13"},
			"team:Ops": {"level": "Admin", "source": "b.hcl:14"},
		},
		"dashboards:uid:given-in-emptied": {"role:Viewer": {"level": "Edit", "source": "b.hcl:15"}},
	},
}}})

_list_case(settings, who, asks) := _allowed(object.union(_lists, {"grafana": settings}), who, asks)

# The rules of permission lists as the code of 8.0 has them (services/guardian/guardian.go:49-150,
# services/sqlstore/dashboard_acl.go:44-127).
test_permission_list[note] if {
	some note, tc in {
		"a Viewer opens a folder with the default list": {
			"who": "user:vic", "asks": "folders:read folder:production", "want": true,
		},
		"a Viewer does not save a folder with the default list": {
			"who": "user:vic", "asks": "folders:write folder:production", "want": false,
		},
		"an Editor does not open a folder with an emptied list": {
			"who": "user:eve", "asks": "folders:read folder:emptied", "want": false,
		},
		"an Editor does not find a folder with an emptied list": {
			"who": "user:eve", "asks": "folders:list folder:emptied", "want": false,
		},
		"an Editor does not open a dashboard in a folder with an emptied list": {
			"who": "user:eve", "asks": "dashboards:read dashboard:in-emptied", "want": false,
		},
		"an Admin opens a folder with an emptied list": {
			"who": "user:ada", "asks": "folders:read folder:emptied", "want": true,
		},
		"an Admin deletes a folder with an emptied list": {
			"who": "user:ada", "asks": "folders:delete folder:emptied", "want": true,
		},
		"an Admin writes an emptied list": {
			"who": "user:ada", "asks": "folders.permissions:write folder:emptied", "want": true,
		},
		"an Admin creates a dashboard in a folder with an emptied list": {
			"who": "user:ada", "asks": "dashboards:create folder:emptied", "want": true,
		},
		"an API key with role Admin opens a folder with an emptied list": {
			"who": "api_key:admin", "asks": "folders:read folder:emptied", "want": true,
		},
		"a server admin with role Viewer does not open a folder with an emptied list": {
			"who": "user:root", "asks": "folders:read folder:emptied", "want": false,
		},
		"a server admin without a role opens no folder": {
			"who": "user:boss", "asks": "folders:read folder:production", "want": false,
		},
		"an Editor does not open what is for Viewers": {
			"who": "user:eve", "asks": "folders:read folder:for-viewers", "want": false,
		},
		"an Editor finds what is for Viewers": {
			"who": "user:eve", "asks": "folders:list folder:for-viewers", "want": true,
		},
		"an Editor does not find what is for Viewers among the editable": {
			"who": "user:eve", "asks": "folders:list-editable folder:for-viewers", "want": false,
		},
		"an Editor does not open a dashboard in what is for Viewers": {
			"who": "user:eve", "asks": "dashboards:read dashboard:in-for-viewers", "want": false,
		},
		"an Editor finds a dashboard in what is for Viewers": {
			"who": "user:eve", "asks": "dashboards:list dashboard:in-for-viewers", "want": true,
		},
		"an Editor sees the alert of a dashboard in what is for Viewers": {
			"who": "user:eve", "asks": "alert.rules:read alert:1 dashboard=in-for-viewers", "want": true,
		},
		"an Editor does not pause the alert of a dashboard in what is for Viewers": {
			"who": "user:eve", "asks": "alert.rules:write alert:1 dashboard=in-for-viewers", "want": false,
		},
		"an Editor reads no alert rule in what is for Viewers": {
			"who": "user:eve", "asks": "alert.rules:read alert:1 folder=for-viewers", "want": false,
		},
		"an Editor reads a library panel in what is for Viewers": {
			"who": "user:eve", "asks": "library.panels:read library_panel:1 folder=for-viewers", "want": true,
		},
		"an Editor does not write a library panel in what is for Viewers": {
			"who": "user:eve", "asks": "library.panels:write library_panel:1 folder=for-viewers", "want": false,
		},
		"a list of a dashboard in a folder adds to the default list": {
			"who": "user:vic", "asks": "dashboards:read dashboard:of-sre-in-production", "want": true,
		},
		"a list of a dashboard in General replaces the default list": {
			"who": "user:vic", "asks": "dashboards:read dashboard:of-sre-in-general", "want": false,
		},
		"a member of the team opens the dashboard in General": {
			"who": "user:eve", "asks": "dashboards:read dashboard:of-sre-in-general", "want": true,
		},
		"an admin of a team opens a dashboard of the team": {
			"who": "user:vic", "asks": "dashboards:read dashboard:of-ops", "want": true,
		},
		"an admin of a team has no more of its dashboard than members": {
			"who": "user:vic", "asks": "dashboards:write dashboard:of-ops", "want": false,
		},
		"a list of a dashboard opens it in a folder with an emptied list": {
			"who": "user:vic", "asks": "dashboards:write dashboard:given-in-emptied", "want": true,
		},
		"a list of a dashboard does not open its folder": {
			"who": "user:vic", "asks": "folders:read folder:emptied", "want": false,
		},
		"the role's Edit counts beside the user's View": {
			"who": "user:eve", "asks": "dashboards:write dashboard:in-mixed", "want": true,
		},
		"the highest of role, user and team counts": {
			"who": "user:vic", "asks": "dashboards.permissions:write dashboard:highest", "want": true,
		},
		"the user's Edit counts beside the role's View": {
			"who": "user:vic", "asks": "dashboards:write dashboard:highest", "want": true,
		},
		"another Viewer has but the role's View": {
			"who": "user:tess", "asks": "dashboards:write dashboard:highest", "want": false,
		},
		"a Viewer creates dashboards in a folder with Admin": {
			"who": "user:vic", "asks": "dashboards:create folder:of-vic", "want": true,
		},
		"a Viewer writes the list of a folder with Admin": {
			"who": "user:vic", "asks": "folders.permissions:write folder:of-vic", "want": true,
		},
		"a Viewer writes the list of a dashboard in a folder with Admin": {
			"who": "user:vic", "asks": "dashboards.permissions:write dashboard:in-of-vic", "want": true,
		},
		"a Viewer with Admin of a folder creates no other": {
			"who": "user:vic", "asks": "folders:create org", "want": false,
		},
		"an Editor with Admin of a folder looks up users": {
			"who": "user:eve", "asks": "org.users:lookup org", "want": true,
		},
		"a Viewer with less does not look up users": {
			"who": "user:tess", "asks": "org.users:lookup org", "want": false,
		},
		"a Viewer deletes a folder with Edit": {
			"who": "user:vic", "asks": "folders:delete folder:edited-by-vic", "want": true,
		},
		"a Viewer does not write the list of a folder with Edit": {
			"who": "user:vic", "asks": "folders.permissions:write folder:edited-by-vic", "want": false,
		},
		"a Viewer writes alert rules in a folder with Edit": {
			"who": "user:vic", "asks": "alert.rules:create alert:1 folder=edited-by-vic", "want": true,
		},
		"a Viewer does not pause an alert of an editable dashboard": {
			"who": "user:vic", "asks": "alert.rules:write alert:1 dashboard=highest", "want": false,
		},
		"a Viewer annotates an editable dashboard": {
			"who": "user:vic", "asks": "annotations:create annotation:1 dashboard=highest", "want": true,
		},
		"a Viewer does not delete a snapshot of an editable dashboard": {
			"who": "user:vic", "asks": "snapshots:delete snapshot:1 dashboard=highest", "want": false,
		},
		"a team's Edit is for its members": {
			"who": "user:tess", "asks": "dashboards:create folder:of-sre", "want": true,
		},
		"a team's Edit is for nobody else": {
			"who": "user:vic", "asks": "dashboards:create folder:of-sre", "want": false,
		},
		"an entry for a user is not for keys of the role": {
			"who": "api_key:viewer", "asks": "folders:read folder:of-users", "want": false,
		},
		"an entry for a user is not for anonymous": {
			"who": "anonymous", "asks": "folders:read folder:of-users", "want": false,
		},
		"an entry for a user is not for others of the role": {
			"who": "user:tess", "asks": "folders:read folder:of-users", "want": false,
		},
		"anonymous as a Viewer opens a folder with the default list": {
			"who": "anonymous", "asks": "folders:read folder:production", "want": true,
		},
		"anonymous as a Viewer does not save one": {
			"who": "anonymous", "asks": "dashboards:write folder:production", "want": false,
		},
		"an API key with role Editor does not open what is for Viewers": {
			"who": "api_key:editor", "asks": "folders:read folder:for-viewers", "want": false,
		},
		"the list of a folder with the uid general is not that of General": {
			"who": "user:vic", "asks": "dashboards:read folder:general", "want": true,
		},
		"nor does it make anybody Admin of General": {
			"who": "user:eve", "asks": "dashboards.permissions:write folder:general", "want": false,
		},
	}
	_list_case({}, tc.who, tc.asks) == tc.want
}

# A Viewer who has View of something: what viewers_can_edit makes of it, and what not.
test_permission_list_under_viewers_can_edit[note] if {
	some note, tc in {
		"View of a folder edits its dashboards": {
			"who": "user:vic", "asks": "dashboards:edit folder:of-users", "want": true,
		},
		"View of a folder saves none": {
			"who": "user:vic", "asks": "dashboards:write folder:of-users", "want": false,
		},
		"View of a folder writes its library panels": {
			"who": "user:vic", "asks": "library.panels:write library_panel:1 folder=of-users", "want": true,
		},
		"View of a folder writes no alert rules": {
			"who": "user:vic", "asks": "alert.rules:write alert:1 folder=of-users", "want": false,
		},
		"View annotates a dashboard": {
			"who": "user:vic", "asks": "annotations:create annotation:1 dashboard=latency", "want": true,
		},
		"an Editor with View edits as well": {
			"who": "user:eve", "asks": "dashboards:edit dashboard:of-sre-in-general", "want": true,
		},
		"an Editor with View deletes a snapshot": {
			"who": "user:eve", "asks": "snapshots:delete snapshot:1 dashboard=of-sre-in-general", "want": true,
		},
		"an Editor with View pauses an alert": {
			"who": "user:eve", "asks": "alert.rules:write alert:1 dashboard=of-sre-in-general", "want": true,
		},
		"whoever does not see a dashboard does not edit it": {
			"who": "user:vic", "asks": "dashboards:edit dashboard:of-sre-in-general", "want": false,
		},
	}
	_list_case({"viewers_can_edit": true}, tc.who, tc.asks) == tc.want
}

# Whole decisions, with their reasons.
test_decision[note] if {
	some note, tc in {
		"by the org role": {
			"who": "user:eve", "asks": "playlists:create org",
			"want": true,
			"reasons": ["role:Editor has playlists:create at org: \"Create, update, delete playlists\" of the organization roles (page, row 5; api/api.go:353-361)"],
		},
		"by the default list": {
			"who": "user:vic", "asks": "dashboards:read dashboard:latency",
			"want": true,
			"reasons": ["role:Viewer has dashboards:read at default permissions: the default permissions (services/sqlstore/migrations/dashboard_acl.go:33-46)"],
		},
		"by the org role above every list": {
			"who": "user:ada", "asks": "dashboards:read dashboard:in-emptied",
			"want": true,
			"reasons": ["role:Admin has dashboards:read at folders:*: the org role is above every permission list (services/guardian/guardian.go:75-78)"],
		},
		"by a team": {
			"who": "user:tess", "asks": "dashboards:create folder:of-sre",
			"want": true,
			"reasons": ["team:SRE has dashboards:create at folders:uid:of-sre: its permission \"Edit\" (b.hcl:8)"],
		},
		"by the nearest list": {
			"who": "user:vic", "asks": "dashboards:read dashboard:given-in-emptied",
			"want": true,
			"reasons": ["role:Viewer has dashboards:read at dashboards:uid:given-in-emptied: its permission \"Edit\" (b.hcl:15)"],
		},
		"by what lists match": {
			"who": "user:eve", "asks": "folders:list folder:for-viewers",
			"want": true,
			"reasons": ["role:Editor has folders:list at folders:uid:for-viewers: its permission \"View\" of role Viewer, which lists match too (b.hcl:1)"],
		},
		"by two needs of one way": {
			"who": "user:eve", "asks": "alert.rules:write alert:1 dashboard=in-mixed",
			"want": true,
			"reasons": [
				"role:Editor has alert.rules:write at org: \"Pause an alert\" of the organization roles (api/alerting.go; the dashboard must be editable too)",
				"role:Editor has dashboards:edit at folders:uid:mixed: its permission \"Edit\" (b.hcl:3)",
			],
		},
		"by the second way": {
			"who": "user:eve", "asks": "org.users:lookup org",
			"want": true,
			"reasons": ["user:eve has org.users:lookup at any folder: Admin on some folder (api/org_users.go:105-125)"],
		},
		"by the server": {
			"who": "user:boss", "asks": "users:read user:eve",
			"want": true,
			"reasons": ["server_admin has users:read at server: \"Administer the server\" (api/api.go:160-169, 220-240, 430-465, reqGrafanaAdmin)"],
		},
		"for lack of a permission": {
			"who": "user:vic", "asks": "dashboards:write dashboard:latency",
			"want": false,
			"reasons": ["user:vic lacks dashboards:write at dashboards:uid:latency, folders:uid:production, default permissions, folders:*"],
		},
		"for lack of one of two needs": {
			"who": "user:vic", "asks": "alert.rules:write alert:1 dashboard=highest",
			"want": false,
			"reasons": ["user:vic lacks alert.rules:write at org"],
		},
		"for lack in every way": {
			"who": "anonymous", "asks": "org.users:lookup org",
			"want": false,
			"reasons": [
				"anonymous lacks org.users:lookup at org",
				"anonymous lacks org.users:lookup at any folder",
			],
		},
		"for lack of membership": {
			"who": "user:otto", "asks": "playlists:read playlist:1",
			"want": false,
			"reasons": [
				"user:otto is not a member of org \"main\"",
				"user:otto lacks playlists:read at org",
			],
		},
		"for lack of membership of a server admin": {
			"who": "user:boss", "asks": "folders:read folder:production",
			"want": false,
			"reasons": [
				"user:boss is not a member of org \"main\"",
				"user:boss lacks folders:read at folders:uid:production, default permissions, folders:*",
			],
		},
		"for a disabled user, and for nothing else": {
			"who": "user:dan", "asks": "dashboards:read dashboard:latency",
			"want": false,
			"reasons": ["user:dan is disabled"],
		},
		"for an undeclared user": {
			"who": "user:nobody", "asks": "dashboards:read dashboard:latency",
			"want": false,
			"reasons": ["user \"nobody\" is not declared"],
		},
		"for an undeclared dashboard": {
			"who": "user:ada", "asks": "dashboards:read dashboard:new",
			"want": false,
			"reasons": ["dashboard \"new\" is not declared in org \"main\""],
		},
	}
	asked := _request(tc.who, tc.asks)
	decision := authz.decision with data.rolecall.world as _lists with input as asked
	decision == {"decision": tc.want, "context": {"reasons": tc.reasons}}
	allow := authz.allow with data.rolecall.world as _lists with input as asked
	allow == tc.want
}

test_decision_by_creation[note] if {
	some note, tc in {
		"of a folder": {
			"who": "user:eve", "asks": "folders.permissions:write folder:sandbox",
			"reasons": ["user:eve has folders.permissions:write at folders:uid:sandbox: user:eve created it (a.hcl:61)"],
		},
		"of a dashboard": {
			"who": "user:vic", "asks": "dashboards:write dashboard:note",
			"reasons": ["user:vic has dashboards:write at dashboards:uid:note: user:vic created it (a.hcl:63)"],
		},
		"of a team": {
			"who": "user:eve", "asks": "teams:write team:Web",
			"reasons": ["user:eve has teams:write at teams:id:Web: user:eve created it (a.hcl:60)"],
		},
		"of a snapshot": {
			"who": "user:eve", "asks": "snapshots:delete snapshot:1 dashboard=secret created_by=eve",
			"reasons": ["role:Editor has snapshots:delete-own at org: \"Delete one's own snapshot\" of the organization roles (api/dashboard_snapshot.go:262-270; the route is closed to a Viewer (recorded: matrix-vce0-eca0))"],
		},
	}
	world := _with({"editors_can_admin": true})
	decision := authz.decision with data.rolecall.world as world with input as _request(tc.who, tc.asks)
	decision == {"decision": true, "context": {"reasons": tc.reasons}}
}

_malformed := {
	"decision": false,
	"context": {"reasons": ["the request is not an object with a subject and an action"]},
}

test_input_that_is_no_request[note] if {
	some note, tc in {
		"null": {"input": null},
		"string": {"input": "user:ada dashboards:read dashboard:latency"},
		"list": {"input": []},
		"empty": {"input": {}},
		"no action": {"input": {"subject": {"type": "user", "id": "ada"}, "context": {"org": "main"}}},
		"no subject": {"input": {"action": {"name": "playlists:read"}, "context": {"org": "main"}}},
		"old-fashioned": {"input": {"user": "ada", "action": "playlists:read", "org": "main"}},
	}
	decision := authz.decision with data.rolecall.world as _world with input as tc.input
	decision == _malformed
	allow := authz.allow with data.rolecall.world as _world with input as tc.input
	allow == false
}

test_input_undefined if {
	decision := authz.decision with data.rolecall.world as _world
	decision == _malformed
	allow := authz.allow with data.rolecall.world as _world
	allow == false
}

# Without a configuration nothing is declared.
test_world_undefined if {
	asked := _request("user:ada", "playlists:read org")
	decision := authz.decision with input as asked
	decision == {"decision": false, "context": {"reasons": ["org \"main\" is not declared"]}}
}

test_email_is_an_id[note] if {
	some note, tc in {
		"of the subject": {"who": "user:eve@example.com", "asks": "dashboards:write dashboard:latency"},
		"of the user asked about": {"who": "user:root", "asks": "users:write user:eve@example.com"},
		"of the creator": {"who": "user:eve", "asks": "snapshots:read snapshot:1 created_by=eve@example.com"},
	}
	_allowed(_world, tc.who, tc.asks) == true
}

test_org_is_known_by_its_name if {
	asked := object.union(_request("user:eve", "folders:create org"), {"context": {"org": "Main Org."}})
	allow := authz.allow with data.rolecall.world as _world with input as asked
	allow == true
}

# A role in one org is none in another.
test_org_that_is_asked_in_decides[org] if {
	some org, want in {"main": false, "other": true}
	asked := object.union(_request("user:vic", "teams:create org"), {"context": {"org": org}})
	allow := authz.allow with data.rolecall.world as _world with input as asked
	allow == want
}

test_renamed_actions[words] if {
	some words, want in {
		"users.authtoken:list user:eve": {"server admins"},
		"users.authtoken:update user:eve": {"server admins"},
		"users.password:update user:eve": {"server admins"},
		"users.permissions:list user:eve": {"server admins"},
		"users.quotas:update user:eve": {"server admins"},
		"org.users.role:update org": {"admins"},
		"alert.rules:update alert:1 folder=production": {"editors"},
		"alert.instances:update org": {"editors"},
	}
	_who_can(_world, words) == _named(want)
}

test_expiry_of_api_key[note] if {
	some note, tc in {
		"a nanosecond before": {
			"time": "2027-01-01T00:00:00Z",
			"want": {"decision": true, "context": {"reasons": ["role:Viewer has playlists:read at org: \"View playlists\" of the organization roles (page, row 4)"]}},
		},
		"at the moment": {
			"time": "2027-01-01T00:00:00.000000001Z",
			"want": {"decision": false, "context": {"reasons": ["api_key:viewer expired at 2027-01-01T00:00:00.000000001Z"]}},
		},
	}
	world := object.union(_world, {"orgs": {"main": {"members": {"api_key:viewer": {"expires": "2027-01-01T00:00:00.000000001Z"}}}}})
	asked := object.union(_request("api_key:viewer", "playlists:read org"), {"context": {"time": tc.time}})
	decision := authz.decision with data.rolecall.world as world with input as asked
	decision == tc.want
}
