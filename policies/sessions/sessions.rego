# METADATA
# title: Sessions
# description: |
#   What a subject is in an org, and why, for an engine that looks decisions up. The input is {context, org,
#   subject, groups}: the label of the org of the request, that of the org whose rights count, the key of a
#   declared subject, and the external groups as the session shows them, which may be none. The engine has a
#   configuration in the place of `data.rolecall.world` in which of the members of the org, and of the entries in
#   its lists, only those of the subject are left. To find out what a change of these would do, it asks with them
#   changed.
package rolecall.sessions

import data.rolecall.org_sync
import data.rolecall.places
import data.rolecall.subjects
import data.rolecall.tables
import data.rolecall.world

# METADATA
# description: The holders of the subject, whether it is in the org, and whether it is disabled.
# entrypoint: true
held := {
	"holders": _holders,
	"member": _member,
	"disabled": _disabled,
}

# METADATA
# description: |
#   All that the groups of the session decide in the org, whoever the subject is: `teams` has the teams that they
#   put members into, `patterns` the groups of these teams that match, and `mappings` the places of the mappings
#   that match. Lists of groups of which all of this is the same make the same of a subject; and lists that
#   differ in `teams` and `patterns` alone put it into other teams, and make no other difference, unless one
#   has no teams.
# entrypoint: true
told := {
	"teams": org_sync.teams(input.org, _groups),
	"patterns": {pattern | some [_, pattern, _] in org_sync.memberships(input.org, _groups)},
	"mappings": {i | some [i, _] in org_sync.matching(_groups)},
}

# METADATA
# description: |
#   The steps of an explanation that are about the subject. `mapped` is whether groups decide over the role;
#   `member` has the step that makes the subject a member, if any; `holders` has, for each holder that the subject
#   is, the ways in which it is that holder, each a list of steps; `unnamed` has the groups of the session that
#   neither a team of the org nor a mapping names.
# entrypoint: true
steps := {
	"mapped": _mapped,
	"member": [step | step := _role],
	"holders": {holder: _ways(holder) | some holder in _holders},
	"unnamed": {group | some group in input.groups; not _named(group)},
}

_groups := org_sync.compared(input.groups)

default _holders := set()

_holders := subjects.holders(input.org, input.subject, _groups) if not _foreign

default _member := false

_member if {
	not _foreign
	subjects.member(input.org, input.subject, _groups)
}

default _disabled := false

_disabled if subjects.disabled(input.org, input.subject)

default _mapped := false

_mapped if subjects.mapped(input.subject, _groups)

_foreign if subjects.foreign(input.context, input.org, input.subject)

_foreign if not input.context

_role := {
	"kind": "mapped_role", "subject": input.subject, "org": input.org, "role": mapping.role, "groups": [mapping.group],
	"source": mapping.source,
} if {
	_mapped
	mapping := org_sync.deciding(input.org, _groups)
} else := {
	"kind": "org_role", "subject": input.subject, "org": input.org, "role": member.role,
	"source": object.get(member, "source", ""),
} if {
	not _mapped
	not _foreign
	member := world.orgs[input.org].members[input.subject]
}

# Some holders a user is in every org, a member or not; for the others it must be in the org.
_ways(holder) := _let_in if {
	_in_every_org(holder)
} else := _admin if {
	subjects.origins[holder] == "server_admin"
} else := [array.flatten([_role, _ldap, way]) | some way in _ways_of_members(holder)]

_in_every_org(holder) if subjects.origins[holder] == "declared"

_in_every_org(holder) if startswith(holder, "outside:")

_ways_of_members(holder) := _admin if {
	subjects.origins[holder] == "server_admin_member"
} else := [way.steps | some _, ways in _in_teams; some way in ways; holder in subjects.with_team_level(way.level)] if {
	subjects.origins[holder] == "team"
} else := [way.steps | some way in _in_teams[trim_prefix(holder, "team:")]] if {
	startswith(holder, "team:")
} else := [[{"kind": "inheritance", "role": _role.role, "includes": included, "fact": subjects.inheritance}]] if {
	[kind, included] := split(holder, ":")
	kind in {"basic", "role"}
	included != _role.role
} else := [[]]

