package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/parallel"
	"github.com/rolecall/rolecall/schema"
)

// An org is an org as it is being read.
type org struct {
	*reader
	*inventory.Org
	id int64

	teams    map[int64]*inventory.Team
	folders  map[string]*inventory.Folder
	accounts map[int64]*inventory.ServiceAccount
}

// unread notes something that the server did not tell about the org.
func (o *org) unread(what string, err error) {
	o.Org.Unread = append(o.Org.Unread, inventory.Unread{What: what, Why: sentence(err)})
}

// refused notes the refusal of a list, and returns every other error. Things of the types are not all known then. An
// internal error of Grafana's, and a sign-in that is not accepted any more, are no lack of a right.
func (o *org) refused(what string, err error, types ...schema.Type) error {
	if s := status(err); s == 0 || s == http.StatusUnauthorized || s >= http.StatusInternalServerError {
		return err
	}
	o.unlisted(types...)
	o.unread(what, err)
	return nil
}

// unlisted notes that things of some types are not all known.
func (o *org) unlisted(types ...schema.Type) {
	if o.Unlisted == nil {
		o.Unlisted = map[schema.Type]bool{}
	}
	for _, typ := range types {
		o.Unlisted[typ] = true
	}
}

// inOrgs are the types of the things in orgs.
var inOrgs = []schema.Type{
	schema.TeamType, schema.FolderType, schema.DashboardType, schema.DataSourceType, schema.ServiceAccountType,
	schema.APIKeyType, schema.RoleType, schema.RoleAssignmentType,
}

// missing reports whether an error is the answer to a path that the release or the edition does not
// have.
func missing(err error) bool { return status(err) == http.StatusNotFound }

