package rolecall.grants_test

import data.rolecall.grants
import data.rolecall.worlds_test

_world := worlds_test.complete({
	"grafana": {"version": "8.0", "viewers_can_edit": false, "editors_can_admin": false},
	"orgs": {
		"main": {
			"permissions": {
				"folders:uid:production": {
					"role:Viewer": {"level": "View", "source": "a.hcl:10"},
					"role:Editor": {"level": "Edit", "source": "a.hcl:11"},
					"team:SRE": {"level": "Admin", "source": "a.hcl:12"},
				},
				"dashboards:uid:latency": {"user:vic": {"level": "Edit", "source": "a.hcl:20"}},
				"teams:id:SRE": {
					"user:ada": {"level": "Admin", "source": "a.hcl:30"},
					"user:vic": {"level": "Member", "source": "a.hcl:31"},
				},
			},
			"creators": {
				"folders:uid:sandbox": {"user:eve": "a.hcl:40"},
				"teams:id:Web": {"user:eve": "a.hcl:50"},
			},
		},
		"other": {"permissions": {}, "creators": {}},
	},
})

_with(settings) := object.union(_world, {"grafana": settings})

# The grants without what gave them and the settings that they take, which have a test of their own.
_brief(found) := {set: object.remove(grant, ["by", "if"]) | some set, grant in found}

# What of the configuration gave a grant, and which settings it takes.
test_by[note] if {
	some note, tc in {
		"entry": {
			"at": ["dashboards:uid:latency", "user:vic"], "set": "Edit",
			"by": {"kind": "entry", "level": "Edit", "holder": "user:vic"}, "if": [],
		},
		"entry under a setting": {
			"at": ["folders:uid:production", "role:Viewer"], "set": "View under viewers_can_edit",
			"by": {"kind": "entry", "level": "View", "holder": "role:Viewer"},
			"if": [{"setting": "viewers_can_edit", "is": true}],
		},
		"entry of another role": {
			"at": ["folders:uid:production", "role:Editor"], "set": "listed View",
			"by": {"kind": "matched_entry", "level": "View", "holder": "role:Viewer"}, "if": [],
		},
		"creator": {
			"at": ["folders:uid:sandbox", "user:eve"], "set": "Admin",
			"by": {"kind": "creator", "holder": "user:eve"}, "if": [{"setting": "editors_can_admin", "is": true}],
		},
		"held in some list": {
			"at": ["any scope at all", "team:SRE"], "set": "any folder",
			"by": {"kind": "held", "lists": "folders", "level": "Admin", "holder": "team:SRE"}, "if": [],
		},
		"rule": {"at": ["folders:*", "role:Admin"], "set": "Admin", "by": {}, "if": []},
	}
	[place, holder] := tc.at
	found := grants.at("main", place, holder)
		with data.rolecall.world as _with({"editors_can_admin": true, "viewers_can_edit": true})
	grant := found[tc.set]
	object.get(grant, "by", {}) == tc.by
	object.get(grant, "if", []) == tc["if"]
}

