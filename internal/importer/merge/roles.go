package merge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/schema"
)

// roles takes the permissions that a declared role has from others out of it, where the source tells such roles, too.
// A permission that is declared stays as it is written, whether its scope refers to a thing or not.
func (u *updater) roles() {
	for now, was := range u.Same {
		now, isRole := now.(*inventory.Role)
		if !isRole {
			continue
		}
		declared := was.(*inventory.Role)
		for i, p := range now.Permissions {
			if p.To = nil; slices.Contains(declared.Permissions, p) {
				now.Permissions[i] = p
			}
		}
		if len(now.From) == 0 {
			continue
		}
		declared.Permissions = nil
		for _, r := range u.world.Roles {
			if &r.Declaration == u.At[was] {
				declared.Permissions = u.own(r)
			}
		}
	}
	u.Was.Sort()
}

// own returns the permissions in the blocks of a role itself.
func (u *updater) own(r *schema.Role) []inventory.Permission {
	var all []inventory.Permission
	label, _ := instance(r.Addr.Label)
	for _, body := range u.bodies() {
		for _, b := range body.Blocks {
			if b.Type != string(schema.RoleType) || len(b.Labels) != 1 || b.Labels[0] != label {
				continue
			}
			for _, in := range b.Body.Blocks {
				for _, p := range r.Permissions {
					at := in.Range()
					if in.Type == permissionType && p.Range.Filename == at.Filename && at.ContainsPos(p.Range.Start) {
						all = append(all, inventory.Permission{Action: p.Action, Scope: p.Scope})
					}
				}
			}
		}
	}
	return all
}

// assignments completes the assignments of now. A holder that is new joins a declared assignment of the role.
func (u *updater) assignments() {
	kept, added := u.Assigned()
	for _, a := range added {
		into := slices.IndexFunc(kept, func(k *inventory.Assignment) bool {
			if k.At == nil {
				return false // one that was just added
			}
			_, isInstance := instance(k.At.Addr.Label)
			return u.given(k) == u.given(a) && !isInstance && u.open(k.At.Range.Filename) != nil
		})
		if into >= 0 {
			kept[into].Holders = append(kept[into].Holders, a.Holders...)
		} else {
			kept = append(kept, a)
		}
	}
	u.Now.Assignments = kept
	u.Now.Sort()
}

// basicRoles completes the changes of basic roles, of which no source tells all.
func (u *updater) basicRoles() {
	var all []*inventory.BasicRole
	for _, was := range u.Was.BasicRoles {
		both := &inventory.BasicRole{
			Role: was.Role, Add: slices.Clone(was.Add), Remove: slices.Clone(was.Remove), At: was.At,
		}
		for _, now := range u.Now.BasicRoles {
			if now.Role == was.Role {
				both.Add = changed(both.Add, now.Add, now.Remove)
				both.Remove = changed(both.Remove, now.Remove, now.Add)
			}
		}
		all = append(all, both)
	}
	for _, now := range u.Now.BasicRoles {
		if !slices.ContainsFunc(all, func(b *inventory.BasicRole) bool { return b.Role == now.Role }) {
			all = append(all, now)
		}
	}
	u.Now.BasicRoles = all
	u.Now.Sort()
}

