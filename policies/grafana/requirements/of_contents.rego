# What lies in a folder or hangs on a dashboard: alerts, annotations, library panels and snapshots.
package rolecall.grafana.requirements

of_contents := object.union_n([
	_ruling("an alert rule in a folder", "alert in a folder", "folder"),
	_ruling("the alert rules of a folder", "folder", "resource"),
	_of_contents,
])

# Unified alert rules have the rights of their folder, which is at the selector `where`.
_ruling(what, kind, where) := {
	sprintf("Read %s", [what]): {
		"kinds": {kind},
		"actions": {"alert.rules:read"},
		"rows": [
			{
				"ways": [{"folders:read": where}],
				"source": "services/ngalert/store/alert_rule.go:363-381",
				"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
			},
			{
				"ways": _querying([{"@": where, "folders:read": where}]),
				"source": _query_source, "holds": {"permissions": {"since": "8.5", "until": "11.1"}},
			},
			{
				"ways": [{"@": where, "folders:read": where}],
				"source": "docs, what is new in 11.1: reading rules", "holds": {"permissions": {"since": "11.1"}},
			},
		],
	},
	sprintf("Write %s", [what]): {
		"kinds": {kind},
		"actions": {"alert.rules:create", "alert.rules:delete", "alert.rules:write"},
		"rows": [
			{
				"ways": [{"folders:write": where}],
				"source": "services/ngalert/store/alert_rule.go:363-381",
				"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
			},
			{
				"ways": _querying([{"@": where, "folders:read": where}]),
				"source": _query_source, "holds": {"permissions": {"since": "8.5", "until": "11.0"}},
			},
			{
				"ways": _querying([{"@": where, "alert.rules:read": where, "folders:read": where}]),
				"source": "changelog 11.0.0, pull request 78289; services/ngalert/accesscontrol/rules.go",
				"holds": {"permissions": {"since": "11.0"}},
			},
		],
	},
}

