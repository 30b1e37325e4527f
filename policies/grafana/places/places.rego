# METADATA
# title: Places and scopes
# description: |
#   Which places the selectors of requirements mean, what covers a resource that an org does not declare, and
#   how scopes of one thing begin. A fact has rows under its name, as in requirements.rego: `value`, `holds`,
#   and `source` where it has one of its own. Others are from the documentation on permissions, actions and
#   scopes of the release, and from its spelling of scopes; in the beta scopes are globs.
package rolecall.grafana.places

import data.rolecall.grafana.releases

# METADATA
# description: The tables at a release.
tables(mode, release) := {
	"selectors": releases.values(selectors, mode, release),
	"kinds": releases.values(kinds, mode, release),
	"tails": releases.values(tails, mode, release),
	"scoped": releases.values(scoped, mode, release),
	"parted": releases.values(parted, mode, release),
	"general_place": releases.values(covers, mode, release)["a dashboard in General"],
	"members": releases.values(covers, mode, release)["a member of the org"],
}

# METADATA
# description: The tables of facts, by name.
facts := {
	"covers": covers, "kinds": kinds, "parted": parted, "scoped": scoped, "selectors": selectors, "tails": tails,
}

# METADATA
# description: The places that are the same whatever the resource, by selector.
selectors := {
	"org": [{"value": ["org"], "holds": _always}],
	"server": [
		{"value": ["server"], "holds": {"roles": {"since": "8.0"}, "permissions": {"since": "8.5"}}},
		{"value": ["any scope at all", "server"], "holds": {"beta": {"since": "8.0"}}},
	],
	"any scope at all": [{"value": ["any scope at all"], "holds": _always}],
	"here or on the server": [
		{"value": ["any scope at all", "server"], "holds": {"permissions": {"since": "8.5", "until": "10.4"}}},
		{
			"value": ["any scope at all"],
			"source": "recorded: fgac-vce0-eca0 of 11.0.0; v10.4.0 services/accesscontrol/acimpl/accesscontrol.go",
			"holds": {"permissions": {"since": "10.4"}},
		},
	],
	# Some routes were given back to server admins outside the org in use.
	"here or administered": [
		{"value": ["any scope at all", "server"], "holds": {"permissions": {"since": "8.5", "until": "10.4"}}},
		{"value": ["any scope at all"], "holds": {"permissions": {"since": "10.4", "until": "11.1.5"}}},
		{
			"value": ["server"], "source": "changelog 11.1.5, pull request 92273",
			"holds": {"permissions": {"since": "11.1.5", "until": "11.2"}},
		},
		{"value": ["any scope at all"], "holds": {"permissions": {"since": "11.2", "until": "11.2.1"}}},
		{
			"value": ["server"],
			"source": "changelog 11.2.1, pull request 92274; recorded: fgac-vce0-eca0 of 12.2.0-pre",
			"holds": {"permissions": {"since": "11.2.1"}},
		},
	],
	"administered user": [
		{"value": [], "holds": {"permissions": {"since": "8.5", "until": "11.1.5"}}},
		{"value": _administered_users, "holds": {"permissions": {"since": "11.1.5", "until": "11.2"}}},
		{"value": [], "holds": {"permissions": {"since": "11.2", "until": "11.2.1"}}},
		{"value": _administered_users, "holds": {"permissions": {"since": "11.2.1"}}},
	],
	"all users of the server": [{
		"value": [
			"global:users:*", "any global:users", "server-wide global:users:*", "server-wide any global:users",
		],
		"holds": {"beta": {"since": "8.0"}},
	}],
	"general": [
		{"value": ["the General folder", "default permissions", "folders:*"], "holds": _lists},
		{"value": array.concat(["folders:uid:general"], _all_folders), "holds": {"permissions": {"since": "8.5"}}},
	],
	"general folder": [{
		"value": array.concat(["folders:uid:general"], _all_folders),
		"holds": {"permissions": {"since": "11.2"}},
	}],
	"in General": [
		{"value": ["default permissions", "folders:*"], "holds": _lists},
		{
			"value": array.concat(["default dashboard permissions", "folders:uid:general"], _all_dashboards),
			"holds": {"permissions": {"since": "8.5"}},
		},
	],
	"created in General": [{"value": ["created by oneself"], "holds": _always}],
	"created in a folder": [{"value": ["created by oneself"], "holds": _always}],
	"all users": [
		{"value": ["users:*", "any users"], "holds": {"beta": {"since": "8.0"}}},
		{"value": ["users:*", "*"], "holds": {"permissions": {"since": "8.5"}}},
	],
	# For an org that declares no data source.
	"some data source": [{
		"value": ["data sources without permissions", "datasources:uid:*", "datasources:*", "*"],
		"holds": {"permissions": {"since": "8.5"}},
	}],
	"data sources without permissions": [{
		"value": ["data sources without permissions"],
		"holds": {"permissions": {"since": "8.5"}},
	}],
	"delegate": [
		{"value": ["permissions:delegate", "any permissions"], "holds": {"beta": {"since": "8.0"}}},
		{
			"value": ["permissions:delegate", "permissions:*", "*"],
			"holds": {"permissions": {"since": "8.5", "until": "9.0"}},
		},
		{
			"value": ["permissions:type:delegate", "permissions:type:*", "permissions:*", "*"],
			"holds": {"permissions": {"since": "9.0"}},
		},
	],
	"escalate": [{
		"value": ["permissions:type:escalate", "permissions:type:*", "permissions:*", "*"],
		"holds": {"permissions": {"since": "8.5"}},
	}],
	"status": [
		{
			"value": ["service:accesscontrol", "services:accesscontrol", "service:access-control", "any service"],
			"holds": {"beta": {"since": "8.0"}},
		},
		{"value": ["services:accesscontrol", "services:*", "*"], "holds": {"permissions": {"since": "8.5"}}},
	],
	"all dashboards": [{
		"value": ["dashboards:*", "*"], "holds": {"permissions": {"since": "11.0", "until": "11.5"}},
	}],
	"any annotation": [{
		"value": ["annotations:*", "*"], "source": "recorded: acl-vce0-eca0 of 11.0.0, the scope of a type does not count",
		"holds": {"permissions": {"since": "11.0"}},
	}],
	"annotations of the org": [{"value": _annotations_of_the_org, "holds": {"permissions": {"since": "8.5"}}}],
	"all contact points": [{"value": _all_receivers, "holds": {"permissions": {"since": "11.5"}}}],
	"all inhibition rules": [{
		"value": ["inhibition-rules:uid:*", "inhibition-rules:*", "*"], "holds": {"permissions": {"since": "13.0"}},
	}],
	"all notification policies": [{
		"value": [
			"notifications.alerting.grafana.app/routingtrees:uid:*", "notifications.alerting.grafana.app/routingtrees:*", "*",
		],
		"holds": {"permissions": {"since": "13.1"}},
	}],
}

