package reference

import (
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// A thing is a resource in the org of the request.
type thing struct {
	typ, id string

	// elsewhere is the org that the request is about, if it is not the org of the request.
	elsewhere *schema.Org
	// item is a folder or dashboard: the resource itself, the folder of a library panel or
	// an alert, or the dashboard of an annotation, an alert or a snapshot.
	item      *item
	team      *schema.Team
	user      *schema.User
	source    *schema.DataSource
	account   *schema.ServiceAccount
	key       *schema.APIKey
	role      *role
	createdBy string
	// sources are the data sources that an alert rule queries; nil if the request does not name them.
	sources *[]*schema.DataSource
}

// An item is a folder or a dashboard. General is the item without a folder.
type item struct {
	isDashboard bool
	// folder is the folder itself, or the folder of the dashboard; nil for General.
	folder *schema.Folder
	// dashboard is nil if the dashboard is not declared.
	dashboard *schema.Dashboard
	uid       string
	// createdBy is the login of the creator of an undeclared dashboard.
	createdBy string
}

// find returns the resource of a request. It returns false if the resource is unknown or undeclared: nobody is
// allowed anything on it.
func find(w *schema.World, org *schema.Org, r Resource) (*thing, bool) {
	t := &thing{typ: r.Type, id: r.ID, createdBy: r.Properties.CreatedBy}
	p := r.Properties
	if p.DataSources != nil {
		if r.Type != "alert" && r.Type != "folder" {
			return nil, false // nothing else queries
		}
		t.sources = &[]*schema.DataSource{}
		for _, uid := range *p.DataSources {
			source := findIn(w.DataSources, func(x *schema.DataSource) bool { return x.Org == org && same(x.UID.Value, uid) })
			if source == nil {
				return nil, false
			}
			*t.sources = append(*t.sources, source)
		}
	}
	switch r.Type {
	case "", "org":
		t.typ = "org"
		if p != (ResourceProperties{}) || r.Type == "" && r.ID != "" {
			return nil, false // an org has none of these
		}
		if r.ID == "" {
			return t, true
		}
		its := findOrg(w, r.ID)
		if its != org {
			t.elsewhere = its
		}
		return t, its != nil
	case "server":
		return t, r.ID == "" && p == (ResourceProperties{})
	case "playlist", "notification_channel", "plugin", "receiver", "report":
		return t, true
	case "folder":
		t.item = findFolder(w, org, r.ID)
		return t, t.item != nil
	case "dashboard":
		t.item = findDashboard(w, org, r.ID, p.Folder, p.CreatedBy)
		return t, t.item != nil
	case "annotation", "snapshot", "alert":
		if p.Dashboard != "" {
			t.item = findDashboard(w, org, p.Dashboard, p.Folder, "")
			return t, t.item != nil
		}
		if r.Type == "alert" && p.Folder != "" {
			t.item = findFolder(w, org, p.Folder)
			return t, t.item != nil
		}
		return t, true
	case "library_panel":
		// A panel is in some folder. Nothing can be decided without it.
		t.item = findFolder(w, org, p.Folder)
		return t, t.item != nil
	case "team":
		t.team = findIn(w.Teams, func(x *schema.Team) bool { return x.Org == org && same(x.Name.Value, r.ID) })
		return t, t.team != nil
	case "user":
		t.user = findIn(w.Users, func(x *schema.User) bool { return isCalled(w, x, r.ID) })
		return t, t.user != nil
	case "data_source":
		t.source = findIn(w.DataSources, func(x *schema.DataSource) bool { return x.Org == org && x.UID.Value == r.ID })
		return t, t.source != nil
	case "service_account":
		t.account = findIn(w.ServiceAccounts, func(x *schema.ServiceAccount) bool { return x.Org == org && same(x.Name.Value, r.ID) })
		return t, t.account != nil
	case "api_key":
		t.key = findIn(w.APIKeys, func(x *schema.APIKey) bool { return x.Org == org && same(x.Name.Value, r.ID) })
		return t, t.key != nil
	case "role":
		t.role = findRole(w, org, r.ID)
		return t, t.role != nil
	}
	return nil, false
}

// findOrg returns an org by its label or its name, and without either the only declared org.
func findOrg(w *schema.World, word string) *schema.Org {
	if word == "" && len(w.Orgs) == 1 {
		return w.Orgs[0]
	}
	return findIn(w.Orgs, func(x *schema.Org) bool {
		return word != "" && (same(x.Addr.Label, word) || same(x.Name.Value, word))
	})
}

// findFolder returns a folder. The uid general always means General, even if a folder has it.
func findFolder(w *schema.World, org *schema.Org, uid string) *item {
	if uid == "general" {
		return &item{uid: uid}
	}
	folder := findIn(w.Folders, func(x *schema.Folder) bool { return x.Org == org && x.UID.Value == uid })
	if folder == nil {
		return nil
	}
	return &item{folder: folder, uid: uid}
}

// findDashboard returns a declared dashboard, or an undeclared one in a known folder.
func findDashboard(w *schema.World, org *schema.Org, uid, in, by string) *item {
	d := findIn(w.Dashboards, func(x *schema.Dashboard) bool { return x.Org == org && x.UID.Value == uid })
	if d != nil {
		return &item{isDashboard: true, dashboard: d, folder: d.Folder, uid: uid}
	}
	if in == "" {
		return nil
	}
	folder := findFolder(w, org, in)
	if folder == nil {
		return nil
	}
	return &item{isDashboard: true, folder: folder.folder, uid: uid, createdBy: by}
}

func findIn[T any](all []*T, is func(*T) bool) *T {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i]
	}
	return nil
}
