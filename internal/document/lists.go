package document

import (
	"maps"
	"strings"

	"github.com/rolecall/rolecall/internal/scopes"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

func (d *World) addTeam(t *schema.Team) {
	o, name := d.org(t.Org), t.Name.Value
	place := scopes.Of(catalogue.Scope("team"), name)
	o.Teams[name] = Item{Source: source(t.Range)}
	for _, group := range t.ExternalGroups {
		key := d.groupKey(group.Value)
		if o.Groups[key] == nil {
			o.Groups[key] = map[string]string{}
		}
		o.Groups[key][name] = source(group.Range)
	}
	entries := map[string]Entry{}
	if len(t.ExternalGroups) > 0 {
		// Members of a group are in the team, without entries of their own.
		entries["team:"+name] = Entry{Level: d.facts().SyncedLevel, Source: source(t.ExternalGroups[0].Range)}
	}
	add := func(users []schema.Ref[schema.User], level string) {
		for _, user := range users {
			entry := Entry{Level: level, Source: source(user.Range)}
			entries[userKey(user.To)] = entry
			// A user who is not in the org gets nothing by its teams.
			if member := o.Members[userKey(user.To)]; member != nil {
				if member.Teams == nil {
					member.Teams = map[string]Entry{}
				}
				member.Teams[name] = entry
			}
		}
	}
	add(t.Members, schema.TeamMember)
	add(t.Admins, schema.TeamAdmin)
	o.addList(place, entries)
	if by := t.CreatedBy; by != nil {
		o.addCreator(place, by, false)
		if member := o.Members[creatorKey(by)]; member != nil {
			if member.CreatedTeams == nil {
				member.CreatedTeams = map[string]string{}
			}
			member.CreatedTeams[name] = source(by.Range)
		}
	}
}

func (o *Org) addPermissions(place string, p schema.Permissions, by *schema.Creator, inside bool) {
	if len(p.Entries) > 0 {
		entries := make(map[string]Entry, len(p.Entries))
		for _, e := range p.Entries {
			entries[HolderKey(e.Holder)] = Entry{Level: e.Level, Source: source(e.Range)}
		}
		o.addList(place, entries)
	}
	// A list that was written replaced the one the creator was in.
	if by != nil && p.Default {
		o.addCreator(place, by, inside)
	}
}

// addList adds the entries of a list, and sums them up.
func (o *Org) addList(place string, entries map[string]Entry) {
	if len(entries) == 0 {
		return
	}
	o.Permissions[place] = entries
	kind := kindOfList(place)
	for holder, entry := range entries {
		if o.Held[holder] == nil {
			o.Held[holder] = map[string]map[string]string{}
		}
		levels := o.Held[holder][kind]
		if levels == nil {
			levels = map[string]string{}
			o.Held[holder][kind] = levels
		}
		// The first of several, so that the sum does not depend on order.
		if first, ok := levels[entry.Level]; !ok || entry.Source < first {
			levels[entry.Level] = entry.Source
		}
	}
}

// WithEntry returns a copy of the org with the first entry of a list that has none, as HCL
// declares it without default_permissions: it replaces the list that the resource was created
// with.
func (o *Org) WithEntry(place, holder, level string) *Org {
	c := *o
	c.Permissions, c.Held = maps.Clone(o.Permissions), maps.Clone(o.Held)
	if held := maps.Clone(o.Held[holder]); held != nil {
		kind := kindOfList(place)
		if levels := maps.Clone(held[kind]); levels != nil {
			held[kind] = levels
		}
		c.Held[holder] = held
	}
	c.addList(place, map[string]Entry{holder: {Level: level}})
	c.Folders, c.Dashboards = withoutDefault(o.Folders, "folder", place), withoutDefault(o.Dashboards, "dashboard", place)
	c.Defaults, c.Creators, c.Created = map[string]bool{}, map[string]map[string]string{}, map[string]map[string]map[string]string{}
	for typ, items := range map[string]map[string]Item{"folder": c.Folders, "dashboard": c.Dashboards, "service_account": c.ServiceAccounts, "team": c.Teams} {
		for id, item := range items {
			at := scopes.Of(catalogue.Scope(typ), id)
			if item.DefaultPermissions && item.Within == "" {
				c.Defaults[kindOfList(at)] = true
			}
			if at == place {
				continue
			}
			for creator, source := range o.Creators[at] {
				c.addCreatedBy(at, creator, source, item.Within != "")
			}
		}
	}
	return &c
}

// WithMembers returns a copy of the org with more members, by key. They are also in the lists
// of their teams.
func (o *Org) WithMembers(members map[string]*Member) *Org {
	c := *o
	c.Members, c.Permissions, c.Held = maps.Clone(o.Members), maps.Clone(o.Permissions), maps.Clone(o.Held)
	maps.Copy(c.Members, members)
	for key, m := range members {
		for team, entry := range m.Teams {
			place := scopes.Of(catalogue.Scope("team"), team)
			list := map[string]Entry{key: entry}
			c.addList(place, list)
			maps.Copy(list, o.Permissions[place])
		}
	}
	return &c
}

// withoutDefault returns items of a type. The one whose list is at a place no longer has the
// list that it was created with.
func withoutDefault(items map[string]Item, typ, place string) map[string]Item {
	for id, item := range items {
		if scopes.Of(catalogue.Scope(typ), id) == place {
			items = maps.Clone(items)
			item.DefaultPermissions, item.DefaultSource = false, ""
			items[id] = item
			break
		}
	}
	return items
}

func (o *Org) addCreator(place string, by *schema.Creator, inside bool) {
	o.addCreatedBy(place, creatorKey(by), source(by.Range), inside)
}

func (o *Org) addCreatedBy(place, creator, at string, inside bool) {
	o.Creators[place] = map[string]string{creator: at}
	kind := kindOfList(place)
	if o.Created[creator] == nil {
		o.Created[creator] = map[string]map[string]string{}
	}
	where := o.Created[creator][kind]
	if where == nil {
		where = map[string]string{}
		o.Created[creator][kind] = where
	}
	key := "top"
	if inside {
		key = "inside"
	}
	if first, ok := where[key]; !ok || at < first {
		where[key] = at
	}
}

// kindOfList returns the kind of list at a place, by which lists are summed up.
func kindOfList(place string) string {
	if place == scopes.Of(catalogue.Scope("folder"), schema.General) {
		return General
	}
	kind, _, _ := strings.Cut(place, ":")
	return kind
}

// defaultSource returns where default_permissions = true is written; empty if it is
// not.
func defaultSource(p schema.Permissions) string {
	if !p.Default || p.DefaultRange.Empty() {
		return ""
	}
	return source(p.DefaultRange)
}
