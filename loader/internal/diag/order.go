package diag

import (
	"cmp"
	"slices"

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
		return cmp.Or(cmp.Compare(x.Filename, y.Filename), cmp.Compare(x.Start.Byte, y.Start.Byte))
	})
	return diags
}

// maxAlike is the most diagnostics of one kind about one place. The instances of a
// block may all have the same.
const maxAlike = 20

// Distinct leaves out repeated diagnostics.
func Distinct(diags hcl.Diagnostics) hcl.Diagnostics {
	type kind struct {
		summary string
		at      hcl.Range
	}
	type said struct {
		kind
		detail string
	}
	alike, seen := map[kind]int{}, map[said]bool{}
	return slices.DeleteFunc(diags, func(d *hcl.Diagnostic) bool {
		k := kind{summary: d.Summary}
		if d.Subject == nil {
			return false
		}
		k.at = *d.Subject
		if s := (said{k, d.Detail}); seen[s] || alike[k] >= maxAlike {
			return true
		} else {
			seen[s] = true
		}
		alike[k]++
		return false
	})
}
