package terraform

import (
	"cmp"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/rolecall/rolecall/internal/exporter"
	"github.com/rolecall/rolecall/schema"
)

// folders writes the folders with their lists, those above before those in them.
func (p *project) folders() {
	written := map[*schema.Folder]bool{}
	var write func(f *schema.Folder)
	write = func(f *schema.Folder) {
		if written[f] {
			return
		}
		written[f] = true
		var in []schema.Thing
		if f.Parent != nil {
			write(f.Parent)
			in = append(in, f.Parent)
		}
		if !p.within(&f.Declaration, in...) {
			return
		}
		if f.UID.Value == schema.General {
			p.leaveOut("general", f.UID.Range, &f.Declaration)
			return
		}
		p.settle()
		b := p.resource(string(schema.FolderType), p.nameOf[f.Addr])
		b.set("org", p.org(f.Org))
		b.set("uid", text(f.UID.Value))
		b.set("title", text(cmp.Or(f.Title, f.UID.Value)))
		if f.Parent != nil {
			b.set("parent", p.to(f.Parent, "id"))
		}
		if p.o.Exists(f.Addr) {
			p.importBlock(b, p.inOrg(f.Org, f.UID.Value))
		}
		p.list(f, f.Permissions, f.CreatedBy, f.Parent != nil, func() expr { return p.inOrg(f.Org, f.UID.Value) })
	}
	for _, f := range p.w.Folders {
		write(f)
	}
}

// list writes the list of permissions of a thing, unless Grafana makes it so: it does not for a thing that exists,
// whose list may be another one. A data source always exists, but no list takes back one that it has. ID returns the id
// of the list for an import.
func (p *project) list(thing schema.Thing, own schema.Permissions, by *schema.Creator, inside bool, id func() expr) {
	d := thing.Declared()
	l := exporter.ListOf(&p.w.Grafana, d.Addr.Type, own, p.creator(d.Addr, by), inside, d.Range)
	if l.Unsure != nil {
		p.cannot("creator", l.Unsure.Range, d.Addr.String()+".created_by")
	}
	kind := string(d.Addr.Type) + ".permission"
	exists := p.o.Exists(d.Addr)
	if l.AsCreated && (!exists || d.Addr.Type == schema.DataSourceType || !p.has(kind)) {
		return
	}
	b := p.resource(kind, p.nameOf[d.Addr])
	if _, ok := b.of.Attributes["org"]; ok {
		b.set("org", p.org(d.Org))
	}
	b.set("of", p.to(thing, "id"))
	p.entries(b, d.Addr, l.Entries)
	if exists {
		p.importBlock(b, id())
	}
}

// creator returns the creator of something; nil for none, and for one that is left out, which is told.
func (p *project) creator(of schema.Addr, by *schema.Creator) *schema.Creator {
	switch {
	case by == nil, by.User != nil && p.gone(of, by.User, by.Range),
		by.ServiceAccount != nil && p.gone(of, by.ServiceAccount, by.Range):
		return nil
	}
	return by
}

// dashboards writes the declared dashboards with their lists.
func (p *project) dashboards() {
	for _, d := range p.w.Dashboards {
		var in []schema.Thing
		if d.Folder != nil {
			in = append(in, d.Folder)
		}
		if !p.within(&d.Declaration, in...) {
			continue
		}
		p.settle()
		b := p.resource(string(schema.DashboardType), p.nameOf[d.Addr])
		b.set("org", p.org(d.Org))
		if d.Folder != nil {
			b.set("folder", p.to(d.Folder, "id"))
		}
		b.set("json", call("jsonencode", hclwrite.TokensForObject([]hclwrite.ObjectAttrTokens{
			{Name: ref("uid"), Value: text(d.UID.Value)},
			{Name: ref("title"), Value: text(cmp.Or(d.Title, d.UID.Value))},
		})))
		// Its panels are nobody's access: they stay as they are.
		p.ignore(b, "json")
		if p.o.Exists(d.Addr) {
			p.importBlock(b, p.inOrg(d.Org, d.UID.Value))
		}
		p.list(d, d.Permissions, d.CreatedBy, d.Folder != nil, func() expr { return p.inOrg(d.Org, d.UID.Value) })
	}
}

// dataSources looks the declared data sources up, as a configuration does not tell how to reach one, and
// writes their lists.
func (p *project) dataSources() {
	for _, s := range p.w.DataSources {
		if !p.within(&s.Declaration) {
			continue
		}
		p.settle()
		p.to(s, "id")
		p.list(s, s.Permissions, nil, false, func() expr { return p.found(s) })
	}
}

// accounts writes the service accounts with their tokens and lists.
func (p *project) accounts() {
	for _, a := range p.w.ServiceAccounts {
		if !p.within(&a.Declaration) {
			continue
		}
		name := p.nameOf[a.Addr]
		p.settle()
		b := p.resource(string(schema.ServiceAccountType), name)
		b.set("org", p.org(a.Org))
		b.set("name", text(a.Name.Value))
		b.set("role", text(string(a.Role)))
		if a.Disabled {
			b.set("disabled", flag(true))
		}
		if p.o.Exists(a.Addr) {
			p.importBlock(b, p.found(a))
		}
		for _, t := range a.Tokens {
			p.token(a, t)
		}
		p.list(a, a.Permissions, a.CreatedBy, false, func() expr { return p.found(a) })
	}
}

// token writes a token of a service account.
func (p *project) token(a *schema.ServiceAccount, t schema.Token) {
	what := a.Addr.String() + " token " + quotedNames([]string{t.Name.Value})
	switch {
	case !t.Expires.IsZero():
		p.cannot("expiring token", rangeOr(t.ExpiresRange, t.Range), what)
	case p.o.Exists(a.Addr):
		p.cannot("token that exists", t.Range, what)
	default:
		b := p.resource("service_account.token", p.names.take("token", p.nameOf[a.Addr]+"_"+slug(t.Name.Value)))
		b.set("name", text(t.Name.Value))
		b.set("account", p.to(a, "id"))
	}
}

// rangeOr returns the first range, or the second if it is empty.
func rangeOr(at, otherwise hcl.Range) hcl.Range {
	if at.Empty() {
		return otherwise
	}
	return at
}
