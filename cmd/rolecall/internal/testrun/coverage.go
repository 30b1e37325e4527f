package testrun

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/report"
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/engine/suite/coverage"
)

// coverageFlags are the flags of coverage.
type coverageFlags struct {
	covered    bool
	lcov, html string
	// threshold is a percentage of the declared grants.
	threshold float64
}

func (f *coverageFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.covered, "coverage", false, "show which declared grants no test exercises")
	flags.StringVar(&f.lcov, "coverage-lcov", "", "write the coverage of each line to `FILE`, as LCOV")
	flags.StringVar(&f.html, "coverage-html", "", "write the coverage to `FILE`, as a page with the source lines")
	flags.Var(cli.Flag[float64]{To: &f.threshold, Name: "float64", Parse: parsePercent}, "threshold", "require a coverage of `PERCENT`")
}

// wanted reports whether coverage was requested.
func (f *coverageFlags) wanted() bool {
	return f.covered || f.lcov != "" || f.html != "" || f.threshold > 0
}

// startCoverage begins to collect coverage, if it was requested.
func (t *testRun) startCoverage(l *loadedTests) error {
	switch {
	case !t.wanted():
		return nil
	case t.mutate:
		return errors.New("coverage and --mutate cannot be combined")
	case l.world == nil:
		return errors.New("a bundle has no lines to cover; coverage takes the folder of a configuration")
	}
	l.explaining = t.StartProgress("answers explained")
	l.coverage = coverage.New(l.world, l.view, suite.Options{Parallel: t.parallel, Now: l.by.Now, Progress: l.explaining.Show})
	return nil
}

// collectTests adds the coverage of tests, if it was requested.
func (l *loadedTests) collectTests(ctx context.Context, results []suite.Result) error {
	if l.coverage == nil {
		return nil
	}
	defer l.explaining.End()
	return l.coverage.Tests(ctx, results)
}

// collectInvariants adds the coverage of invariants, if it was requested.
func (l *loadedTests) collectInvariants(ctx context.Context, results []suite.InvariantResult) error {
	if l.coverage == nil {
		return nil
	}
	var invariants []*suite.Invariant
	for _, r := range results {
		invariants = append(invariants, r.Invariant)
	}
	defer l.explaining.End()
	return l.coverage.Invariants(ctx, invariants)
}

// writeCovered writes the report, with coverage if it was requested, and reports whether the
// coverage reaches the threshold.
func (t *testRun) writeCovered(l *loadedTests, r report.Report) (enough bool, err error) {
	if l.coverage == nil {
		return true, r.Write(t.Out, t.Format, t.verbose)
	}
	cov := l.coverage.Report()
	err = r.WriteWithCoverage(t.Out, t.Format, t.verbose, cov, t.Path)
	if err == nil && t.lcov != "" {
		err = output.WriteFile(t.lcov, "coverage", func(w io.Writer) error { return cov.WriteLCOV(w, t.Path) })
	}
	if err == nil && t.html != "" {
		err = output.WriteFile(t.html, "coverage", func(w io.Writer) error {
			return cov.WriteHTML(w, t.Path, func(name string) []byte {
				if file := l.world.Files[name]; file != nil {
					return file.Bytes
				}
				return nil
			})
		})
	}
	if err != nil {
		return false, err
	}
	if percent := cov.Of().Percent(); percent < t.threshold {
		fmt.Fprintf(t.Err, "The coverage of %.1f%% is below the threshold of %v%%.\n", percent, t.threshold)
		return false, nil
	}
	return true, nil
}
