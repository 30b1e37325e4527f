# METADATA
# title: Rows
# description: What the derivations of all versions share, from a row of a table to grants and sets.
package rolecall.derive.rows

# METADATA
# description: "The requirements of a version, by action and kind of resource; `@` is the action itself."
requirements(rows) := {action: kinds |
	some [_, actions, _] in rows
	some action in actions
	kinds := {kind: _ways(ways, action) |
		some [row_kinds, row_actions, ways] in rows
		row_actions[action]
		some kind in row_kinds
	}
}

_ways(ways, action) := [[[permission, selector] |
	some short, selector in way
	permission := object.get({"@": action}, short, short)
] |
	some way in ways
]

# METADATA
# description: |
#   The grants of rows [what, Admin, Editor, Viewer, actions, source], by holder and set. `condition`
#   is what the request must meet; empty for nothing.
by_role(rows, condition) := {holder: sets |
	some column, holder in {1: "role:Admin", 2: "role:Editor", 3: "role:Viewer"}
	sets := {row[0]: grant |
		some row in rows
		row[column] != false
		because := sprintf("%q of the organization roles", [row[0]])
		grant := fixed(because, row[5], conditions(row[column]), condition)
	}
	sets != {}
}

# METADATA
# description: The grants of rows [what, holder, cell, actions, source, set], by holder and set, as in `by_role`.
by_holder(rows, condition) := {holder: sets |
	some [_, holder, _, _, _, _] in rows
	sets := {row[5]: fixed(sprintf("%q", [row[0]]), row[4], conditions(row[2]), condition) |
		some row in rows
		row[1] == holder
	}
}

# METADATA
# description: |
#   A grant of a table. `settings` has the conditions on the server; all of them must hold. `condition` names what
#   the request must meet. An empty part is left out.
fixed(because, source, settings, condition) := {key: value |
	some [key, value] in [["because", because], ["source", source], ["if", settings], ["when", condition]]
	not value in {[], ""}
}

# METADATA
# description: |
#   The conditions {setting, is} of a cell of a table. The cell `true` has none, and a condition has itself. A cell
#   `false` has no grant.
conditions(true) := []

conditions(cell) := [cell] if is_object(cell)

# METADATA
# description: The sets of actions of rows in the columns of `by_role`, and of `by_holder`.
sets(roles, holders) := object.union(
	{row[0]: row[4] | some row in roles},
	{row[5]: row[3] | some row in holders},
)

# METADATA
# description: Grants by holder and set, of several parts.
merged(parts) := {holder: object.union_n([by[holder] | some by in parts; by[holder]]) |
	some by in parts
	some holder, _ in by
}

# METADATA
# description: "A set as an object, for lookup: {item: true}."
lookup(items) := {item: true | some item in items}
