package drift

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A finder finds the differences between a configuration and Grafana.
type finder struct {
	*Comparison
	release     catalogue.Version
	here, there side
	all         []Difference
	// moved are the users whose membership of an org is on one side alone.
	moved map[membership]bool
}

type membership struct{ org, user string }

// differences returns the differences of the things that both have, and of the settings.
func (c *Comparison) differences(there *schema.World) []Difference {
	f := finder{Comparison: c, here: sideOf(c.here), there: sideOf(there), moved: map[membership]bool{}}
	f.release = catalogue.Of(c.there.Settings.Version.Release())
	f.settings()
	for t := range c.there.Things {
		if was := c.same[t]; was != nil { // orgs come first
			f.thing(was, t)
		}
	}
	f.grants()
	return f.all
}

// placeIn returns the place of a declared thing, which has the same names on both sides.
func placeIn(t inventory.Thing) place {
	at := place{typ: t.Type(), name: t.GrafanaName()}
	if org := t.In(); org != nil {
		at.org = org.GrafanaName()
	}
	return at
}

// add adds a difference of a thing. Holder is the one whose grant it is about; empty for the thing itself.
func (f *finder) add(was inventory.Thing, holder, format string, args ...any) {
	at := placeIn(was)
	d := Difference{Type: at.typ, Name: at.name, Org: at.org, Range: f.pair.At[was].Range}
	d.Text = fmt.Sprintf(format, args...)
	if holder == "" {
		d.here, d.there = f.here.lines(at), f.there.lines(at)
	} else {
		d.here, d.there = f.here.entries(at, holder), f.there.entries(at, holder)
	}
	f.all = append(f.all, d)
}

// value adds a difference of one value of a thing.
func (f *finder) value(was inventory.Thing, name, here, there string) {
	if here != there {
		f.add(was, "", "%s is %s in %s, and %s in the configuration", name, there, f.called, here)
	}
}

func (f *finder) flag(was inventory.Thing, text string, here, there bool) {
	switch {
	case there && !here:
		f.add(was, "", "%s in %s alone", text, f.called)
	case here && !there:
		f.add(was, "", "%s in the configuration alone", text)
	}
}

// thing compares a declared thing with that of Grafana.
func (f *finder) thing(was, now inventory.Thing) {
	switch was := was.(type) {
	case *inventory.Org:
		here, there := members(was), members(now.(*inventory.Org))
		for _, user := range keys(here, there) {
			f.moved[membership{was.Name, user}] = here[user] == "" || there[user] == ""
		}
		f.held(was, here, there, "the org role %s")
	case *inventory.User:
		now := now.(*inventory.User)
		f.flag(was, "is a server admin", was.GrafanaAdmin, now.GrafanaAdmin)
		f.flag(was, "is disabled", was.Disabled, now.Disabled)
	case *inventory.Team:
		now := now.(*inventory.Team)
		f.held(was, teamLevels(was), teamLevels(now), "the level %s")
		for _, group := range onlyIn(was.ExternalGroups, now.ExternalGroups) {
			f.add(was, "", "the external group %s is in the configuration alone", quote(group))
		}
		for _, group := range onlyIn(now.ExternalGroups, was.ExternalGroups) {
			f.add(was, "", "the external group %s is in %s alone", quote(group), f.called)
		}
	case *inventory.Folder:
		now := now.(*inventory.Folder)
		if parentToggle(f.here.world, f.there.world) == "" || (was.Parent == nil) == (now.Parent == nil) {
			f.value(was, "its folder", inFolder(was.Parent), inFolder(now.Parent))
		}
		f.list(was, was.Permissions, now.Permissions, was.Parent != nil, now.Parent != nil)
	case *inventory.Dashboard:
		now := now.(*inventory.Dashboard)
		f.value(was, "its folder", inFolder(was.Folder), inFolder(now.Folder))
		f.list(was, was.Permissions, now.Permissions, was.Folder != nil, now.Folder != nil)
	case *inventory.DataSource:
		f.list(was, was.Permissions, now.(*inventory.DataSource).Permissions, true, true)
	case *inventory.ServiceAccount:
		now := now.(*inventory.ServiceAccount)
		f.value(was, "its org role", string(was.Role), string(now.Role))
		f.flag(was, "is disabled", was.Disabled, now.Disabled)
		f.tokens(was, now)
		f.list(was, was.Permissions, now.Permissions, true, true)
	case *inventory.APIKey:
		now := now.(*inventory.APIKey)
		f.value(was, "its org role", string(was.Role), string(now.Role))
		f.value(was, "its end", end(was.Expires), end(now.Expires))
	case *inventory.Role:
		now := now.(*inventory.Role)
		here, there := plain(was.Permissions), plain(now.Permissions)
		for _, p := range onlyIn(here, there) {
			f.add(was, "", "the permission %s is in the configuration alone", permission(p))
		}
		for _, p := range onlyIn(there, here) {
			f.add(was, "", "the permission %s is in %s alone", permission(p), f.called)
		}
	}
}

