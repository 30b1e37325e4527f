// Package diagnostics writes diagnostics about a configuration: as text with source lines,
// as JSON and as SARIF. It also writes the errors that end a command.
package diagnostics

import (
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/cmd/rolecall/internal/output"
	"github.com/rolecall/rolecall/cmd/rolecall/internal/sarif"
	"github.com/rolecall/rolecall/internal/printable"
	"github.com/rolecall/rolecall/loader"
)

// A Diagnostic is a diagnostic as JSON.
type Diagnostic struct {
	// Severity is error or warning.
	Severity string `json:"severity"`
	Summary  string `json:"summary"`
	Detail   string `json:"detail"`
	// File is the path from the working directory. It is empty, and Range is nil, if the
	// diagnostic is not about a place.
	File  string        `json:"file,omitempty"`
	Range *output.Range `json:"range,omitempty"`
	// Related lists the other places in the detail, such as the first place of a name.
	Related []output.Place `json:"related,omitempty"`
	// Instances lists the addresses of the instances of a block with for_each that the
	// diagnostic is about, the one in the detail first.
	Instances []string `json:"instances,omitempty"`
}

// Of returns diagnostics as JSON; the result is not nil. Path returns the path of a file
// from the working directory.
func Of(diags hcl.Diagnostics, path func(string) string) []Diagnostic {
	out := make([]Diagnostic, 0, len(diags))
	for _, d := range diags {
		j := Diagnostic{Severity: "error", Summary: d.Summary, Detail: detail(d, path)}
		if d.Severity == hcl.DiagWarning {
			j.Severity = "warning"
		}
		if of, ok := hcl.DiagnosticExtra[interface{ Instances() []string }](d); ok {
			j.Instances = of.Instances()
		}
		if d.Subject != nil {
			at := output.PlaceOf(*d.Subject, path)
			j.File, j.Range = at.File, &at.Range
		}
		for _, other := range loader.RelatedTo(d) {
			j.Related = append(j.Related, output.PlaceOf(other, path))
		}
		out = append(out, j)
	}
	return out
}

// detail returns the detail of a diagnostic. The places in it, which are its related ones,
// have paths from the working directory.
func detail(d *hcl.Diagnostic, path func(string) string) string {
	text := d.Detail
	for _, other := range loader.RelatedTo(d) {
		here, there := output.PlaceOf(other, filepath.ToSlash).String(), output.PlaceOf(other, path).String()
		if before, after, ok := strings.Cut(text, "at "+here); ok && here != there {
			text = before + "at " + there + after
		}
	}
	return text
}

// SARIF returns a log with a result for each diagnostic and a rule for each summary. The
// columns of results count code points, for which it needs the files.
func SARIF(diags hcl.Diagnostics, files map[string]*hcl.File, path func(string) string) sarif.Log {
	var rules []sarif.Rule
	var results []sarif.Result
	index := map[string]int{}
	for _, d := range Of(inCodePoints(diags, files), path) {
		id := slug(d.Summary)
		rule, known := index[id]
		if !known {
			rule = len(rules)
			index[id] = rule
			rules = append(rules, sarif.Rule{
				ID:               id,
				ShortDescription: sarif.Text{Text: printable.Line(d.Summary)},
				HelpURI:          sarif.Home + "/blob/main/docs/diagnostics.md#" + slug(heading(d.Summary)),
			})
		}
		text := printable.Lines(d.Summary + ": " + d.Detail)
		result := sarif.Result{RuleID: id, RuleIndex: rule, Level: d.Severity, Message: sarif.Text{Text: text}, Locations: []sarif.Location{}, OccurrenceCount: len(d.Instances)}
		if d.Range != nil {
			result.Locations = append(result.Locations, sarif.At(output.Place{File: d.File, Range: *d.Range}))
		}
		for _, other := range d.Related {
			result.RelatedLocations = append(result.RelatedLocations, sarif.At(other))
		}
		results = append(results, result)
	}
	return sarif.NewLog(rules, results)
}

// inCodePoints returns diagnostics with columns that count code points. The related places
// keep their columns.
func inCodePoints(diags hcl.Diagnostics, files map[string]*hcl.File) hcl.Diagnostics {
	sources := NewSources(files)
	out := make(hcl.Diagnostics, len(diags))
	for i, d := range diags {
		counted := *d
		if d.Subject != nil {
			at := sources.Of(d.Subject.Filename).inCodePoints(*d.Subject)
			counted.Subject = &at
		}
		out[i] = &counted
	}
	return out
}
