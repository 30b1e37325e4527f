// Package refused takes the parts of roles out of an Inventory that the language refuses, such as a permission whose
// action no release of Grafana knows. Each is noted, and nothing more is allowed without it.
package refused

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/loader"
	"github.com/rolecall/rolecall/schema"
)

// Roles takes the refused parts out of the roles, changes of basic roles and assignments of a sorted Inventory. It
// writes the configuration and loads it, again and again while that finds other parts. Errors about anything else
// stay: an import tells them.
func Roles(ctx context.Context, i *inventory.Inventory) error {
	for len(i.Roles)+len(i.BasicRoles)+len(i.Assignments) > 0 {
		plan := write.PlanOf(i, write.Options{})
		contents := plan.Files()
		fsys, err := files.InMemory(contents)
		if err != nil {
			return err
		}
		_, diags := loader.LoadContext(ctx, fsys)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		t := taker{Inventory: i, plan: plan, contents: contents, bodies: map[string]*hclsyntax.Body{}}
		for _, d := range diags {
			if d.Severity == hcl.DiagError && d.Subject != nil {
				t.take(d)
			}
		}
		if t.taken == 0 {
			return nil
		}
	}
	return nil
}

// A taker takes the parts out that the diagnostics of one plan are about.
type taker struct {
	*inventory.Inventory
	plan     *write.Plan
	contents map[string][]byte
	bodies   map[string]*hclsyntax.Body
	// taken counts the parts.
	taken int
}

// take takes out the part that a diagnostic is about, if it is one of a role.
func (t *taker) take(d *hcl.Diagnostic) {
	path := t.path(d.Subject.Filename, d.Subject.Start)
	if len(path) == 0 || len(path[0].Labels) != 1 {
		return
	}
	why := sentence(d)
	switch block := path[0]; schema.Type(block.Type) {
	case schema.RoleType:
		for thing, label := range t.plan.Labels {
			if r, is := thing.(*inventory.Role); is && label == block.Labels[0] && slices.Contains(t.Roles, r) {
				t.ofRole(r, path[1:], d, why)
			}
		}
	case schema.BasicRoleType:
		for _, r := range t.BasicRoles {
			if string(r.Role) == block.Labels[0] {
				t.ofBasicRole(r, path[1:], d, why)
			}
		}
	case schema.RoleAssignmentType:
		for _, b := range t.plan.Blocks {
			if b.Assignment != nil && b.Labels[0] == block.Labels[0] {
				t.drop(b.Assignment, why)
			}
		}
	}
}

// sentence returns what a diagnostic says, as the reason of a note.
func sentence(d *hcl.Diagnostic) string {
	text, _, _ := strings.Cut(d.Detail, "\n")
	return d.Summary + ": " + text
}

// path returns the blocks that a position is in, from the outside.
func (t *taker) path(file string, at hcl.Pos) []*hclsyntax.Block {
	body := t.bodies[file]
	if body == nil {
		parsed, diags := hclsyntax.ParseConfig(t.contents[file], file, hcl.InitialPos)
		if diags.HasErrors() {
			return nil
		}
		body = parsed.Body.(*hclsyntax.Body)
		t.bodies[file] = body
	}
	var path []*hclsyntax.Block
	for {
		at := slices.IndexFunc(body.Blocks, func(b *hclsyntax.Block) bool { return b.Range().ContainsPos(at) })
		if at < 0 {
			return path
		}
		path = append(path, body.Blocks[at])
		body = body.Blocks[at].Body
	}
}

// The types of the blocks inside.
const (
	permissionType = "permission"
	removeType     = "remove"
)

// refusedPermission returns the permission that a block of permissions and a diagnostic are about. Its scope is empty
// if the diagnostic is about all scopes.
func refusedPermission(b *hclsyntax.Block, d *hcl.Diagnostic) (p inventory.Permission, one bool) {
	p.Action = b.Labels[0]
	scopes := b.Body.Attributes["scopes"]
	if scopes == nil {
		return p, true
	}
	list, ok := scopes.Expr.(*hclsyntax.TupleConsExpr)
	if !ok {
		return p, false
	}
	for _, item := range list.Exprs {
		if value, diags := item.Value(nil); !diags.HasErrors() && item.Range().ContainsPos(d.Subject.Start) {
			p.Scope = value.AsString()
			return p, true
		}
	}
	return p, false
}

