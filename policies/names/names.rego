# METADATA
# title: Names
# description: |
#   The names of a request as the configuration has them. Nothing here is a rule of Grafana's, but that
#   some versions have logins and groups in any case.
package rolecall.names

import data.rolecall.tables
import data.rolecall.world

# METADATA
# description: |
#   A name as the configuration spells it. Names there are composed characters (Unicode's form C); a
#   request may have a declared name in decomposed ones.
spelled(text) := world.spellings[text] if {
	world.spellings[text]
} else := name if {
	# A bundle of one org has its own.
	some _, spellings in world.spellings_of
	name := spellings[text]
} else := text

# METADATA
# description: |
#   The login of a user by its login or email, in any case where the version has them so; undefined for
#   a user who is not declared.
login(id) := world.logins[spelled(lower(id))] if {
	tables.of_version.logins == "lower"
} else := world.logins[id] if {
	tables.of_version.logins != "lower"
}

# METADATA
# description: An external group as groups are compared, in one case where the version ignores case.
group(text) := spelled(lower(text)) if {
	tables.of_version.groups == "lower"
} else := spelled(text)
