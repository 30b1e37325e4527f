package suite

import (
	"context"
	"iter"
	"slices"
	"sync/atomic"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/parallel"
)

// Options configure a run. The zero Options run everything, with one worker for each
// processor.
type Options struct {
	// Parallel is the number of cells to check at a time; 0 for one for each
	// processor.
	Parallel int
	// FailFast stops at the first failure, in the order of the tests.
	FailFast bool
	// Now is the time of requests that have none; zero for the start of the run.
	Now time.Time
	// Progress, if not nil, is called from time to time with the number of checked
	// cells. The calls do not overlap.
	Progress func(done, total int)
}

func (o Options) now() time.Time {
	if o.Now.IsZero() {
		return time.Now()
	}
	return o.Now
}

// A Result is the result of a test.
type Result struct {
	Test *Test
	// Cells holds the checked cells in order. It is empty for a skipped test. If FailFast
	// stopped the run at a failure, it ends with that, and the others of its question.
	Cells []CellResult
}

// Failed reports whether a test failed. A test with an empty block failed, as it checks
// nothing there.
func (r Result) Failed() bool {
	if r.Test.Skip != "" {
		return false
	}
	for i := range r.Cells {
		if !r.Cells[i].Passed() {
			return true
		}
	}
	return len(r.Test.Cells) == 0 || len(r.Test.Empty) > 0
}

// A CellResult is a cell with its answer.
type CellResult struct {
	*Cell
	// Allowed is the answer.
	Allowed bool
	// Problem reports why the request cannot be allowed for any subject, such as an
	// action that does not apply to the resource. It has no Kind if there is no such
	// reason. With a Problem the cell fails, whatever it expects, and represents the
	// cells of all subjects.
	Problem explain.Problem
}

// Passed reports whether the answer is the expected one.
func (c *CellResult) Passed() bool {
	return c.Problem.Kind == "" && c.Allowed == c.Allow
}

// chunk is the number of cells that a worker takes at a time.
const chunk = 64

// Run checks the cells of tests that are not skipped: each action on the resources that it
// applies to. An action that applies to none of the resources in its block makes a cell
// that fails, and so does a resource that none of the actions applies to.
//
// The results are in the order of the tests. Tests without a selected cell are left out.
// With FailFast, they end with the first failed test, and it with its first failed cell.
// The error is that of the context or of CheckAll.
func Run(ctx context.Context, view *engine.View, tests []*Test, o Options) ([]Result, error) {
	if _, err := view.CheckAll(ctx, nil); err != nil {
		return nil, err
	}
	now := o.now()
	var cells []CellResult
	var results []Result
	var ends []int
	for _, t := range tests {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		before := len(cells)
		if t.Skip == "" {
			cells = append(cells, applying(view, t, now)...)
		}
		if t.partial && t.Skip == "" && len(cells) == before {
			continue
		}
		results, ends = append(results, Result{Test: t}), append(ends, len(cells))
	}
	if err := ask(ctx, view, cells, now, o); err != nil {
		return nil, err
	}
	start := 0
	for i := range results {
		results[i].Cells = cells[start:ends[i]]
		start = ends[i]
		if o.FailFast && results[i].Failed() {
			cells, last := upToFailure(results[i].Cells)
			for n := range last {
				last[n].ask(ctx, view, now) // it may have been left out
			}
			results[i].Cells = cells
			return results[:i+1], ctx.Err()
		}
	}
	return results, nil
}

// upToFailure returns the cells up to the first question with one that failed, and those of
// that question.
func upToFailure(cells []CellResult) (all, last []CellResult) {
	end := 0
	for question := range Questions(cells) {
		end += len(question)
		if slices.ContainsFunc(question, func(c CellResult) bool { return !c.Passed() }) {
			return cells[:end], question
		}
	}
	return cells, nil
}

// Questions iterates over the cells of a test by question. The members of a team or role are
// asked one question: whether they can do an action on a resource. Any other cell is a
// question of its own.
func Questions(cells []CellResult) iter.Seq[[]CellResult] {
	return func(yield func([]CellResult) bool) {
		for from := 0; from < len(cells); {
			to, first := from+1, &cells[from]
			for to < len(cells) && first.Group != nil && cells[to].Group == first.Group &&
				first.Problem.Kind == "" && cells[to].Problem.Kind == "" {
				to++
			}
			if !yield(cells[from:to:to]) {
				return
			}
			from = to
		}
	}
}

// ask answers the cells without a problem. With FailFast it may leave cells after a failed
// one unanswered.
func ask(ctx context.Context, view *engine.View, cells []CellResult, now time.Time, o Options) error {
	var failedAt atomic.Int64 // the number of the first failed chunk
	failedAt.Store(int64(len(cells)))
	return o.parallel(ctx, (len(cells)+chunk-1)/chunk, func(n int) (stop bool) {
		part := cells[n*chunk : min((n+1)*chunk, len(cells))]
		if int64(n) > failedAt.Load() {
			return true
		}
		for i := range part {
			part[i].ask(ctx, view, now)
			if o.FailFast && !part[i].Passed() {
				lower(&failedAt, int64(n))
				return true
			}
		}
		return false
	}, func(done int) (int, int) { return min(done*chunk, len(cells)), len(cells) })
}

// ask answers a cell without a problem.
func (c *CellResult) ask(ctx context.Context, view *engine.View, now time.Time) {
	if c.Problem.Kind != "" {
		return
	}
	request := c.Request
	if request.Time.IsZero() {
		request.Time = now
	}
	d, _ := view.Check(ctx, request) // an error is that of the context
	c.Allowed = d.Allowed
}

// lower sets a number to n if it is greater.
func lower(a *atomic.Int64, n int64) {
	for {
		old := a.Load()
		if n >= old || a.CompareAndSwap(old, n) {
			return
		}
	}
}

// parallel runs n pieces of work and starts them in order. A worker whose piece returns stop
// starts no other. progress converts the number of finished pieces for Options.Progress.
func (o Options) parallel(ctx context.Context, n int, work func(i int) (stop bool), progress func(done int) (int, int)) error {
	return parallel.Do(ctx, o.Parallel, n, work, func(done int) {
		if o.Progress != nil {
			o.Progress(progress(done))
		}
	})
}
