package rolecall.authz_test

import data.rolecall.authz
import data.rolecall.worlds_test

# Folders in folders, the folder whose uid is "general", and data sources with permissions of their own.

_nested := worlds_test.complete(object.union(_rbac, {
	"grafana": {"version": "13.3"},
	"orgs": {"main": {
		"folders": {
			"top-default": {"default_permissions": true},
			"sub": {"above": ["f1"]},
			"sub-sub": {"above": ["sub", "f1"], "default_permissions": true},
			"sub-default": {"above": ["top-default"], "default_permissions": true},
		},
		"dashboards": {
			"in-sub": {"folder": "sub"},
			"in-sub-sub": {"folder": "sub-sub"},
			"in-sub-default": {"folder": "sub-default"},
		},
		"permissions": {
			"folders:uid:f1": {"user:tess": {"level": "View", "source": "a.hcl:20"}},
			"folders:uid:sub": {"user:nora": {"level": "Edit", "source": "a.hcl:21"}},
		},
		"creators": {
			"folders:uid:f2": {"user:vic": "a.hcl:30"},
			"folders:uid:sub-sub": {"user:vic": "a.hcl:31"},
			"dashboards:uid:in-sub": {"user:vic": "a.hcl:32"},
			"dashboards:uid:top": {"user:vic": "a.hcl:33"},
		},
	}},
}))

# What is held on a folder is held on all below it, and nothing above.
test_nested_folders[note] if {
	some note, tc in {
		"the folder itself": {"who": "user:tess", "asks": "folders:read folder:f1", "want": true},
		"a folder in it": {"who": "user:tess", "asks": "folders:read folder:sub", "want": true},
		"two below": {"who": "user:tess", "asks": "folders:read folder:sub-sub", "want": true},
		"a dashboard in a folder in it": {"who": "user:tess", "asks": "dashboards:read dashboard:in-sub", "want": true},
		"a dashboard two below": {"who": "user:tess", "asks": "dashboards:read dashboard:in-sub-sub", "want": true},
		"no more than that": {"who": "user:tess", "asks": "dashboards:write dashboard:in-sub-sub", "want": false},
		"a folder beside": {"who": "user:tess", "asks": "folders:read folder:f2", "want": false},
		"the folder in the middle": {"who": "user:nora", "asks": "dashboards:write dashboard:in-sub", "want": true},
		"below the middle": {"who": "user:nora", "asks": "dashboards:write dashboard:in-sub-sub", "want": true},
		"not above the middle": {"who": "user:nora", "asks": "folders:read folder:f1", "want": false},
		"not a dashboard above the middle": {"who": "user:nora", "asks": "dashboards:read dashboard:d1", "want": false},
		"a folder in the middle": {"who": "user:nora", "asks": "folders:create folder:sub", "want": true},
		"no folder above the middle": {"who": "user:nora", "asks": "folders:create folder:f1", "want": false},
		"no folder at the top": {"who": "user:nora", "asks": "folders:create org", "want": false},
	}
	_allowed(_nested, tc.who, tc.asks) == tc.want
}

# Only what is at the top has the default list; what is below has the list of what is above.
test_nested_default_list[note] if {
	some note, tc in {
		"at the top": {"who": "user:vic", "asks": "folders:read folder:top-default", "want": true},
		"below": {"who": "user:vic", "asks": "folders:read folder:sub-default", "want": true},
		"a dashboard below": {"who": "user:vic", "asks": "dashboards:read dashboard:in-sub-default", "want": true},
		"an Editor writes below": {"who": "user:eve", "asks": "dashboards:write dashboard:in-sub-default", "want": true},
		"a folder below one with a list of its own": {
			"who": "user:eve", "asks": "folders:read folder:sub-sub", "want": false,
		},
		"a dashboard below one with a list of its own": {
			"who": "user:eve", "asks": "dashboards:read dashboard:in-sub-sub", "want": false,
		},
		"an Admin, everywhere": {"who": "user:ada", "asks": "dashboards:write dashboard:in-sub-sub", "want": true},
	}
	_allowed(_nested, tc.who, tc.asks) == tc.want
}

