package inventory

import "github.com/rolecall/rolecall/schema"

// A Thing is a pointer to a part of an Inventory that a labelled block declares: *Folder.
type Thing interface {
	// Type returns the type of the block.
	Type() schema.Type
	// GrafanaName returns the login, uid or name by which Grafana knows the thing.
	GrafanaName() string
	// In returns the org that the thing is in; nil for things of the server.
	In() *Org
	// Called returns the name for people, from which a label is made. It is empty for a thing
	// that has none besides GrafanaName.
	Called() string
}

func (*Org) Type() schema.Type            { return schema.OrgType }
func (*User) Type() schema.Type           { return schema.UserType }
func (*Team) Type() schema.Type           { return schema.TeamType }
func (*Folder) Type() schema.Type         { return schema.FolderType }
func (*Dashboard) Type() schema.Type      { return schema.DashboardType }
func (*DataSource) Type() schema.Type     { return schema.DataSourceType }
func (*ServiceAccount) Type() schema.Type { return schema.ServiceAccountType }
func (*APIKey) Type() schema.Type         { return schema.APIKeyType }
func (*Role) Type() schema.Type           { return schema.RoleType }

func (o *Org) GrafanaName() string            { return o.Name }
func (u *User) GrafanaName() string           { return u.Login }
func (t *Team) GrafanaName() string           { return t.Name }
func (f *Folder) GrafanaName() string         { return f.UID }
func (d *Dashboard) GrafanaName() string      { return d.UID }
func (d *DataSource) GrafanaName() string     { return d.UID }
func (a *ServiceAccount) GrafanaName() string { return a.Name }
func (k *APIKey) GrafanaName() string         { return k.Name }
func (r *Role) GrafanaName() string           { return r.UID }

func (o *Org) In() *Org            { return nil }
func (u *User) In() *Org           { return nil }
func (t *Team) In() *Org           { return t.Org }
func (f *Folder) In() *Org         { return f.Org }
func (d *Dashboard) In() *Org      { return d.Org }
func (d *DataSource) In() *Org     { return d.Org }
func (a *ServiceAccount) In() *Org { return a.Org }
func (k *APIKey) In() *Org         { return k.Org }
func (r *Role) In() *Org           { return r.Org }

func (*Org) Called() string            { return "" }
func (*User) Called() string           { return "" }
func (*Team) Called() string           { return "" }
func (f *Folder) Called() string       { return f.Title }
func (d *Dashboard) Called() string    { return d.Title }
func (d *DataSource) Called() string   { return d.Name }
func (*ServiceAccount) Called() string { return "" }
func (*APIKey) Called() string         { return "" }
func (r *Role) Called() string         { return r.DisplayName }

// Things yields all parts that labelled blocks declare, by type, in their order.
func (i *Inventory) Things(yield func(Thing) bool) {
	_ = each(i.Orgs, yield) && each(i.Users, yield) && each(i.Teams, yield) && each(i.Folders, yield) &&
		each(i.Dashboards, yield) && each(i.DataSources, yield) && each(i.ServiceAccounts, yield) &&
		each(i.APIKeys, yield) && each(i.Roles, yield)
}

// Add adds a thing.
func (i *Inventory) Add(t Thing) {
	switch t := t.(type) {
	case *Org:
		i.Orgs = append(i.Orgs, t)
	case *User:
		i.Users = append(i.Users, t)
	case *Team:
		i.Teams = append(i.Teams, t)
	case *Folder:
		i.Folders = append(i.Folders, t)
	case *Dashboard:
		i.Dashboards = append(i.Dashboards, t)
	case *DataSource:
		i.DataSources = append(i.DataSources, t)
	case *ServiceAccount:
		i.ServiceAccounts = append(i.ServiceAccounts, t)
	case *APIKey:
		i.APIKeys = append(i.APIKeys, t)
	case *Role:
		i.Roles = append(i.Roles, t)
	}
}

func each[T Thing](things []T, yield func(Thing) bool) bool {
	for _, thing := range things {
		if !yield(thing) {
			return false
		}
	}
	return true
}

// NotRead returns the things that the source did not tell about a team.
func (t *Team) NotRead() []Unread { return t.Unread }

// NotRead returns the things that the source did not tell about a folder.
func (f *Folder) NotRead() []Unread { return f.Unread }

// NotRead returns the things that the source did not tell about a dashboard.
func (d *Dashboard) NotRead() []Unread { return d.Unread }

// NotRead returns the things that the source did not tell about a data source.
func (d *DataSource) NotRead() []Unread { return d.Unread }

// NotRead returns the things that the source did not tell about a service account.
func (a *ServiceAccount) NotRead() []Unread { return a.Unread }

// NotRead returns the things that the source did not tell about a role.
func (r *Role) NotRead() []Unread { return r.Unread }
