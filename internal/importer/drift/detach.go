package drift

import (
	"slices"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/merge"
)

// copies have the copy of a thing of Grafana, also by the declared thing that is the same.
type copies map[inventory.Thing]inventory.Thing

// detached returns a copy of the things of Grafana in which all pointers are to its own things, and the declared
// things that are the same as those of the copy. References to things that are not in Grafana are left out, and
// so are names for people, emails and comments, which have no effect.
func detached(p *merge.Pair) (*inventory.Inventory, map[inventory.Thing]inventory.Thing) {
	there := &inventory.Inventory{Settings: p.Now.Settings, Licensed: p.Now.Licensed, AllUsers: p.Now.AllUsers}
	c, same := copies{}, map[inventory.Thing]inventory.Thing{}
	for t := range p.Now.Things {
		copied := shallow(t)
		c[t] = copied
		there.Add(copied)
		if was := p.Same[t]; was != nil {
			c[was], same[copied] = copied, was
		}
	}
	for t := range there.Things {
		c.redirect(t)
	}
	if a := p.Now.Settings.Anonymous; a != nil {
		there.Settings.Anonymous = nil
		if org := get(c, a.Org); org != nil {
			there.Settings.Anonymous = &inventory.Anonymous{Org: org, Role: a.Role}
		}
	}
	for _, m := range p.Now.OrgMappings {
		if m.Org != nil {
			if m.Org = get(c, m.Org); m.Org == nil {
				continue
			}
		}
		there.OrgMappings = append(there.OrgMappings, m)
	}
	for _, a := range p.Now.Assignments {
		if copied := c.assignment(a); copied != nil {
			there.Assignments = append(there.Assignments, copied)
		}
	}
	there.BasicRoles = p.Now.BasicRoles
	return there, same
}

// shallow returns a copy of a thing, without names for people and comments.
func shallow(t inventory.Thing) inventory.Thing {
	switch t := t.(type) {
	case *inventory.Org:
		copied := *t
		copied.Unread = nil
		return &copied
	case *inventory.User:
		copied := *t
		copied.Email, copied.Name = "", ""
		return &copied
	case *inventory.Team:
		copied := *t
		copied.Unread = nil
		return &copied
	case *inventory.Folder:
		copied := *t
		copied.Title, copied.Unread = "", nil
		return &copied
	case *inventory.Dashboard:
		copied := *t
		copied.Title, copied.Unread = "", nil
		return &copied
	case *inventory.DataSource:
		copied := *t
		copied.Name, copied.Unread = "", nil
		return &copied
	case *inventory.ServiceAccount:
		copied := *t
		copied.Unread = nil
		return &copied
	case *inventory.APIKey:
		copied := *t
		return &copied
	case *inventory.Role:
		copied := *t
		copied.DisplayName, copied.Group, copied.Description, copied.Unread = "", "", "", nil
		return &copied
	}
	return t
}

// get returns the copy of a thing; nil if it is not in Grafana.
func get[T inventory.Thing](c copies, t T) T {
	copied, _ := c[t].(T)
	return copied
}

// redirect makes the pointers of a copy point to copies.
func (c copies) redirect(t inventory.Thing) {
	switch t := t.(type) {
	case *inventory.Org:
		members := t.Members
		t.Members = nil
		for _, m := range members {
			if m.User = get(c, m.User); m.User != nil {
				t.Members = append(t.Members, m)
			}
		}
	case *inventory.Team:
		t.Org = get(c, t.Org)
		t.Members, t.Admins = c.users(t.Members), c.users(t.Admins)
		t.ExternalGroups = slices.Clone(t.ExternalGroups)
	case *inventory.Folder:
		t.Org = get(c, t.Org)
		t.Parent = get(c, t.Parent)
		c.list(&t.Permissions)
	case *inventory.Dashboard:
		t.Org = get(c, t.Org)
		t.Folder = get(c, t.Folder)
		c.list(&t.Permissions)
	case *inventory.DataSource:
		t.Org = get(c, t.Org)
		c.list(&t.Permissions)
	case *inventory.ServiceAccount:
		t.Org = get(c, t.Org)
		t.Tokens = slices.Clone(t.Tokens)
		c.list(&t.Permissions)
	case *inventory.APIKey:
		t.Org = get(c, t.Org)
	case *inventory.Role:
		t.Org = get(c, t.Org)
		t.Permissions = slices.Clone(t.Permissions)
		for i := range t.Permissions {
			if to := &t.Permissions[i].To; *to != nil {
				*to = c[*to] // nil for one that is not in Grafana, of which the scope is left
			}
		}
	}
}

func (c copies) users(all []*inventory.User) []*inventory.User {
	var copied []*inventory.User
	for _, u := range all {
		if u = get(c, u); u != nil && !slices.Contains(copied, u) {
			copied = append(copied, u)
		}
	}
	return copied
}

// holder returns a holder with copies; the zero Holder for one that is not in Grafana.
func (c copies) holder(h inventory.Holder) inventory.Holder {
	return inventory.Holder{
		Role: h.Role, User: get(c, h.User), Team: get(c, h.Team), ServiceAccount: get(c, h.ServiceAccount),
	}
}

func (c copies) list(l *inventory.List) {
	l.Creator = c.holder(l.Creator)
	entries := l.Entries
	l.Entries = nil
	for _, e := range entries {
		if h := c.holder(e.Holder); h != (inventory.Holder{}) {
			l.Set(h, e.Level)
		}
	}
}

func (c copies) assignment(a *inventory.Assignment) *inventory.Assignment {
	copied := &inventory.Assignment{Fixed: a.Fixed}
	if a.Role != nil {
		if copied.Role = get(c, a.Role); copied.Role == nil {
			return nil
		}
	}
	if a.Org != nil {
		if copied.Org = get(c, a.Org); copied.Org == nil {
			return nil
		}
	}
	for _, h := range a.Holders {
		if h = c.holder(h); h != (inventory.Holder{}) {
			copied.Holders = append(copied.Holders, h)
		}
	}
	if len(copied.Holders) == 0 {
		return nil
	}
	return copied
}
