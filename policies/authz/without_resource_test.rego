package rolecall.authz_test

# Permissions at one scope each.
_somewhere := [
	["teams:read", "teams:id:SRE"], ["teams:write", "teams:id:SRE"], ["folders:read", "folders:uid:f1"],
	["dashboards:write", "folders:uid:f1"], ["alert.silences:read", "folders:uid:f1"],
	["users.authtoken:read", "global.users:id:eve"], ["datasources:read", "datasources:uid:kept"],
	["notebooks:read", "notebooks:uid:k"], ["secret.keepers:read", "secret.keepers:uid:k"],
	["secret.keepers:write", "secret.keepers:uid:k"],
]

# What Grafana asks without a resource is answered by a permission at any scope. Whatever it asks of a resource is
# denied without one.
test_asked_without_a_resource[words] if {
	some words, versions in {
		"teams:read org": {"8.5 with accesscontrol", "9.3", "13.3"},
		"folders:read org": {"8.5 with accesscontrol", "9.3", "13.3"},
		"datasources:read org": {"8.5 with accesscontrol", "9.3", "13.3"},
		"alert.silences:read org": {"13.3"},
		"notebooks:read org": {"13.3"},
		"secret.keepers:read org": set(),
		"teams:write org": set(),
		"dashboards:write org": set(),
		"users.authtoken:read org": set(),
		"secret.keepers:write org": set(),
	}
	versions == {version |
		some version in ["8.5 with accesscontrol", "9.3", "13.3"]
		_nora(version, _somewhere, words)
		not _nora(version, [], words)
	}
}

# What is about the server is asked on the server or without a resource, and never on an org.
test_asked_about_the_server[note] if {
	some action, versions in {
		"orgs:create": {"8.0", "8.5", "9.3", "13.3"},
		"server.stats:read": {"8.0", "8.5", "9.3"},
		"users:create": {"8.0", "8.5", "9.3", "13.3"},
	}
	some version in versions
	note := sprintf("%s in %s", [action, version])
	asked := {resource |
		some resource in ["-", "server", "org", "org:main", "org:other"]
		_allowed(_in(_lists, version), "user:boss", sprintf("%s %s", [action, resource]))
	}
	asked == {"-", "server"}
}
