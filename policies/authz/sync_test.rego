package rolecall.authz_test

import data.rolecall.authz
import data.rolecall.worlds_test

# What the external groups of a session give: teams, and roles in orgs.

_synced := worlds_test.complete(object.union(_rbac, {"orgs": {"main": {
	"groups": {
		"sre": {"SRE": "a.hcl:60"},
		"everybody": {"SRE": "a.hcl:61", "Ops": "a.hcl:62"},
	},
	"permissions": {
		"teams:id:SRE": {"team:SRE": {"level": "Member", "source": "a.hcl:60"}},
		"folders:uid:f1": {"team:SRE": {"level": "View", "source": "a.hcl:63"}},
		"folders:uid:f2": {"team:Ops": {"level": "Edit", "source": "a.hcl:64"}},
	},
}}}))

_with_groups(subject, groups, words) := object.union(_request(subject, words), {
	"subject": {"properties": {"groups": groups}},
})

# Members by a group have what the team has, in the session alone.
test_team_sync[note] if {
	some note, tc in {
		"in the group": {"groups": ["sre"], "asks": "folders:read folder:f1", "want": true},
		"in capitals": {"groups": ["SRE"], "asks": "folders:read folder:f1", "want": true},
		"in no group": {"groups": [], "asks": "folders:read folder:f1", "want": false},
		"in another group": {"groups": ["ops"], "asks": "folders:read folder:f1", "want": false},
		"a group of two teams": {"groups": ["everybody"], "asks": "folders:read folder:f1", "want": true},
		"and the other": {"groups": ["everybody"], "asks": "dashboards:write dashboard:d2", "want": true},
		"two groups of one team": {"groups": ["sre", "everybody"], "asks": "folders:read folder:f1", "want": true},
		"one of several groups": {"groups": ["ops", "sre", "dba"], "asks": "folders:read folder:f1", "want": true},
		"a group of another team": {"groups": ["sre"], "asks": "dashboards:write dashboard:d2", "want": false},
		"reads its team": {"groups": ["sre"], "asks": "teams:read team:SRE", "want": true},
		"does not manage it": {"groups": ["sre"], "asks": "teams:write team:SRE", "want": false},
		"reads no other team": {"groups": ["sre"], "asks": "teams:read team:Ops", "want": false},
		"part of a name is no group": {"groups": ["sr"], "asks": "folders:read folder:f1", "want": false},
		"a star is no group": {"groups": ["*"], "asks": "folders:read folder:f1", "want": false},
	}
	_decides(_synced, _with_groups("user:nora", tc.groups, tc.asks)) == tc.want
}

test_team_sync_of_others[note] if {
	some note, tc in {
		"a member without the group stays one": {"who": "user:tess", "groups": [], "want": true},
		"a member with another group stays one": {"who": "user:tess", "groups": ["ops"], "want": true},
		"who is not in the org is in no team": {"who": "user:otto", "groups": ["sre"], "want": false},
		"a service account has no groups": {"who": "service_account:robot", "groups": ["sre"], "want": false},
	}
	_decides(_synced, _with_groups(tc.who, tc.groups, "folders:read folder:f1")) == tc.want
}

# The team gets what is assigned to it for these members too.
test_team_sync_and_roles[note] if {
	some note, tc in {
		"in the group": {"groups": ["everybody"], "want": true},
		"not in it": {"groups": ["sre"], "want": false},
	}
	world := _given(_synced, "team:Ops", [["reports:create", ""]])
	_decides(world, _with_groups("user:nora", tc.groups, "reports:create org")) == tc.want
}

test_groups_that_are_no_list[note] if {
	some note, tc in {
		"a word": {"groups": "sre"},
		"a list of numbers": {"groups": [1]},
		"an object": {"groups": {"sre": true}},
	}
	decision := authz.decision with data.rolecall.world as _synced
		with input as _with_groups("user:nora", tc.groups, "folders:read folder:f1")
	decision == _malformed
}

