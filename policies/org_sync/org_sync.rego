# METADATA
# title: Team and org sync
# description: |
#   The teams, the role and the server admin flag that the external groups of a session give. LDAP takes the
#   first mapping that matches for an org (8.0: pkg/services/ldap/ldap.go:421-439). The org mapping of newer
#   providers takes the mapping with the highest role (docs, org_mapping). It cannot make server admins, so with
#   a mapping that does, the mappings are those of LDAP (docs, LDAP authentication: grafana_admin).
package rolecall.org_sync

import data.rolecall.names
import data.rolecall.tables
import data.rolecall.world

# METADATA
# description: |
#   The greatest number of groups that a session can show. No decision is made about a session with more, as the
#   time for a decision grows with the groups.
max_groups := 10000

# METADATA
# description: |
#   The groups that a session shows, in the forms in which groups are compared: in any case, and exactly.
compared(shown) := {form | some group in shown; some form in {names.group(group), ["exactly", names.spelled(group)]}}

# METADATA
# description: "The teams of `org` that members of `groups` are in."
teams(org, groups) := {name | some [name, _, _] in memberships(org, groups)}

# METADATA
# description: |
#   The teams of `org` that members of `groups` are in, with the group that the team names and the source:
#   {[team, group, source]}.
memberships(org, groups) := {[name, pattern, source] |
	some group in groups
	is_string(group)
	some pattern in {group, _any_name(group)}
	some name, source in world.orgs[org].groups[pattern]
}

# A team can name all LDAP groups of a path: "cn=*,ou=groups" (docs, team sync).
_any_name(group) := concat(",", array.concat(["cn=*"], array.slice(parts, 1, count(parts)))) if {
	startswith(group, "cn=")
	parts := split(group, ",")
	count(parts) > 1
} else := group

# METADATA
# description: The mapping that decides over the role in `org` for `groups`; undefined when none matches.
deciding(org, groups) := _first(org, groups)[2]

# The mapping of an org that comes before the others: [rank, place in the order of declaration, mapping].
_first(org, groups) := min({[_rank(mapping), i, mapping] |
	some [i, mapping] in matching(groups)
	object.get(mapping, "org", org) == org
})

# Lower comes first. Without ranks, the order of declaration does.
_rank(mapping) := 0 if {
	first_decides
} else := object.get({"Admin": 0, "Editor": 1, "Viewer": 2}, mapping.role, 3)

# METADATA
# description: Whether the first mapping that matches decides for an org.
# scope: document
first_decides if tables.of_version.mapping == "first"

first_decides if ldap

# METADATA
# scope: document
# description: |
#   The first mapping that says who is a server admin, which mappings of LDAP alone can say; undefined without one,
#   and where the mappings are those of LDAP in any case.
ldap := [mapping | some mapping in world.org_mappings; is_boolean(mapping.grafana_admin)][0] if {
	tables.of_version.mapping != "first"
}

# METADATA
# description: |
#   The mappings that match `groups`, whatever their org: {[place in the order of declaration, mapping]}.
matching(groups) := {[i, mapping] |
	some i, mapping in world.org_mappings
	_matches(mapping, groups)
	not _replaced(i, mapping)
}

_matches(mapping, _) if mapping.group == "*"

_matches(mapping, groups) if {
	first_decides
	names.group(mapping.group) in groups
}

# Only LDAP ignores the case of groups (pkg/login/social/connectors/org_role_mapper.go, getMappedOrgRoles).
_matches(mapping, groups) if {
	not first_decides
	["exactly", mapping.group] in groups
}

# Of the mappings of one group to one org, the last counts, but in LDAP the first (the same file,
# ParseOrgMappingSettings).
_replaced(i, mapping) if {
	not first_decides
	some j, other in world.org_mappings
	j > i
	other.group == mapping.group
	object.get(other, "org", "") == object.get(mapping, "org", "")
}

# METADATA
# description: |
#   The matching mappings that decide whether a session is that of a server admin: with LDAP, the mapping that
#   decides the role in each org; with newer providers, all of them.
counted(groups) := {[i, mapping] |
	some org in _orgs
	[_, i, mapping] := _first(org, groups)
} if {
	first_decides
} else := matching(groups)

# All orgs, also those whose bundle is not loaded.
_orgs := union({
	{org | some org, _ in world.orgs},
	{org | some _, org in world.org_ids},
	{org | some org in world.elsewhere},
})

# METADATA
# description: |
#   Whether `groups` make a server admin; undefined when the mappings leave that alone.
server_admin(groups) := true in flags if {
	count(groups) > 0
	flags := {mapping.grafana_admin | some [_, mapping] in counted(groups)}
	count(flags) > 0
}
