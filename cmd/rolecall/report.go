package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
	"github.com/rolecall/rolecall/engine/regotest"
	"github.com/rolecall/rolecall/engine/suite"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/schema"
)

// A report is what came of tests, in the order in which they are written:
// test blocks, invariants, Rego tests. Every format is written from it.
type report []testCase

// A testCase is what came of one test block, invariant or Rego test.
type testCase struct {
	kind testKind
	name string
	// at is where it stands, with the file as seen from the working
	// directory.
	at place
	// skipped says that it was left out, and reason why, if that is said.
	skipped bool
	reason  string
	// asked is how many questions it asked; an invariant counts as one.
	asked    int
	failures []failure
	// failed is how many of the questions failed.
	failed int
	// duration is that of a Rego test.
	duration time.Duration
}

type testKind string

const (
	blockTest testKind = "test"
	invariant testKind = "invariant"
	regoTest  testKind = "rego"
	mutation  testKind = "change"
)

// title is what a test is called among others, as it is printed.
func (t *testCase) title() string {
	if t.kind == regoTest {
		return t.printedName()
	}
	return fmt.Sprintf("%s: %s", t.kind, t.printedName())
}

// printedName is the name as it is printed: of a change, which is a sentence, and
// of others.
func (t *testCase) printedName() string {
	if t.kind == mutation {
		return printable.Line(t.name)
	}
	return printable.Name(t.name)
}

// A failure is an answer that is not the expected one, or something else that
// makes a test fail.
type failure struct {
	at place
	// request is what was asked; nil for what is about no one question.
	request *engine.Request
	// expected and got are the answers: allow or deny.
	expected, got string
	// message says what is wrong, where that is more than the answer.
	message string
	// reasons say in a line each why the answer is as it is, and
	// explanation says all of it; nil where that was not asked for.
	reasons     []string
	explanation *explain.Explanation
	// more is how many questions of the same kind fail too.
	more int
}

// counts are how many questions passed and failed, and how many tests were
// left out.
func (r report) counts() (passed, failed, skipped int) {
	for _, t := range r {
		if t.skipped {
			skipped++
			continue
		}
		passed += t.asked - t.failed
		failed += t.failed
	}
	return passed, failed, skipped
}

// A reporter makes reports about a configuration.
type reporter struct {
	view *engine.View
	path func(string) string
	// now is when was asked what does not say when.
	now time.Time
	// orgs says that questions name their org: there are several.
	orgs bool
	// explained is how many failures have been explained.
	explained *int
}

func (c *cli) reporter(view *engine.View, w *schema.World) reporter {
	return reporter{view: view, path: c.path, now: time.Now(), orgs: w != nil && len(w.Orgs) > 1, explained: new(int)}
}

func (r reporter) place(at hcl.Range) place { return placeOf(at, r.path) }

func answer(allow bool) string {
	if allow {
		return "allow"
	}
	return "deny"
}

// tests reports test blocks.
func (r reporter) tests(results []suite.Result) (report, error) {
	var cases report
	for _, result := range results {
		t := testCase{
			kind: blockTest, name: result.Test.Name, at: r.place(result.Test.Range),
			skipped: result.Test.Skip != "", reason: result.Test.Skip, asked: len(result.Cells),
		}
		for i := range result.Cells {
			cell := &result.Cells[i]
			if cell.Passed() {
				continue
			}
			f, err := r.cell(cell)
			if err != nil {
				return nil, err
			}
			t.failures = append(t.failures, f)
		}
		switch {
		case result.Failed() && len(result.Test.Cells) > 0:
			t.asked += len(result.Test.Empty)
			for _, at := range result.Test.Empty {
				t.failures = append(t.failures, failure{at: r.place(at), message: "it leaves nothing to ask: a list of subjects, actions or resources that is computed has nothing in it"})
			}
		case result.Failed():
			t.asked = 1
			t.failures = []failure{{at: t.at, message: "it comes down to nobody: there is nobody enabled in its list of subjects"}}
		}
		t.failed = len(t.failures)
		cases = append(cases, t)
	}
	return cases, nil
}

func (r reporter) cell(cell *suite.CellResult) (failure, error) {
	request := r.request(cell.Request)
	f := failure{at: r.place(cell.Range), request: request, expected: answer(cell.Allow), got: answer(cell.Allowed)}
	if cell.Problem.Kind != "" {
		f.request.Subject, f.expected, f.got = engine.Subject{}, "", ""
		f.message = "nobody could be allowed this: " + cell.Problem.String()
		return f, nil
	}
	return f, r.explain(&f, cell.Request)
}

// request is a request as it is reported: with the org if that is in question.
func (r reporter) request(request engine.Request) *engine.Request {
	if !r.orgs {
		request.Org = ""
	}
	return &request
}

// invariants reports invariants.
func (r reporter) invariants(results []suite.InvariantResult) (report, error) {
	var cases report
	for _, result := range results {
		t := testCase{kind: invariant, name: result.Invariant.Name, at: r.place(result.Invariant.Range), asked: 1}
		for i := range result.Breaches {
			f, err := r.breach(t.at, result.Invariant, &result.Breaches[i])
			if err != nil {
				return nil, err
			}
			t.failures = append(t.failures, f)
		}
		if len(t.failures) > 0 {
			t.failed = 1
		}
		cases = append(cases, t)
	}
	return cases, nil
}

func (r reporter) breach(at place, inv *suite.Invariant, b *suite.Breach) (failure, error) {
	f := failure{at: at, request: r.request(b.Request), more: b.More}
	if b.Request.Subject.Type != "" {
		f.expected, f.got = answer(false), answer(true)
		if err := r.explain(&f, b.Request); err != nil {
			return failure{}, err
		}
	}
	switch b.Condition {
	case suite.Only:
		f.message = "only those of the list may, and this is somebody else"
	case suite.Never:
		f.message = "nobody of the list may, and this is one of them"
	case suite.AtMost:
		f.message = fmt.Sprintf("at most %d may be allowed this, and it is %d", *inv.AtMost, b.Allowed)
	case suite.AtLeast:
		f.message = fmt.Sprintf("at least %d must be allowed this, and it is %d", *inv.AtLeast, b.Allowed)
	case suite.Applies:
		f.message = "the action applies to nothing that the invariant is about: " + b.Problem
	}
	return f, nil
}

// regoTests reports Rego tests.
func (r reporter) regoTests(results []regotest.Result) report {
	var cases report
	for _, result := range results {
		line := sourcePos{Line: result.Line, Column: 1}
		t := testCase{
			kind: regoTest, name: result.Name, at: place{result.File, sourceRange{line, line}},
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
		cases = append(cases, t)
	}
	return cases
}

// question is what was asked in the words of a command line; empty for what
// is about no one question.
func (f *failure) question() string {
	if f.request == nil {
		return ""
	}
	return f.request.String()
}

// sentence is a failure as it is printed in one line, without its reasons and what
// more there is of its message.
func (f *failure) sentence() string {
	text, _, _ := strings.Cut(f.message, "\n")
	if text == "" {
		text = fmt.Sprintf("expected %s, got %s", f.expected, f.got)
	}
	if question := f.question(); question != "" {
		text = question + ": " + text
	}
	switch f.more {
	case 0:
	case 1:
		text += " (and 1 more question like it)"
	default:
		text += fmt.Sprintf(" (and %d more questions like it)", f.more)
	}
	return printable.Line(text)
}
