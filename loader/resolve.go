package loader

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/schema"
)

// A resolver turns decoded blocks into a World. The tables hold what is
// declared by its label.
type resolver struct {
	files []*file
	world *World
	diags hcl.Diagnostics
	// broken says that some file could not be parsed: what seems to be
	// missing may be in it.
	broken bool

	orgs    map[string]*schema.Org
	users   map[string]*schema.User
	teams   map[string]*schema.Team
	folders map[string]*schema.Folder

	grafana *schema.GrafanaBlock
}

func newResolver(files []*file) *resolver {
	r := &resolver{
		files: files,
		world: &World{Files: make(map[string]*hcl.File, len(files))},
	}
	for _, f := range files {
		r.broken = r.broken || f.broken
		if f.hcl != nil {
			r.world.Files[f.path] = f.hcl
		}
	}
	return r
}

func (r *resolver) error(summary, detail string, at hcl.Range) {
	r.diags = append(r.diags, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: &at})
}

func (r *resolver) warn(summary, detail string, at hcl.Range) {
	r.diags = append(r.diags, &hcl.Diagnostic{Severity: hcl.DiagWarning, Summary: summary, Detail: detail, Subject: &at})
}

// declare collects the blocks of one type from all files by label, and makes
// the thing that each declares with everything but its references.
func declare[B, T any](r *resolver, typ schema.Type, of func(*blocks) []*B, label func(*B) schema.Text, build func(*B) *T) (map[string]*T, []*B, []*T) {
	table := map[string]*T{}
	first := map[string]hcl.Range{}
	var declared []*B
	var things []*T
	for _, f := range r.files {
		for _, b := range of(&f.blocks) {
			name := label(b)
			if at, taken := first[name.Value]; taken {
				r.clash(string(typ), "label", name, at)
				continue
			}
			first[name.Value] = name.Range
			if !hclsyntax.ValidIdentifier(name.Value) {
				r.error("Invalid label", fmt.Sprintf("The label %q cannot be referred to: a label begins with a letter or an underscore and has only letters, digits, underscores and dashes. What Grafana calls the %s may be anything and stands in an attribute.", name.Value, typ), name.Range)
			}
			thing := build(b)
			table[name.Value] = thing
			declared = append(declared, b)
			things = append(things, thing)
		}
	}
	return table, declared, things
}

// clash reports something declared twice, at the second place.
func (r *resolver) clash(what, by string, name schema.Text, first hcl.Range) {
	r.error("Duplicate "+what, fmt.Sprintf("There is another %s with the %s %q, at %s.", what, by, name.Value, place(first)), name.Range)
}

// place is a range as people read it: file and line.
func place(at hcl.Range) string {
	return fmt.Sprintf("%s:%d", at.Filename, at.Start.Line)
}

