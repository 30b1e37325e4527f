package resolve

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/loader/internal/refer"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// attributes resolves the attributes and inner blocks that several types of block
// have.
type attributes struct {
	*refer.Finder
	world *schema.World
	// orgless reports whether the missing org has been reported.
	orgless bool
	// byType has Grafana's names for declared things, made when first asked for.
	byType map[schema.Type]map[string]bool
	// accountCreators are the references to service accounts as creators.
	accountCreators []hcl.Range
}

// version returns the declared version of Grafana; empty if it is not known, which
// is reported.
func (a *attributes) version() schema.Version { return a.world.Grafana.KnownVersion() }

// known returns the catalogue of the declared version.
func (a *attributes) known() catalogue.Version { return catalogue.Of(a.version()) }

// org resolves the attribute org of the block at; left out, it is the one org
// that is declared. It is nil after an error.
func (a *attributes) org(x hcl.Expression, at hcl.Range) *schema.Org {
	if !a.Absent(x) {
		return a.orgIn(x)
	}
	switch {
	case len(a.world.Orgs) == 1:
		return a.world.Orgs[0]
	case len(a.world.Orgs) == 0 && !a.Broken && !a.orgless:
		a.orgless = true // once is enough: one org will do for all
		a.Error("Missing org", `No org is declared, and this block must be in one; declare it, as in org "main" {}.`, at)
	case len(a.world.Orgs) > 1:
		a.Error("Missing org", "The configuration declares several orgs. Name the org of this block, as in org = org.NAME.", at)
	}
	return nil
}

// orgIn returns the org that an optional attribute names; nil if it is left out,
// and after an error.
func (a *attributes) orgIn(x hcl.Expression) *schema.Org {
	if ref := a.Orgs.One(x); ref != nil {
		return ref.To
	}
	return nil
}

// sameOrg reports a reference out of the org it is made in. An org that is nil has
// been reported.
func sameOrg(l *diag.List, to *schema.Declaration, here *schema.Org, at hcl.Range) {
	if to.Org != nil && here != nil && to.Org != here {
		l.Error("Reference to another org", fmt.Sprintf("%s is in %s, and this block is in %s. Both must be in one org.", to.Addr, to.Org.Addr, here.Addr), at)
	}
}

// role checks the name of a role; it is the empty role after an error.
func (a *attributes) role(name string, at hcl.Range, known []schema.OrgRole) schema.OrgRole {
	if name == "" && at.Empty() {
		return "" // the attribute is missing, which is reported
	}
	if !slices.Contains(known, schema.OrgRole(name)) {
		known = a.rolesThere(known)
		a.Error("Unknown role", fmt.Sprintf("There is no role %q here; the roles are %s.%s", name, diag.Quoted(known), diag.DidYouMean(name, diag.Names(known))), at)
		return ""
	}
	return schema.OrgRole(name)
}

// rolesThere returns roles without None where the version does not have it.
func (a *attributes) rolesThere(roles []schema.OrgRole) []schema.OrgRole {
	if version := a.version(); version == "" || version.AtLeast(schema.NoBasicRoleSince) {
		return roles
	}
	return slices.DeleteFunc(slices.Clone(roles), func(role schema.OrgRole) bool { return role == schema.NoBasicRole })
}

// creator resolves an attribute created_by.
func (a *attributes) creator(x hcl.Expression) *schema.Creator {
	if a.Absent(x) {
		return nil
	}
	if a.Root(x) == schema.ServiceAccountType {
		a.accountCreators = append(a.accountCreators, x.Range())
		if account := a.ServiceAccounts.One(x); account != nil {
			return &schema.Creator{ServiceAccount: account.To, Range: account.Range}
		}
	} else if user := a.Users.One(x); user != nil {
		return &schema.Creator{User: user.To, Range: user.Range}
	}
	return nil
}

