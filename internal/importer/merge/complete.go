package merge

import (
	"slices"

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
				now.Members, now.Admins = was.Members, was.Admins
			}
			if !p.Now.Licensed || now.GroupsUnknown {
				now.ExternalGroups = was.ExternalGroups
			}
		case *inventory.Folder:
			if now.ParentUnknown {
				now.Parent = was.(*inventory.Folder).Parent
			}
			completeList(&now.Permissions, was.(*inventory.Folder).Permissions)
		case *inventory.Dashboard:
			completeList(&now.Permissions, was.(*inventory.Dashboard).Permissions)
		case *inventory.DataSource:
			if now.Permissions.Unknown = now.Permissions.Unknown || !p.Now.Licensed; now.Permissions.Unknown {
				completeList(&now.Permissions, was.(*inventory.DataSource).Permissions)
			}
		case *inventory.ServiceAccount:
			was := was.(*inventory.ServiceAccount)
			if now.TokensUnknown {
				now.Tokens = was.Tokens
			}
			completeList(&now.Permissions, was.Permissions)
		case *inventory.Org:
			if now.Unlisted[schema.UserType] {
				p.keepMembers(now, was.(*inventory.Org))
			}
		}
	}
	p.keep()
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
	if was.Edition != "" && !p.Now.Licensed {
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

// completeList puts a declared list in place of one that is not known.
func completeList(now *inventory.List, was inventory.List) {
	if now.Unknown {
		*now = was
	}
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
		case matched[t] || t.Type() == schema.RoleType:
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