// resolve declares everything, then resolves what refers to it.
func (r *resolver) resolve() {
	var (
		orgs       []*schema.OrgBlock
		teams      []*schema.TeamBlock
		folders    []*schema.FolderBlock
		dashboards []*schema.DashboardBlock
		sources    []*schema.DataSourceBlock
		keys       []*schema.APIKeyBlock
	)
	w := r.world
	r.orgs, orgs, w.Orgs = declare(r, schema.OrgType, func(b *blocks) []*schema.OrgBlock { return b.Orgs },
		func(b *schema.OrgBlock) schema.Text { return schema.Text{Value: b.Label, Range: b.LabelRange} },
		func(b *schema.OrgBlock) *schema.Org {
			return &schema.Org{Addr: schema.OrgAddr(b.Label), Name: text(b.Name, b.NameRange, b.Label, b.LabelRange), Range: b.Range}
		})
	r.users, _, w.Users = declare(r, schema.UserType, func(b *blocks) []*schema.UserBlock { return b.Users },
		func(b *schema.UserBlock) schema.Text { return schema.Text{Value: b.Label, Range: b.LabelRange} },
		func(b *schema.UserBlock) *schema.User {
			return &schema.User{
				Addr:         schema.UserAddr(b.Label),
				Login:        text(b.Login, b.LoginRange, b.Label, b.LabelRange),
				Email:        text(b.Email, b.EmailRange, "", b.LabelRange),
				GrafanaAdmin: b.GrafanaAdmin,
				Disabled:     b.Disabled,
				Range:        b.Range,
			}
		})
	r.teams, teams, w.Teams = declare(r, schema.TeamType, func(b *blocks) []*schema.TeamBlock { return b.Teams },
		func(b *schema.TeamBlock) schema.Text { return schema.Text{Value: b.Label, Range: b.LabelRange} },
		func(b *schema.TeamBlock) *schema.Team {
			return &schema.Team{Addr: schema.TeamAddr(b.Label), Name: text(b.Name, b.NameRange, b.Label, b.LabelRange), Range: b.Range}
		})
	r.folders, folders, w.Folders = declare(r, schema.FolderType, func(b *blocks) []*schema.FolderBlock { return b.Folders },
		func(b *schema.FolderBlock) schema.Text { return schema.Text{Value: b.Label, Range: b.LabelRange} },
		func(b *schema.FolderBlock) *schema.Folder {
			return &schema.Folder{Addr: schema.FolderAddr(b.Label), UID: text(b.UID, b.UIDRange, b.Label, b.LabelRange), Range: b.Range}
		})
	_, dashboards, w.Dashboards = declare(r, schema.DashboardType, func(b *blocks) []*schema.DashboardBlock { return b.Dashboards },
		func(b *schema.DashboardBlock) schema.Text { return schema.Text{Value: b.Label, Range: b.LabelRange} },
		func(b *schema.DashboardBlock) *schema.Dashboard {
			return &schema.Dashboard{Addr: schema.DashboardAddr(b.Label), UID: text(b.UID, b.UIDRange, b.Label, b.LabelRange), Range: b.Range}
		})
	_, sources, w.DataSources = declare(r, schema.DataSourceType, func(b *blocks) []*schema.DataSourceBlock { return b.DataSources },
		func(b *schema.DataSourceBlock) schema.Text { return schema.Text{Value: b.Label, Range: b.LabelRange} },
		func(b *schema.DataSourceBlock) *schema.DataSource {
			return &schema.DataSource{Addr: schema.DataSourceAddr(b.Label), UID: text(b.UID, b.UIDRange, b.Label, b.LabelRange), Range: b.Range}
		})
	_, keys, w.APIKeys = declare(r, schema.APIKeyType, func(b *blocks) []*schema.APIKeyBlock { return b.APIKeys },
		func(b *schema.APIKeyBlock) schema.Text { return schema.Text{Value: b.Label, Range: b.LabelRange} },
		func(b *schema.APIKeyBlock) *schema.APIKey {
			return &schema.APIKey{Addr: schema.APIKeyAddr(b.Label), Name: text(b.Name, b.NameRange, b.Label, b.LabelRange), Range: b.Range}
		})

	r.resolveGrafana()
	for i, b := range orgs {
		r.resolveOrg(b, w.Orgs[i])
	}
	for i, b := range teams {
		r.resolveTeam(b, w.Teams[i])
	}
	for i, b := range folders {
		r.resolveFolder(b, w.Folders[i])
	}
	for i, b := range dashboards {
		r.resolveDashboard(b, w.Dashboards[i])
	}
	for i, b := range sources {
		w.DataSources[i].Org = r.org(b.Org, b.Range)
	}
	for i, b := range keys {
		r.resolveAPIKey(b, w.APIKeys[i])
	}
}

// text is an attribute of Grafana's that defaults to the label.
func text(value *string, at hcl.Range, label string, labelAt hcl.Range) schema.Text {
	if value == nil {
		return schema.Text{Value: label, Range: labelAt}
	}
	return schema.Text{Value: *value, Range: at}
}

// org resolves the attribute org of the block at; left out, it is the one org
// that is declared. It is nil after an error.
func (r *resolver) org(expr hcl.Expression, at hcl.Range) *schema.Org {
	if !isAbsent(expr) {
		if ref := reference(r, expr, schema.OrgType, r.orgs); ref != nil {
			return ref.To
		}
		return nil
	}
	if len(r.world.Orgs) == 1 {
		return r.world.Orgs[0]
	}
	if len(r.world.Orgs) > 1 {
		r.error("Missing org", "More than one org is declared, so this block must say which one it is in, as in org = org.NAME.", at)
	}
	return nil
}

