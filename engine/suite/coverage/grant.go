package coverage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/document"
	"github.com/rolecall/rolecall/internal/scopes"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A Kind is a kind of grant.
type Kind string

// The kinds of grants, in the order of summaries.
const (
	Permission Kind = "permission" // of a list or a role
	Membership Kind = "membership" // of an org or a team, or the role of an account
	Assignment Kind = "assignment" // of a role
	Setting    Kind = "setting"    // of the server, or a flag of a user
)

// Kinds lists all kinds.
var Kinds = []Kind{Permission, Membership, Assignment, Setting}

// A Grant is a declaration that gives access.
type Grant struct {
	Kind Kind
	// Text describes it: "Edit for team.sre on folder.production".
	Text  string
	Range hcl.Range
	// Questions is the number of questions that exercise it.
	Questions int

	// cited reports whether a step is about the grant. The line of the grant is
	// not enough, as it may declare several.
	cited citation
}

// A citation reports whether a step is about a grant.
type citation func(*explain.Step) bool

// declared returns the grants of a world, unordered.
func declared(w *schema.World) []*Grant {
	d := &declarer{world: w}
	d.settings()
	d.members()
	d.lists()
	d.roles()
	return d.all
}

type declarer struct {
	world *schema.World
	all   []*Grant
}

// givesNothing reports whether a holder is disabled: grants to it give no access.
func givesNothing(h schema.Holder) bool {
	return h.User != nil && h.User.Disabled || h.ServiceAccount != nil && h.ServiceAccount.Disabled
}

func (d *declarer) add(kind Kind, at hcl.Range, cited citation, format string, args ...any) {
	d.all = append(d.all, &Grant{Kind: kind, Text: fmt.Sprintf(format, args...), Range: at, cited: cited})
}

// settings adds the settings of the server that are on, the server admins, and the
// mappings of external groups to orgs.
func (d *declarer) settings() {
	for name, at := range d.world.Grafana.SettingRanges {
		d.add(Setting, at, func(s *explain.Step) bool { return s.Kind == explain.Setting && s.Setting == name }, "%s", name)
	}
	for _, u := range d.world.Users {
		if u.GrafanaAdmin && !u.Disabled {
			d.add(Setting, u.AdminRange, about(explain.ServerAdmin, userKey(u)), "grafana_admin of %s", u.Addr)
		}
	}
	for _, m := range d.world.OrgMappings {
		d.add(Membership, m.Range, mapped(m), "%s for the external group %s", m.Role, m.Group)
	}
}

// about returns a citation of the steps of a kind about a subject.
func about(kind explain.Kind, subject string) citation {
	return func(s *explain.Step) bool { return s.Kind == kind && s.Subject == subject }
}

// mapped returns a citation of the steps about a mapping.
func mapped(m *schema.OrgMapping) citation {
	return func(s *explain.Step) bool {
		switch s.Kind {
		case explain.Mapping, explain.SilentMapping, explain.MappedAdmin:
			return slices.Contains(s.Groups, m.Group)
		case explain.MappedRole:
			return slices.Contains(s.Groups, m.Group) && s.Role == string(m.Role) && in(s, m.Org)
		}
		return false
	}
}

// in reports whether a step is about an org. It returns true if org is nil.
func in(s *explain.Step, org *schema.Org) bool { return org == nil || s.Org == org.Addr.Label }

// at reports whether a step is about a place in an org.
func at(s *explain.Step, org *schema.Org, place string) bool { return s.Place == place && in(s, org) }

// members adds the memberships in orgs and teams.
func (d *declarer) members() {
	inOrg := func(subject string, role schema.OrgRole, org *schema.Org) citation {
		return func(s *explain.Step) bool {
			return s.Kind == explain.OrgRole && s.Subject == subject && s.Role == string(role) && in(s, org)
		}
	}
	for _, org := range d.world.Orgs {
		for _, m := range org.Members {
			if m.User.To.Disabled {
				continue
			}
			d.add(Membership, m.User.Range, inOrg(userKey(m.User.To), m.Role, org), "%s is %s in %s", m.User.To.Addr, m.Role, org.Addr)
		}
	}
	if a := d.world.Grafana.Anonymous; a != nil {
		d.add(Membership, a.Range, inOrg("anonymous", a.Role, a.Org), "anonymous is %s in %s", a.Role, a.Org.Addr)
	}
	for _, a := range d.world.ServiceAccounts {
		if a.Disabled {
			continue
		}
		d.add(Membership, a.Range, inOrg("service_account:"+a.Name.Value, a.Role, a.Org), "%s is %s in %s", a.Addr, a.Role, a.Org.Addr)
	}
	for _, k := range d.world.APIKeys {
		d.add(Membership, k.Range, inOrg("api_key:"+k.Name.Value, k.Role, k.Org), "%s is %s in %s", k.Addr, k.Role, k.Org.Addr)
	}
	for _, t := range d.world.Teams {
		d.team(t)
	}
}

