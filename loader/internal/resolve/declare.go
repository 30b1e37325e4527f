package resolve

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"golang.org/x/text/unicode/norm"

	"github.com/rolecall/rolecall/schema"
)

// declare collects the blocks of one type from all files by label, and makes
// the thing that each declares with everything but its references.
func declare[B, T any, P interface {
	*B
	schema.Labelled
}](r *resolver, typ schema.Type, of func(*schema.Blocks) []*B, build func(*B) T) (table map[string]*T, declared []*B, things []*T) {
	n := 0
	for _, f := range r.files {
		n += len(of(&f.Blocks))
	}
	table = make(map[string]*T, n)
	declared, things = make([]*B, 0, n), make([]*T, 0, n)
	room := make([]T, n) // one allocation, as there may be many
	var again []*B
	for _, f := range r.files {
		for _, b := range of(&f.Blocks) {
			label := P(b).LabelText()
			if table[label.Value] != nil {
				again = append(again, b)
				continue
			}
			if d := r.eval.Decls[typ][label.Value]; d != nil && d.Each {
				r.clash(string(typ), "label", label, d.Node.At)
				continue
			}
			if block, _, _ := strings.Cut(label.Value, "["); !isIdentifier(block) {
				r.error("Invalid label", fmt.Sprintf("The label %q cannot be referred to: a label begins with a letter or an underscore and has only letters, digits, underscores and dashes. What Grafana calls the %s may be anything and stands in an attribute.", label.Value, typ), label.Range)
			}
			r.checkLabel(label)
			thing := &room[len(things)]
			*thing = build(b)
			table[label.Value] = thing
			declared = append(declared, b)
			things = append(things, thing)
		}
	}
	reportAgain[B, P](r, typ, declared, again)
	return table, declared, things
}

// reportAgain reports the blocks whose labels others have that are declared.
func reportAgain[B any, P interface {
	*B
	schema.Labelled
}](r *resolver, typ schema.Type, declared, again []*B) {
	if len(again) == 0 {
		return
	}
	first := make(map[string]hcl.Range, len(declared))
	for _, b := range declared {
		label := P(b).LabelText()
		first[label.Value] = label.Range
	}
	for _, b := range again {
		label := P(b).LabelText()
		r.clash(string(typ), "label", label, first[label.Value])
	}
}

// isIdentifier says whether a label can stand in a reference. The lexer that
// HCL asks takes longer than all else that is done with most blocks.
func isIdentifier(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
		case i > 0 && (c == '-' || '0' <= c && c <= '9'):
		default:
			return hclsyntax.ValidIdentifier(s)
		}
	}
	return s != ""
}

// checkLabel reports a label that is not in composed characters, as names are:
// references and names that look the same would differ.
func (r *resolver) checkLabel(label schema.Text) {
	if !norm.NFC.IsNormalString(label.Value) {
		r.error("Invalid label", fmt.Sprintf("The label %q has decomposed characters: a letter and its accent are two. Write it with composed ones, as %q.", label.Value, norm.NFC.String(label.Value)), label.Range)
	}
}

func newOrg(b *schema.OrgBlock) schema.Org {
	return schema.Org{Addr: schema.Addr{Type: schema.OrgType, Label: b.LabelText().Value}, Name: text(b.Name, b.NameRange, b.NameText()), Range: b.Range}
}

func newUser(b *schema.UserBlock) schema.User {
	return schema.User{
		Addr:         schema.Addr{Type: schema.UserType, Label: b.LabelText().Value},
		Login:        text(b.Login, b.LoginRange, b.NameText()),
		Email:        text(b.Email, b.EmailRange, schema.Text{Range: b.LabelRange}),
		GrafanaAdmin: b.GrafanaAdmin,
		AdminRange:   b.AdminRange,
		Disabled:     b.Disabled,
		Range:        b.Range,
	}
}

func newTeam(b *schema.TeamBlock) schema.Team {
	return schema.Team{Addr: schema.Addr{Type: schema.TeamType, Label: b.LabelText().Value}, Name: text(b.Name, b.NameRange, b.NameText()), Range: b.Range}
}