// read reads the lists of the org, and adds the tasks for the things in them.
func (o *org) read(ctx context.Context) error {
	o.teams, o.folders = map[int64]*inventory.Team{}, map[string]*inventory.Folder{}
	o.accounts = map[int64]*inventory.ServiceAccount{}
	outside, err := o.outside(ctx)
	if err != nil {
		return err
	}
	if err := o.members(ctx, outside != nil); err != nil {
		return err
	}
	if outside != nil {
		what := "all but its members"
		if status(outside) != 0 {
			what += ", as the sign-in is not in the org"
		}
		o.unlisted(inOrgs...)
		o.unread(what, outside)
		return nil
	}
	for _, step := range []func(context.Context) error{
		o.readTeams, o.serviceAccounts, o.readFolders, o.dashboards, o.dataSources, o.readKeys, o.roles,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// outside returns why the sign-in cannot read the org from the inside; nil if it can. Some releases answer some
// lists to a user outside of an org as if they were empty, and answer a token about its own org whatever org is
// asked for.
func (o *org) outside(ctx context.Context) (why, err error) {
	if o.id == o.own.ID {
		return nil, nil
	}
	var told answeredOrg
	err = o.get(ctx, o.id, "/api/org", &told)
	switch {
	case status(err) != 0:
		return err, nil
	case err == nil && told.ID != o.id:
		return fmt.Errorf("the sign-in is for the org %q alone", told.Name), nil
	}
	return nil, err
}

// An answeredMember is a user in an answer about an org.
type answeredMember struct {
	UserID             int64
	Login, Email, Name string
	Role               string
	IsDisabled         *bool // nil in 8.0
}

// members reads the members. A server admin may read them from outside the org. A token and an
// Admin of the org may not ask so in 8.0, and are answered inside the org alone.
func (o *org) members(ctx context.Context, outside bool) error {
	var all []answeredMember
	err := o.get(ctx, 0, fmt.Sprintf("/api/orgs/%d/users", o.id), &all)
	if status(err) != 0 && !outside {
		err = o.get(ctx, o.id, "/api/org/users", &all)
	}
	if err != nil {
		return o.refused("the members, and the teams, folders and dashboards that the sign-in may not see", err,
			schema.UserType, schema.TeamType, schema.FolderType, schema.DashboardType)
	}
	for _, m := range all {
		u := o.usersByID[m.UserID]
		if u == nil {
			u = &inventory.User{
				Login: m.Login, Email: m.Email, Name: m.Name, AdminUnknown: true, DisabledUnknown: m.IsDisabled == nil,
			}
			u.Disabled = m.IsDisabled != nil && *m.IsDisabled
			o.usersByID[m.UserID] = u
			o.disabledUntold = o.disabledUntold || u.DisabledUnknown
		}
		o.join(u)
		role, why := orgRole(m.Role)
		if why != "" {
			o.noRole("the role of the user "+strconv.Quote(u.Login), why, schema.UserType)
			continue
		}
		o.Members = append(o.Members, inventory.Member{User: u, Role: role})
	}
	return nil
}

// orgRole returns the role in an org with a name. Why is a sentence about a name that is none; empty if it is one.
func orgRole(name string) (role schema.OrgRole, why string) {
	role = schema.OrgRole(name)
	if !slices.Contains(schema.OrgRoles, role) {
		return role, fmt.Sprintf("Grafana names the role %s, which orgs do not have.", strconv.Quote(name))
	}
	return role, ""
}

// noRole notes something of the org that cannot be imported for its role, so that things of its type are not all known.
func (o *org) noRole(what, why string, typ schema.Type) {
	o.unlisted(typ)
	o.Org.Unread = append(o.Org.Unread, inventory.Unread{What: what, Why: why})
}

// readTeams reads the teams. Their members are details.
func (o *org) readTeams(ctx context.Context) error {
	type team struct {
		ID   int64
		Name string
	}
	all, err := member(ctx, o.client, o.id, "/api/teams/search?perpage=1000", "teams", func(t team) string {
		return number(t.ID)
	})
	if err != nil {
		return o.refused("teams", err, schema.TeamType)
	}
	for _, t := range all {
		read := &inventory.Team{Org: o.Org, Name: t.Name}
		o.teams[t.ID] = read
		o.Teams = append(o.Teams, read)
		o.tasks = append(o.tasks, func(ctx context.Context) error {
			if err := o.teamMembers(ctx, t.ID, read); err != nil || !o.licensed {
				return err
			}
			return o.teamGroups(ctx, t.ID, read)
		})
	}
	return nil
}

// isAdmin is the level of the admins of a team, in numbers.
const isAdmin = 4

func (o *org) teamMembers(ctx context.Context, id int64, t *inventory.Team) error {
	var all []struct {
		UserID     int64
		Login      string
		Permission int
	}
	if err := o.get(ctx, o.id, fmt.Sprintf("/api/teams/%d/members", id), &all); err != nil {
		t.Unknown = true
		return note(&t.Unread, "its members", err)
	}
	for _, m := range all {
		switch u := o.usersByID[m.UserID]; {
		case u == nil:
			t.Unknown = true
			t.Unread = append(t.Unread, inventory.Unread{
				What: "the member " + strconv.Quote(m.Login), Why: "It is not among the users.",
			})
		case m.Permission == isAdmin:
			t.Admins = append(t.Admins, u)
		default:
			t.Members = append(t.Members, u)
		}
	}
	return nil
}

// teamGroups reads the external groups of a team, which Enterprise alone has. The answers are those of
// Grafana's documentation.
func (o *org) teamGroups(ctx context.Context, id int64, t *inventory.Team) error {
	var all []struct{ GroupID string }
	err := o.get(ctx, o.id, fmt.Sprintf("/api/teams/%d/groups", id), &all)
	if missing(err) {
		return nil
	}
	for _, g := range all {
		t.ExternalGroups = append(t.ExternalGroups, g.GroupID)
	}
	t.GroupsUnknown = err != nil
	return note(&t.Unread, "its external groups", err)
}

// note notes a refusal about a thing, and returns every other error. An internal error is one about the thing, as 10.0
// and 10.1 answer about dashboards in folders from files.
func note(unread *[]inventory.Unread, what string, err error) error {
	if s := status(err); err == nil || s == 0 || s == http.StatusUnauthorized {
		return err
	}
	*unread = append(*unread, inventory.Unread{What: what, Why: sentence(err)})
	return nil
}

// A hit is a folder or dashboard in the answer of the search, which has all of an org, flat.
type hit struct {
	ID                           int64
	UID, Title                   string
	FolderUID, FolderTitle, Type string
}

func (o *org) search(ctx context.Context, typ string) ([]hit, error) {
	return list(ctx, o.client, o.id, "/api/search?type="+typ+"&limit=1000", 1, func(h hit) string { return h.UID })
}

// readFolders reads the folders. The search tells the folder that a folder is in from 10.4 on; before,
// the folder itself tells it.
func (o *org) readFolders(ctx context.Context) error {
	hits, err := o.search(ctx, "dash-folder")
	if err != nil {
		return o.refused("folders", err, schema.FolderType)
	}
	first := len(o.Folders) // of the org
	for _, h := range hits {
		o.folder(h.UID).Title = h.Title
	}
	told := false
	for _, h := range hits {
		if parent := o.folderOf(h); parent != nil {
			o.folder(h.UID).Parent = parent
			told = true
		}
	}
	for _, f := range o.Folders[first+len(hits):] {
		f.ParentUnknown = true // nothing but that it has folders in it
	}
	if o.nested && !told {
		if err := o.parents(ctx, first); err != nil {
			return err
		}
	}
	for _, f := range o.folders {
		o.tasks = append(o.tasks, func(ctx context.Context) error { return o.folderPermissions(ctx, f) })
	}
	return nil
}

// folderOf returns the folder that a hit is in; nil for none. General is none, unless it is a folder of its own, as 8.0
// allows.
func (o *org) folderOf(h hit) *inventory.Folder {
	if h.FolderUID == "" || h.FolderUID == schema.General && o.folders[schema.General] == nil {
		return nil
	}
	return o.folder(h.FolderUID)
}

// folder returns the folder with a uid. One that is in no list so far is added.
func (o *org) folder(uid string) *inventory.Folder {
	f := o.folders[uid]
	if f == nil {
		f = &inventory.Folder{Org: o.Org, UID: uid}
		o.folders[uid] = f
		o.Folders = append(o.Folders, f)
	}
	return f
}

// mostRounds bounds the rounds of questions for folders above folders. No release has folders as deep.
const mostRounds = 100

// parents asks the folders from one on for the ones that they are in. A folder that is known only because others are in
// it is asked, too.
func (o *org) parents(ctx context.Context, asked int) error {
	for round := 0; asked < len(o.Folders); round++ {
		if round == mostRounds {
			return fmt.Errorf("folders of the org %q are in one another more than %d deep", o.Name, mostRounds)
		}
		folders := o.Folders[asked:]
		asked = len(o.Folders)
		if err := o.parentsOf(ctx, folders); err != nil {
			return err
		}
	}
	return nil
}

// parentsOf asks some folders for the ones that they are in.
func (o *org) parentsOf(ctx context.Context, folders []*inventory.Folder) error {
	uids, errs := make([]string, len(folders)), make([]error, len(folders))
	err := parallel.Do(ctx, o.options.Concurrency, len(folders), func(i int) bool {
		var own struct{ ParentUID string }
		errs[i] = o.get(ctx, o.id, "/api/folders/"+url.PathEscape(folders[i].UID), &own)
		uids[i] = own.ParentUID
		return errs[i] != nil && status(errs[i]) == 0
	}, nil)
	if err != nil {
		return err
	}
	for i, f := range folders {
		if err := note(&f.Unread, "the folder that it is in", errs[i]); err != nil {
			return err
		}
		f.ParentUnknown = errs[i] != nil
		if uids[i] != "" {
			f.Parent = o.folder(uids[i])
		}
	}
	return nil
}

// dashboards reads the dashboards.
func (o *org) dashboards(ctx context.Context) error {
	if o.options.WithoutDashboards {
		o.unlisted(schema.DashboardType)
		o.unread("dashboards, so that permissions that a dashboard has of its own are unknown",
			errors.New("they were left out on request"))
		return nil
	}
	hits, err := o.search(ctx, "dash-db")
	if err != nil {
		return o.refused("dashboards", err, schema.DashboardType)
	}
	known := len(o.Folders)
	for _, h := range hits {
		d := &inventory.Dashboard{Org: o.Org, UID: h.UID, Title: h.Title}
		if d.Folder = o.folderOf(h); d.Folder != nil && d.Folder.Title == "" {
			d.Folder.Title = h.FolderTitle
		}
		o.Dashboards = append(o.Dashboards, d)
		o.tasks = append(o.tasks, func(ctx context.Context) error { return o.dashboardPermissions(ctx, h.ID, d) })
	}
	for _, f := range o.Folders[known:] {
		f.ParentUnknown = o.nested
		// 10.0 and 10.1 do not list the folders that files provision below the toggle nestedFolders,
		// and nobody sees all folders but Admins.
		o.tasks = append(o.tasks, func(ctx context.Context) error { return o.folderPermissions(ctx, f) })
	}
	return nil
}

// dataSources reads the data sources. Enterprise alone has permissions of them.
func (o *org) dataSources(ctx context.Context) error {
	var all []struct {
		ID        int64
		UID, Name string
	}
	if err := o.get(ctx, o.id, "/api/datasources", &all); err != nil {
		return o.refused("data sources", err, schema.DataSourceType)
	}
	for _, d := range all {
		read := &inventory.DataSource{Org: o.Org, UID: d.UID, Name: d.Name}
		o.DataSources = append(o.DataSources, read)
		if o.licensed {
			o.tasks = append(o.tasks, func(ctx context.Context) error { return o.dataSourcePermissions(ctx, d.ID, read) })
		}
	}
	return nil
}
