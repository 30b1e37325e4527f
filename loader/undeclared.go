package loader

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

// undeclared reports a reference to nothing, unless what it refers to may be
// in a part of the configuration that could not be read.
func (r *resolver) undeclared(typ schema.Type, label string, at hcl.Range, known func() []string) {
	block, key, isInstance := strings.Cut(label, "[")
	if r.broken || r.eval.poisoned[block] {
		return
	}
	r.eval.plain()
	if isInstance {
		if d := r.eval.decls[typ][block]; d != nil {
			if d.each && d.node.value.IsKnown() {
				r.error("Reference to undeclared "+string(typ), noInstance(typ, block, strings.Trim(key, `"]`), d.keys), at)
			} else if !d.each {
				r.error("Malformed reference", fmt.Sprintf("%s.%s has no instances, for the block has no for_each.", typ, block), at)
			}
			return
		}
		label = block
	}
	if d := r.eval.decls[typ][label]; d != nil && d.node != nil && !d.node.value.IsKnown() {
		return // its instances are not known, which is reported
	}
	r.error("Reference to undeclared "+string(typ), fmt.Sprintf("No %s %q is declared.%s", typ, label, didYouMean(label, blockLabels(known()))), at)
}

// blockLabels are the labels of the blocks that labels of things are of, which
// instances share. They are sorted, as the labels are.
func blockLabels(labels []string) []string {
	for i, label := range labels {
		labels[i], _, _ = strings.Cut(label, "[")
	}
	return slices.Compact(labels)
}
