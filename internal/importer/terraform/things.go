package terraform

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
	"github.com/rolecall/rolecall/schema"
)

// things reads what is in orgs.
type things struct{ *people }

// readThings reads everything in orgs but roles. Folders come before the things in them.
func (r *things) readThings() {
	r.each("grafana_team", r.team)
	r.each("data.grafana_team", r.lookedUpTeam)
	r.each("grafana_service_account", r.serviceAccount)
	r.each("data.grafana_service_account", r.lookedUpAccount)
	for _, res := range r.project.Resources {
		if tokenKinds[res.Type] && !res.Data && !res.Tainted {
			r.token(res)
		}
	}
	r.each("grafana_api_key", r.apiKey)
	r.each("grafana_folder", r.folder)
	r.each("data.grafana_folder", r.lookedUpFolder)
	r.each("grafana_folder", r.parent)
	r.each("grafana_dashboard", r.dashboard)
	r.each("data.grafana_dashboard", func(res *resource.Resource) {
		if at, ok := r.placeOf(res, "the dashboard "+res.Address); ok && r.dashboards[at] == nil {
			r.strangeDashboard(at, resource.Title(res))
		}
	})
	r.each("grafana_data_source", r.dataSource)
	r.each("data.grafana_data_source", r.lookedUpDataSource)
	r.each("grafana_team_external_group", r.externalGroups)
}

// named returns the org and the name of a thing, and false if it cannot be imported, which is noted.
func (r *things) named(res *resource.Resource, word, attr string) (*inventory.Org, string, bool) {
	what := "the " + word + " " + res.Address
	name, known := res.Text(attr)
	if !known || name == "" || resource.IsMadeUp(name) {
		r.unreadPart(res, what, attr)
		return nil, "", false
	}
	o := r.orgOf(res, what)
	return o, name, o != nil
}

// placeOf returns the org and uid of a thing, as named does.
func (r *things) placeOf(res *resource.Resource, what string) (place, bool) {
	uid, known := res.Text("uid")
	if !known || uid == "" || resource.IsMadeUp(uid) {
		r.unreadPart(res, what, "uid")
		return place{}, false
	}
	o := r.orgOf(res, what)
	return place{o, uid}, o != nil
}

// numbers keeps the number of a thing.
func numbers[T any](in map[string]T, res *resource.Resource, thing T, attrs ...string) {
	for _, attr := range append(attrs, "id") {
		if id, known := res.Text(attr); known && id != "" {
			in[resource.Local(id)] = thing
		}
	}
}

// team reads a team. Grafana makes the creator of a team its Admin.
func (r *things) team(res *resource.Resource) {
	o, name, ok := r.named(res, "team", "name")
	if !ok {
		return
	}
	t := &inventory.Team{Org: o, Name: name}
	r.Teams = append(r.Teams, t)
	numbers(r.teams, res, t, "team_id")
	r.managed[managed{o, schema.TeamType}] = true
	r.teamMembers(res, t)
	if r.signedIn != nil && !slices.Contains(t.Admins, r.signedIn) {
		t.Admins = append(t.Admins, r.signedIn)
		t.Members = slices.DeleteFunc(t.Members, func(u *inventory.User) bool { return u == r.signedIn })
	}
	all, known := res.Blocks("team_sync")
	for _, sync := range all {
		groups, ok := sync.Texts("groups")
		t.ExternalGroups = append(t.ExternalGroups, groups...)
		known = known && ok
	}
	if len(all) > 0 {
		r.Licensed = true
	}
	if !known {
		t.Unread = append(t.Unread, inventory.Unread{
			What: "some of its external groups", Why: res.Because("team_sync"),
		})
	}
}

// teamMembers reads the members of a team. An email in both sets counts as that of an admin, as in the provider.
func (r *things) teamMembers(res *resource.Resource, t *inventory.Team) {
	for _, set := range []struct {
		attr string
		to   *[]*inventory.User
	}{{"admins", &t.Admins}, {"members", &t.Members}} {
		emails, known := res.Texts(set.attr)
		if !known {
			t.Unread = append(t.Unread, inventory.Unread{What: "some of its " + set.attr, Why: res.Because(set.attr)})
		}
		for _, email := range emails {
			u := r.memberNamed(t, email)
			if set.attr == "members" && slices.Contains(t.Admins, u) && u != r.signedIn {
				t.Unread = append(t.Unread, inventory.Unread{What: "that " + strconv.Quote(email) + " is a plain member",
					Why: "It is among the admins, too, which counts" + res.Place() + "."})
			}
			if !slices.Contains(t.Admins, u) && !slices.Contains(t.Members, u) {
				*set.to = append(*set.to, u)
			}
		}
	}
}