func (f *finder) tokens(was, now *inventory.ServiceAccount) {
	of := func(a *inventory.ServiceAccount) map[string]string {
		ends := map[string]string{}
		for _, t := range a.Tokens {
			ends[t.Name] = end(t.Expires)
		}
		return ends
	}
	here, there := of(was), of(now)
	for _, name := range keys(here, there) {
		switch {
		case here[name] == "":
			f.add(was, "", "the token %s is in %s alone", quote(name), f.called)
		case there[name] == "":
			f.add(was, "", "the token %s is in the configuration alone", quote(name))
		default:
			f.value(was, "the end of the token "+quote(name), here[name], there[name])
		}
	}
}

// list compares lists of permissions. Inside tells whether the thing is in a folder, on each side.
func (f *finder) list(was inventory.Thing, here, there inventory.List, inside, insideThere bool) {
	f.held(was, f.levels(here, inside), f.levels(there, insideThere), "%s")
}

// levels returns the levels of holders in a list, with those of the list that the thing was created with.
func (f *finder) levels(l inventory.List, inside bool) map[string]string {
	all := map[string]string{}
	if l.Default && !inside {
		for role, level := range f.release.AsCreated {
			all[roleHolder(role)] = level
		}
	}
	if l.Creator != (inventory.Holder{}) {
		all[holderOf(l.Creator)] = f.release.Creators.Level
	}
	for _, e := range l.Entries {
		all[holderOf(e.Holder)] = e.Level
	}
	return all
}

// held compares the levels or roles that a thing gives to holders. Holders that are on one side alone, and users
// who are in the org on one side alone, are left out: their own differences tell enough.
func (f *finder) held(was inventory.Thing, here, there map[string]string, words string) {
	org := placeIn(was).org
	for _, holder := range keys(here, there) {
		of := holderPlace(holder, org)
		isRole := holder == roleHolder(schema.OrgRole(of.name))
		isInBoth := f.here.things[of] != nil && f.there.things[of] != nil
		if !isRole && !isInBoth || f.moved[membership{org, holder}] {
			continue
		}
		level := func(of string) string { return fmt.Sprintf(words, quote(of)) }
		switch a, b := here[holder], there[holder]; {
		case a == b:
		case a == "":
			f.add(was, holder, "%s has %s in %s alone", holder, level(b), f.called)
		case b == "":
			f.add(was, holder, "%s has %s in the configuration alone", holder, level(a))
		default:
			f.add(was, holder, "%s has %s in %s, and %s in the configuration", holder, level(b), f.called, level(a))
		}
	}
}

func members(o *inventory.Org) map[string]string {
	roles := map[string]string{}
	for _, m := range o.Members {
		roles[thingOf(m.User)] = string(m.Role)
	}
	return roles
}

func teamLevels(t *inventory.Team) map[string]string {
	levels := map[string]string{}
	for _, u := range t.Members {
		levels[thingOf(u)] = schema.TeamMember
	}
	for _, u := range t.Admins {
		levels[thingOf(u)] = schema.TeamAdmin
	}
	return levels
}

// thingOf returns a thing as on a command line.
func thingOf(t inventory.Thing) string { return string(t.Type()) + ":" + t.GrafanaName() }

func holderOf(h inventory.Holder) string {
	switch {
	case h.User != nil:
		return thingOf(h.User)
	case h.Team != nil:
		return thingOf(h.Team)
	case h.ServiceAccount != nil:
		return thingOf(h.ServiceAccount)
	}
	return roleHolder(h.Role)
}

// inFolder returns a folder as on a command line, or words for none.
func inFolder(f *inventory.Folder) string {
	if f == nil {
		return "none"
	}
	return thingOf(f)
}

// end returns the time at which a key or token expires.
func end(at time.Time) string {
	if at.IsZero() {
		return "never"
	}
	return at.UTC().Format(time.RFC3339)
}

// plain returns permissions without the things that their scopes refer to, which are others on each side.
func plain(all []inventory.Permission) []inventory.Permission {
	all = slices.Clone(all)
	for i := range all {
		all[i].To = nil
	}
	return all
}

func permission(p inventory.Permission) string {
	if p.Scope == "" {
		return p.Action
	}
	return p.Action + " at " + quote(p.Scope)
}

// keys returns the keys of two maps, sorted.
func keys(a, b map[string]string) []string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}

// onlyIn returns the items of a list that another does not have.
func onlyIn[T comparable](a, b []T) []T {
	return slices.DeleteFunc(slices.Clone(a), func(item T) bool { return slices.Contains(b, item) })
}
