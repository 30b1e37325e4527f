# Silences, contact points and the rest of notifications. Who changes one must also read it, and the rights over
# all of notifications, or over silences in general, stand in for those over single ones.
package rolecall.grafana.requirements

of_alerting := object.union_n([
	_of_notifications,
	_silencing("folder", "resource"),
	_silencing("alert in a folder", "folder"),
])

# `where` is the selector of the folder whose alert rules are silenced.
_silencing(kind, where) := {
	sprintf("Read silences (%s)", [kind]): {
		"kinds": {kind},
		"actions": {"alert.silences:read"},
		"rows": [{
			"ways": _silence_read(where),
			"source": "changelog 11.1.0, pull request 87322; recorded: acl-vce0-eca0 of 12.2.0-pre",
			"holds": {"permissions": {"since": "11.1"}},
		}],
	},
	sprintf("Create silences (%s)", [kind]): {
		"kinds": {kind},
		"actions": {"alert.silences:create"},
		"rows": [{
			"ways": _both([{"@": where}, {"alert.instances:create": "any scope at all"}], _silence_read(where)),
			"source": _silences, "holds": {"permissions": {"since": "11.1"}},
		}],
	},
	sprintf("Change and end silences (%s)", [kind]): {
		"kinds": {kind},
		"actions": {"alert.silences:write"},
		"rows": [{
			"ways": _both([{"@": where}, {"alert.instances:write": "any scope at all"}], _silence_read(where)),
			"source": _silences, "holds": {"permissions": {"since": "11.1"}},
		}],
	},
}

_of_notifications := {
	"List silences": {
		"kinds": {"org"},
		"actions": {"alert.silences:read"},
		"rows": [{
			"ways": [{"@": "any scope at all"}, {"alert.instances:read": "any scope at all"}],
			"source": _silences, "holds": {"permissions": {"since": "11.1"}},
		}],
	},
	"Create and change general silences": {
		"kinds": {"org"},
		"actions": {"alert.instances:create", "alert.instances:write"},
		"rows": [{
			"ways": _both(anywhere, [{"alert.instances:read": "any scope at all"}, {"alert.silences:read": "any scope at all"}]),
			"source": _silences, "holds": {"permissions": {"since": "11.1"}},
		}],
	},
	"List contact points": {
		"kinds": {"org"},
		"actions": {"alert.notifications.receivers:read"},
		"rows": [
			{"ways": _receivers_listed, "source": _receivers, "holds": {"permissions": {"since": "10.4", "until": "11.5"}}},
			{
				"ways": array.concat(_receivers_listed, [{"alert.notifications.receivers.secrets:read": "any scope at all"}]),
				"source": _receivers, "holds": {"permissions": {"since": "11.5"}},
			},
		],
	},
	"List contact points with their secrets": {
		"kinds": {"org"},
		"actions": {"alert.notifications.receivers.secrets:read"},
		"rows": [{"ways": anywhere, "source": _receivers, "holds": {"permissions": {"since": "11.5"}}}],
	},
	"Read a contact point": {
		"kinds": {"receiver"},
		"actions": {"alert.notifications.receivers:read"},
		"rows": [{"ways": _receiver_read, "source": _receivers, "holds": {"permissions": {"since": "11.5"}}}],
	},
	"Change a contact point": {
		"kinds": {"receiver"},
		"actions": {"alert.notifications.receivers:delete", "alert.notifications.receivers:write"},
		"rows": [{
			"ways": _both([{"@": "resource"}, {"alert.notifications:write": "any scope at all"}], _receiver_read),
			"source": _receivers, "holds": {"permissions": {"since": "11.5"}},
		}],
	},
	"Read the secrets of a contact point and manage its permissions": {
		"kinds": {"receiver"},
		"actions": {
			"alert.notifications.receivers.secrets:read", "receivers.permissions:read", "receivers.permissions:write",
		},
		"rows": [{"ways": self, "source": _receivers, "holds": {"permissions": {"since": "11.5"}}}],
	},
	"Test a contact point": {
		"kinds": {"receiver"},
		"actions": {"alert.notifications.receivers.test:create"},
		"rows": [{
			"ways": array.concat(
				[{"alert.notifications:write": "any scope at all"}, {"alert.notifications.receivers:test": "any scope at all"}],
				_both(self, _both(_receiver_write, _receiver_read)),
			),
			"source": _receivers, "holds": {"permissions": {"since": "12.4"}},
		}],
	},
	"Change the protected fields of a contact point": {
		"kinds": {"receiver"},
		"actions": {"alert.notifications.receivers.protected:write"},
		"rows": [{
			"ways": _both(self, _both(_receiver_write, _receiver_read)),
			"source": "listed by server 12.4.0", "holds": {"permissions": {"since": "12.4"}},
		}],
	},
	# The routes that took it alone changed the configuration of the Alertmanager as a whole.
	"Change contact points, policies and templates": {
		"kinds": {"org"},
		"actions": {"alert.notifications:write"},
		"rows": [
			{
				"ways": anywhere, "source": "services/ngalert/api/authorization.go",
				"holds": {"permissions": {"since": "8.5", "until": "12.0"}},
			},
			{
				"ways": _both(anywhere, [
					{"alert.notifications:read": "any scope at all"}, {"alert.provisioning.provenance:write": "any scope at all"},
				]),
				"source": "changelog 12.0, pull request 103819; services/ngalert/api/authorization.go",
				"holds": {"permissions": {"since": "12.0"}},
			},
		],
	},
	"Create a contact point": {
		"kinds": {"org"},
		"actions": {"alert.notifications.receivers:create"},
		"rows": [{
			"ways": [{"@": "any scope at all"}, {"alert.notifications:write": "any scope at all"}],
			"source": _receivers, "holds": {"permissions": {"since": "11.5"}},
		}],
	},
	"Manage the permissions of all contact points": {
		"kinds": {"org"},
		"actions": {"receivers.permissions:read", "receivers.permissions:write"},
		"rows": [{
			"ways": [{"@": "all contact points"}],
			"source": _receivers, "holds": {"permissions": {"since": "11.5"}},
		}],
	},
	"Change inhibition rules": {
		"kinds": {"org"},
		"actions": {"alert.notifications.inhibition-rules:delete", "alert.notifications.inhibition-rules:write"},
		"rows": [{
			"ways": [{"@": "all inhibition rules"}],
			"source": "services/ngalert/accesscontrol/roles.go", "holds": {"permissions": {"since": "13.0"}},
		}],
	},
	"Read the notification policies": {
		"kinds": {"org"},
		"actions": {"notifications.alerting.grafana.app/routingtrees:get"},
		"rows": [{
			"ways": [{"@": "all notification policies"}, {"@": "org"}],
			"source": "pull request 121689", "holds": {"permissions": {"since": "13.1"}},
		}],
	},
	"Change and delete the notification policies": {
		"kinds": {"org"},
		"actions": {
			"notifications.alerting.grafana.app/routingtrees:delete",
			"notifications.alerting.grafana.app/routingtrees:update",
		},
		"rows": [{
			"ways": _both([{"@": "all notification policies"}, {"@": "org"}], [
				{"notifications.alerting.grafana.app/routingtrees:get": "all notification policies"},
				{"notifications.alerting.grafana.app/routingtrees:get": "org"},
			]),
			"source": "services/ngalert/accesscontrol/routes.go", "holds": {"permissions": {"since": "13.1"}},
		}],
	},
	"Manage the permissions of all notification policies": {
		"kinds": {"org"},
		"actions": {
			"notifications.alerting.grafana.app/routingtrees:get_permissions",
			"notifications.alerting.grafana.app/routingtrees:set_permissions",
		},
		"rows": [{
			"ways": [{"@": "all notification policies"}],
			"source": "pull request 121689", "holds": {"permissions": {"since": "13.1"}},
		}],
	},
	"Read the time intervals of notifications": _read_of("time-intervals", "10.4"),
	"Read the templates of notifications": _read_of("templates", "11.5"),
	"Read the policies of notifications": _read_of("routes", "11.5"),
	"Change the time intervals of notifications": _write_of("time-intervals", {"delete", "write"}),
	"Change the templates of notifications": _write_of("templates", {"delete", "write"}),
	"Change the policies of notifications": _write_of("routes", {"write"}),
}

