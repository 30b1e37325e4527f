package loader

import (
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

// Data is the document data.rolecall.world: the configuration in the shape
// that the policies look things up in. Its JSON, whose object keys are
// sorted, is the same for the same configuration.
//
// Subjects are keyed "user:LOGIN", "api_key:NAME" and "anonymous", holders
// also "team:NAME" and "role:NAME", and lists of permissions by the scope they
// are for. A source is "FILE:LINE", the file below the root of the
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
	Logins map[string]string   `json:"logins"`
	Users  map[string]UserData `json:"users"`
	Orgs   map[string]*OrgData `json:"orgs"`
}

// GrafanaData is the server.
type GrafanaData struct {
	Version         string `json:"version"`
	ViewersCanEdit  bool   `json:"viewers_can_edit"`
	EditorsCanAdmin bool   `json:"editors_can_admin"`
	AllowOrgCreate  bool   `json:"allow_org_create"`
}

// UserData is a user of the instance.
type UserData struct {
	GrafanaAdmin bool   `json:"grafana_admin,omitempty"`
	Disabled     bool   `json:"disabled,omitempty"`
	Source       string `json:"source"`
}

// OrgData is an org with all that is in it.
type OrgData struct {
	Source      string                          `json:"source"`
	Members     map[string]*MemberData          `json:"members"`
	Teams       map[string]ItemData             `json:"teams"`
	Folders     map[string]ItemData             `json:"folders"`
	Dashboards  map[string]ItemData             `json:"dashboards"`
	DataSources map[string]ItemData             `json:"data_sources"`
	APIKeys     map[string]ItemData             `json:"api_keys"`
	Permissions map[string]map[string]EntryData `json:"permissions"`
	// Creators are those whose creating a folder, dashboard or team may
	// have given them a level on it: place, subject, source.
	Creators map[string]map[string]string `json:"creators"`
}

// MemberData is a subject with a role in the org.
type MemberData struct {
	Role string `json:"role"`
	// Expires is RFC 3339 in UTC; empty for never.
	Expires      string               `json:"expires,omitempty"`
	Source       string               `json:"source"`
	Teams        map[string]EntryData `json:"teams,omitempty"`
	CreatedTeams map[string]string    `json:"created_teams,omitempty"`
}

// ItemData is a thing of an org.
type ItemData struct {
	Source string `json:"source"`
	// Folder is the uid of the folder a dashboard is in; empty in General.
	Folder string `json:"folder,omitempty"`
	// DefaultPermissions says of a folder, or of a dashboard in General,
	// that it still has the list it was created with.
	DefaultPermissions bool `json:"default_permissions,omitempty"`
}

// EntryData is a level of a holder.
type EntryData struct {
	Level  string `json:"level"`
	Source string `json:"source"`
}

