package suite

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/schema"
)

// A Suite is the tests and invariants of a configuration.
type Suite struct {
	Tests      []*Test
	Invariants []*Invariant
}

// A Test is a test block, resolved.
type Test struct {
	// Name is the label of the block, with the key of an instance.
	Name string
	// Range is the first line of the block.
	Range hcl.Range
	// Skip is why the test is left out; empty for one that is run.
	Skip string
	// Cells are in the order of lines: by expectation, action, resource and
	// subject. There are none if nobody is left to ask.
	Cells []Cell
	// Empty are the first lines of the blocks that leave nothing to ask: a
	// list of theirs was computed, and has nothing in it.
	Empty []hcl.Range

	// partial says that only some of the cells are left.
	partial bool
}

// A Cell is one question of a test.
type Cell struct {
	// Request has a time only if the test says one.
	Request engine.Request
	// Allow is the answer that is expected.
	Allow bool
	// Range is the first line of the block that expects it.
	Range hcl.Range

	// block is the number of that block in the test.
	block int
}

// New resolves the tests and invariants of a world that loaded without errors.
// The engine is one of the same world.
func New(w *schema.World, view *engine.View) *Suite {
	g := newGroups(w, view)
	s := &Suite{}
	for _, t := range w.Tests {
		s.Tests = append(s.Tests, newTest(t, g))
	}
	below := newTree(w)
	for _, inv := range w.Invariants {
		s.Invariants = append(s.Invariants, newInvariant(inv, g, below))
	}
	return s
}

func newTest(t *schema.Test, g *groups) *Test {
	test := &Test{Name: t.Name, Range: t.Range, Skip: t.Skip}
	for n, e := range t.Expectations {
		before := len(test.Cells)
		for _, action := range e.Actions {
			for _, resource := range e.On {
				request := requestOn(action.Value, resource)
				request.Time = t.Time
				for _, subject := range g.all(t.As, resource.Org) {
					if subject.Type == "user" {
						subject.Groups = t.Groups
					}
					request.Subject = subject
					test.Cells = append(test.Cells, Cell{Request: request, Allow: e.Allow, Range: e.Range, block: n})
				}
			}
		}
		if len(test.Cells) == before {
			test.Empty = append(test.Empty, e.Range)
		}
	}
	return test
}

// requestOn is a request of nobody yet.
func requestOn(action string, r schema.ResourceRef) engine.Request {
	request := engine.Request{
		Action: action,
		Resource: engine.Resource{
			Type: r.Type, ID: r.ID,
			Folder: r.Folder, Dashboard: r.Dashboard, CreatedBy: r.CreatedBy,
		},
	}
	if r.Org != nil {
		request.Org = r.Org.Addr.Label
	}
	return request
}
