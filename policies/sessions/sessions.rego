# METADATA
# title: Sessions
# description: |
#   The holders of a user in an org, in a session with external groups, for an engine that looks decisions up.
#   The input is {org, user, groups}: the label of the org, the key of a declared user, and the groups as the
#   session shows them, at least one. The engine replaces `data.rolecall.world` by a configuration that has,
#   of the members of the org and of the entries in its lists, the user's alone.
package rolecall.sessions

import data.rolecall.org_sync
import data.rolecall.subjects
import data.rolecall.tables
import data.rolecall.world

# METADATA
# description: The holders of the user, whether it is in the org, and whether it is disabled.
# entrypoint: true
held := {
	"holders": subjects.holders(input.org, input.user, _groups),
	"member": _member,
	"disabled": _disabled,
}

# METADATA
# description: |
#   The steps of an explanation that are about the session. `mapped` tells whether groups decide the role;
#   `member` has the step that makes the user a member, if any; `let_in` has the ways in which Grafana lets the
#   session in, and `admin` the ways in which it is that of a server admin; `teams` has the steps that put the
#   user into each team by its groups.
# entrypoint: true
steps := {
	"mapped": _mapped,
	"member": [step | step := _role],
	"let_in": _let_in,
	"admin": _admin,
	"teams": _teams,
}

_groups := org_sync.compared(input.groups)

default _member := false

_member if subjects.member(input.org, input.user, _groups)

default _disabled := false

_disabled if subjects.disabled(input.org, input.user)

default _mapped := false

_mapped if subjects.mapped(input.user, _groups)

_role := {"kind": "mapped_role", "role": mapping.role, "groups": [mapping.group], "source": mapping.source} if {
	_mapped
	mapping := org_sync.deciding(input.org, _groups)
} else := {"kind": "org_role", "role": member.role, "source": member.source} if {
	not _mapped
	member := world.orgs[input.org].members[input.user]
}

# If groups are mapped, each mapping that matches lets the session in.
_let_in := [[_about(line, "mapping")] | some line in _lines(org_sync.matching(_groups))] if {
	_mapped
} else := [[]]

# A mapping makes a server admin, or the user is declared one and no mapping that counts says otherwise.
_admin := [[_flag]] if {
	not _mapped
} else := by_mapping if {
	by_mapping := [[_about(line, "mapped_admin")] | some line in _counted; line.mapping.grafana_admin == true]
	count(by_mapping) > 0
} else := [array.concat([_flag], [_about(line, "silent_mapping") | some line in _counted])] if {
	tables.of_version.mapping == "first"
} else := [[_flag, _about(line, "mapping")] | some line in _counted]

_flag := {"kind": "server_admin", "source": object.get(world.users[input.user], "admin_source", "")}

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

_teams[name] contains {"kind": "team_group", "groups": [group], "source": source} if {
	some [name, group, source] in org_sync.memberships(input.org, _groups)
}
