# METADATA
# title: The tables of the configured version
# description: |
#   Picks the tables of the Grafana version that the configuration declares from tables/data.json. A
#   version without tables leaves everything here undefined, and so denies.
package rolecall.tables

import data.rolecall.world

# METADATA
# description: The tables of the configured version; derive/derive.rego describes them.
of_version := data.rolecall.versions[world.grafana.version]

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
