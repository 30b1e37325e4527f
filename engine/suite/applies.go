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

// applying returns the cells of a test whose action applies to their resource. If an
// action of a block applies to none of its resources, or none of its actions to a
// resource, applying returns the first cell of each such pair, with the problem.
func applying(view *engine.View, t *Test, now time.Time) []CellResult {
	problems := map[pair]explain.Problem{}
	// applied holds the actions and the resources of each block that are in some
	// pair without a problem. Its keys leave out the other half of the pair.
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
