package reference

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema/catalogue"
)

// asks reports whether Grafana asks an action without a resource: one whose permissions have no scope, or one
// in the table below.
func (q *question) asks() bool {
	if slices.Contains(catalogue.Of(q.w.Grafana.Version).Actions[q.action], "") {
		return true
	}
	for _, row := range withoutResource {
		if row.span.holds(q.release()) && slices.Contains(strings.Fields(row.actions), q.action) {
			return true
		}
	}
	return false
}

// withoutResource are the actions with scopes, or with no permission at all, that Grafana asks without a resource:
// the recorded requests about an org (*/matrix-*), and routes that check a permission without a scope.
var withoutResource = []struct {
	span            span
	actions, source string
}{
	{span{since: "8.5"}, "alert.rules:read annotations:read annotations:create datasources:query datasources:read folders:create folders:read " +
		"serviceaccounts:read teams:read org.users:add org.users:lookup org.users:read org.users:remove org.users:write users:read",
		"9.3: pkg/api/api.go"},
	{span{since: "8.5"}, "alert.configuration:read alert.configuration:write", "9.3: pkg/api/api.go"},
	{span{"8.5", "11.0"}, "alert.notifications.channels:create alert.notifications.channels:lookup " +
		"alert.notifications.channels:read alert.notifications.channels:test snapshots:create", "9.3: pkg/api/api.go"},
	{span{"8.5", "12.1"}, "apikeys:read", "9.3: pkg/api/api.go"},
	{span{"8.5", "9.0"}, "alert.rules:pause-all", "8.5: pkg/api/api.go"},
	{span{since: "8.5"}, "playlists:create playlists:read provisioning:reload plugins:install settings:read settings:write", "9.3: pkg/api/api.go"},
	{span{since: "8.5"}, "reports:read roles:read roles:write roles:delete status:accesscontrol users.roles:add users.roles:remove teams.roles:add teams.roles:remove",
		"docs, HTTP API of reporting and of access control"},
	{span{"8.5", "9.0"}, "roles:list roles.builtin:list roles.builtin:add roles.builtin:remove", "docs, HTTP API of access control"},
	{span{since: "11.1"}, "alert.silences:read", "pkg/services/ngalert/api/authorization.go"},
	{span{since: "11.5"}, "alert.notifications.receivers:read alert.notifications.receivers.secrets:read receivers.permissions:read " +
		"receivers.permissions:write", "pkg/services/ngalert/accesscontrol/receivers.go"},
	{span{since: "12.1"}, "library.panels:read", "pkg/services/libraryelements/api.go"},
	{span{since: "10.0"}, "users.permissions:read", "pkg/services/accesscontrol/api/api.go"},
	{span{since: "12.3"}, "advisor.checks:create advisor.checks:read advisor.checktypes:create advisor.checktypes:read advisor.register:create " +
		"alert.notifications.inhibition-rules:read notebooks:read resourcepermissions:create resourcepermissions:read " +
		"secret.keepers:create secret.keepers:read secret.securevalues:create secret.securevalues:read variables:read",
		"pkg/services/accesscontrol/authorizer.go: lists and creation"},
	{span{since: "13.0"}, "alert.notifications.inhibition-rules:delete alert.notifications.inhibition-rules:write",
		"pkg/services/ngalert/accesscontrol/inhibition_rules.go"},
	{span{since: "13.1"}, routingTrees + ":delete " + routingTrees + ":get " + routingTrees + ":get_permissions " +
		routingTrees + ":set_permissions " + routingTrees + ":update", "grafana/grafana pull request 121689"},
}