# The ways in which the subject is in each team: its steps, and the level in the team.
_in_teams := {name: array.flatten([_by_entry(name), _by_creating(name), _by_groups(name)]) |
	some holder in _holders
	startswith(holder, "team:")
	name := trim_prefix(holder, "team:")
}

_by_entry(name) := [{"level": entry.level, "steps": [step]} |
	entry := world.orgs[input.org].permissions[places.named("team", name)][input.subject]
	step := object.union(_of_team(name), {
		"kind": "team_member", "subject": input.subject, "level": entry.level,
		"source": object.get(entry, "source", ""),
	})
]

_by_creating(name) := [{"level": level, "steps": array.concat([step], _settings_of_creators)} |
	subjects.creates(input.subject, "teams")
	level := tables.of_version.creator.level
	source := world.orgs[input.org].creators[places.named("team", name)][input.subject]
	step := object.union(_of_team(name), {"kind": "team_creator", "subject": input.subject, "source": source})
]

_settings_of_creators := [{"kind": "setting", "setting": condition.setting, "source": source} |
	some condition in tables.of_version.creator["if"]
	condition.is
	source := object.get(world.grafana, ["sources", condition.setting], "")
]

_by_groups(name) := [{"level": tables.of_version.synced, "steps": [step]} |
	some [team, group, source] in org_sync.memberships(input.org, _groups)
	team == name
	step := object.union(_of_team(name), {"kind": "team_group", "groups": [group], "source": source})
]

_of_team(name) := {
	"org": input.org, "resource": concat(":", ["team", name]),
	"place": places.named("team", name),
}

# If groups are mapped, each mapping that matches lets the session in.
_let_in := [array.concat([_about(line, "mapping")], _ldap) | some line in _lines(org_sync.matching(_groups))] if {
	_mapped
} else := [[]]

default _ldap := []

# The mapping by which the mappings are those of LDAP, in a session that they decide.
_ldap := [{"kind": "ldap_mapping", "groups": [mapping.group], "source": mapping.admin_source}] if {
	_mapped
	mapping := org_sync.ldap
}

# A mapping makes a server admin, or the user is declared one and no mapping that counts says otherwise.
_admin := [[_flag]] if {
	not _mapped
} else := by_mapping if {
	by_mapping := [array.concat([_about(line, "mapped_admin")], _ldap) |
		some line in _counted
		line.mapping.grafana_admin == true
	]
	count(by_mapping) > 0
} else := [array.flatten([_flag, [_about(line, "silent_mapping") | some line in _counted], _ldap])] if {
	org_sync.first_decides
} else := [[_flag, _about(line, "mapping")] | some line in _counted]

_flag := {
	"kind": "server_admin", "subject": input.subject,
	"source": object.get(world.users, [input.subject, "admin_source"], ""),
}

_counted := _lines(org_sync.counted(_groups))

# The mappings of one line are one fact, as they differ in their groups or orgs alone.
_lines(mappings) := [{"mapping": mapping, "groups": groups} |
	first := {source: place |
		some [_, about] in mappings
		source := about.source
		place := min({i | some [i, mapping] in mappings; mapping.source == source})
	}
	some [i, mapping] in mappings
	first[mapping.source] == i
	groups := {other.group | some [_, other] in mappings; other.source == mapping.source}
]

_about(line, "mapped_admin") := {"kind": "mapped_admin", "groups": line.groups, "source": line.mapping.admin_source}

_about(line, kind) := {"kind": kind, "groups": line.groups, "source": line.mapping.source} if kind != "mapped_admin"

_named(group) if org_sync.memberships(input.org, org_sync.compared([group])) != set()

_named(group) if {
	some [_, mapping] in org_sync.matching(org_sync.compared([group]))
	mapping.group != "*"
}
