package main

import "strings"

// sarifRules are the rules of reports, in the order of their index.
var sarifRules = []struct {
	kind testKind
	rule sarifRule
}{
	{blockTest, sarifRule{"failed-test", sarifText{"A test failed"}, home + "/blob/main/docs/language.md#tests"}},
	{invariant, sarifRule{"broken-invariant", sarifText{"An invariant is broken"}, home + "/blob/main/docs/language.md#invariants"}},
	{regoTest, sarifRule{"failed-rego-test", sarifText{"A Rego test failed"}, home + "#use-it"}},
	{mutation, sarifRule{"unnoticed-change", sarifText{"No test notices a change of access"}, home + "/blob/main/docs/testing.md#what-no-test-protects"}},
}

// writeSARIFReport writes a SARIF log with a result for each failure.
func (c *cli) writeSARIFReport(r report) error {
	run := newRun(sarifInvocation{ExecutionSuccessful: true})
	index := map[testKind]int{}
	for i, r := range sarifRules {
		index[r.kind] = i
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, r.rule)
	}
	for i := range r {
		t := &r[i]
		n := index[t.kind]
		for j := range t.failures {
			f := &t.failures[j]
			text := append([]string{t.title() + ": " + f.sentence()}, f.lines()...)
			result := sarifResult{RuleID: sarifRules[n].rule.ID, RuleIndex: n, Level: "error", Message: sarifText{strings.Join(text, "\n")}, Locations: []sarifLocation{sarifAt(f.at)}}
			if f.at != t.at {
				result.RelatedLocations = []sarifLocation{sarifAt(t.at)}
			}
			run.Results = append(run.Results, result)
		}
	}
	return c.writeJSON(newLog(run))
}
