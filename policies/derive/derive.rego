# METADATA
# title: The tables, shaped for lookup
# description: |
#   Turns the tables of each version, which are written to be read, into documents that are keyed the
#   way decisions look things up. It is evaluated by `go generate ./policies`, which writes the result
#   to versions/timeline.json; decisions read the tables of their release alone, so nothing here costs them
#   anything.
package rolecall.derive

import data.rolecall.derive.actions
import data.rolecall.derive.facts
import data.rolecall.derive.legacy
import data.rolecall.derive.rbac
import data.rolecall.derive.rows
import data.rolecall.grafana
import data.rolecall.grafana.asks
import data.rolecall.grafana.releases
import data.rolecall.grafana.requirements
import data.rolecall.grafana.weights

# METADATA
# description: |
#   The tables of each version; "with accesscontrol" is the feature toggle of 8.x.
#
#   - actions: {action: true}, which a request can name at the release, whatever decides in it
#   - coined: {action: true}, which Grafana decides without a permission
#   - weights: {action: weight}, how much each matters, and weighty_holders: {holder: name}, who have most of all
#   - renamed: {action: action}, the newest names by older ones
#   - requirements: {action: {kind of resource: [[permission, selector of places]]}}
#   - sets: {set: {permission: true}}
#   - fixed: {place: {holder: {set: {because, source, if, when}}}}, the grants at places that every
#     configuration has; `if` are conditions [{setting, is}] that must all hold, and is left out for none
#   - roles: {fixed role: {place: {set: true}}}, for assignments
#   - levels: {kind of list: {level: [[set, if]]}}, the sets that an entry gives at its place
#   - anywhere: {kind of list: {level: [[set, if]]}}, the sets that an entry gives in the whole org
#   - listed: {role: {role: true}}, the other roles whose entries count for a role in lists
#   - matched: {kind of list: {level: set}}, the set that such an entry gives
#   - holds: {role: {role: true}}, whose entries a role has besides its own
#   - removals: `assignments` or `permissions`, what a basic role loses
#   - inherits: {role: {role: true}}, whose assignments a basic role has besides its own
#   - globs: whether scopes are globs rather than prefixes
#   - creator: the level of the creator of a resource, the conditions (`if`), and the types of creators (`types`)
#   - defaults: {kind of list: place}, where the list stands that something has until it gets its own
#   - as_created: {role: level}, the entries of that list
#   - entry_roles: {role: true}, which an entry can be for
#   - disregarded: {place: true}, whose lists have no effect
#   - tails: {kind of list: [place]}, the places above everything of the kind
#   - at: {selector: [place]}, the places that are the same whatever the resource
#   - kinds: {kind of resource: [place]}, for resources that an org does not declare
#   - scoped: {kind of resource: [scope]}, for such resources that have scopes of their own by id
#   - members: the scope of a user as a member of the org, and the places above all of them
#   - delegating: {action: true}, which take holding all that the role holds
#   - asks: {action: phrase}, what Grafana asks without a resource
#   - of_server: {action: true}, those of them that are about the server, and not about the org
#   - decided: {action: true}, the actions that permissions decide; empty for all
#   - action_sets: {action set: {action: true}}
#   - mapping: which of several mappings of groups to roles decides, `first` or `highest`
#   - org_roles: {role: true}, which an org can give
#   - groups: `lower` where external groups are the same in any case; otherwise empty
#   - synced: the level in a team of the members of its external groups
#   - subjects: {type: true}, who can ask
#   - logins: `lower` where logins and emails are the same in any case; otherwise empty
#   - names: {type: scope}, what the scopes of things with names begin with; a `member` is a user in an org
#   - parted: {scope: true}, of which patterns may mean parts of the names
tables[releases.name(mode, release)] := object.union_n([
	made, _names(made), _asks(made), _of_server(made), _actions[release],
]) if {
	some mode, by_release in _made
	some release, made in by_release
}

# The beginnings of the scopes of single things.
_names(made) := {"names": object.union_n([
	{kind: scopes[0] | some kind, scopes in made.scoped},
	{"member": made.members.scope},
	_declared,
])}

# What Grafana asks without a resource: what it checks on the kind `org`.
_asks(made) := {"asks": {action: asks.phrases[action] | some action, kinds in made.requirements; kinds.org}}

# What Grafana asks about the server, so that only a request without a resource can leave `server` out: what a fact
# requires of both kinds.
_of_server(made) := {"of_server": {action: true |
	some _, fact in requirements.facts
	{"org", "server"} - fact.kinds == set()
	some action in fact.actions
	made.requirements[action].org
	made.requirements[action].server
}}

# What the things that an org declares go by in scopes (docs, role-based access control, scopes).
_declared := {type: row.scope | some type, row in data.rolecall.kinds.types; row.scope}

_actions[release] := {
	"actions": known,
	"coined": {action: true | some action, _ in known; actions.coined[action]},
	"weights": {action: _weights[action] | some action, _ in known},
	"weighty_holders": weights.holders,
	"renamed": {old: new | some old, new in actions.renamed; known[new]},
} if {
	some release, known in _known
}

_weights := {action: weights.of(action) |
	some _, known in _known
	some action, _ in known
}

_known[row.release] := object.union_n(array.concat(
	[rows.lookup(object.keys(actions.scopes[row.release]))],
	[rows.lookup(object.keys(_made[mode][row.release].requirements)) | some mode in row.modes],
)) if {
	some row in releases.list
}

_made[mode][release] := object.union(
	_without_scope(mode, release),
	_shaped(mode, grafana.tables(mode, release), facts.of[release]),
) if {
	some mode, known in releases.known
	some release in known
}

# An action whose permissions have no scope is asked without a resource, unless a requirement says otherwise.
_without_scope("permissions", release) := {"requirements": {action: {"org": [[[action, "any scope at all"]]]} |
	some action, scopes in actions.scopes[release]
	"" in scopes
	not _not_alone(action, release)
}}

_without_scope(mode, _) := {} if mode != "permissions"

_not_alone(action, release) if releases.spans(asks.not_alone[action], release)

_shaped("roles", version, _) := legacy.tables(version)

_shaped("beta", version, given) := object.union(legacy.tables(version), rbac.of_roles(version, given))

_shaped("permissions", version, given) := rbac.tables(version, given)
