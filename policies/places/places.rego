# METADATA
# title: Places
# description: |
#   A place is where a permission can be held: a scope such as `folders:uid:production`, the list of
#   `default permissions`, all folders (`folders:*`), the `org`, or the `server`. Each resource is covered by a few,
#   and a subject holds on it what is granted at any of them. Folders and dashboards: Grafana 8.0,
#   pkg/services/sqlstore/dashboard_acl.go:44-127.
package rolecall.places

import data.rolecall.tables
import data.rolecall.world

# METADATA
# description: |
#   The types of resource that can be asked about, a row each (kinds/data.json):
#
#   - scope: what the scope of one begins with, for the types that an org declares. An undeclared one of
#     them is denied to everybody.
#   - things: where those stand in the configuration of an org
#   - levels: what an entry in the list of one can have, the lowest first
#   - holders: the types that an entry can be for, if not all
#   - in_folders: one that is not declared may lie in a folder
#   - on_dashboards: one may hang on a dashboard
#   - endings: the kinds of those whose ids end in a certain way, by the ending
#   - of_orgs: all that an org has of them can be asked about as one
#   - alone: one has no folder, no dashboard and no creator
#   - only: there is just one, which has no id
types := data.rolecall.kinds.types

# METADATA
# description: The types whose instances an org declares.
declarable := {type | some type, _ in _declarable}

_declarable := {type: row | some type, row in types; row.scope}

# METADATA
# description: |
#   The places of kinds that are not declared in an org, with the scope of `id` before them where the
#   kind has scopes by id; empty for no id.
of_kind(kind, id) := array.concat(scopes_of(kind, id), object.get(tables.of_version.kinds, kind, ["org"]))

# METADATA
# description: |
#   The scopes by `id` of a kind or a selector of things that are not declared in an org; none for no id.
scopes_of(name, id) := [_scope(prefix, id) | some prefix in tables.of_version.scoped[name]; id != ""]

# METADATA
# description: The places that cover the user `login` as a member of an org.
of_member(login) := array.concat([named("member", login)], tables.of_version.members.above)

# METADATA
# scope: document
# description: |
#   The places where an action must be held to hold it with `scope`: there, and at each wildcard above.
#   Without a scope, anywhere.
covering("") := ["any scope at all"]

covering(scope) := array.flatten([
	[scope],
	# The globs of 8.0 that fixed roles have stand as the kind of what they cover, a text without separators.
	[concat(" ", ["any", concat(":", array.slice(parts, 0, count(parts) - 1))]) |
		tables.of_version.globs
		parts := split(scope, ":")
		not contains(scope, "/")
	],
	[wildcard |
		not tables.of_version.globs
		some end in numbers.range(count(scope) - 1, 0)
		wildcard := _wildcard(scope, end)
		wildcard != scope
	],
]) if {
	scope != ""
}

# A wildcard stands at the end, after a colon or a slash (9.3: pkg/services/accesscontrol/models.go:183-194).
_wildcard(_, 0) := "*"

_wildcard(scope, end) := concat("", [substring(scope, 0, end), "*"]) if {
	end > 0
	substring(scope, end - 1, 1) in {":", "/"}
}

# METADATA
# description: |
#   What a request about an alert rule needs for the data sources of the rule, as long as it does not name them: the
#   permission to query each comes first (kinds/data.json).
of_unnamed_sources := data.rolecall.kinds.of_unnamed_sources

# METADATA
# scope: document
# description: |
#   The places that cover the declared resource `type` `id` of `org`, nearest first; undefined when it
#   is not declared there.
of(_, "folder", "general") := tables.of_version.at.general

of(org, "folder", uid) := array.concat(_of_folder(org, uid), tables.of_version.tails.folders) if uid != "general"

of(org, "dashboard", uid) := array.flatten([
	[named("dashboard", uid)],
	_above(org, dashboard),
	tables.of_version.tails.dashboards,
]) if {
	dashboard := world.orgs[org].dashboards[uid]
}

of(org, "team", name) := _with_tail(org, "teams", "team", name)

of(org, "data_source", uid) := array.flatten([
	[named("data_source", uid)],
	_unrestricted(org, named("data_source", uid)),
	object.get(tables.of_version.tails, "data_sources", ["org"]),
]) if {
	world.orgs[org].data_sources[uid]
}

