package regotest

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/tester"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/internal/policy"
	"github.com/rolecall/rolecall/internal/regocases"
)

// A Result is the outcome of one Rego test.
type Result struct {
	// Name is the full name of the rule, "data.acme_test.test_editors".
	Name string `json:"name"`
	// File and Line (from 1) are the place of the test.
	File   string `json:"file"`
	Line   int    `json:"line"`
	Passed bool   `json:"passed"`
	// Skipped marks a test whose name begins with todo_. It has not failed.
	Skipped bool `json:"skipped,omitempty"`
	// Cases is the number of cases of the test, and Failed the number of failed ones.
	// A test without cases counts as one case.
	Cases  int `json:"cases"`
	Failed int `json:"failed"`
	// Notes names the failed cases, and has the error and the output of a failed test.
	Notes    []string      `json:"notes,omitempty"`
	Duration time.Duration `json:"duration_ns"`
}

// Run runs the tests in paths. A path is a file, or a folder, which stands for all files *.rego
// in it that are not hidden. The tests see the policies and the configuration of the View as
// data. The filter is a regular expression for full names of tests; an empty filter selects all.
// The results are ordered by name.
//
// Run reads regular files only. In the folder that the View was opened from, and in other folders
// among the paths, it follows no link that leads out of the folder. A test must not call a Rego
// function that reaches the network, files or the runtime: that is an error without AllowNet.
func Run(ctx context.Context, view *engine.View, paths []string, filter string, opts ...Option) ([]Result, error) {
	modules, store, err := load(ctx, view, paths)
	if err != nil {
		return nil, err
	}
	selected, err := regexp.Compile(filter)
	if err != nil {
		return nil, fmt.Errorf("run Rego tests: %w", err)
	}
	txn, err := store.NewTransaction(ctx)
	if err != nil {
		return nil, err
	}
	defer store.Abort(ctx, txn)
	tests, err := regocases.Tests(ctx, compiler(opts), store, txn, modules, selected)
	if err != nil {
		return nil, closedError("run Rego tests", err)
	}
	results := []Result{}
	for _, t := range tests {
		if ctx.Err() != nil {
			break
		}
		results = append(results, resultOf(t.Run(ctx)))
	}
	slices.SortFunc(results, func(a, b Result) int { return strings.Compare(a.Name, b.Name) })
	return results, ctx.Err()
}

// An Option changes how Rego tests are run.
type Option func(*options)

type options struct{ allowNet bool }

// AllowNet lets Rego tests call every function of Rego: http.send and net.lookup_ip_addr, which
// reach the network; json.match_schema and json.verify_schema, whose schemas may refer to files
// and the network; and opa.runtime. Use it for tests whose authors you trust with everything that
// the program itself may do.
func AllowNet() Option { return func(o *options) { o.allowNet = true } }

// compiler returns a compiler with the functions that tests may call.
func compiler(opts []Option) *ast.Compiler {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	can := policy.TestCapabilities()
	if o.allowNet {
		can = ast.CapabilitiesForThisVersion()
	}
	return ast.NewCompiler().WithCapabilities(can).WithEnablePrintStatements(true)
}

// resultOf converts a result of OPA.
func resultOf(r *tester.Result) Result {
	result := Result{
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
	result.Cases = max(result.Cases, 1)
	if !result.Passed {
		result.Failed = max(result.Failed, 1)
	}
	if r.Error != nil {
		result.Notes = append(result.Notes, r.Error.Error())
	}
	if len(r.Output) > 0 && !result.Passed {
		result.Notes = append(result.Notes, "it printed: "+strings.TrimRight(string(r.Output), "\n"))
	}
	return result
}

// closedError wraps an error about Rego tests. If a test calls a function that is closed to tests,
// the text explains how to allow it.
func closedError(doing string, err error) error {
	err = readable(err)
	for _, name := range policy.ClosedBuiltins {
		if strings.Contains(err.Error(), "undefined function "+name) {
			return fmt.Errorf("%s: %w; %s reaches the network, files or the runtime, which tests may only use with rolecall test --allow-net or regotest.AllowNet", doing, err, name)
		}
	}
	return fmt.Errorf("%s: %w", doing, err)
}