func (r *resolver) resolveGrafana() {
	for _, f := range r.files {
		for _, b := range f.blocks.Grafana {
			if r.grafana != nil {
				r.error("Duplicate grafana block", fmt.Sprintf("The grafana block stands once in a configuration; there is one at %s.", place(r.grafana.Range)), b.Range)
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
		Version:         b.Version,
		ViewersCanEdit:  b.ViewersCanEdit,
		EditorsCanAdmin: b.EditorsCanAdmin,
		AllowOrgCreate:  b.AllowOrgCreate,
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
	first := map[*schema.User]schema.Ref[schema.User]{}
	for _, list := range []struct {
		role  schema.Role
		users hcl.Expression
	}{{schema.Admin, b.Admins}, {schema.Editor, b.Editors}, {schema.Viewer, b.Viewers}} {
		for _, user := range references(r, list.users, schema.UserType, r.users) {
			if before, twice := first[user.To]; twice {
				r.error("Duplicate member", fmt.Sprintf("%s has a role in %s already at %s; a user has one role in an org.", user.To.Addr, org.Addr, place(before.Range)), user.Range)
				continue
			}
			first[user.To] = user
			org.Members = append(org.Members, schema.Member{User: user, Role: list.role})
		}
	}
}

func (r *resolver) resolveTeam(b *schema.TeamBlock, team *schema.Team) {
	team.Org = r.org(b.Org, b.Range)
	team.CreatedBy = reference(r, b.CreatedBy, schema.UserType, r.users)
	first := map[*schema.User]hcl.Range{}
	unique := func(users []schema.Ref[schema.User]) []schema.Ref[schema.User] {
		return slices.DeleteFunc(users, func(user schema.Ref[schema.User]) bool {
			at, twice := first[user.To]
			if twice {
				r.error("Duplicate member", fmt.Sprintf("%s is in %s already at %s; an admin of a team is a member too.", user.To.Addr, team.Addr, place(at)), user.Range)
				return true
			}
			first[user.To] = user.Range
			return false
		})
	}
	team.Admins = unique(references(r, b.Admins, schema.UserType, r.users))
	team.Members = unique(references(r, b.Members, schema.UserType, r.users))
}

func (r *resolver) resolveFolder(b *schema.FolderBlock, folder *schema.Folder) {
	folder.Org = r.org(b.Org, b.Range)
	folder.CreatedBy = reference(r, b.CreatedBy, schema.UserType, r.users)
	folder.Permissions = r.permissions(b.Permissions, b.DefaultPermissions, folder.Org)
	if strings.EqualFold(b.Title, "general") {
		r.error("Reserved title", "Grafana refuses a folder titled General, in capitals or not: it is the name of the folder that every org has.", b.TitleRange)
	}
}

func (r *resolver) resolveDashboard(b *schema.DashboardBlock, d *schema.Dashboard) {
	folder := reference(r, b.Folder, schema.FolderType, r.folders)
	if folder != nil {
		d.Folder = folder.To
	}
	if isAbsent(b.Org) && folder != nil {
		d.Org = folder.To.Org
	} else {
		d.Org = r.org(b.Org, b.Range)
	}
	if folder != nil {
		r.sameOrg(folder.To.Addr, folder.To.Org, d.Org, folder.Range)
	}
	d.CreatedBy = reference(r, b.CreatedBy, schema.UserType, r.users)
	d.Permissions = r.permissions(b.Permissions, b.DefaultPermissions, d.Org)
	if d.Folder != nil && b.DefaultPermissions != nil && *b.DefaultPermissions {
		r.error("Default permissions inside a folder", "A dashboard in a folder has the permissions of its folder; default permissions are for folders and for dashboards in General.", b.DefaultRange)
	}
}

func (r *resolver) resolveAPIKey(b *schema.APIKeyBlock, key *schema.APIKey) {
	key.Org = r.org(b.Org, b.Range)
	key.Role = r.role(b.Role, b.RoleRange, schema.OrgRoles)
	if b.Expires == nil {
		return
	}
	expires, err := time.Parse(time.RFC3339, *b.Expires)
	if err != nil {
		r.error("Invalid time", fmt.Sprintf("%q is no time; write it as in \"2027-01-01T00:00:00Z\".", *b.Expires), b.ExpiresRange)
		return
	}
	key.Expires = expires.UTC()
}

// role checks the name of a role; it is the empty role after an error.
func (r *resolver) role(name string, at hcl.Range, known []schema.Role) schema.Role {
	if name == "" && at.Empty() {
		return "" // the attribute is missing, which is reported
	}
	if !slices.Contains(known, schema.Role(name)) {
		r.error("Unknown role", fmt.Sprintf("There is no role %q here; the roles are %s.%s", name, quoted(known), didYouMean(name, names(known))), at)
		return ""
	}
	return schema.Role(name)
}

// permissions resolves the permission blocks of a folder or dashboard in org.
func (r *resolver) permissions(written []schema.PermissionBlock, asCreated *bool, org *schema.Org) schema.Permissions {
	p := schema.Permissions{Default: len(written) == 0}
	if asCreated != nil {
		p.Default = *asCreated
	}
	first := map[schema.Holder]hcl.Range{}
	for _, b := range written {
		if !slices.Contains(schema.Levels, b.Level) {
			r.error("Unknown level", fmt.Sprintf("There is no level %q; the levels are %s.%s", b.Level, quoted(schema.Levels), didYouMean(b.Level, schema.Levels)), b.LevelRange)
		}
		add := func(holder schema.Holder, what string, at hcl.Range) {
			if before, twice := first[holder]; twice {
				r.error("Duplicate permission", fmt.Sprintf("%s has a permission here already, at %s; the highest level would be the one that counts.", what, place(before)), at)
				return
			}
			first[holder] = at
			p.Entries = append(p.Entries, schema.Entry{Level: b.Level, Holder: holder, Range: at})
		}
		for _, role := range r.texts(b.Roles, `roles such as ["Viewer"]`) {
			if known := r.role(role.Value, role.Range, schema.EntryRoles); known != "" {
				add(schema.Holder{Role: known}, "Role "+role.Value, role.Range)
			}
		}
		for _, user := range references(r, b.Users, schema.UserType, r.users) {
			add(schema.Holder{User: user.To}, user.To.Addr.String(), user.Range)
		}
		for _, team := range references(r, b.Teams, schema.TeamType, r.teams) {
			r.sameOrg(team.To.Addr, team.To.Org, org, team.Range)
			add(schema.Holder{Team: team.To}, team.To.Addr.String(), team.Range)
		}
	}
	return p
}

// sameOrg reports a reference out of the org it is made in. An org that is
// nil has been reported.
func (r *resolver) sameOrg(to schema.Addr, its, here *schema.Org, at hcl.Range) {
	if its != nil && here != nil && its != here {
		r.error("Reference to another org", fmt.Sprintf("%s is in %s, and this block is in %s.", to, its.Addr, here.Addr), at)
	}
}

// sort brings what is declared into the order of addresses.
func (r *resolver) sort() {
	w := r.world
	slices.SortFunc(w.Orgs, func(a, b *schema.Org) int { return strings.Compare(string(a.Addr), string(b.Addr)) })
	slices.SortFunc(w.Users, func(a, b *schema.User) int { return strings.Compare(string(a.Addr), string(b.Addr)) })
	slices.SortFunc(w.Teams, func(a, b *schema.Team) int { return strings.Compare(string(a.Addr), string(b.Addr)) })
	slices.SortFunc(w.Folders, func(a, b *schema.Folder) int { return strings.Compare(string(a.Addr), string(b.Addr)) })
	slices.SortFunc(w.Dashboards, func(a, b *schema.Dashboard) int { return strings.Compare(string(a.Addr), string(b.Addr)) })
	slices.SortFunc(w.DataSources, func(a, b *schema.DataSource) int { return strings.Compare(string(a.Addr), string(b.Addr)) })
	slices.SortFunc(w.APIKeys, func(a, b *schema.APIKey) int { return strings.Compare(string(a.Addr), string(b.Addr)) })
}

func names[T ~string](known []T) []string {
	out := make([]string, len(known))
	for i, name := range known {
		out[i] = string(name)
	}
	return out
}

func quoted[T ~string](known []T) string {
	out := names(known)
	for i := range out {
		out[i] = fmt.Sprintf("%q", out[i])
	}
	return strings.Join(out, ", ")
}
