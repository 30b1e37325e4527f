package hostile

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/schema"
)

// A thing is a user, or a resource of an org, that requests name.
type thing struct{ org, typ, id string }

// renamed returns a world, a copy of it with new names for everything, and a function that puts the
// new names into a request. The function returns false if the request has a name of something else,
// which would make it another question. Permissions of roles on single resources are removed from
// both worlds.
func renamed(w *schema.World, name func(thing) string) (old, changed *schema.World, ask func(engine.Request) (engine.Request, bool)) {
	old = w.Clone()
	dropSingleScopes(old)
	changed = old.Clone()
	names := map[thing]string{}
	owned := map[string]bool{}
	set := func(typ string, org *schema.Org, id *schema.Text) {
		from := thing{typ: typ, id: id.Value}
		if org != nil {
			from.org = org.Addr.Label
		}
		if typ == "folder" && from.id == "general" {
			return // the name has a meaning of its own
		}
		id.Value = name(from)
		names[from] = id.Value
		owned[from.id] = true
	}
	for _, u := range changed.Users {
		set("user", nil, &u.Login)
	}
	for _, x := range changed.Teams {
		set("team", x.Org, &x.Name)
	}
	for _, x := range changed.ServiceAccounts {
		set("service_account", x.Org, &x.Name)
	}
	for _, x := range changed.APIKeys {
		set("api_key", x.Org, &x.Name)
	}
	for _, x := range changed.Folders {
		set("folder", x.Org, &x.UID)
	}
	for _, x := range changed.Dashboards {
		set("dashboard", x.Org, &x.UID)
	}
	for _, x := range changed.DataSources {
		set("data_source", x.Org, &x.UID)
	}
	return old, changed, func(r engine.Request) (engine.Request, bool) {
		org := orgOf(w, r.Org)
		clear := true
		put := func(typ string, id *string) {
			spelled := norm.NFC.String(*id) // requests may have names in decomposed characters
			for _, from := range []thing{{"", typ, spelled}, {org, typ, spelled}} {
				if to, ok := names[from]; ok {
					*id = to
					return
				}
			}
			clear = clear && !owned[spelled]
		}
		put(r.Subject.Type, &r.Subject.ID)
		put(r.Resource.Type, &r.Resource.ID)
		put("folder", &r.Resource.Folder)
		put("dashboard", &r.Resource.Dashboard)
		put("user", &r.Resource.CreatedBy)
		r.DataSources = slices.Clone(r.DataSources)
		for i := range r.DataSources {
			put("data_source", &r.DataSources[i])
		}
		return r, clear
	}
}

// orgOf returns the label of the org of a request, given its label or name, or "" for the only org.
func orgOf(w *schema.World, word string) string {
	for _, o := range w.Orgs {
		if word == o.Addr.Label || word == o.Name.Value || word == "" && len(w.Orgs) == 1 {
			return o.Addr.Label
		}
	}
	return ""
}

// dropSingleScopes removes permissions on single resources from the roles of a world.
func dropSingleScopes(w *schema.World) {
	drop := func(permissions *[]schema.RolePermission) {
		*permissions = slices.DeleteFunc(*permissions, func(p schema.RolePermission) bool {
			return p.Scope != "" && !strings.HasSuffix(p.Scope, "*")
		})
	}
	for _, r := range w.Roles {
		drop(&r.Permissions)
	}
	for _, r := range w.BasicRoles {
		drop(&r.Add)
		drop(&r.Remove)
	}
}
