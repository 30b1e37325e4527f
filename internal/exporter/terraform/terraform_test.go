package terraform_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/internal/exporter"
	"github.com/rolecall/rolecall/internal/exporter/terraform"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
	"github.com/rolecall/rolecall/tests/generate"
)

// TestMain makes the tests short enough for every day.
func TestMain(m *testing.M) {
	generate.DefaultFlags(map[string]string{"rapid.checks": "15", "rapid.shrinktime": "5s", "rapid.nofailfile": "true"})
	os.Exit(m.Run())
}

// options are those that leave the least out.
var options = terraform.Options{EmailDomain: "example.com", AdminUser: "admin", SignIn: "generic_oauth"}

func load(t rapid.TB, config string) *schema.World {
	t.Helper()
	w, diags := loader.Load(fstest.MapFS{"main.hcl": {Data: []byte(config)}})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return w
}

// TestGenerated exports random configurations of all releases: Terraform can read each, all of it is in the provider's
// schema, it refers to things by references, and it has the lists and memberships of the configuration, but for what
// it says to leave out.
func TestGenerated(t *testing.T) {
	generate.Each(t, generate.Releases, func(t *rapid.T, server generate.Server) {
		w := generate.Cases(server, 0).Draw(t, "case").World(t)
		o := options
		if rapid.Bool().Draw(t, "exists") {
			o.Exists = func(schema.Addr) bool { return true }
		}
		if rapid.Bool().Draw(t, "without emails") {
			o.EmailDomain = ""
		}
		check(t, w, o)
	})
}

// TestAcme does the same for the example.
func TestAcme(t *testing.T) {
	w, diags := loader.Load(os.DirFS("../../../examples/acme"))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	check(t, w, options)
}

func check(t rapid.TB, w *schema.World, o terraform.Options) {
	p := terraform.Export(w, o)
	for name, content := range p.Files {
		if !terraform.IsWritten(content) {
			t.Errorf("%s is not marked as written", name)
		}
	}
	r := read(t, p.Files)
	c := checker{t: t, w: w, reading: r, lost: map[hcl.Range]bool{}, out: map[schema.Addr]bool{},
		cloud: !catalogue.Licences().ServerAdmins[w.Grafana.Edition], exists: o.Exists != nil}
	for _, l := range p.Losses {
		c.lost[l.At] = true
	}
	for thing := range w.Things {
		d := thing.Declared()
		org := d.Org
		if d.Addr.Type == schema.OrgType {
			org = thing.(*schema.Org)
		}
		// The first org of Grafana Cloud has a loss about its members alone.
		elsewhere := org != nil && c.cloud && org != w.Orgs[0]
		if elsewhere || c.lost[d.Range] && d.Addr.Type != schema.OrgType {
			c.out[d.Addr] = true
		}
	}
	c.noLiteralIDs()
	c.mappings()
	c.everyThing()
	c.members()
	for _, f := range w.Folders {
		c.list("grafana_folder_permission", "folder_uid", f, f.UID.Value, f.Permissions, f.CreatedBy, f.Parent != nil)
	}
	for _, d := range w.Dashboards {
		inside := d.Folder != nil
		c.list("grafana_dashboard_permission", "dashboard_uid", d, d.UID.Value, d.Permissions, d.CreatedBy, inside)
	}
	for _, d := range w.DataSources {
		c.list("grafana_data_source_permission", "datasource_uid", d, d.UID.Value, d.Permissions, nil, false)
	}
	for _, a := range w.ServiceAccounts {
		id := "grafana_service_account " + a.Name.Value
		c.list("grafana_service_account_permission", "service_account_id", a, id, a.Permissions, a.CreatedBy, false)
	}
	c.roles()
}

// A checker compares a project with its configuration.
type checker struct {
	t rapid.TB
	w *schema.World
	*reading
	// lost are the places of losses, and out the things that are left out.
	lost  map[hcl.Range]bool
	out   map[schema.Addr]bool
	cloud bool
	// exists reports whether everything is on the server already.
	exists bool
}

// isID reports whether an attribute names something of the server. A uid is that of the thing itself.
func isID(attribute string) bool {
	return strings.HasSuffix(attribute, "_id") || strings.HasSuffix(attribute, "_uid") || slices.Contains([]string{
		"folder", "users", "teams", "service_accounts", "members", "admins", "editors", "viewers", "users_without_access",
	}, attribute)
}