test_nested_custom_role[note] if {
	some note, tc in {
		"dashboards of a sub-folder": {"scope": "folders:uid:f1", "asks": "dashboards:read dashboard:in-sub", "want": true},
		"dashboards two below": {"scope": "folders:uid:f1", "asks": "dashboards:read dashboard:in-sub-sub", "want": true},
		"the sub-folder alone": {"scope": "folders:uid:sub-sub", "asks": "dashboards:read dashboard:in-sub", "want": false},
		"General is above nothing": {
			"scope": "folders:uid:general", "asks": "dashboards:read dashboard:in-sub", "want": false,
		},
	}
	_allowed(_given(_nested, "user:root", [["dashboards:read", tc.scope]]), "user:root", tc.asks) == tc.want
}

# In 13, whoever creates something at the top is its Admin; in a folder the folder decides.
test_creator_by_version[note] if {
	some note, tc in {
		"a folder at the top, in 13": {"version": "13.3", "asks": "folders.permissions:write folder:f2", "want": true},
		"a folder in a folder, in 13": {"version": "13.3", "asks": "folders.permissions:write folder:sub-sub", "want": false},
		"a dashboard in General, in 13": {
			"version": "13.3", "asks": "dashboards.permissions:write dashboard:top", "want": true,
		},
		"a dashboard in a folder, in 13": {"version": "13.3", "asks": "dashboards:read dashboard:in-sub", "want": true},
		"a folder at the top, in 9.3": {"version": "9.3", "asks": "folders.permissions:write folder:f2", "want": true},
		"a dashboard in General, in 9.3": {
			"version": "9.3", "asks": "dashboards.permissions:write dashboard:top", "want": true,
		},
		"a dashboard in a folder, in 9.3": {
			"version": "9.3", "asks": "dashboards.permissions:write dashboard:in-sub", "want": true,
		},
		"a folder, in 8.5 with the toggle": {
			"version": "8.5 with accesscontrol", "asks": "folders.permissions:write folder:f2", "want": true,
		},
		"a folder, in 8.0 without editors_can_admin": {
			"version": "8.0", "asks": "folders.permissions:write folder:f2", "want": false,
		},
	}
	_allowed(_in(_nested, tc.version), "user:vic", tc.asks) == tc.want
}

# The permissions of a folder whose uid is "general" count in the older versions alone (docs, fine-grained
# access control, caveats).
_uid_general := worlds_test.complete(object.union(_rbac, {"orgs": {"main": {
	"folders": {"general": {}},
	"dashboards": {"lost": {"folder": "general"}},
	"permissions": {"folders:uid:general": {"user:nora": {"level": "Admin", "source": "a.hcl:40"}}},
}}}))

test_uid_general[note] if {
	some note, tc in {
		"its permissions count in 8.0": {"version": "8.0", "asks": "dashboards:read dashboard:lost", "want": true},
		"and in 8.5": {"version": "8.5", "asks": "dashboards:write dashboard:lost", "want": true},
		"not with the toggle in 8.5": {
			"version": "8.5 with accesscontrol", "asks": "dashboards:read dashboard:lost", "want": false,
		},
		"not with the toggle in 8.0": {
			"version": "8.0 with accesscontrol", "asks": "dashboards:read dashboard:lost", "want": false,
		},
		"not in 9.3": {"version": "9.3", "asks": "dashboards:read dashboard:lost", "want": false},
		"not in 13": {"version": "13.3", "asks": "dashboards:read dashboard:lost", "want": false},
		"General itself is another folder in 8.0": {
			"version": "8.0", "asks": "dashboards:write folder:general", "want": false,
		},
	}
	_allowed(_in(_uid_general, tc.version), "user:nora", tc.asks) == tc.want
}

