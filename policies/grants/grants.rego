# METADATA
# title: Grants
# description: |
#   Every right is a grant: a holder, a place, a set of permissions, and the rule or entry behind it.
#   Grafana's model has no denials, so a request is allowed if some grant fits. A grant is
#   {because, source, if, when, without, by}: the rule or entry behind it, where that is declared or known
#   from, the conditions on settings that all must hold, the condition that the request must meet, and the
#   permissions of the set that it leaves out, if any. `by` names the declaration behind the grant, by its `kind`; the
#   grant of a rule has no `by`:
#
#   - entry: the entry of `holder` with `level` in the list of the place; matched_entry: that of another role
#   - creator: `holder` created the resource of the place
#   - held: an entry of `holder` with `level` in some list of the kind `lists`, for the whole org
#   - default: a list of the kind `lists` that is as Grafana created it, for the whole org
#   - role, basic_role: the permissions of a custom role at `scope`, or the permissions added to a basic
#     role; "any scope at all" for the permissions at all its scopes
#   - fixed_role: one of Grafana's roles
package rolecall.grants

import data.rolecall.places
import data.rolecall.roles
import data.rolecall.subjects
import data.rolecall.tables
import data.rolecall.world

# METADATA
# description: The grants that `holder` has at `place` of `org`, by the set that each gives; {} for none.
at(org, place, holder) := object.union(_by_rules(org, place, holder), _assigned(org, place, holder))

# METADATA
# description: Whether a rule of Grafana's made a grant, and not a declaration.
is_rule(grant) if object.get(grant, ["by", "kind"], "default") == "default"

# The grants of a holder that do not come from roles.
_by_rules(org, place, holder) := object.union_n([
	_anywhere(org, place, holder),
	_by_list(org, place, holder),
	_by_entry(org, place, holder),
	_fixed(place, holder),
])

# METADATA
# description: |
#   The `holders` that can have a grant at `place`; a decision passes over the others. Most places name few
#   holders, so this saves most of the work.
candidates(org, place, holders) := union({
	holders & object.keys(object.get(tables.of_version.fixed, place, {})),
	{holder | list := world.orgs[org].permissions[place]; some holder in holders; list[holder]},
	{holder | list := world.orgs[org].creators[place]; some holder in holders; list[holder]},
	{holder | list := world.orgs[org].permissions[place]; some holder in holders; list[_matched(holder)[_]]},
	{holder | place == "any scope at all"; some holder in holders},
	_with_roles(org, holders),
})

_with_roles(org, holders) := (({holder |
	some holder in holders
	some roles in [world.orgs[org].roles, world.everywhere]
	roles[holder]
} | {holder |
	some holder in holders
	startswith(holder, "outside:")
	world.everywhere[trim_prefix(holder, "outside:")]
}) | {"server admin" | "server admin" in holders; _grafana_admin_has_roles}) | (holders & _changed_holders)

_changed_holders := {_changed_holder(name) | some name, _ in world.basic_roles}

_grafana_admin_has_roles if world.everywhere["basic:Grafana Admin"]

_grafana_admin_has_roles if world.basic_roles["Grafana Admin"]

_fixed(place, holder) := {set: object.union(grant, _without(place, holder)) |
	some set, grant in tables.of_version.fixed[place][holder]
	tables.open(object.get(grant, "if", []))
}

# METADATA
# description: "Whether `set` gives `permission`: a set of the version, or of a custom role."
gives(set, permission) if tables.of_version.sets[set][permission]

gives(set, permission) if custom_sets[set][permission]

# METADATA
# description: The permissions of each custom role, and the permissions added to each basic role, by place.
custom_sets[set] := _at_scope(role, scope) if {
	some name, role in _custom
	some scope in (object.keys(role.scopes) | {"any scope at all"})
	set := _custom_set(name, scope)
}

_custom := object.union(roles.custom, {concat(" ", ["basic role", name]): changed.add |
	some name, changed in world.basic_roles
})

