package write

import (
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
)

func (m *maker) role(r *inventory.Role) *Block {
	b := m.thing(r)
	b.Comments = unread(r.Unread)
	b.setFlag("global", r.Org == nil)
	if r.Name != m.labels[r] {
		b.setText("name", r.Name)
	}
	b.setText("display_name", r.DisplayName)
	b.setText("group", r.Group)
	b.setFlag("hidden", r.Hidden)
	b.setText("description", r.Description)
	var from []hclwrite.Tokens
	for _, f := range r.From {
		if f.Role != nil {
			from = append(from, m.labels.Ref(f.Role))
		} else {
			from = append(from, Text(f.Fixed))
		}
	}
	b.setList("from", from)
	if len(r.Removed) > 0 {
		b.Blocks = append(b.Blocks, &Block{Type: "remove", Blocks: m.permissionsOf(r.Removed), Spaced: true})
	}
	b.Blocks, b.Spaced = append(b.Blocks, m.permissionsOf(r.Permissions)...), true
	return b
}

// permissionsOf returns the blocks of permissions, one for each action, with the scopes.
func (m *maker) permissionsOf(all []inventory.Permission) []*Block {
	var blocks []*Block
	for i := 0; i < len(all); {
		action := all[i].Action
		var scopes []hclwrite.Tokens
		there := map[string]bool{}
		without := false
		for ; i < len(all) && all[i].Action == action; i++ {
			scope := Text(all[i].Scope)
			if all[i].To != nil {
				scope = m.labels.Ref(all[i].To)
			}
			if written := string(scope.Bytes()); all[i].Scope == "" {
				without = true
			} else if !there[written] {
				there[written] = true
				scopes = append(scopes, scope)
			}
		}
		if without {
			blocks = append(blocks, &Block{Type: "permission", Labels: []string{action}})
		}
		if len(scopes) > 0 {
			b := &Block{Type: "permission", Labels: []string{action}}
			b.setList("scopes", scopes)
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// assignment returns the block of an assignment; nil if nobody has the role.
func (m *maker) assignment(a *inventory.Assignment, label string) *Block {
	if len(a.Holders) == 0 && len(a.Unread) == 0 {
		return nil
	}
	b := &Block{Type: string(schema.RoleAssignmentType), Labels: []string{label}, Comments: unread(a.Unread)}
	if a.Role != nil {
		b.set("role", m.labels.Ref(a.Role))
	} else {
		b.setText("role", a.Fixed)
	}
	if a.Org != nil && (a.Role == nil || a.Role.Org == nil) {
		b.set("org", m.labels.Ref(a.Org))
	}
	var users, teams, accounts, roles []hclwrite.Tokens
	for _, h := range a.Holders {
		switch {
		case h.User != nil:
			users = append(users, m.labels.Ref(h.User))
		case h.Team != nil:
			teams = append(teams, m.labels.Ref(h.Team))
		case h.ServiceAccount != nil:
			accounts = append(accounts, m.labels.Ref(h.ServiceAccount))
		default:
			roles = append(roles, Text(string(h.Role)))
		}
	}
	b.setList("users", users)
	b.setList("teams", teams)
	b.setList("service_accounts", accounts)
	b.setList("basic_roles", roles)
	return b
}

// assignmentLabel returns the label of an assignment before it is made unique: that of the role.
func (m *maker) assignmentLabel(a *inventory.Assignment) string {
	if a.Role != nil {
		return m.labels[a.Role]
	}
	return Slug(a.Fixed, schema.RoleAssignmentType)
}

// basicRole returns the block of the changes of a basic role.
func (m *maker) basicRole(r *inventory.BasicRole) *Block {
	b := &Block{
		Type: string(schema.BasicRoleType), Labels: []string{string(r.Role)}, Comments: unread(r.Unread), Spaced: true,
	}
	for _, part := range []struct {
		typ string
		all []inventory.Permission
	}{{"add", r.Add}, {"remove", r.Remove}} {
		if len(part.all) > 0 {
			b.Blocks = append(b.Blocks, &Block{Type: part.typ, Blocks: m.permissionsOf(part.all), Spaced: true})
		}
	}
	return b
}
