package reference

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// rbac decides by permissions, and by the roles that a version still checks at some routes. An action
// without a rule of its own is allowed to holders of its permission.
func (q *question) rbac() bool {
	kind, verb, _ := strings.Cut(q.action, ":")
	switch {
	case q.t.elsewhere != nil:
		return q.elsewhere(kind)
	case q.on("org") && !q.asks():
		return false
	case q.s.account != nil && (q.on("server") && (kind == "orgs" || kind == "orgs.quotas") || q.action == "orgs:create" || globalUsers(q.action)):
		// Service accounts belong to one org. They cannot act on the whole instance, as on
		// users and orgs (docs, "Service accounts").
		return false
	case q.on("server") && (kind == "orgs" || kind == "orgs.quotas") || q.on("org") && q.action == "orgs:create":
		// 9.3: pkg/api/api.go, UseGlobalOrg: permissions in an org do not count
		// (9.3/matrix-vce0-eca0: oadmin lists no orgs).
		return q.has(permissions(q.w, nil, q.s), q.action)
	case q.action == "status:accesscontrol":
		return q.on("server", "org") && q.s.member() && q.status()
	case q.on("server") && !q.aboutServer() && !globalUsers(q.action):
		return false
	case q.on("server") || q.on("org", "plugin") && q.action == "plugins:install" || q.on("org") && q.aboutServer() ||
		q.on("user") && globalUsers(q.action) && q.action != "users:create":
		return q.server()
	case !q.s.member():
		return false
	case slices.Contains([]string{"folders", "dashboards", "folders.permissions", "dashboards.permissions"}, kind):
		return q.rbacItem(kind, verb)
	}
	if !q.on(q.askedOf(kind, verb)...) {
		return false
	}
	if q.version() != "13" {
		if allowed, decided := q.roleGate(kind, verb); decided {
			return allowed
		}
	}
	switch kind {
	case "roles", "roles.builtin", "users.roles", "teams.roles":
		return q.delegates(verb)
	case "alert.rules":
		return q.rbacRule(verb)
	case "annotations":
		return q.rbacAnnotation(verb)
	case "alert.silences":
		if q.t.item != nil && q.t.item.folder == nil {
			return false // General has no rules to silence
		}
	}
	switch q.action {
	case "teams:list", "teams.preferences:read":
		return q.on("team") && q.allowed("teams:read")
	case "org.users:lookup":
		return q.on("org") && q.rbacLookup()
	case "plugins.settings:read":
		return q.on("plugin") && q.roleIn(schema.Viewer, schema.Editor, schema.Admin)
	case "plugins.dashboards:read":
		return q.on("plugin") && q.orgAdmin()
	case "playlists:read":
		return q.on("playlist", "org") && q.roleIn(schema.Viewer, schema.Editor, schema.Admin)
	case "playlists:create":
		return q.on("org") && q.editor()
	case "playlists:write", "playlists:delete":
		return q.on("playlist") && q.editor()
	}
	if q.on("user") && !q.memberAsked() {
		return false
	}
	if kind == "org.users" && q.on("org") {
		// All users of the org (8.0: pkg/api/api.go, ScopeUsersAll).
		return q.allowedOn(q.action, "users:*")
	}
	return q.suits(kind) && q.allowed(q.action)
}

// suits reports whether Grafana checks an action without a rule of its own on the type of the resource:
// the type of its scopes, or the org.
func (q *question) suits(kind string) bool {
	word, _, _ := strings.Cut(kind, ".")
	if q.t.typ != "org" && q.t.typ != "" && !slices.ContainsFunc(catalogue.Of(q.w.Grafana.Version).Actions[q.action], func(s string) bool { return s != "" }) {
		return q.t.typ == "snapshot" && q.version() == "13" && word == "snapshots"
	}
	switch q.t.typ {
	case "org", "":
		return true
	case "team":
		return word == "teams"
	case "data_source":
		return word == "datasources" || externalAlerting(kind)
	case "service_account":
		return word == "serviceaccounts"
	case "api_key":
		return word == "apikeys"
	case "plugin":
		return word == "plugins"
	case "report":
		return word == "reports"
	case "user":
		return word == "users" || kind == "org.users"
	case "dashboard":
		return word == "dashboards" || q.version() == "13" && word == "annotations"
	case "folder":
		return q.version() == "13" && (kind == "library.panels" || kind == "alert.silences" || word == "annotations")
	case "library_panel":
		return q.version() == "13" && kind == "library.panels"
	case "snapshot":
		return q.version() == "13" && word == "snapshots"
	}
	return false
}

