package resolve

import (
	"fmt"
	"iter"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/schema"
)

// undeclared reports a reference to nothing, unless what it refers to may be
// in a part of the configuration that could not be read. There are n known labels.
func (r *resolver) undeclared(typ schema.Type, label string, at hcl.Range, n int, known iter.Seq[string]) {
	block, key, isInstance := strings.Cut(label, "[")
	if r.broken || r.eval.Poisoned[block] {
		return
	}
	r.eval.Plain()
	if isInstance {
		if d := r.eval.Decls[typ][block]; d != nil {
			if d.Each && d.Node.Value.IsKnown() {
				r.error("Reference to undeclared "+string(typ), decode.NoInstance(&r.eval.Budget, typ, block, strings.Trim(key, `"]`), d.Keys), at)
			} else if !d.Each {
				r.error("Malformed reference", fmt.Sprintf("%s.%s has no instances, for the block has no for_each.", typ, block), at)
			}
			return
		}
		label = block
	}
	if d := r.eval.Decls[typ][label]; d != nil && d.Node != nil && !d.Node.Value.IsKnown() {
		return // its instances are not known, which is reported
	}
	r.error("Reference to undeclared "+string(typ), fmt.Sprintf("No %s %q is declared.%s", typ, label, r.eval.DidYouMean(label, n, blockLabels(known))), at)
}

// blockLabels are the labels of the blocks that labels of things are of, which
// instances share.
func blockLabels(labels iter.Seq[string]) iter.Seq[string] {
	return func(yield func(string) bool) {
		for label := range labels {
			if block, _, _ := strings.Cut(label, "["); !yield(block) {
				return
			}
		}
	}
}
