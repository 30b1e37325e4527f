package suite

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/schema"
)

// A Suite holds the tests and invariants of a configuration.
type Suite struct {
	Tests      []*Test
	Invariants []*Invariant
}

// A Test is a resolved test block.
type Test struct {
	// Name is the label of the block, with the key of an instance of for_each.
	Name string
	// Range is the range of the block's first line.
	Range hcl.Range
	// Skip is the reason to skip the test; empty if it runs.
	Skip string
	// Cells is in the order of lines: by expectation, action, resource and subject.
	// It is empty if the test has no subject left.
	Cells []Cell
	// Empty holds the ranges of the first lines of blocks without a cell, since a
	// computed list is empty.
	Empty []hcl.Range

	// partial reports whether a selection has removed cells.
	partial bool
}

// A Cell is one request of a test with the expected answer.
type Cell struct {
	// Request has a time only if the test sets one.
	Request engine.Request
	// Group is the team or role in the list of the test that the subject is a member of,
	// as "team:sre" and "role:Editor". It is nil for a subject that the list names itself.
	Group *engine.Subject
	// Allow is the expected answer.
	Allow bool
	// Range is the range of the first line of the block that expects it.
	Range hcl.Range

	// block is the index of that block in the test.
	block int
}

// New resolves the tests and invariants of a world that loaded without errors. View must be
// of the same world.
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
				for ref, subjects := range g.items(t.As, resource.Org) {
					group := groupOf(ref)
					for _, subject := range subjects {
						if subject.Type == "user" {
							subject.Groups = t.Groups
						}
						request.Subject = subject
						test.Cells = append(test.Cells, Cell{Request: request, Group: group, Allow: e.Allow, Range: e.Range, block: n})
					}
				}
			}
		}
		if len(test.Cells) == before {
			test.Empty = append(test.Empty, e.Range)
		}
	}
	return test
}

// requestOn returns a request without a subject.
func requestOn(action string, r schema.ResourceRef) engine.Request {
	request := engine.Request{
		Action: action,
		Resource: engine.Resource{
			Type: r.Type, ID: r.ID,
			Folder: r.Folder, Dashboard: r.Dashboard, CreatedBy: r.CreatedBy,
		},
	}
	if r.DataSources != nil {
		request.DataSources = *r.DataSources
	}
	if r.Org != nil {
		request.Org = r.Org.Addr.Label
	}
	return request
}
