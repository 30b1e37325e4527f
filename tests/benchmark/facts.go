package benchmark

import (
	"cmp"
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// A Level is what an entry gives, and what an action takes; higher ones give
// what lower ones do.
type Level uint8

// The levels of the actions that are asked about.
const (
	View Level = iota + 1
	Edit
	Administer
)

var levels = map[string]Level{"View": View, "Edit": Edit, "Admin": Administer}

// Facts are what of a configuration decides about folders and dashboards in
// Grafana 8.0 and 13 with its flags off, as each peer takes them in. Numbers are
// places in the lists.
type Facts struct {
	// Orgs, Teams and Users are labels, names and logins. The teams of
	// different orgs have different names in generated configurations.
	Orgs, Teams, Users []string
	// Members are the users that an org has and that are not disabled: the
	// others may do nothing.
	Members []Member
	// Items are the folders, then the dashboards. Their uids are unique
	// among all orgs in generated configurations.
	Items []Item
}

// A Member is a user with a role in an org.
type Member struct {
	User, Org int
	Role      schema.OrgRole
	// Teams are those of the org that the user is in.
	Teams []int
}

// An Item is a folder or a dashboard.
type Item struct {
	Type, UID string
	Org       int
	// Folder is the item that a dashboard or a folder is in, -1 for none.
	// What is given there is given here too.
	Folder int
	// Entries are its list, without those of users who are no members. A
	// list that was never written is written out.
	Entries []Entry
}

// An Entry gives a level to the members of a team, to those with a role, or
// to a user. The other two of the three are -1 or empty.
type Entry struct {
	Team, User int
	Role       schema.OrgRole
	Level      Level
}

// defaults is the list of an item that still has the one it was created with.
var defaults = []Entry{{-1, -1, schema.Viewer, View}, {-1, -1, schema.Editor, Edit}}

// NewFacts takes the facts out of a world.
func NewFacts(w *schema.World) *Facts {
	f := &Facts{}
	orgs := number(w.Orgs, func(o *schema.Org) string { return o.Addr.Label }, &f.Orgs)
	teams := number(w.Teams, func(t *schema.Team) string { return t.Name.Value }, &f.Teams)
	users := number(w.Users, func(u *schema.User) string { return u.Login.Value }, &f.Users)

	type membership struct{ user, org int }
	teamsOf := map[membership][]int{}
	for i, t := range w.Teams {
		for _, user := range slices.Concat(t.Members, t.Admins) {
			key := membership{users[user.To], orgs[t.Org]}
			teamsOf[key] = append(teamsOf[key], i)
		}
	}
	isMember := map[membership]bool{}
	for i, o := range w.Orgs {
		for _, m := range o.Members {
			if key := (membership{users[m.User.To], i}); !m.User.To.Disabled {
				f.Members = append(f.Members, Member{key.user, i, m.Role, teamsOf[key]})
				isMember[key] = true
			}
		}
	}

	entries := func(org int, p schema.Permissions) []Entry {
		var list []Entry
		if p.Default {
			list = slices.Clone(defaults)
		}
		for _, e := range p.Entries {
			entry := Entry{-1, -1, e.Holder.Role, levels[e.Level]}
			if e.Holder.Team != nil {
				entry.Team = teams[e.Holder.Team]
			}
			if e.Holder.User != nil {
				entry.User = users[e.Holder.User]
				if !isMember[membership{entry.User, org}] {
					continue
				}
			}
			list = append(list, entry)
		}
		return list
	}
	folders := map[*schema.Folder]int{}
	for i, folder := range w.Folders {
		folders[folder] = i
		org, permissions := orgs[folder.Org], folder.Permissions
		if folder.Parent != nil {
			permissions.Default = false // a folder in another has no list to begin with
		}
		list := entries(org, permissions)
		if by := folder.CreatedBy; w.Grafana.Version != "8.0" && permissions.Default && by != nil && by.User != nil && isMember[membership{users[by.User], org}] {
			list = append(list, Entry{-1, users[by.User], "", Administer})
		}
		f.Items = append(f.Items, Item{"folder", folder.UID.Value, org, -1, list})
	}
	for i, folder := range w.Folders {
		if folder.Parent != nil {
			f.Items[i].Folder = folders[folder.Parent]
		}
	}
	for _, d := range w.Dashboards {
		org, permissions := orgs[d.Org], d.Permissions
		if d.Folder != nil {
			permissions.Default = false // and neither has a dashboard in a folder
		}
		item := Item{"dashboard", d.UID.Value, org, -1, entries(org, permissions)}
		if d.Folder != nil {
			item.Folder = folders[d.Folder]
		}
		f.Items = append(f.Items, item)
	}
	return f
}

// above returns the folders that an item lies in, the nearest first.
func (f *Facts) above(item Item) []Item {
	var all []Item
	for ; item.Folder >= 0; item = f.Items[item.Folder] {
		all = append(all, f.Items[item.Folder])
	}
	return all
}

// number lists the names of things, and says which thing has which place.
func number[T comparable](things []T, name func(T) string, names *[]string) map[T]int {
	places := make(map[T]int, len(things))
	for i, thing := range things {
		places[thing] = i
		*names = append(*names, name(thing))
	}
	return places
}

// memberships are the members of each user, in the order of the users.
func (f *Facts) memberships() [][]Member {
	of := make([][]Member, len(f.Users))
	for _, m := range f.Members {
		of[m.User] = append(of[m.User], m)
	}
	for _, list := range of {
		slices.SortFunc(list, func(a, b Member) int { return cmp.Compare(a.Org, b.Org) })
	}
	return of
}
