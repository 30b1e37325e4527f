package coverage

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// A Kind is what kind of thing a grant is.
type Kind string

// The kinds of grants, in the order of summaries.
const (
	Permission Kind = "permission" // of a list or a role
	Membership Kind = "membership" // of an org or a team, or the role of an account
	Assignment Kind = "assignment" // of a role
	Setting    Kind = "setting"    // of the server, or a flag of a user
)

// Kinds are all of them.
var Kinds = []Kind{Permission, Membership, Assignment, Setting}

// A Grant is something declared that gives access.
type Grant struct {
	Kind Kind
	// Text says what it is: "Edit for team.sre on folder.production".
	Text  string
	Range hcl.Range
	// Questions is how many questions of tests have exercised it.
	Questions int

	// cited says whether a step that cites the line of the grant cites it.
	cited func(citation) bool
}

// A citation is a step of a derivation, and whose that is.
type citation struct {
	subject, holder, text string
}

// says says whether a step is a text.
func says(text string) func(citation) bool {
	return func(c citation) bool { return c.text == text }
}

// of says whether a step is about a subject and begins with a text.
func of(subject, text string) func(citation) bool {
	return func(c citation) bool { return c.subject == subject && strings.HasPrefix(c.text, text) }
}

// declared are the grants of a world, in no order.
func declared(w *loader.World) []*Grant {
	d := &declarer{world: w}
	d.settings()
	d.members()
	d.lists()
	d.roles()
	return d.all
}

type declarer struct {
	world *loader.World
	all   []*Grant
}

// givesNothing says of a holder that it is disabled, so that what it is given can
// give nobody access.
func givesNothing(h schema.Holder) bool {
	return h.User != nil && h.User.Disabled || h.ServiceAccount != nil && h.ServiceAccount.Disabled
}

func (d *declarer) add(kind Kind, at hcl.Range, cited func(citation) bool, format string, args ...any) {
	d.all = append(d.all, &Grant{Kind: kind, Text: fmt.Sprintf(format, args...), Range: at, cited: cited})
}

// settings are those of the server that are on, and who runs it.
func (d *declarer) settings() {
	for name, at := range d.world.Grafana.SettingRanges {
		d.add(Setting, at, says(name+" is on"), "%s", name)
	}
	for _, u := range d.world.Users {
		if u.GrafanaAdmin && !u.Disabled {
			d.add(Setting, u.AdminRange, of(userKey(u), "server admin"), "grafana_admin of %s", u.Addr)
		}
	}
	for _, m := range d.world.OrgMappings {
		cited := func(c citation) bool {
			return strings.HasPrefix(c.text, "a mapping of its groups") || c.text == "server admin" || strings.HasPrefix(c.text, string(m.Role)+" in org ")
		}
		d.add(Membership, m.Range, cited, "%s for the external group %s", m.Role, m.Group)
	}
}

// members are who is in orgs and teams.
func (d *declarer) members() {
	inOrg := func(role schema.OrgRole, org *schema.Org) string {
		return fmt.Sprintf("%s in org %s", role, string(org.Addr))
	}
	for _, org := range d.world.Orgs {
		for _, m := range org.Members {
			if m.User.To.Disabled {
				continue
			}
			d.add(Membership, m.User.Range, of(userKey(m.User.To), inOrg(m.Role, org)), "%s is %s in %s", m.User.To.Addr, m.Role, org.Addr)
		}
	}
	if a := d.world.Grafana.Anonymous; a != nil {
		d.add(Membership, a.Range, of("anonymous", inOrg(a.Role, a.Org)), "anonymous is %s in %s", a.Role, a.Org.Addr)
	}
	for _, a := range d.world.ServiceAccounts {
		if a.Disabled {
			continue
		}
		d.add(Membership, a.Range, of("service_account:"+a.Name.Value, inOrg(a.Role, a.Org)), "%s is %s in %s", a.Addr, a.Role, a.Org.Addr)
	}
	for _, k := range d.world.APIKeys {
		d.add(Membership, k.Range, of("api_key:"+k.Name.Value, inOrg(k.Role, k.Org)), "%s is %s in %s", k.Addr, k.Role, k.Org.Addr)
	}
	for _, t := range d.world.Teams {
		d.team(t)
	}
}

