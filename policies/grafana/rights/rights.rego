# METADATA
# title: Rights that are no permissions
# description: |
#   The rights that Grafana gives to org roles and to other holders without a permission. A row is a fact, under
#   its name: `open` tells whether the right is given, or is the condition for that, {setting, is};
#   `actions` are the actions that it gives; `source` is where that is known from; and
#   `holds` the releases in which it is so (releases.rego). Where releases differ, a name has a row for each.
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
#   roles give, [name, holder, open, actions, source, set] for what others are given. Facts of one name that give
#   the same share a set of actions, which has that name.
tables(mode, release) := object.union(
	{table: [[name, row.open.Admin, row.open.Editor, row.open.Viewer, row.actions, row.source] |
		some name, row in releases.at(facts, mode, release)
	] |
		some table, facts in of_roles
	},
	{table: [[label, row.holder, row.open, row.actions, row.source, set] |
		some name, row in releases.at(facts, mode, release)
		label := _label(name, row)
		set := {true: label, false: name}[_given(label, mode, release) == {row.actions}]
	] |
		some table, facts in of_holders
	},
)

_label(name, row) := trim_suffix(name, sprintf(" (%s)", [row.holder]))

# The sets of actions that facts of a name give, to any holder.
_given(label, mode, release) := {row.actions |
	some tables in [of_roles, of_holders]
	some _, facts in tables
	some name, row in releases.at(facts, mode, release)
	_names(name, row, label)
}

_names(name, _, label) if name == label

_names(name, row, label) if _label(name, row) == label

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
	"own_besides": own_besides,
	"server": server,
}
