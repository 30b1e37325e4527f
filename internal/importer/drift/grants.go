package drift

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/importer/inventory"
	"github.com/rolecall/rolecall/schema"
)

// grants compares the grants of roles, the changes of basic roles and the org mappings. They belong to no thing,
// so that their texts tell them apart.
func (f *finder) grants() {
	here, there := f.facts(f.pair.Was, f.here.world), f.facts(f.Comparison.there, f.there.world)
	for _, text := range slices.Sorted(maps.Keys(here)) {
		if there[text] == nil {
			f.all = append(f.all, Difference{Text: text + " in the configuration alone", here: here[text]})
		}
	}
	for _, text := range slices.Sorted(maps.Keys(there)) {
		if here[text] == nil {
			f.all = append(f.all, Difference{Text: text + " in " + f.called + " alone", there: there[text]})
		}
	}
}

// facts returns the lines of the grants of an Inventory, and of the World that it is of, by their texts. No
// lines are nil.
func (f *finder) facts(i *inventory.Inventory, w *schema.World) map[string][]explain.Source {
	all := map[string][]explain.Source{}
	for _, a := range i.Assignments {
		for _, h := range a.Holders {
			if f.known(h) {
				holder := holderOf(h)
				all[assignment(a, holder)] = sources(assignmentRanges(w, holder))
			}
		}
	}
	for _, r := range i.BasicRoles {
		role, lines := quote(string(r.Role)), basicRoleLines(w, r.Role)
		for _, p := range r.Add {
			all[fmt.Sprintf("the basic role %s has the permission %s", role, permission(p))] = lines
		}
		for _, p := range r.Remove {
			all[fmt.Sprintf("the basic role %s lacks the permission %s", role, permission(p))] = lines
		}
	}
	for _, m := range i.OrgMappings {
		var ranges []hcl.Range
		for _, d := range w.OrgMappings {
			if d.Group == m.Group && d.Role == m.Role {
				ranges = append(ranges, d.Range)
			}
		}
		org := "every org"
		if m.Org != nil {
			org = "org " + quote(m.Org.Name)
		}
		text := fmt.Sprintf("the group %s has the org role %s in %s", quote(m.Group), quote(string(m.Role)), org)
		all[text] = sources(ranges)
	}
	return all
}

// assignment returns the grant of a role to a holder as text.
func assignment(a *inventory.Assignment, holder string) string {
	role, org := a.Fixed, a.Org
	if a.Role != nil {
		role = a.Role.UID
		if org == nil {
			org = a.Role.Org
		}
	}
	in := "every org"
	if org != nil {
		in = "org " + quote(org.Name)
	}
	return fmt.Sprintf("%s has the role %s in %s", holder, quote(role), in)
}

// known reports whether a holder is on both sides.
func (f *finder) known(h inventory.Holder) bool {
	var t inventory.Thing
	switch {
	case h.User != nil:
		t = h.User
	case h.Team != nil:
		t = h.Team
	case h.ServiceAccount != nil:
		t = h.ServiceAccount
	default:
		return true
	}
	at := placeIn(t)
	return f.here.things[at] != nil && f.there.things[at] != nil
}

func assignmentRanges(w *schema.World, holder string) []hcl.Range {
	ranges := []hcl.Range{}
	for _, a := range w.RoleAssignments {
		for _, h := range a.Holders {
			if declaredHolder(h.Holder) == holder {
				ranges = append(ranges, a.Range, h.Range)
			}
		}
	}
	return ranges
}

func basicRoleLines(w *schema.World, role schema.OrgRole) []explain.Source {
	var ranges []hcl.Range
	for _, r := range w.BasicRoles {
		if r.Role == role {
			ranges = append(ranges, r.Range)
			for _, p := range slices.Concat(r.Add, r.Remove) {
				ranges = append(ranges, p.Range)
			}
		}
	}
	return sources(ranges)
}
