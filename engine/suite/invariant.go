package suite

import (
	"github.com/gobwas/glob"
	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/schema"
)

// An Invariant is an invariant block, resolved.
type Invariant struct {
	// Name is the label of the block, with the key of an instance.
	Name string
	// Range is the first line of the block.
	Range hcl.Range
	// Questions are what it is about: each of its actions.
	Questions []Question
	// AtLeast and AtMost are nil for any number.
	AtLeast, AtMost *int

	// only and never are who is in the lists by the org that is asked in;
	// only is nil when anybody may.
	only  map[string]map[who]bool
	never map[string][]engine.Subject
	// partial says that only some of the requests are left, and about which
	// subjects are asked about; nil for all.
	partial bool
	about   *glob.Pattern
}

// A Question is an action of an invariant, at every place that it is about.
type Question struct {
	Action string
	// Range is where the action stands.
	Range hcl.Range
	// Requests have no subject yet.
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

// Looks are the requests that an invariant looks at who is allowed, without
// subjects: all of it, but of one that has never alone, which looks at some
// subjects only.
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

// About says whether an invariant is about a subject: about all, unless a
// selection has left some.
func (inv *Invariant) About(s engine.Subject) bool { return matches(inv.about, word(s.Type, s.ID)) }

func orgLabel(org *schema.Org) string {
	if org == nil {
		return ""
	}
	return org.Addr.Label
}