# The mappings of groups to roles, in their order. Nothing maps the org other but where a test says so.
_mapped(version, mappings) := object.union(_in(_rbac, version), {"org_mappings": mappings})

_to(group, role) := {"group": group, "org": "main", "role": role, "source": "a.hcl:70"}

_contradicting := [_to("staff", "Viewer"), _to("leads", "Admin"), _to("staff", "Editor")]

# LDAP takes the first mapping that matches, the org mapping of newer providers the highest role.
test_org_sync_precedence[note] if {
	some note, tc in {
		"the first, in 8.0": {"version": "8.0", "groups": ["staff", "leads"], "asks": "playlists:create org", "want": false},
		"the first, in 8.5": {"version": "8.5", "groups": ["staff", "leads"], "asks": "playlists:create org", "want": false},
		"the first, in 9.3": {"version": "9.3", "groups": ["leads", "staff"], "asks": "playlists:create org", "want": false},
		"the first, which matches all the same": {
			"version": "9.3", "groups": ["staff"], "asks": "playlists:read org", "want": true,
		},
		"another, when the first does not match": {
			"version": "9.3", "groups": ["leads"], "asks": "playlists:create org", "want": true,
		},
		"the highest, in 13": {"version": "13.3", "groups": ["staff", "leads"], "asks": "orgs:write org", "want": true},
		"the highest of one group, in 13": {
			"version": "13.3", "groups": ["staff"], "asks": "playlists:create org", "want": true,
		},
		"and no higher": {"version": "13.3", "groups": ["staff"], "asks": "orgs:write org", "want": false},
	}
	_decides(_mapped(tc.version, _contradicting), _with_groups("user:nora", tc.groups, tc.asks)) == tc.want
}

# Where groups are mapped, whoever has groups and none that is mapped is refused.
test_org_sync_without_a_match[note] if {
	some note, tc in {
		"none of the groups is mapped": {
			"who": "user:ada", "groups": ["guests"], "asks": "playlists:read org", "want": false,
		},
		"nor in an org that is not mapped": {
			"who": "user:ada", "groups": ["guests"], "asks": "orgs:create server", "want": false,
		},
		"a session without groups is left": {"who": "user:ada", "groups": [], "asks": "orgs:write org", "want": true},
		"a mapped group takes the place of the role": {
			"who": "user:ada", "groups": ["staff"], "asks": "orgs:write org", "want": false,
		},
		"and gives a role to whoever has none": {
			"who": "user:otto", "groups": ["leads"], "asks": "orgs:write org", "want": true,
		},
		"a server admin keeps the flag": {
			"who": "user:boss", "groups": ["staff"], "asks": "users:read user:eve", "want": true,
		},
		"a service account has no groups": {
			"who": "service_account:robot", "groups": ["leads"], "asks": "orgs:write org", "want": false,
		},
	}
	_decides(_mapped("9.3", _contradicting), _with_groups(tc.who, tc.groups, tc.asks)) == tc.want
}

# The mappings decide over every org: where they give nothing, one is not a member.
test_org_sync_of_another_org[note] if {
	some note, tc in {
		"an org that is not mapped": {"mapping": _to("staff", "Viewer"), "org": "other", "want": false},
		"an org that is": {"mapping": _to("staff", "Viewer"), "org": "main", "want": true},
		"a mapping of every org": {"mapping": object.remove(_to("staff", "Viewer"), ["org"]), "org": "other", "want": true},
	}
	asked := object.union(_with_groups("user:nora", ["staff"], "playlists:read org"), {"context": {"org": tc.org}})
	_decides(_mapped("9.3", [tc.mapping]), asked) == tc.want
}

