# METADATA
# title: The tables of the configured version
# description: |
#   Picks the tables of the Grafana version that the configuration declares from versions/timeline.json. A
#   version without tables leaves everything here undefined, and so denies.
package rolecall.tables

import data.rolecall.versions
import data.rolecall.world

# METADATA
# description: |
#   The tables of the configured version, with the feature toggle of fine-grained access control where
#   the version has it; derive/derive.rego describes them.
of_version := versions[_with_toggle] if {
	world.grafana.feature_toggles.accesscontrol
	versions[_with_toggle]
} else := versions[world.grafana.version]

_with_toggle := concat(" ", [world.grafana.version, "with accesscontrol"])

# METADATA
# scope: document
# description: |
#   Whether all of some conditions on the settings of the server hold: each is {setting, is}, the name of a setting
#   and whether it is on. The name of a feature toggle is behind `feature_toggles.`.
open([])

open(conditions) if {
	conditions != []
	every condition in conditions {
		object.get(world.grafana, split(condition.setting, "."), false) == condition.is
	}
}

# METADATA
# description: The settings that some rule of the version depends on, and that an edit can turn on.
settings := {condition.setting |
	some conditions in _conditions
	some condition in conditions
	condition.setting != "licence"
	not startswith(condition.setting, "feature_toggles.")
}

_conditions contains of_version.creator["if"]

_conditions contains grant["if"] if {
	some _, holders in of_version.fixed
	some _, sets in holders
	some _, grant in sets
}

_conditions contains conditions if {
	some key in ["anywhere", "levels"]
	some _, levels in of_version[key]
	some _, given in levels
	some [_, conditions] in given
}
