package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/exporter"
	"github.com/rolecall/rolecall/schema"
)

// orgs writes the orgs with their members, after it has found out which users are left out.
func (p *project) orgs() {
	for _, o := range p.w.Orgs {
		for _, m := range o.Members {
			p.memberOf[member{o, m.User.To}] = true
		}
	}
	p.usersLeftOut()
	for i, o := range p.w.Orgs {
		if p.cloud {
			if i > 0 {
				p.leaveOut("second org", o.Range, &o.Declaration)
			} else if len(o.Members) > 0 {
				p.cannot("org role", o.Range, o.Addr)
			}
			continue
		}
		p.settle()
		b := p.resource(string(schema.OrgType), p.nameOf[o.Addr])
		b.set("name", text(o.Name.Value))
		if p.o.AdminUser != p.AdminUser {
			b.setText("admin_user", p.o.AdminUser)
		}
		in := map[schema.OrgRole][]expr{}
		for _, m := range o.Members {
			if !p.gone(o.Addr, m.User.To, m.User.Range) && !p.isAdminUser(o, m) {
				in[m.Role] = append(in[m.Role], p.to(m.User.To, "email"))
			}
		}
		for _, role := range schema.OrgRoles {
			if len(in[role]) > 0 {
				b.SetAttributeRaw(b.of.Roles[role], list(sorted(in[role])))
			}
		}
		if p.o.Exists(o.Addr) {
			p.importBlock(b, p.found(o))
		}
	}
}

// isAdminUser reports whether a member of an org is the account that the provider signs in with. Grafana makes it
// an Admin of each org that it creates, and the provider keeps it out of the lists.
func (p *project) isAdminUser(o *schema.Org, m schema.Member) bool {
	if m.User.To.Login.Value != p.o.AdminUser {
		return false
	}
	if m.Role != schema.Admin {
		p.cannot("admin user", m.User.Range, o.Addr.String()+": "+m.User.To.Addr.String())
	}
	return true
}

// usersLeftOut finds the emails of users, and out which of them have none.
func (p *project) usersLeftOut() {
	taken := map[string]bool{}
	for _, u := range p.w.Users {
		taken[u.Email.Value] = true
	}
	for _, u := range p.w.Users {
		email := u.Email.Value
		if email == "" {
			if made := p.madeEmail(u.Login.Value); !taken[made] {
				email, taken[made] = made, true
			}
		}
		p.emailOf[u] = email
		switch {
		case u.Disabled:
			p.leaveOut("disabled user", u.Range, &u.Declaration)
		case p.cloud && !(len(p.w.Orgs) > 0 && p.memberOf[member{p.w.Orgs[0], u}]):
			p.leaveOut("outside of the org", u.Range, &u.Declaration)
		case !p.cloud && email == "":
			p.leaveOut("no email", u.Range, &u.Declaration)
		}
	}
}

// madeEmail returns an email for a user without one; empty for none.
func (p *project) madeEmail(login string) string {
	switch {
	case strings.Contains(login, "@"):
		return login
	case p.o.EmailDomain != "" && !strings.ContainsAny(login, " \t"):
		return login + "@" + p.o.EmailDomain
	}
	return ""
}

// passwords is the name of the variable with the passwords of users by their logins.
const passwords = "passwords"

// users writes the users. In Grafana Cloud they are only looked up.
func (p *project) users() {
	if p.cloud {
		return
	}
	needed := false
	for _, u := range p.w.Users {
		if p.out[u.Addr] {
			continue
		}
		p.settle()
		b := p.resource(string(schema.UserType), p.nameOf[u.Addr])
		b.set("login", text(u.Login.Value))
		b.set("email", text(p.emailOf[u]))
		b.setText("name", u.Name)
		login := hclwrite.TokensForValue(cty.StringVal(u.Login.Value))
		exists := p.o.Exists(u.Addr)
		needed = needed || !exists
		if exists {
			b.set("password", call("lookup", ref("var", passwords), login, text("unused")))
		} else {
			e := append(ref("var", passwords), token(hclsyntax.TokenOBrack, "["))
			b.set("password", append(append(e, login...), token(hclsyntax.TokenCBrack, "]")))
		}
		if u.GrafanaAdmin {
			b.set("grafana_admin", flag(true))
		}
		if exists {
			// The state of an imported user has no password, and nobody's is to be changed.
			p.ignore(b, "password")
			p.importBlock(b, p.found(u))
		}
	}
	if p.files[p.Things[string(schema.UserType)].File] == nil {
		return
	}
	v := p.file(variablesFile).block("variable", []string{passwords})
	v.SetAttributeRaw("description", text("The first passwords of users, by login."))
	v.SetAttributeRaw("type", call("map", ref("string")))
	v.SetAttributeRaw("sensitive", flag(true))
	if !needed {
		v.SetAttributeRaw("default", hclwrite.TokensForObject(nil))
	}
}

