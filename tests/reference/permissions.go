package reference

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// A permission is an action with a scope, which may be empty.
type permission struct {
	action, scope string
	// fixed marks permissions that a basic role has through fixed roles.
	fixed bool
	// unlicensed marks the permissions on data sources that everybody has while nobody
	// has set permissions on them.
	unlicensed bool
}

// A role is a custom or fixed role, as the resource of a request.
type role struct {
	uid, name   string
	fixed       bool
	permissions []permission
}

// findRole returns a role that is visible in an org: a custom role by its uid, a fixed one by its name
// or uid. It returns nil for others.
func findRole(w *schema.World, org *schema.Org, id string) *role {
	for _, r := range w.Roles {
		if r.UID.Value == id && (r.Org == nil || r.Org == org) {
			return &role{uid: id, name: r.Name.Value, permissions: custom(w, r.Permissions)}
		}
	}
	for _, f := range fixedRoles(w.Grafana.Version) {
		if f.role == id || f.uid != "" && f.uid == id {
			return &role{uid: id, name: f.role, fixed: true, permissions: f.permissions}
		}
	}
	return nil
}

// custom returns the declared permissions of a role. From 11.4 on an action may be the name of an action
// set, which stands for its members (grafana/grafana pull request 96286).
func custom(w *schema.World, written []schema.RolePermission) []permission {
	var list []permission
	for _, p := range written {
		scope := writtenScope(w, p)
		list = append(list, permission{action: newest(p.Action), scope: scope})
		kind, name, _ := strings.Cut(p.Action, ":")
		if since(w, "11.4") && (kind == "folders" || kind == "dashboards") {
			for _, l := range itemLevels {
				if strings.ToLower(l) == name {
					list = append(list, scoped(levelActions(strings.TrimSuffix(kind, "s"), w.Grafana.Version, l), scope)...)
				}
			}
		}
	}
	return list
}

func scoped(actions []string, scope string) []permission {
	var list []permission
	for _, a := range actions {
		list = append(list, permission{action: a, scope: scope})
	}
	return list
}

// basicRoles returns the basic roles of a session: its org role and, for a server admin, Grafana Admin.
func (s *session) basicRoles() []schema.OrgRole {
	var roles []schema.OrgRole
	if s.member() {
		roles = append(roles, s.role)
	}
	if s.grafanaAdmin {
		roles = append(roles, schema.GrafanaAdmin)
	}
	return roles
}

// permissions returns all permissions of a session in an org: those of its basic roles, of the roles
// assigned to it, and of the lists of resources. Without an org, it returns the permissions that hold
// everywhere.
func permissions(w *schema.World, org *schema.Org, s *session) []permission {
	if org == nil {
		// Outside of every org only Grafana Admin and assignments everywhere count
		// (9.3: pkg/services/accesscontrol/middleware.go).
		global := *s
		global.role, global.teams, global.adminOf = "", nil, nil
		s = &global
	}
	var list []permission
	for _, role := range s.basicRoles() {
		list = append(list, basic(w, role)...)
		// In 8.5 a role has what the roles below it have, too
		// (8.5: pkg/services/accesscontrol/ossaccesscontrol/ossaccesscontrol.go:196-212).
		for _, below := range []schema.OrgRole{schema.Viewer, schema.Editor} {
			if since(w, "8.5") && before(w, "9.0") && below != role && slices.Contains(withParents(below), role) {
				list = append(list, basic(w, below)...)
			}
		}
	}
	for _, a := range w.RoleAssignments {
		if a.Org != nil && a.Org != org || a.Role != nil && a.Role.Org != nil && a.Role.Org != org {
			continue
		}
		if slices.ContainsFunc(a.Holders, func(h schema.Assignee) bool { return assigned(w, s, h.Holder) }) {
			if a.Role != nil {
				list = append(list, custom(w, a.Role.Permissions)...)
			}
			for _, f := range fixedRoles(w.Grafana.Version) {
				if a.Fixed != "" && (f.role == a.Fixed || f.docsName == a.Fixed) {
					list = append(list, f.permissions...)
				}
			}
		}
	}
	if org != nil && s.member() && rbac(w) {
		list = append(list, managed(w, org, s)...)
	}
	if since(w, "8.5") && before(w, "9.0") && s.user != nil {
		// 8.5: pkg/services/accesscontrol/scope.go:75-100.
		for i := range list {
			if list[i].scope == "users:self" {
				list[i].scope = named("users:id", s.user.Login.Value)
			}
		}
	}
	return list
}

// assigned reports whether an assignment to a holder reaches the session. In 8.0 only basic roles could
// be assigned roles (8.0: docs/sources/enterprise/access-control/roles.md). A grant to an org role also
// reaches the roles above it.
func assigned(w *schema.World, s *session, h schema.Holder) bool {
	if h.Role != "" {
		return slices.ContainsFunc(s.basicRoles(), func(r schema.OrgRole) bool {
			return slices.Contains(withParents(h.Role), r)
		})
	}
	if before(w, "8.5") {
		return false
	}
	switch {
	case h.User != nil:
		return h.User == s.user
	case h.ServiceAccount != nil:
		return h.ServiceAccount == s.account
	default:
		return slices.Contains(s.teams, h.Team)
	}
}

