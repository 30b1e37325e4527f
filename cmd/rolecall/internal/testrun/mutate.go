package testrun

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/report"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/regotest"
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/engine/suite/mutate"
)

// mutationFlags are the flags of mutation testing.
type mutationFlags struct {
	mutate bool
	// limit and most limit the number of changes.
	limit time.Duration
	most  int
	seed  uint64
	// mutated are files and folders; empty for the whole configuration.
	mutated []string
}

func (f *mutationFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.mutate, "mutate", false, "change the configuration, and show the changes that no test notices")
	f.limit = 5 * time.Minute
	flags.Var(cli.Flag[time.Duration]{To: &f.limit, Name: "duration", Parse: parseLimit}, "mutate-time", "time limit for changes; 0 for none")
	flags.Var(cli.Flag[int]{To: &f.most, Name: "int", Parse: parseCount}, "mutate-max", "try `N` changes, picked by the seed; 0 for all")
	flags.Uint64Var(&f.seed, "seed", 1, "pick changes and added subjects by seed `N`")
	flags.StringArrayVar(&f.mutated, "mutate-in", nil, "change only declarations in a file or folder `PATH`; may be repeated")
}

// checkMutations checks the flags before any test runs.
func (t *testRun) checkMutations() error {
	switch {
	case !t.mutate && (len(t.mutated) > 0 || t.most != 0):
		return errors.New("--mutate-in and --mutate-max need --mutate")
	case t.mutate && t.failFast:
		return errors.New("--mutate and --fail-fast cannot be combined")
	}
	for _, path := range t.mutated {
		if _, err := os.Stat(path); err != nil {
			return fmt.Errorf("--mutate-in: %w", err)
		}
	}
	return nil
}

// runMutations changes a configuration whose tests pass. It returns cli.ErrNegative if a change
// survived.
func (t *testRun) runMutations(ctx context.Context, l *loadedTests) error {
	if l.world == nil {
		return errors.New("a bundle has no blocks to change; --mutate needs the folder of a configuration")
	}
	o := mutate.Options{
		Seed: t.seed, Max: t.most, Time: t.limit, Parallel: t.parallel, Now: l.by.Now,
		Run: func(s *suite.Suite) *suite.Suite { return t.selected(l, s) },
	}
	if len(t.mutated) > 0 {
		o.Change = func(m mutate.Mutation) bool { return isBelow(t.mutated, t.Path(m.Range.Filename)) }
	}
	if l.hasRego() {
		rego, err := regotest.NewBaseline(ctx, l.view, l.paths, t.name, t.rego()...)
		if err != nil {
			return err
		}
		o.More = func(ctx context.Context, view *engine.View) (string, error) { return rego.Changed(ctx, view) }
	}
	progress := t.StartProgress("changes tried")
	o.Progress = progress.Show
	outcomes, err := mutate.Run(ctx, l.world, l.view, o)
	progress.End()
	if err != nil {
		return err
	}
	if len(outcomes) == 0 {
		return errors.New("there is nothing to change")
	}
	r := report.Mutations{Reporter: l.by, Options: o, Files: l.world.Files, Outcomes: outcomes}
	if err := r.Write(t.Out, t.Format); err != nil {
		return err
	}
	if r.Count(mutate.Survived) > 0 {
		return cli.ErrNegative
	}
	return nil
}
