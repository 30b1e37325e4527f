package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/engine/suite/coverage"
)

// WriteWithCoverage writes the report with its coverage. Only text and JSON have a place for
// coverage. Path returns the path of a file from the working directory.
func (r Report) WriteWithCoverage(out io.Writer, format output.Format, verbose bool, c *coverage.Report, path func(string) string) error {
	if format == output.JSON {
		report := r.json()
		report.Coverage = jsonOf(c, path)
		return output.WriteJSON(out, report)
	}
	if err := r.Write(out, format, verbose); err != nil || format != output.Text {
		return err
	}
	return writeCoverage(out, c, path)
}

// writeCoverage writes the coverage and the grants that are not covered.
func writeCoverage(to io.Writer, r *coverage.Report, path func(string) string) error {
	out := bufio.NewWriter(to)
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
			fmt.Fprintf(out, "  %s: %s\n", output.PlaceOf(g.Range, path), output.OneLine(g.Text))
		}
	}
	return out.Flush()
}

// A coverageJSON is coverage as JSON.
type coverageJSON struct {
	Declared coverage.Count                   `json:"declared"`
	Kinds    map[coverage.Kind]coverage.Count `json:"kinds"`
	// OwnRules counts Grafana's own rules. Rules lists the exercised ones.
	OwnRules coverage.Count  `json:"own_rules"`
	Grants   []grantJSON     `json:"grants"`
	Rules    []coverage.Rule `json:"rules"`
}

type grantJSON struct {
	Kind      coverage.Kind `json:"kind"`
	Text      string        `json:"text"`
	File      string        `json:"file"`
	Line      int           `json:"line"`
	Questions int           `json:"questions"`
}

func jsonOf(r *coverage.Report, path func(string) string) *coverageJSON {
	out := &coverageJSON{
		Declared: r.Of(), Kinds: map[coverage.Kind]coverage.Count{}, OwnRules: r.OfRules(),
		Grants: []grantJSON{}, Rules: []coverage.Rule{},
	}
	for _, kind := range coverage.Kinds {
		out.Kinds[kind] = r.Of(kind)
	}
	for _, g := range r.Grants {
		out.Grants = append(out.Grants, grantJSON{g.Kind, g.Text, path(g.Range.Filename), g.Range.Start.Line, g.Questions})
	}
	for _, rule := range r.Rules {
		if rule.Questions > 0 {
			out.Rules = append(out.Rules, rule)
		}
	}
	return out
}
