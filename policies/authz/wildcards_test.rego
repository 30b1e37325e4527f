package rolecall.authz_test

import data.rolecall.authz
import data.rolecall.grants
import data.rolecall.places

# Wildcards in scopes, which is all that a role is asked about here: whether nora may read one thing
# with the one scope that she has.

# Some members and users whose logins are the texts to be matched.
_strange := object.union(_rbac, {
	"logins": {login: login | some login in ["1", "abc", "b", "d", "id:1"]},
	"users": {concat(":", ["user", login]): {} | some login in ["1", "abc", "b", "d", "id:1"]},
	"orgs": {"main": {
		"members": {concat(":", ["user", login]): {"role": "None"} | some login in ["1", "abc", "b", "d", "id:1"]},
		"custom_roles": {uid: _role([]) |
			some uid in ["custom:reports:editor", "custom:reports:viewer", "custom:reports:owner"]
		},
	}},
})

_reads(version, action, scope, type, id) := allow if {
	asked := object.union(_request("user:nora", concat(" ", [action, type])), {"resource": {"type": type, "id": id}})
	allow := authz.allow with data.rolecall.world as _given(_in(_strange, version), "user:nora", [[action, scope]])
		with input as asked
}

# Grafana 8.0: globs, in parts between colons and slashes (pkg/services/accesscontrol/evaluator/evaluator.go:16-72).
test_glob_star[note] if {
	some note, tc in {
		"* is not of two parts": {"scope": "*", "id": "1", "want": false},
		"** is any": {"scope": "**", "id": "1", "want": true},
		"** across colons": {"scope": "**", "id": "id:1", "want": true},
		"users:* of an id": {"scope": "users:*", "id": "1", "want": true},
		"users:* of a name": {"scope": "users:*", "id": "abc", "want": true},
		"a name is one part, whatever is in it": {"scope": "users:*", "id": "id:1", "want": true},
		"no part of a name is a part": {"scope": "users:id:*", "id": "id:1", "want": false},
		"users:** of a name": {"scope": "users:**", "id": "id:1", "want": true},
		"users:** of one": {"scope": "users:**", "id": "1", "want": true},
		"global:users:* is not of members": {"scope": "global:users:*", "id": "1", "want": false},
	}
	_reads("8.0 with accesscontrol", "org.users:read", tc.scope, "user", tc.id) == tc.want
}

test_glob_character[note] if {
	some note, tc in {
		"the same": {"scope": "users:1", "id": "1", "want": true},
		"another": {"scope": "users:1", "id": "abc", "want": false},
		"? is one character": {"scope": "users:?", "id": "b", "want": true},
		"? is not two": {"scope": "users:?", "id": "abc", "want": false},
	}
	_reads("8.0 with accesscontrol", "org.users:read", tc.scope, "user", tc.id) == tc.want
}

test_glob_class[note] if {
	some note, tc in {
		"a class": {"scope": "users:[a-c]", "id": "b", "want": true},
		"not of the class": {"scope": "users:[a-c]", "id": "d", "want": false},
		"a class turned round": {"scope": "users:[!b]", "id": "d", "want": true},
		"not of the class turned round": {"scope": "users:[!b]", "id": "b", "want": false},
		"alternatives": {"scope": "users:{1,abc}", "id": "abc", "want": true},
		"none of the alternatives": {"scope": "users:{1,abc}", "id": "d", "want": false},
		"in capitals": {"scope": "USERS:*", "id": "1", "want": false},
		"nothing": {"scope": "", "id": "1", "want": false},
		"no glob": {"scope": "users:[", "id": "1", "want": false},
	}
	_reads("8.0 with accesscontrol", "org.users:read", tc.scope, "user", tc.id) == tc.want
}

test_glob_of_roles[note] if {
	some note, tc in {
		"one": {"scope": "roles:custom:reports:{editor,viewer}", "id": "custom:reports:editor", "want": true},
		"the other": {"scope": "roles:custom:reports:{editor,viewer}", "id": "custom:reports:viewer", "want": true},
		"neither": {"scope": "roles:custom:reports:{editor,viewer}", "id": "custom:reports:owner", "want": false},
		"a wildcard for the last part": {"scope": "roles:custom:reports:*", "id": "custom:reports:owner", "want": true},
		"a wildcard for fewer parts": {"scope": "roles:*", "id": "custom:reports:owner", "want": false},
		"a wildcard for any parts": {"scope": "roles:**", "id": "custom:reports:owner", "want": true},
	}
	_reads("8.0 with accesscontrol", "roles:read", tc.scope, "role", tc.id) == tc.want
}

# What is asked about all members is matched as it stands.
test_glob_of_all_members[scope] if {
	some scope, want in {
		"users:*": true,
		"users:**": true,
		"**": true,
		"users:1": false,
		"global:users:*": false,
		"": false,
	}
	_nora("8.0 with accesscontrol", [["org.users:read", scope]], "org.users:read org") == want
}

