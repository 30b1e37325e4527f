package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/report"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/regotest"
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/engine/suite/mutate"
)

// mutationFlags are the flags of mutation testing.
type mutationFlags struct {
	mutate bool
	// limit and most bound how many changes are tried.
	limit time.Duration
	most  int
	seed  uint64
	// mutated are files and folders; empty for the whole configuration.
	mutated []string
}

func (f *mutationFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.mutate, "mutate", false, "change the configuration, and show which changes no test notices")
	f.limit = 5 * time.Minute
	flags.Var(limitFlag{&f.limit}, "mutate-time", "try changes for so long; 0 for as long as it takes")
	flags.Var(countFlag{&f.most}, "mutate-max", "try `N` changes, picked by the seed; 0 for all")
	flags.Uint64Var(&f.seed, "seed", 1, "what picks changes and who is added; the same `N` tries the same")
	flags.StringArrayVar(&f.mutated, "mutate-in", nil, "change only what stands in a file or folder `PATH`; may be repeated")
}

// checkMutations says what is wrong with the flags, before any test is run.
func (t *testRun) checkMutations() error {
	switch {
	case !t.mutate && (len(t.mutated) > 0 || t.most != 0):
		return errors.New("--mutate-in and --mutate-max say which changes are tried; add --mutate")
	case t.mutate && t.failFast:
		return errors.New("a change is tried to its end; leave --fail-fast out")
	}
	for _, path := range t.mutated {
		if _, err := os.Stat(path); err != nil {
			return fmt.Errorf("--mutate-in: %w", err)
		}
	}
	return nil
}

// runMutations tries changes of the configuration, whose tests pass, and ends in
// errNegative when one survived.
func (t *testRun) runMutations(ctx context.Context, l *loadedTests) error {
	if l.world == nil {
		return errors.New("a bundle has no blocks to change; --mutate takes the folder of a configuration")
	}
	o := mutate.Options{
		Seed: t.seed, Max: t.most, Time: t.limit, Parallel: t.parallel, Now: l.by.Now,
		Run: func(s *suite.Suite) *suite.Suite { return t.selected(l, s) },
	}
	if len(t.mutated) > 0 {
		o.Change = func(m mutate.Mutation) bool { return isBelow(t.mutated, t.path(m.Range.Filename)) }
	}
	if l.hasRego() {
		rego, err := regotest.NewBaseline(ctx, l.view, l.paths, t.name, t.rego()...)
		if err != nil {
			return err
		}
		o.More = func(ctx context.Context, view *engine.View) (string, error) { return rego.Changed(ctx, view) }
	}
	progress := t.startProgress("changes tried")
	o.Progress = progress.show
	outcomes, err := mutate.Run(ctx, l.world, l.view, o)
	progress.end()
	if err != nil {
		return err
	}
	if len(outcomes) == 0 {
		return errors.New("there is nothing to change")
	}
	r := report.Mutations{Reporter: l.by, Options: o, Files: l.world.Files, Outcomes: outcomes}
	if err := r.Write(t.out, t.format); err != nil {
		return err
	}
	if r.Count(mutate.Survived) > 0 {
		return errNegative
	}
	return nil
}
