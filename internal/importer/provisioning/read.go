package provisioning

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/internal/importer/ini"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/ldap"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A File is a file to read, with the name for messages.
type File struct {
	Name    string
	Content []byte
}

// IsFile reports whether a file may be one that provisions access, by its name.
func IsFile(name string) bool {
	return slices.Contains([]string{".yaml", ".yml", ".toml"}, strings.ToLower(path.Ext(name)))
}

// Options have the parts of a Grafana that the files do not tell.
type Options struct {
	// Version is the release that runs.
	Version schema.Version
	// Ini has the settings of grafana.ini, with the mappings of groups of single sign-on; nil for none.
	Ini ini.File
	// Orgs are the names of orgs by their numbers.
	Orgs map[string]string
	// Known has orgs that are known besides; nil for none.
	Known *inventory.Inventory
}

// Read reads files in their order. Files that are about something else are left out. It returns an error for a
// file that cannot be read, with the line, and if no file is about access.
func Read(files []File, o Options) (*inventory.Inventory, error) {
	r := &reader{
		Inventory: &inventory.Inventory{Settings: inventory.Settings{Version: o.Version}, Licensed: true},
		numbers:   inventory.Numbers{Names: o.Orgs, Known: o.Known, First: firstOrg},
		orgs:      map[string]*inventory.Org{}, teams: map[teamName]*inventory.Team{}, assigned: map[assigned]*inventory.Assignment{},
		basic: map[schema.OrgRole]*inventory.BasicRole{}, fixed: map[string]string{}, basics: map[string]schema.OrgRole{},
	}
	if number := o.Ini["users"]["auto_assign_org_id"]; number != "" {
		r.numbers.First = number
	}
	anonymous := ini.Set(r.Inventory, o.Ini)
	r.Settings.Untold("org_mapping") // Grafana may have others
	if o.Ini == nil {
		r.Settings.Untold(inventory.OfServer...)
	}
	r.names()
	var documents []named
	var byLDAP []ldap.Mapping
	for _, f := range files {
		if strings.EqualFold(path.Ext(f.Name), ".toml") {
			mappings, err := ldap.Parse(f.Name, f.Content)
			if err != nil {
				return nil, err
			}
			byLDAP = append(byLDAP, mappings...)
			continue
		}
		d, is, err := parse(f.Name, f.Content)
		if err != nil {
			return nil, err
		}
		if is {
			documents = append(documents, named{f.Name, d})
		}
	}
	r.documents(documents)
	r.mappings(o.Ini, byLDAP)
	if len(documents) == 0 && len(r.OrgMappings) == 0 && len(r.Unread) == 0 {
		return nil, fmt.Errorf("there are no roles, teams with roles or mappings of groups in %d files", len(files))
	}
	ini.SetAnonymous(r.Inventory, anonymous)
	for _, org := range r.Orgs {
		org.Unlisted = map[schema.Type]bool{}
		for _, typ := range []schema.Type{
			schema.UserType, schema.TeamType, schema.FolderType, schema.DashboardType, schema.DataSourceType,
			schema.ServiceAccountType, schema.APIKeyType, schema.RoleType, schema.RoleAssignmentType,
		} {
			org.Unlisted[typ] = true
		}
	}
	r.Sort()
	r.Clean()
	return r.Inventory, nil
}

// firstOrg is the number of the org of things that name none, unless the settings name another one.
const firstOrg = "1"

// A named document has the name of its file.
type named struct {
	file string
	document
}

// at returns a place for a message.
func (n named) at(line int) string { return fmt.Sprintf("%s:%d", n.file, line) }

type teamName struct {
	org  *inventory.Org
	name string
}

// assigned is a role, custom or fixed, in an org, which is nil for every org.
type assigned struct {
	role  *inventory.Role
	fixed string
	org   *inventory.Org
}

type reader struct {
	*inventory.Inventory
	numbers  inventory.Numbers
	orgs     map[string]*inventory.Org
	teams    map[teamName]*inventory.Team
	assigned map[assigned]*inventory.Assignment
	basic    map[schema.OrgRole]*inventory.BasicRole
	// fixed are the names of fixed roles, and basics the basic roles, by uid and by name.
	fixed  map[string]string
	basics map[string]schema.OrgRole
}

func (r *reader) unread(what, why string) {
	r.Unread = append(r.Unread, inventory.Unread{What: what, Why: why})
}

// names finds Grafana's own roles by both their names.
func (r *reader) names() {
	for _, name := range catalogue.Of(r.Settings.Version.Release()).FixedRoles {
		r.fixed[name], r.fixed[schema.FixedRoleUID(name)] = name, name
	}
	for _, role := range schema.BasicRoles {
		word := strings.ReplaceAll(strings.ToLower(string(role)), " ", "_")
		r.basics[schema.BasicRolePrefix+"_"+word], r.basics[schema.BasicRolePrefix+":"+word] = role, role
	}
}

// org returns the org with a number, which is added if it is new.
func (r *reader) org(number string) *inventory.Org {
	if number == "" || number == "0" {
		number = r.numbers.First
	}
	if o := r.orgs[number]; o != nil {
		return o
	}
	o := &inventory.Org{Name: r.numbers.Name(r.Inventory, number)}
	r.Orgs = append(r.Orgs, o)
	r.orgs[number] = o
	return o
}

// roleOrg returns the org of a role; nil for every org.
func (r *reader) roleOrg(n roleName) *inventory.Org {
	if n.Global {
		return nil
	}
	return r.org(n.OrgID)
}

