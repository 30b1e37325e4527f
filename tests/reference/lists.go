package reference

import (
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// An entry grants a level to a holder, as in a folder's list of permissions.
type entry = schema.Entry

// defaultList is the list of a folder, or of a dashboard in General, that has none set
// (8.0: pkg/services/sqlstore/migrations/dashboard_acl.go:33-46).
var defaultList = []entry{
	{Level: "View", Holder: schema.Holder{Role: schema.Viewer}},
	{Level: "Edit", Holder: schema.Holder{Role: schema.Editor}},
}

// entries returns the list that decides about an item in the older rules
// (8.0: pkg/services/sqlstore/dashboard_acl.go:44-127). A folder or a dashboard in General has its
// own list, or the default one. A dashboard in a folder adds its own list to the folder's.
func (q *question) entries(it *item) []entry {
	if !it.isDashboard {
		if it.folder == nil {
			return defaultList
		}
		return q.ownOfFolder(it.folder)
	}
	var list []entry
	root := it.folder == nil
	if it.dashboard == nil {
		var by *schema.Creator
		if u := findIn(q.w.Users, func(u *schema.User) bool { return u.Login.Value == it.createdBy }); u != nil {
			by = &schema.Creator{User: u}
		}
		list = q.own(schema.Permissions{Default: true}, by, root)
	} else {
		list = q.own(it.dashboard.Permissions, it.dashboard.CreatedBy, root)
	}
	if !root {
		list = append(slices.Clone(list), q.ownOfFolder(it.folder)...)
	}
	return list
}

// ownOfFolder returns a folder's own list. With fine-grained access control, the permissions of
// a folder with the uid general have no effect (8.5: docs, access-control/_index.md).
func (q *question) ownOfFolder(f *schema.Folder) []entry {
	if f.UID.Value == "general" && q.w.Grafana.FineGrained() {
		return nil
	}
	return q.own(f.Permissions, f.CreatedBy, true)
}

// own returns an item's own list: the declared one and, unless that replaces it, the list that the
// item was created with. With editors_can_admin, the creator becomes Admin of a new item
// (8.0: pkg/services/dashboards/acl_service.go:9-50), from 8.5 also a service account
// (8.5/keys-vce1-eca1).
func (q *question) own(p schema.Permissions, by *schema.Creator, defaults bool) []entry {
	list := slices.Clone(p.Entries)
	if !p.Default {
		return list
	}
	if defaults {
		list = append(list, defaultList...)
	}
	if by == nil || !q.w.Grafana.EditorsCanAdmin {
		return list
	}
	if by.User != nil {
		list = append(list, entry{Level: "Admin", Holder: schema.Holder{User: by.User}})
	}
	if by.ServiceAccount != nil {
		list = append(list, entry{Level: "Admin", Holder: schema.Holder{ServiceAccount: by.ServiceAccount}})
	}
	return list
}

// can reports whether the list of an item grants the session a level
// (8.0: pkg/services/guardian/guardian.go:75-150). An org Admin has every level. An entry for a role
// does not count for other roles.
func (q *question) can(it *item, level string) bool {
	if !q.s.member() {
		return false
	}
	if q.orgAdmin() {
		return true
	}
	return slices.ContainsFunc(q.entries(it), func(e entry) bool {
		return atLeast(e.Level, level) && q.holds(e.Holder)
	})
}

// lists reports whether a search for a level finds the item. The search reads the list in its own
// way: to it, an Editor is a Viewer, too
// (8.0: pkg/services/sqlstore/permissions/dashboard.go:18-77).
func (q *question) lists(it *item, level string) bool {
	if !q.s.member() {
		return false
	}
	if q.orgAdmin() {
		return true
	}
	return slices.ContainsFunc(q.entries(it), func(e entry) bool {
		return atLeast(e.Level, level) &&
			(q.holds(e.Holder) || e.Holder.Role == schema.Viewer && q.s.role == schema.Editor)
	})
}

// canEdit is CanEdit in Grafana, which viewers_can_edit widens
// (8.0: pkg/services/guardian/guardian.go:59-65).
func (q *question) canEdit(it *item) bool {
	if q.w.Grafana.ViewersCanEdit {
		return q.can(it, "View")
	}
	return q.can(it, "Edit")
}

// holds reports whether the session is the holder, or a member of it.
func (q *question) holds(h schema.Holder) bool {
	switch {
	case h.User != nil:
		return h.User == q.s.user
	case h.ServiceAccount != nil:
		return h.ServiceAccount == q.s.account
	case h.Team != nil:
		return slices.Contains(q.s.teams, h.Team)
	default:
		return h.Role != "" && h.Role == q.s.role
	}
}

// itemLevels are the levels of folders and dashboards, lowest first
// (8.0: pkg/models/dashboard_acl.go:8-14).
var itemLevels = []string{"View", "Edit", "Admin"}

// atLeast reports whether one level of a folder or dashboard is at least another.
func atLeast(has, wanted string) bool {
	return slices.Index(itemLevels, has) >= slices.Index(itemLevels, wanted)
}