// memberNamed returns the user with an email.
func (r *things) memberNamed(t *inventory.Team, email string) *inventory.User {
	if u := r.users[strings.ToLower(email)]; u != nil {
		return u
	}
	u := r.userNamed("", email)
	if r.knownUser(u.Login) == nil {
		t.Org.Unread = append(t.Org.Unread, inventory.Unread{
			What: "the login and the role of the user with the email " + strconv.Quote(email),
			Why:  "The project knows the email alone, which stands for the login.",
		})
	}
	return u
}

// lookedUpTeam reads a team that the project does not declare. A state has its members.
func (r *things) lookedUpTeam(res *resource.Resource) {
	o, name, ok := r.named(res, "team", "name")
	if !ok {
		return
	}
	for _, t := range r.Teams {
		if t.Org == o && t.Name == name {
			numbers(r.teams, res, t, "team_id")
			return
		}
	}
	t := &inventory.Team{Org: o, Name: name, GroupsUnknown: true}
	r.Teams = append(r.Teams, t)
	numbers(r.teams, res, t, "team_id")
	if value := res.Attr("members"); value.IsKnown() && !value.IsNull() {
		r.teamMembers(res, t)
		return
	}
	t.Unknown = true
	t.Unread = append(t.Unread, inventory.Unread{
		What: "its members", Why: "The project does not declare the team: it looks it up.",
	})
}

// created is the list of permissions that Grafana creates a folder or dashboard with: at the top the one of the
// release, and everywhere the entry of the creator.
func (r *things) created(top bool) inventory.List {
	l := inventory.List{Default: top}
	if r.signedIn != nil {
		l.Creator = inventory.Holder{User: r.signedIn}
	}
	return l
}

func (r *things) folder(res *resource.Resource) {
	at, ok := r.placeOf(res, "the folder "+res.Address)
	if !ok || r.folders[at] != nil {
		return
	}
	if at.uid == generalUID {
		r.unread("the folder "+res.Address, fmt.Sprintf("Grafana keeps the uid %s for the folder that is none%s.",
			strconv.Quote(generalUID), res.Place()))
		return
	}
	f := &inventory.Folder{Org: at.org, Title: resource.Title(res), Permissions: r.created(true)}
	f.UID, f.Unread = r.uidOf(res, at, schema.FolderType, f.Title)
	r.Folders = append(r.Folders, f)
	r.folders[at], r.folders[place{at.org, f.UID}] = f, f
	r.managed[managed{at.org, schema.FolderType}] = true
}

// parent puts a folder into another one.
func (r *things) parent(res *resource.Resource) {
	at, ok := r.placeOf(res, "the folder "+res.Address)
	if f := r.folders[at]; ok && f != nil {
		told := len(f.Unread)
		if f.Parent = r.folderOf(res, "parent_folder_uid", f.Org, &f.Unread); f.Parent != nil || len(f.Unread) > told {
			f.Permissions.Default = false
		} else if uid, _ := res.Was.Text("parent_folder_uid"); uid != "" {
			f.Permissions.Default = false // a folder that moves to the top keeps its list
		} else {
			r.keepEmptied(f)
		}
	}
}

// keepEmptied empties the list of a folder at the top that was in another one before, or whose list was emptied, as
// the configuration that is known says. Nothing makes a new list for it.
func (r *things) keepEmptied(f *inventory.Folder) {
	if r.options.Known == nil {
		return
	}
	for _, known := range r.options.Known.Folders {
		l := known.Permissions
		switch {
		case known.Org.Name != f.Org.Name || known.UID != f.UID:
		case known.Parent != nil:
			f.Permissions.Default = false
		case !l.Default && len(l.Entries) == 0:
			f.Permissions = inventory.List{}
		}
	}
}

// generalUID is the uid of the folder that is none, in newer releases.
const generalUID = "general"

// folderOf returns the folder that an attribute names by its uid or id; nil for none. A folder that is not
// known is noted.
func (r *things) folderOf(res *resource.Resource, attr string, o *inventory.Org,
	unread *[]inventory.Unread) *inventory.Folder {
	uid, known := res.Text(attr)
	if !known {
		*unread = append(*unread, inventory.Unread{What: "the folder that it is in", Why: res.Because(attr)})
		return nil
	}
	uid = resource.Local(uid)
	if uid == "" || uid == generalUID || uid == "0" {
		return nil
	}
	return r.folderAt(place{o, uid})
}

// folderAt returns the folder with a uid. One that the project does not declare is added.
func (r *things) folderAt(at place) *inventory.Folder {
	f := r.folders[at]
	if f == nil {
		f = &inventory.Folder{
			Org: at.org, UID: at.uid, Permissions: inventory.List{Unknown: true}, Unread: strange(), ParentUnknown: true,
		}
		r.Folders = append(r.Folders, f)
		r.folders[at] = f
	}
	return f
}

