package resolve

import (
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/internal/scopes"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// placeBlocks resolves folders, dashboards and data sources, which have permissions.
type placeBlocks struct {
	*attributes
	tops tops
}

func (r placeBlocks) resolveFolder(b *schema.FolderBlock, folder *schema.Folder) {
	if parent := r.Folders.One(b.Parent); parent != nil {
		sameOrg(&r.List, parent.To.Declared(), folder.Org, parent.Range)
		if r.tops.of(parent.To) == folder {
			r.Error("Folder inside itself", fmt.Sprintf("This makes a circle: %s.", strings.Join(pathUp(parent.To, folder), " is in ")), parent.Range)
		} else {
			folder.Parent, folder.ParentRange = parent.To, parent.Range
		}
	}
	folder.Title = b.Title
	folder.CreatedBy = r.creator(b.CreatedBy)
	folder.Permissions = r.permissions(b.Permissions, b.DefaultPermissions, folder.Org, catalogue.Levels("folder"))
	folder.Permissions.DefaultRange = b.DefaultRange
	checkTitle(&r.List, r.version(), b)
	if len(b.Permissions) > 0 && catalogue.Disregards(&r.world.Grafana, scopes.Of(catalogue.Scope("folder"), folder.UID.Value)) {
		r.Warn("Disregarded permissions", "With fine-grained access control the uid general stands for General, whose permissions Grafana does not manage: the permissions of this folder are disregarded.", b.Permissions[0].Range)
	}
}

func (r placeBlocks) resolveDashboard(b *schema.DashboardBlock, d *schema.Dashboard) {
	folder := r.Folders.One(b.Folder)
	if folder != nil {
		d.Folder, d.FolderRange = folder.To, folder.Range
	}
	if r.Absent(b.Org) && folder != nil {
		d.Org = folder.To.Org
	} else {
		d.Org = r.org(b.Org, b.Range)
	}
	if folder != nil {
		sameOrg(&r.List, folder.To.Declared(), d.Org, folder.Range)
	}
	d.Title = b.Title
	d.CreatedBy = r.creator(b.CreatedBy)
	d.Permissions = r.permissions(b.Permissions, b.DefaultPermissions, d.Org, catalogue.Levels("dashboard"))
	d.Permissions.DefaultRange = b.DefaultRange
	// With a creator it has an effect: the creator is in the list until somebody writes it.
	if d.Folder != nil && d.CreatedBy == nil && b.DefaultPermissions != nil && !*b.DefaultPermissions {
		r.Review(diag.IgnoredSetting, "A dashboard in a folder starts without permissions of its own, and always has the permissions of its folder; default_permissions = false has no effect.", b.DefaultRange)
	}
	if d.Folder != nil && b.DefaultPermissions != nil && *b.DefaultPermissions {
		r.Error("Default permissions inside a folder", "A dashboard in a folder has the permissions of its folder; default permissions are for folders and for dashboards in General.", b.DefaultRange)
	}
}

func (r placeBlocks) resolveDataSource(b *schema.DataSourceBlock, d *schema.DataSource) {
	d.Org = r.org(b.Org, b.Range)
	d.Permissions = r.permissions(b.Permissions, nil, d.Org, catalogue.Levels("data_source"))
}

// pathUp returns the path from a folder up to another, both included; nil if the
// other is not above it.
func pathUp(from, to *schema.Folder) []string {
	path := []string{to.Addr.String()}
	for f := from; f != nil; f = f.Parent {
		path = append(path, f.Addr.String())
		if f == to {
			return path
		}
	}
	return nil
}

// tops are folders above folders, as far up as they are known: shortcuts, so that
// long chains are not walked folder by folder for each of their folders.
type tops map[*schema.Folder]*schema.Folder

func (t tops) above(f *schema.Folder) *schema.Folder {
	if top := t[f]; top != nil {
		return top
	}
	return f.Parent
}

// of returns the topmost folder above a folder, as far as the parents are
// resolved; the folder itself at the top.
func (t tops) of(f *schema.Folder) *schema.Folder {
	top := f
	for next := t.above(top); next != nil; next = t.above(top) {
		top = next
	}
	for f != top {
		next := t.above(f)
		t[f] = top
		f = next
	}
	return top
}
