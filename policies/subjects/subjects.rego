# METADATA
# title: Subjects and holders
# description: |
#   A holder is what a right can be given to. A subject holds whatever its holders are given:
#
#   - `user:LOGIN`: the user itself
#   - `team:NAME`: a team of the org that the user is in
#   - `role:NAME`: the org role of a user, an API key or anonymous access
#   - `member:KIND`: how the subject is in the org, below
#   - `server_admin`, `signed_in`: the same in the context of every org, member or not
#
#   Grafana 8.0, pkg/models/user.go and pkg/middleware/auth.go. API keys and anonymous have the user
#   id 0, so no entry for users or teams matches them (pkg/models/apikey.go).
package rolecall.subjects

import data.rolecall.tables
import data.rolecall.world

# METADATA
# description: The types of subject that can ask.
types := {"anonymous", "api_key", "user"}

# METADATA
# description: A disabled user cannot sign in, and so may do nothing at all.
disabled[subject] if {
	some subject, user in world.users
	user.disabled
}

# METADATA
# description: When the credentials of `subject` end, RFC 3339; undefined for those that do not.
expires(org, subject) := world.orgs[org].members[subject].expires

# METADATA
# description: |
#   Whether the credentials of `subject` have ended at `now` (nanoseconds since 1970): they do at
#   the very moment of expiry.
expired(org, subject, now) if time.parse_rfc3339_ns(expires(org, subject)) <= now

# METADATA
# description: Whether `subject` has a role in `org`.
member(org, subject) if world.orgs[org].members[subject]

# METADATA
# description: The holders of an enabled `subject` in the context of `org`; none when it is disabled.
holders(org, subject) := anywhere(subject) | _in_org(org, subject) if {
	not world.users[subject].disabled
} else := set()

# METADATA
# description: The holders that a user has in the context of every org.
anywhere(subject) := {holder |
	user := world.users[subject]
	some holder, has in {"signed_in": true, "server_admin": object.get(user, "grafana_admin", false)}
	has
}

_in_org(org, subject) := union({
	{concat(":", ["role", member.role])},
	_of_user(subject, member),
	_of_id_0(subject),
}) if {
	member := world.orgs[org].members[subject]
} else := set()

_of_user(subject, member) := union({
	{subject, "signed_in_member"},
	{concat(":", ["team", name]) | some name, _ in member.teams},
	{concat(":", ["team", name]) | some name in _created_teams(member)},
	{"team_admin" | some _, entry in member.teams; entry.level == "Admin"},
	{"team_admin" | some _ in _created_teams(member)},
	{"server_admin_member" | world.users[subject].grafana_admin},
}) if {
	world.users[subject]
} else := set()

_of_id_0("anonymous") := {"no_user_id"}

_of_id_0(subject) := {"no_user_id", "signed_in_member", "signed_in"} if startswith(subject, "api_key:")

_of_id_0(subject) := set() if startswith(subject, "user:")

# Whoever created a team may have become its Admin, which makes a member too.
_created_teams(member) := {name |
	tables.open(tables.of_version.creator.setting)
	some name, _ in member.created_teams
}
