package engine

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	opaloader "github.com/open-policy-agent/opa/v1/loader"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
)

// A TestResult is what came of one Rego test.
type TestResult struct {
	// Name is the full name of the rule, "data.acme_test.test_editors".
	Name string `json:"name"`
	// File and Line (from 1) are where the test is.
	File   string `json:"file"`
	Line   int    `json:"line"`
	Passed bool   `json:"passed"`
	// Skipped marks a test whose name begins with todo_; it has not failed.
	Skipped bool `json:"skipped,omitempty"`
	// Cases is how many cases the test has, and Failed how many of them
	// failed. A test without cases is one case.
	Cases  int `json:"cases"`
	Failed int `json:"failed"`
	// Notes say which cases of the test failed, with what error, and what
	// it printed.
	Notes    []string      `json:"notes,omitempty"`
	Duration time.Duration `json:"duration_ns"`
}

// regoTimeout is how long a test may take: many cases on a busy machine are no
// failure.
const regoTimeout = time.Minute

// RegoTests runs the tests in the files and folders paths, files *.rego that
// are not hidden, with the policies and the configuration as their data. An
// empty filter selects all tests, any other those whose full name matches it
// as a regular expression. The results are ordered by name.
func (e *Engine) RegoTests(ctx context.Context, paths []string, filter string) ([]TestResult, error) {
	modules, err := e.withTests(paths)
	if err != nil {
		return nil, err
	}
	store := e.store()
	txn, err := store.NewTransaction(ctx)
	if err != nil {
		return nil, err
	}
	defer store.Abort(ctx, txn)
	return runTests(ctx, tester.NewRunner().SetStore(store).SetModules(modules).CapturePrintOutput(true).SetTimeout(regoTimeout).Filter(filter), txn)
}

// store is the data of the policies and the configuration, without what a bundle
// has besides to look decisions up: a test may put something else in place of a
// part of the configuration.
func (e *Engine) store() storage.Store {
	data := map[string]any{root: e.state.Load().documents()}
	return inmem.NewFromObjectWithOpts(data, inmem.OptReturnASTValuesOnRead(true), inmem.OptRoundTripOnWrite(false))
}

// withTests are the policies, and the files of tests in paths.
func (e *Engine) withTests(paths []string) (map[string]*ast.Module, error) {
	loaded, err := opaloader.NewFileLoader().WithProcessAnnotation(true).Filtered(paths, notRego)
	if err != nil {
		return nil, fmt.Errorf("load Rego tests: %w", err)
	}
	modules := map[string]*ast.Module{}
	for _, m := range e.state.Load().modules {
		modules[m.Path] = m.Parsed
	}
	maps.Copy(modules, loaded.ParsedModules())
	return modules, nil
}

func runTests(ctx context.Context, runner *tester.Runner, txn storage.Transaction) ([]TestResult, error) {
	running, err := runner.RunTests(ctx, txn)
	if err != nil {
		return nil, fmt.Errorf("run Rego tests: %w", err)
	}
	results := []TestResult{}
	for r := range running {
		result := TestResult{
			Name:     r.Package + "." + r.Name,
			File:     r.Location.File,
			Line:     r.Location.Row,
			Passed:   !r.Fail && r.Error == nil,
			Skipped:  r.Skip,
			Duration: r.Duration,
		}
		for name, sub := range r.SubResults.Iter {
			if len(sub.SubResults) > 0 {
				continue
			}
			result.Cases++
			if sub.Fail {
				result.Failed++
				result.Notes = append(result.Notes, "case: "+strings.Join(name, "/"))
			}
		}
		if result.Cases == 0 {
			result.Cases = 1
		}
		if !result.Passed && result.Failed == 0 {
			result.Failed = 1
		}
		if r.Error != nil {
			result.Notes = append(result.Notes, r.Error.Error())
		}
		if len(r.Output) > 0 && !result.Passed {
			result.Notes = append(result.Notes, strings.TrimRight(string(r.Output), "\n"))
		}
		results = append(results, result)
	}
	slices.SortFunc(results, func(a, b TestResult) int { return strings.Compare(a.Name, b.Name) })
	return results, ctx.Err()
}

// notRego keeps everything but Rego files out of what is loaded, and the
// policies of bundles, which may have been built into the folder.
func notRego(path string, info fs.FileInfo, depth int) bool {
	hidden := depth > 0 && strings.HasPrefix(info.Name(), ".")
	built := depth > 0 && info.IsDir() && isBundle(path)
	return hidden || built || !info.IsDir() && !strings.HasSuffix(info.Name(), ".rego")
}
