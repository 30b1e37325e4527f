package suite

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/internal/parallel"
)

// Options say how a suite is run. The zero Options run everything, as many
// at a time as the machine can.
type Options struct {
	// Parallel is how many cells are asked at a time; 0 for as many as
	// there are processors.
	Parallel int
	// FailFast stops at the first failure, in the order of the tests.
	FailFast bool
	// Now is when is asked whatever does not say when; the zero time for
	// when the run begins.
	Now time.Time
	// Progress, if not nil, is called from time to time with how many of
	// the cells have been asked, by one goroutine after the other.
	Progress func(done, total int)
}

func (o Options) now() time.Time {
	if o.Now.IsZero() {
		return time.Now()
	}
	return o.Now
}

// A Result is what came of a test.
type Result struct {
	Test *Test
	// Cells are those that count, in order: none of a test that is skipped,
	// and not all of one that the run stopped at.
	Cells []CellResult
}

// Failed says whether a test failed. One with a block that leaves nothing to
// ask did.
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

// A CellResult is the answer to a cell.
type CellResult struct {
	*Cell
	// Allowed is the answer.
	Allowed bool
	// Problem is why no subject could be allowed what the cell asks, such as an
	// action that does not apply to the resource. It has no Kind if there is no
	// such reason. With a Problem the cell fails, whatever it expects, and stands
	// for the cells of all subjects.
	Problem explain.Problem
}

// Passed reports whether the answer is the expected one.
func (c *CellResult) Passed() bool {
	return c.Problem.Kind == "" && c.Allowed == c.Allow
}

// chunk is how many cells a worker takes at a time.
const chunk = 64

// Run asks an engine the cells of tests that are not skipped: each action on
// the resources that it applies to. An action that applies to none of a block,
// and a resource that none of its actions applies to, make cells that fail.
//
// The results are in the order of the tests, without those of which a
// selection left nothing to ask. With FailFast they end with the first failed
// test and that with its first failed cell. The error is that of the context, or
// that the engine is one that answers nothing.
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
			results[i].Cells = upToFailure(results[i].Cells)
			return results[:i+1], nil
		}
	}
	return results, nil
}

// upToFailure are the cells up to the first that failed.
func upToFailure(cells []CellResult) []CellResult {
	for i := range cells {
		if !cells[i].Passed() {
			return cells[:i+1]
		}
	}
	return cells
}

// ask answers cells that have no problem. With FailFast those after a failed
// one may be left unanswered.
func ask(ctx context.Context, view *engine.View, cells []CellResult, now time.Time, o Options) error {
	var failedAt atomic.Int64 // the number of the first failed chunk
	failedAt.Store(int64(len(cells)))
	return o.parallel(ctx, (len(cells)+chunk-1)/chunk, func(n int) (stop bool) {
		part := cells[n*chunk : min((n+1)*chunk, len(cells))]
		if int64(n) > failedAt.Load() {
			return true
		}
		for i := range part {
			if c := &part[i]; c.Problem.Kind == "" {
				request := c.Request
				if request.Time.IsZero() {
					request.Time = now
				}
				d, _ := view.Check(ctx, request) // the error is the context's
				c.Allowed = d.Allowed
			}
			if o.FailFast && !part[i].Passed() {
				lower(&failedAt, int64(n))
				return true
			}
		}
		return false
	}, func(done int) (int, int) { return min(done*chunk, len(cells)), len(cells) })
}

// lower brings a number down to n.
func lower(a *atomic.Int64, n int64) {
	for {
		old := a.Load()
		if n >= old || a.CompareAndSwap(old, n) {
			return
		}
	}
}

// parallel does n pieces of work, beginning them in order. A worker whose
// piece says stop begins no other. progress turns the number of pieces that
// are done into what is reported.
func (o Options) parallel(ctx context.Context, n int, work func(i int) (stop bool), progress func(done int) (int, int)) error {
	return parallel.Do(ctx, o.Parallel, n, work, func(done int) {
		if o.Progress != nil {
			o.Progress(progress(done))
		}
	})
}
