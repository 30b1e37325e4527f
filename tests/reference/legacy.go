package reference

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// legacy decides by the older rules: roles, flags and lists. Gates without
// another source are in 8.0: pkg/api/api.go; the recorded worlds matrix-*,
// keys-* and anon-* of 8.0 and 8.5 have every one of them.
func (q *question) legacy() bool {
	if q.serverWide() {
		return q.s.grafanaAdmin
	}
	if q.action == "orgs:create" && q.on("server", "org") && q.t.elsewhere == nil {
		// 8.0: pkg/api/org.go: any signed-in user, if allow_org_create is on.
		return q.s.grafanaAdmin || q.w.Grafana.AllowOrgCreate && !q.s.anonymous
	}
	if !q.s.member() || q.t.elsewhere != nil {
		return false
	}
	switch kind, verb, _ := strings.Cut(q.action, ":"); kind {
	case "dashboards", "folders", "dashboards.permissions", "folders.permissions":
		return q.legacyItem(kind, verb)
	case "teams", "teams.permissions", "teams.preferences":
		return q.legacyTeam(kind, verb)
	case "annotations", "annotations.graphite":
		return q.legacyAnnotation(kind, verb)
	case "snapshots":
		return q.legacySnapshot(verb)
	case "library.panels":
		return q.legacyPanel(verb)
	case "alert.rules":
		return q.legacyRule(verb)
	case "datasources", "datasources.id":
		return q.legacySource(kind, verb)
	}
	switch q.action {
	// Open to everybody in the org.
	case "orgs:read", "orgs.quotas:read", "alert.notifications.channels:lookup":
		return q.on("org")
	case "playlists:read":
		return q.on("playlist", "org")
	case "plugins.settings:read":
		return q.on("plugin")
	case "alert.instances:read":
		return q.on("org")

	// Editors.
	case "alert.notifications.channels:create", "playlists:create":
		return q.on("org") && q.editor()
	case "alert.notifications.channels:read", "alert.notifications.channels:test":
		return q.on("org", "notification_channel") && q.editor()
	case "alert.notifications.channels:write", "alert.notifications.channels:delete":
		return q.on("notification_channel") && q.editor()
	case "playlists:write", "playlists:delete":
		return q.on("playlist") && q.editor()
	case "alert.instances:create", "alert.instances:write", "alert.notifications:write":
		// 8.0: pkg/services/ngalert/api/api_alertmanager.go:25-63.
		return q.on("org") && q.editor()
	case "alert.notifications:read":
		// The same file checks no role for reading; 8.5/matrix-vce0-eca0 does.
		return q.on("org") && (q.before("8.5") || q.editor())

	// Org Admins.
	case "apikeys:create", "orgs:write", "orgs.preferences:read", "orgs.preferences:write":
		return q.on("org") && q.orgAdmin()
	case "apikeys:read":
		return q.on("org", "api_key") && q.orgAdmin()
	case "apikeys:delete":
		return q.on("api_key") && q.orgAdmin()
	case "org.users:read", "org.users:add", "org.users:write", "org.users:remove":
		return (q.on("org") || q.on("user") && q.memberAsked()) && q.orgAdmin()
	case "plugins:write", "plugins.dashboards:read":
		return q.on("plugin") && q.orgAdmin()
	case "alert.configuration:read", "alert.configuration:write":
		return q.since("8.5") && q.on("org") && q.orgAdmin()
	case "serviceaccounts:create":
		return q.since("8.5") && q.on("org") && q.orgAdmin()
	case "serviceaccounts:read":
		return q.since("8.5") && q.on("org", "service_account") && q.orgAdmin()
	case "serviceaccounts:write", "serviceaccounts:delete":
		return q.since("8.5") && q.on("service_account") && q.orgAdmin()

	case "org.users:lookup":
		return q.on("org") && q.lookup()
	}
	return false
}

// serverWide reports whether only a server admin may make the request: it is for the routes below
// /api/admin, /api/users and /api/orgs.
func (q *question) serverWide() bool {
	kind, _, _ := strings.Cut(q.action, ":")
	switch {
	case q.t.elsewhere != nil:
		return !slices.Contains([]string{"orgs:create", "org.users:lookup"}, q.action) && slices.Contains([]string{"orgs", "orgs.quotas", "org.users"}, kind)
	case q.action == "orgs:delete" || q.action == "orgs.quotas:write":
		return q.on("org")
	case q.on("user"):
		return q.action != "users:create" &&
			slices.Contains([]string{"users", "users.authtoken", "users.password", "users.permissions", "users.quotas", "users.teams"}, kind)
	case q.on("plugin"):
		return q.action == "plugins:install"
	case q.action == "orgs:read":
		return q.on("server")
	case q.on("server", "org"):
		return aboutServer(q.action)
	}
	return false
}

