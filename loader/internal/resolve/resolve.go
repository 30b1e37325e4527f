package resolve

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
)

// A resolver turns decoded blocks into a World. The tables hold what is
// declared by its label.
type resolver struct {
	files []*decode.File
	World *schema.World
	Diags hcl.Diagnostics
	// broken says that some file could not be parsed: what seems to be
	// missing may be in it.
	broken bool
	// orgless says that it has been said that no org is declared.
	orgless bool
	// reviews are warnings that are worth a word once there is no error.
	reviews hcl.Diagnostics
	// members are who is in which org, made when first asked for.
	members map[membership]bool
	// tops are folders above folders, as far up as is known.
	tops map[*schema.Folder]*schema.Folder
	// dashboardUIDs are the dashboards of each org by uid, made when first
	// asked for.
	dashboardUIDs map[orgName]*schema.Dashboard

	orgs            map[string]*schema.Org
	users           map[string]*schema.User
	teams           map[string]*schema.Team
	folders         map[string]*schema.Folder
	dashboards      map[string]*schema.Dashboard
	dataSources     map[string]*schema.DataSource
	apiKeys         map[string]*schema.APIKey
	roles           map[string]*schema.Role
	serviceAccounts map[string]*schema.ServiceAccount

	grafana *schema.GrafanaBlock

	eval *decode.Evaluator
}

func NewResolver(files []*decode.File, eval *decode.Evaluator) *resolver {
	r := &resolver{
		files: files,
		eval:  eval,
		World: &schema.World{Files: make(map[string]*hcl.File, len(files))},
	}
	for _, f := range files {
		r.broken = r.broken || f.Broken
		if f.HCL != nil {
			r.World.Files[f.Path] = f.HCL
		}
	}
	return r
}

func (r *resolver) error(summary, detail string, at hcl.Range) {
	r.Diags = append(r.Diags, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: &at})
}

func (r *resolver) warn(summary, detail string, at hcl.Range) {
	r.Diags = append(r.Diags, &hcl.Diagnostic{Severity: hcl.DiagWarning, Summary: summary, Detail: detail, Subject: &at})
}

// review is warn for what a reviewer would ask about. It is not said about a
// configuration with errors, which is incomplete.
func (r *resolver) review(summary, detail string, at hcl.Range) {
	r.reviews = append(r.reviews, &hcl.Diagnostic{Severity: hcl.DiagWarning, Summary: summary, Detail: detail, Subject: &at})
}

// clash reports something declared twice, at the second place.
func (r *resolver) clash(what, by string, name schema.Text, first hcl.Range) {
	r.error("Duplicate "+what, fmt.Sprintf("There is another %s with the %s %q, at %s.", what, by, name.Value, diag.Place(first)), name.Range)
	r.and(first)
}

// and adds another place to the last diagnostic.
func (r *resolver) and(at hcl.Range) {
	r.Diags[len(r.Diags)-1].Extra = diag.Related{at}
}