// documents reads the roles of all files first, as others name them.
func (r *reader) documents(all []named) {
	type entry struct {
		named
		roleEntry
		to *inventory.Role
	}
	var entries []entry
	for _, d := range all {
		for _, e := range d.Roles {
			entries = append(entries, entry{d, e, r.declare(d, e)})
		}
	}
	for _, e := range entries {
		if e.to != nil {
			r.from(e.named, e.roleEntry, e.to)
			r.builtIn(e.named, e.roleEntry, e.to)
		}
	}
	for _, d := range all {
		for _, name := range d.Delete {
			r.gone(d, name)
		}
		for _, t := range d.Teams {
			r.team(d, t)
		}
		for _, added := range d.Add {
			r.defaults(d, added)
		}
		for _, removed := range d.Remove {
			r.unread(fmt.Sprintf("that %s does not have %s", strconv.Quote(removed.BuiltInRole), strconv.Quote(removed.FixedRole)),
				fmt.Sprintf("The configuration takes permissions from basic roles, and not roles: write a basic_role block (%s).", d.at(removed.Line)))
		}
	}
	r.Roles = slices.DeleteFunc(r.Roles, func(role *inventory.Role) bool { return role.UID == "" })
}

// assign gives a role to a holder.
func (r *reader) assign(ref inventory.RoleRef, org *inventory.Org, h inventory.Holder) {
	key := assigned{ref.Role, ref.Fixed, org}
	a := r.assigned[key]
	if a == nil {
		a = &inventory.Assignment{Role: ref.Role, Fixed: ref.Fixed, Org: org}
		r.assigned[key] = a
		r.Assignments = append(r.Assignments, a)
	}
	if !slices.Contains(a.Holders, h) {
		a.Holders = append(a.Holders, h)
	}
}

// builtIn reads the basic roles that have a role. An assignment is in the org of the role unless it says otherwise.
func (r *reader) builtIn(d named, e roleEntry, role *inventory.Role) {
	for _, b := range e.BuiltIn {
		basic := schema.OrgRole(b.Name)
		if absent(b.State) {
			continue
		}
		if !slices.Contains(schema.BasicRoles, basic) {
			role.Unread = append(role.Unread, inventory.Unread{What: "that the basic role " + strconv.Quote(b.Name) + " has it",
				Why: fmt.Sprintf("Grafana has no such basic role (%s).", d.at(e.Line))})
			continue
		}
		org := role.Org
		switch {
		case b.Global:
			org = nil
		case b.OrgID != "" && role.Org == nil:
			org = r.org(b.OrgID)
		}
		r.assign(inventory.RoleRef{Role: role}, org, inventory.Holder{Role: basic})
	}
}

// defaults reads a fixed role that a basic role has.
func (r *reader) defaults(d named, added defaultRole) {
	basic, fixed := schema.OrgRole(added.BuiltInRole), r.fixed[added.FixedRole]
	if !slices.Contains(schema.BasicRoles, basic) || fixed == "" {
		r.unread(fmt.Sprintf("that %s has %s", strconv.Quote(added.BuiltInRole), strconv.Quote(added.FixedRole)),
			fmt.Sprintf("Grafana %s does not have both (%s).", r.Settings.Version, d.at(added.Line)))
		return
	}
	r.assign(inventory.RoleRef{Fixed: fixed}, nil, inventory.Holder{Role: basic})
}

// team reads a team with its roles. Provisioning does not tell the members.
func (r *reader) team(d named, e teamEntry) {
	if e.Name == "" {
		r.unread("a team", fmt.Sprintf("It has no name (%s).", d.at(e.Line)))
		return
	}
	org := r.org(e.OrgID)
	t := r.teams[teamName{org, e.Name}]
	if t == nil {
		t = &inventory.Team{Org: org, Name: e.Name, Unknown: true, GroupsUnknown: true,
			Unread: []inventory.Unread{{What: "its members and external groups", Why: "Provisioning gives roles to teams, and does not make them."}}}
		r.teams[teamName{org, e.Name}] = t
		r.Teams = append(r.Teams, t)
	}
	for _, n := range e.Roles {
		if absent(n.State) {
			continue
		}
		ref, ok := r.find(n)
		if !ok {
			t.Unread = append(t.Unread, inventory.Unread{What: "that it has the role " + called(n),
				Why: fmt.Sprintf("The files declare no such role, and Grafana %s has no fixed role of this name (%s).", r.Settings.Version, d.at(n.Line))})
			continue
		}
		r.assign(ref, org, inventory.Holder{Team: t})
	}
}

// mappings reads the mappings of groups in grafana.ini and in the files of LDAP.
func (r *reader) mappings(settings ini.File, byLDAP []ldap.Mapping) {
	for section, keys := range settings {
		if section == ini.AuthSection("ldap") && keys["enabled"] == "false" && len(byLDAP) > 0 {
			r.unread("the mappings of ldap.toml", "LDAP is off in the settings.")
			byLDAP = nil
		}
	}
	// Orgs by number are added as mappings name them.
	for _, number := range ini.OrgNumbers(settings) {
		r.org(number)
	}
	all := r.Orgs
	if r.numbers.Known != nil {
		for _, o := range r.numbers.Known.Orgs {
			if !slices.ContainsFunc(r.Orgs, func(own *inventory.Org) bool { return own.Name == o.Name }) {
				all = append(all, &inventory.Org{Name: o.Name})
			}
		}
	}
	mappings, left := ini.Mappings(settings, all, r.orgs)
	for _, m := range mappings {
		if m.Org != nil && !slices.Contains(r.Orgs, m.Org) {
			r.Orgs = append(r.Orgs, m.Org)
		}
	}
	for _, text := range left {
		r.unread("an org mapping", "In "+text+".")
	}
	byFile, unread := ldap.OrgMappings(byLDAP, r.org, r.Settings.Version)
	r.OrgMappings = append(mappings, byFile...)
	r.Unread = append(r.Unread, unread...)
}
