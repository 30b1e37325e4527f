package reference

import (
	"slices"

	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/schema"
)

// rbacNotifications decides about silences, contact points and the other parts of notifications. The second result
// is false for requests about alerting that have no rule of their own. Whoever changes one of them must read it, too,
// and the actions about all notifications and all silences count for the smaller ones.
func (q *question) rbacNotifications(kind, verb string) (allowed, decided bool) {
	switch kind {
	case "alert.silences":
		return q.silenceOfRule(verb), true
	case "alert.instances":
		if q.since("11.1") && verb != "read" {
			return q.allowedOn(q.action) && q.either("alert.instances:read", "alert.silences:read"), true
		}
	case "alert.notifications.receivers", "alert.notifications.receivers.secrets", "alert.notifications.receivers.protected",
		"alert.notifications.receivers.test", "receivers.permissions":
		if q.on("receiver") {
			return q.since("11.5") && q.receiver(kind, verb), true
		}
		return q.receivers(kind, verb)
	case "alert.notifications.time-intervals", "alert.notifications.templates", "alert.notifications.routes":
		return q.partOfNotifications(kind, verb)
	case "alert.notifications":
		if verb == "write" && q.since("12.0") { // grafana/grafana pull request 103819
			return q.allowedOn(q.action) && q.either("alert.notifications:read", "alert.provisioning.provenance:write"), true
		}
	case "alert.notifications.inhibition-rules":
		if verb != "read" {
			return q.allowedOn(q.action, "inhibition-rules:uid:*"), true
		}
	case routingTrees:
		if verb != "create" {
			return q.routingTree(verb), true
		}
	}
	return false, false
}

// either reports whether the session has one of some actions, with any scope.
func (q *question) either(actions ...string) bool {
	return slices.ContainsFunc(actions, func(a string) bool { return q.allowedOn(a) })
}

// silenceOfRule decides about the silences of a rule: from 11.1 on the permission is on its folder
// (grafana/grafana pull request 87322; 12.2/acl-vce0-eca0). The actions alert.instances are about all silences
// (pkg/services/ngalert/accesscontrol/silences.go; docs 13.1, "Silence access"). General has no rules to silence.
func (q *question) silenceOfRule(verb string) bool {
	if q.before("11.1") {
		return false
	}
	if q.on("org") {
		return verb == "read" && q.either("alert.silences:read", "alert.instances:read")
	}
	it := q.t.item
	if it == nil || it.isDashboard || it.folder == nil {
		return false
	}
	has := func(verb string) bool {
		return q.holdsItem(it, "alert.silences:"+verb) || q.allowedOn("alert.instances:"+verb)
	}
	return has(verb) && has("read")
}

// receiver decides about one contact point: from 11.5 on the permission is on it, or over all notifications
// (pkg/services/ngalert/accesscontrol/receivers.go; "What's new in 11.5").
func (q *question) receiver(kind, verb string) bool {
	scope := named("receivers:uid", norm.NFC.String(q.t.id))
	reads := q.allowedOn("alert.notifications.receivers:read", scope) ||
		q.allowedOn("alert.notifications.receivers.secrets:read", scope) || q.allowedOn("alert.notifications:read")
	writes := func(verb string) bool {
		return reads && (q.allowedOn("alert.notifications.receivers:"+verb, scope) || q.allowedOn("alert.notifications:write"))
	}
	switch {
	case kind == "alert.notifications.receivers" && verb == "read":
		return reads
	case kind == "alert.notifications.receivers" && (verb == "write" || verb == "delete"):
		return writes(verb)
	case kind == "alert.notifications.receivers":
		return false // making and testing new ones, and the list of names
	case kind == "alert.notifications.receivers.protected":
		return writes("write") && q.allowedOn(q.action, scope)
	case kind == "alert.notifications.receivers.test":
		return q.since("12.4") && (q.either("alert.notifications:write", "alert.notifications.receivers:test") || writes("write") && q.allowedOn(q.action, scope))
	}
	return q.allowedOn(q.action, scope)
}

