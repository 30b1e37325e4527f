# METADATA
# title: Team and org sync
# description: |
#   What the external groups of a session give. Groups are compared in lower case. LDAP takes the first
#   mapping that matches for an org (8.0: pkg/services/ldap/ldap.go:421-439), the org mapping of newer
#   providers the one with the highest role (docs, org_mapping).
package rolecall.org_sync

import data.rolecall.tables
import data.rolecall.world

# METADATA
# description: The teams of `org` that members of `groups` are in.
teams(org, groups) := {name |
	some group in groups
	some pattern in {group, _any_name(group)}
	some name, _ in world.orgs[org].groups[pattern]
}

# LDAP groups may be meant by all but their name, "cn=*,ou=groups" (docs, team sync).
_any_name(group) := concat(",", array.concat(["cn=*"], array.slice(parts, 1, count(parts)))) if {
	startswith(group, "cn=")
	parts := split(group, ",")
	count(parts) > 1
} else := group

# METADATA
# description: "The mappings that speak of `org`, those that decide before others first."
by_precedence(org) := [mapping | some [_, _, mapping] in sort(_ranked(org))]

_ranked(org) := [[_rank(mapping), i, mapping] |
	some i, mapping in world.org_mappings
	object.get(mapping, "org", org) == org
]

# Lower comes first. Without ranks, the order of declaration does.
_rank(_) := 0 if tables.of_version.mapping == "first"

_rank(mapping) := object.get({"Admin": 0, "Editor": 1, "Viewer": 2}, mapping.role, 3) if tables.of_version.mapping == "highest"

# METADATA
# description: The mapping that decides over the role in `org` for `groups`; undefined when none matches.
deciding(org, groups) := [mapping | some mapping in by_precedence(org); _matches(mapping, groups)][0]

# METADATA
# description: Whether some mapping matches `groups`, whatever its org.
matches_somewhere(groups) if {
	some mapping in world.org_mappings
	_matches(mapping, groups)
}

# METADATA
# description: |
#   Whether `groups` make a server admin; undefined when the mappings leave that alone. With LDAP those
#   count that decide over some org, with newer providers all that match.
server_admin(groups) := true in flags if {
	count(groups) > 0
	flags := {mapping.grafana_admin | some org, _ in world.orgs; some mapping in _counted(org, groups)}
	count(flags) > 0
}

_counted(org, groups) := [deciding(org, groups)] if {
	tables.of_version.mapping == "first"
} else := [mapping | some mapping in by_precedence(org); _matches(mapping, groups)]

_matches(mapping, _) if mapping.group == "*"

_matches(mapping, groups) if lower(mapping.group) in groups
