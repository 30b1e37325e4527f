package reference

// delegates decides about roles. Writing, assigning or unassigning a role requires the permission to delegate
// and every permission of the role. From 13.3 on, unassigning or deleting it no longer requires the permissions of
// the role (What's new, 2026-10-02). With the permission to escalate they are never required (docs, "Manage
// Grafana's roles").
func (q *question) delegates(verb string) bool {
	if verb == "read" || verb == "list" {
		return (!q.on("user") || q.memberAsked()) && q.allowed(q.action)
	}
	delegate := "permissions:type:delegate"
	if q.before("9.0") {
		delegate = "permissions:delegate"
	}
	list := permissions(q.w, q.org, q.s)
	r := q.t.role
	if r == nil {
		return (q.t.typ == "org" && q.t.elsewhere == nil || q.on("user", "team")) && q.has(list, q.action, delegate)
	}
	if r.fixed && (q.action == "roles:write" || q.action == "roles:delete") {
		return false // fixed roles cannot be changed
	}
	if q.action == "roles:write" && q.has(list, q.action, "permissions:type:escalate") {
		return true
	}
	if !q.has(list, q.action, delegate) {
		return false
	}
	if q.since("13.3") && (verb == "remove" || verb == "delete") {
		return true
	}
	for _, p := range r.permissions {
		var scopes []string
		if p.scope != "" {
			scopes = []string{p.scope}
		}
		if !q.has(list, p.action, scopes...) {
			return false
		}
	}
	return true
}
