package terraform

import (
	"slices"
	"strconv"
	"time"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
	"github.com/rolecall/rolecall/schema"
)

// serviceAccount reads a service account. Grafana makes the creator its Admin.
func (r *things) serviceAccount(res *resource.Resource) {
	o, name, ok := r.named(res, "service account", "name")
	if !ok {
		return
	}
	a := &inventory.ServiceAccount{Org: o, Name: name}
	role, known := res.Text("role")
	if a.Role = schema.OrgRole(role); !known || !isOrgRole(a.Role) {
		r.unreadPart(res, "the service account "+res.Address, "role")
		return
	}
	disabled, known := res.Flag("is_disabled", false)
	if a.Disabled = disabled || !known; !known {
		a.Unread = append(a.Unread, inventory.Unread{What: "whether it is disabled", Why: res.Because("is_disabled")})
	}
	if r.signedIn != nil {
		a.Permissions.Creator = inventory.Holder{User: r.signedIn}
	}
	r.ServiceAccounts = append(r.ServiceAccounts, a)
	numbers(r.accounts, res, a)
	r.managed[managed{o, schema.ServiceAccountType}] = true
}

// isOrgRole reports whether a role is one of an org.
func isOrgRole(role schema.OrgRole) bool {
	return role != schema.GrafanaAdmin && slices.Contains(schema.OrgRoles, role)
}

// lookedUpAccount reads a service account that the project does not declare. A state has its role.
func (r *things) lookedUpAccount(res *resource.Resource) {
	o, name, ok := r.named(res, "service account", "name")
	if !ok {
		return
	}
	for _, a := range r.ServiceAccounts {
		if a.Org == o && a.Name == name {
			numbers(r.accounts, res, a)
			return
		}
	}
	role, known := res.Text("role")
	if !known || !isOrgRole(schema.OrgRole(role)) {
		r.unreadPart(res, "the service account "+strconv.Quote(name), "role")
		return
	}
	a := &inventory.ServiceAccount{
		Org: o, Name: name, Role: schema.OrgRole(role), TokensUnknown: true, Permissions: inventory.List{Unknown: true},
	}
	a.Disabled, _ = res.Flag("is_disabled", false)
	a.Unread = append(a.Unread, inventory.Unread{
		What: "its tokens, and who manages it", Why: "The project does not declare the account: it looks it up.",
	})
	r.ServiceAccounts = append(r.ServiceAccounts, a)
	numbers(r.accounts, res, a)
}

// token reads a token of a service account.
func (r *things) token(res *resource.Resource) {
	id, _ := res.Text("service_account_id")
	a := r.accounts[resource.Local(id)]
	name, known := res.Text("name")
	switch {
	case a == nil && id != "":
		r.unread("the token "+res.Address, nobody(res, "service_account_id", id))
		return
	case a == nil:
		r.unreadPart(res, "the token "+res.Address, "service_account_id")
		return
	case !known || name == "":
		a.TokensUnknown = true
		a.Unread = append(a.Unread, inventory.Unread{What: "a token", Why: res.Because("name")})
		return
	}
	expires, ok := expiry(res)
	if !ok {
		a.TokensUnknown = true
		a.Unread = append(a.Unread, inventory.Unread{What: "the token " + strconv.Quote(name),
			Why: "It expires at a time that only Grafana knows. " + res.Because("expiration")})
		return
	}
	a.Tokens = append(a.Tokens, inventory.Token{Name: name, Expires: expires})
}

// expiry returns the time at which a token or key expires; the zero time for never. It returns false if the
// project does not tell it.
func expiry(res *resource.Resource) (time.Time, bool) {
	text, known := res.Text("expiration")
	if known && text != "" {
		for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05 -0700 MST"} {
			if at, err := time.Parse(layout, text); err == nil {
				return at.UTC(), true
			}
		}
		return time.Time{}, false
	}
	seconds, known := res.Text("seconds_to_live")
	return time.Time{}, known && (seconds == "" || seconds == "0")
}

// apiKey reads an API key, which providers before version 3 have.
func (r *things) apiKey(res *resource.Resource) {
	o, name, ok := r.named(res, "API key", "name")
	if !ok {
		return
	}
	role, _ := res.Text("role")
	expires, known := expiry(res)
	if !isOrgRole(schema.OrgRole(role)) || !known {
		r.unreadPart(res, "the API key "+res.Address, "expiration")
		return
	}
	r.APIKeys = append(r.APIKeys, &inventory.APIKey{Org: o, Name: name, Role: schema.OrgRole(role), Expires: expires})
	r.managed[managed{o, schema.APIKeyType}] = true
}
