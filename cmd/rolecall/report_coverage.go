package main

import (
	"bufio"
	"fmt"

	"github.com/rolecall/rolecall/engine/suite/coverage"
)

// writeTextCoverage writes how much is covered, and which lines are not.
func (c *cli) writeTextCoverage(r *coverage.Report) error {
	out := bufio.NewWriter(c.out)
	line := func(name string, count coverage.Count) {
		fmt.Fprintf(out, "  %-20s %d of %d (%.1f%%)\n", name, count.Exercised, count.Total, count.Percent())
	}
	fmt.Fprintln(out, "Exercised by tests and invariants:")
	for _, kind := range coverage.Kinds {
		if count := r.Of(kind); count.Total > 0 {
			line(string(kind)+"s", count)
		}
	}
	line("all that is declared", r.Of())
	line("rules of Grafana", r.OfRules())
	if r.Of().Exercised < r.Of().Total {
		fmt.Fprintln(out, "Not exercised:")
	}
	for i := range r.Grants {
		if g := &r.Grants[i]; g.Questions == 0 {
			fmt.Fprintf(out, "  %s: %s\n", placeOf(g.Range, c.path), oneLine(g.Text))
		}
	}
	return out.Flush()
}

// A coverageJSON is coverage as JSON.
type coverageJSON struct {
	Declared countJSON `json:"declared"`
	// Kinds are parts of what is declared.
	Kinds map[coverage.Kind]countJSON `json:"kinds"`
	// OwnRules are those of Grafana, of which Rules are those exercised.
	OwnRules countJSON       `json:"own_rules"`
	Grants   []grantJSON     `json:"grants"`
	Rules    []coverage.Rule `json:"rules"`
}

type countJSON struct {
	Exercised int     `json:"exercised"`
	Total     int     `json:"total"`
	Percent   float64 `json:"percent"`
}

type grantJSON struct {
	Kind coverage.Kind `json:"kind"`
	Text string        `json:"text"`
	File string        `json:"file"`
	Line int           `json:"line"`
	// Questions is how many questions have exercised it.
	Questions int `json:"questions"`
}

func (c *cli) coverageJSON(r *coverage.Report) *coverageJSON {
	out := &coverageJSON{
		Declared: jsonCount(r.Of()), Kinds: map[coverage.Kind]countJSON{}, OwnRules: jsonCount(r.OfRules()),
		Grants: []grantJSON{}, Rules: []coverage.Rule{},
	}
	for _, kind := range coverage.Kinds {
		out.Kinds[kind] = jsonCount(r.Of(kind))
	}
	for _, g := range r.Grants {
		out.Grants = append(out.Grants, grantJSON{g.Kind, g.Text, c.path(g.Range.Filename), g.Range.Start.Line, g.Questions})
	}
	for _, rule := range r.Rules {
		if rule.Questions > 0 {
			out.Rules = append(out.Rules, rule)
		}
	}
	return out
}

func jsonCount(c coverage.Count) countJSON { return countJSON{c.Exercised, c.Total, c.Percent()} }
