package terraform

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/internal/importer/ini"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
	"github.com/rolecall/rolecall/schema"
)

// Options have the parts of a Grafana that no project tells.
type Options struct {
	// Version is the release that runs.
	Version schema.Version
	// Ini has the settings of grafana.ini; nil if they are those that Grafana has by itself.
	Ini ini.File
	// Login is the login that the provider signs in with, and empty for a token; nil for the one that the
	// project tells.
	Login *string
	// Orgs are the names of orgs by their numbers, for those that the project does not declare.
	Orgs map[string]string
	// Known has users and orgs that are known besides; nil for none. Nothing in it is changed.
	Known *inventory.Inventory
}

// Inventory returns what a project declares. It is sorted, clean, and has its defaults split.
func Inventory(p *resource.Project, o Options) *inventory.Inventory {
	r := &reader{
		Inventory: &inventory.Inventory{Settings: inventory.Settings{Version: o.Version}}, options: o, project: p,
		orgs: map[string]*inventory.Org{}, managedOrgs: map[*inventory.Org]bool{},
		users: map[string]*inventory.User{}, usersByID: map[string]*inventory.User{}, added: map[*inventory.User]bool{},
		teams: map[string]*inventory.Team{}, accounts: map[string]*inventory.ServiceAccount{},
		folders: map[place]*inventory.Folder{}, dashboards: map[place]*inventory.Dashboard{},
		dataSources: map[place]*inventory.DataSource{}, knownUIDs: map[string]string{},
		roles: map[string]*inventory.Role{}, assignments: map[assigned]*inventory.Assignment{}, managed: map[managed]bool{},
	}
	for _, note := range p.Notes {
		r.unread(note.What, note.Why)
	}
	users := &people{r}
	inOrgs := &things{users}
	rights := &grants{inOrgs}
	for _, step := range []func(){
		r.settings, r.signIn, r.findOrgs, users.readUsers, users.members, inOrgs.readThings,
		rights.readRoles, rights.lists, rights.assign, rights.mappings, r.others,
	} {
		step()
	}
	r.unlisted()
	r.Sort()
	r.Clean()
	r.SplitDefaults()
	return r.Inventory
}

// A reader reads one project.
type reader struct {
	*inventory.Inventory
	options Options
	project *resource.Project

	// anonymous is anonymous access as the settings tell it; nil if it is off.
	anonymous *ini.Anonymous
	// defaultOrg is the number of the org of resources that name none.
	defaultOrg string
	// signedIn is the user that the provider signs in as; nil for a token, and if it is not known.
	signedIn *inventory.User
	// orgs are the orgs by their numbers, and managedOrgs those whose members the project declares.
	orgs        map[string]*inventory.Org
	managedOrgs map[*inventory.Org]bool
	// users are the users by login and email, in lower case, and usersByID by number. added are those that the
	// Inventory has.
	users, usersByID map[string]*inventory.User
	added            map[*inventory.User]bool
	// teams and accounts are by number, which no two of them in a Grafana have in common.
	teams       map[string]*inventory.Team
	accounts    map[string]*inventory.ServiceAccount
	folders     map[place]*inventory.Folder
	dashboards  map[place]*inventory.Dashboard
	dataSources map[place]*inventory.DataSource
	roles       map[string]*inventory.Role
	assignments map[assigned]*inventory.Assignment
	managed     map[managed]bool
	// titles are counted by madeTitles, and knownUIDs have the known uid of a thing by the one that was made up.
	titles    map[titled]int
	knownUIDs map[string]string
	// fixedRoles are the names of fixed roles by their uids; nil until they are asked for.
	fixedRoles map[string]string
}

// A place is a uid in an org.
type place struct {
	org *inventory.Org
	uid string
}

// managed is a type of things of an org that the project declares some of.
type managed struct {
	org *inventory.Org
	typ schema.Type
}

// unread notes something that the project does not tell.
func (r *reader) unread(what, why string) {
	r.Unread = append(r.Unread, inventory.Unread{What: what, Why: why})
}

// unreadPart notes an attribute of a resource whose value is not known.
func (r *reader) unreadPart(res *resource.Resource, what, attr string) {
	r.unread(what, res.Because(attr))
}

// each calls a function for each resource of a kind that is there, as resource.Kind names it. A tainted one is
// noted once, in settings.
func (r *reader) each(kind string, f func(*resource.Resource)) {
	for _, res := range r.project.Resources {
		if res.Kind() == kind && !res.Tainted {
			f(res)
		}
	}
}

// settings reads the settings of grafana.ini. Without it, those of the configuration that is known hold. No file tells
// all mappings of groups: some may be in ldap.toml, and some in Grafana itself.
func (r *reader) settings() {
	r.Settings.Untold("org_mapping")
	if r.options.Ini != nil {
		r.anonymous = ini.Set(r.Inventory, r.options.Ini)
	} else {
		r.Settings.Untold(inventory.OfServer...)
		if r.options.Known != nil {
			r.Settings.Toggles = slices.Clone(r.options.Known.Settings.Toggles)
		}
	}
	for _, res := range r.project.Resources {
		if licensed[res.Type] && !res.Data {
			r.Licensed = true
		}
		if res.Tainted {
			r.unread(res.Address, "It is tainted: Terraform does not know whether it is there as it was to be.")
		}
	}
}

