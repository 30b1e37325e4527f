package suite

import (
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
)

// A pair is an action on a resource, in a block of a test.
type pair struct {
	block    int
	action   string
	resource engine.Resource
	org      string
}

func pairOf(c *Cell) pair {
	return pair{c.block, c.Request.Action, c.Request.Resource, c.Request.Org}
}

// applying are the cells of a test whose action applies to their resource. Of
// each pair whose action applies to nothing in its block, or whose resource
// nothing there applies to, they have the first cell, with the problem.
func applying(view *engine.View, t *Test, now time.Time) []CellResult {
	problems := map[pair]explain.Problem{}
	// applied are the actions and the resources of each block of which some
	// pair applies: pairs that leave out one of both.
	applied := map[pair]bool{}
	for i := range t.Cells {
		p := pairOf(&t.Cells[i])
		if _, asked := problems[p]; asked {
			continue
		}
		request := t.Cells[i].Request
		if request.Time.IsZero() {
			request.Time = now
		}
		problem := view.Problem(request)
		if problems[p] = problem; problem.Kind == "" {
			applied[p.onlyAction()], applied[p.onlyResource()] = true, true
		}
	}
	cells := make([]CellResult, 0, len(t.Cells))
	for i := range t.Cells {
		c := &t.Cells[i]
		p := pairOf(c)
		problem := problems[p]
		if problem.Kind != "" {
			first := i == 0 || pairOf(&t.Cells[i-1]) != p
			inPlace := applied[p.onlyAction()] && applied[p.onlyResource()]
			if t.partial || inPlace || !first {
				continue
			}
		}
		cells = append(cells, CellResult{Cell: c, Problem: problem})
	}
	return cells
}

func (p pair) onlyAction() pair { return pair{block: p.block, action: p.action} }

func (p pair) onlyResource() pair {
	p.action = ""
	return p
}