# Any of the spellings of one scope will do.
test_glob_of_several_scopes[scope] if {
	some scope, want in {
		"service:accesscontrol": true,
		"services:accesscontrol": true,
		"service:access-control": true,
		"service:*": true,
		"service:ldap": false,
		"": false,
	}
	_nora("8.0 with accesscontrol", [["status:accesscontrol", scope]], "status:accesscontrol -") == want
}

test_glob_of_nothing[scope] if {
	some scope in {"", "users:1", "*", "reports:[a"}
	_nora("8.0 with accesscontrol", [["reports:create", scope]], "reports:create org") == true
}

# Rows that no request of ours comes to.
test_glob_of_a_text[note] if {
	some note, tc in {
		"* without colons": {"scope": "*", "text": "abc", "want": true},
		"* across colons": {"scope": "*", "text": "users:1", "want": false},
		"* across slashes": {"scope": "*", "text": "a/b", "want": false},
		"** across both": {"scope": "**", "text": "a/b:c", "want": true},
		"* of an empty part": {"scope": "users:*", "text": "users:", "want": true},
		"users:* of itself": {"scope": "users:*", "text": "users:*", "want": true},
		"users:* of global:users:1": {"scope": "users:*", "text": "global:users:1", "want": false},
		"users:* of users:id:1": {"scope": "users:*", "text": "users:id:1", "want": false},
		"users:** of users:id:1": {"scope": "users:**", "text": "users:id:1", "want": true},
		"global:users:* of global:users:1": {"scope": "global:users:*", "text": "global:users:1", "want": true},
		"global:users:* of users:1": {"scope": "global:users:*", "text": "users:1", "want": false},
		"? across colons": {"scope": "users?1", "text": "users:1", "want": false},
		"nothing of something": {"scope": "", "text": "users:1", "want": false},
		"nothing of nothing": {"scope": "", "text": "", "want": true},
		"something of nothing": {"scope": "users:1", "text": "", "want": false},
	}
	_covers(tc.scope, tc.text) == tc.want
}

default _covers(_, _) := false

_covers(scope, text) if grants._covers(scope, text)

# Grafana 8.2 and newer: a prefix and a star (pkg/services/accesscontrol/evaluator.go).
test_prefix[note] if {
	some note, tc in {
		"* is any": {"scope": "*", "want": true},
		"the kind": {"scope": "datasources:*", "want": true},
		"the kind and attribute": {"scope": "datasources:uid:*", "want": true},
		"the same": {"scope": "datasources:uid:kept", "want": true},
		"another attribute": {"scope": "datasources:id:*", "want": false},
		"another": {"scope": "datasources:uid:open", "want": false},
		"in capitals": {"scope": "datasources:uid:KEPT", "want": false},
		"a kind in capitals": {"scope": "Datasources:*", "want": false},
	}
	_nora("9.3", [["datasources:query", tc.scope]], "datasources:query data_source:kept") == tc.want
}

test_prefix_that_is_none[note] if {
	some note, tc in {
		"a star in the middle": {"scope": "*:uid:kept", "want": false},
		"a star within a part": {"scope": "datasources:uid:k*", "want": false},
		"a star within the kind": {"scope": "data*", "want": false},
		"two stars": {"scope": "datasources:**", "want": false},
		"two stars alone": {"scope": "**", "want": false},
		"a question mark is itself": {"scope": "datasources:uid:kep?", "want": false},
		"alternatives are themselves": {"scope": "datasources:uid:{kept,open}", "want": false},
		"a class is itself": {"scope": "datasources:uid:kep[t]", "want": false},
		"a slash is no colon": {"scope": "datasources/*", "want": false},
		"another kind": {"scope": "folders:*", "want": false},
		"a part too many": {"scope": "datasources:uid:kept:*", "want": false},
		"a part too few": {"scope": "datasources:uid", "want": false},
		"nothing": {"scope": "", "want": false},
	}
	_nora("9.3", [["datasources:query", tc.scope]], "datasources:query data_source:kept") == tc.want
}

test_prefix_in_other_versions[note] if {
	some note, tc in {
		"the kind, in 8.5": {"version": "8.5 with accesscontrol", "scope": "teams:*", "want": true},
		"a star within a part, in 8.5": {"version": "8.5 with accesscontrol", "scope": "teams:id:O*", "want": false},
		"a glob, in 8.5": {"version": "8.5 with accesscontrol", "scope": "teams:**", "want": false},
		"* alone, in 8.5": {"version": "8.5 with accesscontrol", "scope": "*", "want": true},
		"the kind, in 13": {"version": "13.3", "scope": "teams:*", "want": true},
		"a star within a part, in 13": {"version": "13.3", "scope": "teams:id:O*", "want": false},
		"a glob, in 13": {"version": "13.3", "scope": "teams:**", "want": false},
		"* alone, in 13": {"version": "13.3", "scope": "*", "want": true},
	}
	_nora(tc.version, [["teams:read", tc.scope]], "teams:read team:Ops") == tc.want
}

