package terraform

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/rolecall/rolecall/internal/exporter"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// Options change the project.
type Options struct {
	// Exists reports whether the thing with an address is on the server already, so that the project
	// imports it; nil for nothing. The org of a thing that exists does, too.
	Exists func(schema.Addr) bool
	// EmailDomain makes emails for users without one: login@DOMAIN. Without it, such users are left out,
	// but for logins that are emails.
	EmailDomain string
	// AdminUser is the login of the account that the provider signs in with, which it leaves out of the
	// lists of orgs.
	AdminUser string
	// SignIn is one of SignIns: the provider of sign-in whose settings have the org mappings. It is empty for none.
	SignIn string
}

// A Project is an exported project.
type Project struct {
	// Files has the content of the files, by name.
	Files map[string][]byte
	// Losses are the parts of the configuration that the project does not have.
	Losses []exporter.Loss
	// Resources is the number of resources, and Imported how many of them the project imports.
	Resources, Imported int
}

// Export returns the project of a complete World.
func Export(w *schema.World, o Options) *Project {
	o.Exists = withOrgs(w, o.Exists)
	p := &project{
		tables: table(), w: w, o: o, scopes: exporter.NewScopes(w),
		files: map[string]*file{}, names: names{}, nameOf: map[schema.Addr]string{},
		emailOf: map[*schema.User]string{}, memberOf: map[member]bool{}, out: map[schema.Addr]bool{},
		looked: map[string]string{}, lookedUp: map[schema.Addr]bool{},
	}
	p.cloud = !catalogue.Licences().ServerAdmins[w.Grafana.Edition]
	for thing := range w.Things {
		addr := thing.Declared().Addr
		p.nameOf[addr] = p.names.take(string(addr.Type), addr.Label)
	}
	p.head()
	p.orgs()
	p.users()
	p.teams()
	p.folders()
	p.dashboards()
	p.dataSources()
	p.accounts()
	p.roles()
	p.assignments()
	p.settings()
	p.usersInOrg()
	done := &Project{
		Files: map[string][]byte{}, Losses: p.losses.Sorted(), Resources: p.resources, Imported: p.imported,
	}
	p.settle()
	for name, f := range p.files {
		done.Files[name] = f.settled.Bytes()
	}
	return done
}

// withOrgs returns exists for the orgs of things that exist, too.
func withOrgs(w *schema.World, exists func(schema.Addr) bool) func(schema.Addr) bool {
	if exists == nil {
		return func(schema.Addr) bool { return false }
	}
	orgs := map[schema.Addr]bool{}
	for thing := range w.Things {
		if d := thing.Declared(); d.Org != nil && exists(d.Addr) {
			orgs[d.Org.Addr] = true
		}
	}
	return func(addr schema.Addr) bool { return orgs[addr] || exists(addr) }
}

// A project is being written.
type project struct {
	tables
	w      *schema.World
	o      Options
	losses exporter.Losses
	scopes *exporter.Scopes
	files  map[string]*file
	names  names
	// nameOf has the names of the blocks of things.
	nameOf map[schema.Addr]string
	// emailOf has the emails of users; empty for none.
	emailOf  map[*schema.User]string
	memberOf map[member]bool
	// out are the things that are left out.
	out map[schema.Addr]bool
	// looked has the names of data sources that are written, by their types and the things that they look up.
	looked map[string]string
	// lookedUp are the users that something names in Grafana Cloud, where the provider looks them up.
	lookedUp map[schema.Addr]bool
	// cloud reports whether Grafana Cloud runs the server, so that orgs and users are not managed.
	cloud               bool
	resources, imported int
}

// head writes the versions, and the variable with the passwords.
func (p *project) head() {
	g := p.w.Grafana
	body := p.file(headFile).block("terraform", nil,
		fmt.Sprintf("The access of a Grafana %s, edition %s.", g.Declared, g.Edition),
		"The provider takes the address from GRAFANA_URL and the account from GRAFANA_AUTH. Orgs and users take basic",
		"authentication by a server admin.")
	body.SetAttributeRaw("required_version", text(p.Terraform))
	provider := body.AppendNewBlock("required_providers", nil).Body()
	provider.SetAttributeRaw(p.Provider.Name, hclwrite.TokensForObject([]hclwrite.ObjectAttrTokens{
		{Name: ref("source"), Value: text(p.Provider.Source)}, {Name: ref("version"), Value: text(p.Provider.Version)},
	}))
}

