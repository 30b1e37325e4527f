package inventory

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/schema"
)

// Clean takes out of an Inventory the parts that a configuration cannot have, and tells each as Unread: names
// that the language refuses, names that are taken twice, and folders that are in each other. It takes the
// holders that are gone out of lists. It is called after Sort, so that the first of equal names stays.
func (i *Inventory) Clean() {
	c := cleaner{Inventory: i, gone: map[Thing]bool{}, taken: map[taken]bool{}}
	c.emails()
	i.Users = keep(&c, i.Users)
	i.Teams = keep(&c, i.Teams)
	i.Folders = keep(&c, i.Folders)
	i.Dashboards = keep(&c, i.Dashboards)
	i.DataSources = keep(&c, i.DataSources)
	i.ServiceAccounts = keep(&c, i.ServiceAccounts)
	i.APIKeys = keep(&c, i.APIKeys)
	i.Roles = keep(&c, i.Roles)
	c.cycles()
	if len(c.gone) > 0 {
		c.references()
	}
	for _, a := range i.ServiceAccounts {
		names := map[string]bool{}
		a.Tokens = slices.DeleteFunc(a.Tokens, func(t Token) bool {
			twice := names[t.Name]
			names[t.Name] = true
			return twice
		})
	}
}

// A cleaner cleans one Inventory.
type cleaner struct {
	*Inventory
	gone  map[Thing]bool
	taken map[taken]bool
}

// taken is where a name is unique.
type taken struct {
	typ  schema.Type
	org  *Org
	name string
}

// placeOf returns where the name of a thing is unique, in the spelling in which a configuration compares names: in
// composed characters, and logins in lower case.
func placeOf(t Thing) taken {
	name := norm.NFC.String(t.GrafanaName())
	if t.Type() == schema.UserType {
		name = strings.ToLower(name)
	}
	return taken{t.Type(), t.In(), name}
}

// keep returns the things that a configuration can have. Of users with one login none stays: a request that names it
// would be decided by the rights of the wrong one.
func keep[T Thing](c *cleaner, things []T) []T {
	counts := map[taken]int{}
	for _, t := range things {
		counts[placeOf(t)]++
	}
	return slices.DeleteFunc(things, func(t T) bool {
		at := placeOf(t)
		why := ""
		switch {
		case t.GrafanaName() == "":
			why = "It has no name."
		case c.taken[at] || t.Type() == schema.UserType && counts[at] > 1:
			why = "Another one has the same name, which a configuration cannot tell apart."
		case hasUID(t.Type()) && !schema.IsUID(t.GrafanaName()):
			why = "Its uid has other signs than letters, digits, underscores and dashes, which Grafana refuses for new ones."
		}
		c.taken[at] = true
		if why == "" {
			return false
		}
		c.gone[t] = true
		words := strings.ReplaceAll(string(t.Type()), "_", " ")
		u := Unread{What: fmt.Sprintf("the %s %s", words, strconv.Quote(t.GrafanaName())), Why: why}
		if org := t.In(); org != nil {
			org.Unread = append(org.Unread, u)
		} else {
			c.Unread = append(c.Unread, u)
		}
		return true
	})
}

// hasUID reports whether things of a type have a uid as Grafana's name.
func hasUID(typ schema.Type) bool {
	return typ == schema.FolderType || typ == schema.DashboardType || typ == schema.DataSourceType
}

// emails takes away the emails that are the login or the email of another user.
func (c *cleaner) emails() {
	owner := map[string]*User{}
	for _, u := range c.Users {
		owner[strings.ToLower(u.Login)] = u
	}
	for _, u := range c.Users {
		key := strings.ToLower(u.Email)
		if other := owner[key]; key == "" || other == u {
			continue
		} else if other == nil {
			owner[key] = u
			continue
		}
		c.Unread = append(c.Unread, Unread{
			What: fmt.Sprintf("the email of the user %s", strconv.Quote(u.Login)),
			Why:  "Another user has it as login or email, so that it names nobody.",
		})
		u.Email = ""
	}
}

// cycles takes folders out of circles, which no Grafana has.
func (c *cleaner) cycles() {
	for _, f := range c.Folders {
		seen := map[*Folder]bool{}
		for at := f; at != nil; at = at.Parent {
			if seen[at] {
				at.Unread = append(at.Unread, Unread{"the folder that it is in", "It would be in itself."})
				at.Parent, at.ParentUnknown = nil, true
				break
			}
			seen[at] = true
		}
	}
}

// references takes away the references to things that are gone.
func (c *cleaner) references() {
	for _, f := range c.Folders {
		if f.Parent != nil && c.gone[f.Parent] {
			f.Parent, f.ParentUnknown = nil, true
			f.Unread = append(f.Unread, Unread{"the folder that it is in", "That folder is not imported."})
		}
		c.list(&f.Permissions)
	}
	for _, d := range c.Dashboards {
		if d.Folder != nil && c.gone[d.Folder] {
			d.Folder = nil
			d.Unread = append(d.Unread, Unread{"the folder that it is in", "That folder is not imported."})
		}
		c.list(&d.Permissions)
	}
	for _, d := range c.DataSources {
		c.list(&d.Permissions)
	}
	for _, a := range c.ServiceAccounts {
		c.list(&a.Permissions)
	}
	isGone := func(u *User) bool { return c.gone[u] }
	for _, t := range c.Teams {
		t.Members = slices.DeleteFunc(t.Members, isGone)
		t.Admins = slices.DeleteFunc(t.Admins, isGone)
	}
	for _, o := range c.Orgs {
		o.Members = slices.DeleteFunc(o.Members, func(m Member) bool { return c.gone[m.User] })
	}
	c.Assignments = slices.DeleteFunc(c.Assignments, func(a *Assignment) bool { return a.Role != nil && c.gone[a.Role] })
	for _, a := range c.Assignments {
		a.Holders = slices.DeleteFunc(a.Holders, c.isGone)
	}
	for _, r := range c.Roles {
		r.Permissions = slices.DeleteFunc(r.Permissions, func(p Permission) bool {
			gone := p.To != nil && c.gone[p.To]
			if gone {
				r.Unread = append(r.Unread, Unread{"a permission at " + p.Scope, "Its scope is of something that is not imported."})
			}
			return gone
		})
	}
	for _, r := range c.Roles {
		r.From = slices.DeleteFunc(r.From, func(from RoleRef) bool { return from.Role != nil && c.gone[from.Role] })
	}
}

func (c *cleaner) list(l *List) {
	l.Entries = slices.DeleteFunc(l.Entries, func(e Entry) bool { return c.isGone(e.Holder) })
	if c.isGone(l.Creator) {
		l.Creator = Holder{}
	}
}

func (c *cleaner) isGone(h Holder) bool {
	return h.User != nil && c.gone[h.User] || h.Team != nil && c.gone[h.Team] ||
		h.ServiceAccount != nil && c.gone[h.ServiceAccount]
}