// aboutServer reports whether an action is about the server, so that a request may have no
// resource.
func aboutServer(action string) bool {
	return slices.Contains([]string{
		"alert.rules:pause-all", "provisioning:reload", "server.stats:read", "settings:read",
		"users:create", "users:read", "plugins:install",
		"ldap.user:read", "ldap.user:sync", "ldap.status:read", "ldap.config:reload",
	}, action)
}

// memberAsked reports whether the user of the resource is in the org, or is to be added to it.
func (q *question) memberAsked() bool {
	return q.action == "org.users:add" || slices.ContainsFunc(q.org.Members, func(m schema.Member) bool { return m.User.To == q.t.user })
}

// legacyItem decides about folders and dashboards.
func (q *question) legacyItem(kind, verb string) bool {
	if q.action == "folders:create" {
		// CanSave on General (8.0: pkg/services/dashboards/folder_service.go). Only the
		// default list counts there.
		return q.on("org") && q.editor()
	}
	if !q.on("folder", "dashboard") {
		return false
	}
	if strings.HasPrefix(kind, "folders") && (q.on("dashboard") || q.action != "folders:read" && q.general()) {
		return false
	}
	it := q.t.item
	switch {
	case kind == "dashboards.permissions" || kind == "folders.permissions":
		return (verb == "read" || verb == "write") && q.can(it, "Admin")
	case verb == "read":
		return q.can(it, "View")
	case verb == "edit":
		return q.canEdit(it)
	case verb == "write", verb == "delete":
		return q.can(it, "Edit")
	case verb == "create":
		return q.on("folder") && q.can(it, "Edit")
	case verb == "list":
		return q.lists(it, "View")
	case verb == "list-editable":
		return q.lists(it, "Edit")
	}
	return false
}

// general reports whether the resource is General. It has no row in the database, so searches do
// not find it, and it cannot be changed or deleted and has no list of its own
// (8.0: pkg/services/dashboards/folder_service.go:63-66).
func (q *question) general() bool { return q.on("folder") && q.t.item.folder == nil }

// legacyTeam decides about teams.
func (q *question) legacyTeam(kind, verb string) bool {
	flag := q.w.Grafana.EditorsCanAdmin
	if q.action == "teams:create" {
		// 8.0: pkg/api/team.go:17: Viewers never.
		return q.on("org") && (q.orgAdmin() || flag && q.editor())
	}
	if q.action == "teams:read" && q.on("org") {
		return true // the search itself is open; its results are teams:list
	}
	if !q.on("team") {
		return false
	}
	mine := slices.Contains(q.s.teams, q.t.team)
	switch q.action {
	case "teams:read", "teams:list":
		if q.orgAdmin() || !q.identified() {
			return true
		}
		if q.since("8.5") {
			return mine // 8.5/matrix-vce0-eca0: only its members see a team
		}
		return q.action == "teams:read" || !flag || mine // 8.0: pkg/api/team.go:99-101
	case "teams.permissions:read":
		if q.before("8.5") {
			// No check of the team (8.0: pkg/api/team_members.go).
			return q.orgAdmin() || flag
		}
		return q.managesTeam()
	case "teams.permissions:write", "teams.preferences:read", "teams:write", "teams:delete":
		return q.managesTeam()
	}
	return false
}

func (q *question) identified() bool { return q.s.identified() }

// managesTeam reports whether the session may manage the team: as an org Admin, or with
// editors_can_admin as an admin of the team, who must be an Editor from 8.5 on
// (8.5/teams-vce0-eca1: ta_viewer may not).
func (q *question) managesTeam() bool {
	if q.orgAdmin() {
		return true
	}
	if !q.w.Grafana.EditorsCanAdmin || q.since("8.5") && !q.editor() {
		return false
	}
	return slices.Contains(q.s.adminOf, q.t.team)
}

// legacyAnnotation decides about annotations (8.0: pkg/api/annotations.go).
func (q *question) legacyAnnotation(kind, verb string) bool {
	if kind == "annotations.graphite" {
		return verb == "create" && q.on("org") && q.editor()
	}
	if !q.on("annotation") && !(q.on("org") && (verb == "read" || verb == "create")) {
		return false
	}
	switch verb {
	case "read":
		return true // no filter by lists
	case "create", "write", "delete":
		if q.t.item == nil {
			return q.hasRole(schema.Editor)
		}
		return q.canEdit(q.t.item)
	case "mass-delete":
		return q.orgAdmin()
	}
	return false
}