// without returns permissions without one; without those of its action if it is not just one.
func without(all []inventory.Permission, p inventory.Permission, one bool) []inventory.Permission {
	return slices.DeleteFunc(all, func(q inventory.Permission) bool { return q == p || !one && q.Action == p.Action })
}

// called returns a permission in a note.
func called(p inventory.Permission) string {
	text := strconv.Quote(p.Action)
	if p.Scope != "" {
		text += " at " + strconv.Quote(p.Scope)
	}
	return text
}

// ofRole takes out a permission, or the role if the diagnostic is about something else. A permission that the role
// is not to have counts for every scope then, and at last the role has nothing of others.
func (t *taker) ofRole(r *inventory.Role, path []*hclsyntax.Block, d *hcl.Diagnostic, why string) {
	note := func(what string) {
		t.taken++
		r.Unread = append(r.Unread, inventory.Unread{What: what, Why: why})
	}
	switch {
	case len(path) == 1 && path[0].Type == permissionType:
		p, one := refusedPermission(path[0], d)
		before := len(r.Permissions)
		if r.Permissions = without(r.Permissions, p, one); len(r.Permissions) < before {
			note("its permission " + called(p))
		}
	case len(path) == 2 && path[0].Type == removeType:
		p, one := refusedPermission(path[1], d)
		if p.Scope == "" && one {
			r.From, r.Removed = nil, nil
			note("the permissions that it has from other roles, as it is not to have " + called(p))
			return
		}
		r.Removed = append(without(r.Removed, p, false), inventory.Permission{Action: p.Action})
		note("that it is not to have " + called(p) + ", which counts for every scope here")
	default:
		t.dropRole(r, why)
	}
}

// ofBasicRole takes out a permission that a basic role gets. One that it loses counts for every scope then.
func (t *taker) ofBasicRole(r *inventory.BasicRole, path []*hclsyntax.Block, d *hcl.Diagnostic, why string) {
	note := func(what string) {
		t.taken++
		r.Unread = append(r.Unread, inventory.Unread{What: what, Why: why})
	}
	if len(path) != 2 {
		t.taken++
		t.BasicRoles = slices.DeleteFunc(t.BasicRoles, func(b *inventory.BasicRole) bool { return b == r })
		t.Unread = append(t.Unread, inventory.Unread{
			What: "the changes of the basic role " + strconv.Quote(string(r.Role)), Why: why,
		})
		return
	}
	p, one := refusedPermission(path[1], d)
	switch {
	case path[0].Type != removeType:
		r.Add = without(r.Add, p, one)
		note("that it has " + called(p))
	case p.Scope == "" && one:
		r.Remove = without(r.Remove, p, true)
		note("that it lacks " + called(p))
	default:
		r.Remove = append(without(r.Remove, p, false), inventory.Permission{Action: p.Action})
		note("that it lacks " + called(p) + ", which counts for every scope here")
	}
}

// dropRole takes a role out, with its assignments.
func (t *taker) dropRole(r *inventory.Role, why string) {
	t.taken++
	t.Roles = slices.DeleteFunc(t.Roles, func(other *inventory.Role) bool { return other == r })
	t.Assignments = slices.DeleteFunc(t.Assignments, func(a *inventory.Assignment) bool { return a.Role == r })
	for _, other := range t.Roles {
		other.From = slices.DeleteFunc(other.From, func(f inventory.RoleRef) bool { return f.Role == r })
	}
	t.note(r.Org, fmt.Sprintf("the role %s", strconv.Quote(r.Name)), why)
}

// drop takes an assignment out.
func (t *taker) drop(a *inventory.Assignment, why string) {
	t.taken++
	t.Assignments = slices.DeleteFunc(t.Assignments, func(other *inventory.Assignment) bool { return other == a })
	name := a.Fixed
	if a.Role != nil {
		name = a.Role.Name
	}
	t.note(a.Org, "who has the role "+strconv.Quote(name), why)
}

// note notes something about an org; about the server if it is nil.
func (t *taker) note(o *inventory.Org, what, why string) {
	u := inventory.Unread{What: what, Why: why}
	if o != nil {
		o.Unread = append(o.Unread, u)
	} else {
		t.Unread = append(t.Unread, u)
	}
}
