package resolve

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// accountBlocks resolves users, API keys and service accounts, and the orgs and
// teams that they are in.
type accountBlocks struct{ *attributes }

func (r accountBlocks) resolveUser(b *schema.UserBlock, user *schema.User) {
	user.Email = text(b.Email, b.EmailRange, schema.Text{Range: b.LabelRange})
	for _, name := range []*schema.Text{&user.Login, &user.Email} {
		name.Value = storedLogin(r.known(), name.Value)
	}
	user.GrafanaAdmin, user.AdminRange, user.Disabled = b.GrafanaAdmin, b.AdminRange, b.Disabled
	user.Name = b.Name
}

func (r accountBlocks) resolveAPIKey(b *schema.APIKeyBlock, key *schema.APIKey) {
	key.Org = r.org(b.Org, b.Range)
	key.Role = r.role(b.Role, b.RoleRange, schema.OrgRoles)
	key.Expires, key.ExpiresRange = readTime(&r.List, b.Expires, b.ExpiresRange), b.ExpiresRange
}

func (r accountBlocks) resolveServiceAccount(b *schema.ServiceAccountBlock, account *schema.ServiceAccount) {
	account.Disabled = b.Disabled
	account.Role = r.role(b.Role, b.RoleRange, schema.OrgRoles)
	account.CreatedBy = r.creator(b.CreatedBy)
	lists := make([]schema.PermissionBlock, len(b.Permissions))
	for i, p := range b.Permissions {
		lists[i] = p.List()
	}
	account.Permissions = r.permissions(lists, nil, account.Org, catalogue.Levels("service_account"))
	names := taken{}
	for _, t := range b.Tokens {
		name := schema.Text{Value: norm.NFC.String(t.Name), Range: t.NameRange} // labels are as they were written
		token := schema.Token{Name: name, Expires: readTime(&r.List, t.Expires, t.ExpiresRange), ExpiresRange: t.ExpiresRange, Range: t.Range}
		if !r.Forbid(name.Value, name.Range) && names.take(&r.List, "token", "name", &name) {
			account.Tokens = append(account.Tokens, token)
		}
	}
}

func (r accountBlocks) resolveOrg(b *schema.OrgBlock, org *schema.Org) {
	first := map[*schema.User]int{} // the position of a user among the members
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

func (r accountBlocks) resolveTeam(b *schema.TeamBlock, team *schema.Team) {
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

// resolveOrgMappings resolves the mappings in the order of files and lines,
// which decides between those of the same group.
func (r accountBlocks) resolveOrgMappings(blocks []*schema.OrgMappingBlock) {
	for _, b := range blocks {
		r.world.OrgMappings = append(r.world.OrgMappings, &schema.OrgMapping{
			Group:        b.Group,
			Org:          r.orgIn(b.Org),
			Role:         r.role(b.Role, b.RoleRange, schema.OrgRoles),
			GrafanaAdmin: b.GrafanaAdmin,
			AdminRange:   b.AdminRange,
			Range:        b.Range,
		})
	}
}
