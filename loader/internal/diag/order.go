package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// InOrder sorts diagnostics by their places. Diagnostics without a place come first.
func InOrder(diags hcl.Diagnostics) hcl.Diagnostics {
	slices.SortStableFunc(diags, func(a, b *hcl.Diagnostic) int {
		x, y := hcl.Range{}, hcl.Range{}
		if a.Subject != nil {
			x = *a.Subject
		}
		if b.Subject != nil {
			y = *b.Subject
		}
		return Compare(x, y)
	})
	return diags
}

// Compare orders ranges by file and by beginning.
func Compare(a, b hcl.Range) int {
	return cmp.Or(cmp.Compare(a.Filename, b.Filename), cmp.Compare(a.Start.Byte, b.Start.Byte))
}

// maxAlike is the most diagnostics of one kind about one place that have different details.
const maxAlike = 20

// maxInstances is how many of the instances after the first a detail names.
const maxInstances = 3

// Distinct leaves out repeated diagnostics. The instances of a block with for_each share one
// warning of each kind at a place, and one error for each detail: the first one, whose detail
// counts the other instances.
func Distinct(diags hcl.Diagnostics) hcl.Diagnostics {
	type kind struct {
		summary string
		at      hcl.Range
	}
	type said struct {
		kind
		detail, instance string
	}
	type nth struct {
		kind
		n int
	}
	alike, seen := map[kind]int{}, map[said]bool{}
	counts, firsts := map[said]int{}, map[nth]*hcl.Diagnostic{}
	same := map[said]*hcl.Diagnostic{}
	diags = slices.DeleteFunc(diags, func(d *hcl.Diagnostic) bool {
		if d.Subject == nil {
			return false
		}
		k, instance := kind{d.Summary, *d.Subject}, ""
		if of := InstancesOf(d); len(of) > 0 {
			instance = of[0]
		}
		s := said{k, d.Detail, instance}
		if seen[s] {
			return true
		}
		seen[s] = true
		first := same[said{k, d.Detail, ""}]
		if d.Severity == hcl.DiagWarning && instance != "" {
			// An instance may have several warnings of a kind, as for each element of a list.
			of := said{k, "", instance}
			counts[of]++
			n := nth{k, counts[of]}
			if first = firsts[n]; first == nil {
				firsts[n] = d
			}
		}
		if first != nil {
			if e := extraOf(first); instance != "" && len(e.instances) > 0 {
				e.instances = append(e.instances, instance)
			}
			return true
		}
		same[said{k, d.Detail, ""}] = d
		alike[k]++
		return alike[k] > maxAlike
	})
	for _, d := range diags {
		if of := InstancesOf(d); len(of) > 1 {
			d.Detail += others(of[1:])
		}
	}
	return diags
}

// others returns a sentence about further instances.
func others(instances []string) string {
	named := strings.Join(instances[:min(len(instances), maxInstances)], ", ")
	switch n := len(instances); {
	case n == 1:
		return " And 1 more instance: " + named + "."
	case n > maxInstances:
		return fmt.Sprintf(" And %d more instances: %s, ….", n, named)
	default:
		return fmt.Sprintf(" And %d more instances: %s.", n, named)
	}
}
