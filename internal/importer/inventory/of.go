package inventory

import (
	"cmp"
	"slices"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// Of returns what a configuration declares, and where each thing is declared. A folder or dashboard without a title
// has its label in place of it, as package write leaves such a title out; other names for people are empty. The World
// must be complete.
func Of(w *schema.World) (*Inventory, map[Thing]*schema.Declaration) {
	d := declared{
		Inventory: &Inventory{Licensed: true, AllUsers: true}, at: map[Thing]*schema.Declaration{},
		orgs: map[*schema.Org]*Org{}, users: map[*schema.User]*User{}, teams: map[*schema.Team]*Team{},
		folders: map[*schema.Folder]*Folder{}, accounts: map[*schema.ServiceAccount]*ServiceAccount{},
		roles: map[*schema.Role]*Role{},
	}
	d.settings(w)
	for _, o := range w.Orgs {
		d.orgs[o] = add(&d, &d.Orgs, &Org{Name: o.Name.Value}, &o.Declaration)
	}
	for _, u := range w.Users {
		read := &User{Login: u.Login.Value, Email: u.Email.Value, GrafanaAdmin: u.GrafanaAdmin, Disabled: u.Disabled}
		d.users[u] = add(&d, &d.Users, read, &u.Declaration)
	}
	for _, o := range w.Orgs {
		for _, m := range o.Members {
			d.orgs[o].Members = append(d.orgs[o].Members, Member{d.users[m.User.To], m.Role})
		}
	}
	d.anonymous(w)
	for _, t := range w.Teams {
		read := &Team{Org: d.orgs[t.Org], Name: t.Name.Value, Members: d.refs(t.Members), Admins: d.refs(t.Admins)}
		if by := t.CreatedBy; by != nil && by.User != nil && d.makesAdmin(w, t) {
			creator := d.users[by.User]
			read.Members = slices.DeleteFunc(read.Members, func(u *User) bool { return u == creator })
			if !slices.Contains(read.Admins, creator) {
				read.Admins = append(read.Admins, creator)
			}
		}
		for _, group := range t.ExternalGroups {
			read.ExternalGroups = append(read.ExternalGroups, group.Value)
		}
		d.teams[t] = add(&d, &d.Teams, read, &t.Declaration)
	}
	for _, a := range w.ServiceAccounts {
		read := &ServiceAccount{Org: d.orgs[a.Org], Name: a.Name.Value, Role: a.Role, Disabled: a.Disabled}
		for _, t := range a.Tokens {
			read.Tokens = append(read.Tokens, Token{t.Name.Value, t.Expires})
		}
		d.accounts[a] = add(&d, &d.ServiceAccounts, read, &a.Declaration)
	}
	for _, a := range w.ServiceAccounts {
		d.accounts[a].Permissions = d.list(a.Permissions, a.CreatedBy)
		// Any entry replaces the list with the creator.
		if len(a.Permissions.Entries) > 0 {
			d.accounts[a].Permissions.Creator = Holder{}
		}
	}
	for _, k := range w.APIKeys {
		add(&d, &d.APIKeys, &APIKey{Org: d.orgs[k.Org], Name: k.Name.Value, Role: k.Role, Expires: k.Expires}, &k.Declaration)
	}
	d.places(w)
	d.assignments(w)
	return d.Inventory, d.at
}

// declared is a configuration as it is being read.
type declared struct {
	*Inventory
	at       map[Thing]*schema.Declaration
	orgs     map[*schema.Org]*Org
	users    map[*schema.User]*User
	teams    map[*schema.Team]*Team
	folders  map[*schema.Folder]*Folder
	accounts map[*schema.ServiceAccount]*ServiceAccount
	roles    map[*schema.Role]*Role
}

// add adds a thing and where it is declared.
func add[T Thing](d *declared, to *[]T, thing T, at *schema.Declaration) T {
	*to = append(*to, thing)
	d.at[thing] = at
	return thing
}

func (d *declared) settings(w *schema.World) {
	g := w.Grafana
	d.Settings = Settings{
		Version: g.Declared, ViewersCanEdit: g.ViewersCanEdit, EditorsCanAdmin: g.EditorsCanAdmin,
		AllowOrgCreate: g.AllowOrgCreate, Toggles: g.FeatureToggles,
	}
	if !g.EditionRange.Empty() {
		d.Settings.Edition = g.Edition
	}
}

// makesAdmin reports whether Grafana makes a user who creates a team its admin.
func (d *declared) makesAdmin(w *schema.World, t *schema.Team) bool {
	creators := catalogue.Of(w.Grafana.Version.Release()).Creators
	return creators.Have(string(schema.UserType), string(t.Addr.Type), false)
}

func (d *declared) anonymous(w *schema.World) {
	if a := w.Grafana.Anonymous; a != nil {
		d.Settings.Anonymous = &Anonymous{d.orgs[a.Org], a.Role}
	}
	for _, m := range w.OrgMappings {
		d.OrgMappings = append(d.OrgMappings, OrgMapping{m.Group, d.orgs[m.Org], m.Role, m.GrafanaAdmin, m.Range})
	}
}

func (d *declared) refs(users []schema.Ref[schema.User]) []*User {
	var all []*User
	for _, u := range users {
		all = append(all, d.users[u.To])
	}
	return all
}

func (d *declared) holder(h schema.Holder) Holder {
	switch {
	case h.User != nil:
		return Holder{User: d.users[h.User]}
	case h.Team != nil:
		return Holder{Team: d.teams[h.Team]}
	case h.ServiceAccount != nil:
		return Holder{ServiceAccount: d.accounts[h.ServiceAccount]}
	}
	return Holder{Role: h.Role}
}

func (d *declared) list(p schema.Permissions, by *schema.Creator) List {
	l := List{Default: p.Default}
	for _, e := range p.Entries {
		l.Entries = append(l.Entries, Entry{e.Level, d.holder(e.Holder)})
	}
	switch {
	case by == nil:
	case by.User != nil:
		l.Creator = Holder{User: d.users[by.User]}
	case by.ServiceAccount != nil:
		l.Creator = Holder{ServiceAccount: d.accounts[by.ServiceAccount]}
	}
	return l
}

// places reads folders, dashboards and data sources. A list that was written replaced the one with the
// creator.
func (d *declared) places(w *schema.World) {
	for _, f := range w.Folders {
		d.folders[f] = add(d, &d.Folders, &Folder{
			Org: d.orgs[f.Org], UID: f.UID.Value, Title: cmp.Or(f.Title, f.Addr.Label),
		}, &f.Declaration)
	}
	for _, f := range w.Folders {
		read := d.folders[f]
		if f.Parent != nil {
			read.Parent = d.folders[f.Parent]
		}
		read.Permissions = d.placeList(f.Permissions, f.CreatedBy, f.Parent != nil)
	}
	for _, b := range w.Dashboards {
		read := &Dashboard{Org: d.orgs[b.Org], UID: b.UID.Value, Title: cmp.Or(b.Title, b.Addr.Label)}
		if b.Folder != nil {
			read.Folder = d.folders[b.Folder]
		}
		read.Permissions = d.placeList(b.Permissions, b.CreatedBy, b.Folder != nil)
		add(d, &d.Dashboards, read, &b.Declaration)
	}
	for _, s := range w.DataSources {
		read := &DataSource{Org: d.orgs[s.Org], UID: s.UID.Value, Permissions: d.list(s.Permissions, nil)}
		add(d, &d.DataSources, read, &s.Declaration)
	}
}

func (d *declared) placeList(p schema.Permissions, by *schema.Creator, inside bool) List {
	if !p.Default {
		by = nil
	}
	l := d.list(p, by)
	l.Default = l.Default && !inside
	return l
}

func (d *declared) assignments(w *schema.World) {
	for _, r := range w.Roles {
		read := &Role{
			Org: d.orgs[r.Org], UID: r.UID.Value, Name: r.Name.Value, DisplayName: r.DisplayName, Group: r.Group,
			Description: r.Description, Hidden: r.Hidden, Permissions: permissions(r.Permissions),
		}
		d.roles[r] = add(d, &d.Roles, read, &r.Declaration)
	}
	for _, a := range w.RoleAssignments {
		read := &Assignment{Fixed: a.Fixed, Org: d.orgs[a.Org], At: &a.Declaration}
		if a.Role != nil {
			read.Role = d.roles[a.Role]
		}
		for _, h := range a.Holders {
			read.Holders = append(read.Holders, d.holder(h.Holder))
		}
		d.Assignments = append(d.Assignments, read)
	}
	for _, r := range w.BasicRoles {
		d.BasicRoles = append(d.BasicRoles, &BasicRole{
			Role: r.Role, Add: permissions(r.Add), Remove: permissions(r.Remove), At: r.Range,
		})
	}
}

func permissions(all []schema.RolePermission) []Permission {
	var read []Permission
	for _, p := range all {
		read = append(read, Permission{Action: p.Action, Scope: p.Scope})
	}
	return read
}
