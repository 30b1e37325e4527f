# Folders, dashboards, and General.
package rolecall.grafana.requirements

of_folders := {
	"Read, write and delete a dashboard": {
		"kinds": {"dashboard"},
		"actions": {"dashboards.permissions:read", "dashboards:delete", "dashboards:read", "dashboards:write"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5"}}},
		],
	},
	"Read, write and delete a folder, and the dashboards in it": {
		"kinds": {"folder"},
		"actions": {
			"dashboards.permissions:read", "dashboards:create", "dashboards:delete", "dashboards:read", "dashboards:write",
			"folders.permissions:read", "folders:delete", "folders:read", "folders:write",
		},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5"}}},
		],
	},
	"Read, write and delete the dashboards in General": {
		"kinds": {"the General folder"},
		"actions": {
			"dashboards.permissions:read", "dashboards:create", "dashboards:delete", "dashboards:read", "dashboards:write",
		},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5"}}},
		],
	},
	# A holder who can write permissions can read them, too.
	"Write the permissions of dashboards": {
		"kinds": {"dashboard", "folder", "the General folder"},
		"actions": {"dashboards.permissions:write"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{"ways": [{"@": "resource", "dashboards.permissions:read": "resource"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"Write the permissions of a folder": {
		"kinds": {"folder"},
		"actions": {"folders.permissions:write"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{"ways": [{"@": "resource", "folders.permissions:read": "resource"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"Open the editor of dashboards": {
		"kinds": {"dashboard", "folder", "the General folder"},
		"actions": {"dashboards:edit"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{
				"ways": [
					{"dashboards:write": "resource", "viewers_can_edit = false": "org"},
					{"dashboards:read": "resource", "viewers_can_edit = true": "org"},
				],
				"source": "services/guardian/accesscontrol_guardian.go",
				"holds": {"permissions": {"since": "8.5", "until": "13.0"}},
			},
			# Whether the setting still counts is not known.
			{
				"ways": [{"dashboards:write": "resource"}], "source": "changelog 12.0.0, pull request 102275",
				"holds": {"permissions": {"since": "13.0"}},
			},
		],
	},
	"Open a folder as one who edits it": {
		"kinds": {"folder"},
		"actions": {"folders:edit"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{
				"ways": [
					{"folders:write": "resource", "viewers_can_edit = false": "org"},
					{"folders:read": "resource", "viewers_can_edit = true": "org"},
				],
				"source": "services/guardian/accesscontrol_guardian.go",
				"holds": {"permissions": {"since": "8.5", "until": "11.6"}},
			},
			{
				"ways": [{"folders:write": "resource"}],
				"source": _without_viewers_can_edit, "holds": {"permissions": {"since": "11.6"}},
			},
		],
	},
	"List dashboards": {
		"kinds": {"dashboard", "folder", "the General folder"},
		"actions": {"dashboards:list"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{"ways": [{"dashboards:read": "resource"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"List dashboards that one can edit": {
		"kinds": {"dashboard", "folder", "the General folder"},
		"actions": {"dashboards:list-editable"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{
				"ways": [{"dashboards:read": "resource", "dashboards:write": "resource"}],
				"holds": {"permissions": {"since": "8.5"}},
			},
		],
	},
	"List folders": {
		"kinds": {"folder"},
		"actions": {"folders:list"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{"ways": [{"folders:read": "resource"}], "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"List folders that one can edit": {
		"kinds": {"folder"},
		"actions": {"folders:list-editable"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{
				"ways": [{"dashboards:create": "resource", "folders:read": "resource"}],
				"holds": {"permissions": {"since": "8.5"}},
			},
		],
	},
	"Publish a dashboard": {
		"kinds": {"dashboard"},
		"actions": {"dashboards.public:write"},
		"rows": [
			# Until 10.2 the feature toggle publicDashboards adds the routes; the permission decides on them.
			{"ways": self, "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	# General is a folder that nobody can change: it can only be opened.
	"Read General": {
		"kinds": {"the General folder"},
		"actions": {"folders:read"},
		"rows": [
			{"ways": [{"@": "general"}], "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{"ways": self, "holds": {"permissions": {"since": "8.5"}}},
		],
	},
	"Create folders": {
		"kinds": {"org"},
		"actions": {"folders:create"},
		"rows": [
			{"ways": self, "holds": {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}},
			{"ways": [{"@": "general folder"}], "holds": {"permissions": {"since": "11.2"}}},
		],
	},
	# Folders nest, and the annotations of a dashboard are covered by it and by its folders.
	"Write annotations in a folder": {
		"kinds": {"folder", "the General folder"},
		"actions": {"annotations:create", "annotations:delete", "annotations:read", "annotations:write"},
		"rows": [
			{"ways": self, "holds": {"permissions": {"since": "11.0"}}},
		],
	},
	"Create a folder in a folder": {
		"kinds": {"folder"},
		"actions": {"folders:create"},
		"rows": [
			{
				"ways": [{"@": "any scope at all", "folders:write": "resource"}],
				"source": "recorded: nested-vce0-eca0 of 10.1.0-pre, the basic role and Edit on the parent",
				"holds": {"permissions": {"since": "10.0", "until": "11.2"}},
			},
			{
				"ways": self, "source": "changelog 11.2.0, pull request 91215; recorded: nestedrandom-seed1 of 12.2.0-pre",
				"holds": {"permissions": {"since": "11.2"}},
			},
		],
	},
	"Create a folder in General": {
		"kinds": {"the General folder"},
		"actions": {"folders:create"},
		"rows": [
			{"ways": self, "holds": {"permissions": {"since": "11.2"}}},
		],
	},
	"Read and write the annotations of a dashboard, asked of the dashboard": {
		"kinds": {"dashboard"},
		"actions": {"annotations:create", "annotations:delete", "annotations:read", "annotations:write"},
		"rows": [
			{"ways": self, "holds": {"permissions": {"since": "11.0"}}},
		],
	},
}

# The documentation leaves the setting out from 11.6 on, the changelog from 12.0 on.
_without_viewers_can_edit := concat("; ", [
	"docs 11.6 without the setting", "changelog 12.0.0, pull request 102275",
	"recorded: matrix-vce1-eca1 of 12.2.0-pre",
])
