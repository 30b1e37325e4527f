# METADATA
# title: What is known of Grafana
# description: |
#   All tables of facts at a release, as the derivations read them (derive/derive.rego). What fixed roles hold
#   is not here: see derive/facts.
package rolecall.grafana

import data.rolecall.grafana.holders
import data.rolecall.grafana.levels
import data.rolecall.grafana.places
import data.rolecall.grafana.requirements
import data.rolecall.grafana.rights

# METADATA
# description: The tables at a release, where `mode` decides (releases.rego).
tables(mode, release) := object.union_n([
	{"requirements": requirements.table(mode, release)},
	holders.tables(mode, release),
	levels.tables(mode, release),
	places.tables(mode, release),
	rights.tables(mode, release),
])
