package server

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
)

// An answeredEntry is an entry in the list of a folder or dashboard. What does not apply is zero in it.
type answeredEntry struct {
	// DashboardID and FolderID are those of the thing whose list has the entry; one of them is
	// ofDefaults in 8.x for the list that a thing is created with, until somebody writes one.
	DashboardID, FolderID int64
	UserID, TeamID        int64
	UserLogin, Team, Role string
	Permission            int
	PermissionName        string
	// Inherited is true in 8.x for an entry of the folder in the list of a dashboard.
	Inherited bool
}

const ofDefaults = -1

// holder returns the holder of an entry. A service account is a user in a list, with nothing to
// tell it by but its number.
func (o *org) holder(userID, teamID int64, role string) (inventory.Holder, bool) {
	switch {
	case role != "":
		return inventory.Holder{Role: schema.OrgRole(role)}, true
	case teamID != 0:
		t := o.teams[teamID]
		return inventory.Holder{Team: t}, t != nil
	}
	if a := o.accounts[userID]; a != nil {
		return inventory.Holder{ServiceAccount: a}, true
	}
	u := o.usersByID[userID]
	return inventory.Holder{User: u}, u != nil
}

// A listed is a thing whose list is being read.
type listed struct {
	list   *inventory.List
	unread *[]inventory.Unread
	// defaults reports whether the thing can have the list that it was created with.
	defaults bool
}

// entries reads the list of a folder or dashboard.
//
// From 9.0 on the answer has the own entries alone, and the list that a thing was created with
// consists of ordinary entries. In 8.x that list has a mark, and an emptied list is without any.
func (o *org) entries(all []answeredEntry, to listed) {
	levels := map[inventory.Holder]int{}
	for _, e := range all {
		if e.DashboardID == ofDefaults || e.FolderID == ofDefaults {
			to.list.Default = to.list.Default || to.defaults
			continue
		}
		if e.Inherited {
			continue
		}
		holder, known := o.holder(e.UserID, e.TeamID, e.Role)
		if !known {
			to.list.Unknown = true
			*to.unread = append(*to.unread, o.stranger(e.PermissionName, e.UserLogin+e.Team))
			continue
		}
		if at, twice := levels[holder]; twice {
			if e.Permission > at {
				to.list.Set(holder, e.PermissionName)
			}
			continue
		}
		levels[holder] = e.Permission
		to.list.Set(holder, e.PermissionName)
	}
}

// stranger is an entry for somebody who is in no list of the org.
func (o *org) stranger(level, name string) inventory.Unread {
	return inventory.Unread{
		What: fmt.Sprintf("a holder of its permission %q", level),
		Why:  fmt.Sprintf("Grafana names %s, which is not among the users, teams and service accounts.", strconv.Quote(name)),
	}
}

func (o *org) folderPermissions(ctx context.Context, f *inventory.Folder) error {
	var all []answeredEntry
	if err := o.get(ctx, o.id, "/api/folders/"+url.PathEscape(f.UID)+"/permissions", &all); err != nil {
		f.Permissions.Unknown = true
		return note(&f.Unread, "its permissions", err)
	}
	o.entries(all, listed{&f.Permissions, &f.Unread, f.Parent == nil})
	return nil
}

func (o *org) dashboardPermissions(ctx context.Context, id int64, d *inventory.Dashboard) error {
	var all []answeredEntry
	err := o.dashboardEntries(ctx, id, d.UID, &all)
	if err != nil {
		d.Permissions.Unknown = true
		return note(&d.Unread, "its permissions", err)
	}
	o.entries(all, listed{&d.Permissions, &d.Unread, d.Folder == nil})
	return nil
}

// dashboardEntries asks for the list of a dashboard. 8.x has it by the number of the dashboard alone,
// newer releases by its uid, too.
func (o *org) dashboardEntries(ctx context.Context, id int64, uid string, into *[]answeredEntry) error {
	byNumber := fmt.Sprintf("/api/dashboards/id/%d/permissions", id)
	if o.byNumber.Load() {
		return o.get(ctx, o.id, byNumber, into)
	}
	err := o.get(ctx, o.id, "/api/dashboards/uid/"+url.PathEscape(uid)+"/permissions", into)
	if !missing(err) {
		return err
	}
	again := o.get(ctx, o.id, byNumber, into)
	if missing(again) {
		return err
	}
	o.byNumber.Store(again == nil)
	return again
}

// A managed entry is one in the list of any resource, as releases with fine-grained access control
// answer it.
type managed struct {
	UserID, TeamID          int64
	UserLogin, Team         string
	BuiltInRole, Permission string
	IsManaged, IsInherited  bool
}

// managedEntries reads the list of a resource. Entries that no list has, such as those of basic
// roles, are not managed.
func (o *org) managedEntries(ctx context.Context, kind, id string, list *inventory.List, unread *[]inventory.Unread) error {
	var all []managed
	if err := o.get(ctx, o.id, "/api/access-control/"+kind+"/"+url.PathEscape(id), &all); err != nil {
		return err
	}
	for _, e := range all {
		if !e.IsManaged || e.IsInherited || e.Permission == "" {
			continue
		}
		holder, known := o.holder(e.UserID, e.TeamID, e.BuiltInRole)
		if !known {
			list.Unknown = true
			*unread = append(*unread, o.stranger(e.Permission, e.UserLogin+e.Team))
			continue
		}
		list.Set(holder, e.Permission)
	}
	return nil
}

// dataSourcePermissions reads the list of a data source, as Grafana's documentation tells it: by its
// uid, and before 9.0 by its number.
func (o *org) dataSourcePermissions(ctx context.Context, id int64, d *inventory.DataSource) error {
	err := o.managedEntries(ctx, "datasources", d.UID, &d.Permissions, &d.Unread)
	if !missing(err) {
		d.Permissions.Unknown = d.Permissions.Unknown || err != nil
		return note(&d.Unread, "its permissions", err)
	}
	var old struct {
		Enabled     bool
		Permissions []answeredEntry
	}
	if err = o.get(ctx, o.id, fmt.Sprintf("/api/datasources/%d/permissions", id), &old); missing(err) {
		return nil // not in this edition
	}
	if err == nil && old.Enabled {
		o.entries(old.Permissions, listed{&d.Permissions, &d.Unread, false})
	}
	d.Permissions.Unknown = d.Permissions.Unknown || err != nil
	return note(&d.Unread, "its permissions", err)
}