// askedOf returns the types of resource on which Grafana checks an action: the org, for all resources of a
// kind and for actions without a scope, or a single resource.
func (q *question) askedOf(kind, verb string) []string {
	switch {
	case verb == "create" && kind == "library.panels":
		return []string{"folder", "org"} // the folder for the new panel
	case verb == "create" && !slices.Contains([]string{"annotations", "alert.rules", "alert.silences", "variables"}, kind):
		return []string{"org"}
	case verb == "list" && strings.HasPrefix(kind, "roles"):
		return []string{"org"} // a list is not about one role
	case kind == "annotations" && q.version() == "13":
		// The scopes of dashboards and folders are also scopes of annotations
		// (docs, "RBAC permissions, actions, and scopes").
		return []string{"annotation", "dashboard", "folder", "org"}
	}
	if externalAlerting(kind) {
		return []string{"data_source"} // pkg/services/ngalert/api/authorization.go
	}
	for _, k := range []struct {
		kind  string
		types []string
	}{
		{"dashboards", []string{"dashboard", "folder", "org"}},
		{"alert.silences", []string{"alert", "folder", "org"}},
		{"variables", []string{"folder", "org"}},
		{"datasources", []string{"data_source", "org"}},
		{"teams.roles", []string{"team", "role", "org"}},
		{"teams", []string{"team", "org"}},
		{"users.roles", []string{"user", "role", "org"}},
		{"users", []string{"user", "org"}},
		{"org.users", []string{"user", "org"}},
		{"roles", []string{"role", "org"}},
		{"serviceaccounts", []string{"service_account", "org"}},
		{"apikeys", []string{"api_key", "org"}},
		{"plugins", []string{"plugin", "org"}},
		{"reports", []string{"report", "org"}},
		{"annotations", []string{"annotation", "org"}},
		{"alert.rules", []string{"alert", "folder", "org"}},
		{"alert.notifications.channels", []string{"notification_channel", "org"}},
		{"library.panels", []string{"library_panel", "folder", "org"}},
		{"snapshots", []string{"snapshot", "org"}},
		{"playlists", []string{"playlist", "org"}},
	} {
		if kind == k.kind || strings.HasPrefix(kind, k.kind+".") {
			return k.types
		}
	}
	return []string{"org"}
}

// externalAlerting reports whether a kind of action is about the alerting of a data source.
func externalAlerting(kind string) bool {
	return strings.HasPrefix(kind, "alert.") && strings.HasSuffix(kind, ".external")
}

// globalUsers reports whether an action is about the users of the instance, with scopes of the kind
// global.users. Actions about users in an org have scopes of the kind users.
func globalUsers(action string) bool {
	kind, _, _ := strings.Cut(action, ":")
	return (kind == "users" || strings.HasPrefix(kind, "users.")) && kind != "users.roles" && action != "users.permissions:read"
}

// aboutServer reports whether Grafana checks an action on the server, whatever the org; 13 has more of
// these.
func (q *question) aboutServer() bool {
	return aboutServer(q.action) || q.version() == "13" && slices.Contains([]string{
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
		return q.version() == "8.5" && q.s.grafanaAdmin
	case "plugins:install":
		if q.version() == "8.5" {
			return q.s.grafanaAdmin
		}
	}
	place := q.org
	if !q.s.member() {
		place = nil
	}
	if scopeless(q.version(), q.action) {
		return q.has(permissions(q.w, place, q.s), q.action)
	}
	return q.has(permissions(q.w, place, q.s), q.action, q.scopes()...)
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
		place = nil
	}
	return q.has(permissions(q.w, place, there), q.action)
}

// allowed reports whether the session has an action on the resource.
func (q *question) allowed(action string) bool {
	if scopeless(q.version(), action) {
		return q.allowedOn(action)
	}
	return q.allowedOn(action, q.scopes()...)
}

// allowedOn reports whether the session has an action on one of the scopes.
func (q *question) allowedOn(action string, scopes ...string) bool {
	return q.has(q.held(), action, scopes...)
}

// held returns the permissions of the session in the org. An undeclared dashboard in General has the default
// list. The user who created an undeclared dashboard is its Admin, in 13 only in General
// (9.3/acl-vce0-eca0.created, 8.5/fgac-vce0-eca0.created).
func (q *question) held() []permission {
	list := permissions(q.w, q.org, q.s)
	it := q.t.item
	if it == nil || !it.isDashboard || it.dashboard != nil {
		return list
	}
	give := func(level string) {
		list = append(list, scoped(levelActions("dashboard", q.version(), level), named("dashboards:uid", it.uid))...)
	}
	if by := it.createdBy; by != "" && q.s.user != nil && (it.folder == nil || q.version() != "13") &&
		isCalled(q.w, q.s.user, by) {
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
			return covers(q.version(), p.scope, required)
		})
	})
}

// roleGate decides the requests that a version still decides by roles. The second result is false for all
// others. The gates are in 8.5 and 9.3: pkg/api/api.go; the recorded worlds 8.5/fgac-* and 9.3/matrix-*,
// keys-*, anon-* have them.
func (q *question) roleGate(kind, verb string) (allowed, decided bool) {
	switch kind {
	case "alert.notifications.channels":
		switch verb {
		case "lookup":
			return q.on("org"), true
		case "read", "test":
			return q.on("org", "notification_channel") && q.editor(), true
		case "create":
			return q.on("org") && q.editor(), true
		case "write", "delete":
			return q.on("notification_channel") && q.editor(), true
		}
	case "alert.configuration":
		return (verb == "read" || verb == "write") && q.on("org") && q.orgAdmin(), true
	case "snapshots":
		return q.rbacSnapshot(verb), true
	case "library.panels":
		return q.rbacPanel(verb), true
	}
	if q.version() == "8.5" && q.action == "plugins:write" {
		return q.on("plugin") && q.orgAdmin(), true
	}
	return false, false
}

