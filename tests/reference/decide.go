package reference

import (
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// Decide reports whether a request is allowed. It denies a request with an unknown org,
// subject, resource or action.
func Decide(w *schema.World, r Request) bool {
	org := findOrg(w, r.Context.Org)
	if org == nil {
		return false
	}
	s, ok := signIn(w, org, r)
	if !ok {
		return false
	}
	t, ok := find(w, org, r.Resource)
	if !ok {
		return false
	}
	action := r.Action.Name
	if newest, ok := renamed[action]; ok {
		action = newest
	}
	if r.Resource.Type == "org" && onServer(w, action) {
		return false // an org is not the server
	}
	q := &question{w: w, org: org, s: s, action: action, t: t, groups: r.Subject.Properties.Groups}
	switch {
	case before(w, "8.5") && toggled(w, "accesscontrol"):
		return q.fgac80()
	case rbac(w):
		return q.rbac()
	default:
		return q.legacy()
	}
}

// onServer reports whether Grafana asks an action about the server, and not about an org.
func onServer(w *schema.World, action string) bool {
	q := &question{w: w, action: action}
	switch action {
	case "orgs:create", "status:accesscontrol":
		return true
	}
	return q.aboutServer()
}

// A question is a request whose parts are all known.
type question struct {
	w      *schema.World
	org    *schema.Org
	s      *session
	action string
	t      *thing
	groups []string
}

// on reports whether the resource has one of the types.
func (q *question) on(types ...string) bool { return slices.Contains(types, q.t.typ) }

// release returns the release of Grafana whose rules apply.
func (q *question) release() schema.Version { return q.w.Grafana.Version }

// since reports whether the release is another one or a later one.
func (q *question) since(release schema.Version) bool { return since(q.w, release) }

// before reports whether the release came before another one.
func (q *question) before(release schema.Version) bool { return before(q.w, release) }

// within reports whether the release is the first one, or one between the two.
func (q *question) within(first, end schema.Version) bool { return q.since(first) && q.before(end) }

func since(w *schema.World, release schema.Version) bool  { return w.Grafana.Version.AtLeast(release) }
func before(w *schema.World, release schema.Version) bool { return w.Grafana.Version.Before(release) }

// toggled reports whether a feature toggle is on.
func toggled(w *schema.World, toggle string) bool {
	return slices.Contains(w.Grafana.FeatureToggles, toggle)
}

// rbac reports whether permissions govern folders, dashboards and teams, rather than lists and
// roles: with the toggle in 8.5, always from 9.0. The beta of 8.0 works beside the older rules.
func rbac(w *schema.World) bool {
	return since(w, "9.0") || since(w, "8.5") && toggled(w, "accesscontrol")
}

// roleIn checks the org role against a list. A server admin without such a role fails
// (8.0: pkg/middleware/auth.go:82-95, RoleAuth).
func (q *question) roleIn(roles ...schema.OrgRole) bool {
	return slices.Contains(roles, q.s.role)
}

// editor is reqEditorRole in Grafana, and orgAdmin is reqOrgAdmin.
func (q *question) editor() bool   { return q.roleIn(schema.Editor, schema.Admin) }
func (q *question) orgAdmin() bool { return q.roleIn(schema.Admin) }

// hasRole checks the org role, or one above it. A server admin always passes
// (8.0: pkg/models/user.go:210, SignedInUser.HasRole), but must be in the org: nobody acts in an
// org without being in it (8.0/fgac-vce0-eca0: super_nowhere deletes no annotation).
func (q *question) hasRole(role schema.OrgRole) bool {
	return q.s.member() && (q.s.grafanaAdmin || rank(q.s.role) >= rank(role))
}