_custom_set(name, scope) := sprintf("role %s at %q", [name, scope])

# A question without a scope is answered by every permission, whatever its scope.
_at_scope(role, "any scope at all") := {action: true |
	some permission in role.permissions
	some action in roles.members(permission.action)
}

_at_scope(role, scope) := {action: true |
	some written, _ in role.scopes[scope]
	some action in roles.members(written)
} if {
	scope != "any scope at all"
}

# The grants of the roles assigned to the holder, and for a basic role the grants of its changes. At a place
# of the server, only roles assigned in every org count.
_assigned(org, place, holder) := object.union_n([_of_role(name, _on_server(place), by) |
	some name, by in _roles_of(org, place, holder)
]) if {
	tables.of_version.roles
} else := {}

_roles_of(org, place, holder) := object.union(object.get(world.orgs[org].roles, holder, {}), _added(holder)) if {
	not _outside_place(place)
} else := object.union(_of_all_orgs(object.get(world.everywhere, by, {})), _added(by)) if {
	by := _outside_orgs(holder)
} else := {}

_of_all_orgs(assigned) := {name: source | some name, source in assigned; not roles.of_an_org(name)}

# The places at which roles assigned in an org do not count.
_outside_place(place) if place in {"another org", "server"}

_outside_place(place) if startswith(place, "server-wide ")

# Outside of every org, a user has no org role and no team, but has the roles that are assigned everywhere
# (9.3 pkg/services/accesscontrol/middleware.go).
_outside_orgs("server admin") := "basic:Grafana Admin"

_outside_orgs(holder) := trim_prefix(holder, "outside:") if startswith(holder, "outside:")

_outside_orgs(holder) := holder if startswith(holder, "user:")

# The permissions added to a basic role do not reach the roles above it (docs, basic role permissions are
# seeded independently), so they belong to the org role alone.
_added(holder) := {concat(" ", ["basic role", name]): changed.add.source |
	some name, changed in world.basic_roles
	_changed_holder(name) == holder
}

_changed_holder(name) := "basic:Grafana Admin" if {
	name == "Grafana Admin"
} else := concat(":", ["role", name])

# A place of the server has the name of the place of the permission, with "server" before it.
_on_server(place) := "any scope at all" if {
	place in {"another org", "server"}
} else := trim_prefix(place, "server-wide ")

_of_role(name, place, source) := {set: _by_fixed(name, source) |
	some set, _ in tables.of_version.roles[name][place]
} if {
	tables.of_version.roles[name]
} else := {_custom_set(name, scope): _by_custom(name, source, scope) |
	role := _custom[name]
	some scope in _matching(role, place)
}

_by_fixed(name, source) := _by_role(name, source, _fixed_role(name))

_fixed_role(name) := {"kind": "fixed_role", "role": name}

_by_custom(name, source, scope) := _by_role(name, source, _scope_of(name, scope))

_scope_of(name, scope) := object.union(
	object.get(_added_by, name, {"kind": "role", "role": name}),
	{"scope": scope},
)

_added_by := {concat(" ", ["basic role", name]): {"kind": "basic_role", "role": name} |
	some name, _ in world.basic_roles
}

_by_role(name, source, by) := {"because": sprintf("role %s", [name]), "source": source, "by": by}

# The scopes of a role that cover a place: in most versions the place itself, which is one of those
# above the resource; in 8.0 any glob that matches it, in parts between colons and slashes.
_matching(role, place) := {scope |
	some scope in {place, "any scope at all"}
	place in {"any scope at all", scope}
	scope in (object.keys(role.scopes) | {"any scope at all"})
} if {
	not tables.of_version.globs
} else := {scope |
	_is_asked_at(place)
	some scope in (object.keys(role.scopes) | {"any scope at all"})
	_covers(scope, place)
}

_is_asked_at("any scope at all")

_is_asked_at(place) if may_match(place)

_covers("any scope at all", "any scope at all")