# What is asked about is never a pattern: all members are more than each.
test_prefix_of_all_members[scope] if {
	some scope, want in {
		"*": true,
		"users:*": true,
		"users:id:*": false,
		"users:id:eve": false,
		"global.users:*": false,
		"": false,
	}
	_nora("9.3", [["org.users:read", scope]], "org.users:read org") == want
}

test_prefix_of_kinds_above[note] if {
	some note, tc in {
		"folders:* of a folder": {"scope": "folders:*", "asks": "dashboards:read folder:f1", "want": true},
		"folders:uid:* of a dashboard in one": {
			"scope": "folders:uid:*", "asks": "dashboards:read dashboard:d1", "want": true,
		},
		"folders:uid:* of a dashboard in General": {
			"scope": "folders:uid:*", "asks": "dashboards:read dashboard:top", "want": true,
		},
		"dashboards:* of a dashboard": {"scope": "dashboards:*", "asks": "dashboards:read dashboard:d1", "want": true},
		"dashboards:uid:* of a dashboard": {
			"scope": "dashboards:uid:*", "asks": "dashboards:read dashboard:d1", "want": true,
		},
		"dashboards:id:* of a dashboard": {"scope": "dashboards:id:*", "asks": "dashboards:read dashboard:d1", "want": false},
		"annotations:type:* of an annotation": {
			"scope": "annotations:type:*", "asks": "dashboards:read dashboard:d1", "want": false,
		},
		"teams:* of a dashboard": {"scope": "teams:*", "asks": "dashboards:read dashboard:d1", "want": false},
	}
	_nora("9.3", [["dashboards:read", tc.scope]], tc.asks) == tc.want
}

# Questions without a scope are answered by any, even one that matches nothing.
test_prefix_of_nothing[scope] if {
	some scope in {"", "*", "teams:id:Ops", "teams:*"}
	_nora("9.3", [["teams:read", scope]], "teams:read org") == true
}

# A permission that is given away is a text, which is how each row of Match(held, asked) can be tried.
test_prefix_of_a_text[note] if {
	some note, tc in {
		"* of any": {"held": "*", "asked": "datasources:uid:a", "want": true},
		"* of nothing": {"held": "*", "asked": "", "want": true},
		"the kind of an id": {"held": "datasources:*", "asked": "datasources:id:1", "want": true},
		"the kind of a uid": {"held": "datasources:*", "asked": "datasources:uid:a", "want": true},
		"the kind of itself": {"held": "datasources:*", "asked": "datasources:*", "want": true},
		"the attribute of a uid": {"held": "datasources:uid:*", "asked": "datasources:uid:a", "want": true},
		"the attribute of another": {"held": "datasources:uid:*", "asked": "datasources:id:1", "want": false},
		"the attribute of the kind": {"held": "datasources:uid:*", "asked": "datasources:*", "want": false},
		"one of all": {"held": "datasources:uid:a", "asked": "datasources:*", "want": false},
		"one in other capitals": {"held": "datasources:uid:a", "asked": "datasources:uid:A", "want": false},
		"a kind that ends alike": {"held": "users:*", "asked": "global.users:id:1", "want": false},
		"a provider of settings": {"held": "settings:auth.saml:*", "asked": "settings:auth.saml:enabled", "want": true},
		"a prefix of a uid": {"held": "dashboards:uid:a*", "asked": "dashboards:uid:ab", "want": false},
		"any kind": {"held": "*:uid:a", "asked": "folders:uid:a", "want": false},
		"two stars": {"held": "folders:**", "asked": "folders:uid:a", "want": false},
		"a prefix of a kind": {"held": "fol*", "asked": "folders:uid:a", "want": false},
		"a question mark at the end is itself": {"held": "folders:uid:?", "asked": "folders:uid:?", "want": true},
		"and nothing else": {"held": "folders:uid:?", "asked": "folders:uid:a", "want": false},
		"a slash parts as well": {"held": "folders/*", "asked": "folders/a", "want": true},
		"but is no colon": {"held": "folders/*", "asked": "folders:a", "want": false},
		"a scope of nothing": {"held": "datasources:uid:a", "asked": "", "want": true},
	}
	every version in ["8.5 with accesscontrol", "9.3", "13.3"] {
		_delegates(version, "roles:write", [["reports:read", tc.held]], [["reports:read", tc.asked]]) == tc.want
	}
}

# The scopes that a permission with a scope is held by, from itself up to all.
test_covering[scope] if {
	some scope, want in {
		"settings:auth.saml:enabled": ["settings:auth.saml:enabled", "settings:auth.saml:*", "settings:*", "*"],
		"settings:auth.saml:*": ["settings:auth.saml:*", "settings:*", "*"],
		"datasources:uid:kept": ["datasources:uid:kept", "datasources:uid:*", "datasources:*", "*"],
		"datasources:*": ["datasources:*", "*"],
		"folders/a": ["folders/a", "folders/*", "*"],
		"folders:uid:a/b": ["folders:uid:a/b", "folders:uid:a/*", "folders:uid:*", "folders:*", "*"],
		"*": ["*"],
		"": ["any scope at all"],
	}
	covering := places.covering(scope) with data.rolecall.world as _rbac
	covering == want
}
