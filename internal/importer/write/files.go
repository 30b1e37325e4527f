package write

import (
	"bytes"
	"maps"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
)

// A Layout says which file a block stands in.
type Layout string

// The layouts: a file for each kind of block, or a file for each team with the folders that it is
// the only team of, and everything in them.
const (
	ByKind Layout = "kind"
	ByTeam Layout = "team"
)

// Layouts are all layouts; the first is the default.
var Layouts = []Layout{ByKind, ByTeam}

// Options say how a configuration is written.
type Options struct {
	// Layout is ByKind if it is empty.
	Layout Layout
	// Labels has the labels that are given; nil for none. It is completed.
	Labels Labels
	// Table is the table of users; nil for a block for each user.
	Table *Table
}

// TableFor returns the table for an Inventory: DefaultTable for many users, and nil for few.
func TableFor(i *inventory.Inventory) *Table {
	if len(i.Users) < ManyUsers {
		return nil
	}
	table := DefaultTable
	return &table
}

// A Placed block has the path of its file.
type Placed struct {
	File string
	// Thing is the thing that the block declares; nil for a block that declares none.
	Thing inventory.Thing
	// Assignment is the assignment that the block declares; nil for another block.
	Assignment *inventory.Assignment
	*Block
}

// A Plan is a configuration before it is written.
type Plan struct {
	Labels Labels
	Blocks []Placed
	// Tables have the content of the files that are not in HCL, by path.
	Tables map[string][]byte
}

// PlanOf returns the configuration that declares a sorted Inventory.
func PlanOf(i *inventory.Inventory, o Options) *Plan {
	labels := o.Labels
	if labels == nil {
		labels = Labels{}
	}
	p := &Plan{Labels: labels, Tables: map[string][]byte{}}
	m := &maker{Inventory: i, labels: labels}
	if o.Table != nil {
		m.table = &table{*o.Table, m}
		for _, u := range i.Users {
			labels[u] = schema.InstanceLabel(o.Table.Label, u.Login)
		}
	}
	labels.Complete(i)
	m.place(p, o.Layout)
	return p
}

// place adds the blocks to a plan, in the order in which they are to be read.
func (m *maker) place(p *Plan, layout Layout) {
	add := func(file string, t inventory.Thing, b *Block) {
		p.Blocks = append(p.Blocks, Placed{File: file, Thing: t, Block: b})
	}
	add(serverFile, nil, m.grafana())
	for _, o := range m.Orgs {
		add(serverFile, o, m.org(o))
	}
	for _, o := range m.OrgMappings {
		add(serverFile, nil, m.mapping(o))
	}
	if m.table != nil {
		for _, b := range m.table.blocks() {
			add(fileOf(schema.UserType), nil, b)
		}
		p.Tables[m.table.File] = m.table.csv()
	} else {
		for _, u := range m.Users {
			add(fileOf(schema.UserType), u, m.user(u))
		}
	}
	teamOf := map[*inventory.Folder]*inventory.Team{}
	if layout == ByTeam {
		teamOf = teamsOfFolders(m.Inventory)
	}
	for _, t := range m.Teams {
		file := fileOf(t.Type())
		if layout == ByTeam {
			file = m.teamFile(t)
		}
		add(file, t, m.team(t))
	}
	at := func(t inventory.Thing, f *inventory.Folder) string {
		if team := teamOf[f]; team != nil {
			return m.teamFile(team)
		}
		return fileOf(t.Type())
	}
	for _, f := range tree(m.Folders) {
		add(at(f, f), f, m.folder(f))
	}
	for _, d := range m.Dashboards {
		add(at(d, d.Folder), d, m.dashboard(d))
	}
	for _, d := range m.DataSources {
		add(fileOf(d.Type()), d, m.dataSource(d))
	}
	for _, a := range m.ServiceAccounts {
		add(fileOf(a.Type()), a, m.serviceAccount(a))
	}
	for _, k := range m.APIKeys {
		add(fileOf(k.Type()), k, m.apiKey(k))
	}
	m.placeRoles(p, add)
}

func (m *maker) placeRoles(p *Plan, add func(file string, t inventory.Thing, b *Block)) {
	for _, r := range m.Roles {
		add(fileOf(r.Type()), r, m.role(r))
	}
	taken := map[name]bool{}
	for _, a := range m.Assignments {
		if len(a.Holders)+len(a.Unread) > 0 {
			label := unique(taken, schema.RoleAssignmentType, m.assignmentLabel(a))
			p.Blocks = append(p.Blocks, Placed{File: fileOf(schema.RoleType), Assignment: a, Block: m.assignment(a, label)})
		}
	}
	for _, r := range m.BasicRoles {
		add(fileOf(schema.RoleType), nil, m.basicRole(r))
	}
}

// serverFile is the file of the blocks about the server and its orgs.
const serverFile = "grafana.hcl"

// fileOf returns the file of the blocks of a type.
func fileOf(typ schema.Type) string { return string(typ) + "s.hcl" }

// teamFile returns the file of a team, where teams have their own.
func (m *maker) teamFile(t *inventory.Team) string { return "teams/" + m.labels[t] + ".hcl" }

// teamsOfFolders returns the team whose file a folder stands in: the one team in its list, or that of
// the folder that it is in, if it has no team of its own. A folder with several teams is in none.
func teamsOfFolders(i *inventory.Inventory) map[*inventory.Folder]*inventory.Team {
	teams := map[*inventory.Folder]*inventory.Team{}
	for _, f := range tree(i.Folders) { // parents come first
		var own []*inventory.Team
		for _, e := range f.Permissions.Entries {
			if e.Holder.Team != nil {
				own = append(own, e.Holder.Team)
			}
		}
		switch {
		case len(own) == 1:
			teams[f] = own[0]
		case len(own) == 0 && f.Parent != nil:
			teams[f] = teams[f.Parent]
		}
	}
	return teams
}

// tree returns folders in the order of trees: each followed by the folders in it.
func tree(folders []*inventory.Folder) []*inventory.Folder {
	in := map[*inventory.Folder][]*inventory.Folder{}
	for _, f := range folders {
		in[f.Parent] = append(in[f.Parent], f)
	}
	ordered := make([]*inventory.Folder, 0, len(folders))
	var add func(parent *inventory.Folder)
	add = func(parent *inventory.Folder) {
		for _, f := range in[parent] {
			ordered = append(ordered, f)
			add(f)
		}
	}
	add(nil)
	return ordered
}

// Files returns the content of the files of a plan, by path.
func (p *Plan) Files() map[string][]byte {
	files := map[string][]byte{}
	texts := map[string]*bytes.Buffer{}
	for _, b := range p.Blocks {
		text := texts[b.File]
		if text == nil {
			text = &bytes.Buffer{}
			texts[b.File] = text
		} else {
			text.WriteByte('\n')
		}
		b.Tokens().WriteTo(text)
	}
	for name, text := range texts {
		files[name] = hclwrite.Format(text.Bytes())
	}
	maps.Copy(files, p.Tables)
	return files
}