// file returns the file with a name.
func (p *project) file(name string) *file {
	if p.files[name] == nil {
		p.files[name] = newFile()
	}
	return p.files[name]
}

// settle writes the blocks that there are, which must be complete.
func (p *project) settle() {
	for _, f := range p.files {
		f.settle()
	}
}

// A block is the body of a block, with the table of its kind.
type block struct {
	*hclwrite.Body
	of thing
	// address is the address of a resource.
	address expr
	// hasEntries reports whether it has nested blocks of a list.
	hasEntries bool
}

// set sets an attribute by its name in the tables. An empty expression sets nothing.
func (b *block) set(name string, e expr) {
	if len(e) > 0 {
		b.SetAttributeRaw(b.of.attribute(name), e)
	}
}

// setText sets an attribute to a text, unless it is empty.
func (b *block) setText(name, value string) {
	if value != "" {
		b.set(name, text(value))
	}
}

// entry adds a nested block of the list. A blank line is before the first one.
func (b *block) entry() *hclwrite.Body {
	if !b.hasEntries {
		b.AppendNewline()
		b.hasEntries = true
	}
	return b.AppendNewBlock(b.of.Entries, nil).Body()
}

// attribute returns the provider's name for an attribute.
func (t thing) attribute(name string) string {
	attribute, ok := t.Attributes[name]
	if !ok {
		panic("terraform: no attribute " + name)
	}
	return attribute
}

// resource adds a resource.
func (p *project) resource(kind, name string, comments ...string) *block {
	t := p.Things[kind]
	p.resources++
	body := p.file(t.File).block("resource", []string{t.Resource, name}, comments...)
	return &block{Body: body, of: t, address: ref(t.Resource, name)}
}

// data adds a data source that looks something up, unless there is one, and returns a reference to an attribute
// of it. Found names the thing that is looked up.
func (p *project) data(kind, from, found, attribute string, fill func(*block)) expr {
	t := p.Things[kind]
	key := t.Data + " " + found
	name, ok := p.looked[key]
	if !ok {
		name = p.names.take("data."+t.Data, from)
		p.looked[key] = name
		fill(&block{Body: p.file(t.File).block("data", []string{t.Data, name}), of: t})
	}
	return ref("data", t.Data, name, t.attribute(attribute))
}

// to returns a reference to an attribute of a thing, by its name in the tables: "id" or "number".
func (p *project) to(thing schema.Thing, attribute string) expr {
	d := thing.Declared()
	switch {
	case d.Addr.Type == schema.UserType && p.cloud:
		p.lookedUp[d.Addr] = true
		t := p.Things[inAnOrg]
		return ref("data", t.Data, p.nameOf[d.Addr], t.attribute(attribute))
	case d.Addr.Type == schema.DataSourceType:
		return p.data(string(d.Addr.Type), d.Addr.Label, d.Addr.String(), attribute, func(b *block) {
			b.set("org", p.org(d.Org))
			b.set("uid", text(thing.GrafanaName().Value))
		})
	}
	t := p.Things[string(d.Addr.Type)]
	return ref(t.Resource, p.nameOf[d.Addr], t.attribute(attribute))
}

// org returns the reference to an org as the org of something; none in Grafana Cloud, or for no org.
func (p *project) org(o *schema.Org) expr {
	if p.cloud || o == nil {
		return nil
	}
	return p.to(o, "id")
}

// cannot adds a loss with a reason of the tables.
func (p *project) cannot(reason string, at hcl.Range, what any, args ...any) {
	why, ok := p.Cannot[reason]
	if !ok {
		panic("terraform: no reason " + reason)
	}
	p.losses.Add(at, what, "%s", fmt.Sprintf(why, args...))
}

// leaveOut marks a thing as left out.
func (p *project) leaveOut(reason string, at hcl.Range, d *schema.Declaration) {
	p.cannot(reason, at, d.Addr)
	p.out[d.Addr] = true
}