// noLiteralIDs checks that everything that could be a reference is one.
func (c *checker) noLiteralIDs() {
	for _, b := range c.blocks {
		bodies := []*hclsyntax.Body{b.body}
		for _, inner := range b.body.Blocks {
			bodies = append(bodies, inner.Body)
		}
		for _, body := range bodies {
			for name, a := range body.Attributes {
				v, diags := a.Expr.Value(nil)
				if !isID(name) || diags.HasErrors() {
					continue
				}
				if !v.CanIterateElements() || v.LengthInt() > 0 {
					c.t.Errorf("%s: %s is the literal %#v", b, name, v)
				}
			}
		}
	}
	for _, b := range c.of("resource", "grafana_role") {
		for _, inner := range b.body.Blocks {
			a := inner.Body.Attributes["scope"]
			if a == nil {
				continue
			}
			v, diags := a.Expr.Value(nil)
			if !diags.HasErrors() && c.namesDeclared(str(b.values, "uid"), v.AsString()) {
				c.t.Errorf("%s: the scope %q is a literal", b, v.AsString())
			}
		}
	}
}

// mappings checks that org mappings name orgs by references.
func (c *checker) mappings() {
	for _, b := range c.of("resource", "grafana_sso_settings") {
		for _, settings := range b.entries {
			var all []string
			if err := json.Unmarshal([]byte(str(settings, "org_mapping")), &all); err != nil || len(all) == 0 {
				c.t.Errorf("%s: org_mapping is %q: %v", b, str(settings, "org_mapping"), err)
			}
			for _, mapping := range all {
				parts := strings.Split(mapping, ":")
				if org := parts[max(0, len(parts)-2)]; org != "*" && !strings.HasPrefix(org, "grafana_organization ") {
					c.t.Errorf("%s: the org of %q is a literal", b, mapping)
				}
			}
		}
	}
}

// namesDeclared reports whether a scope of a role ends in the uid of the only folder, dashboard or data source with
// it, of those in the org of the role.
func (c *checker) namesDeclared(role, scope string) bool {
	known := catalogue.Of(c.w.Grafana.Version)
	found := 0
	var org *schema.Org
	for _, r := range c.w.Roles {
		if r.UID.Value == role {
			org = r.Org
		}
	}
	for thing := range c.w.Things {
		d := thing.Declared()
		switch d.Addr.Type {
		case schema.FolderType, schema.DashboardType, schema.DataSourceType:
			if scope == known.Names[string(d.Addr.Type)]+":"+thing.GrafanaName().Value && (org == nil || org == d.Org) {
				found++
			}
		}
	}
	return found == 1
}

// everyThing checks that each thing has a block, unless it is left out.
func (c *checker) everyThing() {
	blocks := map[schema.Type]int{}
	for _, b := range c.blocks {
		for typ, name := range map[schema.Type]string{
			schema.OrgType: "resource grafana_organization", schema.UserType: "resource grafana_user",
			schema.TeamType: "resource grafana_team", schema.FolderType: "resource grafana_folder",
			schema.DashboardType: "resource grafana_dashboard", schema.DataSourceType: "data grafana_data_source",
			schema.ServiceAccountType: "resource grafana_service_account", schema.RoleType: "resource grafana_role",
		} {
			if b.mode+" "+b.typ == name && !strings.HasPrefix(b.name, "existing_") {
				blocks[typ]++
			}
		}
	}
	things := map[schema.Type]int{}
	for thing := range c.w.Things {
		typ := thing.Declared().Addr.Type
		switch {
		case c.cloud && (typ == schema.OrgType || typ == schema.UserType):
		case typ == schema.APIKeyType && !c.lost[thing.Declared().Range]:
			c.t.Errorf("%s is in no list", thing.Declared().Addr)
		case typ != schema.APIKeyType && !c.left(thing):
			things[typ]++
		}
	}
	for typ, n := range things {
		if blocks[typ] != n {
			c.t.Errorf("there are %d of %d things of the type %s", blocks[typ], n, typ)
		}
	}
}

