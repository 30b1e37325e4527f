package resolve

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/fromroles"
	"github.com/rolecall/rolecall/loader/internal/refer"
	"github.com/rolecall/rolecall/loader/internal/settings"
	"github.com/rolecall/rolecall/schema"
)

// A Result is the outcome of Resolve.
type Result struct {
	World *schema.World
	// Diags are errors and warnings. Reviews are warnings for a configuration
	// without errors.
	Diags, Reviews hcl.Diagnostics
	// AccountCreators are the references to service accounts as creators,
	// declared or not.
	AccountCreators []hcl.Range
}

// Resolve makes the World of decoded blocks: it declares everything, then
// resolves the references to it. The World has the slices of things in the order
// of addresses, and no Files.
func Resolve(files []*decode.File, eval *decode.Evaluator) *Result {
	w, f := &schema.World{}, &refer.Finder{Eval: eval}
	f.Broken = slices.ContainsFunc(files, func(file *decode.File) bool { return file.Broken })
	blocks := merged(files)
	orgs := declare(f, schema.OrgType, blocks.Orgs, &f.Orgs, &w.Orgs)
	users := declare(f, schema.UserType, blocks.Users, &f.Users, &w.Users)
	teams := declare(f, schema.TeamType, blocks.Teams, &f.Teams, &w.Teams)
	folders := declare(f, schema.FolderType, blocks.Folders, &f.Folders, &w.Folders)
	dashboards := declare(f, schema.DashboardType, blocks.Dashboards, &f.Dashboards, &w.Dashboards)
	sources := declare(f, schema.DataSourceType, blocks.DataSources, &f.DataSources, &w.DataSources)
	keys := declare(f, schema.APIKeyType, blocks.APIKeys, &f.APIKeys, &w.APIKeys)
	roles := declare(f, schema.RoleType, blocks.Roles, &f.Roles, &w.Roles)
	assignments := declare(f, schema.RoleAssignmentType, blocks.RoleAssignments, &f.RoleAssignments, &w.RoleAssignments)
	accounts := declare(f, schema.ServiceAccountType, blocks.ServiceAccounts, &f.ServiceAccounts, &w.ServiceAccounts)

	a := &attributes{Finder: f, world: w}
	r, p, g := accountBlocks{a}, placeBlocks{a, tops{}}, roleBlocks{a, map[*schema.Role]fromroles.Recipe{}}
	a.resolveGrafana(blocks.Grafana)
	users.each(r.resolveUser)
	// Orgs of things come first: references to a thing ask for its org.
	teams.each(func(b *schema.TeamBlock, t *schema.Team) { t.Org = a.org(b.Org, b.Range) })
	folders.each(func(b *schema.FolderBlock, f *schema.Folder) { f.Org = a.org(b.Org, b.Range) })
	accounts.each(func(b *schema.ServiceAccountBlock, s *schema.ServiceAccount) { s.Org = a.org(b.Org, b.Range) })
	roles.each(g.resolveRoleOrg)

	orgs.each(r.resolveOrg)
	teams.each(r.resolveTeam)
	folders.each(p.resolveFolder)
	settings.CheckFolderDepth(&f.List, w, blocks.Grafana)
	dashboards.each(p.resolveDashboard)
	sources.each(p.resolveDataSource)
	keys.each(r.resolveAPIKey)
	accounts.each(r.resolveServiceAccount)
	roles.each(g.resolveRole)
	roles.each(g.makeRoles)
	assignments.each(g.resolveAssignment)
	g.resolveBasicRoles(blocks.BasicRoles)
	r.resolveOrgMappings(blocks.OrgMappings)
	(&requests{attributes: a}).resolve(files, blocks.Invariants)
	a.checkVersion(files, blocks.Grafana)
	settings.ResolveEdition(&f.List, w, blocks.Grafana)
	checkNames(&f.List, w)

	for _, k := range []interface{ sort() }{orgs, users, teams, folders, dashboards, sources, keys, roles, assignments, accounts} {
		k.sort()
	}
	slices.SortFunc(w.BasicRoles, func(a, b *schema.BasicRole) int { return cmp.Compare(a.Role, b.Role) })
	return &Result{w, f.Diags, f.Reviews, a.accountCreators}
}

// merged returns the blocks of all files, in the order of files and lines.
func merged(files []*decode.File) *schema.Blocks {
	all := &schema.Blocks{}
	for _, f := range files {
		from, to := reflect.ValueOf(&f.Blocks).Elem(), reflect.ValueOf(all).Elem()
		for i := range to.NumField() {
			to.Field(i).Set(reflect.AppendSlice(to.Field(i), from.Field(i)))
		}
	}
	return all
}