// gone reports whether a thing that another one names is left out, and adds a loss if so.
func (p *project) gone(by any, thing schema.Thing, at hcl.Range) bool {
	addr := thing.Declared().Addr
	if !p.out[addr] {
		return false
	}
	p.losses.Add(at, by, "names %s, which is left out", addr)
	return true
}

// within reports whether a thing can be written, as the things that it is in are written.
func (p *project) within(d *schema.Declaration, in ...schema.Thing) bool {
	if d.Org != nil {
		in = append(in, d.Org)
	}
	for _, thing := range in {
		if p.gone(d.Addr, thing, d.Range) {
			p.out[d.Addr] = true
			return false
		}
	}
	return true
}

// has reports whether the release has a kind of resource.
func (p *project) has(kind string) bool {
	since := p.Things[kind].Since
	return since == "" || p.w.Grafana.Version.AtLeast(since)
}

// old reports whether the release does not have a kind of resource, and adds a loss if so.
func (p *project) old(kind string, at hcl.Range, what any) bool {
	if p.has(kind) {
		return false
	}
	p.cannot("too old", at, what, p.Things[kind].Since)
	return true
}

// importBlock adds an import block for a resource.
func (p *project) importBlock(b *block, id expr) {
	body := p.file(importsFile).block("import", nil)
	body.SetAttributeRaw("to", b.address)
	body.SetAttributeRaw("id", id)
	p.imported++
}

// found returns the id of a thing that exists, by a data source that looks it up. So it is known before
// anything is applied.
func (p *project) found(thing schema.Thing) expr {
	d := thing.Declared()
	kind := string(d.Addr.Type)
	t := p.Things[kind]
	key := "found " + t.Data + " " + d.Addr.String()
	name, ok := p.looked[key]
	if !ok {
		name = p.names.take("data."+t.Data, "existing_"+p.nameOf[d.Addr])
		p.looked[key] = name
		b := &block{Body: p.file(importsFile).block("data", []string{t.Data, name}), of: t}
		if _, ok := t.Attributes["org"]; ok && !p.cloud {
			b.set("org", p.found(d.Org))
		}
		b.set(d.Addr.Type.NameAttribute(), text(thing.GrafanaName().Value))
	}
	id := t.attribute("id")
	if d.Addr.Type == schema.DataSourceType {
		id = "id"
	}
	return ref("data", t.Data, name, id)
}

// inOrg returns the id of something in an org for an import, made of parts.
func (p *project) inOrg(o *schema.Org, parts ...any) expr {
	if !p.cloud && o != nil {
		parts = append([]any{p.found(o), ":"}, parts...)
	}
	return template(parts...)
}

// entries adds the nested blocks of a list of permissions.
func (p *project) entries(b *block, by schema.Addr, entries []schema.Entry) {
	for _, e := range entries {
		attribute, to, ok := p.holder(b, by, e.Holder, e.Range)
		if !ok {
			continue
		}
		entry := b.entry()
		entry.SetAttributeRaw(attribute, to)
		entry.SetAttributeRaw(b.of.Entry["level"], text(e.Level))
	}
}

// holder returns the attribute for a holder of an entry, and its value. It returns false for one that is left out.
func (p *project) holder(b *block, by schema.Addr, h schema.Holder, at hcl.Range) (attribute string, to expr, ok bool) {
	var thing schema.Thing
	switch {
	case h.User != nil:
		thing = h.User
	case h.Team != nil:
		thing = h.Team
	case h.ServiceAccount != nil:
		thing = h.ServiceAccount
	default:
		return b.of.Entry["role"], text(string(h.Role)), true
	}
	typ := string(thing.Declared().Addr.Type)
	attribute, has := b.of.Entry[typ]
	if !has {
		panic("terraform: no entry for " + typ)
	}
	if p.gone(by, thing, at) {
		return "", nil, false
	}
	id := "number"
	if typ == string(schema.UserType) {
		id = "id"
	}
	return attribute, p.to(thing, id), true
}

// quotedNames returns names for a sentence.
func quotedNames(all []string) string {
	quoted := make([]string, len(all))
	for i, name := range slices.Sorted(slices.Values(all)) {
		quoted[i] = fmt.Sprintf("%q", name)
	}
	return strings.Join(quoted, ", ")
}

// keysOf returns the keys of a map in order.
func keysOf[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
