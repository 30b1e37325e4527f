# METADATA
# title: Subjects and holders
# description: |
#   Rights are given to holders. A subject has the rights of all its holders:
#
#   - `user:LOGIN`, `service_account:NAME`, `api_key:NAME`: the subject itself
#   - `team:NAME`: a team of the org that the user is in
#   - `role:NAME`: the org role of a user, an API key or anonymous access
#   - `basic:NAME`: the basic role that goes with it, which roles are assigned to
#   - `everyone but service accounts`: a service account belongs to one org, and does nothing beyond it
#   - `server admin`, `everyone signed in`: the same in the context of every org, member or not
#   - `everyone but API keys`, in an org that they are in
#   - `server admin in the org`, `everyone signed in to the org`, `every member`, and others about members:
#     their names are the words of sentences for people
#   - `outside:user:LOGIN`: a user where it is in no org, who has the roles that are assigned everywhere
#
#   Grafana 8.0, pkg/models/user.go and pkg/middleware/auth.go. API keys and anonymous have the user
#   id 0, so no entry for users or teams matches them (pkg/models/apikey.go).
package rolecall.subjects

import data.rolecall.org_sync
import data.rolecall.places
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
#   The time when the credentials of `subject` end, in RFC 3339: of an API key, or of the `token` of a service
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
#   Whether credentials that end at `expires` are valid at `now` (nanoseconds since 1970). They are not valid
#   at the very moment of expiry, nor if the end cannot be read.
live("", _)

live(expires, now) if time.parse_rfc3339_ns(expires) > now

# METADATA
# description: |
#   Whether `subject` has a role in `org`, in a session with the external `groups` (lower case); an
#   empty set for a session without.
member(org, subject, groups) if role(org, subject, groups)

# METADATA
# description: |
#   The holders of an enabled `subject` in the context of `org`, in a session with `groups`; none when
#   it is disabled.
holders(org, subject, groups) := set() if {
	disabled(org, subject)
} else := anywhere(subject, groups) | _in_org(org, subject, groups) if {
	member(org, subject, groups)
} else := outside(subject, groups)

# METADATA
# description: The holders that a user has in the context of an org that it is not in.
outside(subject, groups) := anywhere(subject, groups) | {concat(":", ["outside", subject]) |
	some _ in anywhere(subject, groups)
}

# METADATA
# description: The holders that a user has in the context of every org.
anywhere(subject, groups) := {holder |
	world.users[subject]
	_gets_in(groups)
	some holder, has in {
		"everyone signed in": true, "everyone but service accounts": true,
		"server admin": _server_admin(subject, groups),
	}
	has
}

_in_org(org, subject, groups) := union({
	roles_of(role(org, subject, groups)),
	{"every member"},
	{holder |
		some holder in {subject, "everyone signed in", "everyone signed in to the org"}
		subject != "anonymous"
	},
	{"every user and service account" | split(subject, ":")[0] in {"service_account", "user"}},
	{"everyone but service accounts" | split(subject, ":")[0] != "service_account"},
	{"everyone but API keys" | split(subject, ":")[0] != "api_key"},
	{"every API key and anonymous access" | split(subject, ":")[0] in {"anonymous", "api_key"}},
	{holder | some name, level in _teams(org, subject); some holder in _in_team(name, level)},
	{holder | some name in org_sync.teams(org, groups); some holder in _in_team(name, tables.of_version.synced)},
	{holder | some holder in of_server_admins; _server_admin(subject, groups)},
}) if {
	member(org, subject, groups)
} else := set()

# METADATA
# description: The holders of a server admin in an org that it is a member of.
of_server_admins := {"server admin", "server admin in the org", "basic:Grafana Admin"}

# METADATA
# description: |
#   The role of `subject` in `org`. If mappings of groups decide, it is the role that they give, and a user
#   without one leaves the org (8.0: pkg/services/login/loginservice/loginservice.go:193-269). Otherwise it is
#   the declared role. Undefined for a subject without a role.
role(org, subject, groups) := org_sync.deciding(org, groups).role if {
	mapped(subject, groups)
} else := world.orgs[org].members[subject].role if {
	not mapped(subject, groups)
}

# METADATA
# description: Whether the groups of a session decide over the role of `subject`.
mapped(subject, groups) if {
	count(groups) > 0
	count(world.org_mappings) > 0
	startswith(subject, "user:")
}

# If groups are mapped and no mapping matches a group of the session, Grafana refuses the session.
_gets_in(groups) := false if {
	count(groups) > 0
	count(world.org_mappings) > 0
	count(org_sync.matching(groups)) == 0
} else := true

_server_admin(subject, groups) := org_sync.server_admin(groups) if {
	startswith(subject, "user:")
} else := object.get(world.users, [subject, "grafana_admin"], false)

# METADATA
# description: |
#   The reason why a subject has each holder that is neither the subject, nor a role, nor a team: the subject is
#   `declared`, a `member`, a `server_admin`, both (`server_admin_member`), or has a level in a `team`.
origins := {
	"basic:Grafana Admin": "server_admin_member",
	"every API key and anonymous access": "member",
	"every Admin of a team": "team",
	"every member": "member",
	"every user and service account": "member",
	"everyone but API keys": "member",
	"everyone but service accounts": "declared",
	"everyone signed in": "declared",
	"everyone signed in to the org": "member",
	"server admin": "server_admin",
	"server admin in the org": "server_admin_member",
}

# METADATA
# description: The source of the fact that a role comes with the roles below it.
inheritance := "8.5: pkg/services/accesscontrol/ossaccesscontrol/ossaccesscontrol.go:196-212"

# METADATA
# description: "The holders that come with a role: the role, and the roles that it holds or inherits."
roles_of(name) := {concat(":", [kind, held]) |
	some kind, table in {"role": "holds", "basic": "inherits"}
	some held in ({name} | object.keys(object.get(tables.of_version[table], name, {})))
}

_in_team(name, level) := {concat(":", ["team", name])} | with_team_level(level)

# METADATA
# description: The holders, beside the team, that come with a level in any team.
with_team_level(level) := {"every Admin of a team" | level == "Admin"}

# METADATA
# description: |
#   Whether `subject` gets the level of a creator on what it creates of a kind of list: the version and the settings
#   say so, and who can be one.
creates(subject, kind) if {
	tables.open(tables.of_version.creator["if"])
	type := split(subject, ":")[0]
	tables.of_version.creator.types[type]
	not _of_users(kind, type)
}

_of_users(kind, type) if {
	tables.of_version.creator.of_users[kind]
	type != "user"
}

# METADATA
# description: |
#   Whether `subject` of the org `context` is unknown in `org`: a subject of one org, and another with the same name
#   may be there.
foreign(context, org, subject) if {
	org != context
	of_one_org(split(subject, ":")[0])
}

# METADATA
# description: Whether subjects of a type belong to one org each. Users alone can be in several.
of_one_org(type) if type != "user"

# The teams of a member by the level in each. A creator of a team may have become its Admin, which makes a member,
# too.
_teams(org, subject) := object.union(
	{name: entry.level | some name, entry in member_data.teams},
	{name: tables.of_version.creator.level | creates(subject, "teams"); some name, _ in member_data.created_teams},
) if {
	member_data := world.orgs[org].members[subject]
} else := object.union(
	{name: entry.level |
		some name, _ in world.orgs[org].teams
		entry := world.orgs[org].permissions[places.named("team", name)][subject]
	},
	{name: tables.of_version.creator.level |
		creates(subject, "teams")
		some name, _ in world.orgs[org].teams
		world.orgs[org].creators[places.named("team", name)][subject]
	},
)
