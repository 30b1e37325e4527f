package resolve

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
)

// permissions resolves the permission blocks of a folder, dashboard or data
// source in org.
func (r *resolver) permissions(written []schema.PermissionBlock, asCreated *bool, org *schema.Org, levels []string) schema.Permissions {
	p := schema.Permissions{Default: len(written) == 0}
	if asCreated != nil {
		p.Default = *asCreated
	}
	var first map[schema.Holder]hcl.Range
	if len(written) > 0 {
		first = map[schema.Holder]hcl.Range{}
	}
	for _, b := range written {
		if !slices.Contains(levels, b.Level) {
			r.Error("Unknown level", fmt.Sprintf("There is no level %q here; the levels are %s.%s", b.Level, quoted(levels), diag.DidYouMean(b.Level, levels)), b.LevelRange)
		}
		holders := r.holders(org, holderExprs{
			roles: b.Roles, known: schema.EntryRoles,
			users: b.Users, teams: b.Teams, serviceAccounts: b.ServiceAccounts,
		})
		if len(holders) == 0 {
			r.reviews.Warn("Permission for nobody", fmt.Sprintf("This permission names no holder, so nobody gets %s by it. Add one, or take the block out.", b.Level), b.Range)
		}
		for _, h := range holders {
			if before, twice := first[h.Holder]; twice {
				r.Error("Duplicate permission", fmt.Sprintf("%s already has a permission here, at %s; only the higher level would count.", name(h.Holder), diag.Place(before)), h.Range)
				r.Also(before)
				continue
			}
			first[h.Holder] = h.Range
			p.Entries = append(p.Entries, schema.Entry{Level: b.Level, Holder: h.Holder, Range: h.Range})
		}
	}
	return p
}

// holderExprs are the attributes that name holders, and the roles that may
// be among them.
type holderExprs struct {
	roles, users, teams, serviceAccounts hcl.Expression
	known                                []schema.OrgRole
}

// holders resolves the attributes that name holders. Unless org is nil, teams and
// service accounts must be in it.
func (r *resolver) holders(org *schema.Org, from holderExprs) []schema.Assignee {
	var holders []schema.Assignee
	for _, role := range r.Texts(from.roles, `roles such as ["Viewer"]`) {
		if known := r.role(role.Value, role.Range, from.known); known != "" {
			holders = append(holders, schema.Assignee{Holder: schema.Holder{Role: known}, Range: role.Range})
		}
	}
	for _, user := range r.Users.All(from.users) {
		holders = append(holders, schema.Assignee{Holder: schema.Holder{User: user.To}, Range: user.Range})
	}
	for _, team := range r.Teams.All(from.teams) {
		r.sameOrg(team.To.Declared(), org, team.Range)
		holders = append(holders, schema.Assignee{Holder: schema.Holder{Team: team.To}, Range: team.Range})
	}
	for _, account := range r.ServiceAccounts.All(from.serviceAccounts) {
		r.sameOrg(account.To.Declared(), org, account.Range)
		holders = append(holders, schema.Assignee{Holder: schema.Holder{ServiceAccount: account.To}, Range: account.Range})
	}
	return holders
}

// name returns a holder as a sentence begins with it.
func name(h schema.Holder) string {
	if h.Role != "" {
		return "Role " + string(h.Role)
	}
	return h.String()
}