# METADATA
# description: The places above everything of a kind of list.
tails := {
	"folders": [
		{"value": ["folders:*"], "holds": _lists},
		{"value": _all_folders, "holds": {"permissions": {"since": "8.5"}}},
	],
	"dashboards": [
		{"value": ["folders:*"], "holds": _lists},
		{"value": _all_dashboards, "holds": {"permissions": {"since": "8.5"}}},
	],
	"teams": [{"value": ["teams:id:*", "teams:*", "*"], "holds": {"permissions": {"since": "8.5"}}}],
	"data_sources": [{
		"value": ["datasources:uid:*", "datasources:*", "*"],
		"holds": {"permissions": {"since": "8.5"}},
	}],
	"api_keys": [{"value": ["apikeys:id:*", "apikeys:*", "*"], "holds": {"permissions": {"since": "8.5"}}}],
	"service_accounts": [{
		"value": ["serviceaccounts:id:*", "serviceaccounts:*", "*"],
		"holds": {"permissions": {"since": "8.5"}},
	}],
}

# METADATA
# description: The places that cover a resource which an org does not declare, by its kind.
kinds := {
	"another org": [
		{"value": ["server"], "holds": _lists},
		{"value": ["any scope at all", "another org"], "holds": {"permissions": {"since": "8.5"}}},
	],
	"server": [{"value": ["server"], "holds": _always}],
	"user": [
		{"value": ["server"], "holds": {"roles": {"since": "8.0"}}},
		{"value": ["any global:users", "server-wide any global:users"], "holds": {"beta": {"since": "8.0"}}},
		{
			"value": array.concat(_all_users, _administered_users),
			"holds": {"permissions": {"since": "8.5", "until": "10.4"}},
		},
		{"value": _all_users, "holds": {"permissions": {"since": "10.4"}}},
	],
	"role": _all_roles,
	"fixed role": _all_roles,
	"report": [
		{"value": ["any reports"], "holds": {"beta": {"since": "8.0"}}},
		{"value": ["reports:id:*", "reports:*", "*"], "holds": {"permissions": {"since": "8.5"}}},
	],
	"receiver": [{"value": _all_receivers, "holds": {"permissions": {"since": "11.5"}}}],
	"playlist": [{
		"value": ["playlists:uid:*", "playlists:*", "*"], "holds": {"permissions": {"since": "13.0"}},
	}],
	"annotation": [{"value": _annotations_of_the_org, "holds": {"permissions": {"since": "8.5"}}}],
	"annotation of a dashboard": [{
		"value": ["annotations:type:dashboard", "annotations:type:*", "annotations:*", "*"],
		"holds": {"permissions": {"since": "8.5"}},
	}],
	"plugin": _all_plugins,
	"plugin of an app": _all_plugins,
}