// team are the members of a team.
func (d *declarer) team(t *schema.Team) {
	name := "team " + t.Name.Value
	place := "teams:id:" + t.Name.Value
	for _, list := range []struct {
		level string
		users []schema.Ref[schema.User]
	}{{"Member", t.Members}, {"Admin", t.Admins}} {
		for _, user := range list.users {
			if user.To.Disabled {
				continue
			}
			member, entry := of(userKey(user.To), list.level+" of "+name), entry(place, userKey(user.To))
			d.add(Membership, user.Range, func(c citation) bool { return member(c) || entry(c) }, "%s is %s of %s", user.To.Addr, list.level, t.Addr)
		}
	}
	for _, group := range t.ExternalGroups {
		d.add(Membership, group.Range, func(c citation) bool {
			return strings.HasPrefix(c.text, "group ") && strings.HasSuffix(c.text, " is in "+name)
		}, "the external group %s is in %s", group.Value, t.Addr)
	}
	d.creator(place, t.Addr, t.CreatedBy)
}

// creator is who created something.
func (d *declarer) creator(place string, what schema.Addr, by *schema.Creator) {
	if by == nil || givesNothing(schema.Holder{User: by.User, ServiceAccount: by.ServiceAccount}) {
		return
	}
	d.add(Permission, by.Range, func(c citation) bool {
		return strings.HasPrefix(c.text, "created team ") || strings.Contains(c.text, " at "+place+": ") && strings.HasSuffix(c.text, " created it")
	}, "created_by of %s", what)
}

// lists are the entries of permissions.
func (d *declarer) lists() {
	for _, f := range d.world.Folders {
		place := "folders:uid:" + f.UID.Value
		d.list(place, f.Addr, f.Permissions)
		d.creator(place, f.Addr, f.CreatedBy)
	}
	for _, b := range d.world.Dashboards {
		place := "dashboards:uid:" + b.UID.Value
		d.list(place, b.Addr, b.Permissions)
		d.creator(place, b.Addr, b.CreatedBy)
	}
	for _, s := range d.world.DataSources {
		d.list("datasources:uid:"+s.UID.Value, s.Addr, s.Permissions)
	}
}

func (d *declarer) list(place string, what schema.Addr, list schema.Permissions) {
	for _, e := range list.Entries {
		if givesNothing(e.Holder) {
			continue
		}
		d.add(Permission, e.Range, entry(place, loader.HolderKey(e.Holder)), "%s for %s on %s", e.Level, e.Holder, what)
	}
}

// entry says whether a step is about the entry of a holder at a place. Lists
// match the entries of other holders too, which the step then names.
func entry(place, holder string) func(citation) bool {
	named := " of " + holder
	return func(c citation) bool {
		return strings.Contains(c.text, " at "+place+": ") &&
			(c.holder == holder || strings.HasSuffix(c.text, named) || strings.Contains(c.text, named+", "))
	}
}

// roles are the permissions of roles, and who has them.
func (d *declarer) roles() {
	for _, r := range d.world.Roles {
		d.permissions(r.Addr.String(), r.Permissions)
	}
	for _, b := range d.world.BasicRoles {
		d.permissions("the basic role "+string(b.Role), b.Add)
	}
	for _, a := range d.world.RoleAssignments {
		id, name := a.Fixed, a.Fixed
		if a.Role != nil {
			id, name = a.Role.UID.Value, a.Role.Addr.String()
		}
		for _, h := range a.Holders {
			if givesNothing(h.Holder) {
				continue
			}
			d.add(Assignment, h.Range, says(fmt.Sprintf("role %s of %s", id, loader.AssigneeKey(h.Holder))), "%s for %s", name, h.Holder)
		}
	}
}

func (d *declarer) permissions(name string, permissions []schema.RolePermission) {
	for _, p := range permissions {
		text := "its permission " + p.Action
		what := p.Action
		if p.Scope != "" {
			text += " with the scope " + strconv.Quote(p.Scope)
			what += " at " + p.Scope
		}
		d.add(Permission, p.Range, func(c citation) bool { return c.text == text }, "%s of %s", what, name)
	}
}

func userKey(u *schema.User) string { return loader.HolderKey(schema.Holder{User: u}) }
