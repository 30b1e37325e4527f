package report

import (
	"io"
	"strings"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/sarif"
)

// rules are the SARIF rules of reports, in the order of kinds.
var rules = []sarif.Rule{
	{ID: "failed-test", ShortDescription: sarif.Text{Text: "A test failed"}, HelpURI: sarif.Home + "/blob/main/docs/language.md#tests"},
	{ID: "broken-invariant", ShortDescription: sarif.Text{Text: "An invariant is broken"}, HelpURI: sarif.Home + "/blob/main/docs/language.md#invariants"},
	{ID: "failed-rego-test", ShortDescription: sarif.Text{Text: "A Rego test failed"}, HelpURI: sarif.Home + "#use-it"},
	{ID: "unnoticed-change", ShortDescription: sarif.Text{Text: "No test notices a change of access"}, HelpURI: sarif.Home + "/blob/main/docs/testing.md#mutation-testing"},
}

var kinds = map[kind]int{block: 0, invariant: 1, regoTest: 2, change: 3}

// writeSARIF writes a SARIF log with a result for each failure.
func (r Report) writeSARIF(out io.Writer) error {
	var results []sarif.Result
	for i := range r {
		t := &r[i]
		n := kinds[t.kind]
		for j := range t.failures {
			f := &t.failures[j]
			text := append([]string{t.title() + ": " + f.sentence()}, f.lines()...)
			result := sarif.Result{
				RuleID: rules[n].ID, RuleIndex: n, Level: "error", Message: sarif.Text{Text: strings.Join(text, "\n")},
				Locations: []sarif.Location{sarif.At(f.at)},
			}
			if f.at != t.at {
				result.RelatedLocations = []sarif.Location{sarif.At(t.at)}
			}
			results = append(results, result)
		}
	}
	return output.WriteJSON(out, sarif.NewLog(rules, results))
}