// team adds the members, external groups and creator of a team.
func (d *declarer) team(t *schema.Team) {
	place := scopes.Of(catalogue.Scope("team"), t.Name.Value)
	for _, list := range []struct {
		level string
		users []schema.Ref[schema.User]
	}{{schema.TeamMember, t.Members}, {schema.TeamAdmin, t.Admins}} {
		for _, user := range list.users {
			if user.To.Disabled {
				continue
			}
			member, entry := about(explain.TeamMember, userKey(user.To)), entry(t.Org, place, userKey(user.To))
			d.add(Membership, user.Range, func(s *explain.Step) bool { return member(s) && at(s, t.Org, place) || entry(s) }, "%s is %s of %s", user.To.Addr, list.level, t.Addr)
		}
	}
	for _, group := range t.ExternalGroups {
		d.add(Membership, group.Range, func(s *explain.Step) bool {
			return s.Kind == explain.TeamGroup && at(s, t.Org, place) && strings.EqualFold(s.Groups[0], group.Value)
		}, "the external group %s is in %s", group.Value, t.Addr)
	}
	d.creator(t.Org, place, t.Addr, t.CreatedBy)
}

// creator adds the creator of a resource.
func (d *declarer) creator(org *schema.Org, place string, what schema.Addr, by *schema.Creator) {
	if by == nil || givesNothing(schema.Holder{User: by.User, ServiceAccount: by.ServiceAccount}) {
		return
	}
	d.add(Permission, by.Range, func(s *explain.Step) bool {
		return (s.Kind == explain.Creator || s.Kind == explain.TeamCreator) && at(s, org, place)
	}, "created_by of %s", what)
}

// lists adds the entries of permissions.
func (d *declarer) lists() {
	for _, f := range d.world.Folders {
		place := scopes.Of(catalogue.Scope("folder"), f.UID.Value)
		if catalogue.Disregards(&d.world.Grafana, place) {
			continue
		}
		d.list(f.Org, place, f.Addr, f.Permissions)
		d.creator(f.Org, place, f.Addr, f.CreatedBy)
	}
	for _, b := range d.world.Dashboards {
		place := scopes.Of(catalogue.Scope("dashboard"), b.UID.Value)
		d.list(b.Org, place, b.Addr, b.Permissions)
		d.creator(b.Org, place, b.Addr, b.CreatedBy)
	}
	for _, s := range d.world.DataSources {
		d.list(s.Org, scopes.Of(catalogue.Scope("data_source"), s.UID.Value), s.Addr, s.Permissions)
	}
	for _, a := range d.world.ServiceAccounts {
		place := scopes.Of(catalogue.Scope("service_account"), a.Name.Value)
		d.list(a.Org, place, a.Addr, a.Permissions)
		d.creator(a.Org, place, a.Addr, a.CreatedBy)
	}
}

func (d *declarer) list(org *schema.Org, place string, what schema.Addr, list schema.Permissions) {
	for _, e := range list.Entries {
		if givesNothing(e.Holder) {
			continue
		}
		d.add(Permission, e.Range, entry(org, place, document.HolderKey(e.Holder)), "%s for %s on %s", e.Level, e.Holder, what)
	}
}

// entry returns a citation of the steps about the entry of a holder in the list of a
// place.
func entry(org *schema.Org, place, holder string) citation {
	return func(s *explain.Step) bool {
		switch s.Kind {
		case explain.Entry, explain.MatchedEntry, explain.EntrySomewhere:
			return s.Holder == holder && at(s, org, place)
		}
		return false
	}
}

// roles adds the permissions of roles, and their assignments.
func (d *declarer) roles() {
	for _, r := range d.world.Roles {
		d.permissions(r.UID.Value, r.Addr.String(), r.Permissions)
	}
	for _, b := range d.world.BasicRoles {
		d.permissions(string(b.Role), "the basic role "+string(b.Role), b.Add)
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
			holder := document.AssigneeKey(h.Holder)
			d.add(Assignment, h.Range, func(s *explain.Step) bool {
				return s.Kind == explain.Assignment && s.Role == id && s.Holder == holder && in(s, a.Org)
			}, "%s for %s", name, h.Holder)
		}
	}
}

func (d *declarer) permissions(role, name string, permissions []schema.RolePermission) {
	for _, p := range permissions {
		what := p.Action
		if p.Scope != "" {
			what += " at " + p.Scope
		}
		d.add(Permission, p.Range, func(s *explain.Step) bool {
			return s.Kind == explain.RolePermission && s.Role == role && s.Action == p.Action && s.Scope == p.Scope
		}, "%s of %s", what, name)
	}
}

func userKey(u *schema.User) string { return document.HolderKey(schema.Holder{User: u}) }
