# METADATA
# title: Configurations for tests
# description: Completes the small configurations of tests, so that each says only what it is about.
package rolecall.worlds_test

# METADATA
# description: |
#   The configuration `world` with all that the loader writes into data.rolecall.world: what is left out
#   is empty, and what sums up the lists of an org is taken from its permissions and creators.
complete(world) := object.union_n([
	{key: {} | some key in ["org_ids", "logins", "users", "orgs", "roles", "basic_roles", "everywhere"]},
	{"org_mappings": []},
	world,
	{"orgs": {org: _org(declared) | some org, declared in world.orgs}},
])

_org(declared) := object.union_n([
	{key: {} |
		some key in [
			"members", "teams", "folders", "dashboards", "data_sources", "api_keys", "service_accounts",
			"groups", "roles", "permissions", "creators",
		]
	},
	declared,
	{
		"held": _held(object.get(declared, "permissions", {})),
		"created": _created(declared),
	},
])

# Of several sources the first in order, which is the last to be put in.
_held(lists) := object.union_n([{holder: {kind: {level: source}}} |
	some [source, holder, kind, level] in array.reverse(sort([[entry.source, holder, _kind(place), entry.level] |
		some place, list in lists
		some holder, entry in list
	]))
])

_created(declared) := object.union_n([{subject: {kind: {where: source}}} |
	some [source, subject, kind, where] in array.reverse(sort([[source, subject, _kind(place), _where(declared, place)] |
		some place, by in declared.creators
		some subject, source in by
	]))
])

# What lies in a folder is inside, all else at the top.
_where(declared, place) := "inside" if {
	[kind, _, uid] := split(place, ":")
	some key in ["above", "folder"]
	declared[kind][uid][key]
} else := "top"

_kind(place) := split(place, ":")[0]

test_complete if {
	completed := complete({"orgs": {"main": {
		"permissions": {
			"folders:uid:a": {
				"user:eve": {"level": "View", "source": "a.hcl:2"}, "team:SRE": {"level": "Edit", "source": "a.hcl:3"},
			},
			"folders:uid:b": {"user:eve": {"level": "View", "source": "a.hcl:1"}},
			"teams:id:SRE": {"user:eve": {"level": "Admin", "source": "a.hcl:4"}},
		},
		"creators": {
			"dashboards:uid:d": {"user:vic": "a.hcl:7"},
			"folders:uid:a": {"user:vic": "a.hcl:6"},
			"folders:uid:b": {"user:vic": "a.hcl:5"},
			"folders:uid:c": {"user:vic": "a.hcl:8"},
		},
		"folders": {"a": {}, "b": {}, "c": {"above": ["a"]}},
		"dashboards": {"d": {"folder": "a"}},
	}}})
	object.filter(completed.orgs.main, ["created", "held", "groups"]) == {
		"created": {"user:vic": {"dashboards": {"inside": "a.hcl:7"}, "folders": {"inside": "a.hcl:8", "top": "a.hcl:5"}}},
		"held": {
			"team:SRE": {"folders": {"Edit": "a.hcl:3"}},
			"user:eve": {"folders": {"View": "a.hcl:1"}, "teams": {"Admin": "a.hcl:4"}},
		},
		"groups": {},
	}
}
