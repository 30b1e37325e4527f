package patch

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/schema"
)

// listOfLevel names the list of a team block with the users of a level.
var listOfLevel = map[string]string{schema.TeamMember: "members", schema.TeamAdmin: "admins"}

// listOfRole names the list of an org block with the users of a role.
var listOfRole = map[string]string{}

func init() {
	for list, role := range schema.OrgLists {
		listOfRole[string(role)] = list
	}
}

// write writes an edit. The error is the place where it belongs if it cannot be written.
func (w *writer) write(e explain.Edit) error {
	switch e.Kind {
	case explain.AddPermission:
		return w.permission(e)
	case explain.AddToTeam:
		b, err := w.findThing(e.Resource, e.Org)
		if err != nil {
			return err
		}
		return w.move(b, e, listOfLevel)
	case explain.SetRole:
		return w.role(e)
	case explain.AssignRole:
		return w.assignment(e)
	case explain.SetServerAdmin:
		b, err := w.findThing(e.Holder, "")
		if err != nil {
			return err
		}
		return w.set(b, "grafana_admin", "true")
	case explain.TurnOn:
		b, err := w.find(schema.Addr{Type: "grafana"}, w.world.Grafana.Range)
		if err != nil {
			return err
		}
		return w.set(b, e.Setting, "true")
	}
	return errors.New("there is no block for it")
}

// thing returns what has the key, "user:eve" or "folder:production", in an org.
func (w *writer) thing(key, org string) (schema.Thing, error) {
	typ, name, _ := strings.Cut(key, ":")
	for t := range w.world.Things {
		d := t.Declared()
		if string(d.Addr.Type) == typ && t.GrafanaName().Value == name && (d.Org == nil || d.Org.Addr.Label == org) {
			return t, nil
		}
	}
	return nil, fmt.Errorf("no block declares %s", key)
}

func (w *writer) findThing(key, org string) (*block, error) {
	t, err := w.thing(key, org)
	if err != nil {
		return nil, err
	}
	return w.find(t.Declared().Addr, t.Declared().Range)
}

// org returns the declaration of an org.
func (w *writer) org(label string) *schema.Org {
	i := slices.IndexFunc(w.world.Orgs, func(o *schema.Org) bool { return o.Addr.Label == label })
	return w.world.Orgs[i]
}

// holder returns the list that names a holder, and how: `users`, `user.eve`.
func (w *writer) holder(key, org string) (list, item string, err error) {
	typ, name, _ := strings.Cut(key, ":")
	switch typ {
	case "role":
		return "roles", strconv.Quote(name), nil
	case "basic":
		return "basic_roles", strconv.Quote(name), nil
	}
	t, err := w.thing(key, org)
	if err != nil {
		return "", "", err
	}
	return typ + "s", t.Declared().Addr.String(), nil
}

// move puts the holder of an edit into the list for its new level or role, and takes it out of
// the list for the one that is replaced.
func (w *writer) move(b *block, e explain.Edit, lists map[string]string) error {
	_, item, err := w.holder(e.Holder, e.Org)
	if err != nil {
		return err
	}
	if e.Replaces != "" {
		if err := w.leave(b, lists[e.Replaces], item); err != nil {
			return err
		}
		if b, err = w.again(b); err != nil {
			return err
		}
	}
	to := e.Level
	if e.Kind == explain.SetRole {
		to = e.Role
	}
	return w.enter(b, lists[to], item)
}

// again returns a block after a change.
func (w *writer) again(b *block) (*block, error) {
	return w.findIn(b.file, func(other *hclsyntax.Block) bool {
		return other.Type == b.Type && slices.Equal(other.Labels, b.Labels)
	})
}

