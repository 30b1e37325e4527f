package report

import (
	"time"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/authzen"
	"github.com/rolecall/rolecall/engine/explain"
)

// A reportJSON is a report as JSON.
type reportJSON struct {
	FormatVersion int        `json:"format_version"`
	Passed        int        `json:"passed"`
	Failed        int        `json:"failed"`
	Skipped       int        `json:"skipped"`
	Tests         []testJSON `json:"tests"`
	// Coverage is nil if it was not requested.
	Coverage *coverageJSON `json:"coverage,omitempty"`
}

// A testJSON is a test in the JSON of a report.
type testJSON struct {
	Kind    kind   `json:"kind"`
	Name    string `json:"name"`
	File    string `json:"file"`
	Line    int    `json:"line"`
	Passed  bool   `json:"passed"`
	Skipped bool   `json:"skipped,omitempty"`
	// Reason is why the test was skipped.
	Reason string `json:"reason,omitempty"`
	// Cases is the number of questions, and Failed the number of failed ones.
	Cases    int           `json:"cases"`
	Failed   int           `json:"failed"`
	Failures []failureJSON `json:"failures,omitempty"`
	// Duration is 0 for all but Rego tests.
	Duration time.Duration `json:"duration_ns,omitempty"`
}

type failureJSON struct {
	File string `json:"file"`
	Line int    `json:"line"`
	words
	// Members are the members of the team or role in Subject that have an unexpected
	// answer. The request is that of the first.
	Members []string `json:"members,omitempty"`
	// Request is the question as an AuthZEN evaluation request.
	Request     *engine.Request      `json:"request,omitempty"`
	Expected    string               `json:"expected,omitempty"`
	Got         string               `json:"got,omitempty"`
	Message     string               `json:"message,omitempty"`
	Reasons     []string             `json:"reasons,omitempty"`
	Explanation *explain.Explanation `json:"explanation,omitempty"`
	// More is the number of further questions that fail in the same way.
	More int `json:"more,omitempty"`
}

// words is a request as a command line takes it.
type words struct {
	Subject  string `json:"subject,omitempty"`
	Action   string `json:"action,omitempty"`
	Resource string `json:"resource,omitempty"`
}

func wordsOf(r *engine.Request) words {
	return words{authzen.Key(r.Subject.Type, r.Subject.ID), r.Action, authzen.Key(r.Resource.Type, r.Resource.ID)}
}

func (r Report) json() reportJSON {
	passed, failed, skipped := r.Counts()
	tests := make([]testJSON, len(r))
	for i := range r {
		tests[i] = r[i].json()
	}
	return reportJSON{FormatVersion: output.FormatVersion, Passed: passed, Failed: failed, Skipped: skipped, Tests: tests}
}

func (t *test) json() testJSON {
	out := testJSON{
		Kind: t.kind, Name: t.name, File: t.at.File, Line: t.at.Range.Start.Line,
		Passed: !t.skipped && len(t.failures) == 0, Skipped: t.skipped, Reason: t.reason,
		Cases: t.asked, Failed: t.failed, Duration: t.duration,
	}
	for _, f := range t.failures {
		failed := failureJSON{
			File: f.at.File, Line: f.at.Range.Start.Line,
			Expected: f.expected, Got: f.got, Message: f.message, Reasons: f.reasons, Explanation: f.explanation, More: f.more,
		}
		if f.request != nil {
			failed.words = wordsOf(f.request)
			if f.request.Subject.Type != "" { // otherwise it is about no one subject
				failed.Request = f.request
			}
			if f.group != nil {
				failed.Subject = authzen.Key(f.group.Type, f.group.ID)
			}
			for _, s := range f.members {
				failed.Members = append(failed.Members, authzen.Key(s.Type, s.ID))
			}
		}
		out.Failures = append(out.Failures, failed)
	}
	return out
}
