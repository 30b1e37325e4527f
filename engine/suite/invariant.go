package suite

import (
	"github.com/gobwas/glob"
	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/schema"
)

// An Invariant is a resolved invariant block.
type Invariant struct {
	// Name is the label of the block, with the key of an instance of for_each.
	Name string
	// Range is the range of the block's first line.
	Range hcl.Range
	// Questions has a question for each action.
	Questions []Question
	// AtLeast and AtMost are nil if there is no such bound.
	AtLeast, AtMost *int

	// only and never hold the subjects of these lists, by the org of the request.
	// only is nil if any subject may be allowed.
	only  map[string]map[who]bool
	never map[string][]engine.Subject
	// partial reports whether a selection has removed requests. about matches the
	// selected subjects, nil for all.
	partial bool
	about   *glob.Pattern
}

// A Question is an action of an invariant, with a request for each of its resources.
type Question struct {
	Action string
	// Range is the range of the action in the file.
	Range hcl.Range
	// Requests have no subject.
	Requests []engine.Request
}

func newInvariant(inv *schema.Invariant, g *groups, below *tree) *Invariant {
	i := &Invariant{
		Name: inv.Name, Range: inv.Range, AtLeast: inv.AtLeast, AtMost: inv.AtMost,
		never: map[string][]engine.Subject{},
	}
	if inv.Only != nil {
		i.only = map[string]map[who]bool{}
	}
	var places []schema.ResourceRef
	seen := map[schema.ResourceRef]bool{}
	for _, on := range inv.On {
		for _, r := range below.of(on) {
			r.Range = hcl.Range{}
			if !seen[r] {
				seen[r] = true
				places = append(places, r)
			}
		}
		if org := orgLabel(on.Org); inv.Only != nil && i.only[org] == nil {
			i.only[org] = map[who]bool{}
			for _, s := range g.all(inv.Only, on.Org) {
				i.only[org][whoIs(s)] = true
			}
		}
		if org := orgLabel(on.Org); i.never[org] == nil {
			i.never[org] = g.all(inv.Never, on.Org)
		}
	}
	for _, action := range inv.Actions {
		q := Question{Action: action.Value, Range: action.Range}
		for _, r := range places {
			q.Requests = append(q.Requests, requestOn(action.Value, r))
		}
		i.Questions = append(i.Questions, q)
	}
	return i
}

// Looks returns the requests for which an invariant checks all allowed subjects. They
// have no subjects. The result is nil for an invariant with never alone, which checks the
// subjects of that list only.
func (inv *Invariant) Looks() []engine.Request {
	if inv.only == nil && inv.AtLeast == nil && inv.AtMost == nil {
		return nil
	}
	var requests []engine.Request
	for _, q := range inv.Questions {
		requests = append(requests, q.Requests...)
	}
	return requests
}

// About reports whether an invariant is about a subject. Without a selection, it is about
// every subject.
func (inv *Invariant) About(s engine.Subject) bool { return matches(inv.about, word(s.Type, s.ID)) }

func orgLabel(org *schema.Org) string {
	if org == nil {
		return ""
	}
	return org.Addr.Label
}