// left reports whether a thing is left out, as it or something that it is in is.
func (c *checker) left(thing schema.Thing) bool {
	d := thing.Declared()
	if c.out[d.Addr] || c.lost[thing.GrafanaName().Range] && thing.GrafanaName().Value == schema.General {
		return true
	}
	switch thing := thing.(type) {
	case *schema.Folder:
		return thing.Parent != nil && c.left(thing.Parent)
	case *schema.Dashboard:
		return thing.Folder != nil && c.left(thing.Folder)
	}
	return false
}

// leftHolder reports whether a holder is left out.
func (c *checker) leftHolder(h schema.Holder) bool {
	switch {
	case h.User != nil:
		return c.left(h.User)
	case h.Team != nil:
		return c.left(h.Team)
	case h.ServiceAccount != nil:
		return c.left(h.ServiceAccount)
	}
	return false
}

// lostEntry reports whether there is a loss at the entry of a holder.
func (c *checker) lostEntry(own schema.Permissions, h schema.Holder) bool {
	return slices.ContainsFunc(own.Entries, func(e schema.Entry) bool { return e.Holder == h && c.lost[e.Range] })
}

// orgOf returns the org of something as read has it.
func (c *checker) orgOf(d *schema.Declaration) string {
	if c.cloud || d.Org == nil {
		return ""
	}
	return "grafana_organization " + d.Org.Name.Value
}

// holder returns a holder as read has it.
func (c *checker) holder(h schema.Holder) string {
	switch {
	case h.User != nil && c.cloud:
		return "grafana_organization_user " + h.User.Login.Value
	case h.User != nil:
		return "grafana_user " + h.User.Login.Value
	case h.Team != nil:
		return "grafana_team " + h.Team.Name.Value
	case h.ServiceAccount != nil:
		return "grafana_service_account " + h.ServiceAccount.Name.Value
	}
	return string(h.Role)
}

// list checks the list of a thing.
func (c *checker) list(
	typ, attribute string, thing schema.Thing, id string, own schema.Permissions, by *schema.Creator, inside bool,
) {
	d := thing.Declared()
	if c.left(thing) {
		return
	}
	levels := []string{"View", "Query", "Edit", "Admin"}
	want := map[string]string{}
	give := func(h schema.Holder, level string, at hcl.Range) {
		if c.leftHolder(h) {
			if !c.lost[at] && (by == nil || !c.lost[by.Range]) && !c.lostEntry(own, h) {
				c.t.Errorf("%s: nothing tells that the entry of %s is left out", d.Addr, h)
			}
			return
		}
		if holder := c.holder(h); slices.Index(levels, level) > slices.Index(levels, want[holder]) {
			want[holder] = level
		}
	}
	asCreated := own.Default && len(own.Entries) == 0
	if own.Default && !inside && (d.Addr.Type == schema.FolderType || d.Addr.Type == schema.DashboardType) {
		want["Viewer"], want["Editor"] = "View", "Edit"
	}
	for _, e := range own.Entries {
		give(e.Holder, e.Level, e.Range)
	}
	creators := catalogue.Of(c.w.Grafana.Version).Creators
	if by != nil && c.leftHolder(schema.Holder{User: by.User, ServiceAccount: by.ServiceAccount}) {
		if !c.lost[by.Range] {
			c.t.Errorf("%s: nothing tells that the creator is left out", d.Addr)
		}
		by = nil
	}
	if by != nil && own.Default && c.w.Grafana.FineGrained() &&
		creators.Have(exporter.CreatorType(by), string(d.Addr.Type), inside) {
		asCreated = false
		give(schema.Holder{User: by.User, ServiceAccount: by.ServiceAccount}, "Admin", by.Range)
	}
	switch d.Addr.Type {
	case schema.FolderType, schema.DashboardType:
		asCreated = asCreated && !c.exists // as the server may have another list
	case schema.ServiceAccountType:
		asCreated = asCreated && !(c.exists && c.w.Grafana.Version.AtLeast("9.3"))
	}
	var found []*readBlock
	for _, b := range c.of("resource", typ) {
		org, has := b.values["org_id"]
		if str(b.values, attribute) == id && (!has || org.AsString() == c.orgOf(d)) {
			found = append(found, b)
		}
	}
	if len(found) == 0 && asCreated {
		return
	}
	if typ == "grafana_service_account_permission" && len(found) > 1 {
		return // accounts of the same name in several orgs: read does not tell them apart
	}
	if len(found) != 1 || asCreated {
		c.t.Errorf("%s has %d lists; as created: %t", d.Addr, len(found), asCreated)
		return
	}
	have := map[string]string{}
	for _, entry := range found[0].entries {
		for _, name := range []string{"role", "built_in_role", "user_id", "team_id"} {
			if holder := str(entry, name); holder != "" {
				have[holder] = str(entry, "permission")
			}
		}
	}
	if diff := cmp.Diff(want, have); diff != "" {
		c.t.Errorf("the list of %s (-want +have):\n%s", d.Addr, diff)
	}
}