// Data is the document of a world that loaded without errors.
func (w *World) Data() *Data {
	d := &Data{
		Grafana: GrafanaData{
			Version:         w.Grafana.Version,
			ViewersCanEdit:  w.Grafana.ViewersCanEdit,
			EditorsCanAdmin: w.Grafana.EditorsCanAdmin,
			AllowOrgCreate:  w.Grafana.AllowOrgCreate,
		},
		OrgIDs: map[string]string{},
		Logins: map[string]string{},
		Users:  map[string]UserData{},
		Orgs:   map[string]*OrgData{},
	}
	for _, u := range w.Users {
		login := u.Login.Value
		d.Logins[login] = login
		if u.Email.Value != "" {
			d.Logins[u.Email.Value] = login
		}
		d.Users[userKey(u)] = UserData{GrafanaAdmin: u.GrafanaAdmin, Disabled: u.Disabled, Source: source(u.Range)}
	}
	for _, org := range w.Orgs {
		d.OrgIDs[string(org.Addr)] = string(org.Addr)
		d.OrgIDs[org.Name.Value] = string(org.Addr)
		o := &OrgData{
			Source:      source(org.Range),
			Members:     map[string]*MemberData{},
			Teams:       map[string]ItemData{},
			Folders:     map[string]ItemData{},
			Dashboards:  map[string]ItemData{},
			DataSources: map[string]ItemData{},
			APIKeys:     map[string]ItemData{},
			Permissions: map[string]map[string]EntryData{},
			Creators:    map[string]map[string]string{},
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
		member := &MemberData{Role: string(k.Role), Source: source(k.Range)}
		if !k.Expires.IsZero() {
			member.Expires = k.Expires.Format(time.RFC3339Nano)
		}
		o.Members["api_key:"+k.Name.Value] = member
	}
	for _, s := range w.DataSources {
		d.org(s.Org).DataSources[s.UID.Value] = ItemData{Source: source(s.Range)}
	}
	for _, t := range w.Teams {
		d.org(t.Org).addTeam(t)
	}
	for _, f := range w.Folders {
		o, place := d.org(f.Org), "folders:uid:"+f.UID.Value
		o.Folders[f.UID.Value] = ItemData{Source: source(f.Range), DefaultPermissions: f.Permissions.Default}
		o.addPermissions(place, f.Permissions, f.CreatedBy)
	}
	for _, b := range w.Dashboards {
		o, place := d.org(b.Org), "dashboards:uid:"+b.UID.Value
		item := ItemData{Source: source(b.Range)}
		if b.Folder != nil {
			item.Folder = b.Folder.UID.Value
		} else {
			item.DefaultPermissions = b.Permissions.Default
		}
		o.Dashboards[b.UID.Value] = item
		o.addPermissions(place, b.Permissions, b.CreatedBy)
	}
	return d
}

func (d *Data) org(org *schema.Org) *OrgData { return d.Orgs[string(org.Addr)] }

func (o *OrgData) addTeam(t *schema.Team) {
	name := t.Name.Value
	place := "teams:id:" + name
	o.Teams[name] = ItemData{Source: source(t.Range)}
	entries := map[string]EntryData{}
	add := func(users []schema.Ref[schema.User], level string) {
		for _, user := range users {
			entry := EntryData{Level: level, Source: source(user.Range)}
			entries[userKey(user.To)] = entry
			// A user who is not in the org gets nothing by its teams.
			if member := o.Members[userKey(user.To)]; member != nil {
				if member.Teams == nil {
					member.Teams = map[string]EntryData{}
				}
				member.Teams[name] = entry
			}
		}
	}
	add(t.Members, "Member")
	add(t.Admins, "Admin")
	if len(entries) > 0 {
		o.Permissions[place] = entries
	}
	if by := t.CreatedBy; by != nil {
		o.Creators[place] = map[string]string{userKey(by.To): source(by.Range)}
		if member := o.Members[userKey(by.To)]; member != nil {
			if member.CreatedTeams == nil {
				member.CreatedTeams = map[string]string{}
			}
			member.CreatedTeams[name] = source(by.Range)
		}
	}
}

func (o *OrgData) addPermissions(place string, p schema.Permissions, by *schema.Ref[schema.User]) {
	if len(p.Entries) > 0 {
		entries := make(map[string]EntryData, len(p.Entries))
		for _, e := range p.Entries {
			entries[holderKey(e.Holder)] = EntryData{Level: e.Level, Source: source(e.Range)}
		}
		o.Permissions[place] = entries
	}
	// A list that was written replaced the one the creator was in.
	if by != nil && p.Default {
		o.Creators[place] = map[string]string{userKey(by.To): source(by.Range)}
	}
}

func userKey(u *schema.User) string { return "user:" + u.Login.Value }

func holderKey(h schema.Holder) string {
	switch {
	case h.User != nil:
		return userKey(h.User)
	case h.Team != nil:
		return "team:" + h.Team.Name.Value
	default:
		return "role:" + string(h.Role)
	}
}

func source(at hcl.Range) string { return fmt.Sprintf("%s:%d", at.Filename, at.Start.Line) }
