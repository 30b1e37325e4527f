package terraform

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/terraform/resource"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// readRoles reads the custom roles.
func (r *grants) readRoles() {
	r.each("grafana_role", r.role)
	r.each("data.grafana_role", r.lookedUpRole)
}

// role reads a custom role.
func (r *grants) role(res *resource.Resource) {
	what := "the role " + res.Address
	uid, known := res.Text("uid")
	name, nameKnown := res.Text("name")
	global, globalKnown := res.Flag("global", false)
	for attr, ok := range map[string]bool{
		"uid": known && uid != "", "name": nameKnown && name != "", "global": globalKnown,
	} {
		if !ok || resource.IsMadeUp(uid+name) {
			r.unreadPart(res, what, attr)
			return
		}
	}
	read := &inventory.Role{UID: uid, Name: name, Unread: madeUID(res)}
	if !global {
		if read.Org = r.orgOf(res, what); read.Org == nil {
			return
		}
		r.managed[managed{read.Org, schema.RoleType}] = true
	}
	read.DisplayName, _ = res.Text("display_name")
	read.Group, _ = res.Text("group")
	read.Description, _ = res.Text("description")
	read.Hidden, _ = res.Flag("hidden", false)
	blocks, known := res.Blocks("permissions")
	if !known {
		read.Unknown = true
		read.Unread = append(read.Unread, inventory.Unread{
			What: "some of its permissions", Why: res.Because("permissions"),
		})
	}
	for _, values := range blocks {
		action, actionKnown := values.Text("action")
		scope, scopeKnown := values.Text("scope")
		if !actionKnown || !scopeKnown || action == "" {
			read.Unknown = true
			read.Unread = append(read.Unread, inventory.Unread{
				What: "one of its permissions", Why: res.Because("permissions"),
			})
			continue
		}
		find := func(typ schema.Type, id string) inventory.Thing { return r.thingIn(read.Org, typ, id) }
		p, ok := r.Settings.PermissionAt(action, r.withFixed(r.scope(scope)), find)
		if !ok || resource.IsMadeUp(p.Scope) {
			read.Unknown = true
			read.Unread = append(read.Unread, inventory.Unread{What: "one of its permissions",
				Why: fmt.Sprintf("Its scope is of something that a scope cannot name here%s.", res.Place())})
			continue
		}
		read.Permissions = append(read.Permissions, p)
	}
	r.Roles = append(r.Roles, read)
	r.roles[uid] = read
}

// withFixed returns a scope with the name of a fixed role in place of its uid.
func (r *grants) withFixed(scope string) string {
	typ, _, begins := catalogue.Of(r.Settings.Version.Release()).Scoped(scope)
	if typ != schema.RoleType {
		return scope
	}
	if name := r.fixed()[scope[len(begins)+1:]]; name != "" {
		return begins + ":" + name
	}
	return scope
}

