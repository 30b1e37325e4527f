package mutate

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/internal/scopes"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A list describes the permissions of a folder, dashboard, data source or service account.
type list struct {
	name string
	org  *schema.Org
	typ  schema.Type
	// hasDefault reports whether the resource has the default permissions if no
	// block is written.
	hasDefault bool
	at         hcl.Range
	of         func(*schema.World) *schema.Permissions
}

func (l list) entries(w *schema.World) *[]schema.Entry { return &l.of(w).Entries }

// lists changes the permissions of folders, dashboards, data sources and service accounts,
// their creators, and the parents of folders.
func (m *mutator) lists() {
	for i, f := range m.world.Folders {
		if !catalogue.Disregards(&m.world.Grafana, scopes.Of(catalogue.Scope("folder"), f.UID.Value)) {
			m.list(list{f.Addr.String(), f.Org, schema.FolderType, true, f.Range,
				func(w *schema.World) *schema.Permissions { return &w.Folders[i].Permissions }})
		}
		m.creator(f.Addr, f.CreatedBy, func(w *schema.World) **schema.Creator { return &w.Folders[i].CreatedBy })
		if f.Parent != nil {
			parent := func(w *schema.World) **schema.Folder { return &w.Folders[i].Parent }
			m.add(Dropped, f.ParentRange, to(parent, nil), "%s is at the top instead of in %s", f.Addr, f.Parent.Addr)
		}
	}
	for i, d := range m.world.Dashboards {
		m.list(list{d.Addr.String(), d.Org, schema.DashboardType, d.Folder == nil, d.Range,
			func(w *schema.World) *schema.Permissions { return &w.Dashboards[i].Permissions }})
		m.creator(d.Addr, d.CreatedBy, func(w *schema.World) **schema.Creator { return &w.Dashboards[i].CreatedBy })
	}
	for i, s := range m.world.DataSources {
		m.list(list{s.Addr.String(), s.Org, schema.DataSourceType, false, s.Range,
			func(w *schema.World) *schema.Permissions { return &w.DataSources[i].Permissions }})
	}
	for i, a := range m.world.ServiceAccounts {
		m.list(list{a.Addr.String(), a.Org, schema.ServiceAccountType, false, a.Range,
			func(w *schema.World) *schema.Permissions { return &w.ServiceAccounts[i].Permissions }})
		m.creator(a.Addr, a.CreatedBy, func(w *schema.World) **schema.Creator { return &w.ServiceAccounts[i].CreatedBy })
	}
}

func (m *mutator) creator(what schema.Addr, by *schema.Creator, at func(*schema.World) **schema.Creator) {
	if by != nil {
		m.add(Dropped, by.Range, to(at, nil), "nobody is the creator of %s", what)
	}
}

// list changes one list.
func (m *mutator) list(l list) {
	list, typ := *l.of(m.world), string(l.typ)
	levels := slices.DeleteFunc(slices.Clone(catalogue.Levels(typ)), func(level string) bool {
		return m.world.Grafana.Version.Before(catalogue.LevelSince(typ, level))
	})
	for j, e := range list.Entries {
		m.add(Dropped, e.Range, drop(l.entries, j), "%s loses %s on %s", e.Holder, e.Level, l.name)
		for _, next := range steps(levels, e.Level) {
			level := func(w *schema.World) *string { return &l.of(w).Entries[j].Level }
			m.add(Level, e.Range, to(level, next), "%s has %s instead of %s on %s", e.Holder, next, e.Level, l.name)
		}
	}
	for _, level := range levels {
		m.block(l, level)
	}
	if l.hasDefault {
		m.flip(written(list.DefaultRange, l.at), func(w *schema.World) *bool { return &l.of(w).Default }, "default_permissions of "+l.name)
	}
}

// block changes the entries of one level.
func (m *mutator) block(l list, level string) {
	list := *l.of(m.world)
	is := func(e schema.Entry) bool { return e.Level == level }
	first := slices.IndexFunc(list.Entries, is)
	if first < 0 {
		return
	}
	at := list.Entries[first].Range
	rest := slices.DeleteFunc(slices.Clone(list.Entries), is)
	// Without any block, the list has the default permissions again.
	asCreated := len(rest) == 0 && l.hasDefault && list.DefaultRange.Empty()
	if len(list.Entries)-len(rest) > 1 || asCreated {
		apply := set(l.of, func(_ *schema.World, p schema.Permissions) schema.Permissions {
			p.Entries = slices.DeleteFunc(slices.Clone(p.Entries), is)
			p.Default = p.Default || asCreated
			return p
		})
		m.add(Removed, at, apply, "%s loses its permission %q", l.name, level)
	}
	for _, holder := range m.newHolders(l) {
		apply := put(l.entries, func(w *schema.World) schema.Entry { return schema.Entry{Level: level, Holder: holder(w), Range: at} })
		m.add(Added, at, apply, "%s gets %s on %s", holder(m.world), level, l.name)
	}
}

// newHolders returns up to three holders that are not in a list yet: a role, a team and a
// user.
func (m *mutator) newHolders(l list) []func(*schema.World) schema.Holder {
	entries := *l.entries(m.world)
	isNew := func(h schema.Holder) bool {
		return !slices.ContainsFunc(entries, func(e schema.Entry) bool { return e.Holder == h })
	}
	var holders []func(*schema.World) schema.Holder
	// Another role than those of a new list has nearly everything without an entry.
	created := catalogue.Of(m.world.Grafana.Version).AsCreated
	entryRoles := slices.DeleteFunc(slices.Clone(schema.EntryRoles), func(r schema.OrgRole) bool {
		return created[r] == "" || !catalogue.CanHold(string(l.typ), "role")
	})
	roles := indexes(entryRoles, func(r schema.OrgRole) bool { return isNew(schema.Holder{Role: r}) })
	if i, ok := m.pick(len(roles)); ok {
		role := entryRoles[roles[i]]
		holders = append(holders, func(*schema.World) schema.Holder { return schema.Holder{Role: role} })
	}
	teams := indexes(m.world.Teams, func(t *schema.Team) bool { return t.Org == l.org && isNew(schema.Holder{Team: t}) })
	if i, ok := m.pick(len(teams)); ok {
		n := teams[i]
		holders = append(holders, func(w *schema.World) schema.Holder { return schema.Holder{Team: w.Teams[n]} })
	}
	users := indexes(m.world.Users, func(u *schema.User) bool { return m.inOrg(l.org, u) && isNew(schema.Holder{User: u}) })
	if i, ok := m.pick(len(users)); ok {
		n := users[i]
		holders = append(holders, func(w *schema.World) schema.Holder { return schema.Holder{User: w.Users[n]} })
	}
	return holders
}