// basic returns the permissions of a basic role: those of the fixed roles granted to it, and from 9.0
// with the additions to it and without the removals.
func basic(w *schema.World, name schema.OrgRole) []permission {
	var list []permission
	for _, f := range fixedRoles(w.Grafana.Version) {
		if slices.Contains(f.grantedTo(w), name) {
			for _, p := range f.permissions {
				p.fixed = true
				list = append(list, p)
			}
		}
		// Without a licence that enforces permissions of data sources,
		// everybody may read and query them.
		if f.role == "fixed:datasources:reader" && slices.Contains(withParents(schema.Viewer), name) {
			for _, p := range f.permissions {
				p.fixed, p.unlicensed = true, true
				list = append(list, p)
			}
		}
	}
	for _, b := range w.BasicRoles {
		// Up to 8.5 an assignment is taken away, which the roles above have by it (8.5: docs, access control
		// provisioning, removeDefaultAssignments).
		if b.Role != name && !(before(w, "9.0") && slices.Contains(withParents(b.Role), name)) {
			continue
		}
		list = slices.DeleteFunc(list, func(p permission) bool {
			return slices.ContainsFunc(b.Remove, func(r schema.RolePermission) bool {
				return newest(r.Action) == p.action && (r.Scope == "" || writtenScope(w, r) == p.scope)
			})
		})
		list = append(list, custom(w, b.Add)...)
	}
	return list
}

// managed returns the permissions that lists of resources grant.
func managed(w *schema.World, org *schema.Org, s *session) []permission {
	var list []permission
	give := func(resource, scope string, entries []entry) {
		for _, e := range entries {
			if reaches(w, s, e.Holder) {
				list = append(list, scoped(levelActions(resource, w.Grafana.Version, e.Level), scope)...)
			}
		}
	}
	for _, f := range w.Folders {
		// Grafana ignores permissions of a folder whose uid is general: its scope means
		// General (8.5: docs, access-control/_index.md).
		if f.Org == org && f.UID.Value != "general" {
			give("folder", named("folders:uid", f.UID.Value), managedList(f.Permissions, folderCreator(w, f), f.Parent == nil))
		}
	}
	for _, d := range w.Dashboards {
		if d.Org == org {
			give("dashboard", named("dashboards:uid", d.UID.Value), managedList(d.Permissions, dashboardCreator(w, d), d.Folder == nil))
		}
	}
	for _, d := range w.DataSources {
		if d.Org == org {
			give("data source", named("datasources:uid", d.UID.Value), d.Permissions.Entries)
		}
	}
	for _, a := range w.ServiceAccounts {
		if a.Org == org {
			give("service account", named("serviceaccounts:id", a.Name.Value), accountList(a))
		}
	}
	for _, t := range s.teams {
		list = append(list, scoped(levelActions("team", w.Grafana.Version, "Member"), named("teams:id", t.Name.Value))...)
	}
	for _, t := range s.adminOf {
		list = append(list, scoped(levelActions("team", w.Grafana.Version, "Admin"), named("teams:id", t.Name.Value))...)
	}
	return list
}

// managedList returns the list of an item where lists are permissions: the declared list, or the one that
// the item was created with. At the top that is Viewer View and Editor Edit, and anywhere Admin for the creator who
// counts, with any flags
// (9.3: pkg/services/dashboards/service/dashboard_service.go:460-493,
// pkg/services/folder/folderimpl/folder.go:254-275).
func managedList(p schema.Permissions, by *schema.Creator, top bool) []entry {
	list := slices.Clone(p.Entries)
	if !p.Default {
		return list
	}
	if top {
		list = append(list, defaultList...)
	}
	if by != nil && by.User != nil {
		list = append(list, entry{Level: "Admin", Holder: schema.Holder{User: by.User}})
	}
	if by != nil && by.ServiceAccount != nil {
		list = append(list, entry{Level: "Admin", Holder: schema.Holder{ServiceAccount: by.ServiceAccount}})
	}
	return list
}

// folderCreator returns the creator who counts as Admin of a folder, or nil. A service account counts from 11.2.4 and
// 11.3.1 on (grafana/grafana pull requests 95416 and 95365). From 12.3 on who creates a folder inside another one
// gets nothing for it (grafana/grafana pull request 111984; 12.3/nestedrandom-seed3).
func folderCreator(w *schema.World, f *schema.Folder) *schema.Creator {
	by := f.CreatedBy
	accounts := since(w, "11.3.1") || since(w, "11.2.4") && before(w, "11.3")
	if by == nil || by.ServiceAccount != nil && !accounts || f.Parent != nil && since(w, "12.3") {
		return nil
	}
	return by
}

// dashboardCreator returns the creator who counts as Admin of a dashboard, or nil. A service account counts from 12.2
// on: 12.2.0-pre is the first server of which that is known.
func dashboardCreator(w *schema.World, d *schema.Dashboard) *schema.Creator {
	if by := d.CreatedBy; by != nil && (by.ServiceAccount == nil || since(w, "12.2")) {
		return by
	}
	return nil
}

// accountList returns the list of a service account: the declared one, or the user who created the account as its
// Admin (9.3: pkg/services/serviceaccounts/api/api.go, only for a real user).
func accountList(a *schema.ServiceAccount) []entry {
	if by := a.CreatedBy; by != nil && by.User != nil && len(a.Permissions.Entries) == 0 {
		return []entry{{Level: "Admin", Holder: schema.Holder{User: by.User}}}
	}
	return a.Permissions.Entries
}

// reaches reports whether an entry of a resource reaches the session. An entry for a role also reaches the
// roles above in 8.5, and only that role from 9.0
// (8.5: pkg/services/accesscontrol/ossaccesscontrol/ossaccesscontrol.go:196-212;
// 9.3: pkg/services/accesscontrol/accesscontrol.go:212-221).
func reaches(w *schema.World, s *session, h schema.Holder) bool {
	switch {
	case h.User != nil:
		return h.User == s.user
	case h.ServiceAccount != nil:
		return h.ServiceAccount == s.account
	case h.Team != nil:
		return slices.Contains(s.teams, h.Team)
	case before(w, "9.0"):
		return slices.Contains(withParents(h.Role), s.role)
	default:
		return h.Role == s.role
	}
}
