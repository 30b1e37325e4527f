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

// grants reads lists of permissions, roles, and the mappings of groups to roles.
type grants struct{ *things }

// A target is a thing whose list is being read.
type target struct {
	list   *inventory.List
	unread *[]inventory.Unread
	typ    schema.Type
	// inside reports whether the thing is in a folder.
	inside bool
}

// lists reads the permissions: the whole lists first, and then single entries, which add to the list that a thing
// was created with.
func (r *grants) lists() {
	whole := map[*inventory.List]string{}
	for _, all := range []bool{true, false} {
		for _, res := range r.project.Resources {
			kind, is := listKinds[res.Type]
			if !is || res.Data || res.Tainted || kind.all() != all {
				continue
			}
			to, ok := r.target(res, kind)
			switch {
			case !ok:
			case all:
				if other := whole[to.list]; other != "" {
					// Terraform writes the one and then the other, in turns.
					*to.unread = append(*to.unread, inventory.Unread{
						What: "the list of " + other,
						Why:  fmt.Sprintf("%s has the whole list, too, and takes the entries of the other away.", res.Address),
					})
				}
				r.whole(res, kind, to)
				whole[to.list] = res.Address
			case whole[to.list] != "":
				// Terraform takes the entry away with the list and puts it back, in turns.
				*to.unread = append(*to.unread, inventory.Unread{
					What: "the entry of " + res.Address,
					Why:  fmt.Sprintf("%s has the whole list, and takes the entry away at its next change.", whole[to.list]),
				})
			default:
				r.single(res, kind, to)
			}
		}
	}
}

// target returns the thing that a list is of.
func (r *grants) target(res *resource.Resource, kind listKind) (target, bool) {
	what := "the permissions of " + res.Address
	name, known := res.Text(kind.target)
	if !known || name == "" {
		r.unreadPart(res, what, kind.target)
		return target{}, false
	}
	if kind.of == schema.ServiceAccountType {
		a := r.accounts[resource.Local(name)]
		if a == nil {
			r.unread(what, fmt.Sprintf("The project does not declare the service account %s.", strconv.Quote(name)))
			return target{}, false
		}
		return target{&a.Permissions, &a.Unread, kind.of, false}, true
	}
	o := r.orgOf(res, what)
	if o == nil {
		return target{}, false
	}
	at := place{o, resource.Local(name)}
	switch kind.of {
	case schema.FolderType:
		f := r.folderAt(at)
		return target{&f.Permissions, &f.Unread, kind.of, f.Parent != nil}, true
	case schema.DashboardType:
		d := r.dashboards[at]
		if d == nil {
			d = r.strangeDashboard(at, "")
		}
		return target{&d.Permissions, &d.Unread, kind.of, d.Folder != nil}, true
	}
	d := r.dataSourceAt(at)
	return target{&d.Permissions, &d.Unread, kind.of, false}, true
}

// whole reads a resource with all entries of a list, in place of those that the thing was created with.
func (r *grants) whole(res *resource.Resource, kind listKind, to target) {
	*to.list = inventory.List{}
	*to.unread = slices.DeleteFunc(*to.unread, func(u inventory.Unread) bool { return u == strangeList })
	blocks, known := res.Blocks(kind.blocks)
	if !known {
		*to.unread = append(*to.unread, inventory.Unread{What: "some of its permissions", Why: res.Because(kind.blocks)})
	}
	for _, values := range blocks {
		r.entry(res, kind.blocks, values, kind, to, func(h inventory.Holder, level string) { to.list.Set(h, level) })
	}
}

// single reads a resource with one entry. It takes the place of the one that the thing was created with.
func (r *grants) single(res *resource.Resource, kind listKind, to target) {
	r.entry(res, "", res.Values, kind, to, func(h inventory.Holder, level string) {
		release := catalogue.Of(r.Settings.Version.Release())
		created := release.AsCreated[h.Role]
		if h.Role != "" && created != "" && created != level && to.list.Default {
			to.list.Default = false
			for _, role := range schema.OrgRoles {
				if has := release.AsCreated[role]; has != "" {
					to.list.Set(inventory.Holder{Role: role}, has)
				}
			}
		}
		creator := to.list.Creator
		if creator == h || creator.User != nil && !release.Creators.Have(string(schema.UserType), string(to.typ), to.inside) {
			to.list.Creator = inventory.Holder{}
		}
		to.list.Set(h, level)
	})
}

// entry reads an entry, and notes one that cannot be read. Block is the type of the nested block that it is; empty
// for a resource.
func (r *grants) entry(res *resource.Resource, block string, values resource.Values, kind listKind, to target,
	set func(inventory.Holder, string)) {
	because := func(attr string) string {
		if block != "" {
			attr = block
		}
		return res.Because(attr)
	}
	left := func(what, why string) { *to.unread = append(*to.unread, inventory.Unread{What: what, Why: why}) }
	level, known := values.Text(kind.level)
	if !known {
		left("one of its permissions", because(kind.level))
		return
	}
	if !slices.Contains(catalogue.Levels(string(to.typ)), level) {
		left("an entry with the level "+strconv.Quote(level), fmt.Sprintf("Grafana has no such level there%s.", res.Place()))
		return
	}
	holder, found := inventory.Holder{}, 0
	for _, part := range []struct {
		attr string
		find func(text string) (inventory.Holder, bool)
	}{{kind.role, roleHolder}, {kind.team, r.teamHolder}, {kind.user, r.userHolder}} {
		if part.attr == "" {
			continue
		}
		text, known := values.Text(part.attr)
		switch {
		case !known:
			left("who has its permission "+strconv.Quote(level), because(part.attr))
			return
		case text == "" || text == "0":
			continue
		}
		h, ok := part.find(text)
		if !ok {
			left("who has its permission "+strconv.Quote(level), nobody(res, part.attr, text))
			return
		}
		holder = h
		found++
	}
	if found != 1 {
		left("an entry with the level "+strconv.Quote(level),
			fmt.Sprintf("It is for %d holders, and takes one%s.", found, res.Place()))
		return
	}
	set(holder, level)
}

// nobody says that a project has nobody by an id, as a sentence.
func nobody(res *resource.Resource, attr, id string) string {
	if resource.IsMadeUp(id) {
		return fmt.Sprintf("The %s of %s leads to something that is not imported%s.", attr, res.Address, res.Place())
	}
	return fmt.Sprintf("The %s of %s is %s, of which the project declares nothing%s.",
		attr, res.Address, strconv.Quote(id), res.Place())
}

func roleHolder(text string) (inventory.Holder, bool) {
	role := schema.OrgRole(text)
	return inventory.Holder{Role: role}, isOrgRole(role)
}

func (r *grants) teamHolder(id string) (inventory.Holder, bool) {
	t := r.teams[resource.Local(id)]
	return inventory.Holder{Team: t}, t != nil
}

// userHolder returns the user or the service account with a number.
func (r *grants) userHolder(id string) (inventory.Holder, bool) {
	if h, ok := r.accountHolder(id); ok {
		return h, true
	}
	u := r.usersByID[resource.Local(id)]
	return inventory.Holder{User: u}, u != nil
}

func (r *grants) accountHolder(id string) (inventory.Holder, bool) {
	a := r.accounts[resource.Local(id)]
	return inventory.Holder{ServiceAccount: a}, a != nil
}
