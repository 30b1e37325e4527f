package reference

import (
	"slices"
)

// allowed reports whether the session has an action on the resource.
func (q *question) allowed(action string) bool {
	if scopeless(q.release(), action) {
		return q.allowedOn(action)
	}
	return q.allowedOn(action, q.scopes()...)
}

// allowedOn reports whether the session has an action on one of the scopes.
func (q *question) allowedOn(action string, scopes ...string) bool {
	return q.has(q.held(), action, scopes...)
}

// held returns the permissions of the session in the org. An undeclared dashboard in General has the default
// list. The user who created an undeclared dashboard is its Admin
// (9.3/acl-vce0-eca0.created, 8.5/fgac-vce0-eca0.created).
func (q *question) held() []permission {
	list := permissions(q.w, q.org, q.s)
	it := q.t.item
	if it == nil || !it.isDashboard || it.dashboard != nil {
		return list
	}
	give := func(level string) {
		list = append(list, scoped(levelActions("dashboard", q.release(), level), named("dashboards:uid", it.uid))...)
	}
	if by := it.createdBy; by != "" && q.s.user != nil && isCalled(q.w, q.s.user, by) {
		give("Admin")
	}
	if it.folder != nil {
		return list
	}
	for _, e := range defaultList {
		if reaches(q.w, q.s, e.Holder) {
			give(e.Level)
		}
	}
	return list
}

// has reports whether a list has an action on one of the scopes, or with any scope if none is required
// (9.3: pkg/services/accesscontrol/evaluator.go).
func (q *question) has(list []permission, action string, scopes ...string) bool {
	return slices.ContainsFunc(list, func(p permission) bool {
		if p.action != action {
			return false
		}
		if p.unlicensed && q.t.source != nil && len(q.t.source.Permissions.Entries) > 0 {
			return false
		}
		// Roles can be assigned only with a licence, and with one nobody has data sources
		// merely because nobody has set permissions on them.
		if p.unlicensed && q.t.role != nil && len(scopes) > 0 {
			return false
		}
		return len(scopes) == 0 || slices.ContainsFunc(scopes, func(required string) bool {
			return covers(q.release(), p.scope, required)
		})
	})
}
