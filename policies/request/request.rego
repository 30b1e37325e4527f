# METADATA
# title: The request
# description: |
#   Reads `input`, an AuthZEN evaluation request, against the compiled configuration: which org,
#   subject, action and resource it means, or why it cannot be decided. Nothing here is a rule of
#   Grafana's.
package rolecall.request

import data.rolecall.names
import data.rolecall.org_sync
import data.rolecall.places
import data.rolecall.plugins
import data.rolecall.roles
import data.rolecall.subjects
import data.rolecall.tables
import data.rolecall.world

# METADATA
# description: |
#   The label of the org of the context; undefined when it is missing or undeclared.
context := _called(_org) if {
	_org != ""
} else := world.default_org if _org == ""

# The label of the org with a name; undefined for one whose bundle is not loaded.
_called(name) := label if {
	label := world.org_ids[name]
	world.orgs[label]
}

# METADATA
# description: |
#   The label of the org whose rights count: the org that the request asks about, if that is another org,
#   otherwise the org of the context.
org := _called(_id) if {
	kind == "another org"
} else := context

# METADATA
# description: The time that expiry is tested against, in nanoseconds since 1970; now when left out.
now := time.parse_rfc3339_ns(_time) if {
	_time != ""
} else := time.now_ns() if _time == ""

# METADATA
# description: The key of the subject, `type:id` with the login for an email; undefined when undeclared.
subject := concat(":", ["user", names.login(_subject_id)]) if {
	input.subject.type == "user"
} else := key if {
	input.subject.type in {"api_key", "service_account"}
	key := concat(":", [input.subject.type, _subject_id])
	world.orgs[context].members[key]
} else := "anonymous" if {
	input.subject.type == "anonymous"
	world.orgs[context].members.anonymous
}

# METADATA
# description: The token that a service account shows; empty for the account itself.
token := _text(["subject", "properties", "token"])

# METADATA
# description: |
#   The external groups of the session of a user, in lower case; none when left out. Other subjects have
#   no sessions.
groups := {group | input.subject.type == "user"; some group in org_sync.compared(_groups)}

_groups := list if {
	list := object.get(input, ["subject", "properties", "groups"], [])
	list != null
} else := []

# METADATA
# description: The action by its newest name.
action := object.get(tables.of_version.renamed, input.action.name, input.action.name)

# METADATA
# description: |
#   The type of the resource. A request without one is of the type `org`: it asks what Grafana asks without a
#   resource, or about the org itself.
type := _text(["resource", "type"]) if {
	_text(["resource", "type"]) != ""
} else := "org"

_org := _text(["context", "org"])

_time := _text(["context", "time"])

_subject_id := _text(["subject", "id"])

_id := _text(["resource", "id"])

_folder := _text(["resource", "properties", "folder"])

_dashboard := _text(["resource", "properties", "dashboard"])

_creator := _text(["resource", "properties", "created_by"])

# The data sources that an alert rule queries; undefined when the request does not name them.
_sources := [names.spelled(uid) | some uid in list] if {
	list := object.get(input, ["resource", "properties", "data_sources"], null)
	list != null
}

# A part of the request, which may be left out or null: then it is the empty text.
_text(path) := names.spelled(text) if {
	text := object.get(input, path, "")
	text != null
} else := ""

# METADATA
# description: |
#   The kind of the resource: its type, with "of a dashboard" or "in a folder" for a resource that belongs to
#   a dashboard or is in a folder. Kinds are the keys of the tables of requirements.
kind := "the General folder" if {
	type == "folder"
	_id == "general"
} else := "another org" if {
	type == "org"
	_id != ""
	_called(_id) != context
} else := sprintf("%s of a dashboard", [type]) if {
	places.types[type].on_dashboards
	_dashboard != ""
} else := sprintf("%s in General", [type]) if {
	_lies_in_folders
	_folder == "general"
} else := sprintf("%s in a folder", [type]) if {
	_lies_in_folders
	_folder != ""
} else := "fixed role" if {
	type == "role"
	tables.of_version.roles[_id]
} else := named if {
	some ending, named in places.types[type].endings
	endswith(_id, ending)
} else := type

# A declared dashboard lies where the configuration says.
_lies_in_folders if {
	places.types[type].in_folders
	not type in places.declarable
}