# A data source is open to the org until it gets permissions of its own.
test_data_source_permissions[note] if {
	some note, tc in {
		"an open one, to a Viewer": {
			"version": "9.3", "who": "user:vic", "asks": "datasources:query data_source:open", "want": true,
		},
		"one with permissions, to a Viewer": {
			"version": "9.3", "who": "user:vic", "asks": "datasources:query data_source:kept", "want": false,
		},
		"to an Editor": {"version": "9.3", "who": "user:eve", "asks": "datasources:query data_source:kept", "want": false},
		"to an Admin": {"version": "9.3", "who": "user:ada", "asks": "datasources:query data_source:kept", "want": true},
		"open to a Viewer in 8.0": {
			"version": "8.0", "who": "user:vic", "asks": "datasources:query data_source:open", "want": true,
		},
		"with permissions to a Viewer in 8.0": {
			"version": "8.0", "who": "user:vic", "asks": "datasources:query data_source:kept", "want": false,
		},
		"with permissions to a member of the team in 8.0": {
			"version": "8.0", "who": "user:tess", "asks": "datasources:query data_source:kept", "want": true,
		},
		"with permissions to an Admin in 8.0": {
			"version": "8.0", "who": "user:ada", "asks": "datasources:query data_source:kept", "want": true,
		},
		"querying is not changing in 8.0": {
			"version": "8.0", "who": "user:tess", "asks": "datasources:write data_source:kept", "want": false,
		},
		"open to a Viewer in 13": {
			"version": "13.3", "who": "user:vic", "asks": "datasources:query data_source:open", "want": true,
		},
		"with permissions to a Viewer in 13": {
			"version": "13.3", "who": "user:vic", "asks": "datasources:query data_source:kept", "want": false,
		},
		"with permissions to a member of the team in 13": {
			"version": "13.3", "who": "user:tess", "asks": "datasources:query data_source:kept", "want": true,
		},
		"querying is not changing in 13": {
			"version": "13.3", "who": "user:tess", "asks": "datasources:write data_source:kept", "want": false,
		},
	}
	_allowed(_in(_rbac, tc.version), tc.who, tc.asks) == tc.want
}

test_data_source_levels[note] if {
	some note, tc in {
		"Query queries": {"level": "Query", "asks": "datasources:query data_source:kept", "want": true},
		"Query does not edit": {"level": "Query", "asks": "datasources:write data_source:kept", "want": false},
		"Edit queries": {"level": "Edit", "asks": "datasources:query data_source:kept", "want": true},
		"Edit edits": {"level": "Edit", "asks": "datasources:write data_source:kept", "want": true},
		"Edit does not give it away": {
			"level": "Edit", "asks": "datasources.permissions:write data_source:kept", "want": false,
		},
		"Admin gives it away": {"level": "Admin", "asks": "datasources.permissions:write data_source:kept", "want": true},
		"Admin of one is none of another": {"level": "Admin", "asks": "datasources:write data_source:open", "want": false},
	}
	world := object.union(_in(_rbac, "13.3"), {"orgs": {"main": {"permissions": {"datasources:uid:kept": {"user:nora": {
		"level": tc.level,
		"source": "a.hcl:50",
	}}}}}})
	_allowed(world, "user:nora", tc.asks) == tc.want
}

# Another org is asked with the rights that one has there.
test_another_org[note] if {
	some note, tc in {
		"an Admin of it": {"version": "9.3", "role": "Admin", "asks": "org.users:read org:other", "want": true},
		"an Editor of it": {"version": "9.3", "role": "Editor", "asks": "org.users:read org:other", "want": false},
		"an Admin of it in 8.0": {"version": "8.0", "role": "Admin", "asks": "org.users:read org:other", "want": false},
		"an Admin of it in 8.5": {"version": "8.5", "role": "Admin", "asks": "org.users:read org:other", "want": false},
		"an Admin of it in 13": {"version": "13.3", "role": "Admin", "asks": "org.users:read org:other", "want": true},
	}
	world := object.union(_in(_rbac, tc.version), {"orgs": {"other": {"members": {"user:nora": {"role": tc.role}}}}})
	_allowed(world, "user:nora", tc.asks) == tc.want
}

test_another_org_of_server_admins[version] if {
	some version in {"8.0", "8.0 with accesscontrol", "8.5", "8.5 with accesscontrol", "9.3", "13.3"}
	_allowed(_in(_rbac, version), "user:boss", "orgs:delete org:other") == true
	_allowed(_in(_rbac, version), "user:ada", "orgs:delete org:other") == false
}

test_things_of_another_org[note] if {
	some note, tc in {
		"a folder of the same uid": {"org": "other", "asks": "folders:read folder:f1", "want": false},
		"a dashboard": {"org": "other", "asks": "dashboards:read dashboard:d1", "want": false},
		"where one is Admin": {"org": "main", "asks": "dashboards:read dashboard:d1", "want": true},
	}
	asked := object.union(_request("user:ada", tc.asks), {"context": {"org": tc.org}})
	allow := authz.allow with data.rolecall.world as _rbac with input as asked
	allow == tc.want
}
