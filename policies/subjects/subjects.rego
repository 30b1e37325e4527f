# METADATA
# title: Subjects and holders
# description: |
#   A holder is what a right can be given to. A subject holds whatever its holders are given:
#
#   - `user:LOGIN`, `service_account:NAME`, `api_key:NAME`: the subject itself
#   - `team:NAME`: a team of the org that the user is in
#   - `role:NAME`: the org role of a user, an API key or anonymous access
#   - `basic:NAME`: the basic role that goes with it, which roles are assigned to
#   - `server_admin`, `signed_in`: the same in the context of every org, member or not
#
#   Grafana 8.0, pkg/models/user.go and pkg/middleware/auth.go. API keys and anonymous have the user
#   id 0, so no entry for users or teams matches them (pkg/models/apikey.go).
package rolecall.subjects

import data.rolecall.tables
import data.rolecall.world

# METADATA
# description: The types of subject that can ask in the configured version.
types := tables.of_version.subjects

# METADATA
# description: |
#   Whether `subject` may not sign in: a user that is disabled anywhere, a service account in its org.
disabled(_, subject) if world.users[subject].disabled

disabled(org, subject) if world.orgs[org].members[subject].disabled

# METADATA
# description: |
#   When the credentials of `subject` end, RFC 3339: those of an API key, or the `token` of a service
#   account. Empty for credentials that do not end; undefined for a token that is not declared.
expires(org, subject, token) := object.get(_credentials(org, subject, token), "expires", "")

_credentials(org, subject, token) := world.orgs[org].members[subject].tokens[token] if {
	token != ""
} else := object.get(world.orgs, [org, "members", subject], {}) if {
	token == ""
}

# METADATA
# scope: document
# description: |
#   Whether credentials that end at `expires` still hold at `now` (nanoseconds since 1970): they do not
#   at the very moment of expiry, nor when the end cannot be read.
live("", _)

live(expires, now) if time.parse_rfc3339_ns(expires) > now

# METADATA
# description: Whether `subject` has a role in `org`.
member(org, subject) if world.orgs[org].members[subject]

# METADATA
# description: The holders of an enabled `subject` in the context of `org`; none when it is disabled.
holders(org, subject) := set() if {
	disabled(org, subject)
} else := anywhere(subject) | _in_org(org, subject)

# METADATA
# description: The holders that a user has in the context of every org.
anywhere(subject) := {holder |
	user := world.users[subject]
	some holder, has in {"signed_in": true, "server_admin": object.get(user, "grafana_admin", false)}
	has
}

_in_org(org, subject) := union({
	{concat(":", [kind, role]) | some kind, roles in _roles(member.role); some role in roles},
	{holder | some holder in {subject, "signed_in", "signed_in_member"}; subject != "anonymous"},
	{"no_user_id" | split(subject, ":")[0] in {"anonymous", "api_key"}},
	{concat(":", ["team", name]) | some name, _ in _teams(member)},
	{"team_admin" | some _, level in _teams(member); level == "Admin"},
	{holder | some holder in {"server_admin_member", "basic:Grafana Admin"}; world.users[subject].grafana_admin},
}) if {
	member := world.orgs[org].members[subject]
} else := set()

# The org roles whose entries match a role, and the basic roles whose assignments reach it.
_roles(role) := {
	"role": ({role} | object.keys(object.get(tables.of_version.holds, role, {}))),
	"basic": ({role} | object.keys(object.get(tables.of_version.inherits, role, {}))),
}

# The teams of a member by the level in each. Whoever created a team may have become its Admin, which
# makes a member too.
_teams(member) := object.union(
	{name: entry.level | some name, entry in member.teams},
	{name: tables.of_version.creator.level |
		tables.open(tables.of_version.creator.setting)
		some name, _ in member.created_teams
	},
)
