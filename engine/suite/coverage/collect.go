package coverage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/internal/parallel"
	"github.com/rolecall/rolecall/schema"
)

// A Collector collects the grants and rules that questions exercise. It is safe for
// concurrent use.
type Collector struct {
	view    *engine.View
	options suite.Options
	// grants is in the order of files and lines. byLine holds the same grants by
	// "FILE:LINE".
	grants []*Grant
	byLine map[string][]*Grant
	rules  []Rule
	byRule map[right]int

	mu sync.Mutex
	// others caches the result of limits by request without the action.
	others map[string]found
}

// A Rule is access that Grafana grants by a rule of its own, and the number of questions
// that exercise it.
type Rule struct {
	// Holder has the Action at the Place: a role such as "role:Viewer", or
	// "server admin".
	Holder string `json:"holder"`
	Action string `json:"permission"`
	Place  string `json:"place"`
	// Fact is the source of the rule.
	Fact      string `json:"fact"`
	Questions int    `json:"questions"`
}

// A right identifies a rule. Rules that grant the same right count once.
type right struct{ holder, action, place string }

// found holds the grants and rules that a question exercises.
type found struct {
	grants map[*Grant]bool
	rules  map[int]bool
}

// New returns a collector for a world that loaded without errors and an engine of the
// same world. The options should be those of the run of the tests.
func New(w *schema.World, view *engine.View, o suite.Options) *Collector {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	c := &Collector{
		view: view, options: o, grants: declared(w),
		byLine: map[string][]*Grant{}, byRule: map[right]int{}, others: map[string]found{},
	}
	slices.SortStableFunc(c.grants, func(a, b *Grant) int {
		return cmp.Or(
			cmp.Compare(a.Range.Filename, b.Range.Filename),
			cmp.Compare(a.Range.Start.Byte, b.Range.Start.Byte),
		)
	})
	for _, g := range c.grants {
		line := fmt.Sprintf("%s:%d", g.Range.Filename, g.Range.Start.Line)
		c.byLine[line] = append(c.byLine[line], g)
	}
	for _, s := range view.Rules() {
		r := right{s.Holder, s.Action, s.Place}
		if _, ok := c.byRule[r]; ok {
			continue
		}
		c.byRule[r] = len(c.rules)
		c.rules = append(c.rules, Rule{Holder: s.Holder, Action: s.Action, Place: s.Place, Fact: s.Fact})
	}
	return c
}

// Tests adds the grants that the cells of tests exercise, whether they passed or not.
// The error is that of the context.
func (c *Collector) Tests(ctx context.Context, results []suite.Result) error {
	var cells []suite.CellResult
	for _, r := range results {
		for _, cell := range r.Cells {
			if cell.Problem.Kind == "" {
				cells = append(cells, cell)
			}
		}
	}
	return c.each(ctx, len(cells), func(i int) error {
		request := c.timed(cells[i].Request)
		if cells[i].Allowed {
			return c.add(c.explain(ctx, request))
		}
		return c.add(c.limits(ctx, request))
	})
}

// Invariants adds the grants that invariants exercise. The error is that of the context.
func (c *Collector) Invariants(ctx context.Context, invariants []*suite.Invariant) error {
	type look struct {
		*suite.Invariant
		request engine.Request
	}
	var looks []look
	for _, inv := range invariants {
		for _, r := range inv.Looks() {
			looks = append(looks, look{inv, c.timed(r)})
		}
	}
	return c.each(ctx, len(looks), func(i int) error {
		for s := range c.view.WhoCan(looks[i].request).All() {
			if !looks[i].About(s) {
				continue
			}
			request := looks[i].request
			request.Subject = s
			if err := c.add(c.explain(ctx, request)); err != nil {
				return err
			}
		}
		return nil
	})
}

// each runs n pieces of work, and stops at the first error.
func (c *Collector) each(ctx context.Context, n int, work func(i int) error) error {
	var first error
	var mu sync.Mutex
	err := parallel.Do(ctx, c.options.Parallel, n, func(i int) bool {
		err := work(i)
		if err != nil {
			mu.Lock()
			defer mu.Unlock()
			first = cmp.Or(first, err)
		}
		return err != nil
	}, func(done int) {
		if c.options.Progress != nil {
			c.options.Progress(done, n)
		}
	})
	return cmp.Or(err, first)
}

func (c *Collector) timed(r engine.Request) engine.Request {
	if r.Time.IsZero() {
		r.Time = c.options.Now
	}
	return r
}

// add counts a question.
func (c *Collector) add(f found, err error) error {
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for g := range f.grants {
		g.Questions++
	}
	for n := range f.rules {
		c.rules[n].Questions++
	}
	return nil
}

// explain returns the grants that an allowed request depends on.
func (c *Collector) explain(ctx context.Context, r engine.Request) (found, error) {
	f := found{map[*Grant]bool{}, map[int]bool{}}
	return f, c.explainInto(ctx, f, r)
}

func (c *Collector) explainInto(ctx context.Context, f found, r engine.Request) error {
	e, err := c.view.Explain(ctx, r)
	if err != nil {
		return err
	}
	for _, way := range e.Ways {
		for _, need := range way.Needs {
			for i := range need.Derivations {
				c.cite(f, need.Action, &need.Derivations[i])
			}
		}
	}
	return nil
}

// cite adds the grants that a derivation cites.
func (c *Collector) cite(f found, action string, d *explain.Derivation) {
	for _, step := range d.Steps {
		if step.Kind == explain.Rule {
			if n, ok := c.byRule[right{d.Holder, action, d.Place}]; ok {
				f.rules[n] = true
			}
		}
		if step.File == "" {
			continue
		}
		for _, g := range c.byLine[fmt.Sprintf("%s:%d", step.File, step.Line)] {
			if g.cited(&step) {
				f.grants[g] = true
			}
		}
	}
}

// limits returns the grants that let the subject of a denied request do other things
// with the same resource.
func (c *Collector) limits(ctx context.Context, r engine.Request) (found, error) {
	about := r
	about.Action = ""
	key := fmt.Sprintf("%#v", about)
	c.mu.Lock()
	known, ok := c.others[key]
	c.mu.Unlock()
	if ok {
		return known, nil
	}
	f := found{map[*Grant]bool{}, map[int]bool{}}
	for _, action := range c.view.Actions(r.Resource.Type) {
		r.Action = action
		d, err := c.view.Check(ctx, r)
		if err != nil {
			return found{}, err
		}
		if !d.Allowed {
			continue
		}
		if err := c.explainInto(ctx, f, r); err != nil {
			return found{}, err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.others[key] = f
	return f, nil
}