// thingIn returns the thing with a number or uid that the scope of a role in an org names, where o is nil for every
// org; nil if there is none, or if a uid is that of things of several orgs. A number is that of one thing in all orgs.
func (r *grants) thingIn(o *inventory.Org, typ schema.Type, id string) inventory.Thing {
	id = resource.Local(id)
	var found []inventory.Thing
	add := func(t inventory.Thing, is bool) {
		numbered := typ == schema.UserType || typ == schema.TeamType || typ == schema.ServiceAccountType
		if is && (numbered || o == nil || t.In() == o) {
			found = append(found, t)
		}
	}
	switch typ {
	case schema.UserType:
		add(r.usersByID[id], r.usersByID[id] != nil)
	case schema.TeamType:
		add(r.teams[id], r.teams[id] != nil)
	case schema.ServiceAccountType:
		add(r.accounts[id], r.accounts[id] != nil)
	case schema.FolderType:
		for at, f := range r.folders {
			add(f, at.uid == id)
		}
	case schema.DashboardType:
		for at, d := range r.dashboards {
			add(d, at.uid == id)
		}
	case schema.DataSourceType:
		for at, d := range r.dataSources {
			add(d, at.uid == id)
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// lookedUpRole finds the role with a name: a fixed one by Grafana's uid for it, or one that the project declares.
func (r *grants) lookedUpRole(res *resource.Resource) {
	uid, _ := res.Text("uid")
	name, known := res.Text("name")
	if !known || r.roles[uid] != nil {
		return
	}
	for _, role := range r.Roles {
		if role.Name == name {
			r.roles[uid] = role
			return
		}
	}
	if slices.Contains(catalogue.Of(r.Settings.Version.Release()).FixedRoles, name) {
		r.fixed()[uid] = name
	}
}

// fixed returns the names of the fixed roles of the release, by their uids.
func (r *grants) fixed() map[string]string {
	if r.fixedRoles == nil {
		r.fixedRoles = map[string]string{}
		for _, name := range catalogue.Of(r.Settings.Version.Release()).FixedRoles {
			r.fixedRoles[schema.FixedRoleUID(name)] = name
		}
	}
	return r.fixedRoles
}

// assigned is a role in an org.
type assigned struct {
	uid string
	org *inventory.Org
}

// assign reads who has roles: whole lists first, and then single holders.
func (r *grants) assign() {
	whole := map[*inventory.Assignment]string{}
	for _, all := range []bool{true, false} {
		for _, res := range r.project.Resources {
			kind, is := assignmentKinds[res.Type]
			if !is || res.Data || res.Tainted || kind.all != all {
				continue
			}
			a := r.assignment(res)
			switch {
			case a == nil:
			case !all && whole[a] != "":
				a.Unread = append(a.Unread, inventory.Unread{
					What: "the holder of " + res.Address,
					Why:  fmt.Sprintf("%s has all holders, and takes it away at its next change.", whole[a]),
				})
			default:
				r.holders(res, kind, a)
				if all {
					whole[a], a.Whole = res.Address, true
				}
			}
		}
	}
}

// assignment returns the assignment of the role that a resource names, which is added if it is new; nil if the
// role is not known, which is noted.
func (r *grants) assignment(res *resource.Resource) *inventory.Assignment {
	what := "who has the role of " + res.Address
	uid, known := res.Text(roleUID)
	if !known || uid == "" {
		r.unreadPart(res, what, roleUID)
		return nil
	}
	uid = resource.Local(uid)
	role, fixed := r.roles[uid], r.fixed()[uid]
	if role == nil && fixed == "" {
		r.unread(what, fmt.Sprintf("The project declares no role with the uid %s, and Grafana %s has none%s.",
			strconv.Quote(uid), r.Settings.Version, res.Place()))
		return nil
	}
	o := r.orgOf(res, what)
	if o == nil {
		return nil
	}
	at := assigned{uid, o}
	a := r.assignments[at]
	if a == nil {
		a = &inventory.Assignment{Role: role, Org: o}
		if role == nil {
			a.Fixed = fixed
		}
		r.assignments[at] = a
		r.Assignments = append(r.Assignments, a)
	}
	return a
}

// holders reads the holders of a role.
func (r *grants) holders(res *resource.Resource, kind assignmentKind, a *inventory.Assignment) {
	for _, part := range []struct {
		attr string
		find func(id string) (inventory.Holder, bool)
	}{{kind.users, r.userHolder}, {kind.teams, r.teamHolder}, {kind.accounts, r.accountHolder}} {
		ids, known := res.Texts(part.attr)
		if !known {
			a.Unread = append(a.Unread, inventory.Unread{What: "some of its " + part.attr, Why: res.Because(part.attr)})
		}
		for _, id := range ids {
			h, ok := part.find(id)
			if !ok {
				a.Unread = append(a.Unread, inventory.Unread{What: "one of its " + part.attr, Why: nobody(res, part.attr, id)})
				continue
			}
			if !slices.Contains(a.Holders, h) {
				a.Holders = append(a.Holders, h)
			}
		}
	}
}
