package inventory

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// Sort orders an Inventory by the names of things, and things in orgs by the name of the org
// first. Holders of permissions are roles, then users, teams and service accounts. The order of
// org mappings has a meaning, so that they stay.
func (i *Inventory) Sort() {
	sortThings(i.Orgs)
	sortThings(i.Users)
	sortThings(i.Teams)
	sortThings(i.Folders)
	sortThings(i.Dashboards)
	sortThings(i.DataSources)
	sortThings(i.ServiceAccounts)
	sortThings(i.APIKeys)
	sortThings(i.Roles)
	slices.Sort(i.Settings.Toggles)
	for _, o := range i.Orgs {
		slices.SortFunc(o.Members, func(a, b Member) int { return strings.Compare(a.User.Login, b.User.Login) })
	}
	for _, t := range i.Teams {
		sortThings(t.Members)
		sortThings(t.Admins)
		slices.Sort(t.ExternalGroups)
	}
	for _, f := range i.Folders {
		f.Permissions.sort()
	}
	for _, d := range i.Dashboards {
		d.Permissions.sort()
	}
	for _, d := range i.DataSources {
		d.Permissions.sort()
	}
	for _, a := range i.ServiceAccounts {
		a.Permissions.sort()
		slices.SortFunc(a.Tokens, func(a, b Token) int { return strings.Compare(a.Name, b.Name) })
	}
	for _, r := range i.Roles {
		sortPermissions(r.Permissions)
		sortPermissions(r.Removed)
	}
	slices.SortFunc(i.BasicRoles, func(a, b *BasicRole) int { return strings.Compare(string(a.Role), string(b.Role)) })
	for _, r := range i.BasicRoles {
		sortPermissions(r.Add)
		sortPermissions(r.Remove)
	}
	for _, a := range i.Assignments {
		slices.SortFunc(a.Holders, Holder.compare)
	}
	slices.SortStableFunc(i.Assignments, func(a, b *Assignment) int {
		return cmp.Or(strings.Compare(a.roleName(), b.roleName()), strings.Compare(nameOf(a.Org), nameOf(b.Org)))
	})
}

func (a *Assignment) roleName() string {
	if a.Role == nil {
		return a.Fixed
	}
	return a.Role.UID
}

func nameOf(o *Org) string {
	if o == nil {
		return ""
	}
	return o.Name
}

func sortThings[T Thing](things []T) {
	slices.SortFunc(things, func(a, b T) int {
		return cmp.Or(strings.Compare(nameOf(a.In()), nameOf(b.In())), strings.Compare(a.GrafanaName(), b.GrafanaName()))
	})
}

func sortPermissions(permissions []Permission) {
	slices.SortFunc(permissions, func(a, b Permission) int {
		return cmp.Or(strings.Compare(a.Action, b.Action), strings.Compare(a.Scope, b.Scope))
	})
}

func (l *List) sort() {
	slices.SortFunc(l.Entries, func(a, b Entry) int { return a.Holder.compare(b.Holder) })
}

// compare orders holders: roles from the lowest, then users, teams and service accounts by name.
func (h Holder) compare(other Holder) int {
	a, name := h.rank()
	b, otherName := other.rank()
	return cmp.Or(cmp.Compare(a, b), strings.Compare(name, otherName))
}

func (h Holder) rank() (int, string) {
	switch {
	case h.User != nil:
		return 1000, h.User.Login
	case h.Team != nil:
		return 1001, h.Team.Name
	case h.ServiceAccount != nil:
		return 1002, h.ServiceAccount.Name
	}
	return slices.Index(schema.OrgRoles, h.Role), string(h.Role)
}