// receivers decides about contact points without naming one. The second result is false for actions without a rule
// of their own.
func (q *question) receivers(kind, verb string) (allowed, decided bool) {
	switch {
	case kind == "alert.notifications.receivers" && verb == "read":
		return q.either(q.action, "alert.notifications:read") ||
			q.since("11.5") && q.allowedOn("alert.notifications.receivers.secrets:read"), true
	case kind == "alert.notifications.receivers" && verb == "create" && q.since("11.5"):
		return q.either(q.action, "alert.notifications:write"), true
	case kind == "receivers.permissions":
		return q.allowedOn(q.action, "receivers:uid:*"), true
	}
	return false, false
}

// partOfNotifications decides about time intervals, templates and the notification policies of the org
// (pkg/registry/apps/alerting/notifications). The provisioning API takes the right to set the provenance in place
// of reading (pkg/services/ngalert/api/authorization.go). The second result is false before they have these rules.
func (q *question) partOfNotifications(kind, verb string) (allowed, decided bool) {
	if q.before("11.5") && (kind != "alert.notifications.time-intervals" || verb != "read") {
		return false, false
	}
	if verb == "read" {
		return q.either(q.action, "alert.notifications:read"), true
	}
	return q.either(q.action, "alert.notifications:write") &&
		q.either(kind+":read", "alert.notifications:read", "alert.provisioning.provenance:write"), true
}

// routingTrees is the kind of the actions about notification policies from 13.1 on.
const routingTrees = "notifications.alerting.grafana.app/routingtrees"

// routingTree decides about the notification policies that every org has. Beside the permission on all policies, a
// Viewer views them and an Editor edits them by the list that they were created with. Whoever changes or deletes
// policies must read them (grafana/grafana pull request 121689; pkg/services/ngalert/accesscontrol/routes.go).
func (q *question) routingTree(verb string) bool {
	reads := q.onTrees("get") || q.roleIn(schema.Viewer, schema.Editor, schema.Admin)
	switch verb {
	case "get":
		return reads
	case "update":
		return reads && (q.onTrees("update") || q.editor())
	case "delete":
		return reads && q.onTrees("delete")
	}
	return q.onTrees(verb)
}

// onTrees reports whether the session has an action on all notification policies.
func (q *question) onTrees(verb string) bool {
	return q.allowedOn(routingTrees+":"+verb, routingTrees+":uid:*")
}

// rbacRule decides about alert rules. The folder must be readable, too (docs, "Manage alerting access"), and from
// 11.0 on whoever writes a rule must read the rules of the folder (grafana/grafana pull request 78289).
// Alerts of a dashboard belong to the old alerting.
func (q *question) rbacRule(verb string) bool {
	it := q.t.item
	switch {
	case q.on("org"):
		return q.allowedOn(q.action)
	case !q.on("alert", "folder") || it == nil:
		return false
	case it.isDashboard && q.since("9.0"):
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
	if verb != "read" && q.since("11.0") && !q.holdsItem(it, "alert.rules:read") {
		return false
	}
	return q.holdsItem(it, "folders:read") && q.holdsItem(it, q.action) && (verb == "read" && q.since("11.1") || q.queries())
}

// queries reports whether the session may query the data sources of an alert rule (docs, "Alerting roles";
// grafana/grafana pull request 47858; up to 11.0 also for reading rules: docs, "What's new in 11.1"). If the request
// does not name them, it is enough to query one that the org declares, or if there is none, one without permissions.
func (q *question) queries() bool {
	mayQuery := func(source *schema.DataSource) bool {
		about := *q
		about.action, about.t = "datasources:query", &thing{typ: "data_source", source: source}
		return about.rbac()
	}
	if q.t.sources != nil {
		return !slices.ContainsFunc(*q.t.sources, func(s *schema.DataSource) bool { return !mayQuery(s) })
	}
	declared := slices.DeleteFunc(slices.Clone(q.w.DataSources), func(s *schema.DataSource) bool { return s.Org != q.org })
	if len(declared) == 0 {
		declared = []*schema.DataSource{{UID: schema.Text{Value: "any other"}}}
	}
	return slices.ContainsFunc(declared, mayQuery)
}