_covers(scope, place) if {
	place != "any scope at all"
	glob.match(places.matched(scope), [":", "/"], places.matched(place))
}

# METADATA
# description: "Whether globs are matched with a place: with the scopes of Grafana's, and no other."
may_match(place) if places.is_scope(place)

# The permissions taken from a basic role: {without: {permission: true}} for the grants at a place. The entries
# of lists are not part of basic roles, but of managed roles (docs, role-based access control).
_without(place, holder) := {"without": removed} if {
	not place in {list | some _, list in tables.of_version.defaults}
	removed := {permission.action: true |
		some role in _taken_from(holder)
		some permission in world.basic_roles[role].remove.permissions
		_removes(permission, place, holder)
	}
	removed != {}
} else := {}

# The basic roles whose removals count for a holder: its own, and where Grafana removes default assignments, those of
# the roles that its role inherits from.
_taken_from(holder) := {_basic(holder)} | {role |
	tables.of_version.removals == "assignments"
	some role, _ in tables.of_version.inherits[_basic(holder)]
}

_basic("server admin in the org") := "Grafana Admin"

_basic("server admin") := "Grafana Admin"

_basic(holder) := trim_prefix(holder, "role:") if startswith(holder, "role:")

# Without a scope, an action is taken at every scope. With one, it is taken at this scope, and from questions
# without a scope if no other permission is left to answer them.
_removes(permission, _, _) if permission.scope == ""

_removes(permission, place, _) if {
	permission.scope != ""
	permission.scope == _scope_at(place)
}

_removes(permission, place, holder) if {
	permission.scope != ""
	place in {"another org", "any scope at all", "server"}
	gone := {removed.scope |
		some removed in world.basic_roles[_basic(holder)].remove.permissions
		removed.action == permission.action
	}
	elsewhere := {set |
		some other, holders in tables.of_version.fixed
		startswith(other, "server-wide ") == _asked_elsewhere(place)
		not other in {"another org", "any scope at all", "server"}
		not other in {list | some _, list in tables.of_version.defaults}
		not _scope_at(other) in gone
		some set, _ in holders[holder]
	}
	every set in elsewhere {
		not tables.of_version.sets[set][permission.action]
	}
}

# The rights over open data sources come from a fixed role, too (9.3 pkg/api/accesscontrol.go).
_scope_at(place) := "datasources:*" if {
	place == "data sources without permissions"
} else := _on_server(place)

# What server admins hold in every context has places of its own.
_asked_elsewhere(place) := place in {"another org", "server"}

# METADATA
# description: |
#   The entry of `holder` in the list of `place`: {level, because, source}. The creator of the resource has
#   an entry where the version and the settings say so.
entry(org, place, holder) := {
	"level": tables.of_version.creator.level,
	"because": sprintf("%s created it", [holder]),
	"source": source,
	"if": tables.of_version.creator["if"],
	"by": {"kind": "creator", "holder": holder},
} if {
	source := world.orgs[org].creators[place][holder]
	subjects.creates(holder, split(place, ":")[0])
	not _inside(org, place)
	not tables.of_version.disregarded[place]
} else := {
	"level": written.level,
	"because": sprintf("its permission %q", [written.level]),
	"source": written.source,
	"if": [],
	"by": {"kind": "entry", "level": written.level, "holder": holder},
} if {
	written := world.orgs[org].permissions[place][holder]
	not tables.of_version.disregarded[place]
}

# In some versions, a folder in a folder has no creator.
_inside(org, place) if {
	[kind, _, uid] := split(place, ":")
	tables.of_version.creator.only_at_the_top[kind]
	item := world.orgs[org][kind][uid]
	some key in ["above", "folder"]
	item[key]
}

_by_entry(org, place, holder) := {set: grant |
	found := entry(org, place, holder)
	some [set, conditions] in tables.of_version.levels[_kind(place)][found.level]
	tables.open(conditions)
	all_of := array.concat(found["if"], conditions)
	grant := {"because": found.because, "source": found.source, "if": all_of, "by": found.by}
}