// legacySnapshot decides about snapshots (8.0: pkg/api/dashboard_snapshot.go).
func (q *question) legacySnapshot(verb string) bool {
	switch verb {
	case "create":
		return q.on("org") && !q.s.anonymous
	case "read":
		return q.on("snapshot") && (q.orgAdmin() || q.created())
	case "delete":
		return q.on("snapshot") && q.editor() && (q.created() || q.canEdit(q.belongs()))
	}
	return false
}

// created reports whether the session's user created the resource.
func (q *question) created() bool {
	return q.s.user != nil && q.t.createdBy != "" &&
		isCalled(q.w, q.s.user, q.t.createdBy)
}

// belongs returns the folder or dashboard of the resource: General if the request names none
// (8.0/matrix-vce0-eca0: snapshot without dashboard id).
func (q *question) belongs() *item {
	if q.t.item == nil {
		return &item{uid: "general"}
	}
	return q.t.item
}

// legacyPanel decides about library panels (8.0: pkg/services/libraryelements/guard.go:25-51).
// They can be read if a search finds them (8.0/acl-vce0-eca0: an Editor reads in f-noeditor).
func (q *question) legacyPanel(verb string) bool {
	if !q.on("folder", "library_panel") {
		return false
	}
	it := q.t.item
	general := it.folder == nil
	switch verb {
	case "create", "write", "delete":
		if verb == "create" && !q.on("folder") {
			return false
		}
		if general {
			return q.hasRole(schema.Editor)
		}
		return q.canEdit(it)
	case "read":
		return general || q.lists(it, "View")
	}
	return false
}

// legacyRule decides about alerts: on a dashboard they belong to the old alerting
// (8.0: pkg/api/alerting.go), in a folder to the unified alerting
// (8.0: pkg/services/ngalert/store/alert_rule.go:363-381).
func (q *question) legacyRule(verb string) bool {
	it := q.t.item
	switch {
	case verb == "read" && q.on("org"):
		return true
	case !q.on("alert", "folder") || it == nil:
		return false
	case !it.isDashboard && it.folder == nil:
		return false // General holds no rules
	case verb == "read" && it.isDashboard:
		// 8.0: pkg/services/sqlstore/alert.go:128.
		return q.lists(it, "View")
	case verb == "read":
		return q.can(it, "View")
	case it.isDashboard:
		return verb == "write" && q.editor() && q.canEdit(it)
	default:
		return (verb == "create" || verb == "write" || verb == "delete") && q.can(it, "Edit")
	}
}

// legacySource decides about data sources.
func (q *question) legacySource(kind, verb string) bool {
	if q.action == "datasources:explore" {
		// 8.0: pkg/middleware/auth.go:76-80, EnsureEditorOrViewerCanEdit.
		return q.on("org") && (q.hasRole(schema.Editor) || q.w.Grafana.ViewersCanEdit && q.hasRole(schema.Viewer))
	}
	if kind == "datasources.id" {
		return verb == "read" && q.on("data_source")
	}
	switch verb {
	case "create":
		return q.on("org") && q.orgAdmin()
	case "read":
		return q.on("org", "data_source") && q.orgAdmin()
	case "write", "delete":
		return q.on("data_source") && q.orgAdmin()
	case "query":
		return q.on("data_source") && q.mayQuery()
	}
	return false
}

// mayQuery reports whether the data source may be queried: by everybody, or if it has permissions,
// by org Admins and the listed holders
// (8.0: docs/sources/enterprise/datasource_permissions.md).
func (q *question) mayQuery() bool {
	list := q.t.source.Permissions.Entries
	if len(list) == 0 || q.orgAdmin() {
		return true
	}
	return slices.ContainsFunc(list, func(e entry) bool { return q.holds(e.Holder) })
}

// lookup reports whether the session may look up the users of the org: as an Admin, with Admin on
// any folder, or as admin of any team, with any flags
// (8.0: pkg/api/org_users.go:105-125, 8.0/teams-vce0-eca0).
func (q *question) lookup() bool {
	if q.hasRole(schema.Admin) || len(q.s.adminOf) > 0 {
		return true
	}
	return slices.ContainsFunc(q.w.Folders, func(f *schema.Folder) bool {
		return f.Org == q.org && q.lists(&item{folder: f, uid: f.UID.Value}, "Admin")
	})
}
