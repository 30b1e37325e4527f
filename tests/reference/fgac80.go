package reference

import (
	"slices"
	"strings"
)

// fgac80 decides for 8.0 with the toggle accesscontrol. Its fine-grained
// access control works beside the older rules: some routes ask for
// permissions instead of roles (8.0: pkg/api/api.go, authorize), roles and
// reports are asked about by permission alone, and everything else is as
// without the toggle.
func (q *question) fgac80() bool {
	kind, verb, _ := strings.Cut(q.action, ":")
	switch kind {
	case "org.users":
		if verb == "lookup" {
			break
		}
		if q.t.elsewhere != nil {
			// The server lets an org Admin manage the members of every
			// org, which is a defect; here that takes a server admin.
			return q.has(permissions(q.w, nil, q.s), q.action)
		}
		return q.s.member() && (q.on("org") || q.on("user") && q.memberAsked()) && q.allowed(q.action)
	case "users", "users.authtoken", "users.password", "users.permissions", "users.quotas", "users.teams",
		"ldap.user", "ldap.status", "ldap.config", "provisioning":
		if !q.on("server", "user") && !(q.on("org") && q.t.elsewhere == nil && aboutServer(q.action)) {
			return false
		}
		place := q.org
		if !q.s.member() {
			place = nil
		}
		return q.has(permissions(q.w, place, q.s), q.action, q.scopes()...)
	case "roles", "roles.builtin":
		return q.s.member() && q.s.user != nil && q.delegates(verb)
	case "reports", "reports.settings":
		return q.s.member() && q.on("org", "report") && q.allowed(q.action)
	case "status":
		return q.s.member() && slices.Contains([]string{"server", "org"}, q.t.typ) && q.t.elsewhere == nil && q.status()
	}
	return q.legacy()
}