# METADATA
# description: |
#   Who made the resource, as the key of a subject; undefined when the request does not say.
creator := concat(":", ["user", names.login(_creator)])

# METADATA
# description: |
#   The places where a permission counts that is needed at `selector`, nearest first; undefined if the
#   request names something that is not declared.
at(selector) := _resource_places if {
	selector == "resource"
} else := _dashboard_places if {
	selector == "dashboard"
} else := _parent_places if {
	selector == "folder"
} else := places.of_member(names.login(_id)) if {
	selector == "user"
} else := places.of_member(login) if {
	selector == "member"
	login := names.login(_id)
	subjects.member(org, concat(":", ["user", login]), set())
} else := places.covering(trim_prefix(selector, "covering ")) if {
	startswith(selector, "covering ")
} else := places.of(org, "data_source", trim_prefix(selector, "source ")) if {
	startswith(selector, "source ")
} else := _of_some_source if {
	selector == "some data source"
	count(_of_some_source) > 0
} else := array.concat(places.scopes_of(selector, _scope_id), tables.of_version.at[selector])

# The places of all data sources of the org, each once.
_of_some_source := [place |
	some place in {place |
		some uid, _ in world.orgs[org].data_sources
		some place in places.of(org, "data_source", uid)
	}
]

# A resource that is not declared has the places of the folder that the request puts it in.
_parent_places := places.in_folder(org, _folder)

_dashboard_places := places.of(org, "dashboard", _dashboard) if {
	world.orgs[org].dashboards[_dashboard]
} else := _parent_places

_resource_places := places.of(org, type, _id) if {
	type in places.declarable
	places.of(org, type, _id)
} else := array.concat(places.created_in(_folder), _parent_places) if {
	type == "dashboard"
} else := places.of_kind(kind, _scope_id) if {
	not type in places.declarable
	_known
}

# The id of the resource in scopes.
_scope_id := names.login(_id) if {
	type == "user"
} else := _id

# Users, orgs and roles are not in the lists of the resources of an org.
_known if not type in {"org", "role", "user"}

_known if {
	type == "user"
	names.login(_id)
}

_known if {
	type == "org"
	_id == ""
}

_known if {
	type == "org"
	_called(_id)
}

_known if kind == "fixed role"

_known if {
	type == "role"
	roles.has(org, _id)
}

# METADATA
# description: |
#   The ways in which the action can be had on this kind of resource. To give a role away, a subject must
#   hold all permissions of the role.
ways := [array.concat(_named(way), needs) | some way in _ways; needs := _delegated(way)] if _ways

# The data sources that a request names take the place of some that it does not.
_named(way) := array.concat(
	[need | some need in way; not need in places.of_unnamed_sources],
	[[places.of_unnamed_sources[0][0], concat(" ", ["source", uid])] | some uid in _sources],
) if {
	_sources
	places.of_unnamed_sources[0] in way
} else := way

_ways := tables.of_version.requirements[action][kind] if {
	not _about_server
} else := [[[action, plugins.described.selectors[kind]]]] if plugins.held(action)

# A request that names an org does not ask about the server.
_about_server if {
	_text(["resource", "type"]) == "org"
	tables.of_version.of_server[action]
}

_delegated(way) := roles.delegation(_id) if {
	tables.of_version.delegating[action]
	kind in {"fixed role", "role"}
	[action, "delegate"] in way
} else := []

