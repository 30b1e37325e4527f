package resolve

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/refer"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A resolver turns decoded blocks into a World.
type resolver struct {
	*refer.Finder
	files []*decode.File
	world *schema.World
	// grafana is the grafana block; nil if there is none.
	grafana *schema.GrafanaBlock
	// orgless reports whether the missing org has been reported.
	orgless bool
	// reviews are warnings about the configuration if it has no errors.
	reviews diag.List
	// tops are folders above folders, as far up as they are known.
	tops map[*schema.Folder]*schema.Folder
	// accountCreators are the references to service accounts as creators.
	accountCreators []hcl.Range
	// dashboardUIDs are the dashboards of each org by uid, made when first
	// asked for.
	dashboardUIDs map[orgName]*schema.Dashboard
}

// A Result is the outcome of Resolve.
type Result struct {
	World *schema.World
	// Diags are errors and warnings. Reviews are warnings that count only if
	// the configuration has no error: with one, it is incomplete.
	Diags, Reviews hcl.Diagnostics
	// AccountCreators are the references to service accounts as creators, also
	// to those that are not declared.
	AccountCreators []hcl.Range
}

// Resolve makes the World of decoded blocks: it declares everything, then
// resolves the references to it. The World has the slices of things in the order
// of addresses, and no Files.
func Resolve(files []*decode.File, eval *decode.Evaluator) *Result {
	w := &schema.World{}
	r := &resolver{Finder: &refer.Finder{Eval: eval}, files: files, world: w}
	for _, f := range files {
		r.Broken = r.Broken || f.Broken
	}
	orgs := declare[schema.OrgBlock](r, schema.OrgType, &r.Orgs, &w.Orgs)
	users := declare[schema.UserBlock](r, schema.UserType, &r.Users, &w.Users)
	teams := declare[schema.TeamBlock](r, schema.TeamType, &r.Teams, &w.Teams)
	folders := declare[schema.FolderBlock](r, schema.FolderType, &r.Folders, &w.Folders)
	dashboards := declare[schema.DashboardBlock](r, schema.DashboardType, &r.Dashboards, &w.Dashboards)
	sources := declare[schema.DataSourceBlock](r, schema.DataSourceType, &r.DataSources, &w.DataSources)
	keys := declare[schema.APIKeyBlock](r, schema.APIKeyType, &r.APIKeys, &w.APIKeys)
	roles := declare[schema.RoleBlock](r, schema.RoleType, &r.Roles, &w.Roles)
	assignments := declare[schema.RoleAssignmentBlock](r, schema.RoleAssignmentType, &r.RoleAssignments, &w.RoleAssignments)
	accounts := declare[schema.ServiceAccountBlock](r, schema.ServiceAccountType, &r.ServiceAccounts, &w.ServiceAccounts)

	r.resolveGrafana()
	users.each(r.resolveUser)
	// Orgs of things come first: references to a thing ask for its org.
	teams.each(func(b *schema.TeamBlock, t *schema.Team) { t.Org = r.org(b.Org, b.Range) })
	folders.each(func(b *schema.FolderBlock, f *schema.Folder) { f.Org = r.org(b.Org, b.Range) })
	accounts.each(func(b *schema.ServiceAccountBlock, a *schema.ServiceAccount) { a.Org = r.org(b.Org, b.Range) })
	roles.each(r.resolveRoleOrg)

	orgs.each(r.resolveOrg)
	teams.each(r.resolveTeam)
	folders.each(r.resolveFolder)
	r.checkFolderDepth()
	dashboards.each(r.resolveDashboard)
	sources.each(r.resolveDataSource)
	keys.each(r.resolveAPIKey)
	accounts.each(r.resolveServiceAccount)
	roles.each(r.resolveRole)
	assignments.each(r.resolveAssignment)
	r.resolveBasicRoles()
	r.resolveOrgMappings()
	r.resolveInvariants()
	r.resolveTests()
	r.checkVersion()
	r.checkNames()

	sortThings(w.Orgs)
	sortThings(w.Users)
	sortThings(w.Teams)
	sortThings(w.Folders)
	sortThings(w.Dashboards)
	sortThings(w.DataSources)
	sortThings(w.APIKeys)
	sortThings(w.Roles)
	sortThings(w.RoleAssignments)
	sortThings(w.ServiceAccounts)
	slices.SortFunc(w.BasicRoles, func(a, b *schema.BasicRole) int { return cmp.Compare(a.Role, b.Role) })
	return &Result{w, r.Diags, r.reviews.Diags, r.accountCreators}
}

// clash reports a second thing with a label or a name, at the second place.
func (r *resolver) clash(typ schema.Type, by string, name schema.Text, first hcl.Range) {
	r.Error("Duplicate "+string(typ), fmt.Sprintf("There is another %s with the %s %q, at %s.", typ, by, name.Value, diag.Place(first)), name.Range)
	r.Also(first)
}

// version returns the declared version of Grafana; empty if it is not one that is
// known, which is reported.
func (r *resolver) version() schema.Version { return r.world.Grafana.KnownVersion() }

// known returns the catalogue of the declared version.
func (r *resolver) known() catalogue.Version { return catalogue.Of(r.version()) }

// org resolves the attribute org of the block at; left out, it is the one org
// that is declared. It is nil after an error.
func (r *resolver) org(x hcl.Expression, at hcl.Range) *schema.Org {
	if !r.Absent(x) {
		return r.orgIn(x)
	}
	switch {
	case len(r.world.Orgs) == 1:
		return r.world.Orgs[0]
	case len(r.world.Orgs) == 0 && !r.Broken && !r.orgless:
		r.orgless = true // once is enough: one org will do for all
		r.Error("Missing org", `No org is declared, and this block must be in one; declare it, as in org "main" {}.`, at)
	case len(r.world.Orgs) > 1:
		r.Error("Missing org", "The configuration declares several orgs. Name the org of this block, as in org = org.NAME.", at)
	}
	return nil
}

// orgIn returns the org that an optional attribute names; nil if it is left out,
// and after an error.
func (r *resolver) orgIn(x hcl.Expression) *schema.Org {
	if ref := r.Orgs.One(x); ref != nil {
		return ref.To
	}
	return nil
}

// role checks the name of a role; it is the empty role after an error.
func (r *resolver) role(name string, at hcl.Range, known []schema.OrgRole) schema.OrgRole {
	if name == "" && at.Empty() {
		return "" // the attribute is missing, which is reported
	}
	if !slices.Contains(known, schema.OrgRole(name)) {
		known = r.rolesThere(known)
		r.Error("Unknown role", fmt.Sprintf("There is no role %q here; the roles are %s.%s", name, quoted(known), diag.DidYouMean(name, names(known))), at)
		return ""
	}
	return schema.OrgRole(name)
}

// rolesThere returns roles without None where the version does not have it.
func (r *resolver) rolesThere(roles []schema.OrgRole) []schema.OrgRole {
	if version := r.version(); version == "" || version.AtLeast(schema.NoBasicRoleSince) {
		return roles
	}
	return slices.DeleteFunc(slices.Clone(roles), func(role schema.OrgRole) bool { return role == schema.NoBasicRole })
}

// sameOrg reports a reference out of the org it is made in. An org that is nil has
// been reported.
func (r *resolver) sameOrg(to *schema.Declaration, here *schema.Org, at hcl.Range) {
	if to.Org != nil && here != nil && to.Org != here {
		r.Error("Reference to another org", fmt.Sprintf("%s is in %s, and this block is in %s.", to.Addr, to.Org.Addr, here.Addr), at)
	}
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