_kind(place) := split(place, ":")[0]

# Lists and searches also match the entries of other roles.
_by_list(org, place, holder) := {set: grant |
	some other in _matched(holder)
	found := entry(org, place, other)
	set := tables.of_version.matched[_kind(place)][found.level]
	grant := {
		"because": sprintf("its permission %q of %s, which also counts in lists", [found.level, other]),
		"source": found.source,
		"if": found["if"],
		"by": {"kind": "matched_entry", "level": found.level, "holder": other},
	}
}

# The grants that an entry in some list gives in the whole org.
_anywhere(org, place, holder) := object.union_n(array.concat(
	[_anywhere_by(org, other) | some other in array.concat(_matched(holder), [holder])],
	[_as_created(kind, list, holder) | some kind, list in _default_lists(org)],
)) if {
	place == "any scope at all"
} else := {}

# The lists of the org that are as Grafana created them. Their entries give in the whole org what others of their
# level do: where entries are permissions, all that they give (9.3 pkg/services/accesscontrol/evaluator.go).
_default_lists(org) := {kind: list |
	some kind, _ in world.orgs[org].defaults
	list := tables.of_version.defaults[kind]
}

_as_created(kind, list, holder) := {set: object.union(grant, {"by": {"kind": "default", "lists": kind}}) |
	some set, grant in _fixed(list, holder)
	_counts_anywhere(kind, set)
}

_counts_anywhere(kind, set) if {
	some given in tables.of_version.anywhere[kind]
	some row in given
	row[0] == set
}

_anywhere_by(org, holder) := {set: grant |
	some kind, levels in tables.of_version.anywhere
	some level, source in held(org, holder)[kind]
	some [set, conditions] in levels[level]
	tables.open(conditions)
	grant := {
		"because": sprintf("%s on some of the %s", [level, kind]),
		"source": source,
		"if": conditions,
		"by": {"kind": "held", "lists": kind, "level": level, "holder": holder},
	}
}

# The other holders whose entries count for the holder in lists.
_matched(holder) := [concat(":", ["role", other]) |
	some other, _ in tables.of_version.listed[trim_prefix(holder, "role:")]
]

# Where creating a resource of a kind gives a level: at the top alone in versions that have its creators there alone.
_created_where(kind) := ["top"] if {
	tables.of_version.creator.only_at_the_top[kind]
} else := ["top", "inside"]

# METADATA
# description: "The levels that `holder` has in some list of `org`: {kind of list: {level: source}}."
held(org, holder) := object.union(written, created) if {
	written := _by_kind(object.get(world.orgs[org].held, holder, {}))
	created := {kind: object.union(object.get(written, kind, {}), {tables.of_version.creator.level: source}) |
		some kind, sources in _by_kind(world.orgs[org].created[holder])
		subjects.creates(holder, kind)
		source := [source | some where in _created_where(kind); source := sources[where]][0]
	}
}

# The sums of lists, by kind. The list of a folder called general has a sum of its own, which counts as one of
# folders unless the list is disregarded.
_by_kind(sums) := sums if {
	not sums.general
} else := object.remove(sums, {"general"}) if {
	tables.of_version.disregarded[places.named("folder", "general")]
} else := object.union(
	object.remove(sums, {"general"}),
	{"folders": object.union(sums.general, object.get(sums, "folders", {}))},
)

_lists(org) := object.keys(world.orgs[org].permissions) | object.keys(world.orgs[org].creators)

# The holders that can have a grant at `place` that does not come from a role.
_holders(org, place) := union({
	entries,
	{concat(":", ["role", role]) |
		some role, others in tables.of_version.listed
		some other, _ in others
		concat(":", ["role", other]) in entries
	},
	object.keys(object.get(tables.of_version.fixed, place, {})),
	{holder |
		place == "any scope at all"
		some list in _default_lists(org)
		some holder, _ in tables.of_version.fixed[list]
	},
}) if {
	entries := {holder |
		some list in _lists_at(org, place)
		some holder, _ in list
	}
}

