package askable

import (
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/internal/access"
	"github.com/rolecall/rolecall/engine/internal/askers"
	"github.com/rolecall/rolecall/engine/internal/fingerprint"
	"github.com/rolecall/rolecall/engine/internal/index"
	"github.com/rolecall/rolecall/engine/internal/vocabulary"
	"github.com/rolecall/rolecall/internal/scopes"
)

// anyOther is the uid that stands for a dashboard that is not declared. No
// declared one can have it.
const anyOther = "*"

// Sides are the two sides of a comparison in an org.
type Sides struct {
	Matchers [2]*access.Matcher
	Prints   [2]*fingerprint.Prints
	Pairs    []askers.Pair
	Org      *askers.Org
	// SameRules reports whether the same rules decide on both sides.
	SameRules bool
	// Asked returns the actions that Grafana checks on a type of resource.
	Asked func(typ string) []string
}

// Resources returns all resources of the org that requests can name, but for those on which no
// decision can differ. Orgs go by Pair.Name.
func (c *Sides) Resources() []authzen.Resource {
	var all []authzen.Resource
	if u, ok := c.unchanged(); ok {
		all = u.resources()
	} else {
		all = c.all()
	}
	for _, p := range c.Pairs {
		if p.Name != c.Org.Name {
			all = append(all, authzen.Resource{Type: OrgType, ID: p.Name})
		}
	}
	return append(all, authzen.Resource{})
}

// all returns the resources of the org on either side, but for the other orgs.
func (c *Sides) all() []authzen.Resource {
	var all []authzen.Resource
	seen := map[authzen.Resource]bool{}
	for i, x := range c.Matchers {
		n := c.Org.Numbers[i]
		if n < 0 {
			continue
		}
		for _, r := range askable(x.Index, x.Orgs[n]) {
			if !seen[r] {
				seen[r] = true
				all = append(all, r)
			}
		}
	}
	return all
}

// OrgType is the type of orgs as resources.
const OrgType = "org"

// askable returns the resources of an org: declared ones, with folders and their contents
// first, and then those that no block declares.
func askable(x *index.Index, o *index.Org) []authzen.Resource {
	var declared, rest []authzen.Resource
	for _, t := range x.TypesByName {
		switch {
		case t.Declarable:
			for _, id := range o.Things[t.Number].IDs {
				declared = append(declared, authzen.Resource{Type: t.Name, ID: id})
			}
		case t.Shape == vocabulary.UserShape:
			rest = appendEach(rest, t.Name, x.Logins)
		case t.Shape == vocabulary.OrgShape: // resources has the other orgs
		case t.Shape == vocabulary.RoleShape:
			rest = appendEach(rest, t.Name, x.RoleIDs)
		default:
			rest = append(rest, authzen.Resource{Type: t.Name})
			rest = appendEach(rest, t.Name, scopedIDs(x, o, t))
		}
		if t.Shape == vocabulary.DashboardShape {
			for _, folder := range slices.Sorted(maps.Keys(o.Folders)) {
				rest = append(rest, authzen.Resource{Type: t.Name, ID: anyOther, Folder: folder})
			}
		}
		rest = append(rest, hangingOn(x, o, t)...)
	}
	return append(declared, rest...)
}

func appendEach(all []authzen.Resource, typ string, ids []string) []authzen.Resource {
	for _, id := range ids {
		all = append(all, authzen.Resource{Type: typ, ID: id})
	}
	return all
}

// hangingOn returns the resources of a type on each dashboard, declared or not, and in each
// folder.
func hangingOn(x *index.Index, o *index.Org, t *vocabulary.ResourceType) []authzen.Resource {
	return hanging(t, o.Things[x.Dashboards.Number].IDs, slices.Sorted(maps.Keys(o.Folders)))
}

// hanging returns the resources of a type on some dashboards, and in some folders.
func hanging(t *vocabulary.ResourceType, dashboards, folders []string) []authzen.Resource {
	var all []authzen.Resource
	if t.OnDashboards {
		for _, id := range dashboards {
			all = append(all, authzen.Resource{Type: t.Name, Dashboard: id})
		}
		for _, folder := range folders {
			all = append(all, authzen.Resource{Type: t.Name, Dashboard: anyOther, Folder: folder})
		}
	}
	if t.InFolders {
		for _, folder := range folders {
			all = append(all, authzen.Resource{Type: t.Name, Folder: folder})
		}
	}
	return all
}

// scopedIDs returns the ids of resources of a type at which something is granted: the ids
// in scopes, and one for each glob.
func scopedIDs(x *index.Index, o *index.Org, t *vocabulary.ResourceType) []string {
	ids := map[string]bool{}
	add := func(place string) {
		for _, kind := range t.Kinds() {
			for _, scope := range x.KindScopes[kind] {
				if word, ok := strings.CutPrefix(place, scope+":"); ok && word != "" && word != "*" {
					ids[scopes.Name(word)] = true
				}
			}
		}
	}
	for place := range o.Places {
		add(place)
	}
	for _, g := range o.Globs {
		add(wildcards.Replace(g.Glob.Where + g.Glob.Text))
	}
	return slices.Sorted(maps.Keys(ids))
}

// wildcards replaces the wildcards of a glob by text that they match.
var wildcards = strings.NewReplacer("**", "x", "*", "x", "?", "x")