// members checks the roles in orgs and the teams.
func (c *checker) members() {
	for _, o := range c.w.Orgs {
		if c.cloud {
			continue
		}
		want := map[string][]string{}
		for _, m := range o.Members {
			if !c.lost[m.User.Range] {
				list := map[schema.OrgRole]string{
					"Admin": "admins", "Editor": "editors", "Viewer": "viewers", "None": "users_without_access",
				}[m.Role]
				want[list] = append(want[list], c.email(m.User.To))
			}
		}
		for _, b := range c.of("resource", "grafana_organization") {
			if str(b.values, "name") == o.Name.Value {
				c.same(o.Addr, b, want, "admins", "editors", "viewers", "users_without_access")
			}
		}
	}
	for _, team := range c.w.Teams {
		if c.left(team) {
			continue
		}
		want := map[string][]string{}
		admins, members, _ := exporter.TeamAdmins(&c.w.Grafana, team)
		for name, users := range map[string][]schema.Ref[schema.User]{"members": members, "admins": admins} {
			for _, u := range users {
				if !c.lost[u.Range] {
					want[name] = append(want[name], c.email(u.To))
				}
			}
		}
		for _, b := range c.of("resource", "grafana_team") {
			if str(b.values, "name") == team.Name.Value && str(b.values, "org_id") == c.orgOf(&team.Declaration) {
				c.same(team.Addr, b, want, "members", "admins")
			}
		}
	}
}

// email returns the email of a user as read has it. Without one, the provider looks it up in Grafana Cloud, and
// elsewhere the options make one.
func (c *checker) email(u *schema.User) string {
	switch login := u.Login.Value; {
	case u.Email.Value != "":
		return u.Email.Value
	case c.cloud:
		return "grafana_organization_user " + login
	case strings.Contains(login, "@"):
		return login
	default:
		return login + "@example.com"
	}
}

func (c *checker) same(addr schema.Addr, b *readBlock, want map[string][]string, names ...string) {
	for _, name := range names {
		slices.Sort(want[name])
		if have := texts(b.values, name); !slices.Equal(have, want[name]) {
			c.t.Errorf("%s of %s are %q, want %q", name, addr, have, want[name])
		}
	}
}

// roles checks the permissions of roles by their number, and their holders.
func (c *checker) roles() {
	for _, role := range c.w.Roles {
		if c.left(role) {
			continue
		}
		want := map[string]bool{}
		for _, p := range role.Permissions {
			if !c.lost[p.Range] {
				want[p.Action+" "+p.Scope] = true
			}
		}
		for _, b := range c.of("resource", "grafana_role") {
			if str(b.values, "uid") == role.UID.Value && len(b.entries) < len(want) {
				c.t.Errorf("%s has %d permissions, want %d", role.Addr, len(b.entries), len(want))
			}
		}
	}
	want, have := map[string]bool{}, map[string]bool{}
	for _, a := range c.w.RoleAssignments {
		name := "grafana_role " + a.Fixed
		if a.Role != nil {
			name = a.Role.UID.Value
		}
		for _, h := range a.Holders {
			if !c.lost[h.Range] && !c.lost[a.Range] {
				want[name+" "+c.holder(h.Holder)] = true
			}
		}
	}
	for _, b := range c.of("resource", "grafana_role_assignment") {
		for _, list := range []string{"users", "teams", "service_accounts"} {
			for _, holder := range texts(b.values, list) {
				have[str(b.values, "role_uid")+" "+holder] = true
			}
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(have))); diff != "" {
		c.t.Errorf("holders of roles (-want +have):\n%s", diff)
	}
}