// changed returns all permissions and the ones in with, less the ones in without.
func changed(all, with, without []inventory.Permission) []inventory.Permission {
	for _, p := range with {
		if !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return slices.DeleteFunc(all, func(p inventory.Permission) bool { return slices.Contains(without, p) })
}

// A scopeAt is a scope of an action in a block.
type scopeAt struct{ block, action, scope string }

// written puts the scopes of permissions in two plans as the files have them: a reference stays one.
func (u *updater) written(plans ...*write.Plan) {
	texts := map[scopeAt]hclwrite.Tokens{}
	add := func(block string, all []schema.RolePermission) {
		for _, p := range all {
			if tokens := u.expression(p.Range); p.Scope != "" && tokens != nil {
				texts[scopeAt{block, p.Action, p.Scope}] = tokens
			}
		}
	}
	for _, r := range u.world.Roles {
		add(string(schema.RoleType)+"."+r.Addr.Label, r.Permissions)
	}
	for _, r := range u.world.BasicRoles {
		add(string(schema.BasicRoleType)+"."+string(r.Role), slices.Concat(r.Add, r.Remove))
	}
	for _, plan := range plans {
		for _, b := range plan.Blocks {
			if name := u.nameOf(b); b.Type == string(schema.RoleType) || b.Type == string(schema.BasicRoleType) {
				rewrite(b.Block, name, texts)
			}
		}
	}
}

// rewrite replaces scopes in the permissions of a block, and of the blocks inside.
func rewrite(b *write.Block, name string, texts map[scopeAt]hclwrite.Tokens) {
	for _, in := range b.Blocks {
		if in.Type != permissionType {
			rewrite(in, name, texts)
			continue
		}
		for i, a := range in.Attrs {
			scopes, _ := items(a.Expr)
			for n, item := range scopes {
				value, err := literal(item.tokens)
				if tokens := texts[scopeAt{name, in.Labels[0], value}]; err == nil && tokens != nil {
					scopes[n].tokens = tokens
				}
			}
			in.Attrs[i].Expr = joined(scopes, false)
		}
	}
}

// literal returns the value of a string.
func literal(tokens hclwrite.Tokens) (string, error) {
	expr, diags := hclsyntax.ParseExpression(tokens.Bytes(), "", hcl.InitialPos)
	if diags.HasErrors() {
		return "", diags
	}
	value, diags := expr.Value(nil)
	if diags.HasErrors() || value.Type().FriendlyName() != "string" {
		return "", fmt.Errorf("no string: %w", diags)
	}
	return value.AsString(), nil
}

// expression returns the words of a range of a file; nil for one that is no expression of a list item.
func (u *updater) expression(at hcl.Range) hclwrite.Tokens {
	f := u.world.Files[at.Filename]
	if f == nil || strings.HasSuffix(at.Filename, ".json") || !at.CanSliceBytes(f.Bytes) {
		return nil
	}
	src := slices.Concat([]byte("x = "), at.SliceBytes(f.Bytes), []byte("\n"))
	parsed, diags := hclwrite.ParseConfig(src, "", hcl.InitialPos)
	if diags.HasErrors() || parsed.Body().GetAttribute("x") == nil {
		return nil
	}
	tokens := parsed.Body().GetAttribute("x").Expr().BuildTokens(nil)
	if len(tokens) == 0 || tokens[0].Type == hclsyntax.TokenOBrack {
		return nil
	}
	return tokens
}

// addAssignment adds the block of an assignment that is new, with a label that is free.
func (u *updater) addAssignment(b write.Placed) {
	if b.Assignment == nil {
		return
	}
	if u.taken == nil {
		u.taken = map[string]bool{}
		for _, a := range u.world.RoleAssignments {
			label, _ := instance(a.Addr.Label)
			u.taken[label] = true
		}
	}
	label := b.Labels[0]
	for n := 2; u.taken[b.Labels[0]]; n++ {
		b.Labels[0] = fmt.Sprintf("%s-%d", label, n)
	}
	u.taken[b.Labels[0]] = true
	u.add(b)
}

// source returns the block whose attribute from refers to a role; empty for none.
func (u *updater) source(label string) string {
	for _, body := range u.bodies() {
		for _, b := range body.Blocks {
			from := b.Body.Attributes["from"]
			if b.Type != string(schema.RoleType) || from == nil {
				continue
			}
			for _, at := range from.Expr.Variables() {
				if len(at) < 2 || at.RootName() != string(schema.RoleType) {
					continue
				}
				if name, ok := at[1].(hcl.TraverseAttr); ok && name.Name == label {
					return b.Type + "." + strings.Join(b.Labels, ".")
				}
			}
		}
	}
	return ""
}
