package resolve

import (
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/schema"
)

func (r *resolver) resolveUser(b *schema.UserBlock, user *schema.User) {
	user.Email = text(b.Email, b.EmailRange, schema.Text{Range: b.LabelRange})
	user.Login.Value, user.Email.Value = r.storedLogin(user.Login.Value), r.storedLogin(user.Email.Value)
	user.GrafanaAdmin, user.AdminRange, user.Disabled = b.GrafanaAdmin, b.AdminRange, b.Disabled
}

func (r *resolver) resolveAPIKey(b *schema.APIKeyBlock, key *schema.APIKey) {
	key.Org = r.org(b.Org, b.Range)
	key.Role = r.role(b.Role, b.RoleRange, schema.OrgRoles)
	key.Expires, key.ExpiresRange = r.time(b.Expires, b.ExpiresRange), b.ExpiresRange
}

func (r *resolver) resolveServiceAccount(b *schema.ServiceAccountBlock, account *schema.ServiceAccount) {
	account.Disabled = b.Disabled
	account.Role = r.role(b.Role, b.RoleRange, schema.OrgRoles)
	first := map[string]hcl.Range{}
	for _, t := range b.Tokens {
		t.Name = norm.NFC.String(t.Name) // labels are as they were written
		token := schema.Token{Name: schema.Text{Value: t.Name, Range: t.NameRange}, Expires: r.time(t.Expires, t.ExpiresRange), ExpiresRange: t.ExpiresRange, Range: t.Range}
		if at, twice := first[t.Name]; twice {
			r.clash("token", "name", token.Name, at)
			continue
		}
		if r.Forbid(t.Name, t.NameRange) {
			continue
		}
		first[t.Name] = t.NameRange
		account.Tokens = append(account.Tokens, token)
	}
}

// time reads a time; it is the zero time when left out, and after an error.
func (r *resolver) time(value *string, at hcl.Range) time.Time {
	if value == nil {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, *value)
	if err != nil || t.Year() < 1970 || t.Year() > 2261 {
		r.Error("Invalid time", fmt.Sprintf("%q is not a time between 1970 and 2261; write it as in \"2027-01-01T00:00:00Z\".", *value), at)
		return time.Time{}
	}
	return t.UTC()
}

// resolveOrgMappings resolves the mappings in the order of files and lines,
// which decides between those of the same group.
func (r *resolver) resolveOrgMappings() {
	for _, f := range r.files {
		for _, b := range f.Blocks.OrgMappings {
			mapping := &schema.OrgMapping{
				Group:        b.Group,
				Org:          r.orgIn(b.Org),
				Role:         r.role(b.Role, b.RoleRange, schema.OrgRoles),
				GrafanaAdmin: b.GrafanaAdmin,
				AdminRange:   b.AdminRange,
				Range:        b.Range,
			}
			r.world.OrgMappings = append(r.world.OrgMappings, mapping)
		}
	}
}
