// Package document makes the document data.rolecall.world, which the policies
// decide on, of a configuration.
package document

import (
	"maps"
	"strings"

	"github.com/rolecall/rolecall/internal/scopes"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// World is the document data.rolecall.world: the configuration in the shape
// that the policies look things up in. Its JSON, whose object keys are
// sorted, is the same for the same configuration.
//
// Subjects are keyed "user:LOGIN", "service_account:NAME", "api_key:NAME" and
// "anonymous", holders also "team:NAME" and "role:NAME", and lists of
// permissions by the scope they are for. A source is "FILE:LINE", the file below the root of the
// configuration and the line from 1.
//
// What belongs to one org is in Orgs, under its label. The rest is about the server, or about
// all orgs.
type World struct {
	Grafana Grafana `json:"grafana"`
	// OrgIDs maps the names that a request may use for an org to its label.
	OrgIDs map[string]string `json:"org_ids"`
	// Elsewhere are the labels of orgs that are declared and not in Orgs and OrgIDs, sorted: those
	// whose bundles are not loaded.
	Elsewhere []string `json:"elsewhere,omitempty"`
	// DefaultOrg is the org of requests that name none; empty unless one
	// org alone is declared.
	DefaultOrg string `json:"default_org,omitempty"`
	// Logins maps the names that a request may use for a user, its login and its
	// email, to the login.
	Logins map[string]string `json:"logins"`
	// Spellings are the names of the configuration by their spelling in
	// decomposed characters (Unicode's form D), if that differs. They are those of
	// all orgs, as a name is read before the org of the request is known.
	Spellings map[string]string `json:"spellings,omitempty"`
	Users     map[string]User   `json:"users"`
	Orgs      map[string]*Org   `json:"orgs"`
	// Roles are the global custom roles by uid. Custom roles of one org are in the
	// org.
	Roles map[string]Role `json:"roles"`
	// BasicRoles are the changes to basic roles by the name of the role. They apply
	// to all orgs.
	BasicRoles map[string]BasicRole `json:"basic_roles"`
	// Everywhere are the roles that users and basic roles have in every org, and so also
	// outside of all orgs: holder, role, source. Teams and service accounts have theirs
	// in their own org alone.
	Everywhere map[string]map[string]string `json:"everywhere"`
	// OrgMappings are in the order in which they are declared. They are in one list,
	// as the order counts across orgs, and as a mapping to any org lets a session in
	// and can make it that of a server admin.
	OrgMappings []OrgMapping `json:"org_mappings"`
}

// Role is a custom role, or the permissions that a basic role gets or loses.
type Role struct {
	// Permissions are the permissions of the role.
	Permissions []Permission `json:"permissions"`
	// Scopes are the permissions by scope: scope, action, source. The scope
	// of a permission without one is empty.
	Scopes map[string]map[string]string `json:"scopes"`
	Source string                       `json:"source"`
}

// Permission is an action with a scope, which may be empty.
type Permission struct {
	Action string `json:"action"`
	Scope  string `json:"scope"`
}

// BasicRole is a change of a basic role.
type BasicRole struct {
	Add    Role `json:"add"`
	Remove Role `json:"remove"`
}

// OrgMapping gives a role to the members of an external group.
type OrgMapping struct {
	Group string `json:"group"`
	// Org is empty for every org.
	Org  string `json:"org,omitempty"`
	Role string `json:"role"`
	// GrafanaAdmin is absent when the mapping leaves the flag alone.
	GrafanaAdmin *bool `json:"grafana_admin,omitempty"`
	// AdminSource is where the flag stands.
	AdminSource string `json:"admin_source,omitempty"`
	Source      string `json:"source"`
}

// Grafana is the server.
type Grafana struct {
	Version         string `json:"version"`
	ViewersCanEdit  bool   `json:"viewers_can_edit"`
	EditorsCanAdmin bool   `json:"editors_can_admin"`
	AllowOrgCreate  bool   `json:"allow_org_create"`
	// Edition is the edition that runs, and Licence reports whether it has one.
	Edition string `json:"edition"`
	Licence bool   `json:"licence"`
	// FeatureToggles are the toggles that are on.
	FeatureToggles map[string]bool `json:"feature_toggles"`
	// Sources are where the settings that are on stand, by name. That of the edition is
	// left out if the edition follows from what is declared, and that of the licence is
	// what needs it then.
	Sources map[string]string `json:"sources,omitempty"`
}

// DeclaredEdition returns the place where the edition is declared, as file:line; empty if it
// follows from what is declared.
func (g *Grafana) DeclaredEdition() string { return g.Sources[edition] }

// HasServerAdmins reports whether the edition has server admins.
func (g *Grafana) HasServerAdmins() bool { return catalogue.Licences().ServerAdmins[g.Edition] }

// edition is the name of the edition among the sources.
const edition = "edition"

// Licence is the name of the setting that a server with a licence has on.
const Licence = "licence"

// Toggles begins the names of settings that are feature toggles.
const Toggles = "feature_toggles."

// With returns the server with a setting on or off. There must be such a setting.
func (g Grafana) With(name string, on bool) Grafana {
	toggle, ok := strings.CutPrefix(name, Toggles)
	if !ok {
		*g.Setting(name) = on
		return g
	}
	toggles := map[string]bool{}
	maps.Copy(toggles, g.FeatureToggles)
	toggles[toggle] = on
	g.FeatureToggles = toggles
	return g
}

// Setting returns the setting with a name, nil when there is none. For a feature toggle it
// returns a copy.
func (g *Grafana) Setting(name string) *bool {
	if toggle, ok := strings.CutPrefix(name, Toggles); ok {
		on := g.FeatureToggles[toggle]
		return &on
	}
	switch name {
	case "viewers_can_edit":
		return &g.ViewersCanEdit
	case "editors_can_admin":
		return &g.EditorsCanAdmin
	case "allow_org_create":
		return &g.AllowOrgCreate
	case Licence:
		return &g.Licence
	}
	return nil
}

// User is a user of the instance.
type User struct {
	GrafanaAdmin bool   `json:"grafana_admin,omitempty"`
	Disabled     bool   `json:"disabled,omitempty"`
	Source       string `json:"source"`
	// AdminSource is where it stands that the user is a server admin.
	AdminSource string `json:"admin_source,omitempty"`
}

// Org is an org with all that is in it.
type Org struct {
	Source          string             `json:"source"`
	Members         map[string]*Member `json:"members"`
	Teams           map[string]Item    `json:"teams"`
	Folders         map[string]Item    `json:"folders"`
	Dashboards      map[string]Item    `json:"dashboards"`
	DataSources     map[string]Item    `json:"data_sources"`
	APIKeys         map[string]Item    `json:"api_keys"`
	ServiceAccounts map[string]Item    `json:"service_accounts"`
	// Groups are the teams that members of an external group are in:
	// group, team, source. Groups are composed, and in lower case where Grafana
	// ignores the case of groups.
	Groups map[string]map[string]string `json:"groups"`
	// Roles are the roles assigned in the org: holder, uid of a custom
	// role or name of a fixed one, source. The roles of a holder may be the
	// same map as its roles everywhere.
	Roles map[string]map[string]string `json:"roles"`
	// CustomRoles are the custom roles of the org by uid, which no other role
	// of the configuration has.
	CustomRoles map[string]Role             `json:"custom_roles,omitempty"`
	Permissions map[string]map[string]Entry `json:"permissions"`
	// Creators are the subjects who may have a level on a folder, dashboard,
	// team or service account for creating it: place, subject, source.
	Creators map[string]map[string]string `json:"creators"`
	// Held are the levels that a holder has in some list: holder, kind of
	// list, level, source of one of the entries. A kind is the first word
	// of a place, or General.
	Held map[string]map[string]map[string]string `json:"held"`
	// Created are the kinds of list that a subject may have a level in for
	// having created something: subject, kind, "top" or "inside" a folder,
	// source of one of them.
	Created map[string]map[string]map[string]string `json:"created"`
	// Defaults are the kinds of list of which something at the top still has
	// the one that it was created with.
	Defaults map[string]bool `json:"defaults"`
}

// Member is a subject with a role in the org.
type Member struct {
	Role string `json:"role"`
	// Expires is RFC 3339 in UTC; empty for never.
	Expires      string            `json:"expires,omitempty"`
	Source       string            `json:"source"`
	Disabled     bool              `json:"disabled,omitempty"`
	Tokens       map[string]Token  `json:"tokens,omitempty"`
	Teams        map[string]Entry  `json:"teams,omitempty"`
	CreatedTeams map[string]string `json:"created_teams,omitempty"`
}

// Token is a token of a service account.
type Token struct {
	// Expires is RFC 3339 in UTC; empty for never.
	Expires string `json:"expires,omitempty"`
	Source  string `json:"source"`
}

// Item is a thing of an org.
type Item struct {
	Source string `json:"source"`
	// Folder is the uid of the folder a dashboard is in; empty in General.
	Folder string `json:"folder,omitempty"`
	// Within is where the folder that the thing is in is written; empty for
	// what is at the top.
	Within string `json:"within,omitempty"`
	// Above are the uids of the folders that a folder is in, nearest first.
	Above []string `json:"above,omitempty"`
	// DefaultPermissions reports whether a folder, or a dashboard in General,
	// still has the list it was created with.
	DefaultPermissions bool `json:"default_permissions,omitempty"`
	// DefaultSource is where that is written; empty where it is so because
	// nothing is.
	DefaultSource string `json:"default_source,omitempty"`
}

// Entry is a level of a holder.
type Entry struct {
	Level  string `json:"level"`
	Source string `json:"source"`
}

// General is the kind of the list of a folder with the uid general. It is a kind of
// its own, so that the policies can tell whether Grafana heeds such a list.
const General = "general"

// Of returns the document of a world that loaded without errors.
func Of(w *schema.World) *World {
	d := &World{
		Grafana: Grafana{
			Version:         string(w.Grafana.Version),
			ViewersCanEdit:  w.Grafana.ViewersCanEdit,
			EditorsCanAdmin: w.Grafana.EditorsCanAdmin,
			AllowOrgCreate:  w.Grafana.AllowOrgCreate,
			Edition:         w.Grafana.Edition,
			Licence:         w.Grafana.Licensed,
			FeatureToggles:  map[string]bool{},
			Sources:         map[string]string{},
		},
		OrgIDs:      map[string]string{},
		Logins:      map[string]string{},
		Users:       map[string]User{},
		Orgs:        map[string]*Org{},
		Roles:       map[string]Role{},
		Everywhere:  map[string]map[string]string{},
		BasicRoles:  map[string]BasicRole{},
		OrgMappings: []OrgMapping{},
	}
	for _, toggle := range w.Grafana.FeatureToggles {
		d.Grafana.FeatureToggles[toggle] = true
		d.Grafana.Sources[Toggles+toggle] = source(w.Grafana.TogglesRange)
	}
	for name, at := range w.Grafana.SettingRanges {
		d.Grafana.Sources[name] = source(at)
	}
	if !w.Grafana.EditionRange.Empty() {
		d.Grafana.Sources[edition] = source(w.Grafana.EditionRange)
	}
	if w.Grafana.Licensed {
		d.Grafana.Sources[Licence] = source(w.Grafana.LicenceRange)
	}
	for _, u := range w.Users {
		login := u.Login.Value
		d.Logins[login] = login
		if u.Email.Value != "" {
			d.Logins[u.Email.Value] = login
		}
		user := User{GrafanaAdmin: u.GrafanaAdmin, Disabled: u.Disabled, Source: source(u.Range)}
		if u.GrafanaAdmin {
			user.AdminSource = source(u.AdminRange)
		}
		d.Users[userKey(u)] = user
	}
	for _, org := range w.Orgs {
		d.OrgIDs[org.Addr.Label] = org.Addr.Label
		d.OrgIDs[org.Name.Value] = org.Addr.Label
		o := NewOrg()
		o.Source = source(org.Range)
		for _, m := range org.Members {
			o.Members[userKey(m.User.To)] = &Member{Role: string(m.Role), Source: source(m.User.Range)}
		}
		d.Orgs[org.Addr.Label] = o
	}
	if len(w.Orgs) == 1 {
		d.DefaultOrg = w.Orgs[0].Addr.Label
	}
	if a := w.Grafana.Anonymous; a != nil {
		d.org(a.Org).Members["anonymous"] = &Member{Role: string(a.Role), Source: source(a.Range)}
	}
	for _, k := range w.APIKeys {
		o := d.org(k.Org)
		o.APIKeys[k.Name.Value] = Item{Source: source(k.Range)}
		o.Members["api_key:"+k.Name.Value] = &Member{Role: string(k.Role), Expires: expiry(k.Expires), Source: source(k.Range)}
	}
	for _, a := range w.ServiceAccounts {
		o := d.org(a.Org)
		o.ServiceAccounts[a.Name.Value] = Item{Source: source(a.Range)}
		member := &Member{Role: string(a.Role), Disabled: a.Disabled, Tokens: map[string]Token{}, Source: source(a.Range)}
		for _, t := range a.Tokens {
			member.Tokens[t.Name.Value] = Token{Expires: expiry(t.Expires), Source: source(t.Range)}
		}
		o.Members[accountKey(a)] = member
		o.addPermissions(scopes.Of(catalogue.Scope("service_account"), a.Name.Value), a.Permissions, a.CreatedBy, false)
	}
	for _, s := range w.DataSources {
		o := d.org(s.Org)
		o.DataSources[s.UID.Value] = Item{Source: source(s.Range)}
		o.addPermissions(scopes.Of(catalogue.Scope("data_source"), s.UID.Value), s.Permissions, nil, false)
	}
	for _, t := range w.Teams {
		d.addTeam(t)
	}
	for _, f := range w.Folders {
		o, place := d.org(f.Org), scopes.Of(catalogue.Scope("folder"), f.UID.Value)
		item := Item{Source: source(f.Range), DefaultPermissions: f.Permissions.Default}
		item.DefaultSource = defaultSource(f.Permissions)
		if f.Parent != nil {
			item.Within = source(f.ParentRange)
		} else if item.DefaultPermissions {
			o.Defaults[kindOfList(place)] = true
		}
		for parent := f.Parent; parent != nil; parent = parent.Parent {
			item.Above = append(item.Above, parent.UID.Value)
		}
		o.Folders[f.UID.Value] = item
		o.addPermissions(place, f.Permissions, f.CreatedBy, f.Parent != nil)
	}
	for _, b := range w.Dashboards {
		o, place := d.org(b.Org), scopes.Of(catalogue.Scope("dashboard"), b.UID.Value)
		item := Item{Source: source(b.Range)}
		if b.Folder != nil {
			item.Folder, item.Within = b.Folder.UID.Value, source(b.FolderRange)
		} else {
			item.DefaultPermissions, item.DefaultSource = b.Permissions.Default, defaultSource(b.Permissions)
			if item.DefaultPermissions {
				o.Defaults["dashboards"] = true
			}
		}
		o.Dashboards[b.UID.Value] = item
		o.addPermissions(place, b.Permissions, b.CreatedBy, b.Folder != nil)
	}
	d.addRoles(w)
	d.addSpellings(w)
	return d
}

func (d *World) org(org *schema.Org) *Org { return d.Orgs[org.Addr.Label] }

// facts returns the catalogue's facts about the declared version.
func (d *World) facts() catalogue.Version { return catalogue.Of(schema.Version(d.Grafana.Version)) }

// Role returns the custom role with a uid that can be assigned in an org: a global
// role, or one of the org.
func (w *World) Role(org, uid string) (role Role, ok bool) {
	if role, ok = w.Roles[uid]; ok {
		return role, true
	}
	if o := w.Orgs[org]; o != nil {
		role, ok = o.CustomRoles[uid]
	}
	return role, ok
}

// AllRoles returns the custom roles by uid, global ones and those of all orgs.
func (w *World) AllRoles() map[string]Role {
	all := maps.Clone(w.Roles)
	for _, o := range w.Orgs {
		if o != nil && len(o.CustomRoles) > 0 {
			if all == nil {
				all = map[string]Role{}
			}
			maps.Copy(all, o.CustomRoles)
		}
	}
	return all
}

// Scopes returns the permissions by scope of all roles, and of all changes to
// basic roles.
func (w *World) Scopes() []map[string]map[string]string {
	var all []map[string]map[string]string
	for _, role := range w.AllRoles() {
		all = append(all, role.Scopes)
	}
	for _, changed := range w.BasicRoles {
		all = append(all, changed.Add.Scopes, changed.Remove.Scopes)
	}
	return all
}

// NewOrg returns an org in which nothing is declared.
func NewOrg() *Org {
	return &Org{
		Members:         map[string]*Member{},
		Teams:           map[string]Item{},
		Folders:         map[string]Item{},
		Dashboards:      map[string]Item{},
		DataSources:     map[string]Item{},
		APIKeys:         map[string]Item{},
		ServiceAccounts: map[string]Item{},
		Groups:          map[string]map[string]string{},
		Roles:           map[string]map[string]string{},
		Permissions:     map[string]map[string]Entry{},
		Creators:        map[string]map[string]string{},
		Held:            map[string]map[string]map[string]string{},
		Created:         map[string]map[string]map[string]string{},
		Defaults:        map[string]bool{},
	}
}
