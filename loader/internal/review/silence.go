package review

import (
	"cmp"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
)

// silence drops the diagnostics about the inside of a part that the version does not
// have: its presence is the mistake.
func (g *gate) silence() {
	if len(g.said) == 0 {
		return
	}
	// By file, the ranges in the order of their starts, each with the furthest
	// end so far.
	places := map[string][]hcl.Range{}
	for at := range g.said {
		places[at.Filename] = append(places[at.Filename], at)
	}
	for _, f := range g.files {
		for at, whole := range blockRanges(f) {
			if g.said[at] {
				places[at.Filename] = append(places[at.Filename], whole)
			}
		}
	}
	for _, in := range places {
		slices.SortFunc(in, func(a, b hcl.Range) int { return cmp.Compare(a.Start.Byte, b.Start.Byte) })
		for i := 1; i < len(in); i++ {
			if in[i].End.Byte < in[i-1].End.Byte {
				in[i].End = in[i-1].End
			}
		}
	}
	ours := []string{diag.NeedsNewer, diag.Removed, diag.NeedsFineGrained, diag.NeedsToggle, diag.IgnoredSetting}
	g.Diags = slices.DeleteFunc(g.Diags, func(d *hcl.Diagnostic) bool {
		if d.Subject == nil || slices.Contains(ours, d.Summary) {
			return false
		}
		in := places[d.Subject.Filename]
		after, _ := slices.BinarySearchFunc(in, d.Subject.Start.Byte+1, func(at hcl.Range, b int) int { return cmp.Compare(at.Start.Byte, b) })
		return after > 0 && d.Subject.End.Byte <= in[after-1].End.Byte
	})
}

// blockRanges returns the blocks of a file, by where each is declared.
func blockRanges(f *decode.File) map[hcl.Range]hcl.Range {
	all := map[hcl.Range]hcl.Range{}
	for _, block := range f.NativeBlocks() {
		all[block.DefRange()] = block.Range()
	}
	if f.HCL == nil || len(all) > 0 {
		return all
	}
	content, _, _ := f.HCL.Body.PartialContent(decode.TopSchema)
	for _, block := range content.Blocks {
		// In JSON, the range for a missing item is before the closing brace.
		all[block.DefRange] = hcl.RangeBetween(block.DefRange, block.Body.MissingItemRange())
	}
	return all
}
