package report

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/regotest"
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/schema"
)

// A Reporter makes reports about a configuration.
type Reporter struct {
	// Now is the time of requests without a time.
	Now time.Time

	view *engine.View
	path func(string) string
	// sources has the files of the configuration.
	sources output.Sources
	// orgs reports whether requests name their org: the configuration has several.
	orgs bool
	// explained is the number of failures with an explanation.
	explained int
}

// NewReporter returns a reporter. The world is nil for a bundle. Path returns the path of a
// file from the working directory.
func NewReporter(view *engine.View, w *schema.World, path func(string) string) *Reporter {
	return &Reporter{Now: time.Now(), view: view, path: path, sources: output.SourcesOf(w, path), orgs: w != nil && len(w.Orgs) > 1}
}

func (r *Reporter) place(at hcl.Range) output.Place { return output.PlaceOf(at, r.path) }

func answer(allow bool) string {
	if allow {
		return "allow"
	}
	return "deny"
}

// Tests reports test blocks.
func (r *Reporter) Tests(results []suite.Result) (Report, error) {
	var tests Report
	for _, result := range results {
		t := test{
			kind: block, name: result.Test.Name, at: r.place(result.Test.Range),
			skipped: result.Test.Skip != "", reason: result.Test.Skip, asked: len(result.Cells),
		}
		for question := range suite.Questions(result.Cells) {
			var failed []*suite.CellResult
			for i := range question {
				if !question[i].Passed() {
					failed = append(failed, &question[i])
				}
			}
			if len(failed) == 0 {
				continue
			}
			f, err := r.question(failed, len(question))
			if err != nil {
				return nil, err
			}
			t.failures = append(t.failures, f)
			t.failed += len(failed)
		}
		switch {
		case result.Failed() && len(result.Test.Cells) > 0:
			t.asked += len(result.Test.Empty)
			t.failed += len(result.Test.Empty)
			for _, at := range result.Test.Empty {
				t.failures = append(t.failures, failure{at: r.place(at), message: "nothing to ask: a computed list of subjects, actions or resources is empty"})
			}
		case result.Failed():
			t.asked, t.failed = 1, 1
			t.failures = []failure{{at: t.at, message: "nobody to ask about: no subject in the list is enabled"}}
		}
		tests = append(tests, t)
	}
	return tests, nil
}

// question reports the failed cells of a question. It explains the first of them.
func (r *Reporter) question(failed []*suite.CellResult, asked int) (failure, error) {
	cell := failed[0]
	f := failure{at: r.place(cell.Range), request: r.request(cell.Request), expected: answer(cell.Allow), got: answer(cell.Allowed)}
	if cell.Problem.Kind != "" {
		f.request.Subject, f.expected, f.got = engine.Subject{}, "", ""
		f.message = "nobody could be allowed this: " + cell.Problem.String()
		return f, nil
	}
	if cell.Group != nil {
		f.group, f.asked = cell.Group, asked
		for _, c := range failed {
			f.members = append(f.members, c.Request.Subject)
		}
	}
	return f, r.explain(&f, cell.Request)
}

// request returns a request for a report: it names the org only if there are several.
func (r *Reporter) request(request engine.Request) *engine.Request {
	if !r.orgs {
		request.Org = ""
	}
	return &request
}

// Invariants reports invariants.
func (r *Reporter) Invariants(results []suite.InvariantResult) (Report, error) {
	var tests Report
	for _, result := range results {
		t := test{kind: invariant, name: result.Invariant.Name, at: r.place(result.Invariant.Range), asked: 1}
		for i := range result.Breaches {
			f, err := r.breach(t.at, result.Invariant, &result.Breaches[i])
			if err != nil {
				return nil, err
			}
			t.failures = append(t.failures, f)
		}
		t.failed = min(len(t.failures), 1)
		tests = append(tests, t)
	}
	return tests, nil
}

func (r *Reporter) breach(at output.Place, inv *suite.Invariant, b *suite.Breach) (failure, error) {
	f := failure{at: at, request: r.request(b.Request), more: b.More}
	if b.Request.Subject.Type != "" {
		f.expected, f.got = answer(false), answer(true)
		if err := r.explain(&f, b.Request); err != nil {
			return failure{}, err
		}
	}
	switch b.Condition {
	case suite.Only:
		f.message = "only the list may be allowed this, and this subject is not in it"
	case suite.Never:
		f.message = "nobody in the list may be allowed this, and this subject is in it"
	case suite.AtMost:
		f.message = fmt.Sprintf("at most %d may be allowed this, and it is %d", *inv.AtMost, b.Allowed)
	case suite.AtLeast:
		f.message = fmt.Sprintf("at least %d must be allowed this, and it is %d", *inv.AtLeast, b.Allowed)
	case suite.Applies:
		f.message = "the action applies to no resource of the invariant: " + b.Problem
	}
	return f, nil
}

// RegoTests reports Rego tests.
func (r *Reporter) RegoTests(results []regotest.Result) Report {
	var tests Report
	for _, result := range results {
		line := output.Pos{Line: result.Line, Column: 1}
		t := test{
			kind: regoTest, name: result.Name, at: output.Place{File: result.File, Range: output.Range{Start: line, End: line}},
			skipped: result.Skipped, asked: result.Cases, failed: result.Failed, duration: result.Duration,
		}
		if !result.Passed && !result.Skipped {
			for _, note := range result.Notes {
				t.failures = append(t.failures, failure{at: t.at, message: note})
			}
			if len(t.failures) == 0 {
				t.failures = []failure{{at: t.at, message: "the rule is not true"}}
			}
		}
		tests = append(tests, t)
	}
	return tests
}

// maxExplained is how many failures have an explanation, which takes longer than many
// questions. The other failures have reasons only.
const maxExplained = 200

// explain adds to a failure why its request has its answer.
func (r *Reporter) explain(f *failure, request engine.Request) error {
	if request.Time.IsZero() {
		request.Time = r.Now
	}
	ctx := context.Background() // the answers have been given
	answer, err := r.view.Evaluate(ctx, request)
	if err != nil {
		return err
	}
	f.reasons = r.sources.Reasons(answer.Reasons)
	if r.explained >= maxExplained {
		return nil
	}
	r.explained++
	explanation, err := r.view.Explain(ctx, request)
	if err != nil {
		return fmt.Errorf("explain %s: %w", request, err)
	}
	explanation = r.sources.Explanation(explanation)
	explanation.Request.Time = f.request.Time
	f.explanation = &explanation
	return nil
}