func newFolder(b *schema.FolderBlock) schema.Folder {
	return schema.Folder{Addr: schema.Addr{Type: schema.FolderType, Label: b.LabelText().Value}, UID: text(b.UID, b.UIDRange, b.NameText()), Range: b.Range}
}

func newDashboard(b *schema.DashboardBlock) schema.Dashboard {
	return schema.Dashboard{Addr: schema.Addr{Type: schema.DashboardType, Label: b.LabelText().Value}, UID: text(b.UID, b.UIDRange, b.NameText()), Range: b.Range}
}

func newDataSource(b *schema.DataSourceBlock) schema.DataSource {
	return schema.DataSource{Addr: schema.Addr{Type: schema.DataSourceType, Label: b.LabelText().Value}, UID: text(b.UID, b.UIDRange, b.NameText()), Range: b.Range}
}

func newAPIKey(b *schema.APIKeyBlock) schema.APIKey {
	return schema.APIKey{Addr: schema.Addr{Type: schema.APIKeyType, Label: b.LabelText().Value}, Name: text(b.Name, b.NameRange, b.NameText()), Range: b.Range}
}

func newServiceAccount(b *schema.ServiceAccountBlock) schema.ServiceAccount {
	return schema.ServiceAccount{
		Addr:     schema.Addr{Type: schema.ServiceAccountType, Label: b.LabelText().Value},
		Name:     text(b.Name, b.NameRange, b.NameText()),
		Disabled: b.Disabled,
		Range:    b.Range,
	}
}

func newRole(b *schema.RoleBlock) schema.Role {
	return schema.Role{
		Addr:  schema.Addr{Type: schema.RoleType, Label: b.LabelText().Value},
		UID:   text(b.UID, b.UIDRange, b.NameText()),
		Name:  text(b.Name, b.NameRange, b.NameText()),
		Range: b.Range,
	}
}

func newRoleAssignment(b *schema.RoleAssignmentBlock) schema.RoleAssignment {
	return schema.RoleAssignment{Addr: schema.Addr{Type: schema.RoleAssignmentType, Label: b.LabelText().Value}, Range: b.Range}
}

// text is an attribute of Grafana's that defaults to another text.
func text(value *string, at hcl.Range, otherwise schema.Text) schema.Text {
	if value == nil {
		return otherwise
	}
	return schema.Text{Value: *value, Range: at}
}

// SortWorld brings what is declared into the order of addresses.
func SortWorld(w *schema.World) {
	slices.SortFunc(w.Orgs, func(a, b *schema.Org) int { return cmp.Compare(a.Addr.Label, b.Addr.Label) })
	slices.SortFunc(w.Users, func(a, b *schema.User) int { return cmp.Compare(a.Addr.Label, b.Addr.Label) })
	slices.SortFunc(w.Teams, func(a, b *schema.Team) int { return cmp.Compare(a.Addr.Label, b.Addr.Label) })
	slices.SortFunc(w.Folders, func(a, b *schema.Folder) int { return cmp.Compare(a.Addr.Label, b.Addr.Label) })
	slices.SortFunc(w.Dashboards, func(a, b *schema.Dashboard) int { return cmp.Compare(a.Addr.Label, b.Addr.Label) })
	slices.SortFunc(w.DataSources, func(a, b *schema.DataSource) int { return cmp.Compare(a.Addr.Label, b.Addr.Label) })
	slices.SortFunc(w.APIKeys, func(a, b *schema.APIKey) int { return cmp.Compare(a.Addr.Label, b.Addr.Label) })
	slices.SortFunc(w.ServiceAccounts, func(a, b *schema.ServiceAccount) int { return cmp.Compare(a.Addr.Label, b.Addr.Label) })
	slices.SortFunc(w.Roles, func(a, b *schema.Role) int { return cmp.Compare(a.Addr.Label, b.Addr.Label) })
	slices.SortFunc(w.RoleAssignments, func(a, b *schema.RoleAssignment) int { return cmp.Compare(a.Addr.Label, b.Addr.Label) })
	slices.SortFunc(w.BasicRoles, func(a, b *schema.BasicRole) int { return cmp.Compare(a.Role, b.Role) })
}
