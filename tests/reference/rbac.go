package reference

import (
	"regexp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// ofPlugin matches the actions that a plugin brings along and asks about itself (docs, "RBAC for app plugins").
var ofPlugin = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*-(app|datasource|panel)[.:]`)

// rbac decides by permissions, and by the roles that a version still checks at some routes. An action
// without a rule of its own is allowed to holders of its permission.
func (q *question) rbac() bool {
	kind, verb, _ := strings.Cut(q.action, ":")
	switch {
	case q.t.elsewhere != nil:
		return q.elsewhere(kind)
	case ofPlugin.MatchString(q.action):
		return q.s.member() && (q.on("org") && q.allowedOn(q.action) ||
			q.on("plugin") && q.allowedOn(q.action, named("plugins:id", q.t.id)))
	case q.on("org") && !q.asks(), q.switchedOff(kind):
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
	if allowed, decided := q.roleGate(kind, verb); decided {
		return allowed
	}
	if allowed, decided := q.rbacNotifications(kind, verb); decided {
		return allowed
	}
	switch kind {
	case "roles", "roles.builtin", "users.roles", "teams.roles":
		return q.delegates(verb)
	case "alert.rules":
		return q.rbacRule(verb)
	case "annotations":
		return q.rbacAnnotation(verb)
	case "playlists":
		return q.playlist(verb)
	}
	switch q.action {
	case "teams:list", "teams.preferences:read":
		return q.on("team") && q.allowed("teams:read")
	case "org.users:lookup":
		return q.on("org") && q.rbacLookup()
	case "plugins.settings:read":
		// App plugins are for whoever has a basic role (11.0/none-vce0-eca0).
		return q.on("plugin") && (q.roleIn(schema.Viewer, schema.Editor, schema.Admin) || !strings.HasSuffix(q.t.id, "-app"))
	case "plugins.dashboards:read":
		return q.on("plugin") && q.orgAdmin()
	case "datasources:explore":
		if q.s.key != nil && q.since("10.2") {
			return false // keys open no page (10.2/keys-vce0-eca0)
		}
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
		return false
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
		return word == "dashboards"
	}
	return false
}

// askedOf returns the types of resource on which Grafana checks an action: the org, for all resources of a
// kind and for actions without a scope, or a single resource.
func (q *question) askedOf(kind, verb string) []string {
	switch {
	case verb == "create" && kind == "library.panels":
		return []string{"folder", "org"} // the folder for the new panel
	case verb == "create" && kind == "snapshots" && q.since("11.0"):
		return []string{"snapshot"}
	case kind == "alert.notifications.receivers.test":
		return []string{"receiver"}
	case verb == "create" && !slices.Contains([]string{"annotations", "alert.rules", "alert.silences", "variables"}, kind):
		return []string{"org"}
	case verb == "list" && strings.HasPrefix(kind, "roles"):
		return []string{"org"} // a list is not about one role
	case kind == "annotations" && q.since("11.0"):
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
		{"alert.notifications.receivers", []string{"receiver", "org"}},
		{"receivers", []string{"receiver", "org"}},
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