# METADATA
# description: The first reason why the request cannot be decided; undefined if it can.
problem := "the request is not an object with a subject and an action" if {
	not _formed
} else := "the request names no org, and the configuration does not declare exactly one" if {
	_org == ""
	not world.default_org
} else := sprintf("org %q is not declared", [_org]) if {
	not context
} else := sprintf("the time %q is not RFC 3339", [_time]) if {
	not now
} else := sprintf("the session has more than %d groups", [org_sync.max_groups]) if {
	count(_groups) > org_sync.max_groups
} else := sprintf("subject type %q is not known", [input.subject.type]) if {
	not subjects.types[input.subject.type]
} else := sprintf("anonymous access is off in org %q", [context]) if {
	input.subject.type == "anonymous"
	not subject
} else := sprintf("%s %q is not declared", [input.subject.type, _subject_id]) if {
	not subject
} else := sprintf("%s is disabled", [subject]) if {
	subjects.disabled(context, subject)
} else := sprintf("token %q of %s is not declared", [token, subject]) if {
	not _expires
} else := sprintf("%s expired at %s", [subject, _expires]) if {
	not subjects.live(_expires, now)
} else := sprintf("action %q is not known in Grafana %s", [input.action.name, world.grafana.version]) if {
	not tables.of_version.actions[action]
	not plugins.held(action)
} else := sprintf("resource type %q is not known", [type]) if {
	not places.types[type]
} else := concat(" ", [
	"the request describes a resource by its id, folder, dashboard, creator or data sources,",
	"and names no type of resource that has this",
]) if {
	_described
} else := sprintf("the %s has no id, and the request names %q", [type, _id]) if {
	_numbered
} else := sprintf("Grafana %s has no rule for %s", [world.grafana.version, action]) if {
	not tables.of_version.requirements[action]
	not plugins.held(action)
} else := sprintf("Grafana does not check %s without a resource", [action]) if {
	not _ways
	_text(["resource", "type"]) == ""
} else := sprintf("Grafana does not check %s on: %s", [action, kind]) if {
	not _ways
} else := _undeclared(missing) if {
	some missing in _missing
} else := _undeclared({"type": "data_source", "id": _unknown_sources[0]})

_undeclared(missing) := sprintf("%s %q is not declared", [missing.type, missing.id]) if {
	missing.type in {"org", "user"}
} else := sprintf("user %q is not a member of org %q", [missing.id, context]) if {
	missing.type == "member"
} else := sprintf("%s %q is not declared in org %q", [missing.type, missing.id, context])

# A request about the org or the server that describes a resource is about something else: perhaps the name of the
# type is missing.
_described if {
	places.types[type].alone
	some property in [_folder, _dashboard, _creator]
	property != ""
}

_described if {
	not places.types[type].queries
	_sources
}

_described if {
	_text(["resource", "type"]) == ""
	_id != ""
}

# An id behind the only one of a type is that of something else.
_numbered if {
	places.types[type].only
	_id != ""
}

_expires := subjects.expires(context, subject, token)

# METADATA
# description: |
#   Whether the request can be decided, and everything exists that it names: the org, the subject and its
#   token, the action on such a resource, the resource, its folder and dashboard, and its creator.
#   Otherwise a name may be misspelt.
exists if {
	_formed
	now
	_asker
	ways
	not _described
	not _numbered
	count(_missing) == 0
	count(_unknown_sources) == 0
	_parents
	_made
}

_asker if _expires

_asker if {
	context
	input.subject.type == "anonymous"
}

_parents if {
	_folder == ""
	_dashboard == ""
}

_parents if {
	_folder != ""
	_parent_places
	_dashboard == ""
}

_parents if {
	_dashboard != ""
	_dashboard_places
}

_made if _creator == ""

_made if creator

# A part of the request that is an object, left out, or null.
_object(path) if {
	part := object.get(input, path, null)
	is_object(part)
}

_object(path) if object.get(input, path, null) == null

_formed if {
	is_object(input)
	every path in [
		["subject"], ["subject", "properties"], ["action"], ["resource"], ["resource", "properties"], ["context"],
	] {
		_object(path)
	}
	input.subject.type != ""
	input.action.name != ""
	every text in [
		input.subject.type, input.action.name, type, token,
		_org, _time, _subject_id, _id, _folder, _dashboard, _creator,
	] {
		is_string(text)
	}
	_listed
	is_array(_groups)
	every group in _groups {
		is_string(group)
	}
}

_listed if object.get(input, ["resource", "properties", "data_sources"], null) == null

_listed if {
	list := object.get(input, ["resource", "properties", "data_sources"], null)
	is_array(list)
	every uid in list {
		is_string(uid)
	}
}

_unknown_sources := [uid | some uid in _sources; not world.orgs[org].data_sources[uid]] if {
	_sources
} else := []

# The thing that the request names and the configuration lacks; at most one, so that there is one message.
_missing contains {"type": type, "id": _id} if {
	not _resource_places
}

_missing contains {"type": "member", "id": _id} if {
	some way in _ways
	some [_, "member"] in way
	_resource_places
	not at("member")
}

_missing contains {"type": "dashboard", "id": _dashboard} if {
	endswith(kind, " of a dashboard")
	not _dashboard_places
}

_missing contains {"type": "folder", "id": _folder} if {
	endswith(kind, " in a folder")
	not _parent_places
}
