package rolecall.authz_test

import data.rolecall.worlds_test

# Questions about permission lists in 8.0, one for each rule of guardian.go and the settings beside it,
# with nothing declared but what each case says.

# The configuration with the folder "f" and the dashboard "d" in it.
_listed(settings, lists) := worlds_test.complete(object.union(_with(settings), {"orgs": {"main": {
	"folders": {"f": {"default_permissions": _unlisted(lists, "folders:uid:f")}},
	"dashboards": {"d": {"folder": "f"}, "root": {"default_permissions": _unlisted(lists, "dashboards:uid:root")}},
	"permissions": {place: {holder: {"level": level, "source": "a.hcl:70"} | some holder, level in list} |
		some place, list in lists
	},
}}}))

_unlisted(lists, place) := count([place | lists[place]]) == 0

test_vectors_of_folders[note] if {
	some note, tc in {
		"1 a Viewer opens a folder with the default list": {
			"lists": {}, "who": "user:vic", "asks": "folders:read folder:f", "want": true,
		},
		"1 and does not save it": {"lists": {}, "who": "user:vic", "asks": "folders:write folder:f", "want": false},
		"2 an Editor does not open an emptied one": {
			"lists": {"folders:uid:f": {}}, "who": "user:eve", "asks": "folders:read folder:f", "want": false,
		},
		"3 an Admin opens an emptied one": {
			"lists": {"folders:uid:f": {}}, "who": "user:ada", "asks": "folders:read folder:f", "want": true,
		},
		"3 and has all else": {
			"lists": {"folders:uid:f": {}}, "who": "user:ada", "asks": "folders.permissions:write folder:f", "want": true,
		},
		"4 a server admin who is Viewer does not": {
			"lists": {"folders:uid:f": {}}, "who": "user:root", "asks": "folders:read folder:f", "want": false,
		},
		"5 an Editor does not open what is for Viewers": {
			"lists": {"folders:uid:f": {"role:Viewer": "View"}}, "who": "user:eve", "asks": "folders:read folder:f",
			"want": false,
		},
		"5 and finds it": {
			"lists": {"folders:uid:f": {"role:Viewer": "View"}}, "who": "user:eve", "asks": "folders:list folder:f",
			"want": true,
		},
		"6 a list in a folder adds to the default one": {
			"lists": {"dashboards:uid:d": {"team:SRE": "View"}}, "who": "user:vic", "asks": "dashboards:read dashboard:d",
			"want": true,
		},
		"7 a list at the root replaces it": {
			"lists": {"dashboards:uid:root": {"team:SRE": "View"}}, "who": "user:vic", "asks": "dashboards:read dashboard:root",
			"want": false,
		},
	}
	_allowed(_listed({}, tc.lists), tc.who, tc.asks) == tc.want
}

test_vectors_of_levels[note] if {
	some note, tc in {
		"8 the highest of a user's and a role's wins": {
			"lists": {"folders:uid:f": {"user:eve": "View", "role:Editor": "Edit"}},
			"who": "user:eve", "asks": "dashboards:write dashboard:d", "want": true,
		},
		"9 and of a team's": {
			"lists": {"folders:uid:f": {"role:Viewer": "View", "user:tess": "Edit", "team:SRE": "Admin"}},
			"who": "user:tess", "asks": "folders.permissions:write folder:f", "want": true,
		},
		"10 a lower level on a dashboard takes nothing away": {
			"lists": {"folders:uid:f": {"user:vic": "Admin"}, "dashboards:uid:d": {"user:vic": "Edit"}},
			"who": "user:vic", "asks": "dashboards.permissions:write dashboard:d", "want": true,
		},
		"11 nor does the same add": {
			"lists": {"folders:uid:f": {"role:Editor": "Edit"}, "dashboards:uid:d": {"role:Editor": "Edit"}},
			"who": "user:eve", "asks": "dashboards.permissions:write dashboard:d", "want": false,
		},
		"12 Admins need no entry": {
			"lists": {"dashboards:uid:root": {"user:vic": "View"}},
			"who": "user:ada", "asks": "dashboards.permissions:write dashboard:root", "want": true,
		},
		"13 Admin on a folder creates dashboards in it": {
			"lists": {"folders:uid:f": {"user:vic": "Admin"}},
			"who": "user:vic", "asks": "dashboards:create folder:f", "want": true,
		},
		"13 and no folders": {
			"lists": {"folders:uid:f": {"user:vic": "Admin"}},
			"who": "user:vic", "asks": "folders:create org", "want": false,
		},
		"14 Edit on a folder deletes it": {
			"lists": {"folders:uid:f": {"user:vic": "Edit"}},
			"who": "user:vic", "asks": "folders:delete folder:f", "want": true,
		},
		"17 an entry for a user is none for a key": {
			"lists": {"folders:uid:f": {"user:vic": "View"}},
			"who": "api_key:viewer", "asks": "folders:read folder:f", "want": false,
		},
		"18 anonymous access has a role": {
			"lists": {},
			"who": "anonymous", "asks": "folders:read folder:f", "want": true,
		},
	}
	_allowed(_listed({}, tc.lists), tc.who, tc.asks) == tc.want
}

test_vectors_of_settings[note] if {
	some note, tc in {
		"15 viewers_can_edit edits": {
			"settings": {"viewers_can_edit": true}, "who": "user:vic", "asks": "dashboards:edit dashboard:d", "want": true,
		},
		"15 and saves nothing": {
			"settings": {"viewers_can_edit": true}, "who": "user:vic", "asks": "dashboards:write dashboard:d", "want": false,
		},
		"15 and annotates": {
			"settings": {"viewers_can_edit": true}, "who": "user:vic", "asks": "annotations:create annotation:1 dashboard=d",
			"want": true,
		},
		"16 editors_can_admin, for the creator": {
			"settings": {"editors_can_admin": true}, "who": "user:eve", "asks": "folders.permissions:write folder:sandbox",
			"want": true,
		},
		"16 and no other Editor": {
			"settings": {"editors_can_admin": true}, "who": "user:ed", "asks": "folders.permissions:write folder:sandbox",
			"want": false,
		},
		"19 without it, a team admin adds nobody": {
			"settings": {}, "who": "user:ed", "asks": "teams.permissions:write team:Ops", "want": false,
		},
		"20 with it, a Viewer who is one does": {
			"settings": {"editors_can_admin": true}, "who": "user:vic", "asks": "teams.permissions:write team:Ops", "want": true,
		},
		"20 and creates no team": {
			"settings": {"editors_can_admin": true}, "who": "user:vic", "asks": "teams:create org", "want": false,
		},
	}
	world := object.union(_listed(tc.settings, {}), {
		"logins": {"ed": "ed"},
		"users": {"user:ed": {}},
		"orgs": {"main": {
			"members": {"user:ed": {"role": "Editor", "teams": {"Ops": {"level": "Admin"}}}},
			"permissions": {"teams:id:Ops": {"user:ed": {"level": "Admin", "source": "a.hcl:71"}}},
		}},
	})
	_allowed(world, tc.who, tc.asks) == tc.want
}
