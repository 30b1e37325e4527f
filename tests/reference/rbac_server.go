package reference

import (
	"slices"
)

// aboutServer reports whether Grafana checks an action on the server, whatever the org; newer releases have more
// of these.
func (q *question) aboutServer() bool {
	return aboutServer(q.action) || q.since("9.4") && slices.Contains([]string{
		"settings:write", "server.usagestats.report:read", "migrationassistant:migrate",
		"support.bundles:create", "support.bundles:delete", "support.bundles:read",
		"licensing:read", "licensing:write", "licensing:delete", "licensing.reports:read",
	}, q.action)
}

// server decides about the server and its users: by the permissions in the org of the session, or the
// permissions everywhere for a user who is not in it.
func (q *question) server() bool {
	switch q.action {
	case "alert.rules:pause-all":
		return q.before("9.0") && q.s.grafanaAdmin
	case "plugins:install":
		if q.before("9.0") {
			return q.s.grafanaAdmin
		}
	case "users.permissions:write":
		if q.since("11.1") && !q.s.grafanaAdmin { // pkg/api/api.go of 12.2, reqGrafanaAdmin
			return false
		}
	}
	place := q.org
	if q.administered() {
		place = nil // pkg/api/api.go of 12.2, UseGlobalOrg
	} else if !q.s.member() {
		if q.refusedOutside() {
			return false
		}
		place = nil
	}
	if scopeless(q.release(), q.action) {
		return q.has(permissions(q.w, place, q.s), q.action)
	}
	return q.has(permissions(q.w, place, q.s), q.action, q.scopes()...)
}

// refusedOutside reports whether the release refuses a request about the server to whoever is not in the org in
// use. From 10.4 on it refuses all (11.0/fgac-vce0-eca0) but those about administered users.
func (q *question) refusedOutside() bool { return q.since("10.4") }

// administered reports whether the release asks an action in all orgs together: from 11.1.5 and 11.2.1 on those below
// /api/admin/users (grafana/grafana pull requests 92273 and 92274; 12.2/fgac-vce0-eca0), and from 10.2.3 on
// installing plugins (pull request 78438).
func (q *question) administered() bool {
	return q.since("10.2.3") && q.action == "plugins:install" || (q.since("11.2.1") || q.within("11.1.5", "11.2")) && slices.Contains([]string{
		"users.password:write", "users.permissions:write", "users:disable", "users:enable", "users:logout", "users:create", "users:delete",
		"users.authtoken:read", "users.authtoken:write", "users.quotas:read", "users.quotas:write",
	}, q.action)
}

// status decides whether the session may see if access control is on. The name of the service has had
// several spellings (8.0: docs, permissions.md).
func (q *question) status() bool {
	return q.allowedOn("status:accesscontrol", "services:accesscontrol", "service:accesscontrol", "service:access-control")
}

// elsewhere decides about another org than the one of the request, by the permissions of the session there
// (9.3: pkg/api/api.go, UseOrgFromContextParams; 9.3/multiorg-vce0-eca0: keeper). Only users have
// permissions in two orgs.
func (q *question) elsewhere(kind string) bool {
	if !slices.Contains([]string{"orgs", "orgs.quotas", "org.users"}, kind) || q.action == "orgs:create" || q.s.user == nil {
		return false
	}
	there, ok := signInUser(q.w, q.t.elsewhere, q.s.user, q.groups)
	if !ok {
		return false
	}
	place := q.t.elsewhere
	if !there.member() {
		if q.within("10.2", "10.4") && q.s.member() {
			return false // a defect of these releases (10.2/matrix-vce0-eca0: superviewer)
		}
		place = nil
	}
	return q.has(permissions(q.w, place, there), q.action)
}
