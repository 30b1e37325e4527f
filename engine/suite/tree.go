package suite

import (
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// AnyOther is the uid that stands for every undeclared dashboard of a folder. No declared
// dashboard can have it.
const AnyOther = "*"

var (
	// ofOrgs lists the types that no block declares and that belong to the org as a
	// whole. attached lists the types that belong to dashboards, and inFolders the
	// undeclared types that lie in folders.
	ofOrgs    = catalogue.Types(func(t catalogue.Type) bool { return t.OfOrgs })
	attached  = catalogue.Types(func(t catalogue.Type) bool { return t.OnDashboards })
	inFolders = catalogue.Types(func(t catalogue.Type) bool { return t.InFolders && t.Scope == "" })
)

// A tree holds the resources below each folder and org.
type tree struct {
	world *schema.World
	// folders holds the folders directly in each folder, dashboards the dashboards.
	folders    map[*schema.Folder][]*schema.Folder
	dashboards map[*schema.Folder][]*schema.Dashboard
	// byUID holds the folders of each org.
	byUID map[folderUID]*schema.Folder
}

type folderUID struct {
	org *schema.Org
	uid string
}

func newTree(w *schema.World) *tree {
	t := &tree{
		world:      w,
		folders:    map[*schema.Folder][]*schema.Folder{},
		dashboards: map[*schema.Folder][]*schema.Dashboard{},
		byUID:      map[folderUID]*schema.Folder{},
	}
	for _, f := range w.Folders {
		t.byUID[folderUID{f.Org, f.UID.Value}] = f
		if f.Parent != nil {
			t.folders[f.Parent] = append(t.folders[f.Parent], f)
		}
	}
	for _, d := range w.Dashboards {
		if d.Folder != nil {
			t.dashboards[d.Folder] = append(t.dashboards[d.Folder], d)
		}
	}
	return t
}

// of returns a resource and everything below it.
func (t *tree) of(r schema.ResourceRef) []schema.ResourceRef {
	switch {
	case r.Type == "org" && r.ID == "":
		return t.org(r)
	case r.Type == "folder" && r.ID == general:
		return t.general(r)
	case r.Type == "folder":
		return t.folder(r, t.byUID[folderUID{r.Org, r.ID}])
	case r.Type == "dashboard":
		return t.dashboard(r)
	}
	return []schema.ResourceRef{r}
}

// general is the uid of General.
const general = "general"

func (t *tree) org(r schema.ResourceRef) []schema.ResourceRef {
	all := append([]schema.ResourceRef{r}, t.general(schema.ResourceRef{Org: r.Org, Type: "folder", ID: general})...)
	for _, f := range t.world.Folders {
		if f.Org == r.Org && f.Parent == nil {
			all = append(all, t.folder(schema.ResourceRef{Org: r.Org, Type: "folder", ID: f.UID.Value}, f)...)
		}
	}
	all = append(all, in(r.Org, t.world.DataSources)...)
	all = append(all, in(r.Org, t.world.Teams)...)
	for _, m := range r.Org.Members {
		all = append(all, schema.ResourceRef{Org: r.Org, Type: "user", ID: m.User.To.Login.Value})
	}
	all = append(all, in(r.Org, t.world.ServiceAccounts)...)
	all = append(all, in(r.Org, t.world.APIKeys)...)
	all = append(all, in(r.Org, t.world.Roles)...)
	for _, typ := range ofOrgs {
		all = append(all, schema.ResourceRef{Org: r.Org, Type: typ})
	}
	return all
}

// in returns the things in an org, and global roles, as resources of the org.
func in[T schema.Thing](org *schema.Org, things []T) []schema.ResourceRef {
	var all []schema.ResourceRef
	for _, thing := range things {
		if d := thing.Declared(); d.Org == org || d.Org == nil {
			all = append(all, schema.ResourceRef{Org: org, Type: string(d.Addr.Type), ID: thing.GrafanaName().Value})
		}
	}
	return all
}

// general returns the folder General and everything in it.
func (t *tree) general(r schema.ResourceRef) []schema.ResourceRef {
	all := []schema.ResourceRef{r}
	for _, d := range t.world.Dashboards {
		if d.Org == r.Org && d.Folder == nil {
			all = append(all, t.dashboard(schema.ResourceRef{Org: r.Org, Type: "dashboard", ID: d.UID.Value})...)
		}
	}
	return append(all, t.undeclared(r)...)
}

func (t *tree) folder(r schema.ResourceRef, folder *schema.Folder) []schema.ResourceRef {
	all := []schema.ResourceRef{r}
	for _, d := range t.dashboards[folder] {
		all = append(all, t.dashboard(schema.ResourceRef{Org: r.Org, Type: "dashboard", ID: d.UID.Value})...)
	}
	all = append(all, t.undeclared(r)...)
	for _, f := range t.folders[folder] {
		all = append(all, t.folder(schema.ResourceRef{Org: r.Org, Type: "folder", ID: f.UID.Value}, f)...)
	}
	return all
}

// undeclared returns the resources in a folder that no block declares.
func (t *tree) undeclared(folder schema.ResourceRef) []schema.ResourceRef {
	all := t.dashboard(schema.ResourceRef{Org: folder.Org, Type: "dashboard", ID: AnyOther, Folder: folder.ID})
	for _, typ := range inFolders {
		all = append(all, schema.ResourceRef{Org: folder.Org, Type: typ, Folder: folder.ID})
	}
	return all
}

// dashboard returns a dashboard and the resources that belong to it.
func (t *tree) dashboard(r schema.ResourceRef) []schema.ResourceRef {
	all := []schema.ResourceRef{r}
	for _, typ := range attached {
		all = append(all, schema.ResourceRef{Org: r.Org, Type: typ, Dashboard: r.ID, Folder: r.Folder})
	}
	return all
}
