package mutate

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/diff"
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/schema"
)

// Options configure a run. The zero Options try all changes, as many at a time as there
// are processors, without a time limit.
type Options struct {
	// Seed picks the additions, and the order in which changes are tried.
	Seed uint64
	// Max is the greatest number of changes to try; 0 for all.
	Max int
	// Time is the time limit; 0 for none.
	Time time.Duration
	// Parallel is the number of changes to try at a time; 0 for one for each
	// processor.
	Parallel int
	// Now is the time of requests that have none; zero for the start of the run.
	Now time.Time
	// Change reports whether to try a change; nil for all.
	Change func(Mutation) bool
	// Run returns the part of a suite to run; nil for all of it.
	Run func(*suite.Suite) *suite.Suite
	// More, if not nil, runs further tests against an engine of the changed
	// configuration. It returns the name of a failed one, "" if none fails. It must
	// be safe for concurrent use.
	More func(context.Context, *engine.View) (failed string, err error)
	// Progress, if not nil, is called after each change. The calls do not overlap.
	Progress func(done, total int)
}

// A Verdict is the result of trying a change.
type Verdict string

const (
	// Untried is the verdict on a change for which there was no time.
	Untried Verdict = "untried"
	// Noticed means that a test or an invariant fails.
	Noticed Verdict = "noticed"
	// Equivalent means that nobody's access changes.
	Equivalent Verdict = "equivalent"
	// Survived means that access changes and all tests pass.
	Survived Verdict = "survived"
)

// An Outcome is a change and the result of trying it.
type Outcome struct {
	Mutation
	Verdict Verdict
	// By is the name of a test or invariant that noticed it.
	By string
	// Access describes the changed access, if the change survived.
	Access diff.Comparison
}

// Run tries the changes of a world that loaded without errors and whose tests pass. View
// must be of the same world. The tests are resolved again for each change, as if the files
// had been changed: a test about a team includes a user who joins the team.
//
// The outcomes are those of the changes that Options.Change accepts, in the order of All.
// Unless Options.Time is set, the same Options always have the same outcomes. The error is
// that of the context, or of a changed world.
func Run(ctx context.Context, w *schema.World, view *engine.View, o Options) ([]Outcome, error) {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	if o.Run == nil {
		o.Run = func(s *suite.Suite) *suite.Suite { return s }
	}
	r := &runner{options: o, base: view}
	for _, m := range All(w, o.Seed) {
		if o.Change == nil || o.Change(m) {
			r.outcomes = append(r.outcomes, Outcome{Mutation: m, Verdict: Untried})
		}
	}
	r.order = rand.New(rand.NewPCG(o.Seed, 1)).Perm(len(r.outcomes))
	if o.Max > 0 && o.Max < len(r.order) {
		r.order = r.order[:o.Max]
	}
	bounded := ctx
	if o.Time > 0 {
		var cancel context.CancelFunc
		bounded, cancel = context.WithTimeout(ctx, o.Time)
		defer cancel()
	}
	workers := o.Parallel
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var wg sync.WaitGroup
	for range min(workers, len(r.order)) {
		wg.Go(func() { r.work(bounded, w.Clone()) })
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return r.outcomes, r.err
}

// A runner tries the changes of a world.
type runner struct {
	options  Options
	base     *engine.View
	outcomes []Outcome
	order    []int

	mu sync.Mutex
	// next is the index of the next change in order, and done the number of
	// finished changes.
	next, done int
	err        error
}

// work tries changes one after another, on a world of its own.
func (r *runner) work(ctx context.Context, w *schema.World) {
	for ctx.Err() == nil {
		outcome, ok := r.take()
		if !ok {
			return
		}
		tried, err := r.try(ctx, w, outcome.Mutation)
		if err == nil {
			*outcome = tried
		}
		r.finish(ctx, err)
	}
}

func (r *runner) take() (*Outcome, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.next == len(r.order) || r.err != nil {
		return nil, false
	}
	r.next++
	return &r.outcomes[r.order[r.next-1]], true
}

func (r *runner) finish(ctx context.Context, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		if ctx.Err() == nil || !errors.Is(err, ctx.Err()) {
			r.err = err
		}
		return
	}
	r.done++
	if r.options.Progress != nil {
		r.options.Progress(r.done, len(r.order))
	}
}

// try tries one change, and reverts it.
func (r *runner) try(ctx context.Context, w *schema.World, m Mutation) (Outcome, error) {
	defer m.Apply(w)()
	eng, err := engine.FromWorld(ctx, w)
	if err != nil {
		return Outcome{}, fmt.Errorf("%s: %w", m.Text, err)
	}
	view := eng.View()
	by, err := r.noticedBy(ctx, w, view)
	if err != nil {
		return Outcome{}, err
	}
	if by != "" {
		return Outcome{Mutation: m, Verdict: Noticed, By: by}, nil
	}
	access, err := r.base.Compare(ctx, view, r.options.Now)
	if err != nil {
		return Outcome{}, err
	}
	if access.Same() {
		return Outcome{Mutation: m, Verdict: Equivalent}, nil
	}
	if more := r.options.More; more != nil {
		by, err := more(ctx, view)
		if err != nil {
			return Outcome{}, err
		}
		if by != "" {
			return Outcome{Mutation: m, Verdict: Noticed, By: by}, nil
		}
	}
	return Outcome{Mutation: m, Verdict: Survived, Access: access}, nil
}

// noticedBy returns the name of a test or invariant that fails, "" if none does.
func (r *runner) noticedBy(ctx context.Context, w *schema.World, view *engine.View) (string, error) {
	s := r.options.Run(suite.New(w, view))
	o := suite.Options{Parallel: 1, FailFast: true, Now: r.options.Now}
	tests, err := suite.Run(ctx, view, s.Tests, o)
	if err != nil {
		return "", err
	}
	if n := len(tests); n > 0 && tests[n-1].Failed() {
		return tests[n-1].Test.Name, nil
	}
	invariants, err := suite.Check(ctx, view, s.Invariants, o)
	if err != nil {
		return "", err
	}
	if n := len(invariants); n > 0 && len(invariants[n-1].Breaches) > 0 {
		return invariants[n-1].Invariant.Name, nil
	}
	return "", nil
}