// inAnOrg is the kind of a user that the provider looks up among the members of an org.
const inAnOrg = "user in an org"

// usersInOrg looks up the users that something names in Grafana Cloud.
func (p *project) usersInOrg() {
	for _, u := range p.w.Users {
		if !p.lookedUp[u.Addr] {
			continue
		}
		t := p.Things[inAnOrg]
		b := &block{Body: p.file(t.File).block("data", []string{t.Data, p.nameOf[u.Addr]}), of: t}
		b.set("login", text(u.Login.Value))
		b.setText("email", u.Email.Value)
	}
}

// ignore makes Terraform keep the value that the server has for an attribute.
func (p *project) ignore(b *block, attribute string) {
	b.AppendNewline()
	ignored := list([]expr{ref(b.of.attribute(attribute))})
	b.AppendNewBlock("lifecycle", nil).Body().SetAttributeRaw("ignore_changes", ignored)
}

// teams writes the teams, and the external groups that team sync adds.
func (p *project) teams() {
	for _, t := range p.w.Teams {
		if !p.within(&t.Declaration) {
			continue
		}
		name := p.nameOf[t.Addr]
		p.settle()
		b := p.resource(string(schema.TeamType), name)
		b.set("org", p.org(t.Org))
		b.set("name", text(t.Name.Value))
		p.creator(t.Addr, t.CreatedBy)
		admins, members, unsure := exporter.TeamAdmins(&p.w.Grafana, t)
		if unsure != nil {
			p.cannot("creator", unsure.Range, t.Addr.String()+".created_by")
		}
		p.emails(t, namedTwice(t, admins))
		b.set("members", list(p.emails(t, members)))
		b.set("admins", list(p.emails(t, admins)))
		exists := p.o.Exists(t.Addr)
		if exists {
			p.importBlock(b, p.found(t))
		}
		// The server may have groups of a team that exists, if it has a licence for them.
		if len(t.ExternalGroups) > 0 || exists && p.w.Grafana.Edition != schema.OSS {
			g := p.resource("team.external_groups", name)
			g.set("team", p.to(t, "id"))
			var groups []expr
			for _, group := range t.ExternalGroups {
				groups = append(groups, text(group.Value))
			}
			g.set("groups", list(sorted(groups)))
			if exists {
				p.importBlock(g, p.found(t))
			}
		}
	}
}

// namedTwice returns the members and the creator of a team as they are written, if they are not among the admins
// by this place, so that the place is told if they are left out.
func namedTwice(t *schema.Team, admins []schema.Ref[schema.User]) []schema.Ref[schema.User] {
	named := slices.Clone(t.Members)
	if by := t.CreatedBy; by != nil && by.User != nil {
		named = append(named, schema.Ref[schema.User]{To: by.User, Range: by.Range})
	}
	return slices.DeleteFunc(named, func(u schema.Ref[schema.User]) bool {
		return !slices.ContainsFunc(admins, func(a schema.Ref[schema.User]) bool { return a.To == u.To && a != u })
	})
}

// emails returns the emails of users who are in a team. It reports the users that are left out.
func (p *project) emails(t *schema.Team, users []schema.Ref[schema.User]) []expr {
	var all []expr
	for _, u := range users {
		switch {
		case p.gone(t.Addr, u.To, u.Range):
		case !p.memberOf[member{t.Org, u.To}]:
			p.cannot("outside", u.Range, u.To.Addr)
		default:
			all = append(all, p.to(u.To, "email"))
		}
	}
	return sorted(all)
}

// A member is a user in an org.
type member struct {
	org  *schema.Org
	user *schema.User
}
