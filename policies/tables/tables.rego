# METADATA
# title: The tables of the configured version
# description: |
#   Picks the tables of the Grafana version that the configuration declares from versions/data.json. A
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
# description: |
#   Whether a condition on the settings holds: none at all, the name of a setting that is on, or
#   "unless NAME" of one that is off.
open("")

open(setting) if world.grafana[setting] == true

open(setting) if {
	startswith(setting, "unless ")
	not world.grafana[trim_prefix(setting, "unless ")]
}

# METADATA
# description: The settings that some rule of the version takes.
settings := ({setting |
	some _, holders in of_version.fixed
	some _, sets in holders
	some _, grant in sets
	setting := trim_prefix(grant["if"], "unless ")
} | {setting |
	some key in ["anywhere", "levels"]
	some _, levels in of_version[key]
	some _, given in levels
	some [_, condition] in given
	setting := trim_prefix(condition, "unless ")
	setting != ""
}) | {setting |
	setting := of_version.creator.setting
	setting != ""
}
