package rolecall.authz_test

# With the list they were created with.
test_who_can_find_a_dashboard[words] if {
	some words, want in {
		"dashboards:read dashboard:latency": {"in the org"},
		"dashboards:list dashboard:latency": {"in the org"},
		"dashboards:list-editable dashboard:latency": {"editors"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_change_a_dashboard[words] if {
	some words, want in {
		"dashboards:edit dashboard:latency": {"editors"},
		"dashboards:write dashboard:latency": {"editors"},
		"dashboards:delete dashboard:latency": {"editors"},
		"dashboards.permissions:write dashboard:latency": {"admins"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_dashboards_in_general[words] if {
	some words, want in {
		"dashboards:read dashboard:draft": {"in the org"},
		"dashboards:write dashboard:draft": {"editors"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_dashboards_of_folders[words] if {
	some words, want in {
		"dashboards:read folder:production": {"in the org"},
		"dashboards:create folder:production": {"editors"},
		"dashboards:read folder:general": {"in the org"},
		"dashboards:create folder:general": {"editors"},
	}
	_who_can(_world, words) == _named(want)
}

# With the list they were created with.
test_who_can_general[words] if {
	some words, want in {
		"folders:read folder:general": {"in the org"},
		"folders:write folder:general": set(),
		"folders.permissions:write folder:general": set(),
		"folders:create org": {"editors"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_find_a_folder[words] if {
	some words, want in {
		"folders:read folder:production": {"in the org"},
		"folders:list folder:production": {"in the org"},
		"folders:list-editable folder:production": {"editors"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_change_a_folder[words] if {
	some words, want in {
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
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_what_is_not_declared_in_general[words] if {
	some words, want in {
		"dashboards:read dashboard:new folder=general": {"in the org"},
		"dashboards:write dashboard:new folder=general": {"editors"},
		"dashboards.permissions:write dashboard:new folder=general": {"admins"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_what_is_declared_nowhere[words] if {
	some words, want in {
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
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_manage_data_sources[words] if {
	some words, want in {
		"datasources:read data_source:prometheus": {"admins"},
		"datasources:create org": {"admins"},
		"datasources:write data_source:prometheus": {"admins"},
		"datasources:delete data_source:prometheus": {"admins"},
		"datasources:query data_source:new": set(),
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_the_org[words] if {
	some words, want in {
		"orgs:read org": {"in the org"},
		"orgs:read org:main": {"in the org"},
		"orgs:write org": {"admins"},
		"orgs.preferences:read org": {"admins"},
		"orgs.preferences:write org": {"admins"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_members[words] if {
	some words, want in {
		"org.users:read org": {"admins"},
		"org.users:add org": {"admins"},
		"org.users:write org": {"admins"},
		"org.users:remove org": {"admins"},
		"org.users:lookup org": {"admins", "user:root", "user:vic"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_another_org[words] if {
	some words, want in {
		"orgs:read org:other": {"server admins"},
		"orgs:write org:other": {"server admins"},
		"org.users:read org:other": {"server admins"},
		"org.users:write org:other": {"server admins"},
		"org.users:lookup org:other": set(),
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_delete_orgs[words] if {
	some words, want in {
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
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_manage_teams[words] if {
	some words, want in {
		"teams:delete team:SRE": {"admins"},
		"teams.permissions:read team:SRE": {"admins"},
		"teams.permissions:write team:SRE": {"admins"},
		"teams.preferences:read team:SRE": {"admins"},
		"teams:read team:new": set(),
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_api_keys[words] if {
	some words, want in {
		"apikeys:read org": {"admins"},
		"apikeys:create org": {"admins"},
		"apikeys:read api_key:viewer": {"admins"},
		"apikeys:delete api_key:viewer": {"admins"},
		"apikeys:delete api_key:new": set(),
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_plugins[words] if {
	some words, want in {
		"plugins.settings:read plugin:app": {"in the org"},
		"plugins.dashboards:read plugin:app": {"admins"},
		"plugins:write plugin:app": {"admins"},
		"plugins:install plugin:app": {"server admins"},
	}
	_who_can(_world, words) == _named(want)
}

# An alert hangs on a dashboard, a unified rule lies in a folder.
test_who_can_alerts_of_dashboards[words] if {
	some words, want in {
		"alert.rules:read alert:1 dashboard=latency": {"in the org"},
		"alert.rules:write alert:1 dashboard=latency": {"editors"},
		"alert.rules:read alert:1 dashboard=secret": {"admins"},
		"alert.rules:write alert:1 dashboard=secret": {"admins"},
		"alert.rules:read alert:1 dashboard=new": set(),
		"alert.rules:read alert:1 dashboard=new folder=production": {"in the org"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_alert_rules_in_folders[words] if {
	some words, want in {
		"alert.rules:read alert:1 folder=production": {"in the org"},
		"alert.rules:create alert:1 folder=production": {"editors"},
		"alert.rules:write alert:1 folder=production": {"editors"},
		"alert.rules:delete alert:1 folder=production": {"editors"},
		"alert.rules:read alert:1 folder=general": set(),
		"alert.rules:read alert:1": set(),
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_alert_rules[words] if {
	some words, want in {
		"alert.rules:read folder:production": {"in the org"},
		"alert.rules:create folder:production": {"editors"},
		"alert.rules:delete folder:production": {"editors"},
		"alert.rules:pause-all server": {"server admins"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_alerting[words] if {
	some words, want in {
		"alert.instances:create org": {"editors"},
		"alert.instances:write org": {"editors"},
		"alert.notifications:write org": {"editors"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_notification_channels[words] if {
	some words, want in {
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
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_annotations_of_dashboards[words] if {
	some words, want in {
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
test_who_can_see_snapshots[words] if {
	some words, want in {
		"snapshots:create org": {"signed in"},
		"snapshots:read snapshot:1": {"admins"},
		"snapshots:read snapshot:1 dashboard=latency": {"admins"},
		"snapshots:read snapshot:1 created_by=vic": {"admins", "user:vic"},
		"snapshots:read snapshot:1 created_by=eve@example.com": {"admins", "user:eve"},
		"snapshots:read snapshot:1 created_by=nobody": {"admins"},
		"snapshots:read snapshot:1 created_by=otto": {"admins"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_delete_snapshots[words] if {
	some words, want in {
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
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_library_panels_by_place[words] if {
	some words, want in {
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
		"orgs:create -": {"server admins"},
		"orgs:read server": {"server admins"},
		"users:create server": {"server admins"},
		"users:read server": {"server admins"},
		"users:read user:eve": {"server admins"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_users[words] if {
	some words, want in {
		"users:read user:eve@example.com": {"server admins"},
		"users:read user:nobody": set(),
		"users:disable user:eve": {"server admins"},
		"users.password:write user:eve": {"server admins"},
		"users.permissions:write user:eve": {"server admins"},
	}
	_who_can(_world, words) == _named(want)
}

test_who_can_settings[words] if {
	some words, want in {
		"settings:read server": {"server admins"},
		"settings:read -": {"server admins"},
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
