package write

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/catalogue"
)

// A maker makes the blocks of one Inventory.
type maker struct {
	*inventory.Inventory
	labels Labels
	// table is the table of users; nil if each user has a block.
	table *table
}

// unread returns the lines of a comment about things that the source did not tell.
func unread(all []inventory.Unread) []string {
	var lines []string
	for _, u := range all {
		lines = append(lines, fmt.Sprintf("Not imported: %s. %s", u.What, u.Why))
	}
	return lines
}

// thing returns a block for a thing, with its label, Grafana's name if it is another, and the org if
// there are several.
func (m *maker) thing(t inventory.Thing) *Block {
	b := &Block{Type: string(t.Type()), Labels: []string{m.labels[t]}}
	if org := t.In(); org != nil && len(m.Orgs) != 1 {
		b.set("org", m.labels.Ref(org))
	}
	if t.GrafanaName() != m.labels[t] {
		b.setText(t.Type().NameAttribute(), t.GrafanaName())
	}
	return b
}

// settings and account are the attributes of blocks that a release may not have, or disregard.
var (
	settings = schema.ShapeOf(reflect.TypeFor[schema.GrafanaBlock]())
	account  = schema.ShapeOf(reflect.TypeFor[schema.ServiceAccountBlock]())
)

// has reports whether the release has an attribute of a block, and follows it.
func (m *maker) has(of *schema.Shape, name string) bool {
	release := m.Settings.Version.Release()
	for _, a := range of.Attributes {
		if a.Name == name {
			return release.AtLeast(a.Since) && (a.Ignored == "" || release.Before(a.Ignored))
		}
	}
	return false
}

func (m *maker) grafana() *Block {
	s := m.Settings
	b := &Block{Type: "grafana", Comments: unread(m.Unread), Spaced: true}
	b.setText("version", s.Version.String())
	b.setText("edition", s.Edition)
	for name, on := range map[string]bool{
		"viewers_can_edit": s.ViewersCanEdit, "editors_can_admin": s.EditorsCanAdmin, "allow_org_create": s.AllowOrgCreate,
	} {
		b.setFlag(name, on && m.has(settings, name))
	}
	slices.SortFunc(b.Attrs[1:], func(x, y Attr) int { return order(x.Name) - order(y.Name) })
	limit := catalogue.Of(s.Version.Release()).FolderDepth
	if limit.Settable > 0 && s.MaxFolderDepth != 0 && s.MaxFolderDepth != limit.Default {
		b.set("max_folder_depth", hclwrite.TokensForValue(cty.NumberIntVal(int64(s.MaxFolderDepth))))
	}
	b.setList("feature_toggles", texts(s.Toggles))
	if a := s.Anonymous; a != nil {
		inner := &Block{Type: "anonymous"}
		if len(m.Orgs) != 1 {
			inner.set("org", m.labels.Ref(a.Org))
		}
		inner.setText("role", string(a.Role))
		b.Blocks = append(b.Blocks, inner)
	}
	return b
}

// order returns the place of an attribute of the grafana block in the reference of the language.
func order(name string) int {
	return slices.IndexFunc(settings.Attributes, func(a schema.Field) bool { return a.Name == name })
}

func (m *maker) org(o *inventory.Org) *Block {
	b := m.thing(o)
	b.Comments = unread(o.Unread)
	for _, list := range listsInOrder() {
		role := schema.OrgLists[list]
		var users []*inventory.User
		for _, member := range o.Members {
			if member.Role == role {
				users = append(users, member.User)
			}
		}
		switch {
		case len(users) == 0:
		case m.table != nil:
			b.set(list, m.table.members(o, role))
		default:
			b.setList(list, refs(m.labels, users))
		}
	}
	return b
}

// listsInOrder returns the lists of an org block in the order of the reference.
func listsInOrder() []string {
	var lists []string
	for _, a := range schema.ShapeOf(reflect.TypeFor[schema.OrgBlock]()).Attributes {
		if _, ok := schema.OrgLists[a.Name]; ok {
			lists = append(lists, a.Name)
		}
	}
	return lists
}

func (m *maker) user(u *inventory.User) *Block {
	b := m.thing(u)
	b.setText("email", u.Email)
	if u.Name != u.Login {
		b.setText("name", u.Name)
	}
	b.setFlag("grafana_admin", u.GrafanaAdmin)
	b.setFlag("disabled", u.Disabled)
	return b
}

func (m *maker) team(t *inventory.Team) *Block {
	b := m.thing(t)
	b.Comments = unread(t.Unread)
	b.setList("members", refs(m.labels, t.Members))
	b.setList("admins", refs(m.labels, t.Admins))
	b.setList("external_groups", texts(t.ExternalGroups))
	return b
}

