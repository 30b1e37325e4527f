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
	// Cases is how many cases the test has, and Failed how many of them failed. A
	// test without cases is one case.
	Cases  int `json:"cases"`
	Failed int `json:"failed"`
	// Notes name the failed cases, an error, and what the test printed.
	Notes    []string      `json:"notes,omitempty"`
	Duration time.Duration `json:"duration_ns"`
}

// timeout is how long a test may take. It is long because many cases on a busy
// machine are not a failure.
const timeout = time.Minute

// Run runs the tests in paths, which are files and folders; in folders all files
// *.rego that are not hidden. The policies and the configuration of the View are
// their data. The filter is a regular expression that selects tests by their full
// names; an empty filter selects all. The results are ordered by name.
//
// Run reads regular files only. It follows no link that leads out of the folder that
// the View was opened from, for files in that folder, or out of another folder among
// the paths. It is an error for a test to call a function of Rego that reaches the
// network, files or the runtime, unless AllowNet is given.
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
	// OPA's runner compiles the tests, and runs none.
	c := compiler(opts)
	running, err := tester.NewRunner().SetCompiler(c).SetStore(store).SetModules(modules).CapturePrintOutput(true).Filter("^none$").RunTests(ctx, txn)
	if err != nil {
		return nil, closedError("run Rego tests", err)
	}
	for range running {
	}
	results := []Result{}
	for _, t := range testsOf(c.Modules, selected) {
		if ctx.Err() != nil {
			break
		}
		results = append(results, resultOf(t.run(ctx, c, store, txn)))
	}
	slices.SortFunc(results, func(a, b Result) int { return strings.Compare(a.Name, b.Name) })
	return results, ctx.Err()
}

// An Option changes how Rego tests are run.
type Option func(*options)

type options struct{ allowNet bool }

// AllowNet lets Rego tests call every function of Rego: http.send and
// net.lookup_ip_addr, which reach the network; json.match_schema and
// json.verify_schema, whose schemas may refer to files and to the network; and
// opa.runtime. It is for tests whose authors may do what the program may do.
func AllowNet() Option { return func(o *options) { o.allowNet = true } }

// compiler returns a compiler that lets tests call what they may.
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

// resultOf returns OPA's result of a test as a Result.
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

// closedError adds to an error about Rego tests what to do if a test calls a
// function that is closed to it.
func closedError(doing string, err error) error {
	err = readable(err)
	for _, name := range policy.ClosedBuiltins {
		if strings.Contains(err.Error(), "undefined function "+name) {
			return fmt.Errorf("%s: %w; %s reaches the network, files or the runtime, which is closed to tests unless that is allowed: rolecall test --allow-net, or regotest.AllowNet", doing, err, name)
		}
	}
	return fmt.Errorf("%s: %w", doing, err)
}