of(org, "api_key", name) := _with_tail(org, "api_keys", "api_key", name)

of(org, "service_account", name) := _with_tail(org, "service_accounts", "service_account", name)

# METADATA
# description: |
#   The places of what is not declared and lies in the folder `uid`, which is known by no scope of its
#   own; undefined when the folder is not declared.
in_folder(_, "general") := tables.of_version.at["in General"]

in_folder(org, uid) := array.concat(_of_folder(org, uid), tables.of_version.tails.dashboards) if uid != "general"

# METADATA
# description: |
#   The places that count for the creator of a dashboard that is not declared and lies in the folder `uid`.
created_in("general") := tables.of_version.at["created in General"]

created_in(uid) := tables.of_version.at["created in a folder"] if uid != "general"

# A data source is open to the roles of the org until it gets permissions of its own.
_unrestricted(org, place) := [] if {
	world.orgs[org].permissions[place]
} else := ["data sources without permissions"]

_with_tail(org, things, type, id) := array.concat(
	[
		named(type, id),
	],
	object.get(tables.of_version.tails, things, ["org"]),
) if {
	world.orgs[org][things][id]
}

# The scope of the one thing of a kind that has a name. In Grafana's scopes the numbers of users, teams
# and accounts stand in the place of their names, and uids have no signs. So a name is one word in which
# nothing is a wildcard, however a team is called; the Go package internal/scopes writes the same.
_scope(prefix, id) := concat(":", [prefix, id]) if {
	tables.of_version.parted[prefix]
} else := concat(":", [prefix, strings.replace_n(_words, id)])

# METADATA
# description: The scope of a thing of a type with a name.
named(type, id) := _scope(tables.of_version.names[type], id)

_words := {
	"%": "%25", "*": "%2A", "/": "%2F", ":": "%3A", "?": "%3F",
	"[": "%5B", "\\": "%5C", "]": "%5D", "{": "%7B", "}": "%7D",
}

# METADATA
# description: |
#   Whether a place is a scope of Grafana's, rather than one of the names that these policies have for
#   places: those have no kind before a colon, or one with a space in it. The loader refuses such scopes, and
#   globs are matched with true ones alone.
is_scope(place) if {
	parts := split(place, ":")
	count(parts) > 1
	not contains(parts[0], " ")
}

# METADATA
# description: |
#   A scope, or a glob, as globs are matched: what is special in a name is one character again, and none
#   that a glob can name.
matched(place) := place if {
	not contains(place, "%")
} else := strings.replace_n(_marks, place)

_marks := {
	"%25": "\udbff\udf25", "%2A": "\udbff\udf2a", "%2F": "\udbff\udf2f", "%3A": "\udbff\udf3a", "%3F": "\udbff\udf3f",
	"%5B": "\udbff\udf5b", "%5C": "\udbff\udf5c", "%5D": "\udbff\udf5d", "%7B": "\udbff\udf7b", "%7D": "\udbff\udf7d",
}

# A folder that still has the list it was created with shares the default one. One in another folder
# has no such list, and is covered by all above it.
_of_folder(org, uid) := array.flatten([
	_own_scope(uid),
	[place | some parent in above; some place in _own_scope(parent)],
	[place | _own_scope(top) != []; some place in _list("folders", world.orgs[org].folders[top])],
]) if {
	folder := world.orgs[org].folders[uid]
	above := object.get(folder, "above", [])
	top := array.concat([uid], above)[count(above)]
}

_own_scope(uid) := [] if {
	tables.of_version.disregarded[named("folder", uid)]
} else := [named("folder", uid)]

# A dashboard in a folder has the folder's list; one in General has the default list until it gets its
# own (8.0: dashboard_acl.go:44-127).
_above(org, dashboard) := _of_folder(org, dashboard.folder) if {
	dashboard.folder
} else := array.concat(_list("dashboards", dashboard), tables.of_version.general)

_list(kind, item) := [tables.of_version.defaults[kind]] if {
	item.default_permissions
} else := []

# METADATA
# description: "Every resource that is declared or that every org has: {[org, type, id]}."
declared := {[org, "folder", "general"] | some org, _ in world.orgs} | {[org, type, id] |
	some org, things in world.orgs
	some type, row in _declarable
	some id, _ in things[row.things]
}
