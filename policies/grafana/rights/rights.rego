# METADATA
# title: Rights that are no permissions
# description: |
#   What Grafana gives by the org role, or by being something else, without a permission. A row is a fact,
#   under its name: `open`, whether it is given at all, or the setting that opens it ("unless NAME" for one
#   that closes it); `actions`, what it gives; `source`, where that is known from; and `holds`, the releases
#   in which it is so (releases.rego). Where releases differ, a name has a row for each.
#
#   Sources: "page" is the documentation page Organization roles of Grafana 8.0
#   (docs/sources/permissions/organization_roles.md of tag v8.0.7); everything else is a file of the tag of
#   the release (v8.0.7, v8.5.15, v9.3.2), below pkg/, or "recorded", which is a decision of a server of it
#   (tests/conformance).
package rolecall.grafana.rights

import data.rolecall.grafana.releases

# METADATA
# description: |
#   The tables at a release, as rows of columns: [name, Admin, Editor, Viewer, actions, source] for what org
#   roles give, [name, holder, open, actions, source] for what others are given.
tables(mode, release) := object.union(
	{table: [[name, row.open.Admin, row.open.Editor, row.open.Viewer, row.actions, row.source] |
		some name, row in releases.at(facts, mode, release)
	] |
		some table, facts in of_roles
	},
	{table: [[trim_suffix(name, sprintf(" (%s)", [row.holder])), row.holder, row.open, row.actions, row.source] |
		some name, row in releases.at(facts, mode, release)
	] |
		some table, facts in of_holders
	},
)

# METADATA
# description: "The tables of what org roles give, by name."
of_roles := {
	"general": general,
	"matrix": matrix,
	"open_data_sources": open_data_sources,
	"own": own,
}

# METADATA
# description: "The tables of what other holders are given, by name."
of_holders := {
	"besides": besides,
	"general_besides": general_besides,
	"server": server,
}