test_at[note] if {
	some note, tc in {
		"role in a list": {
			"at": ["folders:uid:production", "role:Viewer"],
			"want": {"View": {"because": "its permission \"View\"", "source": "a.hcl:10"}},
		},
		"role in a list, which lists match for another role too": {
			"at": ["folders:uid:production", "role:Editor"],
			"want": {
				"Edit": {"because": "its permission \"Edit\"", "source": "a.hcl:11"},
				"listed View": {
					"because": "its permission \"View\" of role:Viewer, which also counts in lists",
					"source": "a.hcl:10",
				},
			},
		},
		"team in a list": {
			"at": ["folders:uid:production", "team:SRE"],
			"want": {"Admin": {"because": "its permission \"Admin\"", "source": "a.hcl:12"}},
		},
		"org Admins are in no list": {
			"at": ["folders:uid:production", "role:Admin"],
			"want": {},
		},
		"user in the list of a dashboard": {
			"at": ["dashboards:uid:latency", "user:vic"],
			"want": {"Edit": {"because": "its permission \"Edit\"", "source": "a.hcl:20"}},
		},
		"nobody else is in it": {
			"at": ["dashboards:uid:latency", "user:eve"],
			"want": {},
		},
		"member of a team": {
			"at": ["teams:id:SRE", "user:vic"],
			"want": {"team Member": {"because": "its permission \"Member\"", "source": "a.hcl:31"}},
		},
		"admin of a team": {
			"at": ["teams:id:SRE", "user:ada"],
			"want": {"team Admin": {"because": "its permission \"Admin\"", "source": "a.hcl:30"}},
		},
		"creator of a folder": {
			"at": ["folders:uid:sandbox", "user:eve"],
			"want": {},
		},
		"creator of a team": {
			"at": ["teams:id:Web", "user:eve"],
			"want": {},
		},
		"Viewer, by the default list": {
			"at": ["default permissions", "role:Viewer"],
			"want": {"View": {
				"because": "the default permissions",
				"source": "services/sqlstore/migrations/dashboard_acl.go:33-46",
			}},
		},
		"Editor, by the default list": {
			"at": ["default permissions", "role:Editor"],
			"want": {
				"Edit": {
					"because": "the default permissions",
					"source": "services/sqlstore/migrations/dashboard_acl.go:33-46",
				},
				"listed View": {
					"because": "the default permissions",
					"source": "services/sqlstore/migrations/dashboard_acl.go:33-46",
				},
			},
		},
		"Admin, above every list": {
			"at": ["folders:*", "role:Admin"],
			"want": {"Admin": {
				"because": "the org role is above every permission list",
				"source": "services/guardian/guardian.go:75-78",
			}},
		},
		"server admin, above none": {
			"at": ["folders:*", "server admin in the org"],
			"want": {},
		},
		"somebody, on the server": {
			"at": ["server", "everyone signed in"],
			"want": {},
		},
		"admin of any team, in the org": {
			"at": ["org", "every Admin of a team"],
			"want": {"Look up users of the organization": {
				"because": "\"Look up users of the organization\"",
				"source": "api/org_users.go:105-125; recorded: teams-vce0-eca0, also with editors_can_admin off",
			}},
		},
		"Admin of a folder, in the org": {
			"at": ["any scope at all", "team:SRE"],
			"want": {"any folder": {"because": "Admin on some of the folders", "source": "a.hcl:12"}},
		},
		"less than Admin of a folder, in the org": {
			"at": ["any scope at all", "role:Editor"],
			"want": {},
		},
		"place without a list": {
			"at": ["folders:uid:nope", "role:Viewer"],
			"want": {},
		},
		"unknown holder": {
			"at": ["org", "user:nobody"],
			"want": {},
		},
	}
	[place, holder] := tc.at
	found := grants.at("main", place, holder) with data.rolecall.world as _world
	_brief(found) == tc.want
}

test_at_under_settings[note] if {
	some note, tc in {
		"viewers_can_edit makes more of View": {
			"settings": {"viewers_can_edit": true},
			"at": ["folders:uid:production", "role:Viewer"],
			"want": {"View under viewers_can_edit": {"because": "its permission \"View\"", "source": "a.hcl:10"}},
		},
		"viewers_can_edit makes more of the default list": {
			"settings": {"viewers_can_edit": true},
			"at": ["default permissions", "role:Viewer"],
			"want": {"View under viewers_can_edit": {
				"because": "the default permissions",
				"source": "services/sqlstore/migrations/dashboard_acl.go:33-46",
			}},
		},
		"viewers_can_edit leaves Edit as it is": {
			"settings": {"viewers_can_edit": true},
			"at": ["dashboards:uid:latency", "user:vic"],
			"want": {"Edit": {"because": "its permission \"Edit\"", "source": "a.hcl:20"}},
		},
		"editors_can_admin makes creators Admin": {
			"settings": {"editors_can_admin": true},
			"at": ["folders:uid:sandbox", "user:eve"],
			"want": {"Admin": {"because": "user:eve created it", "source": "a.hcl:40"}},
		},
		"editors_can_admin counts creators as Admin of a folder": {
			"settings": {"editors_can_admin": true},
			"at": ["any scope at all", "user:eve"],
			"want": {"any folder": {"because": "Admin on some of the folders", "source": "a.hcl:40"}},
		},
		"editors_can_admin opens teams to their creators": {
			"settings": {"editors_can_admin": true},
			"at": ["teams:id:Web", "user:eve"],
			"want": {
				"team Admin": {"because": "user:eve created it", "source": "a.hcl:50"},
				"team Admin under editors_can_admin": {"because": "user:eve created it", "source": "a.hcl:50"},
			},
		},
		"editors_can_admin opens teams to their admins": {
			"settings": {"editors_can_admin": true},
			"at": ["teams:id:SRE", "user:ada"],
			"want": {
				"team Admin": {"because": "its permission \"Admin\"", "source": "a.hcl:30"},
				"team Admin under editors_can_admin": {"because": "its permission \"Admin\"", "source": "a.hcl:30"},
			},
		},
		"editors_can_admin opens nothing to members": {
			"settings": {"editors_can_admin": true},
			"at": ["teams:id:SRE", "user:vic"],
			"want": {"team Member": {"because": "its permission \"Member\"", "source": "a.hcl:31"}},
		},
		"allow_org_create lets everybody create orgs": {
			"settings": {"allow_org_create": true},
			"at": ["server", "everyone signed in"],
			"want": {"Create organizations": {
				"because": "\"Create organizations\"",
				"source": "api/org.go, AllowUserOrgCreate",
			}},
		},
		"an unknown version has no rules": {
			"settings": {"version": "99.0"},
			"at": ["folders:*", "role:Admin"],
			"want": {},
		},
		"an unknown version makes nothing of a level": {
			"settings": {"version": "99.0"},
			"at": ["dashboards:uid:latency", "user:vic"],
			"want": {},
		},
	}
	[place, holder] := tc.at
	found := grants.at("main", place, holder) with data.rolecall.world as _with(tc.settings)
	_brief(found) == tc.want
}