_silences := "services/ngalert/accesscontrol/silences.go; documentation of 13.1, silence access"

_receivers := "services/ngalert/accesscontrol/receivers.go; what's new in 11.5"

_silence_read(where) := [{"alert.silences:read": where}, {"alert.instances:read": "any scope at all"}]

_receivers_listed := [{"@": "any scope at all"}, {"alert.notifications:read": "any scope at all"}]

_receiver_write := [
	{"alert.notifications.receivers:write": "resource"}, {"alert.notifications:write": "any scope at all"},
]

_receiver_read := [
	{"alert.notifications.receivers:read": "resource"}, {"alert.notifications.receivers.secrets:read": "resource"},
	{"alert.notifications:read": "any scope at all"},
]

_read_of(what, since) := {
	"kinds": {"org"},
	"actions": {sprintf("alert.notifications.%s:read", [what])},
	"rows": [{
		"ways": [{"@": "any scope at all"}, {"alert.notifications:read": "any scope at all"}],
		"source": "apps/alerting/notifications", "holds": {"permissions": {"since": since}},
	}],
}

# The provisioning API takes the right to set the provenance in place of reading.
_write_of(what, verbs) := {
	"kinds": {"org"},
	"actions": {sprintf("alert.notifications.%s:%s", [what, verb]) | some verb in verbs},
	"rows": [{
		"ways": _both([{"@": "any scope at all"}, {"alert.notifications:write": "any scope at all"}], [
			{sprintf("alert.notifications.%s:read", [what]): "any scope at all"},
			{"alert.notifications:read": "any scope at all"},
			{"alert.provisioning.provenance:write": "any scope at all"},
		]),
		"source": "apps/alerting/notifications; services/ngalert/api/authorization.go",
		"holds": {"permissions": {"since": "11.5"}},
	}],
}

# The ways that hold whole where one way of each list does.
_both(some_ways, others) := [object.union(way, other) | some way in some_ways; some other in others]
