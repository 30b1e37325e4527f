package server

import (
	"context"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
)

// serviceAccounts reads the service accounts, which releases before 8.5 do not have.
func (o *org) serviceAccounts(ctx context.Context) error {
	type account struct {
		ID         int64
		Name, Role string
		IsDisabled bool
		Tokens     int
	}
	all, err := pages(ctx, "/api/serviceaccounts/search?perpage=1000", 1, func(ctx context.Context, at string) ([]account, error) {
		var page struct{ ServiceAccounts []account }
		err := o.get(ctx, o.id, at, &page)
		return page.ServiceAccounts, err
	}, func(a account) string { return strconv.FormatInt(a.ID, 10) })
	switch {
	case missing(err):
		return nil
	case err != nil:
		return o.refused("service accounts", err, schema.ServiceAccountType)
	}
	for _, a := range all {
		read := &inventory.ServiceAccount{Org: o.Org, Name: a.Name, Role: schema.OrgRole(a.Role), Disabled: a.IsDisabled}
		o.accounts[a.ID] = read
		o.ServiceAccounts = append(o.ServiceAccounts, read)
		if a.Tokens > 0 {
			o.tasks = append(o.tasks, func(ctx context.Context) error { return o.tokens(ctx, a.ID, read) })
		}
		if o.Settings.Version.Release().AtLeast(accountLists.Since) {
			o.tasks = append(o.tasks, func(ctx context.Context) error {
				err := o.managedEntries(ctx, "serviceaccounts", strconv.FormatInt(a.ID, 10), &read.Permissions, &read.Unread)
				read.Permissions.Unknown = read.Permissions.Unknown || err != nil
				return note(&read.Unread, "its permissions", err)
			})
		}
	}
	return nil
}

// accountLists tells since when service accounts have permissions.
var accountLists = schema.ShapeOf(reflect.TypeFor[schema.AccountPermissionBlock]())

func (o *org) tokens(ctx context.Context, id int64, a *inventory.ServiceAccount) error {
	var all []struct {
		Name       string
		Expiration *time.Time
		IsRevoked  bool
	}
	if err := o.get(ctx, o.id, fmt.Sprintf("/api/serviceaccounts/%d/tokens", id), &all); err != nil {
		a.TokensUnknown = true
		return note(&a.Unread, "its tokens", err)
	}
	for _, t := range all {
		if !t.IsRevoked {
			a.Tokens = append(a.Tokens, inventory.Token{Name: t.Name, Expires: expiry(t.Expiration)})
		}
	}
	return nil
}

// expiry returns the time at which a key or token expires; the zero time for never.
func expiry(at *time.Time) time.Time {
	if at == nil {
		return time.Time{}
	}
	return at.UTC()
}

// apiKeys reads the API keys, the expired ones too. Releases from 12.1 on have none.
func (o *org) apiKeys(ctx context.Context) error {
	var all []struct {
		Name, Role string
		Expiration *time.Time
	}
	err := o.get(ctx, o.id, "/api/auth/keys?includeExpired=true", &all)
	switch {
	case missing(err):
		return nil
	case err != nil:
		return o.refused("API keys", err, schema.APIKeyType)
	}
	for _, k := range all {
		o.APIKeys = append(o.APIKeys, &inventory.APIKey{
			Org: o.Org, Name: k.Name, Role: schema.OrgRole(k.Role), Expires: expiry(k.Expiration),
		})
	}
	return nil
}