// signIn finds the login that the provider signs in with. Basic auth alone can make users and orgs, and the
// ids of things that a token made have 0 for the org.
func (r *reader) signIn() {
	login, known := r.project.SignIn.Login, r.project.SignIn.Known
	if !known {
		r.each("grafana_organization", func(res *resource.Resource) {
			if name, ok := res.Text("admin_user"); ok && name != "" {
				login, known = name, true
			}
		})
	}
	if !known {
		for _, res := range r.project.Resources {
			id, _ := res.Text("id")
			switch {
			case instanceKinds[res.Type] && !res.Data:
				login, known = firstAdmin, true
			case strings.HasPrefix(id, "0:") && !resource.IsMadeUp(id) && res.At.Filename == "":
				known = true
			}
		}
	}
	if r.options.Login != nil {
		login, known = *r.options.Login, true
	}
	if !known {
		r.unread("who made the folders, dashboards, teams and service accounts, and is therefore their Admin",
			"The project does not tell how its provider signs in (--login tells it).")
	}
	if login == "" {
		return
	}
	r.signedIn = r.knownUser(login)
	if r.signedIn == nil {
		r.signedIn = &inventory.User{Login: login, DisabledUnknown: true}
		if login == firstAdmin {
			r.signedIn.Email = firstEmail
		}
		for _, res := range r.project.Resources {
			r.signedIn.GrafanaAdmin = r.signedIn.GrafanaAdmin || instanceKinds[res.Type] && !res.Data
		}
		r.signedIn.AdminUnknown = !r.signedIn.GrafanaAdmin
	}
}

// firstAdmin is the login of the user that a Grafana begins with, and firstEmail its email.
const (
	firstAdmin = "admin"
	firstEmail = "admin@localhost"
)

// firstOrg is the number of the org that a Grafana begins with.
const firstOrg = "1"

// knownUser returns a user that is known besides, by login or email; nil if there is none.
func (r *reader) knownUser(name string) *inventory.User {
	if r.options.Known == nil {
		return nil
	}
	for _, u := range r.options.Known.Users {
		if strings.EqualFold(u.Login, name) || u.Email != "" && strings.EqualFold(u.Email, name) {
			copied := *u
			copied.AdminUnknown, copied.DisabledUnknown = true, true
			return &copied
		}
	}
	return nil
}

// findOrgs reads the orgs that the project declares, and finds the one of resources that name none.
func (r *reader) findOrgs() {
	r.each("grafana_organization", func(res *resource.Resource) {
		name, known := res.Text("name")
		if !known || name == "" || resource.IsMadeUp(name) {
			r.unreadPart(res, "the org "+res.Address, "name")
			return
		}
		id, _ := res.Text("org_id")
		if id == "" {
			id, _ = res.Text("id")
		}
		o := &inventory.Org{Name: name}
		r.Orgs = append(r.Orgs, o)
		r.orgs[id] = o
		r.managedOrgs[o] = true
		if name == inventory.MainOrg && resource.IsMadeUp(id) && r.orgs[firstOrg] == nil {
			r.orgs[firstOrg] = o // its number, whatever the project knows of it
		}
	})
	r.each("data.grafana_organization", func(res *resource.Resource) {
		id, _ := res.Text("org_id")
		name, known := res.Text("name")
		if known && name != "" && id != "" && r.orgs[id] == nil {
			r.orgs[id] = r.orgNamed(name)
		}
	})
	r.defaultOrg = firstOrg
	byToken, others := false, map[string]bool{}
	for _, res := range r.project.Resources {
		id, _ := res.Text("id")
		byToken = byToken || strings.HasPrefix(id, "0:") && r.signedIn == nil
		if org, given := resource.OrgOf(res); given {
			others[org] = true
		}
	}
	if byToken && len(others) == 1 {
		for org := range others {
			r.defaultOrg = org
		}
	}
}

// orgNamed returns the org with a name, which is added if it is new.
func (r *reader) orgNamed(name string) *inventory.Org {
	for _, o := range r.Orgs {
		if o.Name == name {
			return o
		}
	}
	o := &inventory.Org{Name: name}
	r.Orgs = append(r.Orgs, o)
	return o
}

// org returns the org with a number, which is added if it is new.
func (r *reader) org(number string) *inventory.Org {
	if o := r.orgs[number]; o != nil {
		return o
	}
	names := inventory.Numbers{Names: r.options.Orgs, Known: r.options.Known, First: r.defaultOrg}
	o := r.orgNamed(names.Name(r.Inventory, number))
	r.orgs[number] = o
	return o
}

// orgOf returns the org that a resource is in; nil if its number is not known, which is noted.
func (r *reader) orgOf(res *resource.Resource, what string) *inventory.Org {
	if _, known := res.Text("org_id"); !known {
		r.unreadPart(res, what, "org_id")
		return nil
	}
	number, given := resource.OrgOf(res)
	if !given {
		number = r.defaultOrg
	}
	return r.org(number)
}

// unlisted marks the types of things that the project declares none of in an org, so that a configuration with
// such things keeps them.
func (r *reader) unlisted() {
	for _, o := range r.Orgs {
		o.Unlisted = map[schema.Type]bool{schema.UserType: !r.managedOrgs[o], schema.RoleAssignmentType: true}
		for _, typ := range []schema.Type{
			schema.TeamType, schema.FolderType, schema.DashboardType, schema.DataSourceType,
			schema.ServiceAccountType, schema.APIKeyType, schema.RoleType,
		} {
			o.Unlisted[typ] = !r.managed[managed{o, typ}]
		}
	}
}

// others notes the resources that the language has no words for.
func (r *reader) others() {
	var told []string
	for _, res := range r.project.Resources {
		what := leftOut[res.Type]
		if _, is := listKinds[res.Type]; !is && what == "" && strings.Contains(res.Type, "permission") {
			what = "permissions by resources of the type " + strconv.Quote(res.Type)
		}
		if what != "" && !res.Data && !slices.Contains(told, what) {
			told = append(told, what)
			r.unread(what, fmt.Sprintf("The configuration has no words for %s.", res.Address))
		}
	}
	ini.SetAnonymous(r.Inventory, r.anonymous)
}