_of_contents := {
	# The list of alerts is filtered as searches are; pausing one takes the role and the dashboard. With
	# permissions, 8.5 has these alerts beside the unified ones.
	"Read an alert of a dashboard": {
		"kinds": {"alert of a dashboard"},
		"actions": {"alert.rules:read"},
		"rows": [
			{"ways": [{"dashboards:list": "dashboard"}], "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{"ways": [{"dashboards:read": "dashboard"}], "holds": {"permissions": {"since": "8.5", "until": "9.3"}}},
		],
	},
	"Pause an alert of a dashboard": {
		"kinds": {"alert of a dashboard"},
		"actions": {"alert.rules:write"},
		"rows": [
			{
				"ways": [{"@": "org", "dashboards:edit": "dashboard"}],
				"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
			},
			{
				"ways": [
					{"@": "org", "dashboards:write": "dashboard", "viewers_can_edit = false": "org"},
					{"@": "org", "dashboards:read": "dashboard", "viewers_can_edit = true": "org"},
				],
				"source": "services/guardian/accesscontrol_guardian.go",
				"holds": {"permissions": {"since": "8.5", "until": "9.3"}},
			},
		],
	},
	"Read and write an annotation": {
		"kinds": {"annotation"},
		"actions": {"annotations:create", "annotations:delete", "annotations:read", "annotations:write"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5"}}},
		],
	},
	"Delete many annotations at once": {
		"kinds": {"annotation", "annotation of a dashboard"},
		"actions": {"annotations:mass-delete"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
		],
	},
	# Annotations are read without asking a permission list where roles decide. Where permissions do, the
	# dashboard must be readable, and from 11.0 on the dashboard and its folders cover them.
	"Read an annotation of a dashboard": {
		"kinds": {"annotation of a dashboard"},
		"actions": {"annotations:read"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{
				"ways": [{"@": "resource", "dashboards:read": "dashboard"}],
				"holds": {"permissions": {"since": "8.5", "until": "11.0"}},
			},
			{"ways": [{"@": "dashboard"}], "holds": {"permissions": {"since": "11.0"}}},
		],
	},
	# Annotations are written by a subject that can edit the dashboard.
	"Create an annotation of a dashboard": {
		"kinds": {"annotation of a dashboard"},
		"actions": {"annotations:create"},
		"rows": array.concat(_annotated_by_editors, [
			{"ways": [{"@": "dashboard"}], "holds": {"permissions": {"since": "11.0"}}},
		]),
	},
	"Change an annotation of a dashboard": {
		"kinds": {"annotation of a dashboard"},
		"actions": {"annotations:delete", "annotations:write"},
		"rows": array.flatten([
			_annotated_by_editors,
			[{
				"ways": [{"@": "dashboard"}, {"@": "any annotation"}],
				"source": "recorded: acl-vce0-eca0 of 11.0.0, an Editor deletes one of a dashboard that it only views",
				"holds": {"permissions": span},
			} |
				some span in _any_annotation
			],
			[{
				"ways": [{"@": "dashboard"}], "source": "CVE-2026-28374, of deleting; changing is taken to be as strict",
				"holds": {"permissions": span},
			} |
				some span in _annotation_of_dashboard
			],
		]),
	},
	# Where permissions decide, an annotation that is made in the org is one of the org.
	"Create annotations of the org": {
		"kinds": {"org"},
		"actions": {"annotations:create"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{"ways": [{"@": "annotations of the org"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	# Panels are read by the filter of lists, and written by a subject that can edit the folder. From 12.1
	# on the folder covers them.
	"Read the library panels of a folder": {
		"kinds": {"folder"},
		"actions": {"library.panels:read"},
		"rows": [
			{"ways": [{"folders:list": "resource"}], "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{"ways": [{"folders:read": "resource"}], "holds": {"permissions": {"since": "8.5", "until": "12.1"}}},
			{"ways": self, "holds": {"permissions": {"since": "12.1"}}},
		],
	},
	"Write the library panels of a folder": {
		"kinds": {"folder"},
		"actions": {"library.panels:create", "library.panels:delete", "library.panels:write"},
		"rows": [
			{"ways": [{"folders:edit": "resource"}], "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{
				"ways": [
					{"folders:write": "resource", "viewers_can_edit = false": "org"},
					{"folders:read": "resource", "viewers_can_edit = true": "org"},
				],
				"source": "services/guardian/accesscontrol_guardian.go",
				"holds": {"permissions": {"since": "8.5", "until": "11.6"}},
			},
			{
				"ways": [{"folders:write": "resource"}], "source": _without_viewers_can_edit,
				"holds": {"permissions": {"since": "11.6", "until": "12.1"}},
			},
			{"ways": self, "holds": {"permissions": {"since": "12.1"}}},
		],
	},
	"Read a library panel in a folder": {
		"kinds": {"library_panel in a folder"},
		"actions": {"library.panels:read"},
		"rows": [
			{"ways": [{"folders:list": "folder"}], "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{"ways": [{"folders:read": "folder"}], "holds": {"permissions": {"since": "8.5", "until": "12.1"}}},
			{"ways": [{"@": "folder"}], "holds": {"permissions": {"since": "12.1"}}},
		],
	},
	"Write a library panel in a folder": {
		"kinds": {"library_panel in a folder"},
		"actions": {"library.panels:delete", "library.panels:write"},
		"rows": [
			{"ways": [{"folders:edit": "folder"}], "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{
				"ways": [
					{"folders:write": "folder", "viewers_can_edit = false": "org"},
					{"folders:read": "folder", "viewers_can_edit = true": "org"},
				],
				"source": "services/guardian/accesscontrol_guardian.go",
				"holds": {"permissions": {"since": "8.5", "until": "11.6"}},
			},
			{
				"ways": [{"folders:write": "folder"}], "source": _without_viewers_can_edit,
				"holds": {"permissions": {"since": "11.6", "until": "12.1"}},
			},
			{"ways": [{"@": "folder"}], "holds": {"permissions": {"since": "12.1"}}},
		],
	},
	"Read and write the library panels of General": {
		"kinds": {"the General folder"},
		"actions": {"library.panels:create", "library.panels:delete", "library.panels:read", "library.panels:write"},
		"rows": [
			{"ways": [{"@": "general"}], "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{"ways": [{"@": "org"}], "holds": {"permissions": {"since": "8.5", "until": "12.1"}}},
			{"ways": self, "holds": {"permissions": {"since": "12.1"}}},
		],
	},
	"Read and write a library panel in General": {
		"kinds": {"library_panel in General"},
		"actions": {"library.panels:delete", "library.panels:read", "library.panels:write"},
		"rows": [
			{
				"ways": [{"@": "general"}],
				"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "12.1"}},
			},
			{"ways": [{"@": "org"}], "holds": {"permissions": {"since": "8.5", "until": "12.1"}}},
		],
	},
	"Create a snapshot of a dashboard": {
		"kinds": {"snapshot of a dashboard"},
		"actions": {"snapshots:create"},
		"rows": [
			{
				"ways": [{"@": "org", "dashboards:write": "dashboard"}],
				"source": "changelog 11.0.0, pull request 84952; recorded: matrix-vce0-eca0 of 11.0.0",
				"holds": {"permissions": {"since": "11.0", "until": "11.5"}},
			},
			{
				"ways": [{"@": "any scope at all", "dashboards:read": "dashboard", "sign in for snapshots": "org"}],
				"source": "changelog 11.5.0, pull request 96126; recorded: acl-vce0-eca0 of 12.2.0-pre",
				"holds": {"permissions": {"since": "11.5"}},
			},
		],
	},
	"Create a snapshot without a dashboard": {
		"kinds": {"snapshot"},
		"actions": {"snapshots:create"},
		"rows": [{
			"ways": [{"@": "org", "dashboards:write": "all dashboards"}],
			"source": "recorded: fgac-vce0-eca0 of 11.0.0, by Admins alone",
			"holds": {"permissions": {"since": "11.0", "until": "11.5"}},
		}],
	},
	"Read a snapshot": {
		"kinds": {"snapshot", "snapshot of a dashboard"},
		"actions": {"snapshots:read"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{"ways": [{"@": "org"}], "holds": {"permissions": {"since": "8.5", "until": "11.5"}}},
			{
				"ways": [{"@": "any scope at all", "snapshots:list": "org"}],
				"source": "changelog 11.5.0, pull request 96126; recorded: matrix-vce0-eca0 of 12.2.0-pre, Admins list all",
				"holds": {"permissions": {"since": "11.5"}},
			},
		],
	},
	# Where roles decide, an Editor deletes a snapshot that is the Editor's own, or whose dashboard the Editor
	# can edit; a snapshot without a dashboard counts as in General.
	"Delete a snapshot": {
		"kinds": {"snapshot"},
		"actions": {"snapshots:delete"},
		"rows": [
			{
				"ways": [{"snapshots:delete-own": "org"}, {"dashboards:edit": "general", "snapshots:delete": "org"}],
				"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
			},
			{
				"ways": [{"snapshots:delete-own": "org"}],
				"source": "recorded: fgac-vce0-eca0, without a dashboard nobody deletes the snapshot of another",
				"holds": {"permissions": {"since": "8.5", "until": "9.3"}},
			},
			{"ways": [{"@": "org"}], "holds": {"permissions": {"since": "9.3", "until": "11.5"}}},
			{
				"ways": [{"@": "any scope at all", "snapshots:delete-own": "org"}],
				"source": "recorded: 12.2.0-pre; any Editor deletes it on the server, which CVE-2026-28380 calls a defect",
				"holds": {"permissions": {"since": "11.5"}},
			},
		],
	},
	"Delete a snapshot of a dashboard": {
		"kinds": {"snapshot of a dashboard"},
		"actions": {"snapshots:delete"},
		"rows": [
			{
				"ways": [{"snapshots:delete-own": "org"}, {"dashboards:edit": "dashboard", "snapshots:delete": "org"}],
				"holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}},
			},
			{
				"ways": [
					{"snapshots:delete-own": "org"},
					{"@": "org", "dashboards:write": "dashboard", "viewers_can_edit = false": "org"},
					{"@": "org", "dashboards:read": "dashboard", "viewers_can_edit = true": "org"},
				],
				"source": "services/guardian/accesscontrol_guardian.go",
				"holds": {"permissions": {"since": "8.5", "until": "9.3"}},
			},
			{
				"ways": [
					{"snapshots:delete-own": "org"},
					{"dashboards:write": "dashboard", "viewers_can_edit = false": "org"},
					{"dashboards:read": "dashboard", "viewers_can_edit = true": "org"},
				],
				"source": "services/guardian/accesscontrol_guardian.go",
				"holds": {"permissions": {"since": "9.3", "until": "11.5"}},
			},
			{
				"ways": [
					{"@": "any scope at all", "snapshots:delete-own": "org"},
					{"@": "any scope at all", "dashboards:write": "dashboard"},
				],
				"source": "changelog 11.5.0, pull request 96126; recorded: acl-vce0-eca0 of 12.2.0-pre",
				"holds": {"permissions": {"since": "11.5"}},
			},
		],
	},
}

# Until 11.0, annotations of a dashboard are written by a subject that can edit it.
_annotated_by_editors := [
	{"ways": [{"dashboards:edit": "dashboard"}], "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
	{
		"ways": [
			{"@": "resource", "dashboards:write": "dashboard", "viewers_can_edit = false": "org"},
			{"@": "resource", "dashboards:read": "dashboard", "viewers_can_edit = true": "org"},
		],
		"source": "services/guardian/accesscontrol_guardian.go",
		"holds": {"permissions": {"since": "8.5", "until": "11.0"}},
	},
]

# A rule takes querying each of its data sources. If the request does not name them, the rule is taken to query one
# that the org declares. If it does, request/request.rego asks about each of them instead.
_querying(ways) := [object.union(way, {permission: selector |
	some [permission, selector] in data.rolecall.kinds.of_unnamed_sources
}) |
	some way in ways
]

_query_source := "docs, alerting, access to data sources; pull request 47858; services/ngalert/accesscontrol/rules.go"

# An annotation of a dashboard is changed by its id with the permission for all annotations, until patches close
# CVE-2026-28374. No patch of 12.0 and 12.1 does.
_any_annotation := [
	{"since": "11.0", "until": "11.6.15"},
	{"since": "12.0", "until": "12.2.9"},
	{"since": "12.3", "until": "12.3.7"},
	{"since": "12.4", "until": "12.4.4"},
]

_annotation_of_dashboard := [
	{"since": "11.6.15", "until": "12.0"},
	{"since": "12.2.9", "until": "12.3"},
	{"since": "12.3.7", "until": "12.4"},
	{"since": "12.4.4"},
]
