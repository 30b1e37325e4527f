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
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/schema"
)

// Options say how changes are tried. With the zero Options all are, as many at
// a time as the machine can, however long it takes.
type Options struct {
	// Seed picks what is added, and the order in which changes are tried.
	Seed uint64
	// Max is how many changes are tried; 0 for all.
	Max int
	// Time is how long changes are tried; 0 for as long as it takes.
	Time time.Duration
	// Parallel is how many are tried at a time; 0 for as many as there are
	// processors.
	Parallel int
	// Now is when is asked whatever does not say when; the zero time for
	// when the run begins.
	Now time.Time
	// Change says which changes are tried; nil for all of them.
	Change func(Mutation) bool
	// Run picks what is run of a suite; nil for all of it.
	Run func(*suite.Suite) *suite.Suite
	// More, if not nil, runs further tests against an engine of the changed
	// configuration. It gives the name of one that fails; empty for none. It
	// is called by several goroutines at a time.
	More func(context.Context, *engine.View) (failed string, err error)
	// Progress, if not nil, is called after each change, by one goroutine
	// after the other.
	Progress func(done, total int)
}

// A Verdict is what came of a change.
type Verdict string

const (
	// Untried is a change that there was no time for.
	Untried Verdict = "untried"
	// Noticed is one that a test or an invariant fails with.
	Noticed Verdict = "noticed"
	// Equivalent is one with which everybody may do the same as without.
	Equivalent Verdict = "equivalent"
	// Survived is one that changes who may do what, and that all tests
	// pass with.
	Survived Verdict = "survived"
)

// An Outcome is what came of a change.
type Outcome struct {
	Mutation
	Verdict Verdict
	// By is the name of a test or invariant that noticed it.
	By string
	// Access is how it changes who may do what, if it survived.
	Access engine.Comparison
}

// Run tries the changes of a world, which has loaded without errors and whose
// tests pass. The engine is one of the same world. Tests are resolved anew for
// each change, as they would be if it were made in the files: whoever a team
// gains is meant by tests of the team.
//
// The outcomes are those of the changes that Options.Change picks, in the order
// of All. Without Time they are the same for the
// same Options. The error is that of the context.
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
	// next is the number of the next change in the order, done how many
	// have been tried.
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

// try tries one change, and takes it back.
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

// noticedBy is the name of a test or invariant that fails; empty for none.
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
