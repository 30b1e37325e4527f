# METADATA
# title: Decisions
# description: |
#   Answers one AuthZEN evaluation request in `input` about the configuration in
#   `data.rolecall.world`. Whatever is unknown is denied.
#
#   Most requests are plain: a user asks about something that its org declares, says nothing more, and
#   one permission on the thing decides. A bundle has in `data.rolecall.world.compiled` what the rules
#   said about those when it was built, so that they need not be evaluated again. Whatever is not found
#   there is decided by the rules, which gives the same.
package rolecall.authz

import data.rolecall.grants
import data.rolecall.request
import data.rolecall.subjects
import data.rolecall.world.compiled

# METADATA
# description: Whether the request is allowed.
# entrypoint: true
default allow := false

allow if {
	[need, thing, user] = _found
	need.roles[thing.roles][user.roles]
}

allow if {
	[need, thing, user] = _found
	some holder in user.holders
	need.sets[thing.holders[holder]]
}

allow if {
	[need, thing, user] = _found
	some holder in user.assigned
	need.assigned[thing.roles][holder]
}

allow if {
	not _found
	not request.problem
	_way
}

# METADATA
# description: |
#   The decision in AuthZEN's shape, with the reasons: for an allow the grants that give it, for a
#   denial what was missing.
# entrypoint: true
decision := {"decision": allow, "context": {"reasons": _reasons}}

_reasons := [request.problem] if {
	request.problem
} else := _given if {
	allow
} else := array.concat(_outside, _lacking)

# The first way that holds whole.
_way := [way | some way in request.ways; _holds(way)][0]

_subject_holders := set() if {
	_foreign
} else := subjects.holders(request.org, request.subject, request.groups)

_foreign if subjects.foreign(request.context, request.org, request.subject)

_member if {
	not _foreign
	subjects.member(request.org, request.subject, request.groups)
}

_holds(way) if {
	every need in way {
		_derivation(need[0], need[1])
	}
}

_derivation(permission, selector) if {
	some place in request.at(selector)
	some holder in grants.candidates(request.org, place, _subject_holders)
	some set, grant in grants.at(request.org, place, holder)
	grants.gives(set, permission)
	_met(grant, permission)
}

_met(grant, permission) if {
	not grant.without[permission]
	_condition(object.get(grant, "when", ""))
}

_condition("")

_condition("creator") if request.creator == request.subject

# The reasons of an allow: for each need of the way that holds, its nearest grant.
_given := [_because(permission, selector) |
	some [permission, selector] in _way
]

_because(permission, selector) := [sentence |
	some place in request.at(selector)
	some holder in grants.candidates(request.org, place, _subject_holders)
	some set, grant in grants.at(request.org, place, holder)
	grants.gives(set, permission)
	_met(grant, permission)
	sentence := sprintf("%s has %s at %s: %s (%s)", [holder, permission, place, grant.because, _cited(grant)])
][0]

# The source of a rule is one of Grafana's.
_cited(grant) := sprintf("Grafana: %s", [grant.source]) if {
	grants.is_rule(grant)
} else := grant.source

# The reasons of a denial: what no holder of the subject has.
_outside := [sprintf("%s is not a member of org %q", [request.subject, request.org])] if {
	not _member
} else := []

_lacking := [sprintf("%s lacks %s at %s", [request.subject, permission, concat(", ", request.at(selector))]) |
	some way in request.ways
	some [permission, selector] in way
	not _derivation(permission, selector)
]

# What is compiled about a plain request: what it needs, the thing, and the user, who may be no member of
# the org. Undefined for other requests.
_found := [compiled.needs[type][action], declared.things[type][id], declared.members[user]] if {
	{
		"subject": {"type": "user", "id": user}, "action": {"name": action}, "resource": {"type": type, "id": id},
		"context": {"org": org},
	} = input
	declared := compiled.orgs[org]
} else := [compiled.needs[type][action], compiled.orgs[org].things[type][id], {"roles": compiled.outside[user]}] if {
	{
		"subject": {"type": "user", "id": user}, "action": {"name": action}, "resource": {"type": type, "id": id},
		"context": {"org": org},
	} = input
} else := [declared.needs[type][action], declared.things[type][id], declared.members[user]] if {
	# A bundle of one org has in it what the actions take there.
	{
		"subject": {"type": "user", "id": user}, "action": {"name": action}, "resource": {"type": type, "id": id},
		"context": {"org": org},
	} = input
	declared := compiled.orgs[org]
}
