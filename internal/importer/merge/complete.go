package merge

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A Pair is a configuration beside an Inventory that a source told.
type Pair struct {
	// Was has the declared things, and Now those of the source. Both are sorted, and have their defaults
	// split. Parts of Now may point to things of Was: those that the source could not tell.
	Was, Now *inventory.Inventory
	// At has where the things of Was are declared.
	At map[inventory.Thing]*schema.Declaration
	// Same has the thing of Was that is the same as one of Now. A thing that the source did not list is in
	// both.
	Same map[inventory.Thing]inventory.Thing
}

// Match finds the things that are both in a configuration and in an Inventory, by Grafana's names. The World
// must be complete. The Inventory is completed by the declared parts that the source could not tell.
func Match(w *schema.World, now *inventory.Inventory) *Pair {
	was, at := inventory.Of(w)
	was.Sort()
	was.SplitDefaults()
	p := &Pair{Was: was, Now: now, At: at}
	p.match()
	p.complete()
	return p
}

// complete puts into now the parts of was that the source could not tell, and the parts that mean the same.
func (p *Pair) complete() {
	p.completeSettings()
	for now, was := range p.Same {
		switch now := now.(type) {
		case *inventory.User:
			was := was.(*inventory.User)
			if now.AdminUnknown {
				now.GrafanaAdmin = was.GrafanaAdmin
			}
			if now.DisabledUnknown {
				now.Disabled = was.Disabled
			}
		case *inventory.Team:
			was := was.(*inventory.Team)
			if now.Unknown {
				p.completeTeam(now, was)
			}
			if !p.Now.Licensed || now.GroupsUnknown {
				now.ExternalGroups = was.ExternalGroups
			}
		case *inventory.Folder:
			if now.ParentUnknown {
				now.Parent = was.(*inventory.Folder).Parent
			}
			p.completeList(&now.Permissions, was.(*inventory.Folder).Permissions)
		case *inventory.Dashboard:
			p.completeList(&now.Permissions, was.(*inventory.Dashboard).Permissions)
		case *inventory.DataSource:
			if now.Permissions.Unknown = now.Permissions.Unknown || !p.Now.Licensed; now.Permissions.Unknown {
				p.completeList(&now.Permissions, was.(*inventory.DataSource).Permissions)
			}
		case *inventory.ServiceAccount:
			was := was.(*inventory.ServiceAccount)
			if now.TokensUnknown {
				now.Tokens = was.Tokens
			}
			p.completeList(&now.Permissions, was.Permissions)
		case *inventory.Role:
			if now.Unknown {
				now.Permissions, now.From, now.Removed = was.(*inventory.Role).Permissions, nil, nil
			}
		case *inventory.Org:
			if now.Unlisted[schema.UserType] {
				p.keepMembers(now, was.(*inventory.Org))
			}
		}
	}
	p.licence()
	p.keep()
	p.dropGone()
	p.Now.SplitDefaults()
}

// licence notes the declared parts that need a licence, where the source does not tell such parts.
func (p *Pair) licence() {
	if p.Now.Licensed {
		return
	}
	var parts []string
	add := func(part string, is bool) {
		if is {
			parts = append(parts, part)
		}
	}
	hasGroups := func(t *inventory.Team) bool { return len(t.ExternalGroups) > 0 }
	hasEntries := func(d *inventory.DataSource) bool { return len(d.Permissions.Entries) > 0 }
	add("custom roles", len(p.Was.Roles) > 0)
	add("holders of roles", len(p.Was.Assignments) > 0)
	add("external groups of teams", slices.ContainsFunc(p.Was.Teams, hasGroups))
	add("permissions of data sources", slices.ContainsFunc(p.Was.DataSources, hasEntries))
	if len(parts) > 0 {
		p.Now.Unread = append(p.Now.Unread, inventory.Unread{
			What: "the " + strings.Join(parts, ", "),
			Why:  "They need a licence of Grafana's, and the source does not tell them. They count as they are declared.",
		})
	}
}

// keepMembers keeps the members of an org whose source does not tell all of them.
func (p *Pair) keepMembers(now, was *inventory.Org) {
	told := map[inventory.Thing]bool{}
	for _, m := range now.Members {
		told[p.Same[m.User]] = true
	}
	for _, m := range was.Members {
		if !told[m.User] {
			now.Members = append(now.Members, m)
		}
	}
}

