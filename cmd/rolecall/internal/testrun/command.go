// Package testrun is the command test: it runs tests, with coverage, mutations and watching.
package testrun

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/cli"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/report"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/regotest"
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/engine/suite/coverage"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/internal/registry"
	"github.com/rolecall/rolecall/schema"
)

// A testRun is a command line that runs tests.
type testRun struct {
	*cli.Env
	paths []string
	// name is a regular expression, the others are globs.
	name, subject, action, resource string
	failFast, allowEmpty, watch     bool
	allowNet, verbose               bool
	parallel                        int

	mutationFlags
	coverageFlags
}

// Command returns the command.
func Command(env *cli.Env) *cobra.Command {
	t := testRun{Env: env}
	cmd := &cobra.Command{
		Use:   "test [PATH...]",
		Short: "Run the tests of the configuration, and check its invariants",
		Long: `Test runs the test blocks in files *_test.hcl, checks the invariants of the
configuration for every subject, and runs Rego tests in files *.rego with the
compiled configuration as their data. PATH are files and folders with tests. The
default is the folder of the configuration.

--run matches the name of a block, or of a Rego test with its package, as in
data.acme_test.test_editors. Globs match the words of a command line: user:eve,
dashboards:write, folder:production. With a glob, no Rego test runs. A glob that
matches nothing is an error.

Rego tests run without the functions of Rego that reach the network, files or
the runtime: http.send, net.lookup_ip_addr, json.match_schema,
json.verify_schema and opa.runtime. --allow-net allows them. Use it only for
tests that you trust.

Exit code 2 means that a test failed or an invariant is broken. It is an error
if no test is selected.

With --coverage the summary shows how many of the declared grants the tests
exercise, and which grants no test exercises. Exit code 2 means that the coverage
is below --threshold.

With --mutate the command changes the configuration one grant at a time and runs
the tests against each change, to find access that no test protects: a level up
or down, a holder or member removed or added, a scope widened, a block removed,
a flag flipped. Exit code 2 means that a change survived: it changes access and
every test passes.

Formats: text; json; junit, for test reports of CI systems; github, for
annotations in GitHub Actions; sarif, for code scanning; tap.`,
		Example: `  rolecall test
  rolecall test --run production --subject 'user:*'
  rolecall test --format junit > report.xml
  rolecall test --coverage-lcov lcov.info --threshold 80
  rolecall test --mutate --mutate-in folders.hcl`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			t.paths = paths
			if t.watch {
				return t.watchTests(cmd.Context())
			}
			return t.run(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&t.name, "run", "", "run only tests with a name that matches `REGEX`")
	flags.StringVar(&t.subject, "subject", "", "ask only about subjects that match `GLOB`")
	flags.StringVar(&t.action, "action", "", "ask only about actions that match `GLOB`")
	flags.StringVar(&t.resource, "resource", "", "ask only about resources that match `GLOB`")
	flags.BoolVar(&t.failFast, "fail-fast", false, "stop at the first failure")
	flags.Var(cli.Flag[int]{To: &t.parallel, Name: "int", Parse: parseCount}, "parallel", "ask `N` questions at a time; the default is the number of processors")
	flags.BoolVar(&t.allowEmpty, "allow-empty", false, "succeed if no test is selected")
	flags.BoolVar(&t.allowNet, "allow-net", false, "let Rego tests call functions that reach the network, files and the runtime")
	flags.BoolVar(&t.watch, "watch", false, "run again whenever a file changes, until interrupted")
	flags.BoolVarP(&t.verbose, "verbose", "v", false, "list every test in text, also the tests that pass")
	t.mutationFlags.add(cmd)
	t.coverageFlags.add(cmd)
	return cmd
}

// run runs the tests once, and returns cli.ErrNegative if one failed.
func (t *testRun) run(ctx context.Context) error {
	if err := t.checkMutations(); err != nil {
		return err
	}
	l, err := t.load(ctx)
	if err != nil {
		return err
	}
	if err := t.startCoverage(l); err != nil {
		return err
	}
	r, err := t.report(ctx, l)
	if err != nil {
		return err
	}
	if len(r) == 0 && !t.allowEmpty {
		return errors.New("no test is selected")
	}
	_, failed, _ := r.Counts()
	if t.mutate && failed == 0 {
		return t.runMutations(ctx, l)
	}
	enough, err := t.writeCovered(l, r)
	if err != nil {
		return err
	}
	if failed == 0 && enough {
		return nil
	}
	if t.mutate {
		fmt.Fprintln(t.Err, "No change was tried: --mutate needs tests that pass.")
	}
	return cli.ErrNegative
}

// loadedTests is the configuration and the selection of its tests.
type loadedTests struct {
	view      *engine.View
	world     *schema.World
	files     testFiles
	paths     []string
	selection suite.Selection
	by        *report.Reporter
	// coverage is nil if it was not requested.
	coverage   *coverage.Collector
	explaining *cli.Progress
}

var errNoTests = errors.New("a bundle has no tests; name the files of tests")

// load loads the configuration with its tests. The world of a bundle is nil.
func (t *testRun) load(ctx context.Context) (*loadedTests, error) {
	selection, err := suite.NewSelection(t.name, t.subject, t.action, t.resource)
	if err != nil {
		return nil, err
	}
	paths := t.paths
	switch {
	case len(paths) == 0 && registry.Is(t.Dir):
		return nil, errNoTests
	case len(paths) == 0:
		paths = []string{t.Dir}
	}
	files, err := findTests(ctx, t.Dir, paths)
	if err != nil {
		return nil, err
	}
	view, err := t.Open(ctx, append(files.options(t.Env), engine.WithWorld())...)
	if err != nil {
		return nil, err
	}
	w := view.World()
	switch {
	case w == nil && len(t.paths) == 0:
		return nil, errNoTests
	case w == nil && len(files.hcl) > 0:
		return nil, fmt.Errorf("%s has test blocks, which need the blocks of a configuration; a bundle has none", files.hcl[0].Path)
	}
	t.warn(view, files)
	return &loadedTests{view, w, files, paths, selection, report.NewReporter(view, w, t.Path), nil, nil}, nil
}

// selected returns the selected tests of a suite.
func (t *testRun) selected(l *loadedTests, all *suite.Suite) *suite.Suite {
	s := l.selection.Of(all)
	s.Invariants = slices.DeleteFunc(s.Invariants, func(inv *suite.Invariant) bool { return !isBelow(l.paths, t.Path(inv.Range.Filename)) })
	return s
}

// hasRego reports whether Rego tests are selected.
func (l *loadedTests) hasRego() bool { return l.files.rego && !l.selection.ByCell() }

// rego returns the options of Rego tests.
func (t *testRun) rego() []regotest.Option {
	if t.allowNet {
		return []regotest.Option{regotest.AllowNet()}
	}
	return nil
}

// report runs the selected tests.
func (t *testRun) report(ctx context.Context, l *loadedTests) (report.Report, error) {
	var r report.Report
	var err error
	if l.world != nil {
		all := suite.New(l.world, l.view)
		if err := l.selection.Check(all, l.view); err != nil {
			return nil, err
		}
		if r, err = t.blocks(ctx, l, t.selected(l, all)); err != nil {
			return nil, err
		}
	}
	if l.hasRego() && !t.stops(r) {
		results, err := regotest.Run(ctx, l.view, l.paths, t.name, t.rego()...)
		if err != nil {
			return nil, err
		}
		r = append(r, l.by.RegoTests(results)...)
	}
	if t.failFast {
		r = r.UpToFailure()
	}
	return r, nil
}

// blocks runs test blocks, and then invariants.
func (t *testRun) blocks(ctx context.Context, l *loadedTests, s *suite.Suite) (report.Report, error) {
	progress := t.StartProgress("questions asked")
	defer progress.End()
	o := suite.Options{Parallel: t.parallel, FailFast: t.failFast, Now: l.by.Now, Progress: progress.Show}
	results, err := suite.Run(ctx, l.view, s.Tests, o)
	if err != nil {
		return nil, err
	}
	if err := l.collectTests(ctx, results); err != nil {
		return nil, err
	}
	r, err := l.by.Tests(results)
	if err != nil || t.stops(r) {
		return r, err
	}
	checked, err := suite.Check(ctx, l.view, s.Invariants, o)
	if err != nil {
		return nil, err
	}
	if err := l.collectInvariants(ctx, checked); err != nil {
		return nil, err
	}
	broken, err := l.by.Invariants(checked)
	return append(r, broken...), err
}

// stops reports whether no more tests are to run.
func (t *testRun) stops(r report.Report) bool {
	_, failed, _ := r.Counts()
	return t.failFast && failed > 0
}

// warn prints the warnings about files of tests. No other command reads these files.
func (t *testRun) warn(view *engine.View, tests testFiles) {
	warnings, sources := view.Warnings()
	var about hcl.Diagnostics
	for _, d := range warnings {
		if d.Subject != nil && slices.ContainsFunc(tests.hcl, func(file files.File) bool { return t.FromDir(file.Path) == d.Subject.Filename }) {
			about = append(about, d)
		}
	}
	t.WriteDiagnostics(about, sources)
}
