package resolve

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/scopes"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

func (r *resolver) resolveGrafana() {
	for _, f := range r.files {
		for _, b := range f.Blocks.Grafana {
			if r.grafana != nil {
				r.Error("Duplicate grafana block", fmt.Sprintf("A configuration has one grafana block; there is another at %s.", diag.Place(r.grafana.Range)), b.Range)
				r.Also(r.grafana.Range)
				continue
			}
			r.grafana = b
		}
	}
	b := r.grafana
	if b == nil {
		return
	}
	r.world.Grafana = schema.Grafana{
		Version:         schema.Version(b.Version),
		ViewersCanEdit:  b.ViewersCanEdit,
		EditorsCanAdmin: b.EditorsCanAdmin,
		AllowOrgCreate:  b.AllowOrgCreate,
		FeatureToggles:  b.FeatureToggles,
		SettingRanges:   map[string]hcl.Range{},
		Range:           b.Range,
	}
	for name, setting := range map[string]struct {
		on bool
		at hcl.Range
	}{
		"viewers_can_edit":  {b.ViewersCanEdit, b.ViewersRange},
		"editors_can_admin": {b.EditorsCanAdmin, b.EditorsRange},
		"allow_org_create":  {b.AllowOrgCreate, b.OrgCreateRange},
	} {
		if setting.on {
			r.world.Grafana.SettingRanges[name] = setting.at
		}
	}
	if a := b.Anonymous; a != nil {
		r.world.Grafana.Anonymous = &schema.Anonymous{
			Org:   r.org(a.Org, a.Range),
			Role:  r.role(a.Role, a.RoleRange, schema.OrgRoles),
			Range: a.Range,
		}
	}
}

func (r *resolver) resolveOrg(b *schema.OrgBlock, org *schema.Org) {
	first := map[*schema.User]int{} // of a user, the position among the members
	for _, list := range []struct {
		role  schema.OrgRole
		users hcl.Expression
	}{{schema.Admin, b.Admins}, {schema.Editor, b.Editors}, {schema.Viewer, b.Viewers}, {schema.NoBasicRole, b.None}} {
		users := r.Users.All(list.users)
		if len(first) == 0 {
			first = make(map[*schema.User]int, len(users))
		}
		org.Members = slices.Grow(org.Members, len(users))
		for _, user := range users {
			if i, twice := first[user.To]; twice {
				before := org.Members[i].User.Range
				r.Error("Duplicate member", fmt.Sprintf("%s has a role in %s already, at %s; a user has one role in an org.", user.To.Addr, org.Addr, diag.Place(before)), user.Range)
				r.Also(before)
				continue
			}
			first[user.To] = len(org.Members)
			org.Members = append(org.Members, schema.Member{User: user, Role: list.role})
		}
	}
}

func (r *resolver) resolveTeam(b *schema.TeamBlock, team *schema.Team) {
	team.CreatedBy = r.creator(b.CreatedBy)
	team.ExternalGroups = r.Texts(b.ExternalGroups, `names of groups such as ["cn=sre"]`)
	first := map[*schema.User]hcl.Range{}
	unique := func(users []schema.Ref[schema.User]) []schema.Ref[schema.User] {
		return slices.DeleteFunc(users, func(user schema.Ref[schema.User]) bool {
			at, twice := first[user.To]
			if twice {
				r.Error("Duplicate member", fmt.Sprintf("%s is in %s already, at %s; an admin of a team is a member too.", user.To.Addr, team.Addr, diag.Place(at)), user.Range)
				r.Also(at)
				return true
			}
			first[user.To] = user.Range
			return false
		})
	}
	team.Admins = unique(r.Users.All(b.Admins))
	team.Members = unique(r.Users.All(b.Members))
}

func (r *resolver) resolveFolder(b *schema.FolderBlock, folder *schema.Folder) {
	if parent := r.Folders.One(b.Parent); parent != nil {
		r.sameOrg(parent.To.Declared(), folder.Org, parent.Range)
		if r.top(parent.To) == folder {
			r.Error("Folder inside itself", fmt.Sprintf("This makes a circle: %s.", strings.Join(pathUp(parent.To, folder), " is in ")), parent.Range)
		} else {
			folder.Parent, folder.ParentRange = parent.To, parent.Range
		}
	}
	folder.CreatedBy = r.creator(b.CreatedBy)
	folder.Permissions = r.permissions(b.Permissions, b.DefaultPermissions, folder.Org, schema.Levels)
	folder.Permissions.DefaultRange = b.DefaultRange
	r.checkTitle(b)
	if len(b.Permissions) > 0 && catalogue.Disregards(&r.world.Grafana, scopes.Of(catalogue.Scope("folder"), folder.UID.Value)) {
		r.Warn("Disregarded permissions", "With fine-grained access control the uid general stands for General, whose permissions Grafana does not manage: the permissions of this folder are disregarded.", b.Permissions[0].Range)
	}
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

// creator resolves an attribute created_by.
func (r *resolver) creator(x hcl.Expression) *schema.Creator {
	if r.Absent(x) {
		return nil
	}
	if r.Root(x) == schema.ServiceAccountType {
		r.accountCreators = append(r.accountCreators, x.Range())
		if account := r.ServiceAccounts.One(x); account != nil {
			return &schema.Creator{ServiceAccount: account.To, Range: account.Range}
		}
		return nil
	}
	if user := r.Users.One(x); user != nil {
		return &schema.Creator{User: user.To, Range: user.Range}
	}
	return nil
}

func (r *resolver) resolveDashboard(b *schema.DashboardBlock, d *schema.Dashboard) {
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
		r.sameOrg(folder.To.Declared(), d.Org, folder.Range)
	}
	d.CreatedBy = r.creator(b.CreatedBy)
	d.Permissions = r.permissions(b.Permissions, b.DefaultPermissions, d.Org, schema.Levels)
	d.Permissions.DefaultRange = b.DefaultRange
	if d.Folder != nil && b.DefaultPermissions != nil && !*b.DefaultPermissions {
		r.reviews.Warn(diag.IgnoredSetting, "A dashboard in a folder starts without permissions of its own, and always has the permissions of its folder; default_permissions = false has no effect.", b.DefaultRange)
	}
	if d.Folder != nil && b.DefaultPermissions != nil && *b.DefaultPermissions {
		r.Error("Default permissions inside a folder", "A dashboard in a folder has the permissions of its folder; default permissions are for folders and for dashboards in General.", b.DefaultRange)
	}
}

func (r *resolver) resolveDataSource(b *schema.DataSourceBlock, d *schema.DataSource) {
	d.Org = r.org(b.Org, b.Range)
	d.Permissions = r.permissions(b.Permissions, nil, d.Org, schema.DataSourceLevels)
}