func (p *Pair) completeSettings() {
	now, was := &p.Now.Settings, p.Was.Settings
	if now.Version.Release() == was.Version.Release() {
		now.Version = was.Version
	}
	if was.Edition != "" && (!p.Now.Licensed || now.Edition == "") {
		now.Edition = was.Edition
	}
	if now.Unknown["viewers_can_edit"] {
		now.ViewersCanEdit = was.ViewersCanEdit
	}
	if now.Unknown["editors_can_admin"] {
		now.EditorsCanAdmin = was.EditorsCanAdmin
	}
	if now.Unknown["allow_org_create"] {
		now.AllowOrgCreate = was.AllowOrgCreate
	}
	if now.Unknown["anonymous"] {
		now.Anonymous = was.Anonymous
	}
	if now.Unknown["feature_toggles"] {
		now.Toggles = slices.Clone(was.Toggles)
	}
	// Toggles that change no access may be declared.
	followed, unknown := catalogue.Follow(now.Version.Release(), was.Toggles)
	for _, name := range was.Toggles {
		if !slices.Contains(followed, name) && !slices.Contains(unknown, name) && !slices.Contains(now.Toggles, name) {
			now.Toggles = append(now.Toggles, name)
		}
	}
	slices.Sort(now.Toggles)
	slices.Sort(p.Was.Settings.Toggles)
}

// completeTeam adds the declared members of a team to the members that the source told, where it did not tell all.
func (p *Pair) completeTeam(now, was *inventory.Team) {
	told := map[inventory.Thing]bool{}
	for _, u := range slices.Concat(now.Members, now.Admins) {
		told[p.declaredThing(u)] = true
	}
	isTold := func(u *inventory.User) bool { return told[u] }
	now.Members = append(now.Members, slices.DeleteFunc(slices.Clone(was.Members), isTold)...)
	now.Admins = append(now.Admins, slices.DeleteFunc(slices.Clone(was.Admins), isTold)...)
}

// completeList adds the declared entries to those of a list that the source did not tell, or not all of it: those of
// the holders that it did not tell.
func (p *Pair) completeList(now *inventory.List, was inventory.List) {
	if !now.Unknown {
		return
	}
	if len(now.Entries) == 0 && !now.Default && now.Creator == (inventory.Holder{}) {
		*now = was
		return
	}
	told := map[inventory.Holder]bool{p.declaredHolder(now.Creator): true}
	for _, e := range now.Entries {
		told[p.declaredHolder(e.Holder)] = true
	}
	release := catalogue.Of(p.Now.Settings.Version.Release())
	declared := slices.Clone(was.Entries)
	if was.Default && !now.Default {
		for role, level := range release.AsCreated {
			declared = append(declared, inventory.Entry{Level: level, Holder: inventory.Holder{Role: role}})
		}
	}
	if was.Creator != (inventory.Holder{}) {
		declared = append(declared, inventory.Entry{Level: release.Creators.Level, Holder: was.Creator})
	}
	for _, e := range declared {
		if !told[e.Holder] && e.Level != "" {
			now.Entries = append(now.Entries, e)
		}
	}
	now.Unknown = false
}

// keep puts the things of was into now whose type the source did not list to the end.
func (p *Pair) keep() {
	orgs := map[inventory.Thing]*inventory.Org{}
	matched := map[inventory.Thing]bool{}
	for now, was := range p.Same {
		matched[was] = true
		if org, ok := now.(*inventory.Org); ok {
			orgs[was] = org
		}
	}
	for t := range p.Was.Things {
		var stays bool
		switch org := t.In(); {
		case matched[t]:
		case t.Type() == schema.RoleType && !p.Now.Licensed:
			stays = true
		case org == nil:
			stays = !p.Now.AllUsers // an import of one org says nothing of others
		default:
			now := orgs[org]
			stays = now == nil && !p.Now.AllUsers || now != nil && now.Unlisted[t.Type()]
		}
		if stays {
			p.Same[t] = t
			p.Now.Add(t)
		}
	}
	p.Now.Sort()
}
