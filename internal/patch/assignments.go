package patch

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/rolecall/rolecall/engine/explain"
)

// assignment writes a holder into a role_assignment: one of the same role in the same org, or
// a new one.
func (w *writer) assignment(e explain.Edit) error {
	list, item, err := w.holder(e.Holder, e.Org)
	if err != nil {
		return err
	}
	files := []string{w.world.Grafana.Range.Filename}
	if e.Org != "" {
		files = append(files, w.org(e.Org).Range.Filename)
	}
	for _, a := range w.world.RoleAssignments {
		files = append(files, a.Range.Filename)
		same := a.Fixed == e.Role || a.Role != nil && a.Role.UID.Value == e.Role
		if !same || (a.Org == nil) != (e.Org == "") || a.Org != nil && a.Org.Addr.Label != e.Org {
			continue
		}
		if b, err := w.find(a.Addr, a.Range); err == nil {
			if _, err := b.list(list); err == nil {
				return w.enter(b, list, item)
			}
		}
	}
	// The file of the last assignment, or of the org, unless it is in JSON.
	for _, file := range slices.Backward(files) {
		if _, err = w.parse(file); err == nil {
			w.newAssignment(file, e, list, item)
			break
		}
	}
	return err
}

// newAssignment adds a role_assignment at the end of a file.
func (w *writer) newAssignment(file string, e explain.Edit, list, item string) {
	role, org := strconv.Quote(e.Role), e.Org
	for _, r := range w.world.Roles {
		if r.UID.Value == e.Role {
			role = r.Addr.String()
			if r.Org != nil {
				org = "" // the assignment is in the org of the role
			}
		}
	}
	var text strings.Builder
	fmt.Fprintf(&text, "\nrole_assignment %q {\n  role = %s\n", w.newLabel(e.Role), role)
	if org != "" {
		fmt.Fprintf(&text, "  org = %s\n", w.org(org).Addr)
	}
	fmt.Fprintf(&text, "  %s = [%s]\n}\n", list, item)
	end := len(w.text(file))
	before := ""
	if end > 0 && w.text(file)[end-1] != '\n' {
		before = "\n"
	}
	w.splice(file, end, end, before+text.String())
}

// newLabel returns a label for the assignment of a role that no other assignment has.
func (w *writer) newLabel(role string) string {
	word := strings.Map(func(c rune) rune {
		if c < 0x80 && (c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
			return c
		}
		return '_'
	}, "assign_"+role)
	label := word
	for n := 2; w.hasAssignment(label); n++ {
		label = fmt.Sprintf("%s_%d", word, n)
	}
	return label
}

// hasAssignment reports whether an assignment has a label, in the world or in a changed file.
func (w *writer) hasAssignment(label string) bool {
	for _, a := range w.world.RoleAssignments {
		if name, _, _ := strings.Cut(a.Addr.Label, "["); name == label {
			return true
		}
	}
	for file := range w.files {
		b, err := w.findIn(file, func(b *hclsyntax.Block) bool {
			return b.Type == "role_assignment" && len(b.Labels) > 0 && b.Labels[0] == label
		})
		if b != nil || err != nil {
			return true
		}
	}
	return false
}