# METADATA
# description: |
#   The scopes of single things that an org does not declare, by the kind of thing, or by a selector that means the
#   thing of the request, too.
scoped := {
	"user": [
		{"value": ["global:users", "server-wide global:users"], "holds": {"beta": {"since": "8.0"}}},
		{
			"value": ["global.users:id", "server-wide global.users:id"],
			"holds": {"permissions": {"since": "8.5", "until": "10.4"}},
		},
		{"value": ["global.users:id"], "holds": {"permissions": {"since": "10.4"}}},
	],
	"administered user": [
		{
			"value": ["server-wide global.users:id"], "source": "changelog 11.1.5, pull request 92273",
			"holds": {"permissions": {"since": "11.1.5", "until": "11.2"}},
		},
		{
			"value": ["server-wide global.users:id"], "source": "changelog 11.2.1, pull request 92274",
			"holds": {"permissions": {"since": "11.2.1"}},
		},
	],
	"plugin": _one_plugin,
	"plugin of an app": _one_plugin,
	"report": [
		{"value": ["reports"], "holds": {"beta": {"since": "8.0"}}},
		{"value": ["reports:id"], "holds": {"permissions": {"since": "8.5"}}},
	],
	"receiver": [{"value": ["receivers:uid"], "holds": {"permissions": {"since": "11.5"}}}],
	"playlist": [{"value": ["playlists:uid"], "holds": {"permissions": {"since": "13.0"}}}],
	"role": _one_role,
	"fixed role": _one_role,
}

# METADATA
# description: |
#   The scopes of which a pattern can match parts of the name behind them, as in roles:custom:reports:{editor,viewer}.
parted := {"roles": [{
	"value": true, "source": "docs/sources/enterprise/access-control/permissions.md of tag v8.0.7",
	"holds": {"beta": {"since": "8.0"}},
}]}

# METADATA
# description: |
#   What covers a dashboard in General by the uid of it, as it does not cover a folder; and the scope of a user
#   as a member of the org, with the places above all of them.
covers := {
	"a dashboard in General": [
		{"value": [], "holds": _lists},
		{"value": ["folders:uid:general"], "holds": {"permissions": {"since": "8.5"}}},
	],
	"a member of the org": [
		{"value": {"scope": "users:id", "above": ["org"]}, "holds": {"roles": {"since": "8.0"}}},
		{"value": {"scope": "users", "above": ["any users"]}, "holds": {"beta": {"since": "8.0"}}},
		{
			"value": {"scope": "users:id", "above": ["users:id:*", "users:*", "*"]},
			"holds": {"permissions": {"since": "8.5"}},
		},
	],
}

_always := {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}, "permissions": {"since": "8.5"}}

# Where the lists of folders and dashboards decide about them, rather than permissions.
_lists := {"roles": {"since": "8.0"}, "beta": {"since": "8.0"}}

_all_folders := ["folders:uid:*", "folders:*", "*"]

_all_dashboards := ["dashboards:uid:*", "dashboards:*", "folders:uid:*", "folders:*", "*"]

_all_users := ["global.users:id:*", "global.users:*", "*"]

_administered_users := ["server-wide global.users:id:*", "server-wide global.users:*", "server-wide *"]

_annotations_of_the_org := ["annotations:type:organization", "annotations:type:*", "annotations:*", "*"]

_all_receivers := ["receivers:uid:*", "receivers:*", "*"]

_all_roles := [
	{"value": ["any roles"], "holds": {"beta": {"since": "8.0"}}},
	{"value": ["roles:uid:*", "roles:*", "*"], "holds": {"permissions": {"since": "8.5"}}},
]

_one_role := [
	{"value": ["roles"], "holds": {"beta": {"since": "8.0"}}},
	{"value": ["roles:uid"], "holds": {"permissions": {"since": "8.5"}}},
]

_all_plugins := [{"value": ["plugins:id:*", "plugins:*", "*"], "holds": {"permissions": {"since": "8.5"}}}]

_one_plugin := [{"value": ["plugins:id"], "holds": {"permissions": {"since": "8.5"}}}]
