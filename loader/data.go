package loader

import (
	"github.com/rolecall/rolecall/internal/scopes"
	"github.com/rolecall/rolecall/schema"
)

// Data is the document data.rolecall.world: the configuration in the shape
// that the policies look things up in. Its JSON, whose object keys are
// sorted, is the same for the same configuration.
//
// Subjects are keyed "user:LOGIN", "service_account:NAME", "api_key:NAME" and
// "anonymous", holders also "team:NAME" and "role:NAME", and lists of
// permissions by the scope they are for. A source is "FILE:LINE", the file below the root of the
// configuration and the line from 1.
type Data struct {
	Grafana GrafanaData `json:"grafana"`
	// OrgIDs maps what a request may call an org to the org's label.
	OrgIDs map[string]string `json:"org_ids"`
	// DefaultOrg is the org of requests that name none; empty unless one
	// org alone is declared.
	DefaultOrg string `json:"default_org,omitempty"`
	// Logins maps what a request may call a user, login or email, to the
	// login.
	Logins map[string]string `json:"logins"`
	// Spellings are the names of the configuration by their spelling in
	// decomposed characters (Unicode's form D), for those that have one.
	Spellings map[string]string   `json:"spellings,omitempty"`
	Users     map[string]UserData `json:"users"`
	Orgs      map[string]*OrgData `json:"orgs"`
	// Roles are the custom roles by uid.
	Roles map[string]RoleData `json:"roles"`
	// BasicRoles are the changes to basic roles by the name of the role.
	BasicRoles map[string]BasicRoleData `json:"basic_roles"`
	// Everywhere are the roles that users have in every org, and so beside
	// all orgs too: holder, role, source.
	Everywhere map[string]map[string]string `json:"everywhere"`
	// OrgMappings are in the order in which they are declared.
	OrgMappings []OrgMappingData `json:"org_mappings"`
}

// RoleData is a custom role, or what is added to or taken from a basic one.
type RoleData struct {
	// Org is empty for a global role.
	Org string `json:"org,omitempty"`
	// Permissions are those that the role has.
	Permissions []PermissionData `json:"permissions"`
	// Scopes are the permissions by scope: scope, action, source. The scope
	// of a permission without one is empty.
	Scopes map[string]map[string]string `json:"scopes"`
	Source string                       `json:"source"`
}

// PermissionData is an action with a scope, which may be empty.
type PermissionData struct {
	Action string `json:"action"`
	Scope  string `json:"scope"`
}

// BasicRoleData is what is changed about a basic role.
type BasicRoleData struct {
	Add    RoleData `json:"add"`
	Remove RoleData `json:"remove"`
}

