package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// roles writes the custom roles.
func (p *project) roles() {
	for _, r := range p.w.Roles {
		if !p.within(&r.Declaration) {
			continue
		}
		p.settle()
		b := p.resource(string(schema.RoleType), p.nameOf[r.Addr])
		if r.Org == nil {
			b.set("global", flag(true))
		} else {
			b.set("org", p.org(r.Org))
		}
		b.set("uid", text(r.UID.Value))
		b.set("name", text(r.Name.Value))
		b.setText("display_name", r.DisplayName)
		b.setText("group", r.Group)
		b.setText("description", r.Description)
		if r.Hidden {
			b.set("hidden", flag(true))
		}
		p.permissions(b, r)
		if p.o.Exists(r.Addr) {
			p.importBlock(b, p.inOrg(r.Org, r.UID.Value))
		}
	}
	for _, r := range p.w.BasicRoles {
		p.cannot("basic role", r.Range, quotedNames([]string{string(r.Role)}))
	}
}

// permissions adds the permissions of a role, each once, in the order of actions and scopes.
func (p *project) permissions(b *block, r *schema.Role) {
	type permission struct {
		action string
		scope  expr
	}
	var all []permission
	for _, own := range r.Permissions {
		if p.w.Grafana.Version.Before(p.ActionNamesSince) && len(catalogue.OlderNames(own.Action)) > 0 {
			p.cannot("older name", own.Range, own.Action)
			continue
		}
		scope, ok := p.scope(r, own)
		if ok {
			all = append(all, permission{own.Action, scope})
		}
	}
	compare := func(x, y permission) int {
		if order := strings.Compare(x.action, y.action); order != 0 {
			return order
		}
		return strings.Compare(string(x.scope.Bytes()), string(y.scope.Bytes()))
	}
	slices.SortFunc(all, compare)
	for _, own := range slices.CompactFunc(all, func(x, y permission) bool { return compare(x, y) == 0 }) {
		entry := b.entry()
		entry.SetAttributeRaw(b.of.Entry["action"], text(own.action))
		if len(own.scope) > 0 {
			entry.SetAttributeRaw(b.of.Entry["scope"], own.scope)
		}
	}
}

// scope returns the scope of a permission; none for a permission without one. It returns false if it cannot be written.
func (p *project) scope(r *schema.Role, own schema.RolePermission) (expr, bool) {
	if own.Scope == "" {
		return nil, true
	}
	s := p.scopes.Of(own, r.Org)
	what := r.Addr.String() + " permission " + quotedNames([]string{own.Action})
	switch {
	case s.Problem != "":
		p.losses.Add(own.Range, what, "%s", s.Problem)
		return nil, false
	case s.Fixed != "":
		return template(s.Before, p.fixed(s.Fixed)), true
	case s.Thing == nil:
		return text(s.Before), true
	case s.Thing.Declared().Addr.Type == schema.APIKeyType:
		p.losses.Add(own.Range, what, "has the scope of %s, which is left out", s.Thing.Declared().Addr)
		return nil, false
	case p.gone(r.Addr, s.Thing, own.Range):
		return nil, false
	}
	if named, ok := s.Thing.(*schema.Role); ok && p.leadsTo(named, r, map[*schema.Role]bool{}) {
		return text(s.Before + named.UID.Value), true // as no resource may need itself
	}
	return template(s.Before, p.inScope(s.Thing)), true
}

