package merge

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/internal/importer/write"
	"github.com/rolecall/rolecall/schema"
)

// addRoles adds the custom roles that are missing, and the assignments of which some holder is. Those that are
// declared may be written in many ways, so that they are not changed.
func (u *updater) addRoles(after *write.Plan) {
	labels := map[string]bool{}
	for _, a := range u.world.RoleAssignments {
		label, _ := instance(a.Addr.Label)
		labels[label] = true
	}
	for _, b := range after.Blocks {
		switch {
		case b.Thing != nil && b.Thing.Type() == schema.RoleType && u.role(b.Thing.(*inventory.Role)) == nil:
			u.add(b)
		case b.Assignment != nil && !u.assigned(b.Assignment):
			label := b.Labels[0]
			for n := 2; labels[b.Labels[0]]; n++ {
				b.Labels[0] = fmt.Sprintf("%s-%d", label, n)
			}
			labels[b.Labels[0]] = true
			u.add(b)
		}
	}
}

// role returns the declared role that is the same as one of the source; nil if there is none.
func (u *updater) role(now *inventory.Role) *inventory.Role {
	if at := slices.IndexFunc(u.Was.Roles, func(was *inventory.Role) bool { return was == now || was.UID == now.UID }); at >= 0 {
		return u.Was.Roles[at]
	}
	return nil
}

// assigned reports whether all holders of an assignment are declared to have the role.
func (u *updater) assigned(now *inventory.Assignment) bool {
	holders := map[string]bool{}
	for _, was := range u.Was.Assignments {
		sameRole := was.Fixed == now.Fixed && (was.Role == nil) == (now.Role == nil) && (now.Role == nil || was.Role.UID == now.Role.UID)
		if !sameRole || was.Org != nil && now.Org != nil && was.Org.Name != now.Org.Name {
			continue
		}
		for _, h := range was.Holders {
			holders[u.nameOf(h)] = true
		}
	}
	missing := slices.DeleteFunc(slices.Clone(now.Holders), func(h inventory.Holder) bool { return holders[u.nameOf(h)] })
	return len(missing) == 0
}

// nameOf returns a holder as text that is the same for the same one in both.
func (u *updater) nameOf(h inventory.Holder) string {
	for _, t := range []inventory.Thing{thing(h.User), thing(h.Team), thing(h.ServiceAccount)} {
		if t == nil {
			continue
		}
		if was := u.Same[t]; was != nil {
			t = was
		}
		return string(t.Type()) + " " + u.wasLabels[t] + " " + t.GrafanaName()
	}
	return string(h.Role)
}

// thing returns a pointer as a thing; nil for a nil pointer.
func thing[T any, P interface {
	*T
	inventory.Thing
}](p P) inventory.Thing {
	if p == nil {
		return nil
	}
	return p
}
