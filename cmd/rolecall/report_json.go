package main

import (
	"time"

	"github.com/rolecall/rolecall/engine"
	"github.com/rolecall/rolecall/engine/explain"
)

// A testJSON is a test in the JSON of a report.
type testJSON struct {
	Kind    testKind `json:"kind"`
	Name    string   `json:"name"`
	File    string   `json:"file"`
	Line    int      `json:"line"`
	Passed  bool     `json:"passed"`
	Skipped bool     `json:"skipped,omitempty"`
	// Reason is why it was skipped.
	Reason string `json:"reason,omitempty"`
	// Cases is how many questions were asked, and Failed how many of them
	// failed.
	Cases    int           `json:"cases"`
	Failed   int           `json:"failed"`
	Failures []failureJSON `json:"failures,omitempty"`
	// Duration is that of a Rego test.
	Duration time.Duration `json:"duration_ns,omitempty"`
}

type failureJSON struct {
	File string `json:"file"`
	Line int    `json:"line"`
	// Subject, Action and Resource are in the words of a command line, and
	// Request is the same as an AuthZEN evaluation request.
	Subject  string          `json:"subject,omitempty"`
	Action   string          `json:"action,omitempty"`
	Resource string          `json:"resource,omitempty"`
	Request  *engine.Request `json:"request,omitempty"`
	Expected string          `json:"expected,omitempty"`
	Got      string          `json:"got,omitempty"`
	Message  string          `json:"message,omitempty"`
	Reasons  []string        `json:"reasons,omitempty"`
	// Explanation is what explain says of the request.
	Explanation *explain.Explanation `json:"explanation,omitempty"`
	// More is how many questions fail like this one.
	More int `json:"more,omitempty"`
}

// A reportJSON is a report as JSON.
type reportJSON struct {
	FormatVersion int        `json:"format_version"`
	Passed        int        `json:"passed"`
	Failed        int        `json:"failed"`
	Skipped       int        `json:"skipped"`
	Tests         []testJSON `json:"tests"`
	// Coverage is there if it is asked for.
	Coverage *coverageJSON `json:"coverage,omitempty"`
}

func (r report) json() reportJSON {
	passed, failed, skipped := r.counts()
	tests := make([]testJSON, len(r))
	for i := range r {
		tests[i] = r[i].json()
	}
	return reportJSON{FormatVersion: formatVersion, Passed: passed, Failed: failed, Skipped: skipped, Tests: tests}
}

func (t *testCase) json() testJSON {
	out := testJSON{
		Kind: t.kind, Name: t.name, File: t.at.File, Line: t.at.Range.Start.Line,
		Passed: !t.skipped && len(t.failures) == 0, Skipped: t.skipped, Reason: t.reason,
		Cases: t.asked, Failed: t.failed, Duration: t.duration,
	}
	for _, f := range t.failures {
		failed := failureJSON{
			File: f.at.File, Line: f.at.Range.Start.Line, Request: f.request,
			Expected: f.expected, Got: f.got, Message: f.message, Reasons: f.reasons, Explanation: f.explanation, More: f.more,
		}
		if r := f.request; r != nil {
			failed.Subject, failed.Action, failed.Resource = word(r.Subject.Type, r.Subject.ID), r.Action, word(r.Resource.Type, r.Resource.ID)
			if r.Subject.Type == "" {
				failed.Request = nil // it is about no one subject
			}
		}
		out.Failures = append(out.Failures, failed)
	}
	return out
}