# The same of an org that no mapping speaks of, whatever role is declared there.
test_org_sync_removes_from_an_org_that_is_not_mapped if {
	world := object.union(_mapped("9.3", [_to("staff", "Viewer")]), {
		"orgs": {"other": {"members": {"user:nora": {"role": "Admin"}}}},
	})
	asked := object.union(_with_groups("user:nora", ["staff"], "orgs:write org"), {"context": {"org": "other"}})
	_decides(world, asked) == false
}

# In an org that mappings speak of, but none of this session's, one is not a member.
test_org_sync_removes_from_an_org if {
	mappings := [_to("staff", "Viewer"), object.union(_to("leads", "Admin"), {"org": "other"})]
	world := object.union(_mapped("9.3", mappings), {"orgs": {"other": {"members": {"user:nora": {"role": "Admin"}}}}})
	asked := object.union(_with_groups("user:nora", ["staff"], "orgs:write org"), {"context": {"org": "other"}})
	_decides(world, asked) == false
}

test_org_sync_groups[note] if {
	some note, tc in {
		"everybody": {"group": "*", "groups": ["anything"], "want": true},
		"everybody with a group": {"group": "*", "groups": [], "want": false},
		"in capitals": {"group": "Staff", "groups": ["STAFF"], "want": true},
		"a distinguished name": {"group": "cn=staff,dc=example", "groups": ["cn=Staff,dc=Example"], "want": true},
		"another": {"group": "staff", "groups": ["leads"], "want": false},
	}
	_decides(
		_mapped("9.3", [
			_to(tc.group, "Editor"),
		]),
		_with_groups("user:nora", tc.groups, "playlists:create org"),
	) == tc.want
}

test_org_sync_to_none[note] if {
	some note, tc in {
		"keeps no role": {"who": "user:vic", "asks": "playlists:read org", "want": false},
		"is a member all the same": {"who": "user:vic", "asks": "snapshots:create org", "want": true},
	}
	_decides(_mapped("9.3", [_to("staff", "None")]), _with_groups(tc.who, ["staff"], tc.asks)) == tc.want
}

# The flag of server admins is what the deciding mapping says; where it says nothing, what is declared.
test_org_sync_of_server_admins[note] if {
	some note, tc in {
		"made one": {
			"who": "user:nora", "mappings": [object.union(_to("staff", "Viewer"), {"grafana_admin": true})], "want": true,
		},
		"no longer one": {
			"who": "user:root", "mappings": [object.union(_to("staff", "Viewer"), {"grafana_admin": false})], "want": false,
		},
		"left alone": {"who": "user:root", "mappings": [_to("staff", "Viewer")], "want": true},
		"not made one": {"who": "user:nora", "mappings": [_to("staff", "Viewer")], "want": false},
		"not by a mapping that does not decide": {
			"who": "user:nora",
			"mappings": [
				object.union(_to("staff", "Viewer"), {"grafana_admin": false}),
				object.union(_to("staff", "Admin"), {"grafana_admin": true}),
			],
			"want": false,
		},
		"by a mapping of another org": {
			"who": "user:nora",
			"mappings": [
				object.union(_to("staff", "Viewer"), {"grafana_admin": false}),
				object.union(_to("staff", "Admin"), {"grafana_admin": true, "org": "other"}),
			],
			"want": true,
		},
	}
	_decides(_mapped("9.3", tc.mappings), _with_groups(tc.who, ["staff"], "users:read user:eve")) == tc.want
}

# The roles that come with what a mapping gives.
test_org_sync_and_roles[note] if {
	some note, tc in {
		"assigned to the mapped role": {"to": "basic:Editor", "want": true},
		"assigned to the declared role": {"to": "basic:None", "want": false},
		"assigned to a lower role": {"to": "basic:Viewer", "want": true},
		"assigned to the user": {"to": "user:nora", "want": true},
	}
	world := _given(_mapped("9.3", [_to("staff", "Editor")]), tc.to, [["reports:create", ""]])
	_decides(world, _with_groups("user:nora", ["staff"], "reports:create org")) == tc.want
}