func (w *writer) role(e explain.Edit) error {
	typ, _, _ := strings.Cut(e.Holder, ":")
	switch typ {
	case "user":
		org := w.org(e.Org)
		b, err := w.find(org.Addr, org.Range)
		if err != nil {
			return err
		}
		return w.move(b, e, listOfRole)
	case "anonymous":
		b, err := w.find(schema.Addr{Type: "grafana"}, w.world.Grafana.Range)
		if err != nil {
			return err
		}
		for _, inner := range b.inner(typ, "") {
			return w.set(inner, "role", strconv.Quote(e.Role))
		}
		return fmt.Errorf("the block anonymous in %s is generated", b.at(b.TypeRange))
	}
	b, err := w.findThing(e.Holder, e.Org)
	if err != nil {
		return err
	}
	return w.set(b, "role", strconv.Quote(e.Role))
}

// permission writes an entry of a list of permissions.
func (w *writer) permission(e explain.Edit) error {
	list, item, err := w.holder(e.Holder, e.Org)
	if err != nil {
		return err
	}
	b, err := w.findThing(e.Resource, e.Org)
	if err != nil {
		return err
	}
	if e.Replaces != "" {
		done, err := w.withdraw(b, e, list, item)
		if done || err != nil {
			return err
		}
		if b, err = w.again(b); err != nil {
			return err
		}
	}
	if e.List == explain.DefaultList {
		if err := w.set(b, "default_permissions", "true"); err != nil {
			return err
		}
		if b, err = w.again(b); err != nil {
			return err
		}
	}
	for _, inner := range b.inner("permission", e.Level) {
		if _, err := inner.list(list); err == nil {
			return w.enter(inner, list, item)
		}
	}
	w.add(b, true, fmt.Sprintf("permission %q {", e.Level), fmt.Sprintf("  %s = [%s]", list, item), "}")
	return nil
}

// withdraw takes a holder out of the permission that an edit replaces. If the permission has
// no other holder, it gets the new level, and nothing is left to do.
func (w *writer) withdraw(b *block, e explain.Edit, list, item string) (done bool, err error) {
	inner, err := b.holding(e.Replaces, list, item)
	if err != nil {
		return false, err
	}
	if !inner.isAlone(list) {
		return false, w.leave(inner, list, item)
	}
	at := inner.LabelRanges[0]
	w.splice(inner.file, at.Start.Byte, at.End.Byte, strconv.Quote(e.Level))
	return true, nil
}

// delete deletes an entry that an edit makes redundant.
func (w *writer) delete(e explain.Edit, r explain.RedundantEntry) error {
	list, item, err := w.holder(e.Holder, e.Org)
	if err != nil {
		return err
	}
	t, err := w.thing(r.Resource, e.Org)
	if err != nil {
		return err
	}
	b, err := w.find(t.Declared().Addr, t.Declared().Range)
	if err != nil {
		return err
	}
	inner, err := b.holding(r.Level, list, item)
	if err != nil {
		return err
	}
	if !inner.isAlone(list) {
		return w.leave(inner, list, item)
	}
	w.deleteBlock(inner)
	if b, err = w.again(b); err != nil {
		return err
	}
	// Without a permission block the creator would be an Admin again.
	if isCreated(t) && len(b.inner("permission", "")) == 0 && b.Body.Attributes["default_permissions"] == nil {
		return w.set(b, "default_permissions", "false")
	}
	return nil
}

func isCreated(t schema.Thing) bool {
	switch t := t.(type) {
	case *schema.Folder:
		return t.CreatedBy != nil
	case *schema.Dashboard:
		return t.CreatedBy != nil
	}
	return false
}

// holding returns the permission block with a level that has an item in a list.
func (b *block) holding(level, list, item string) (*block, error) {
	for _, inner := range b.inner("permission", level) {
		if holders, err := inner.list(list); err == nil && holders != nil && inner.position(holders, item) >= 0 {
			return inner, nil
		}
	}
	return nil, fmt.Errorf("%s is not written in a permission %q of the block at %s; take it out where the permission comes from", item, level, b.at(b.TypeRange))
}

// isAlone reports whether the one item of a list is the only holder of a permission block.
func (b *block) isAlone(list string) bool {
	for name, attr := range b.Body.Attributes {
		written, ok := attr.Expr.(*hclsyntax.TupleConsExpr)
		switch {
		case name == "description":
		case !ok, name == list && len(written.Exprs) > 1, name != list && len(written.Exprs) > 0:
			return false
		}
	}
	return true
}
