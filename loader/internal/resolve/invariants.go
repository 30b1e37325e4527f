package resolve

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

// resolveInvariants resolves the invariants in the order of files and lines.
func (r *resolver) resolveInvariants() {
	first := map[string]hcl.Range{}
	for _, f := range r.files {
		for _, b := range f.Blocks.Invariants {
			if r.takeLabel(first, schema.InvariantType, b) {
				r.World.Invariants = append(r.World.Invariants, r.invariant(b))
			}
		}
	}
}

func (r *resolver) invariant(b *schema.InvariantBlock) *schema.Invariant {
	var org *schema.Org
	if ref := reference(r, b.Org, schema.OrgType, r.orgs); ref != nil {
		org = ref.To
	}
	inv := &schema.Invariant{
		Name:    b.LabelText().Value,
		Actions: r.requestActions(b.Actions),
		On:      r.resources(b.On, org, b.Range),
		AtLeast: b.AtLeast,
		AtMost:  b.AtMost,
		Range:   b.Range,
	}
	if !r.absent(b.Only) {
		inv.Only = r.subjects(b.Only)
	}
	if !r.absent(b.Never) {
		inv.Never = r.subjects(b.Never)
	}
	if r.isEmpty(b.Never) {
		r.error("Invariant without condition", "The list names no subject, so nobody is forbidden anything.", b.Never.Range())
	}
	r.checkSubjects(inv.Only, inv.On)
	r.checkSubjects(inv.Never, inv.On)
	r.checkCount("at_least", b.AtLeast, 1, b.AtLeastRange)
	r.checkCount("at_most", b.AtMost, 0, b.AtMostRange)
	if r.absent(b.Only) && r.absent(b.Never) && b.AtLeast == nil && b.AtMost == nil {
		r.error("Invariant without condition", "An invariant says who may do something with only, never, at_least, at_most, or several of them.", b.Range)
	}
	return inv
}

// checkCount reports a number of subjects that says nothing.
func (r *resolver) checkCount(name string, n *int, least int, at hcl.Range) {
	if n != nil && *n < least {
		r.error("Invalid number of subjects", fmt.Sprintf("%s is a number of subjects from %d; %d is none.", name, least, *n), at)
	}
}
