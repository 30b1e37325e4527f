package engine

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"

	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/internal/files"
	"github.com/rolecall/rolecall/loader"
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
//
// Only regular files are read. No link leads out of the folder that the engine
// was opened from, for what is in it, nor out of another folder among the paths.
// Without AllowNet a test that calls a function of Rego which reaches the
// network, files or the runtime is an error.
func (v *View) RegoTests(ctx context.Context, paths []string, filter string, opts ...RegoOption) ([]TestResult, error) {
	if err := v.asked(ctx); err != nil {
		return nil, fmt.Errorf("run Rego tests: %w", err)
	}
	modules, err := v.withTests(ctx, paths)
	if err != nil {
		return nil, err
	}
	store, err := v.store()
	if err != nil {
		return nil, err
	}
	txn, err := store.NewTransaction(ctx)
	if err != nil {
		return nil, err
	}
	defer store.Abort(ctx, txn)
	runner := tester.NewRunner().SetCompiler(regoCompiler(opts)).SetStore(store).SetModules(modules).CapturePrintOutput(true).SetTimeout(regoTimeout).Filter(filter)
	return runTests(ctx, runner, txn)
}

// A RegoOption changes how Rego tests are run.
type RegoOption func(*regoOptions)

type regoOptions struct{ allowNet bool }

// AllowNet lets Rego tests call every function of Rego: http.send and
// net.lookup_ip_addr, which reach the network, json.match_schema and
// json.verify_schema, whose schemas may refer to files and to the network, and
// opa.runtime. It is for tests whose authors may do what the program may.
func AllowNet() RegoOption { return func(o *regoOptions) { o.allowNet = true } }

// regoCompiler compiles Rego tests with what they may call.
func regoCompiler(opts []RegoOption) *ast.Compiler {
	var o regoOptions
	for _, opt := range opts {
		opt(&o)
	}
	can := policy.TestCapabilities()
	if o.allowNet {
		can = ast.CapabilitiesForThisVersion()
	}
	return ast.NewCompiler().WithCapabilities(can).WithEnablePrintStatements(true)
}

// closedError is an error about Rego tests, with what to do if a test calls a
// function that is closed to it.
func closedError(doing string, err error) error {
	err = regoError(err)
	for _, name := range policy.ClosedBuiltins {
		if strings.Contains(err.Error(), "undefined function "+name) {
			return fmt.Errorf("%s: %w; %s reaches the network, files or the runtime, which is closed to tests unless that is allowed: rolecall test --allow-net, or engine.AllowNet", doing, err, name)
		}
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// store is the data of the policies and the configuration, without what a bundle
// has besides to look decisions up: a test may put something else in place of a
// part of the configuration.
func (v *View) store() (storage.Store, error) {
	documents, err := v.documents()
	if err != nil {
		return nil, err
	}
	data := map[string]any{policy.Root: documents}
	return inmem.NewFromObjectWithOpts(data, inmem.OptReturnASTValuesOnRead(true), inmem.OptRoundTripOnWrite(false)), nil
}

// withTests returns the policies of a state, and the files of tests in paths. The
// names of these are not those of policies, in whose place they would be.
func (v *View) withTests(ctx context.Context, paths []string) (map[string]*ast.Module, error) {
	c := files.Collection{Base: v.path, Keep: isRego, Limit: loader.MaxFileSize, Total: loader.MaxFilesRead}
	read, err := c.Read(ctx, paths)
	if err != nil {
		return nil, fmt.Errorf("load Rego tests: %w", err)
	}
	modules := map[string]*ast.Module{}
	for _, m := range v.modules {
		modules["policies/"+m.Path] = m.Parsed
	}
	var failed ast.Errors
	for _, file := range read {
		module, err := ast.ParseModuleWithOpts(file.Path, string(file.Content), ast.ParserOptions{ProcessAnnotation: true, RegoVersion: ast.RegoV1})
		var wrong ast.Errors
		switch {
		case errors.As(err, &wrong):
			failed = append(failed, wrong...)
		case err != nil:
			return nil, fmt.Errorf("load Rego tests: %s: %w", file.Path, err)
		default:
			modules["tests/"+file.Path] = module
		}
	}
	if len(failed) > 0 {
		return nil, fmt.Errorf("load Rego tests: %w", regoError(failed))
	}
	return modules, nil
}

func isRego(name string) bool { return path.Ext(name) == ".rego" }

func runTests(ctx context.Context, runner *tester.Runner, txn storage.Transaction) ([]TestResult, error) {
	running, err := runner.RunTests(ctx, txn)
	if err != nil {
		return nil, closedError("run Rego tests", err)
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
			result.Notes = append(result.Notes, "it printed: "+strings.TrimRight(string(r.Output), "\n"))
		}
		results = append(results, result)
	}
	slices.SortFunc(results, func(a, b TestResult) int { return strings.Compare(a.Name, b.Name) })
	return results, ctx.Err()
}
