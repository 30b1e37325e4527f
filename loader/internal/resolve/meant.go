package resolve

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/loader/internal/decode"
	"github.com/rolecall/rolecall/loader/internal/diag"
	"github.com/rolecall/rolecall/schema"
)

// wellFormed is a sentence that offers what a malformed reference may be meant
// for, with a space before it; empty when that is not clear.
func (r *resolver) wellFormed(typ schema.Type, t hcl.Traversal) string {
	if len(t) < 3 {
		return ""
	}
	label, ok := decode.KeyOf(t[1])
	d := r.eval.Decls[typ][label]
	key, named := decode.KeyOf(t[2])
	switch {
	case !ok:
		return ""
	case d == nil || !d.Each:
		return fmt.Sprintf(" Write %s.%s for the %s itself.", typ, label, typ)
	case named && slices.Contains(d.Keys, key):
		return fmt.Sprintf(" Write %s.%s.", typ, schema.InstanceLabel(label, key))
	case len(d.Keys) > 0:
		return fmt.Sprintf(" Instances of %s.%s have keys that are strings, as in %s.%s.", typ, label, typ, schema.InstanceLabel(label, d.Keys[0]))
	}
	return ""
}

// meantFor is a sentence that offers the block of a type that a reference to
// none may be meant for, a lone label or one after a misspelt type, with a space
// before it; empty when there is none.
func (r *resolver) meantFor(typ schema.Type, t hcl.Traversal) string {
	label := t.RootName()
	if len(t) > 1 {
		if diag.Nearest(label, slices.Values([]string{string(typ)})) == "" {
			return ""
		}
		label, _ = decode.StepName(t)
	}
	r.eval.Plain()
	if r.eval.Decls[typ][label] == nil {
		return ""
	}
	return fmt.Sprintf(" Did you mean %s.%s?", typ, label)
}
