package merge

import (
	"slices"

	"github.com/rolecall/rolecall/internal/importer/inventory"
)

// dropGone takes the declared things that are not there any more out of the parts that stand in for unread ones. A
// declared folder that another one is in is the one that is the same there, so that folders are a tree.
func (p *Pair) dropGone() {
	there := map[inventory.Thing]inventory.Thing{}
	for now, was := range p.Same {
		there[was] = now
	}
	g := gone(func(t inventory.Thing) bool { return p.At[t] != nil && there[t] == nil })
	for _, o := range p.Now.Orgs {
		o.Members = slices.DeleteFunc(o.Members, func(m inventory.Member) bool { return g(m.User) })
	}
	for _, t := range p.Now.Teams {
		t.Members, t.Admins = g.without(t.Members), g.without(t.Admins)
	}
	for _, f := range p.Now.Folders {
		if f.Parent != nil && p.At[f.Parent] != nil { // nil for one that is gone
			f.Parent, _ = there[f.Parent].(*inventory.Folder)
		}
		g.list(&f.Permissions)
	}
	for _, d := range p.Now.Dashboards {
		g.list(&d.Permissions)
	}
	for _, d := range p.Now.DataSources {
		g.list(&d.Permissions)
	}
	for _, a := range p.Now.ServiceAccounts {
		g.list(&a.Permissions)
	}
}

// A gone function reports whether a thing is declared and is not there any more.
type gone func(inventory.Thing) bool

func (g gone) without(users []*inventory.User) []*inventory.User {
	return slices.DeleteFunc(slices.Clone(users), func(u *inventory.User) bool { return g(u) })
}

func (g gone) list(l *inventory.List) {
	isGone := func(h inventory.Holder) bool {
		return h.User != nil && g(h.User) || h.Team != nil && g(h.Team) || h.ServiceAccount != nil && g(h.ServiceAccount)
	}
	l.Entries = slices.DeleteFunc(slices.Clone(l.Entries), func(e inventory.Entry) bool { return isGone(e.Holder) })
	if isGone(l.Creator) {
		l.Creator = inventory.Holder{}
	}
}