// rbacSnapshot decides about snapshots up to 9.3 (9.3: pkg/api/dashboard_snapshot.go). In 8.5 deleting
// requires an Editor, in 9.3 it does not, and everybody may delete a snapshot without a dashboard
// (9.3/matrix-vce0-eca0).
func (q *question) rbacSnapshot(verb string) bool {
	switch verb {
	case "create":
		return q.on("org") && !q.s.anonymous
	case "read":
		return q.on("snapshot") && (q.orgAdmin() || q.created())
	case "delete":
		if !q.on("snapshot") {
			return false
		}
		if q.version() == "8.5" {
			if q.t.item == nil {
				// No recorded server deletes the snapshot of another user
				// (8.5/fgac-vce0-eca0).
				return q.editor() && q.created()
			}
			return q.editor() && (q.created() || q.rbacCanEdit(q.belongs(), kindOf(q.belongs())))
		}
		return q.created() || q.t.item == nil || q.rbacCanEdit(q.t.item, kindOf(q.t.item))
	}
	return false
}

// rbacPanel decides about library panels up to 9.3: in General by role, which a server admin always has,
// in a folder by CanEdit and CanView.
func (q *question) rbacPanel(verb string) bool {
	if !q.on("folder", "library_panel") || verb == "create" && !q.on("folder") {
		return false
	}
	it := q.t.item
	general := it.folder == nil
	switch verb {
	case "read":
		return general || q.holdsItem(it, "folders:read")
	case "create", "write", "delete":
		if general {
			return q.hasRole(schema.Editor)
		}
		return q.rbacCanEdit(it, kindOf(it))
	}
	return false
}

// rbacRule decides about alert rules. The folder must be readable, too (docs, "Manage alerting access").
// Alerts of a dashboard belong to the old alerting.
func (q *question) rbacRule(verb string) bool {
	it := q.t.item
	switch {
	case q.on("org"):
		return q.allowedOn(q.action)
	case !q.on("alert", "folder") || it == nil:
		return false
	case it.isDashboard && q.version() != "8.5":
		return false // the old alerting; no newer recorded server has it
	case it.isDashboard:
		if verb == "read" {
			return q.holdsItem(it, "dashboards:read")
		}
		return verb == "write" && q.editor() && q.rbacCanEdit(it, kindOf(it))
	}
	it = &item{folder: it.folder, uid: it.uid}
	if it.folder == nil {
		return false // General holds no rules
	}
	return q.holdsItem(it, "folders:read") && q.holdsItem(it, q.action)
}

// rbacAnnotation decides about annotations. On a dashboard they need the permission for its annotations and,
// in 8.5 and 9.3, also the dashboard: for writing, the session must be able to edit it; for reading, from 9.3
// on, to find it (9.3: pkg/api/annotations.go; 9.3/acl-vce0-eca0). In 13 the permission is on the dashboard
// itself.
func (q *question) rbacAnnotation(verb string) bool {
	it := q.t.item
	switch {
	case q.on("org") && verb != "create":
		return q.allowedOn(q.action)
	case it == nil:
		return q.allowedOn(q.action, "annotations:type:organization")
	case q.version() == "13":
		return q.holdsItem(it, q.action)
	case !q.allowedOn(q.action, "annotations:type:dashboard"):
		return false
	case verb == "read":
		return q.found(it, "dashboards:read")
	default:
		return q.rbacCanEdit(it, kindOf(it))
	}
}

// rbacLookup reports whether the session may look up the users of the org
// (9.3: pkg/api/api.go:322-334; 8.5/fgac-vce0-eca0).
func (q *question) rbacLookup() bool {
	actions := []string{"org.users:read"}
	if q.version() != "8.5" {
		actions = append(actions, "teams.permissions:write", "folders.permissions:write", "dashboards.permissions:write")
	}
	return slices.ContainsFunc(actions, func(a string) bool { return q.allowedOn(a) })
}

// delegates decides about roles. Writing, assigning or unassigning a role requires the permission to delegate
// and every permission of the role. In 13, unassigning or deleting it no longer requires the permissions of
// the role (What's new, 2026-10-02). With the permission to escalate they are never required (docs, "Manage
// Grafana's roles").
func (q *question) delegates(verb string) bool {
	if verb == "read" || verb == "list" {
		return (!q.on("user") || q.memberAsked()) && q.allowed(q.action)
	}
	delegate := "permissions:type:delegate"
	if strings.HasPrefix(q.version(), "8.") {
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
	if q.version() == "13" && (verb == "remove" || verb == "delete") {
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
