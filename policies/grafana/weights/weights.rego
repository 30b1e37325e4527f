# METADATA
# title: How much an access matters
# description: |
#   What people look at first when access changes. Nothing here decides a request: an engine orders differences by it.
package rolecall.grafana.weights

# METADATA
# description: |
#   The weight of an action: 3 for one that decides what others can do or who they are, 1 for one that only reads, and
#   2 for all others.
of(action) := 3 if {
	not _reads(action)
	some pattern in _administration
	regex.match(pattern, action)
} else := 1 if {
	_reads(action)
} else := 2

_reads(action) if regex.match(_reading, action)

# The verbs that change nothing (docs, role-based access control, actions).
_reading := `:(access|explore|list|list-editable|lookup|query|read|reader)$`

# The subjects of actions that give access away or take it: permissions and roles, those who have them, and the
# settings of the server.
_administration := [
	`^(.+\.)?permissions(:type)?:`,
	`^(.+\.)?roles(\.[a-z]+)?:`,
	`^resourcepermissions:`,
	`^(global\.|org\.)?users(\.[a-z]+)?:`,
	`^(apikeys|orgs|serviceaccounts)(\.[a-z]+)?:`,
	`^(ldap\.[a-z]+|settings|server\.[a-z]+):`,
]

# METADATA
# description: The holders that administer everything, and what they are called in a report of changes.
holders := {"basic:Admin": "org_admin", "role:Admin": "org_admin", "server admin": "server_admin"}