_any := "any scope at all"

# Who looks lists up as an Editor matches what a list gives to Viewers, Admin included.
test_any_folder_as_lists_match if {
	found := grants.at("main", _any, "role:Editor") with data.rolecall.world as worlds_test.complete(object.union(
		_world,
		{"orgs": {"main": {"permissions": {"folders:uid:open": {"role:Viewer": {"level": "Admin", "source": "a.hcl:60"}}}}}},
	))
	_brief(found) == {"any folder": {"because": "Admin on some of the folders", "source": "a.hcl:60"}}
}

test_any_folder_takes_a_folder if {
	found := grants.at("main", _any, "user:vic") with data.rolecall.world as worlds_test.complete(object.union(
		_world,
		{
			"orgs": {
				"main": {"permissions": {"dashboards:uid:latency": {"user:vic": {"level": "Admin", "source": "a.hcl:20"}}}},
			},
		},
	))
	found == {}
}

test_at_another_org if {
	found := grants.at("other", "folders:uid:production", "role:Viewer") with data.rolecall.world as _world
	found == {}
}

test_entry[note] if {
	some note, tc in {
		"written": {
			"at": ["folders:uid:production", "role:Viewer"],
			"want": {"level": "View", "because": "its permission \"View\"", "source": "a.hcl:10"},
		},
		"creator": {
			"at": ["folders:uid:sandbox", "user:eve"],
			"want": {"level": "Admin", "because": "user:eve created it", "source": "a.hcl:40"},
		},
	}
	[place, holder] := tc.at
	entry := grants.entry("main", place, holder) with data.rolecall.world as _with({"editors_can_admin": true})
	object.remove(entry, ["by", "if"]) == tc.want
}

test_no_entry[note] if {
	some note, tc in {
		"holder who is in no list": {"at": ["folders:uid:production", "user:nobody"], "settings": {}},
		"place without a list": {"at": ["folders:uid:nope", "role:Viewer"], "settings": {}},
		"creator while editors_can_admin is off": {"at": ["folders:uid:sandbox", "user:eve"], "settings": {}},
		"creator of something else": {"at": ["folders:uid:sandbox", "user:ada"], "settings": {"editors_can_admin": true}},
	}
	[place, holder] := tc.at
	not _entry(place, holder, tc.settings)
}

_entry(place, holder, settings) if {
	_ := grants.entry("main", place, holder) with data.rolecall.world as _with(settings)
}

# The grants that this configuration gives, apart from those that every one has.
test_all_of_the_configuration if {
	all := grants.all with data.rolecall.world as _with({"editors_can_admin": true})
	given := {[place, holder, set] |
		some ["main", place, holder, set, _] in all
		not data.rolecall.versions["8.0"].fixed[place]
	}
	given == {
		["any scope at all", "team:SRE", "any folder"],
		["any scope at all", "user:eve", "any folder"],
		["dashboards:uid:latency", "user:vic", "Edit"],
		["folders:uid:production", "role:Editor", "Edit"],
		["folders:uid:production", "role:Editor", "listed View"],
		["folders:uid:production", "role:Viewer", "View"],
		["folders:uid:production", "team:SRE", "Admin"],
		["folders:uid:sandbox", "user:eve", "Admin"],
		["teams:id:SRE", "user:ada", "team Admin"],
		["teams:id:SRE", "user:ada", "team Admin under editors_can_admin"],
		["teams:id:SRE", "user:vic", "team Member"],
		["teams:id:Web", "user:eve", "team Admin"],
		["teams:id:Web", "user:eve", "team Admin under editors_can_admin"],
	}
}

test_all_is_what_at_says if {
	all := grants.all with data.rolecall.world as _world
	count(all) > 0
	every row in all {
		[org, place, holder, set, grant] := row
		found := grants.at(org, place, holder) with data.rolecall.world as _world
		found[set] == grant
	}
}

# An org without lists has what every org has, and nothing besides.
test_all_of_an_empty_org if {
	all := grants.all with data.rolecall.world as _world
	elsewhere := {[place, holder, set, grant] | some ["other", place, holder, set, grant] in all}
	elsewhere == {[place, holder, set, grant] |
		some place, holders in data.rolecall.versions["8.0"].fixed
		some holder, _ in holders
		found := grants.at("other", place, holder) with data.rolecall.world as _world
		some set, grant in found
	}
	elsewhere != set()
}
