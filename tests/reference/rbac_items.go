package reference

import (
	"slices"
	"strings"
)

// scopes returns the scopes of the resource, none if it has none.
func (q *question) scopes() []string {
	t := q.t
	if t.item != nil {
		return q.itemScopes(t.item)
	}
	switch {
	case t.team != nil:
		return []string{named("teams:id", t.team.Name.Value)}
	case t.source != nil:
		return []string{named("datasources:uid", t.source.UID.Value)}
	case t.account != nil:
		return []string{named("serviceaccounts:id", t.account.Name.Value)}
	case t.key != nil:
		return []string{named("apikeys:id", t.key.Name.Value)}
	case t.user != nil:
		login := t.user.Login.Value
		return []string{named(userKind(q.w, q.action), login)}
	case t.role != nil:
		return []string{roleScope(q.w, t.role.uid)}
	case t.id == "":
		return nil
	}
	switch t.typ {
	case "plugin":
		return []string{named("plugins:id", t.id)}
	case "report":
		if q.before("8.5") {
			return []string{named("reports", t.id)}
		}
		return []string{named("reports:id", t.id)}
	}
	return nil
}

// itemScopes returns the scopes of a folder or dashboard: its own, those of its folder and of the
// folders above. General is above nothing. A folder with the uid general is ignored, but the item is still in
// a folder.
func (q *question) itemScopes(it *item) []string {
	var scopes []string
	if it.isDashboard {
		scopes = append(scopes, named("dashboards:uid", it.uid))
	}
	if it.folder == nil {
		return append(scopes, "folders:uid:general")
	}
	for f := it.folder; f != nil; f = f.Parent {
		uid := f.UID.Value
		if uid == "general" {
			uid = "" // only wildcards cover it
		}
		scopes = append(scopes, named("folders:uid", uid))
	}
	return scopes
}

// rbacItem decides about folders and dashboards
// (9.3: pkg/services/guardian/accesscontrol_guardian.go).
func (q *question) rbacItem(kind, verb string) bool {
	if q.action == "folders:create" {
		return q.createsFolder()
	}
	if !q.on("folder", "dashboard") {
		return q.on("org") && q.allowedOn(q.action)
	}
	if strings.HasPrefix(kind, "folders") && (q.on("dashboard") || q.action != "folders:read" && q.general()) {
		return false
	}
	if q.action == "dashboards:create" && !q.on("folder") {
		return false
	}
	switch verb {
	case "edit":
		return q.rbacCanEdit(q.t.item, kind)
	case "list":
		return q.found(q.t.item, kind+":read")
	case "list-editable":
		if kind == "folders" {
			// 9.3: pkg/services/sqlstore/permissions/dashboard.go:86-190.
			return q.found(q.t.item, "folders:read") && q.found(q.t.item, "dashboards:create")
		}
		return q.found(q.t.item, "dashboards:read") && q.found(q.t.item, "dashboards:write")
	}
	if verb == "write" && strings.HasSuffix(kind, ".permissions") && !q.allowed(kind+":read") {
		return false // CanAdmin requires both
	}
	return q.allowed(q.action)
}

// createsFolder decides about creating a folder: at the top, or in the folder of the request. Up to 11.1 the
// permission has no scope, and in a folder the session must also be able to write that folder
// (11.0: pkg/api/folder.go, pkg/services/folder/folderimpl/folder.go:888). From 11.2 on the permission is on
// the folder (grafana/grafana pull request 91215), which Edit gives (12.2/nestedrandom-seed1).
func (q *question) createsFolder() bool {
	switch {
	case q.on("org") && q.since("11.2"):
		return q.allowedOn(q.action, "folders:uid:general")
	case q.on("org"):
		return q.allowedOn(q.action)
	case !q.on("folder") || q.before("10.0"):
		return false
	case q.general():
		return q.since("11.2") && q.allowed(q.action)
	case q.since("11.2"):
		return q.allowed(q.action)
	}
	return q.allowedOn(q.action) && q.allowed("folders:write")
}

// holdsItem reports whether the session has an action on an item.
func (q *question) holdsItem(it *item, action string) bool {
	return q.allowedOn(action, q.itemScopes(it)...)
}

// found reports whether a search finds an item for an action. Permissions of basic roles through fixed roles
// count only with a wildcard (9.3: pkg/services/sqlstore/permissions/dashboard.go:86-190).
func (q *question) found(it *item, action string) bool {
	list := slices.DeleteFunc(q.held(), func(p permission) bool {
		return p.fixed && !strings.HasSuffix(p.scope, "*")
	})
	return q.has(list, action, q.itemScopes(it)...)
}

// kindOf returns the kind of the permissions on an item.
func kindOf(it *item) string {
	if it.isDashboard {
		return "dashboards"
	}
	return "folders"
}

// rbacCanEdit is CanEdit in Grafana for an item, by the permissions of a kind: folders, or dashboards. For a
// folder the latter are about the dashboards in it. From 11.6 on viewers_can_edit counts for dashboards alone, and
// from 13.0 on, as far as is known, for none (docs 11.6; grafana/grafana pull request 102275; 12.2/acl-vce1-eca1).
func (q *question) rbacCanEdit(it *item, kind string) bool {
	if q.w.Grafana.ViewersCanEdit && (kind == "dashboards" && q.before("13.0") || q.before("11.6")) {
		return q.holdsItem(it, kind+":read")
	}
	return q.holdsItem(it, kind+":write")
}
