package rolecall.authz_test

import data.rolecall.worlds_test

# A configuration for the versions with fine-grained access control. No list of it gives anything to a
# role; nora has the role None, so that she holds what a case gives her and nothing else.
_rbac := worlds_test.complete({
	"grafana": {
		"version": "9.3",
		"viewers_can_edit": false,
		"editors_can_admin": false,
		"allow_org_create": false,
		"feature_toggles": {},
		"licence": true,
	},
	"org_ids": {"main": "main", "other": "other"},
	"logins": {login: login | some login in ["ada", "eve", "vic", "tess", "nora", "root", "boss", "otto"]},
	"users": {
		"user:ada": {},
		"user:eve": {},
		"user:vic": {},
		"user:tess": {},
		"user:nora": {},
		"user:root": {"grafana_admin": true},
		"user:boss": {"grafana_admin": true},
		"user:otto": {},
	},
	"orgs": {
		"main": {
			"members": {
				"user:ada": {"role": "Admin"},
				"user:eve": {"role": "Editor"},
				"user:vic": {"role": "Viewer"},
				"user:tess": {"role": "None", "teams": {"SRE": {"level": "Member"}}},
				"user:nora": {"role": "None"},
				"user:root": {"role": "None"},
				"service_account:robot": {"role": "None", "tokens": {"t": {}}},
			},
			"teams": {"SRE": {}, "Ops": {}},
			"folders": {"f1": {}, "f2": {}},
			"dashboards": {"d1": {"folder": "f1"}, "d2": {"folder": "f2"}, "top": {}},
			"data_sources": {"open": {}, "kept": {}},
			"service_accounts": {"robot": {}},
			"permissions": {
				"teams:id:SRE": {"user:tess": {"level": "Member", "source": "a.hcl:1"}},
				"datasources:uid:kept": {"team:SRE": {"level": "Query", "source": "a.hcl:2"}},
			},
		},
		"other": {
			"members": {"user:nora": {"role": "None"}, "user:otto": {"role": "None"}},
			"folders": {"f1": {}},
		},
	},
})

# The same in `version`, which is one of the tables: "8.5 with accesscontrol" is 8.5 with the toggle on.
_in(world, version) := object.union(world, {"grafana": {
	"version": trim_suffix(version, " with accesscontrol"),
	"feature_toggles": {"accesscontrol": endswith(version, " with accesscontrol")},
}})

# The custom role of [action, scope] pairs.
_role(permissions) := {
	"permissions": [{"action": action, "scope": scope} | some [action, scope] in permissions],
	"scopes": {scope: {action: "roles.hcl:2" | some [action, at] in permissions; at == scope} |
		some [_, scope] in permissions
	},
	"source": "roles.hcl:1",
}

# `world` with the role "own" of `permissions`, assigned to `holder` in the org main.
_given(world, holder, permissions) := object.union(world, {
	"roles": {"own": _role(permissions)},
	"orgs": {"main": {"roles": {holder: {"own": "roles.hcl:9"}}}},
})

# The same in every org, and so on the server.
_given_everywhere(world, holder, permissions) := object.union(world, {
	"roles": {"own": _role(permissions)},
	"orgs": {org: {"roles": {holder: {"own": "roles.hcl:9"}}} | some org, _ in world.orgs},
	"everywhere": {holder: {"own": "roles.hcl:9"}},
})

# Whether nora may what `words` ask, holding `permissions` alone.
_nora(version, permissions, words) := allowed if {
	world := _given(_in(_rbac, version), "user:nora", permissions)
	allowed := _allowed(world, "user:nora", words)
}

_nora_everywhere(version, permissions, words) := _allowed(
	_given_everywhere(_in(_rbac, version), "user:nora", permissions),
	"user:nora",
	words,
)
