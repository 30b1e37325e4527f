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
	all, err := member(ctx, o.client, o.id, "/api/serviceaccounts/search?perpage=1000", "serviceAccounts",
		func(a account) string { return number(a.ID) })
	switch {
	case missing(err) && o.Settings.Version.Release().Before(accountLists.Since): // a toggle turned them on before
		return nil
	case err != nil:
		return o.refused("service accounts", err, schema.ServiceAccountType)
	}
	for _, a := range all {
		role, why := orgRole(a.Role)
		if why != "" {
			o.noRole("the service account "+strconv.Quote(a.Name), why, schema.ServiceAccountType)
			continue
		}
		read := &inventory.ServiceAccount{Org: o.Org, Name: a.Name, Role: role, Disabled: a.IsDisabled}
		o.accounts[a.ID] = read
		o.ServiceAccounts = append(o.ServiceAccounts, read)
		o.tasks = append(o.tasks, func(ctx context.Context) error { return o.account(ctx, a.ID, a.Tokens, read) })
	}
	return nil
}

// account reads the details of a service account: its tokens, if it has some, and its list.
func (o *org) account(ctx context.Context, id int64, tokens int, a *inventory.ServiceAccount) error {
	if tokens > 0 {
		if err := o.tokens(ctx, id, a); err != nil {
			return err
		}
	}
	if !o.Settings.Version.Release().AtLeast(accountLists.Since) {
		return nil
	}
	err := o.managedEntries(ctx, "serviceaccounts", strconv.FormatInt(id, 10), &a.Permissions, &a.Unread)
	a.Permissions.Unknown = a.Permissions.Unknown || err != nil
	return note(&a.Unread, "its permissions", err)
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

// apiKeys tells until when there are API keys.
var apiKeys = schema.ShapeOf(reflect.TypeFor[schema.APIKeyBlock]())

// readKeys reads the API keys, the expired ones too.
func (o *org) readKeys(ctx context.Context) error {
	var all []struct {
		Name, Role string
		Expiration *time.Time
	}
	err := o.get(ctx, o.id, "/api/auth/keys?includeExpired=true", &all)
	switch {
	case missing(err) && o.Settings.Version.Release().AtLeast(apiKeys.Until):
		return nil
	case err != nil:
		return o.refused("API keys", err, schema.APIKeyType)
	}
	for _, k := range all {
		role, why := orgRole(k.Role)
		if why != "" {
			o.noRole("the API key "+strconv.Quote(k.Name), why, schema.APIKeyType)
			continue
		}
		o.APIKeys = append(o.APIKeys, &inventory.APIKey{
			Org: o.Org, Name: k.Name, Role: role, Expires: expiry(k.Expiration),
		})
	}
	return nil
}