// OrgMappingData gives a role to the members of an external group.
type OrgMappingData struct {
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

// GrafanaData is the server.
type GrafanaData struct {
	Version         string `json:"version"`
	ViewersCanEdit  bool   `json:"viewers_can_edit"`
	EditorsCanAdmin bool   `json:"editors_can_admin"`
	AllowOrgCreate  bool   `json:"allow_org_create"`
	// FeatureToggles are the toggles that are on.
	FeatureToggles map[string]bool `json:"feature_toggles"`
	// Sources are where the settings that are on stand, by name.
	Sources map[string]string `json:"sources,omitempty"`
}

// Setting is the setting with a name, nil when there is none.
func (g *GrafanaData) Setting(name string) *bool {
	switch name {
	case "viewers_can_edit":
		return &g.ViewersCanEdit
	case "editors_can_admin":
		return &g.EditorsCanAdmin
	case "allow_org_create":
		return &g.AllowOrgCreate
	}
	return nil
}

// UserData is a user of the instance.
type UserData struct {
	GrafanaAdmin bool   `json:"grafana_admin,omitempty"`
	Disabled     bool   `json:"disabled,omitempty"`
	Source       string `json:"source"`
	// AdminSource is where it stands that the user is a server admin.
	AdminSource string `json:"admin_source,omitempty"`
}

// OrgData is an org with all that is in it.
type OrgData struct {
	Source          string                 `json:"source"`
	Members         map[string]*MemberData `json:"members"`
	Teams           map[string]ItemData    `json:"teams"`
	Folders         map[string]ItemData    `json:"folders"`
	Dashboards      map[string]ItemData    `json:"dashboards"`
	DataSources     map[string]ItemData    `json:"data_sources"`
	APIKeys         map[string]ItemData    `json:"api_keys"`
	ServiceAccounts map[string]ItemData    `json:"service_accounts"`
	// Groups are the teams that members of an external group are in:
	// group, team, source. Groups are in lower case.
	Groups map[string]map[string]string `json:"groups"`
	// Roles are the roles assigned in the org: holder, uid of a custom
	// role or name of a fixed one, source.
	Roles       map[string]map[string]string    `json:"roles"`
	Permissions map[string]map[string]EntryData `json:"permissions"`
	// Creators are those whose creating a folder, dashboard or team may
	// have given them a level on it: place, subject, source.
	Creators map[string]map[string]string `json:"creators"`
	// Held are the levels that a holder has in some list: holder, kind of
	// list, level, source of one of the entries. A kind is the first word
	// of a place.
	Held map[string]map[string]map[string]string `json:"held"`
	// Created are the kinds of list that a subject may have a level in for
	// having created something: subject, kind, "top" or "inside" a folder,
	// source of one of them.
	Created map[string]map[string]map[string]string `json:"created"`
	// Defaults are the kinds of list of which something at the top still has
	// the one that it was created with.
	Defaults map[string]bool `json:"defaults"`
}

// MemberData is a subject with a role in the org.
type MemberData struct {
	Role string `json:"role"`
	// Expires is RFC 3339 in UTC; empty for never.
	Expires      string               `json:"expires,omitempty"`
	Source       string               `json:"source"`
	Disabled     bool                 `json:"disabled,omitempty"`
	Tokens       map[string]TokenData `json:"tokens,omitempty"`
	Teams        map[string]EntryData `json:"teams,omitempty"`
	CreatedTeams map[string]string    `json:"created_teams,omitempty"`
}

// TokenData is a token of a service account.
type TokenData struct {
	// Expires is RFC 3339 in UTC; empty for never.
	Expires string `json:"expires,omitempty"`
	Source  string `json:"source"`
}

// ItemData is a thing of an org.
type ItemData struct {
	Source string `json:"source"`
	// Folder is the uid of the folder a dashboard is in; empty in General.
	Folder string `json:"folder,omitempty"`
	// Within is where the folder that the thing is in is written; empty for
	// what is at the top.
	Within string `json:"within,omitempty"`
	// Above are the uids of the folders that a folder is in, nearest first.
	Above []string `json:"above,omitempty"`
	// DefaultPermissions says of a folder, or of a dashboard in General,
	// that it still has the list it was created with.
	DefaultPermissions bool `json:"default_permissions,omitempty"`
	// DefaultSource is where that is written; empty where it is so because
	// nothing is.
	DefaultSource string `json:"default_source,omitempty"`
}

// EntryData is a level of a holder.
type EntryData struct {
	Level  string `json:"level"`
	Source string `json:"source"`
}

// Data is the document of a world that loaded without errors.
func DataOf(w *schema.World) *Data {
	d := &Data{
		Grafana: GrafanaData{
			Version:         w.Grafana.Version,
			ViewersCanEdit:  w.Grafana.ViewersCanEdit,
			EditorsCanAdmin: w.Grafana.EditorsCanAdmin,
			AllowOrgCreate:  w.Grafana.AllowOrgCreate,
			FeatureToggles:  map[string]bool{},
			Sources:         map[string]string{},
		},
		OrgIDs:      map[string]string{},
		Logins:      map[string]string{},
		Users:       map[string]UserData{},
		Orgs:        map[string]*OrgData{},
		Roles:       map[string]RoleData{},
		Everywhere:  map[string]map[string]string{},
		BasicRoles:  map[string]BasicRoleData{},
		OrgMappings: []OrgMappingData{},
	}
	for _, toggle := range w.Grafana.FeatureToggles {
		d.Grafana.FeatureToggles[toggle] = true
	}
	for name, at := range w.Grafana.SettingRanges {
		d.Grafana.Sources[name] = source(at)
	}
	for _, u := range w.Users {
		login := u.Login.Value
		d.Logins[login] = login
		if u.Email.Value != "" {
			d.Logins[u.Email.Value] = login
		}
		user := UserData{GrafanaAdmin: u.GrafanaAdmin, Disabled: u.Disabled, Source: source(u.Range)}
		if u.GrafanaAdmin {
			user.AdminSource = source(u.AdminRange)
		}
		d.Users[userKey(u)] = user
	}
	for _, org := range w.Orgs {
		d.OrgIDs[string(org.Addr)] = string(org.Addr)
		d.OrgIDs[org.Name.Value] = string(org.Addr)
		o := &OrgData{
			Source:          source(org.Range),
			Members:         map[string]*MemberData{},
			Teams:           map[string]ItemData{},
			Folders:         map[string]ItemData{},
			Dashboards:      map[string]ItemData{},
			DataSources:     map[string]ItemData{},
			APIKeys:         map[string]ItemData{},
			ServiceAccounts: map[string]ItemData{},
			Groups:          map[string]map[string]string{},
			Roles:           map[string]map[string]string{},
			Permissions:     map[string]map[string]EntryData{},
			Creators:        map[string]map[string]string{},
			Held:            map[string]map[string]map[string]string{},
			Created:         map[string]map[string]map[string]string{},
			Defaults:        map[string]bool{},
		}
		for _, m := range org.Members {
			o.Members[userKey(m.User.To)] = &MemberData{Role: string(m.Role), Source: source(m.User.Range)}
		}
		d.Orgs[string(org.Addr)] = o
	}
	if len(w.Orgs) == 1 {
		d.DefaultOrg = string(w.Orgs[0].Addr)
	}
	if a := w.Grafana.Anonymous; a != nil {
		d.org(a.Org).Members["anonymous"] = &MemberData{Role: string(a.Role), Source: source(a.Range)}
	}
	for _, k := range w.APIKeys {
		o := d.org(k.Org)
		o.APIKeys[k.Name.Value] = ItemData{Source: source(k.Range)}
		o.Members["api_key:"+k.Name.Value] = &MemberData{Role: string(k.Role), Expires: expiry(k.Expires), Source: source(k.Range)}
	}
	for _, a := range w.ServiceAccounts {
		o := d.org(a.Org)
		o.ServiceAccounts[a.Name.Value] = ItemData{Source: source(a.Range)}
		member := &MemberData{Role: string(a.Role), Disabled: a.Disabled, Tokens: map[string]TokenData{}, Source: source(a.Range)}
		for _, t := range a.Tokens {
			member.Tokens[t.Name.Value] = TokenData{Expires: expiry(t.Expires), Source: source(t.Range)}
		}
		o.Members[accountKey(a)] = member
	}
	for _, s := range w.DataSources {
		o := d.org(s.Org)
		o.DataSources[s.UID.Value] = ItemData{Source: source(s.Range)}
		o.addPermissions(scopes.Of("datasources:uid", s.UID.Value), s.Permissions, nil, false)
	}
	for _, t := range w.Teams {
		d.org(t.Org).addTeam(t)
	}
	for _, f := range w.Folders {
		o, place := d.org(f.Org), scopes.Of("folders:uid", f.UID.Value)
		item := ItemData{Source: source(f.Range), DefaultPermissions: f.Permissions.Default}
		item.DefaultSource = defaultSource(f.Permissions)
		if f.Parent != nil {
			item.Within = source(f.ParentRange)
		} else if item.DefaultPermissions {
			o.Defaults["folders"] = true
		}
		for parent := f.Parent; parent != nil; parent = parent.Parent {
			item.Above = append(item.Above, parent.UID.Value)
		}
		o.Folders[f.UID.Value] = item
		o.addPermissions(place, f.Permissions, f.CreatedBy, f.Parent != nil)
	}
	for _, b := range w.Dashboards {
		o, place := d.org(b.Org), scopes.Of("dashboards:uid", b.UID.Value)
		item := ItemData{Source: source(b.Range)}
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
	d.addSpellings()
	return d
}

func (d *Data) org(org *schema.Org) *OrgData { return d.Orgs[string(org.Addr)] }