_lists_at(org, place) := [world.orgs[org].held, world.orgs[org].created] if {
	place == "any scope at all"
} else := [list | some lists in [world.orgs[org].permissions, world.orgs[org].creators]; list := lists[place]]

# METADATA
# description: |
#   Every grant of the configuration: [org, place, holder, set, grant]. Custom roles whose scopes are
#   globs have theirs in by_globs.
all := array.concat(_of_rules, array.concat(_of_roles_in_orgs, _of_roles_outside))

# Places and holders are few, so all pairs of them are tried. Roles, scopes and assignments can be many, so their
# grants are enumerated from the assignments: one row for each grant.
_of_rules := [[org, place, holder, set, grant] |
	some org, _ in world.orgs
	some place in _places(org)
	some holder in _holders(org, place)
	some set, grant in _by_rules(org, place, holder)
]

_places(org) := union({_lists(org), object.keys(tables.of_version.fixed), {"any scope at all"}})

_of_roles_in_orgs := [[org, place, holder, set, _by_role(name, source, by)] |
	some [org, holder, name, source] in _assigned_in_orgs
	some [place, set, by] in _at_places[name]
	not _outside_place(place)
]

_of_roles_outside := [[org, place, holder, set, _by_role(name, source, by)] |
	some org, _ in world.orgs
	some [holder, name, source] in _assigned_outside
	some [at, set, by] in _at_places[name]
	some place in _of_the_server(at)
]

# The roles of each holder in each org, with the changes to basic roles: [org, holder, role, source].
_assigned_in_orgs := [[org, holder, name, source] |
	tables.of_version.roles
	some org, declared in world.orgs
	some assigned in [declared.roles, _added_to]
	some holder, names in assigned
	some name, source in names
]

# The same outside of every org: [holder, role, source].
_assigned_outside := [[holder, name, source] |
	tables.of_version.roles
	some assigned in [world.everywhere, _added_to]
	some by, names in assigned
	some holder in _holders_outside(by)
	some name, source in names
]

_added_to := {holder: _added(holder) | some name, _ in world.basic_roles; holder := _changed_holder(name)}

# The holders that, outside of every org, have the roles assigned to a holder in all orgs.
_holders_outside("basic:Grafana Admin") := {"server admin"}

_holders_outside(by) := {by, concat(":", ["outside", by])} if startswith(by, "user:")

# The places outside of every org at which a grant at a place counts; _on_server is the reverse.
_of_the_server("any scope at all") := {"another org", "server"}

_of_the_server(place) := {concat(" ", ["server-wide", place])} if place != "any scope at all"

# The places at which each role gives something: {role: [[place, set, by]]}.
_at_places := object.union(
	{name: [[scope, set, _scope_of(name, scope)] | some [scope, set] in _by_scope(name); _is_a_place(scope)] |
		some name, _ in _custom
	},
	{name: [[place, set, _fixed_role(name)] | some place, sets in given; some set, _ in sets] |
		some name, given in tables.of_version.roles
	},
)

_is_a_place("any scope at all")

_is_a_place(scope) if {
	not scope in {"", "any scope at all"}
	not tables.of_version.globs
}