// leadsTo reports whether a role is another one, or names it in a scope, or names one that does.
func (p *project) leadsTo(from, to *schema.Role, seen map[*schema.Role]bool) bool {
	if from == to {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	return slices.ContainsFunc(from.Permissions, func(own schema.RolePermission) bool {
		named, ok := p.scopes.Of(own, from.Org).Thing.(*schema.Role)
		return ok && p.leadsTo(named, to, seen)
	})
}

// inScope returns the number or the uid of a thing that its scope ends in.
func (p *project) inScope(thing schema.Thing) expr {
	switch thing.Declared().Addr.Type {
	case schema.TeamType, schema.UserType:
		return p.to(thing, "number")
	case schema.ServiceAccountType: // whose id is ORG:NUMBER
		return append(call("split", text(":"), p.to(thing, "id")),
			token(hclsyntax.TokenOBrack, "["), token(hclsyntax.TokenNumberLit, "1"), token(hclsyntax.TokenCBrack, "]"))
	}
	return p.to(thing, "id")
}

// fixed returns the uid of a fixed role.
func (p *project) fixed(name string) expr {
	return p.data(string(schema.RoleType), name, name, "id", func(b *block) { b.set("name", text(name)) })
}

// An assigned role is in one org.
type assigned struct {
	role  *schema.Role
	fixed string
	org   *schema.Org
}

// assignments writes who has a role in an org. The provider takes one list for both.
func (p *project) assignments() {
	holders := map[assigned]map[string][]expr{}
	var order []assigned
	for _, a := range p.w.RoleAssignments {
		if p.old("role_assignment", a.Range, a.Addr) || a.Role != nil && p.gone(a.Addr, a.Role, a.Range) {
			continue
		}
		for _, h := range a.Holders {
			org, list, thing, ok := p.assignee(a, h)
			if !ok || p.gone(a.Addr, thing, h.Range) || org != nil && p.gone(a.Addr, org, h.Range) {
				continue
			}
			key := assigned{a.Role, a.Fixed, org}
			if holders[key] == nil {
				holders[key] = map[string][]expr{}
				order = append(order, key)
			}
			holders[key][list] = append(holders[key][list], p.to(thing, "number"))
		}
	}
	for _, r := range p.w.Roles {
		if !p.o.Exists(r.Addr) || p.out[r.Addr] || !p.has("role_assignment") {
			continue
		}
		// The server may have holders of a role that exists.
		for i, org := range p.w.Orgs {
			key := assigned{role: r, org: org}
			if holders[key] == nil && p.o.Exists(org.Addr) && (r.Org == nil || r.Org == org) && !(p.cloud && i > 0) {
				order = append(order, key)
			}
		}
	}
	for _, key := range order {
		p.assignment(key, holders[key])
	}
}

// assignee returns the org in which a holder has the role of an assignment, and the list that it is in. It returns
// false if the provider cannot assign it.
func (p *project) assignee(
	a *schema.RoleAssignment, h schema.Assignee,
) (org *schema.Org, list string, thing schema.Thing, ok bool) {
	org = a.Org
	switch {
	case h.Holder.Team != nil:
		org, list, thing = h.Holder.Team.Org, "teams", h.Holder.Team
	case h.Holder.ServiceAccount != nil:
		org, list, thing = h.Holder.ServiceAccount.Org, "service_accounts", h.Holder.ServiceAccount
	case h.Holder.User != nil:
		list, thing = "users", h.Holder.User
	default:
		p.cannot("assigned to a basic role", h.Range, quotedNames([]string{string(h.Holder.Role)}))
		return nil, "", nil, false
	}
	if org == nil && p.cloud && len(p.w.Orgs) > 0 {
		org = p.w.Orgs[0]
	}
	if org == nil {
		p.cannot("everywhere", h.Range, a.Addr.String()+": "+h.Holder.String())
		return nil, "", nil, false
	}
	return org, list, thing, true
}

func (p *project) assignment(key assigned, lists map[string][]expr) {
	p.settle()
	var uid expr
	var name string
	exists := key.role == nil || p.o.Exists(key.role.Addr)
	if key.role != nil {
		uid, name = p.to(key.role, "id"), p.nameOf[key.role.Addr]
	} else {
		uid, name = p.fixed(key.fixed), slug(key.fixed)
	}
	if len(p.w.Orgs) > 1 && !p.cloud {
		name += "_" + p.nameOf[key.org.Addr]
	}
	b := p.resource("role_assignment", p.names.take("role_assignment", name))
	b.set("org", p.org(key.org))
	b.set("role", uid)
	for _, name := range keysOf(lists) {
		b.set(name, list(sorted(lists[name])))
	}
	if exists && p.o.Exists(key.org.Addr) {
		var id any = uid
		if key.role != nil {
			id = key.role.UID.Value
		}
		p.importBlock(b, p.inOrg(key.org, id))
	}
}
