package reference

import "strings"

// fgac80 decides for 8.0 with the toggle accesscontrol. Its fine-grained access control works
// beside the older rules: some routes check permissions instead of roles (8.0: pkg/api/api.go,
// authorize), roles and reports are checked by permission alone, and the rest is as without the
// toggle.
func (q *question) fgac80() bool {
	kind, verb, _ := strings.Cut(q.action, ":")
	switch kind {
	case "org.users":
		if verb == "lookup" {
			break
		}
		if q.t.elsewhere != nil {
			// In 8.0 an org Admin can manage the members of every org, which is a
			// defect. Here only a server admin can.
			return q.has(permissions(q.w, nil, q.s), q.action)
		}
		if q.on("org") {
			// All users of the org (8.0: pkg/api/api.go, ScopeUsersAll).
			return q.s.member() && q.allowedOn(q.action, "users:*")
		}
		return q.s.member() && q.on("user") && q.memberAsked() && q.allowed(q.action)
	case "users", "users.authtoken", "users.password", "users.permissions", "users.quotas", "users.teams",
		"ldap.user", "ldap.status", "ldap.config", "provisioning":
		return q.fgac80Server()
	case "roles", "roles.builtin":
		return q.s.member() && q.s.user != nil && q.t.elsewhere == nil && q.on(q.askedOf(kind, verb)...) && q.delegates(verb)
	case "reports", "reports.settings", "reports.admin":
		// Reports are created, listed and set up without one of them.
		types := []string{"org"}
		if kind == "reports" && verb != "create" {
			types = []string{"report"}
		}
		if q.action == "reports:read" {
			types = append(types, "org")
		}
		return q.s.member() && q.t.elsewhere == nil && q.on(types...) && q.allowed(q.action)
	case "status":
		return q.s.member() && q.on("server", "org") && q.t.elsewhere == nil && q.status()
	}
	return q.legacy()
}

// fgac80Server decides about the server and its users by the permissions in the org of the
// session, or the permissions everywhere for a user who is not in it. No source tells who may
// list the permissions of a user in 8.0, so nobody may.
func (q *question) fgac80Server() bool {
	switch {
	case q.on("server"):
		if !globalUsers(q.action) && !aboutServer(q.action) {
			return false
		}
	case q.on("user"):
		if !globalUsers(q.action) || q.action == "users:create" {
			return false
		}
	case !q.on("org") || q.t.elsewhere != nil || !aboutServer(q.action):
		return false
	}
	place := q.org
	if !q.s.member() {
		place = nil
	}
	if q.action == "users:read" && !q.on("user") {
		return q.has(permissions(q.w, place, q.s), q.action, "global:users:*") // 8.0: pkg/api/api.go, ScopeGlobalUsersAll
	}
	return q.has(permissions(q.w, place, q.s), q.action, q.scopes()...)
}
