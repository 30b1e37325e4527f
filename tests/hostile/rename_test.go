package hostile

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/schema"
)

// A thing is what a request names: a user, or something in an org.
type thing struct{ org, typ, id string }

// renamed returns a copy of a world in which name has named everything, and a
// function that puts the new names into a request. The function reports false
// if the request uses a name of something else, so that with the new names it
// would ask another question. Permissions of roles at single things are left
// out of both worlds.
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
			return // it has a meaning of its own
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
			for _, from := range []thing{{"", typ, *id}, {org, typ, *id}} {
				if to, ok := names[from]; ok {
					*id = to
					return
				}
			}
			clear = clear && !owned[*id]
		}
		put(r.Subject.Type, &r.Subject.ID)
		put(r.Resource.Type, &r.Resource.ID)
		put("folder", &r.Resource.Folder)
		put("dashboard", &r.Resource.Dashboard)
		put("user", &r.Resource.CreatedBy)
		return r, clear
	}
}

// orgOf returns the label of the org that a request calls by its label or name,
// or of the only one.
func orgOf(w *schema.World, word string) string {
	for _, o := range w.Orgs {
		if word == o.Addr.Label || word == o.Name.Value || word == "" && len(w.Orgs) == 1 {
			return o.Addr.Label
		}
	}
	return ""
}

// dropSingleScopes leaves permissions at no scope and at wildcards in the roles
// of a world.
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