# METADATA
# description: |
#   The action that makes a change in Grafana, and the type of resource that it is asked of. The changes are an
#   entry in a list, a role in an org, membership of an org, the assignment of a role, and a new server admin. If
#   a version has no rule for the action, the change cannot be made there. Settings are not resources; the
#   operator of the server changes them.
made_by := {
	"entry": {
		"dashboards": ["dashboards.permissions:write", "dashboard"],
		"datasources": ["datasources.permissions:write", "data_source"],
		"folders": ["folders.permissions:write", "folder"],
		"serviceaccounts": ["serviceaccounts.permissions:write", "service_account"],
		"teams": ["teams.permissions:write", "team"],
	},
	"member": {"user": ["org.users:add", "org"]},
	"role": {"service_account": ["serviceaccounts:write", "service_account"], "user": ["org.users:write", "user"]},
	"assignment": {
		"basic": ["roles.builtin:add", "org"],
		"service_account": ["users.roles:add", "org"],
		"team": ["teams.roles:add", "team"],
		"user": ["users.roles:add", "user"],
	},
	"server_admin": {"user": ["users.permissions:write", "user"]},
}

# METADATA
# description: The edits of made_by that write what needs a licence (grafana/editions/editions.rego).
licensed_edits := {
	"assignment": {"basic": true, "service_account": true, "team": true, "user": true},
	"entry": {"datasources": true},
}

# METADATA
# description: |
#   What each role gives to a holder that it is assigned to, fixed and custom ones: {role: [[place, set, outside]]}.
#   One that is assigned in every org gives the set at the places `outside`, too, where no org counts.
by_roles := object.union(
	{name: [[place, set, _of_the_server(place)] | some place, sets in given; some set, _ in sets] |
		some name, given in tables.of_version.roles
	},
	{name: [[place, set, _of_the_server(place)] | some [place, set] in _by_scope(name)] | some name, _ in roles.custom},
)

# METADATA
# description: |
#   What an entry gives, by the kind of its list and its level: {kind: {level: [{set, place, matching}]}}. Without a
#   `place` it gives the set where the list is. With `matching` it gives the set to the holders that `matched_by`
#   has for its own, instead of its own.
by_levels := {kind: {level: _of_level(kind, level, given) | some level, given in levels} |
	some kind, levels in tables.of_version.levels
}

_of_level(kind, level, given) := array.flatten([
	[{"set": set} | some set in _open(given)],
	[{"set": set, "matching": true} | set := tables.of_version.matched[kind][level]],
	[{"set": set, "place": "any scope at all"} | some set in anywhere],
	[{"set": set, "place": "any scope at all", "matching": true} |
		some set in anywhere
		count(tables.of_version.listed) > 0
	],
]) if {
	anywhere := _open(object.get(tables.of_version.anywhere, [kind, level], []))
}

_open(given) := [set | some [set, conditions] in given; tables.open(conditions)]

# METADATA
# description: "The holders whose lists match the entries of a holder, too: {holder: {holder}}."
matched_by[other] contains holder if {
	some role, _ in tables.of_version.listed
	holder := concat(":", ["role", role])
	some other in _matched(holder)
}

_by_scope(name) := [[scope, _custom_set(name, scope)] |
	some scope in (object.keys(_custom[name].scopes) | {"any scope at all"})
]

# METADATA
# description: |
#   The grants by globs, which are matched with every scope that globs can match: {[org, where, holder, glob,
#   set, grant]}. `where` comes before the scope in the name of the place: "server-wide " outside of every org,
#   otherwise nothing. Empty in versions without globs.
by_globs := array.concat(
	[[org, "", holder, scope, _custom_set(name, scope), _by_custom(name, source, scope)] |
		some [org, holder, name, source] in _assigned_in_orgs
		some scope in _globs_of[name]
	],
	[[org, "server-wide ", holder, scope, _custom_set(name, scope), _by_custom(name, source, scope)] |
		some org, _ in world.orgs
		some [holder, name, source] in _assigned_outside
		some scope in _globs_of[name]
	],
)

# A glob of plain text matches itself alone, and counts only if it is a scope.
_globs_of := {name: [scope | some scope, _ in role.scopes; _may_match_some(scope)] |
	tables.of_version.globs
	some name, role in _custom
	not tables.of_version.roles[name]
}

_may_match_some(scope) if may_match(scope)

_may_match_some(scope) if {
	some sign in ["*", "?", "[", "{", "\\"]
	contains(scope, sign)
}