// permissions resolves the permission blocks of a folder, dashboard or data
// source in org. The attribute default_permissions is asCreated.
func (a *attributes) permissions(written []schema.PermissionBlock, asCreated *bool, org *schema.Org, levels []string) schema.Permissions {
	p := schema.Permissions{Default: len(written) == 0}
	if asCreated != nil {
		p.Default = *asCreated
	}
	var first map[schema.Holder]hcl.Range
	if len(written) > 0 {
		first = map[schema.Holder]hcl.Range{}
	}
	for _, b := range written {
		known := slices.Contains(levels, b.Level)
		if !known {
			a.Error("Unknown level", fmt.Sprintf("There is no level %q here; the levels are %s.%s", b.Level, diag.Quoted(levels), cmp.Or(diag.DidYouMean(b.Level, levels), lowest(b.Level, levels))), b.LevelRange)
		}
		holders := a.holders(org, holderExprs{
			roles: b.Roles, known: catalogue.EntryRoles(&a.world.Grafana),
			users: b.Users, teams: b.Teams, serviceAccounts: b.ServiceAccounts,
		})
		if len(holders) == 0 {
			a.Review("Permission for nobody", fmt.Sprintf("This permission names no holder, so nobody gets %s by it. Add one, or take the block out.", b.Level), b.Range)
		}
		for _, h := range holders {
			if !known {
				continue
			}
			if before, twice := first[h.Holder]; twice {
				a.Error("Duplicate permission", fmt.Sprintf("%s already has a permission here, at %s; only the higher level would count.", nameOfHolder(h.Holder), diag.Place(before)), h.Range)
				a.Also(before)
				continue
			}
			first[h.Holder] = h.Range
			p.Entries = append(p.Entries, schema.Entry{Level: b.Level, Holder: h.Holder, Range: h.Range})
		}
	}
	return p
}

// lowest returns a sentence about the lowest level of other things, with a space before
// it; empty for other levels.
func lowest(level string, levels []string) string {
	if level != catalogue.Levels("folder")[0] && level != catalogue.Levels("data_source")[0] {
		return ""
	}
	return fmt.Sprintf(" The lowest level here is %q.", levels[0])
}

// holderExprs are the attributes that name holders, and the roles that may
// be among them.
type holderExprs struct {
	roles, users, teams, serviceAccounts hcl.Expression
	known                                []schema.OrgRole
}

// holders resolves the attributes that name holders. Unless org is nil, teams and
// service accounts must be in it.
func (a *attributes) holders(org *schema.Org, from holderExprs) []schema.Assignee {
	var holders []schema.Assignee
	add := func(h schema.Holder, at hcl.Range) { holders = append(holders, schema.Assignee{Holder: h, Range: at}) }
	for _, role := range a.Texts(from.roles, `roles such as ["Viewer"]`) {
		if known := a.role(role.Value, role.Range, from.known); known != "" {
			add(schema.Holder{Role: known}, role.Range)
		}
	}
	for _, user := range a.Users.All(from.users) {
		add(schema.Holder{User: user.To}, user.Range)
	}
	for _, team := range a.Teams.All(from.teams) {
		sameOrg(&a.List, team.To.Declared(), org, team.Range)
		add(schema.Holder{Team: team.To}, team.Range)
	}
	for _, account := range a.ServiceAccounts.All(from.serviceAccounts) {
		sameOrg(&a.List, account.To.Declared(), org, account.Range)
		add(schema.Holder{ServiceAccount: account.To}, account.Range)
	}
	return holders
}

// nameOfHolder returns a holder as a sentence begins with it.
func nameOfHolder(h schema.Holder) string {
	if h.Role != "" {
		return "Role " + string(h.Role)
	}
	return h.String()
}

// readTime reads a time; it is the zero time when left out, and after an error.
func readTime(l *diag.List, value *string, at hcl.Range) time.Time {
	if value == nil {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, *value)
	if err != nil || t.Year() < 1970 || t.Year() > 2261 {
		l.Error("Invalid time", fmt.Sprintf("%q is not a time between 1970 and 2261; write it as in \"2027-01-01T00:00:00Z\".", *value), at)
		return time.Time{}
	}
	return t.UTC()
}