// strange notes the parts of a thing that the project does not declare.
func strange() []inventory.Unread {
	return []inventory.Unread{{What: "the folder that it is in", Why: "The project does not declare it."}, strangeList}
}

// strangeList notes the list of a thing that the project does not declare.
var strangeList = inventory.Unread{What: "its permissions", Why: "The project does not declare it."}

// lookUp calls add for a thing that the project looks up by its uid, or by a name, and that is not there.
func lookUp[T inventory.Thing](r *things, res *resource.Resource, word, name string, in map[place]T, all []T,
	add func(at place, called string)) {
	at, ok := r.placeOf(res, "the "+word+" "+res.Address)
	if _, there := in[at]; !ok || there {
		return
	}
	called, _ := res.Text(name)
	if isMade(res) && called != "" {
		for _, t := range all {
			if t.In() == at.org && t.Called() == called {
				in[at] = t
				return
			}
		}
	}
	add(at, called)
}

func (r *things) lookedUpFolder(res *resource.Resource) {
	lookUp(r, res, "folder", "title", r.folders, r.Folders, func(at place, title string) {
		uid, unread := r.uidOf(res, at, schema.FolderType, title)
		f := r.folderAt(place{at.org, uid})
		r.folders[at] = f
		f.Title = title
		f.Unread = append(f.Unread, unread...)
	})
}

func (r *things) dashboard(res *resource.Resource) {
	at, ok := r.placeOf(res, "the dashboard "+res.Address)
	if !ok || r.dashboards[at] != nil {
		return
	}
	d := &inventory.Dashboard{Org: at.org, Title: resource.Title(res)}
	d.UID, d.Unread = r.uidOf(res, at, schema.DashboardType, d.Title)
	told := len(d.Unread)
	d.Folder = r.folderOf(res, "folder", at.org, &d.Unread)
	d.Permissions = r.created(d.Folder == nil && len(d.Unread) == told)
	r.Dashboards = append(r.Dashboards, d)
	r.dashboards[at], r.dashboards[place{at.org, d.UID}] = d, d
	r.managed[managed{at.org, schema.DashboardType}] = true
}

// strangeDashboard adds a dashboard that the project does not declare. It is in the folder that the configuration that
// is known has it in.
func (r *things) strangeDashboard(at place, title string) *inventory.Dashboard {
	d := &inventory.Dashboard{
		Org: at.org, UID: at.uid, Title: title, Permissions: inventory.List{Unknown: true}, Unread: strange(),
	}
	if r.options.Known != nil {
		for _, known := range r.options.Known.Dashboards {
			if known.Org.Name == at.org.Name && known.UID == at.uid && known.Folder != nil {
				d.Folder = r.folderAt(place{at.org, known.Folder.UID})
			}
		}
	}
	r.Dashboards = append(r.Dashboards, d)
	r.dashboards[at] = d
	return d
}

func (r *things) dataSource(res *resource.Resource) {
	at, ok := r.placeOf(res, "the data source "+res.Address)
	if !ok || r.dataSources[at] != nil {
		return
	}
	d := &inventory.DataSource{Org: at.org, UID: at.uid, Unread: madeUID(res)}
	d.Name, _ = res.Text("name")
	r.DataSources = append(r.DataSources, d)
	r.dataSources[at] = d
	r.managed[managed{at.org, schema.DataSourceType}] = true
}

func (r *things) lookedUpDataSource(res *resource.Resource) {
	lookUp(r, res, "data source", "name", r.dataSources, r.DataSources, func(at place, name string) {
		d := r.dataSourceAt(at)
		d.Name = name
		d.Unread = append(d.Unread, madeUID(res)...)
	})
}

// dataSourceAt returns the data source with a uid. One that the project does not declare is added.
func (r *things) dataSourceAt(at place) *inventory.DataSource {
	d := r.dataSources[at]
	if d == nil {
		d = &inventory.DataSource{Org: at.org, UID: at.uid, Permissions: inventory.List{Unknown: true},
			Unread: []inventory.Unread{strangeList}}
		r.DataSources = append(r.DataSources, d)
		r.dataSources[at] = d
	}
	return d
}

// externalGroups reads the external groups of a team from a resource of their own.
func (r *things) externalGroups(res *resource.Resource) {
	id, _ := res.Text("team_id")
	t := r.teams[resource.Local(id)]
	if t == nil {
		r.unreadPart(res, "the external groups of "+res.Address, "team_id")
		return
	}
	groups, known := res.Texts("groups")
	t.GroupsUnknown = false
	for _, group := range groups {
		if !slices.Contains(t.ExternalGroups, group) {
			t.ExternalGroups = append(t.ExternalGroups, group)
		}
	}
	if !known {
		t.Unread = append(t.Unread, inventory.Unread{What: "some of its external groups", Why: res.Because("groups")})
	}
}
