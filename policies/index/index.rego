# METADATA
# title: The index
# description: |
#   All that the rules say about the configuration, as flat rows for an engine that looks decisions up
#   instead of evaluating them. It is enumerated once, when a configuration is loaded; an engine may ask
#   about a configuration that has one thing of each class, since the rules tell things of a class apart
#   by their names alone.
package rolecall.index

import data.rolecall.grants
import data.rolecall.org_sync
import data.rolecall.places
import data.rolecall.plugins
import data.rolecall.roles
import data.rolecall.subjects
import data.rolecall.tables
import data.rolecall.world

# METADATA
# description: The rows, in one document.
# entrypoint: true
rows := {
	"version": world.grafana.version,
	"actions": tables.of_version.actions,
	"renamed": tables.of_version.renamed,
	"subject_types": subjects.types,
	"in_every_org": {type: true | some type, _ in subjects.types; not subjects.of_one_org(type)},
	"types": places.types,
	"requirements": tables.of_version.requirements,
	"sets": object.union(tables.of_version.sets, grants.custom_sets),
	"grants": grants.all,
	"globs": grants.by_globs,
	"globbed": {place: true | tables.of_version.globs; some place in _asked_at; grants.may_match(place)},
	"members": _members,
	"users": _users,
	"places": [[org, type, id, places.of(org, type, id)] | some [org, type, id] in places.declared],
	"folders": [[org, uid, places.in_folder(org, uid), places.created_in(uid)] |
		some [org, "folder", uid] in places.declared
	],
	"fixed_places": tables.of_version.at,
	"kind_places": {kind: places.of_kind(kind, "") |
		some _, kinds in tables.of_version.requirements
		some kind, _ in kinds
	},
	"kind_scopes": tables.of_version.scoped,
	"parted": tables.of_version.parted,
	"lower_logins": tables.of_version.logins == "lower",
	"member_places": {"scope": tables.of_version.members.scope, "above": tables.of_version.members.above},
	"covering": _covering,
	"delegations": _delegations,
	"max_groups": org_sync.max_groups,
	"delegating": tables.of_version.delegating,
	"asks": tables.of_version.asks,
	"of_server": tables.of_version.of_server,
	"coined": tables.of_version.coined,
	"weights": tables.of_version.weights,
	"weighty_holders": tables.of_version.weighty_holders,
	"org_roles": tables.of_version.org_roles,
	"entry_roles": tables.of_version.entry_roles,
	"levels": grants.by_levels,
	"matched_by": grants.matched_by,
	"by_roles": grants.by_roles,
	"made_by": grants.made_by,
	"of_unnamed_sources": places.of_unnamed_sources,
	"plugins": plugins.described,
	"licensed_edits": grants.licensed_edits,
	"action_sets": tables.of_version.action_sets,
	"creator": object.filter(tables.of_version.creator, ["if", "level"]),
	"disregarded": tables.of_version.disregarded,
	"defaults": [list | some _, list in tables.of_version.defaults],
	"settings": tables.settings,
	"fixed_roles": {id: true | some id, _ in tables.of_version.roles},
}

_covering := {selector: places.covering(trim_prefix(selector, "covering ")) |
	some _, needs in _delegations
	some [_, selector] in needs
}

# The places that questions are asked at whatever their resource.
_asked_at := {place |
	some lists in [tables.of_version.at, tables.of_version.kinds, _covering, {"members": tables.of_version.members.above}]
	some _, list in lists
	some place in list
}

_delegations := {id: roles.delegation(id) |
	some id in (object.keys(roles.custom) | object.keys(tables.of_version.roles))
}

_members := [[org, subject, subjects.holders(org, subject, set()), _rest(org, subject, member)] |
	some org, declared in world.orgs
	some subject, member in declared.members
]

_rest(org, subject, member) := {
	"disabled": _disabled_in(org, subject),
	"expires": object.get(member, "expires", ""),
	"tokens": {token: subjects.expires(org, subject, token) | some token, _ in member.tokens},
}

_users := [[user, subjects.outside(user, set()), _disabled(user)] | some user, _ in world.users]

default _disabled(_) := false

_disabled(user) if subjects.disabled("", user)

default _disabled_in(_, _) := false

_disabled_in(org, subject) if subjects.disabled(org, subject)