func (m *maker) folder(f *inventory.Folder) *Block {
	b := m.thing(f)
	b.Comments = unread(f.Unread)
	m.setTitle(b, f)
	if f.Parent != nil {
		b.set("parent", m.labels.Ref(f.Parent))
	}
	m.permissions(b, f.Type(), f.Permissions, f.Parent == nil)
	return b
}

// setTitle adds the title of a folder or dashboard, unless the block is named so.
func (m *maker) setTitle(b *Block, t inventory.Thing) {
	if t.Called() != m.labels[t] {
		b.setText("title", t.Called())
	}
}

func (m *maker) dashboard(d *inventory.Dashboard) *Block {
	b := m.thing(d)
	if d.Folder != nil {
		b.Attrs = slices.DeleteFunc(b.Attrs, func(a Attr) bool { return a.Name == "org" })
	}
	b.Comments = unread(d.Unread)
	m.setTitle(b, d)
	if d.Folder != nil {
		b.set("folder", m.labels.Ref(d.Folder))
	}
	m.permissions(b, d.Type(), d.Permissions, d.Folder == nil)
	return b
}

func (m *maker) dataSource(d *inventory.DataSource) *Block {
	b := m.thing(d)
	b.Comments = unread(d.Unread)
	if d.Name != "" && d.Name != m.labels[d] && d.Name != d.UID {
		b.setText("description", d.Name)
	}
	m.permissions(b, d.Type(), d.Permissions, false)
	return b
}

func (m *maker) serviceAccount(a *inventory.ServiceAccount) *Block {
	b := m.thing(a)
	b.Comments = unread(a.Unread)
	b.setText("role", string(a.Role))
	b.setFlag("disabled", a.Disabled)
	b.Spaced = true
	for _, t := range a.Tokens {
		inner := &Block{Type: "token", Labels: []string{t.Name}}
		setExpiry(inner, t.Expires)
		b.Blocks = append(b.Blocks, inner)
	}
	m.permissions(b, a.Type(), a.Permissions, false)
	return b
}

func (m *maker) apiKey(k *inventory.APIKey) *Block {
	b := m.thing(k)
	b.setText("role", string(k.Role))
	setExpiry(b, k.Expires)
	return b
}

func setExpiry(b *Block, at time.Time) {
	if !at.IsZero() {
		b.setText("expires", at.UTC().Format(time.RFC3339))
	}
}

func (m *maker) mapping(o inventory.OrgMapping) *Block {
	b := &Block{Type: "org_mapping"}
	b.setText("group", o.Group)
	if o.Org != nil {
		b.set("org", m.labels.Ref(o.Org))
	}
	b.setText("role", string(o.Role))
	if o.GrafanaAdmin != nil {
		b.set("grafana_admin", hclwrite.TokensForValue(cty.BoolVal(*o.GrafanaAdmin)))
	}
	return b
}

// permissions adds the list of a thing. A list that is not known is written as an emptied one, so that
// nobody is allowed anything by it. Outside reports whether the thing can have the list that it was created with.
func (m *maker) permissions(b *Block, typ schema.Type, list inventory.List, outside bool) {
	switch by := list.Creator; {
	case typ == schema.ServiceAccountType && !m.has(account, "created_by"):
	case by.User != nil:
		b.set("created_by", m.labels.Ref(by.User))
	case by.ServiceAccount != nil:
		b.set("created_by", m.labels.Ref(by.ServiceAccount))
	}
	if len(list.Entries) > 0 && list.Default || len(list.Entries) == 0 && !list.Default && outside {
		b.set("default_permissions", hclwrite.TokensForValue(cty.BoolVal(list.Default)))
	}
	var blocks []*Block
	for _, level := range catalogue.Levels(string(typ)) {
		inner := &Block{Type: "permission", Labels: []string{level}}
		var roles []schema.OrgRole
		var users []*inventory.User
		var teams []*inventory.Team
		var accounts []*inventory.ServiceAccount
		for _, e := range list.Entries {
			switch {
			case e.Level != level:
			case e.Holder.User != nil:
				users = append(users, e.Holder.User)
			case e.Holder.Team != nil:
				teams = append(teams, e.Holder.Team)
			case e.Holder.ServiceAccount != nil:
				accounts = append(accounts, e.Holder.ServiceAccount)
			default:
				roles = append(roles, e.Holder.Role)
			}
		}
		inner.setList("roles", texts(roles))
		inner.setList("users", refs(m.labels, users))
		inner.setList("teams", refs(m.labels, teams))
		inner.setList("service_accounts", refs(m.labels, accounts))
		if len(inner.Attrs) > 0 {
			blocks = append(blocks, inner)
		}
	}
	b.Blocks = append(b.Blocks, blocks...)
	b.Spaced = true
}