// Resolve declares everything, then resolves what refers to it.
func (r *resolver) Resolve() {
	w := r.World
	var (
		orgs            []*schema.OrgBlock
		teams           []*schema.TeamBlock
		folders         []*schema.FolderBlock
		dashboards      []*schema.DashboardBlock
		sources         []*schema.DataSourceBlock
		keys            []*schema.APIKeyBlock
		roles           []*schema.RoleBlock
		assignments     []*schema.RoleAssignmentBlock
		serviceAccounts []*schema.ServiceAccountBlock
	)
	r.orgs, orgs, w.Orgs = declare(r, schema.OrgType, func(b *schema.Blocks) []*schema.OrgBlock { return b.Orgs }, newOrg)
	r.users, _, w.Users = declare(r, schema.UserType, func(b *schema.Blocks) []*schema.UserBlock { return b.Users }, newUser)
	r.teams, teams, w.Teams = declare(r, schema.TeamType, func(b *schema.Blocks) []*schema.TeamBlock { return b.Teams }, newTeam)
	r.folders, folders, w.Folders = declare(r, schema.FolderType, func(b *schema.Blocks) []*schema.FolderBlock { return b.Folders }, newFolder)
	r.dashboards, dashboards, w.Dashboards = declare(r, schema.DashboardType, func(b *schema.Blocks) []*schema.DashboardBlock { return b.Dashboards }, newDashboard)
	r.dataSources, sources, w.DataSources = declare(r, schema.DataSourceType, func(b *schema.Blocks) []*schema.DataSourceBlock { return b.DataSources }, newDataSource)
	r.apiKeys, keys, w.APIKeys = declare(r, schema.APIKeyType, func(b *schema.Blocks) []*schema.APIKeyBlock { return b.APIKeys }, newAPIKey)
	r.roles, roles, w.Roles = declare(r, schema.RoleType, func(b *schema.Blocks) []*schema.RoleBlock { return b.Roles }, newRole)
	_, assignments, w.RoleAssignments = declare(r, schema.RoleAssignmentType, func(b *schema.Blocks) []*schema.RoleAssignmentBlock { return b.RoleAssignments }, newRoleAssignment)
	r.serviceAccounts, serviceAccounts, w.ServiceAccounts = declare(r, schema.ServiceAccountType, func(b *schema.Blocks) []*schema.ServiceAccountBlock { return b.ServiceAccounts }, newServiceAccount)

	r.resolveGrafana()
	r.lowerLogins()
	// Orgs of things come first: what refers to a thing asks for its org.
	each(teams, w.Teams, func(b *schema.TeamBlock, t *schema.Team) { t.Org = r.org(b.Org, b.Range) })
	each(folders, w.Folders, func(b *schema.FolderBlock, f *schema.Folder) { f.Org = r.org(b.Org, b.Range) })
	each(serviceAccounts, w.ServiceAccounts, func(b *schema.ServiceAccountBlock, a *schema.ServiceAccount) { a.Org = r.org(b.Org, b.Range) })
	each(roles, w.Roles, r.resolveRoleOrg)

	each(orgs, w.Orgs, r.resolveOrg)
	each(teams, w.Teams, r.resolveTeam)
	each(folders, w.Folders, r.resolveFolder)
	r.checkFolderDepth()
	each(dashboards, w.Dashboards, r.resolveDashboard)
	each(sources, w.DataSources, r.resolveDataSource)
	each(keys, w.APIKeys, r.resolveAPIKey)
	each(serviceAccounts, w.ServiceAccounts, r.resolveServiceAccount)
	each(roles, w.Roles, r.resolveRole)
	each(assignments, w.RoleAssignments, r.resolveAssignment)
	r.resolveBasicRoles()
	r.resolveOrgMappings()
	r.resolveInvariants()
	r.resolveTests()
}

// each pairs the blocks of one type with what they declare.
func each[B, T any](blocks []*B, things []*T, resolve func(*B, *T)) {
	for i, b := range blocks {
		resolve(b, things[i])
	}
}

// org resolves the attribute org of the block at; left out, it is the one org
// that is declared. It is nil after an error.
func (r *resolver) org(expr hcl.Expression, at hcl.Range) *schema.Org {
	if !r.absent(expr) {
		if ref := reference(r, expr, schema.OrgType, r.orgs); ref != nil {
			return ref.To
		}
		return nil
	}
	if len(r.World.Orgs) == 1 {
		return r.World.Orgs[0]
	}
	switch {
	case len(r.World.Orgs) == 0 && !r.broken && !r.orgless:
		r.orgless = true // once is enough: one org will do for all
		r.error("Missing org", `No org is declared, and this block must be in one; declare it, as in org "main" {}.`, at)
	case len(r.World.Orgs) > 1:
		r.error("Missing org", "More than one org is declared, so this block must say which one it is in, as in org = org.NAME.", at)
	}
	return nil
}

// role checks the name of a role; it is the empty role after an error.
func (r *resolver) role(name string, at hcl.Range, known []schema.OrgRole) schema.OrgRole {
	if name == "" && at.Empty() {
		return "" // the attribute is missing, which is reported
	}
	if !slices.Contains(known, schema.OrgRole(name)) {
		if version := r.version(); version != "" && version.Before(noBasicRole) {
			known = slices.DeleteFunc(slices.Clone(known), func(role schema.OrgRole) bool { return role == schema.NoBasicRole })
		}
		r.error("Unknown role", fmt.Sprintf("There is no role %q here; the roles are %s.%s", name, quoted(known), diag.DidYouMean(name, names(known))), at)
		return ""
	}
	return schema.OrgRole(name)
}

// sameOrg reports a reference out of the org it is made in. An org that is
// nil has been reported.
func (r *resolver) sameOrg(to schema.Addr, its, here *schema.Org, at hcl.Range) {
	if its != nil && here != nil && its != here {
		r.error("Reference to another org", fmt.Sprintf("%s is in %s, and this block is in %s.", to, its.Addr, here.Addr), at)
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
